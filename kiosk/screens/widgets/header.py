"""What this machine is, where it stands, and 结束办理 while something is being done."""

from __future__ import annotations

from typing import Any

from kivy.properties import StringProperty

from kiosk.screens.look import Look
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.piece import Box, Brush, Piece

MARGIN = 36
NARROW = 220
"""With less room than this beside the leave button, the place is shown instead of the machine's name."""


class Header(Piece):
    """``leave`` is the label of the button; empty: no button. ``place`` stands right, or beside the button."""

    name = StringProperty("")
    place = StringProperty("")
    leave = StringProperty("")

    __events__ = ("on_leave",)

    def __init__(self, look: Look, **values: Any) -> None:
        self._button = Button(look, kind="ghost", icon="sign-out-bold", tall=96)
        self._button.bind(on_release=lambda *_: self.dispatch("on_leave"))
        super().__init__(look, **values)

    def on_leave(self, *_: object) -> None:
        """The person wants to end."""

    def wanted(self, width: float) -> float:
        return self._button_height() + 32

    def _button_height(self) -> float:
        return max(96.0, 1.5 * self.look.grow(44) + 20)

    def arrange(self) -> None:
        if not self.leave:
            if self._button.parent is self:
                self.remove_widget(self._button)
            return
        self._button.text = self.leave
        width = min(self._button.natural(), self.design_size[0] * 0.42)
        width = max(width, 292.0)
        self.seat(self._button, Box(self.design_size[0] - MARGIN - width, 16, width, self._button_height()))

    def paint(self, brush: Brush) -> None:
        flower, middle = self.look.grow(68), brush.height / 2
        brush.picture("flower", Box(MARGIN, middle - flower / 2, flower, flower), folder="art")
        start, end = MARGIN + flower + 16, self._end(brush)
        name = min(brush.measure(self.name, 44, bold=True) + 4, brush.width * 0.4)
        narrow = bool(self.leave and self.place) and end - start - name - 24 < NARROW
        if not narrow:
            brush.text(self.name, Box(start, 0, name, brush.height), 44, bold=True)
            start += name + 24
        room = Box(start, 10, max(0.0, end - start), brush.height - 20)
        brush.text(self.place, room, 40, align="right", lines=2, leading=1.15, floor=30, balance=True)

    def _end(self, brush: Brush) -> float:
        """Where the words at the right end."""
        return (self._button.x - self.x) / self.look.unit - 24 if self.leave else brush.width - MARGIN
