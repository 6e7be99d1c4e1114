"""Everything that was given, line by line, each to be changed; masked values can be opened for a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kivy.properties import ObjectProperty

from kiosk.screens.look import Look
from kiosk.screens.widgets.button import PADDING as BESIDE
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.piece import Box, Brush, Piece

PADDING, GAP = 32, 16
SIZES = (46, 43, 40)
"""Of a value: the first, or for a number, which has no place to break, the largest that keeps it on one line."""
ICONS = {"change": "pencil-simple-bold", "show": "eye-bold"}


@dataclass(frozen=True)
class Line:
    """``change`` and ``show`` are the labels of their buttons; empty: no button."""

    id: str
    label: str
    value: str
    change: str = ""
    show: str = ""
    icon: str = ""


class ReviewRows(Piece):
    """Dispatches ``on_change(id)`` and ``on_show(id)``."""

    rows = ObjectProperty(())

    __events__ = ("on_change", "on_show")

    def __init__(self, look: Look, **values: Any) -> None:
        self._buttons: dict[tuple[str, str], Button] = {}
        super().__init__(look, **values)

    def on_change(self, *_: object) -> None:
        """改."""

    def on_show(self, *_: object) -> None:
        """看全部."""

    def _labels(self, width: float) -> float:
        ruler = self.ruler()
        widest = max((ruler.measure(one.label, 40) for one in self.rows), default=0.0)
        return min(max(150.0, widest + 8), width * 0.34)

    def _ends(self, line: Line) -> list[tuple[str, str, float]]:
        """(what, label, width) of a line's buttons."""
        found = []
        for what, label in (("show", line.show), ("change", line.change)):
            if label:
                words = self.ruler().measure(label, 44, bold=True)
                found.append((what, label, max(128.0, words + self.look.grow(50) + 14 + 2 * BESIDE + 6)))
        return found

    def _room(self, line: Line, width: float, labels: float) -> float:
        ends = sum(one[2] + GAP for one in self._ends(line))
        return width - 2 * PADDING - labels - 20 - ends

    def _size(self, line: Line, room: float) -> int:
        """What a line's value is set in, where it has so much room."""
        if not line.value.isascii() or " " in line.value:
            return SIZES[0]
        held = (size for size in SIZES if self.ruler().measure(line.value, size, bold=True) + 8 <= room)
        return next(held, SIZES[0])

    def _stacked(self, width: float) -> bool:
        """Label, value and buttons below each other, where the value would get under a third of it."""
        labels = self._labels(width)
        return any(self._squeezed(one, width, labels) for one in self.rows)

    def _squeezed(self, line: Line, width: float, labels: float) -> bool:
        room = self._room(line, width, labels)
        return room < width * 0.34 and room < self.ruler().measure(line.value, SIZES[0], bold=True) + 8

    def _stack(self, line: Line, width: float) -> tuple[float, float, float]:
        """Heights of label, value and the line of buttons."""
        room = width - 2 * PADDING
        buttons = self.look.text(44) * 1.3 + 44 if self._ends(line) else 0.0
        value = self.block(line.value, self._size(line, room), room, bold=True)
        return self.block(line.label, 40, room), value, buttons

    def _heights(self, width: float) -> list[float]:
        """Of each line."""
        if self._stacked(width):
            return [sum(self._stack(line, width)) + 36 for line in self.rows]
        labels = self._labels(width)
        return [self._beside(line, width, labels) for line in self.rows]

    def _beside(self, line: Line, width: float, labels: float) -> float:
        room = self._room(line, width, labels)
        value = self.block(line.value, self._size(line, room), room, bold=True)
        label = self.block(line.label, 40, labels)
        return max(108.0, value + 24, label + 24, self.look.text(44) * 1.3 + 44 if self._ends(line) else 0)

    def wanted(self, width: float) -> float:
        return 12 + sum(self._heights(width))

    def arrange(self) -> None:
        wanted = {(line.id, what): label for line in self.rows for what, label, _ in self._ends(line)}
        for key in set(self._buttons) - set(wanted):
            self.remove_widget(self._buttons.pop(key))
        width, top = self.design_size[0], 6.0
        stacked = self._stacked(width)
        for line, tall in zip(self.rows, self._heights(width), strict=True):
            x = width - PADDING + 8
            buttons = self._stack(line, width)[2] if stacked else tall - 12
            for what, label, one in reversed(self._ends(line)):
                button = self._button(line, what)
                button.text = label
                button.said = f"{label} {line.label}" if label.isascii() else f"{label}{line.label}"
                self.seat(button, Box(x - one, top + tall - buttons - 6, one, buttons))
                x -= one + GAP
            top += tall

    def _button(self, line: Line, what: str) -> Button:
        key = (line.id, what)
        if key not in self._buttons:
            button = Button(self.look, kind="soft", icon=ICONS[what], tall=96)
            button.bind(on_release=lambda *_: self.dispatch(f"on_{what}", line.id))
            self._buttons[key] = button
        return self._buttons[key]

    def paint(self, brush: Brush) -> None:
        brush.card(Box(0, 0, brush.width, brush.height))
        labels, top = self._labels(brush.width), 6.0
        rows: Sequence[Line] = self.rows
        stacked = self._stacked(brush.width)
        for number, (line, tall) in enumerate(zip(rows, self._heights(brush.width), strict=True)):
            if number:
                ground = self.theme.line if self.theme.framed else self.theme.mist
                brush.fill(Box(PADDING, top - 1, brush.width - 2 * PADDING, 3), ground)
            if stacked:
                label, value, _ = self._stack(line, brush.width)
                room = brush.width - 2 * PADDING
                brush.text(line.label, Box(PADDING, top + 12, room, label), 40, self.theme.ink2, lines=9)
                words = Box(PADDING, top + 12 + label, room, value)
            else:
                brush.text(line.label, Box(PADDING, top, labels, tall), 40, self.theme.ink2, lines=4)
                words = Box(PADDING + labels + 20, top, self._room(line, brush.width, labels), tall)
            brush.text(line.value, words, self._size(line, words.width), bold=True, lines=9)
            top += tall
