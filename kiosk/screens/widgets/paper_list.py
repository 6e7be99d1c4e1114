"""Papers by name with their number of sheets: read, not touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kivy.properties import ObjectProperty

from kiosk.screens.widgets.piece import Box, Brush, Piece

PADDING, GAP = 28, 16


@dataclass(frozen=True)
class PaperLine:
    """A paper: what it is, and how many sheets in words."""

    title: str
    sheets: str


class PaperList(Piece):
    """A quiet card with a line for each paper: icon, name, sheets at the right."""

    lines = ObjectProperty(())

    def _icon(self) -> float:
        return self.look.grow(56)

    def _sheets(self, line: PaperLine) -> float:
        return self.ruler().measure(line.sheets, 44, bold=True) + 8

    def _room(self, line: PaperLine, width: float) -> float:
        return width - 64 - self._icon() - 22 - self._sheets(line) - 24

    def _tall(self, line: PaperLine, width: float) -> float:
        title = self.block(line.title, 44, self._room(line, width), bold=True, leading=1.25)
        return max(self._icon(), title)

    def wanted(self, width: float) -> float:
        lines: Sequence[PaperLine] = self.lines
        return sum(self._tall(one, width) for one in lines) + GAP * max(0, len(lines) - 1) + 2 * PADDING

    def paint(self, brush: Brush) -> None:
        theme, lines = self.theme, self.lines
        box = Box(0, 0, brush.width, brush.height)
        brush.card(box, radius=28)
        ink, icon, top = theme.on(theme.card), self._icon(), float(PADDING)
        for line in lines:
            tall = self._tall(line, brush.width)
            brush.icon("file-text-duotone", 32, top + (tall - icon) / 2, icon, ink)
            words = Box(32 + icon + 22, top, self._room(line, brush.width), tall)
            brush.text(line.title, words, 44, ink, bold=True, lines=9, leading=1.25)
            end = Box(brush.width - 32 - self._sheets(line), top, self._sheets(line), tall)
            brush.text(line.sheets, end, 44, ink, bold=True, align="right")
            top += tall + GAP
