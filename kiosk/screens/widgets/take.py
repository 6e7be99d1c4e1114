"""What to take along before leaving: a picture, a verb, and where it is."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.screens.widgets.piece import Box, Brush, Piece


class TakeCard(Piece):
    """Once taken, the picture becomes a check."""

    picture = StringProperty("")
    title = StringProperty("")
    where = StringProperty("")
    taken = BooleanProperty(False)
    taken_text = StringProperty("拿好了")

    def _heights(self, width: float) -> tuple[float, float]:
        room = width - 40
        where = self.taken_text if self.taken else self.where
        return (
            self.block(self.title, 52, room, bold=True, leading=1.2),
            self.block(where, 40, room, leading=1.3),
        )

    def _picture(self, width: float) -> float:
        return min(322.0, (width - 40) * 0.72)

    def wanted(self, width: float) -> float:
        return self._picture(width) + sum(self._heights(width)) + 48

    def paint(self, brush: Brush) -> None:
        brush.card(Box(0, 0, brush.width, brush.height))
        title, where = self._heights(brush.width)
        tall = brush.height - title - where - 48
        self._show(brush, Box(20, 16, brush.width - 40, tall))
        top = 16 + tall + 8
        brush.text(
            self.title, Box(20, top, brush.width - 40, title), 52, bold=True, align="center", lines=9, leading=1.2
        )
        words = Box(20, top + title, brush.width - 40, where)
        brush.text(self.taken_text if self.taken else self.where, words, 40, align="center", lines=9)

    def _show(self, brush: Brush, box: Box) -> None:
        if self.taken:
            side = min(180.0, box.height)
            x, top = box.x + (box.width - side) / 2, box.top + (box.height - side) / 2
            brush.icon("check-circle-fill", x, top, side, self.theme.ok)
        elif self.picture:
            if self.theme.framed:
                brush.fill(box, self.theme.line, 24)
            brush.picture(self.picture, box)
