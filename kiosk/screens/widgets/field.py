"""The box in which an answer appears while it is typed. It draws text; nothing of Kivy's own text input is used,
because that keeps every line it ever showed."""

from __future__ import annotations

from kivy.properties import NumericProperty, OptionProperty, StringProperty

from kiosk.screens.widgets.piece import Box, Brush, Touchable
from kiosk.screens.widgets.tail import tail

STATES = ("empty", "writing", "done", "disabled", "error")
RADIUS, PADDING = 32, 36


class Field(Touchable):
    """``message`` says what is wrong and how to mend it (error), or where the text comes from (disabled)."""

    text = StringProperty("")
    hint = StringProperty("")
    label = StringProperty("")
    message = StringProperty("")
    state = OptionProperty("empty", options=list(STATES))
    lines = NumericProperty(9)
    """So many lines at most; of a longer text its end is shown, where the person writes."""

    def _shown(self, width: float) -> str:
        """The text, or as much of its end as the lines hold."""
        return tail(self.ruler(), str(self.text), 56, self._room(width), lines=int(self.lines))

    def _box(self, width: float) -> float:
        words = self._shown(width) or self.hint
        text = self.block(words, 56 if self.text else 44, self._room(width), bold=bool(self.text))
        return max(148.0, max(text, self.look.text(56) * 1.3) + 64)

    def _room(self, width: float) -> float:
        mark = self.look.grow(56) + 16 if self.state in ("done", "error") else 12
        return width - 2 * PADDING - mark

    def _label(self, width: float) -> float:
        return self.block(self.label, 42, width, bold=True) + 10 if self.label else 0

    def _message(self, width: float) -> float:
        return self.block(self.message, 42, width - self.look.grow(48) - 12, bold=True) if self.message else 0

    def wanted(self, width: float) -> float:
        message = self._message(width)
        return self._label(width) + self._box(width) + (14 + message if message else 0)

    def paint(self, brush: Brush) -> None:
        self.spoken = self.hint or self.label
        theme, label = self.theme, self._label(brush.width)
        brush.text(self.label, Box(0, 0, brush.width, label - 10), 42, bold=True, lines=9)
        box = Box(0, label, brush.width, self._box(brush.width))
        error = self.state == "error"
        if self.state == "disabled":
            brush.dashed(box, theme.dash, 3, RADIUS)
        else:
            brush.card(box, ground=theme.look_tint if error else theme.card)
            thick = 6 if error or self.state == "writing" else 4
            colour = {"error": theme.look, "writing": theme.chosen, "done": theme.chosen}.get(
                self.state, theme.accent
            )
            brush.frame(box, colour, thick, RADIUS)
        self._words(brush, box, theme.look if error else theme.ink)
        self._say(brush, box.top + box.height + 14)
        self.focus_ring(brush, box, RADIUS)

    def _words(self, brush: Brush, box: Box, colour: tuple[float, float, float, float]) -> None:
        inner = Box(PADDING, box.top, self._room(brush.width), box.height)
        caret_x, caret_y = PADDING - 9.0, box.top + box.height / 2
        if self.text:
            placed = brush.text(self._shown(brush.width), inner, 56, colour, bold=True, lines=9)
            if placed:
                caret_x, caret_y = PADDING + placed.end[0] + 6, placed.end[1]
        else:
            brush.text(self.hint, inner, 44, self.theme.ink2, lines=9)
        if self.state in ("writing", "error"):
            tall = self.look.text(56) * 1.25
            brush.fill(Box(caret_x, caret_y - tall / 2, 6, tall), self.theme.kapok)
        if self.state == "done":
            icon = self.look.grow(56)
            brush.icon(
                "check-bold", brush.width - PADDING - icon, box.top + (box.height - icon) / 2, icon, self.theme.ok
            )

    def _say(self, brush: Brush, top: float) -> None:
        if not self.message:
            return
        error = self.state == "error"
        icon, colour = self.look.grow(48), self.theme.look if error else self.theme.ink2
        first = self.look.text(42) * 1.3
        brush.icon("warning-fill" if error else "info-bold", 0, top + (first - icon) / 2, icon, colour)
        words = Box(icon + 12, top, brush.width - icon - 12, self._message(brush.width))
        brush.text(self.message, words, 42, colour, bold=error, lines=9)
