"""The pad for a signature by finger."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from kivy.graphics import Color, InstructionGroup, Mesh
from kivy.properties import ListProperty, NumericProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.widgets import strokes
from kiosk.screens.widgets.piece import Box, Brush, Touchable

PEN = 15
RADIUS = 32
NEAREST = 0.002
"""Points nearer than this share of the pad's width are one."""

Point = tuple[float, float]


class SignPad(Touchable):
    """``strokes``: lists of (x, y) in 0..1 of the pad, y down. Dispatches ``on_strokes(strokes)`` whenever a
    stroke is finished or they are wiped."""

    strokes = ListProperty([])
    hint = StringProperty("")
    tall = NumericProperty(370)

    __events__ = ("on_strokes",)

    def __init__(self, look: Look, **values: Any) -> None:
        self._stroke: list[Point] = []
        self._ink = InstructionGroup()
        super().__init__(look, **values)
        self.canvas.add(self._ink)

    def on_strokes(self, *_: object) -> None:
        """The signature changed."""

    def wanted(self, width: float) -> float:
        return float(self.tall)

    def paint(self, brush: Brush) -> None:
        self.spoken = self.hint
        theme, box = self.theme, Box(0, 0, brush.width, brush.height)
        brush.fill(box, theme.card, RADIUS)
        brush.frame(box, theme.accent, 4, RADIUS)
        base = brush.height * 0.86
        for number in range(int((brush.width - 120) / 23)):
            brush.disc(64 + number * 23, base, 3, theme.dash)
        if not self.strokes and not self._stroke:
            middle = Box(36, 0, brush.width - 72, brush.height * 0.84)
            brush.text(self.hint, middle, 48, theme.ink2, align="center", lines=2)
        self.focus_ring(brush, box, RADIUS)
        self._draw_ink()

    def _draw_ink(self) -> None:
        self._ink.clear()
        self._ink.add(Color(*self.theme.ink))
        for stroke in [*self.strokes, *([self._stroke] if self._stroke else [])]:
            self._draw(stroke)

    def _draw(self, stroke: list[Point]) -> None:
        points = [(self.x + x * self.width, self.top - y * self.height) for x, y in stroke]
        size = PEN * self.look.unit + 2
        patch = self.look.art.rounded(size / 2)
        marks = strokes.stamps(points, max(1.5, size / 6))
        # Kivy's indices have 16 bits.
        for start in range(0, len(marks), 16000):
            part = marks[start : start + 16000]
            vertices, indices = strokes.stamped(part, size + 2)
            self._ink.add(Mesh(vertices=vertices, indices=indices, mode="triangles", texture=patch.texture))

    # the finger -------------------------------------------------------------------------------------------------

    def on_touch_down(self, touch: Any) -> bool:
        if not self._takes(touch):
            return False
        if self._finger is None:
            self._finger = touch
            touch.grab(self)
            self._stroke = [self._at(touch)]
            self._renew()
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        point = self._at(touch)
        if math.dist(point, self._stroke[-1]) >= NEAREST:
            self._stroke.append(point)
            self._draw_ink()
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._finger = None
        stroke, self._stroke = self._stroke, []
        if stroke:
            self.strokes = [*self.strokes, stroke]
            self.dispatch("on_strokes", [list(one) for one in self.strokes])
        return True

    def _at(self, touch: Any) -> Point:
        """Where the finger is, kept on the pad."""
        x, y = (touch.x - self.x) / max(1, self.width), (self.top - touch.y) / max(1, self.height)
        return float(np.clip(x, 0, 1)), float(np.clip(y, 0, 1))

    def clear(self) -> None:
        """Wipes the pad."""
        had = bool(self.strokes)
        self._stroke = []
        self._ink.clear()
        super().clear()
        self.canvas.add(self._ink)
        if had:
            self.dispatch("on_strokes", [])
