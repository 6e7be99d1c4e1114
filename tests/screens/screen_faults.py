"""What is wrong with a screen as it stands: words that do not fit, targets too small, off the panel or twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from screen_things import Bench, settle

from kiosk.journey import views as v
from kiosk.screens.look import Look
from kiosk.screens.widgets.piece import Piece


def faults(bench: Bench, scene: v.Scene) -> Iterator[str]:
    """Overflowing text, small or overlapping targets, words twice, anything off the panel or under the river."""
    bench.show(scene)
    for _ in range(12):
        yield from faults_of_page(bench, overlaid=scene.overlay is not None)
        later = [
            one for one in bench.touchables() if one.spoken == bench.host.words_of("later") and not one.reason
        ]
        if not later:
            return
        calls = len(bench.actions.calls)
        later[0].dispatch("on_release")
        settle()
        if len(bench.actions.calls) > calls:
            return


def faults_of_page(bench: Bench, *, overlaid: bool) -> Iterator[str]:
    for piece in bench.pieces():
        yield from (f"does not fit: {placed.text}" for placed in piece.placed if not placed.fits)
    targets = [one for one in bench.touchables() if not overlaid or in_panel(one)]
    for one in targets:
        if one.small:
            yield f"too small: {one.spoken} {one.size}"
        if not _inside(one, bench.look):
            yield f"off the panel: {one.spoken} {one.pos} {one.size}"
    for one, other in combinations(targets, 2):
        if _overlap(one, other) and one not in other.walk() and other not in one.walk():
            yield f"overlap: {one.spoken} and {other.spoken}"
    spoken = [one.spoken for one in targets]
    yield from (f"twice: {words}" for words in set(spoken) if spoken.count(words) > 1)
    yield from (f"nameless: {type(one).__name__}" for one in targets if not one.spoken)


def in_panel(piece: Piece) -> bool:
    parent = piece.parent
    while parent is not None and parent is not parent.parent:
        if type(parent).__name__ == "Panel":
            return True
        parent = parent.parent
    return False


def _inside(piece: Piece, look: Look) -> bool:
    return piece.x >= -1 and piece.y >= -1 and piece.right <= look.width_px + 1 and piece.top <= look.height_px + 1


def _overlap(one: Piece, other: Piece) -> bool:
    return one.x < other.right - 2 and other.x < one.right - 2 and one.y < other.top - 2 and other.y < one.top - 2
