"""Buttons, pictures and notes that several screens of papers have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kiosk.journey.views import Notice
from kiosk.screens.arrangement import Body
from kiosk.screens.look import Look
from kiosk.screens.means import Means
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.note import Note
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.stack import Row
from kiosk.screens.widgets.words import Picture


def button(means: Means, name: str, icon: str, does: Callable[[], None]) -> Button:
    """A quiet button with a word of ``screens_b``."""
    made = Button(means.look, text=means.word(f"screens_b.{name}"), icon=icon)
    made.bind(on_release=lambda *_: does())
    return made


def skip_button(means: Means) -> Button:
    """没有这张纸."""
    return button(means, "skip_paper", "file-x-bold", means.actions.skip_paper)


def two_by_two(look: Look, buttons: Sequence[Piece]) -> list[Piece]:
    """Two beside each other; what is left over has a line of its own."""
    return [Row(look, *buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


def told(means: Means, notice: Notice) -> Note:
    """A notice that stands among what can be touched, where the question has no room beside it."""
    return Note(means.look, title=means.say(notice.phrase), detail=means.say(notice.detail), tone=notice.tone)


def beside_question(work: Sequence[Piece], touched: Sequence[Piece]) -> Body:
    """Landscape: what is looked at has its column for itself, what is touched stands below the question."""
    return Body(work=work, under=touched, spills_below=True, keeps_foot=True)


def pictured(look: Look, picture: str, buttons: Sequence[Piece]) -> Iterator[Body]:
    """What to do as a picture, beside the question or over the buttons; without it where words are large."""
    if look.landscape:
        yield Body(work=[Picture(look, picture, 420)], foot=buttons, keeps_foot=True)
    yield Body(beside=[Picture(look, picture, 480)], work=buttons)
    yield Body(work=buttons)
