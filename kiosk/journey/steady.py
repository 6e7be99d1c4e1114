"""One instruction that stands still: frames say something else many times a second, a person reads slowly."""

from __future__ import annotations

from kiosk.vision.faces.quality import FaceAdvice

STANDS_S = 0.4
"""Advice on place or light has to hold for so long before it is shown; a blurred frame or two say nothing."""
MOVEMENTS = frozenset({"turn_left", "turn_right", "blink", "lean_in", "look_back", "thank_you"})
BETWEEN = frozenset({"look_here", "move_back", "hold_still"})
"""What the check asks for itself, not because of a frame: its time runs from when it is shown. The second are also
advice on place and light, until the first movement was asked for."""


class SteadyAdvice:
    """Which advice is on the screen. Times are monotonic seconds."""

    def __init__(self) -> None:
        self.shown = FaceAdvice.LOOK_HERE
        self._next, self._since_s = self.shown, 0.0

    def step(self, advice: FaceAdvice, now_s: float, *, moving: bool = False) -> FaceAdvice:
        """The newest frame's advice; returns what is to be shown. ``moving``: movements are being asked for."""
        asked = advice.value in MOVEMENTS or (moving and advice.value in BETWEEN)
        if asked or advice is self.shown:
            self.shown = self._next = advice
        elif advice is not self._next:
            self._next, self._since_s = advice, now_s
        elif now_s - self._since_s >= STANDS_S:
            self.shown = advice
        return self.shown
