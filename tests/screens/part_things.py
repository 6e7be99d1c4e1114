"""What the tests of parts share: a part put on the real window, fingers on it, and the picture it makes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from kivy.base import EventLoop
from kivy.core.window import Window
from PIL import Image

from kiosk.sandbox.finger import FingerTouch
from kiosk.screens.gallery import picture_of
from kiosk.screens.widgets.piece import Piece


def frames(count: int = 4) -> None:
    """So many turns of the event loop: arranging, painting, drawing."""
    for _ in range(count):
        EventLoop.idle()


def until(holds: Callable[[], object], timeout_s: float = 5.0) -> None:
    """Pumps frames until ``holds``; fails when it does not within the time."""
    ends = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < ends, "waited in vain"
        EventLoop.idle()


@contextmanager
def shown(piece: Piece, width: float = 600, height: float | None = None) -> Iterator[Piece]:
    """The piece on the window, its lower left corner at (100, 300)."""
    unit = piece.look.unit
    piece.size = (width * unit, (piece.wanted(width) if height is None else height) * unit)
    piece.pos = (100, 300)
    Window.add_widget(piece)
    frames()
    try:
        yield piece
    finally:
        Window.remove_widget(piece)


def drawn() -> Image.Image:
    """What the window shows."""
    Window.canvas.ask_update()
    frames(1)
    return picture_of(Window)


def touch(piece: Piece, end: tuple[float, float] | None = None) -> None:
    """A finger on the middle of a piece, lifted there or at ``end`` (window px)."""
    finger = press(piece)
    if end is not None:
        finger.slide(*end)
        frames(1)
    finger.lift()
    frames(2)


def press(piece: Piece) -> FingerTouch:
    """A finger that stays down on the middle of a piece."""
    finger = FingerTouch(*piece.to_window(*piece.center))
    finger.press()
    frames(1)
    return finger


def every(root: Any) -> Iterator[Piece]:
    """The root and every piece below it."""
    return (one for one in root.walk(restrict=True) if isinstance(one, Piece))


def told(piece: Piece, event: str) -> list[tuple[Any, ...]]:
    """Fills with what an event brings, each time it is dispatched."""
    heard: list[tuple[Any, ...]] = []
    piece.bind(**{event: lambda _, *values: heard.append(values)})
    return heard
