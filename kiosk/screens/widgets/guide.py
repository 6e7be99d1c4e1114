"""The guide's parts: three facts, the table of what to bring, and where the facts come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kivy.properties import ObjectProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.piece import Box, Brush, Piece

GAP = 16


@dataclass(frozen=True)
class Fact:
    """多久 · 2 个工作日 · 多数当天就好."""

    icon: str
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Material:
    """A paper: its name, what about it, and how much it is needed (``tag`` says it, ``tone`` colours it)."""

    icon: str
    name: str
    detail: str
    tag: str
    tone: Literal["must", "may", "depends"] = "must"


class GuideFacts(Piece):
    """Up to three facts beside each other."""

    facts = ObjectProperty(())

    def _column(self, width: float) -> float:
        count = max(1, len(self.facts)) if not self.look.roomy else 1
        return (width - GAP * (count - 1)) / count

    def _heights(self, fact: Fact, column: float) -> tuple[float, float, float]:
        room = column - 44
        label = max(self.look.grow(56), self.look.text(40) * 1.3)
        value = self.block(fact.value, 46, room, bold=True, leading=1.25)
        return label, value, self.block(fact.note, 40, room, leading=1.3)

    def wanted(self, width: float) -> float:
        column = self._column(width)
        heights = [sum(self._heights(one, column)) + 66 for one in self.facts]
        if self.look.roomy:
            return sum(heights) + GAP * max(0, len(heights) - 1)
        return max(heights, default=0.0)

    def paint(self, brush: Brush) -> None:
        column = self._column(brush.width)
        facts: Sequence[Fact] = self.facts
        x = top = 0.0
        for fact in facts:
            tall = sum(self._heights(fact, column)) + 66 if self.look.roomy else brush.height
            brush.card(Box(x, top, column, tall))
            self._fact(brush, fact, Box(x + 22, top + 24, column - 44, tall), self._heights(fact, column))
            if self.look.roomy:
                top += tall + GAP
            else:
                x += column + GAP

    def _fact(self, brush: Brush, fact: Fact, box: Box, heights: tuple[float, float, float]) -> None:
        label, value, note = heights
        icon, x, top, room = self.look.grow(56), box.x, box.top, box.width
        brush.icon(fact.icon, x, top + (label - icon) / 2, icon, self.theme.ink)
        brush.text(fact.label, Box(x + icon + 12, top, room - icon - 12, label), 40, self.theme.ink2)
        brush.text(fact.value, Box(x, top + label + 14, room, value), 46, bold=True, lines=99, leading=1.25)
        brush.text(fact.note, Box(x, top + label + 18 + value, room, note), 40, lines=99)


class MaterialTable(Piece):
    """What to bring, one row a paper. A row without a tag gives its whole width to the words."""

    title = StringProperty("")
    summary = StringProperty("")
    rows = ObjectProperty(())

    def _head(self, width: float) -> float:
        if not self.title:
            return 0.0
        title = self.block(self.title, 52, self._title_room(width), bold=True)
        if self._stacked(width):
            return title + self.block(self.summary, 40, width - 72) + 18
        return max(title, self.look.text(40) * 1.3) + 18

    def _stacked(self, width: float) -> bool:
        """The summary stands below the title when both are too wide for one line."""
        ruler = self.ruler()
        return ruler.measure(self.title, 52, bold=True) + 24 + ruler.measure(self.summary, 40) > width - 72

    def _title_room(self, width: float) -> float:
        if self._stacked(width):
            return width - 72
        return width - 72 - (self.ruler().measure(self.summary, 40) + 12 if self.summary else 0)

    def _row_heights(self, row: Material, width: float) -> tuple[float, float]:
        room = self._row_room(row, width)
        return self.block(row.name, 48, room, bold=True, leading=1.25), self.block(
            row.detail, 40, room, leading=1.3
        )

    def _row_room(self, row: Material, width: float) -> float:
        return width - 72 - self._icon() - 28 - (self._tag(row) + 20 if row.tag else 0)

    def _icon(self) -> float:
        return self.look.grow(84)

    def _tag(self, row: Material) -> float:
        return self.ruler().measure(row.tag, 40, bold=True) + 52 if row.tag else 0.0

    def _row(self, row: Material, width: float) -> float:
        return max(sum(self._row_heights(row, width)), self._icon()) + 40

    def wanted(self, width: float) -> float:
        return 30 + self._head(width) + sum(self._row(one, width) for one in self.rows)

    def paint(self, brush: Brush) -> None:
        brush.card(Box(0, 0, brush.width, brush.height))
        head = self._head(brush.width)
        room = self._title_room(brush.width)
        if self.title and self._stacked(brush.width):
            title = self.block(self.title, 52, room, bold=True)
            brush.text(self.title, Box(36, 22, room, title), 52, bold=True, lines=9)
            brush.text(self.summary, Box(36, 22 + title, room, head - 18 - title), 40, lines=9)
        elif self.title:
            brush.text(self.title, Box(36, 22, room, head - 18), 52, bold=True, lines=9)
            summary = Box(36 + room, 22, brush.width - 72 - room, head - 18)
            brush.text(self.summary, summary, 40, align="right")
        top = 22 + head
        rows: Sequence[Material] = self.rows
        for number, row in enumerate(rows):
            tall = self._row(row, brush.width)
            if number or self.title:
                brush.fill(
                    Box(36, top, brush.width - 72, 3), self.theme.line if self.theme.framed else self.theme.mist
                )
            self._paint_row(brush, row, top, tall)
            top += tall

    def _paint_row(self, brush: Brush, row: Material, top: float, tall: float) -> None:
        icon, room = self._icon(), self._row_room(row, brush.width)
        name, detail = self._row_heights(row, brush.width)
        brush.icon(row.icon, 36, top + (tall - icon) / 2, icon, self.theme.ink)
        x, words = 36 + icon + 28, top + (tall - name - detail) / 2
        brush.text(row.name, Box(x, words, room, name), 48, bold=True, lines=99, leading=1.25)
        brush.text(row.detail, Box(x, words + name, room, detail), 40, self.theme.ink2, lines=99)
        if row.tag:
            self._paint_tag(brush, row, top + tall / 2)

    def _paint_tag(self, brush: Brush, row: Material, middle: float) -> None:
        theme, width = self.theme, self._tag(row)
        tall = self.look.text(40) * 1.3 + 20
        ground = {"must": theme.chosen, "may": theme.mist, "depends": theme.sun_tint}[row.tone]
        box = Box(brush.width - 36 - width, middle - tall / 2, width, tall)
        brush.fill(box, ground, 18)
        if theme.framed and row.tone != "must":
            brush.frame(box, theme.line, 3, 18)
        brush.text(row.tag, box, 40, theme.on(ground), bold=True, align="center")


class SourceLine(Piece):
    """Where the facts come from and when they were checked; ``more`` is the label of 看全文."""

    source = StringProperty("")
    checked = StringProperty("")
    stale = StringProperty("")
    more = StringProperty("")

    __events__ = ("on_more",)

    def __init__(self, look: Look, **values: Any) -> None:
        self._button = Button(look, icon="file-text-bold", tall=108)
        self._button.bind(on_release=lambda *_: self.dispatch("on_more"))
        super().__init__(look, **values)

    def on_more(self, *_: object) -> None:
        """The whole guide is wanted."""

    def _more(self) -> float:
        if not self.more:
            return 0.0
        self._button.text = self.more
        return self._button.natural()

    def _room(self, width: float) -> float:
        return (
            width - self.look.grow(52) - 16 - (self._more() + 24 if self.more else 0) - (40 if self.stale else 0)
        )

    def _words(self) -> str:
        return "\n".join(one for one in (self.source, self.checked, self.stale) if one)

    def wanted(self, width: float) -> float:
        text = self.block(self._words(), 40, self._room(width), leading=1.3)
        return max(text + (40 if self.stale else 0), 108.0 if self.more else 60.0)

    def arrange(self) -> None:
        width, height = self.design_size
        more = self._more()
        if more:
            tall = max(108.0, self._button.wanted(more))
            self.seat(self._button, Box(width - more, (height - tall) / 2, more, tall))
        elif self._button.parent is self:
            self.remove_widget(self._button)

    def paint(self, brush: Brush) -> None:
        theme, icon, inset = self.theme, self.look.grow(52), 20 if self.stale else 0
        end = brush.width - (self._more() + 24 if self.more else 0)
        colour = theme.ink
        if self.stale:
            colour = theme.look
            brush.fill(Box(0, 0, end, brush.height), theme.look_tint, 28)
            if theme.framed:
                brush.frame(Box(0, 0, end, brush.height), theme.line, 4, 28)
        name = "warning-fill" if self.stale else "check-circle-bold"
        brush.icon(name, inset, (brush.height - icon) / 2, icon, colour)
        words = Box(inset + icon + 16, 0, self._room(brush.width), brush.height)
        brush.text(self._words(), words, 40, colour, lines=99)
