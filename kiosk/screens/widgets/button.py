"""``Button``: text with an icon, in the kinds of the design language."""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, StringProperty

from kiosk.screens.theme import CLEAR, Colour, mix
from kiosk.screens.widgets.piece import Box, Brush, Touchable

KINDS = ("primary", "secondary", "river", "soft", "ghost", "dashed", "quiet")
DROP = 4
PADDING = 28


class Button(Touchable):
    """Says what will happen: verb and noun. ``upright`` puts the icon above, ``icon_after`` behind the text."""

    text = StringProperty("")
    said = StringProperty("")
    """Accessible name where the text alone would not be unique on the screen."""
    icon = StringProperty("")
    kind = OptionProperty("secondary", options=list(KINDS))
    icon_after = BooleanProperty(False)
    upright = BooleanProperty(False)
    tall = NumericProperty(108)
    align = OptionProperty("center", options=["center", "left"])

    def wanted(self, width: float) -> float:
        lines = self.block(self.text, self._size, self._text_width(width), bold=True, leading=1.2)
        icon = self._icon_size + 6 if self.upright and self.icon else 0
        return float(max(self.tall, lines + icon + 40))

    def natural(self) -> float:
        icon = self._icon_size + 14 if self.icon and not self.upright else 0
        return max(96.0, self.ruler().measure(self.text, self._size, bold=True) + icon + 2 * PADDING + 6)

    @property
    def _size(self) -> float:
        return 52 if self.kind == "primary" else 40 if self.kind == "quiet" else 44

    @property
    def _icon_size(self) -> float:
        return self.look.grow(56 if self.kind == "primary" else 50)

    def _text_width(self, width: float) -> float:
        icon = self._icon_size + 14 if self.icon and not self.upright else 0
        return width - icon - 2 * PADDING

    def paint(self, brush: Brush) -> None:
        self.spoken = self.said or self.text
        box, radius = Box(0, 0, brush.width, brush.height), 32 if self.kind == "primary" else 28
        brush.drop = DROP * self.pressed
        ground = self._ground()
        if self.kind == "primary" and not self.reason:
            brush.shadow(Box(8, 0, brush.width - 16, brush.height - 10))
        brush.fill(box, ground, radius)
        self._frame(brush, box, radius)
        self._words(brush, self.theme.on(ground if ground[3] > 0.5 else self.theme.page))
        self.focus_ring(brush, box, radius)

    def _ground(self) -> Colour:
        theme = self.theme
        if self.reason:
            return CLEAR
        free, pressed = {
            "primary": (theme.sun, theme.sun_press),
            "river": (theme.river, theme.river_press),
            "soft": (theme.mist, theme.press),
            "ghost": ((*theme.card[:3], 0.55), theme.press),
        }.get(self.kind, (theme.card, theme.press))
        return mix(free, pressed, self.pressed)

    def _frame(self, brush: Brush, box: Box, radius: float) -> None:
        theme = self.theme
        if self.reason or self.kind == "dashed":
            brush.dashed(
                box, theme.dash if self.reason else theme.river if not theme.framed else theme.line, 3, radius
            )
        elif theme.framed:
            if self.kind != "primary":
                brush.frame(box, theme.line, 4, radius)
        elif self.kind in ("secondary", "ghost"):
            brush.frame(box, theme.river, 3, radius)
        elif self.kind == "quiet":
            brush.frame(box, theme.line, 3, radius)

    def _words(self, brush: Brush, colour: Colour) -> None:
        size, icon = self._size, self._icon_size if self.icon else 0
        room = self._text_width(brush.width)
        if self.upright:
            text = self.block(self.text, size, room, bold=True, leading=1.2)
            top = (brush.height - icon - (6 if icon else 0) - text) / 2
            brush.icon(self.icon, (brush.width - icon) / 2, top, icon, colour)
            words = Box(PADDING, top + icon + (6 if icon else 0), room, text)
            brush.text(self.text, words, size, colour, bold=True, align="center", lines=3, leading=1.2)
            return
        lines = max(1, int(brush.height / (self.look.text(size) * 1.2)))
        longest = min(room, brush.measure(self.text, size, bold=True))
        gap = 14 if icon else 0
        start = PADDING if self.align == "left" else (brush.width - longest - icon - gap) / 2
        text_x, icon_x = (start, start + longest + gap) if self.icon_after else (start + icon + gap, start)
        brush.icon(self.icon, icon_x, (brush.height - icon) / 2, icon, colour)
        words = Box(text_x - 2, 0, longest + 4, brush.height)
        align = "left" if self.align == "left" else "center"
        brush.text(self.text, words, size, colour, bold=True, align=align, lines=lines, leading=1.2)
