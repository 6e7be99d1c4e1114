"""The pages of one paper: a tile each, and one for another page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, OptionProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.theme import colour, mix
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.piece import Box, Brush, Piece, Touchable

RADIUS = 32
PAPER, PAPER_EDGE, PAPER_LINES = colour("#FBFAF4"), colour("#8FA3A6"), colour("#9AA9AA")


Mark = Literal["good", "poor", "watched", "left"]
ICONS: dict[Mark, str] = {
    "good": "check-circle-fill",
    "poor": "warning-fill",
    "watched": "eye-bold",
    "left": "minus-bold",
}
"""A check, a triangle, an eye on the page that is being taken, a line through one that is left out."""


@dataclass(frozen=True)
class Page:
    """One page: its name, how it is in a word, and the mark that goes with the word."""

    title: str
    state: str
    mark: Mark = "good"


class PageTile(Touchable):
    """One page of the strip."""

    title = StringProperty("")
    state = StringProperty("")
    mark = OptionProperty("good", options=list(ICONS))
    chosen = BooleanProperty(False)

    def paint(self, brush: Brush) -> None:
        self.spoken = f"{self.title} {self.state}".strip()
        theme, box = self.theme, Box(0, 0, brush.width, brush.height)
        brush.drop = 4 * self.pressed
        brush.fill(box, mix(theme.card, theme.press, self.pressed), RADIUS)
        brush.frame(box, theme.chosen if self.chosen else theme.line, 6 if self.chosen else 3, RADIUS)
        narrow = brush.width < 300
        x = 18.0
        if not narrow:
            self._sheet(brush, 22, (brush.height - 120) / 2)
            x = 22 + 92 + 20
        room = brush.width - x - 16
        line = self.look.text(44) * 1.25
        top = brush.height / 2 - line
        ink = theme.on(mix(theme.card, theme.press, self.pressed))
        brush.text(self.title, Box(x, top, room, line), 44, ink, bold=True, floor=30)
        icon = self.look.grow(40)
        tint = {"good": theme.ok, "poor": theme.look}.get(self.mark, ink)
        brush.icon(ICONS[self.mark], x, top + line + (line - icon) / 2, icon, ink if theme.framed else tint)
        brush.text(self.state, Box(x + icon + 8, top + line, room - icon - 8, line), 40, ink, floor=28)
        self.focus_ring(brush, box, RADIUS)

    @staticmethod
    def _sheet(brush: Brush, x: float, top: float) -> None:
        brush.fill(Box(x, top, 92, 120), PAPER_EDGE, 8)
        brush.fill(Box(x + 3, top + 3, 86, 114), PAPER, 6)
        for row, width in ((28, 56), (48, 56), (68, 38)):
            brush.fill(Box(x + 18, top + row - 3, width, 6), PAPER_LINES, 3)


class PageStrip(Piece):
    """Dispatches ``on_pick(place)``, from 0, and ``on_add``. ``add``: the label of one page more; empty: none."""

    pages = ObjectProperty(())
    current = NumericProperty(0)
    add = StringProperty("")

    __events__ = ("on_pick", "on_add")

    GAP = 16
    IN_A_ROW = 3

    def __init__(self, look: Look, **values: Any) -> None:
        self._tiles: list[PageTile] = []
        self._add = Button(look, kind="dashed", icon="plus-bold", upright=True, tall=140)
        self._add.bind(on_release=lambda *_: self.dispatch("on_add"))
        super().__init__(look, **values)

    def on_pick(self, *_: object) -> None:
        """A page was touched."""

    def on_add(self, *_: object) -> None:
        """One page more."""

    def _cells(self) -> int:
        return len(self.pages) + (1 if self.add else 0)

    def _columns(self) -> int:
        most = self.IN_A_ROW if not self.look.roomy else 2
        return max(1, most if self._cells() <= 2 * most else min(6, -(-self._cells() // 2)))

    def _tall(self) -> float:
        return max(140.0 if self._cells() > self.IN_A_ROW else 168.0, 2 * self.look.text(44) * 1.25 + 40)

    def wanted(self, width: float) -> float:
        rows = -(-self._cells() // self._columns())
        return rows * self._tall() + max(0, rows - 1) * self.GAP

    def arrange(self) -> None:
        pages: Sequence[Page] = self.pages
        while len(self._tiles) > len(pages):
            self.remove_widget(self._tiles.pop())
        while len(self._tiles) < len(pages):
            tile, place = PageTile(self.look), len(self._tiles)
            tile.bind(on_release=lambda _, place=place: self.dispatch("on_pick", place))
            self._tiles.append(tile)
        for number, (tile, page) in enumerate(zip(self._tiles, pages, strict=True)):
            tile.title, tile.state, tile.mark = page.title, page.state, page.mark
            tile.chosen = number == self.current
            self.seat(tile, self._cell(number))
        self._add.text = self.add
        narrow = self._cell(0).width < self._add.natural()
        self._add.icon = "" if narrow else "plus-bold"
        if self.add:
            self.seat(self._add, self._cell(len(pages)))
        elif self._add.parent is self:
            self.remove_widget(self._add)

    def _cell(self, number: int) -> Box:
        columns, tall = self._columns(), self._tall()
        width = (self.design_size[0] - self.GAP * (columns - 1)) / columns
        row, column = divmod(number, columns)
        return Box(column * (width + self.GAP), row * (tall + self.GAP), width, tall)
