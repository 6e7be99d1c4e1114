"""Five levels, from very bad to very good; a touch fills the stars up to it."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.theme import mix
from kiosk.screens.widgets.piece import Box, Brush, Piece, Touchable

LEVELS, GAP = 5, 14


class Star(Touchable):
    """One level: a star and its word."""

    word = StringProperty("")
    lit = BooleanProperty(False)
    chosen = BooleanProperty(False)
    level = NumericProperty(0)

    def wanted(self, width: float) -> float:
        text = self.block(self.word, 40, width - 16, bold=True, leading=1.2)
        return max(196.0, self._icon(width) + text + 56)

    def _icon(self, width: float) -> float:
        return min(self.look.grow(92), width - 24)

    def paint(self, brush: Brush) -> None:
        self.spoken = self.word
        theme, box = self.theme, Box(0, 0, brush.width, brush.height)
        brush.drop = 6 * self.pressed
        brush.card(box, ground=mix(theme.card, theme.mist, self.pressed), edge=self.pressed < 0.5)
        if self.chosen:
            brush.frame(box, theme.chosen, 8, 32)
        icon = self._icon(brush.width)
        text = self.block(self.word, 40, brush.width - 16, bold=True, leading=1.2)
        top, x = (brush.height - icon - 8 - text) / 2, (brush.width - icon) / 2
        if self.lit:
            brush.icon("star-fill", x, top, icon, theme.sun)
        brush.icon("star-bold", x, top, icon, theme.ink)
        words = Box(8, top + icon + 8, brush.width - 16, text)
        brush.text(self.word, words, 40, bold=True, align="center", lines=3, leading=1.2, floor=30)
        self.focus_ring(brush, box, 32)


class Stars(Piece):
    """``labels``: five words, the lowest level first. Dispatches ``on_rate(level)``, 1 to 5."""

    labels = ObjectProperty(("", "", "", "", ""))
    chosen = NumericProperty(0)

    __events__ = ("on_rate",)

    def __init__(self, look: Look, **values: Any) -> None:
        self._stars = [Star(look, level=level) for level in range(1, LEVELS + 1)]
        super().__init__(look, **values)
        for star in self._stars:
            star.bind(on_release=lambda one: self.dispatch("on_rate", int(one.level)))

    def on_rate(self, *_: object) -> None:
        """A level was touched."""

    def _column(self, width: float) -> float:
        return (width - GAP * (LEVELS - 1)) / LEVELS

    def wanted(self, width: float) -> float:
        self._word()
        return max(star.wanted(self._column(width)) for star in self._stars)

    def _word(self) -> None:
        for star, word in zip(self._stars, tuple(self.labels) + ("",) * LEVELS, strict=False):
            star.word, star.lit, star.chosen = word, star.level <= self.chosen, star.level == self.chosen

    def arrange(self) -> None:
        self._word()
        width, height = self.design_size
        for number, star in enumerate(self._stars):
            self.seat(star, Box(number * (self._column(width) + GAP), 0, self._column(width), height))
