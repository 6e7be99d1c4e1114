"""The letters being spelled and the Chinese they can mean, between box and keys (design-language, 07b).

As many words stand in its rows as have room; the rest comes with 更多. Letters and rows keep their height when
nothing is spelled, so that no key moves under a finger.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.theme import mix
from kiosk.screens.widgets.piece import Box, Brush, Piece, Touchable
from kiosk.screens.widgets.tail import tail

GAP, RADIUS, PADDING, LINE_GAP = 12, 28, 24, 10
LETTERS, LABEL, HINT = 60, 40, 42
NARROWEST = 104
"""A word of one character, at 100 % (26 mm)."""


class Word(Touchable):
    """One candidate; ``spoken`` is ``word:`` and what it writes. The first is dark: the space bar takes it."""

    text = StringProperty("")
    first = BooleanProperty(False)

    def paint(self, brush: Brush) -> None:
        self.spoken = f"word:{self.text}"
        theme, box = self.theme, Box(0, 0, brush.width, brush.height)
        ground = theme.chosen if self.first else mix(theme.card, theme.press, self.pressed)
        brush.fill(box, ground, RADIUS)
        if not self.first:
            brush.frame(box, theme.line, 4 if theme.framed else 3, RADIUS)
        words = Box(8, 0, brush.width - 16, brush.height)
        brush.text(self.text, words, LETTERS, theme.on(ground), bold=True, align="center", lines=2)
        self.focus_ring(brush, box, RADIUS)


class Turn(Touchable):
    """More words, or those before."""

    text = StringProperty("")
    icon = StringProperty("")
    """In the place of the words where those are too wide."""

    def paint(self, brush: Brush) -> None:
        self.spoken = f"words:{self.text}"
        theme, box = self.theme, Box(0, 0, brush.width, brush.height)
        ground = mix(theme.mist, theme.press, self.pressed)
        brush.fill(box, ground, RADIUS)
        if theme.framed:
            brush.frame(box, theme.line, 4, RADIUS)
        words = Box(8, 0, brush.width - 16, brush.height)
        if self.icon:
            side = self.look.grow(48)
            start = (brush.width - side) / 2
            brush.icon(self.icon, start, (brush.height - side) / 2, side, theme.on(ground))
        else:
            brush.text(self.text, words, 44, theme.on(ground), bold=True, align="center")
        self.focus_ring(brush, box, RADIUS)


class Spelling(Piece):
    """Dispatches ``on_pick(number)`` of ``words`` and ``on_turn(count)``: on by that many, or -1 for back."""

    label = StringProperty("")
    """Before the letters: that they are being spelled, or what is to be done about them."""
    urgent = BooleanProperty(False)
    letters = StringProperty("")
    words = ObjectProperty(())
    hint = StringProperty("")
    """In the rows' place while there is no word: what to do, or why there is none."""
    earlier = BooleanProperty(False)
    more = BooleanProperty(False)
    back_text = StringProperty("往前")
    more_text = StringProperty("更多")
    rows = NumericProperty(2)
    line = BooleanProperty(True)
    """The letters have a line of their own; else the box shows them."""

    __events__ = ("on_pick", "on_turn")

    def __init__(self, look: Look, **values: Any) -> None:
        self._cells: list[Word] = []
        self._back, self._more = Turn(look), Turn(look)
        self._shown = 0
        self._back.bind(on_release=lambda *_: self.dispatch("on_turn", -1))
        self._more.bind(on_release=lambda *_: self.dispatch("on_turn", self._shown))
        super().__init__(look, **values)

    def on_pick(self, *_: object) -> None:
        """A word was touched."""

    def on_turn(self, *_: object) -> None:
        """Other words were asked for."""

    # sizes ------------------------------------------------------------------------------------------------------

    def wanted(self, width: float) -> float:
        return float(self._line() + self.rows * self._tall() + (self.rows - 1) * GAP)

    def _line(self) -> float:
        return self.look.text(48) * 1.3 + LINE_GAP if self.line else 0.0

    def _tall(self) -> float:
        return max(108.0, self.look.text(LETTERS) * 1.3 + 16)

    def _turns(self) -> tuple[float, float]:
        """Width of one turning button and of the room both take: one over the other, or side by side."""
        ruler = self.ruler()
        words = max(ruler.measure(one, 44, bold=True) for one in (self.back_text, self.more_text))
        one = max(132.0, words + PADDING) if self._in_words() else self.look.grow(NARROWEST)
        return one, one if self.rows > 1 else 2 * one + GAP

    def _in_words(self) -> bool:
        """One row has no room to spare for them."""
        return bool(self.rows > 1)

    def _natural(self, ruler: Brush, word: str, most: float) -> float:
        wide = max(self.look.grow(NARROWEST), float(ruler.measure(word, LETTERS, bold=True)) + 2 * PADDING)
        return min(most, wide)

    def _filled(self, room: float) -> list[list[float]]:
        """The widths of the words that have room, row by row; a row that is followed by more fills its width."""
        ruler, filled = self.ruler(), list[list[float]]()
        row: list[float] = []
        words: Sequence[str] = self.words
        for word in words:
            wide = self._natural(ruler, word, room)
            if row and sum(row) + GAP * len(row) + wide > room:
                spare = (room - sum(row) - GAP * (len(row) - 1)) / len(row)
                filled.append([one + spare for one in row])
                row = []
                if len(filled) == self.rows:
                    return filled
            row.append(wide)
        return [*filled, row] if row else filled

    # seating ----------------------------------------------------------------------------------------------------

    def arrange(self) -> None:
        width, height = self.design_size
        top, (turn, turns) = self._line(), self._turns()
        tall = (height - top - GAP * (self.rows - 1)) / self.rows
        filled = self._filled(width - turns - GAP)
        self._shown = sum(len(row) for row in filled)
        number = 0
        for place, row in enumerate(filled):
            x = 0.0
            for wide in row:
                cell = self._cell(number)
                cell.text, cell.first = self.words[number], number == 0 and not self.earlier
                self.seat(cell, Box(x, top + place * (tall + GAP), wide, tall))
                x += wide + GAP
                number += 1
        for cell in self._cells[number:]:
            self._put_away(cell)
        self._seat_turns(Box(width - turns, top, turn, tall))

    def _seat_turns(self, first: Box) -> None:
        """往前 over 更多, or before it."""
        signs = ("", "") if self._in_words() else ("caret-left-bold", "caret-right-bold")
        self._back.icon, self._more.icon = signs
        self._back.text, self._more.text = self.back_text, self.more_text
        step = first.height + GAP if self.rows > 1 else 0
        across = 0 if self.rows > 1 else first.width + GAP
        second = Box(first.x + across, first.top + step, first.width, first.height)
        for cell, box, wanted in (
            (self._back, first, self.earlier),
            (self._more, second, self.more or self._shown < len(self.words)),
        ):
            if wanted and self.words:
                self.seat(cell, box)
            else:
                self._put_away(cell)

    def _cell(self, number: int) -> Word:
        for place in range(len(self._cells), number + 1):
            cell = Word(self.look)
            cell.bind(on_release=lambda _, place=place: self.dispatch("on_pick", place))
            self._cells.append(cell)
        return self._cells[number]

    def _put_away(self, cell: Word | Turn) -> None:
        """Out of sight, and nothing stays written on it."""
        if cell.parent is self:
            self.remove_widget(cell)
        cell.text = ""

    def paint(self, brush: Brush) -> None:
        line = self._line()
        if line and self.letters:
            self._spell(brush, line - LINE_GAP)
        if not self.words and self.hint:
            top = line if self.letters else 0.0
            rest = Box(0, top, brush.width, brush.height - top)
            brush.text(self.hint, rest, HINT, self.theme.ink2, lines=4, leading=1.25)

    def _spell(self, brush: Brush, height: float) -> None:
        """What is said of the letters, and as much of their end as has room."""
        colour = self.theme.look if self.urgent else self.theme.ink2
        brush.text(self.label, Box(0, 0, brush.width, height), LABEL, colour, bold=self.urgent)
        label = float(brush.measure(self.label, LABEL, bold=self.urgent)) + 18
        room = Box(label, 0, brush.width - label, height)
        if room.width >= NARROWEST:
            brush.text(tail(brush, str(self.letters), 48, room.width), room, 48, bold=True)
