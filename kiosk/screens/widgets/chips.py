"""Scope tags and other choices of one among few, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.theme import mix
from kiosk.screens.widgets.piece import Box, Brush, Piece, Touchable

GAP, PADDING = 16, 12


@dataclass(frozen=True)
class Choice:
    """One chip. ``reason`` says why it cannot be chosen now."""

    id: str
    text: str
    icon: str = ""
    reason: str = ""


class Chip(Touchable):
    """One of them; the chosen one is dark and has a check."""

    text = StringProperty("")
    icon = StringProperty("")
    chosen = BooleanProperty(False)
    rounded = BooleanProperty(True)
    letters = NumericProperty(40)

    def paint(self, brush: Brush) -> None:
        self.spoken = self.text
        theme, box = self.theme, Box(0, 0, brush.width, brush.height)
        radius = min(50, brush.height / 2) if self.rounded else 28
        ground = theme.chosen if self.chosen else mix(theme.card, theme.press, self.pressed)
        if self.reason:
            brush.dashed(box, theme.dash, 3, radius)
        else:
            brush.fill(box, ground, radius)
            if not self.chosen:
                brush.frame(box, theme.line, 4 if theme.framed else 3, radius)
        self._words(brush, theme.ink if self.reason else theme.on(ground))
        self.focus_ring(brush, box, radius)

    def _words(self, brush: Brush, colour: Any) -> None:
        name = "check-bold" if self.chosen and self.rounded else self.icon
        icon = self.look.grow(40 if self.rounded else 48) if name else 0
        gap = 10 if icon else 0
        room = brush.width - icon - gap - 2 * PADDING
        width = min(room, brush.measure(self.text, self.letters, bold=True))
        start = (brush.width - width - icon - gap) / 2
        brush.icon(name, start, (brush.height - icon) / 2, icon, colour)
        words = Box(start + icon + gap - 3, 0, width + 6, brush.height)
        lines = max(1, int(brush.height / (self.look.text(self.letters) * 1.15)))
        brush.text(
            self.text, words, self.letters, colour, bold=True, align="center", lines=lines, leading=1.15, floor=30
        )


class ScopeChips(Piece):
    """Dispatches ``on_pick(id)``. When they are too wide for one line they stand in two."""

    choices = ObjectProperty(())
    chosen = StringProperty("")
    rounded = BooleanProperty(True)

    __events__ = ("on_pick",)

    def __init__(self, look: Look, **values: Any) -> None:
        self._chips: list[Chip] = []
        super().__init__(look, **values)

    def on_pick(self, *_: object) -> None:
        """One was touched."""

    def _tall(self) -> float:
        return max(100.0 if self.rounded else 104.0, self.look.text(self._letters) * 1.3 + 48)

    @property
    def _letters(self) -> float:
        return 40 if self.rounded else 44

    def _columns(self, width: float) -> int:
        ruler = self.ruler()
        choices: Sequence[Choice] = self.choices
        icon = self.look.grow(40 if self.rounded else 48) + 10
        widest = max((ruler.measure(one.text, self._letters, bold=True) for one in choices), default=0) + icon
        fit = int((width + GAP) // (widest + 2 * PADDING + GAP)) or 1
        if fit >= len(choices):
            return max(1, len(choices))
        rows = -(-len(choices) // fit)
        return -(-len(choices) // rows)

    def wanted(self, width: float) -> float:
        rows = -(-len(self.choices) // self._columns(width)) if self.choices else 0
        return rows * self._tall() + max(0, rows - 1) * GAP

    def arrange(self) -> None:
        choices: Sequence[Choice] = self.choices
        if [chip.text for chip in self._chips] != [one.text for one in choices]:
            self._make(choices)
        columns = self._columns(self.design_size[0])
        width = (self.design_size[0] - GAP * (columns - 1)) / columns
        for number, (chip, one) in enumerate(zip(self._chips, choices, strict=True)):
            chip.chosen, chip.icon, chip.rounded = one.id == self.chosen, one.icon, self.rounded
            chip.reason, chip.letters = one.reason, self._letters
            row, column = divmod(number, columns)
            self.seat(chip, Box(column * (width + GAP), row * (self._tall() + GAP), width, self._tall()))

    def _make(self, choices: Sequence[Choice]) -> None:
        for chip in self._chips:
            self.remove_widget(chip)
        self._chips = [Chip(self.look, text=one.text) for one in choices]
        for chip, one in zip(self._chips, choices, strict=True):
            chip.bind(on_release=lambda _, choice=one.id: self.dispatch("on_pick", choice))
