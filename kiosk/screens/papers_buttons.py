"""Buttons that several screens of papers have."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.screens.look import Look
from kiosk.screens.means import Means
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.stack import Row


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
