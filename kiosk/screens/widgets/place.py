"""The way down to a place: province, city, county, each of which can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.theme import mix
from kiosk.screens.widgets.piece import Box, Brush, Piece, Touchable

GAP, RADIUS = 16, 32


@dataclass(frozen=True)
class Level:
    """``label``: 省; ``value``: what was chosen, or empty."""

    label: str
    value: str


class LevelTile(Touchable):
    """One level; the one being chosen is lit."""

    label = StringProperty("")
    value = StringProperty("")
    now = BooleanProperty(False)
    waiting = BooleanProperty(False)

    def heights(self, width: float) -> tuple[float, float]:
        """Of label and value."""
        room = self._room(width)
        return (
            self.block(self.label, 40, width - 52, leading=1.3),
            self.block(self.value or "　", 48, room, bold=True, leading=1.3),
        )

    def _room(self, width: float) -> float:
        return width - 52 - (self.look.grow(44) + 8 if not self.now and not self.waiting else 0)

    def wanted(self, width: float) -> float:
        return max(168.0, sum(self.heights(width)) + 48)

    def paint(self, brush: Brush) -> None:
        self.spoken = f"{self.label} {self.value}".strip()
        theme, box = self.theme, Box(0, 0, brush.width, brush.height)
        brush.drop = 6 * self.pressed
        if self.waiting:
            brush.dashed(box, theme.dash, 3, RADIUS)
        elif self.now:
            brush.card(box, ground=theme.sun_tint, edge=True)
            brush.frame(box, theme.chosen, 6, RADIUS)
        else:
            brush.card(box, ground=mix(theme.card, theme.mist, self.pressed), edge=self.pressed < 0.5)
        label, value = self.heights(brush.width)
        top = (brush.height - label - value) / 2
        brush.text(self.label, Box(26, top, brush.width - 52, label), 40, theme.ink2, lines=3)
        brush.text(self.value, Box(26, top + label, self._room(brush.width), value), 48, bold=True, lines=4)
        if not self.now and not self.waiting:
            icon = self.look.grow(44)
            brush.icon(
                "pencil-simple-bold", brush.width - 26 - icon, top + label + (value - icon) / 2, icon, theme.ink
            )
        self.focus_ring(brush, box, RADIUS)


class PlacePath(Piece):
    """Dispatches ``on_pick(level)``. ``choosing`` is said of the present level, ``missing`` of later ones."""

    levels = ObjectProperty(())
    current = NumericProperty(0)
    choosing = StringProperty("正在选")
    missing = StringProperty("")

    __events__ = ("on_pick",)

    def __init__(self, look: Look, **values: Any) -> None:
        self._tiles: list[LevelTile] = []
        super().__init__(look, **values)

    def on_pick(self, *_: object) -> None:
        """A level was touched."""

    def _column(self, width: float) -> float:
        columns = max(1, len(self.levels)) if not self.look.roomy else 1
        return (width - GAP * (columns - 1)) / columns

    def wanted(self, width: float) -> float:
        self._word()
        heights = [tile.wanted(self._column(width)) for tile in self._tiles]
        if not heights:
            return 0.0
        return max(heights) if not self.look.roomy else sum(heights) + GAP * (len(heights) - 1)

    def arrange(self) -> None:
        self._word()
        width, height = self.design_size
        column, top = self._column(width), 0.0
        for number, tile in enumerate(self._tiles):
            tall = tile.wanted(column) if self.look.roomy else height
            x = 0 if self.look.roomy else number * (column + GAP)
            self.seat(tile, Box(x, top, column, tall))
            top += tall + GAP if self.look.roomy else 0

    def _word(self) -> None:
        levels: Sequence[Level] = self.levels
        while len(self._tiles) > len(levels):
            self.remove_widget(self._tiles.pop())
        while len(self._tiles) < len(levels):
            tile, level = LevelTile(self.look), len(self._tiles)
            tile.bind(on_release=lambda _, level=level: self.dispatch("on_pick", level))
            self._tiles.append(tile)
        for number, (tile, one) in enumerate(zip(self._tiles, levels, strict=True)):
            tile.now = number == self.current
            tile.waiting = number > self.current and not one.value
            tile.label = f"{one.label}，{self.choosing}" if tile.now and self.choosing else one.label
            tile.value = one.value or ("" if tile.now else self.missing)
            tile.reason = self.missing if tile.waiting else ""
