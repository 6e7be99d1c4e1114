"""A scripted resident: finds what the screen shows by its words, and touches it.

A script is a generator of small acts; each ``yield`` lets the terminal draw one frame. A resident waits as a
person does, until the thing is there and can be touched, and gives up with ``Lost`` when it does not come.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

from kivy.core.window import Window

from kiosk.sandbox.finger import FingerTouch

Act = Generator[None, None, None]
PATIENCE_S = 60.0
HAND_S = 0.6


class Lost(Exception):
    """The resident waited for something that did not come; names what, and what was on the screen."""


def everything(root: Any) -> Iterator[Any]:
    """Every widget below ``root`` that is drawn."""
    for child in root.children:
        if getattr(child, "opacity", 1) > 0:
            yield child
            yield from everything(child)


def words_on(root: Any) -> list[str]:
    """The words of all that can be touched now, top-most last."""
    return [piece.spoken for piece in everything(root) if getattr(piece, "spoken", "")]


class Resident:
    """Someone in front of the panel whose root widget is ``root``."""

    def __init__(self, root: Any, patience_s: float = PATIENCE_S) -> None:
        self._root, self._patience_s = root, patience_s

    def until(self, holds: Callable[[], object], what: str, patience_s: float | None = None) -> Act:
        """Waits, frame by frame, until ``holds``."""
        ends = time.monotonic() + (patience_s or self._patience_s)
        while not holds():
            if time.monotonic() > ends:
                raise Lost(f"waited for {what}; on the screen: {' | '.join(words_on(self._root))}")
            yield

    def moves_hand(self, seconds: float = HAND_S) -> Act:
        """As long as a hand needs to take one thing away and lay down another."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            yield

    def sees(self, words: str) -> bool:
        """Is there anything that can be touched with these words?"""
        return self._find(words) is not None

    def touch(self, words: str) -> Act:
        """Touches what says ``words`` (its accessible name, or the beginning of it) once it can be touched."""
        yield from self.until(lambda: self._ready(words), f"something to touch that says {words}")
        piece = self._find(words)
        yield from self.touch_at(*piece.to_window(*piece.center))

    def touch_at(self, x: float, y: float) -> Act:
        """One touch at a point of the window."""
        finger = FingerTouch(x, y)
        finger.press()
        yield
        finger.lift()
        yield

    def touch_any(self) -> Act:
        """Touches the middle of the panel."""
        yield from self.touch_at(Window.width / 2, Window.height / 2)

    def enter(self, text: str) -> Act:
        """Types on the on-screen keys, one after the other, in small letters."""
        for key in text.lower():
            yield from self.touch("key:space" if key == " " else f"key:{key}")

    def draw(self, kind: type, strokes: Sequence[Sequence[tuple[float, float]]]) -> Act:
        """Draws strokes (fractions, y down) on the first widget of a kind."""
        yield from self.until(lambda: self._first(kind), f"a {kind.__name__} to draw on")
        pad = self._first(kind)
        for stroke in strokes:
            points = [pad.to_window(pad.x + fx * pad.width, pad.y + (1 - fy) * pad.height) for fx, fy in stroke]
            finger = FingerTouch(*points[0])
            finger.press()
            for point in points[1:]:
                yield
                finger.slide(*point)
            yield
            finger.lift()
        yield

    def drag(
        self,
        kind: type,
        number: int,
        to: tuple[float, float],
        meanwhile: Callable[[], Act],
    ) -> Act:
        """Drags corner ``number`` of the first widget of a kind to a point of its picture (shares, y down)."""
        yield from self.until(lambda: self._first(kind), f"a {kind.__name__} to drag on")
        pad = self._first(kind)
        yield from self.until(lambda: pad.picture is not None and pad.corners, "a picture to drag on")
        finger = FingerTouch(*pad.corner_at(number))
        finger.press()
        yield
        finger.slide(*pad.point_at(to))
        yield
        yield from meanwhile()
        finger.lift()
        yield

    def _first(self, kind: type) -> Any:
        return next((piece for piece in everything(self._root) if isinstance(piece, kind)), None)

    def _find(self, words: str) -> Any:
        """The topmost piece that says just this, else the topmost that begins with it."""
        starts = None
        for piece in everything(self._root):
            spoken = getattr(piece, "spoken", "")
            if spoken == words:
                return piece
            if starts is None and spoken.startswith(words):
                starts = piece
        return starts

    def _ready(self, words: str) -> bool:
        piece = self._find(words)
        return piece is not None and not getattr(piece, "reason", "") and piece.width > 1
