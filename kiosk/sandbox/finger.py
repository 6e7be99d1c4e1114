"""A finger on the panel: touches that go the way of every touch, through Kivy's event loop."""

from __future__ import annotations

import itertools
from typing import Any

from kivy.base import EventLoop
from kivy.core.window import Window
from kivy.input.motionevent import MotionEvent

_ids = itertools.count(1)


class FingerTouch(MotionEvent):
    """One contact, in the panel's own fractions (x right, y up)."""

    def __init__(self, x: float, y: float) -> None:
        """``x``, ``y`` in window pixels, y up."""
        number = next(_ids)
        super().__init__("finger", f"finger-{number}", _fractions(x, y), is_touch=True, type_id="touch")
        self.profile = ["pos"]

    def depack(self, args: Any) -> None:
        """Takes the position as fractions of the window."""
        self.sx, self.sy = args
        super().depack(args)

    def slide(self, x: float, y: float) -> None:
        """Moves to a point in window pixels."""
        self.move(_fractions(x, y))
        EventLoop.post_dispatch_input("update", self)

    def press(self) -> None:
        """Touches down."""
        EventLoop.post_dispatch_input("begin", self)

    def lift(self) -> None:
        """Lets go."""
        EventLoop.post_dispatch_input("end", self)


def _fractions(x: float, y: float) -> tuple[float, float]:
    width, height = Window.system_size
    return x / max(width - 1, 1), y / max(height - 1, 1)
