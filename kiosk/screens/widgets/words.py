"""What is only read or looked at: the question, paragraphs, pictures, a number to keep."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.widgets.piece import Box, Brush, Piece

ALIGNS = ["left", "center"]


class Question(Piece):
    """The one sentence of a screen, and a line that explains it."""

    title = StringProperty("")
    lead = StringProperty("")
    letters = NumericProperty(76)
    align = OptionProperty("left", options=ALIGNS)

    def __init__(self, look: Look, *, size: float = 76, **values: Any) -> None:
        super().__init__(look, letters=size, **values)

    def wanted(self, width: float) -> float:
        lead = self._lead(width)
        return self._title(width) + (10 + lead if lead else 0)

    def _title(self, width: float) -> float:
        return self.block(self.title, self.letters, width, serif=True)

    def _lead(self, width: float) -> float:
        return self.block(self.lead, 46, width)

    def paint(self, brush: Brush) -> None:
        title = self._title(brush.width)
        brush.text(
            self.title,
            Box(0, 0, brush.width, title),
            self.letters,
            serif=True,
            align=self.align,
            lines=9,
            balance=True,
        )
        lead = Box(0, title + 10, brush.width, self._lead(brush.width))
        centred = self.align == "center"
        brush.text(self.lead, lead, 46, self.theme.ink2, align=self.align, lines=9, balance=centred)


class Words(Piece):
    """A paragraph, with an icon before it if wished."""

    stretches = False

    text = StringProperty("")
    letters = NumericProperty(40)
    bold = BooleanProperty(False)
    icon = StringProperty("")
    align = OptionProperty("left", options=ALIGNS)

    def __init__(self, look: Look, text: str = "", *, size: float = 40, **values: Any) -> None:
        super().__init__(look, text=text, letters=size, **values)

    def wanted(self, width: float) -> float:
        return max(self.block(self.text, self.letters, width - self._indent, bold=self.bold), self._icon_size)

    @property
    def _icon_size(self) -> float:
        return self.look.grow(44) if self.icon else 0

    @property
    def _indent(self) -> float:
        return self._icon_size + 14 if self.icon else 0

    def paint(self, brush: Brush) -> None:
        first = self.look.text(self.letters) * 1.3
        brush.icon(self.icon, 0, max(0, (first - self._icon_size) / 2), self._icon_size, self.theme.ink)
        colour = self.theme.ink if self.bold else self.theme.ink2
        box = Box(self._indent, 0, brush.width - self._indent, brush.height)
        brush.text(self.text, box, self.letters, colour, bold=self.bold, align=self.align, valign="top", lines=99)


class Picture(Piece):
    """An illustration by name, at most ``tall`` high, whole and in the middle. High contrast leaves it out."""

    name = StringProperty("")
    tall = NumericProperty(400)

    def __init__(self, look: Look, name: str = "", height: float = 400, **values: Any) -> None:
        super().__init__(look, name=name, tall=height, **values)

    def wanted(self, width: float) -> float:
        if not self.name:
            return 0.0
        texture = self.look.art.picture(self.name, 0)
        return float(min(self.tall, width * texture.height / texture.width))

    def paint(self, brush: Brush) -> None:
        if not self.name:
            return
        if self.theme.framed:
            # The pictures are drawn for a light ground.
            texture = self.look.art.picture(self.name, 0)
            width = min(brush.width, brush.height * texture.width / texture.height)
            brush.fill(Box((brush.width - width) / 2, 0, width, brush.height), self.theme.line, 32)
        brush.picture(self.name, Box(0, 0, brush.width, brush.height))


class NumberCard(Piece):
    """A number to keep (受理号), in a card."""

    label = StringProperty("")
    number = StringProperty("")
    icon = StringProperty("")

    def wanted(self, width: float) -> float:
        room = self._room(width)
        return (
            48 + self.block(self.label, 40, room) + self.block(self.number, self._letters(room), room, bold=True)
        )

    def _letters(self, room: float) -> float:
        """Rather a little smaller than broken into two lines."""
        return next(
            (size for size in (60, 54, 48, 44) if self.ruler().measure(self.number, size, bold=True) <= room), 60
        )

    def _room(self, width: float) -> float:
        return width - 72 - (self.look.grow(90) + 24 if self.icon else 0)

    def paint(self, brush: Brush) -> None:
        brush.card(Box(0, 0, brush.width, brush.height))
        room, icon = self._room(brush.width), self.look.grow(90)
        label = self.block(self.label, 40, room)
        letters = self._letters(room)
        number = self.block(self.number, letters, room, bold=True)
        top = (brush.height - label - number) / 2
        brush.text(self.label, Box(36, top, room, label), 40, self.theme.ink2, lines=9)
        brush.text(self.number, Box(36, top + label, room, number), letters, bold=True, lines=9)
        brush.icon(self.icon, brush.width - 36 - icon, (brush.height - icon) / 2, icon, self.theme.ink)
