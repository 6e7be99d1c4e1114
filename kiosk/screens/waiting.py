"""A line that says what the machine is waiting for, with three dots that swell in turn."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.widgets.piece import Box, Brush, Piece

BEAT_S = 0.5
RADII = (10, 14, 18)
STRENGTHS = (0.45, 0.7, 1.0)
DOT_X = (60, 98, 146)
DOTS_WIDTH = 188


class Waiting(Piece):
    """Design: 05-place-card, 116 px high. One repaint a beat; with reduced motion the dots stand."""

    text = StringProperty("")
    lively = BooleanProperty(True)
    beat = NumericProperty(0)

    def __init__(self, look: Look, **values: Any) -> None:
        self._beating = None
        super().__init__(look, **values)
        if self.lively and not look.reduce_motion:
            self._beating = Clock.schedule_interval(self._swell, BEAT_S)

    def wanted(self, width: float) -> float:
        """As high as its words."""
        return max(116.0, self.block(self.text, 44, width - DOTS_WIDTH - 24, bold=True) + 40)

    def paint(self, brush: Brush) -> None:
        """Dots and words on mist."""
        box = Box(0, 0, brush.width, brush.height)
        brush.fill(box, self.theme.mist, 28)
        if self.theme.framed:
            brush.frame(box, self.theme.line, 4, 28)
        for place, x in enumerate(DOT_X):
            size = (place - int(self.beat)) % 3
            brush.disc(x, brush.height / 2, RADII[size], (*self.theme.accent[:3], STRENGTHS[size]))
        words = Box(DOTS_WIDTH, 0, brush.width - DOTS_WIDTH - 24, brush.height)
        brush.text(self.text, words, 44, bold=True, lines=9)

    def clear(self) -> None:
        """Stands still from now on."""
        if self._beating is not None:
            self._beating.cancel()
        super().clear()

    def _swell(self, _: float) -> None:
        self.beat = (self.beat + 1) % 3
