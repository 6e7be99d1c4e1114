"""The step branch: a flower for each step done, the present one half open, buds for those to come."""

from __future__ import annotations

import numpy as np
from kivy.animation import Animation
from kivy.properties import NumericProperty, StringProperty

from kiosk.screens.theme import Colour
from kiosk.screens.widgets.piece import Box, Brush, Piece

HEIGHT = 150
WIDTH = 1080
FIRST, LAST = 150, 980
# Middle of the drawn branch (assets/art/branch-strip.svg) at some x.
_BRANCH_X = (0, 150, 316, 482, 648, 814, 980)
_BRANCH_Y = (108, 96, 104, 103, 91, 85, 91)
COUNTER_TOP = 140


class BranchProgress(Piece):
    """``step``, ``of`` and ``name`` are the words below: 第 2 步 · 共 6 步 | 看镜头. Text so large that the branch
    would take the room of the matter itself stands alone."""

    count = NumericProperty(6)
    current = NumericProperty(1)
    step = StringProperty("")
    of = StringProperty("")
    name = StringProperty("")
    blooming = NumericProperty(0.0)
    """0 … 1: how far the present flower has opened."""

    def wanted(self, width: float) -> float:
        return self._counter_top() + self.look.text(44) * 1.4

    def bloom(self) -> None:
        """The present flower opens, once."""
        Animation.cancel_all(self, "blooming")
        seconds = self.look.seconds("bloom")
        self.blooming = 0.01 if seconds else 1.0
        if seconds:
            Animation(blooming=1.0, duration=seconds, t="out_back").start(self)

    def _counter_top(self) -> float:
        return 20.0 if self.look.roomy else COUNTER_TOP

    def paint(self, brush: Brush) -> None:
        if not self.look.roomy:
            self._branch(brush)
        self._counter(brush)

    def _branch(self, brush: Brush) -> None:
        stretch = brush.width / WIDTH
        if self.theme.framed:
            points = [(x * stretch, float(y)) for x, y in zip(_BRANCH_X, _BRANCH_Y, strict=True)]
            brush.line(points, self.theme.line, 6)
        else:
            texture = self.look.art.picture("branch-strip", brush.width * brush.unit, "art")
            brush.texture(texture, Box(0, 0, brush.width, HEIGHT))
        for number in range(1, self.count + 1):
            x = FIRST + (LAST - FIRST) * (number - 1) / max(1, self.count - 1)
            y = float(np.interp(x, _BRANCH_X, _BRANCH_Y))
            self._node(brush, x * stretch, y, number)

    def _node(self, brush: Brush, x: float, y: float, number: int) -> None:
        if self.theme.framed:
            self._plain_node(brush, x, y, number)
        elif number < self.current:
            brush.picture("flower", Box(x - 40, y - 44, 80, 80), folder="art", turn=number * 31 % 72)
        elif number == self.current and self.blooming:
            side, turn = 96 * (0.6 + 0.4 * self.blooming), 20 * (1 - self.blooming)
            brush.picture("flower", Box(x - side / 2, y - 4 - side / 2, side, side), folder="art", turn=turn)
        elif number == self.current:
            brush.disc(x, y - 29, 56, (*self.theme.sun[:3], 0.5))
            brush.picture("half", Box(x - 44.4, y + 3 - 81.4, 88.8, 88.8), folder="art")
        else:
            tilt = 6 if number % 2 else -6
            brush.picture("bud", Box(x - 19, y + 3 - 47.5, 38, 52), folder="art", turn=tilt)

    def _plain_node(self, brush: Brush, x: float, y: float, number: int) -> None:
        page: Colour = self.theme.page
        brush.disc(x, y, 26, self.theme.line)
        if number < self.current or (number == self.current and self.blooming):
            brush.icon("check-bold", x - 18, y - 18, 36, page)
            return
        brush.disc(x, y, 20, page)
        if number == self.current:
            brush.disc(x, y, 11, self.theme.line)

    def _counter(self, brush: Brush) -> None:
        words = [(self.step, True), (self.of, False), (self.name, False)]
        room, gap = brush.width - 72, 18.0
        widths = [brush.measure(text, 44, bold=bold) + 4 for text, bold in words]
        size = 44 * min(1.0, room / (sum(widths) + 3 * gap + 8))
        top, height, x = self._counter_top(), self.look.text(44) * 1.4, 36.0
        for number, (text, bold) in enumerate(words):
            width = brush.measure(text, size, bold=bold) + 4
            if number == 2 and text:
                brush.fill(Box(x, top + height / 2 - 18, 3, 36), self.theme.line)
                x += 3 + gap
            brush.text(text, Box(x, top, width, height), size, bold=bold, floor=30)
            x += width + (gap if text else 0)
