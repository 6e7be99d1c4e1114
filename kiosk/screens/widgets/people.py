"""A person on the helper's list: surname in a circle, masked name, what is missing, and what can be done."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.piece import Box, Brush, Piece

CIRCLE = 112


class HelperRow(Piece):
    """``strong`` makes the button dark: this one can be gone on with. Dispatches ``on_release``."""

    surname = StringProperty("")
    name = StringProperty("")
    about = StringProperty("")
    note = StringProperty("")
    note_icon = StringProperty("")
    action = StringProperty("")
    strong = BooleanProperty(False)

    __events__ = ("on_release",)

    def __init__(self, look: Look, **values: Any) -> None:
        self._button = Button(look, tall=112)
        self._button.bind(on_release=lambda *_: self.dispatch("on_release"))
        super().__init__(look, **values)

    def on_release(self, *_: object) -> None:
        """The button was pressed."""

    def _room(self, width: float) -> float:
        return width - 30 - CIRCLE - 26 - (self._action() + 52 if self.action else 30)

    def _action(self) -> float:
        return max(190.0, self.ruler().measure(self.action, 44, bold=True) + 62)

    def _heights(self, width: float) -> tuple[float, float]:
        room = self._room(width)
        name = self.block(f"{self.name}　{self.about}", 44, room, bold=True, leading=1.25)
        return name, self.block(self.note, 40, room - self.look.grow(46) - 12, leading=1.3)

    def wanted(self, width: float) -> float:
        return max(180.0, sum(self._heights(width)) + 44)

    def arrange(self) -> None:
        self._button.text, self._button.kind = self.action, "river" if self.strong else "secondary"
        width, height = self.design_size
        if self.action:
            tall = max(112.0, self._button.wanted(self._action()))
            self.seat(self._button, Box(width - 26 - self._action(), (height - tall) / 2, self._action(), tall))
        elif self._button.parent is self:
            self.remove_widget(self._button)

    def paint(self, brush: Brush) -> None:
        brush.card(Box(0, 0, brush.width, brush.height))
        middle, room = brush.height / 2, self._room(brush.width)
        brush.disc(30 + CIRCLE / 2, middle, CIRCLE / 2, self.theme.mist)
        if self.theme.framed:
            brush.circle(30 + CIRCLE / 2, middle, CIRCLE / 2, self.theme.line, 4)
        circle = Box(30, middle - CIRCLE / 2, CIRCLE, CIRCLE)
        brush.text(self.surname, circle, 52, serif=True, align="center")
        name, note = self._heights(brush.width)
        x, top = 30 + CIRCLE + 26, middle - (name + note) / 2
        both = f"{self.name}　{self.about}" if self.about else self.name
        brush.text(both, Box(x, top, room, name), 44, bold=True, lines=9, leading=1.25)
        icon = self.look.grow(46) if self.note_icon else 0
        gap = 12 if icon else 0
        first = self.look.text(40) * 1.3
        brush.icon(self.note_icon, x, top + name + (first - icon) / 2, icon, self.theme.ink)
        brush.text(self.note, Box(x + icon + gap, top + name, room - icon - gap, note), 40, lines=9)
