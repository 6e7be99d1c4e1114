"""What covers the screen: the question before leaving, and the countdown when nobody has touched for a while."""

from __future__ import annotations

from typing import Any

from kivy.properties import NumericProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.widgets import strokes
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.piece import Box, Brush, Piece

PADDING, GAP, CLOCK = 56, 24, 300


class Panel(Piece):
    """``stay`` (kept in yellow, bottom right) and ``leave`` are labels; ``seconds`` above 0 shows a countdown of
    ``total``. Nothing below it can be touched. Dispatches ``on_stay`` and ``on_leave``."""

    title = StringProperty("")
    lead = StringProperty("")
    stay = StringProperty("")
    leave = StringProperty("")
    seconds = NumericProperty(0)
    total = NumericProperty(45)

    __events__ = ("on_stay", "on_leave")

    def __init__(self, look: Look, **values: Any) -> None:
        self._stay = Button(look, kind="primary", tall=140)
        self._leave = Button(look, tall=140)
        self._stay.bind(on_release=lambda *_: self.dispatch("on_stay"))
        self._leave.bind(on_release=lambda *_: self.dispatch("on_leave"))
        super().__init__(look, **values)

    def on_stay(self, *_: object) -> None:
        """Goes on."""

    def on_leave(self, *_: object) -> None:
        """Ends."""

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        super().on_touch_up(touch)
        return True

    def arrange(self) -> None:
        box = self._box()
        self._stay.text, self._leave.text = self.stay, self.leave
        inner = box.width - 2 * PADDING
        share = (inner - GAP) / 2 if self.leave else inner
        tall = max(self._stay.wanted(share), self._leave.wanted(share) if self.leave else 0)
        top = box.top + box.height - PADDING - tall
        if self.leave:
            self.seat(self._leave, Box(box.x + PADDING, top, share, tall))
        elif self._leave.parent is self:
            self.remove_widget(self._leave)
        self.seat(self._stay, Box(box.x + box.width - PADDING - share, top, share, tall))

    def _box(self) -> Box:
        width, height = self.design_size
        own = min(width - 72, 1008)
        inner = own - 2 * PADDING
        share = (inner - GAP) / 2 if self.leave else inner
        self._stay.text, self._leave.text = self.stay, self.leave
        buttons = max(self._stay.wanted(share), self._leave.wanted(share) if self.leave else 0)
        tall = self._clock() + sum(self._words(inner)) + 20 + buttons + 2 * PADDING + 40
        top = min((height - tall) * (0.72 if self.look.low else 0.5), height - tall - 36)
        return Box((width - own) / 2, max(20.0, top), own, tall)

    def _clock(self) -> float:
        return (CLOCK if not self.look.landscape else 220) + 28 if self.seconds else 0

    def _words(self, room: float) -> tuple[float, float]:
        return self.block(self.title, 76, room, serif=True), self.block(self.lead, 46, room, leading=1.35)

    def paint(self, brush: Brush) -> None:
        theme = self.theme
        veil = (0.0, 0.0, 0.0, 0.8) if theme.framed else (*theme.ink[:3], 0.62)
        brush.fill(Box(0, 0, brush.width, brush.height), veil)
        box = self._box()
        brush.card(box, radius=44)
        inner = Box(box.x + PADDING, box.top + PADDING, box.width - 2 * PADDING, 0)
        clock = self._clock()
        if clock:
            self._paint_clock(brush, box.x + box.width / 2, inner.top + (clock - 28) / 2, (clock - 28) / 2)
        title, lead = self._words(inner.width)
        align = "center" if clock else "left"
        top = inner.top + clock
        words = Box(inner.x, top, inner.width, title)
        brush.text(self.title, words, 76, serif=True, lines=9, align=align, balance=True)
        words = Box(inner.x, top + title + 20, inner.width, lead)
        brush.text(self.lead, words, 46, theme.ink2, lines=9, align=align, leading=1.35, balance=bool(clock))

    def _paint_clock(self, brush: Brush, x: float, y: float, radius: float) -> None:
        theme, stroke = self.theme, 26
        brush.circle(
            x, y, radius, theme.mist if not theme.framed else theme.line, stroke if not theme.framed else 4
        )
        share = max(0.0, min(1.0, self.seconds / max(1, self.total)))
        if share > 0:
            points = strokes.arc(x, y, radius - stroke / 2, 0, 360 * share)
            brush.line(points, theme.accent, stroke)
            for point in (points[0], points[-1]):
                brush.disc(*point, stroke / 2, theme.accent)
        number = Box(x - radius, y - radius, 2 * radius, 2 * radius)
        brush.text(str(int(self.seconds)), number, 100, bold=True, align="center")
