"""Pages instead of scrolling: earlier, later, and which one this is."""

from __future__ import annotations

from typing import Any

from kivy.properties import NumericProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.piece import Box, Brush, Piece

GAP = 16


def pager_height(look: Look) -> float:
    """The height of the line of page buttons."""
    return max(108.0, look.text(44) * 1.3 + 44)


class Pager(Piece):
    """Dispatches ``on_turn(+1)`` or ``on_turn(-1)``; a button that leads nowhere is not there."""

    page = NumericProperty(0)
    pages = NumericProperty(1)
    earlier = StringProperty("")
    later = StringProperty("")
    shown = StringProperty("")

    __events__ = ("on_turn",)

    def __init__(self, look: Look, **values: Any) -> None:
        self._earlier = Button(look, icon="caret-left-bold")
        self._later = Button(look, icon="caret-right-bold", icon_after=True)
        self._earlier.bind(on_release=lambda *_: self.dispatch("on_turn", -1))
        self._later.bind(on_release=lambda *_: self.dispatch("on_turn", 1))
        super().__init__(look, **values)

    def on_turn(self, *_: object) -> None:
        """A page further (+1) or back (-1)."""

    def wanted(self, width: float) -> float:
        return pager_height(self.look)

    def _counter(self) -> float:
        return self.ruler().measure(self.shown, 44, bold=True) + 24 if self.shown else 0.0

    def arrange(self) -> None:
        width, height = self.design_size
        self._earlier.text, self._later.text = self.earlier, self.later
        side = (width - self._counter() - 2 * GAP) / 2
        here = {self._earlier: self.page > 0, self._later: self.page < self.pages - 1}
        for button, x in ((self._earlier, 0.0), (self._later, width - side)):
            if here[button]:
                self.seat(button, Box(x, 0, side, height))
            elif button.parent is self:
                self.remove_widget(button)

    def paint(self, brush: Brush) -> None:
        width = self._counter()
        box = Box((brush.width - width) / 2, 0, width, brush.height)
        brush.text(self.shown, box, 44, bold=True, align="center")
