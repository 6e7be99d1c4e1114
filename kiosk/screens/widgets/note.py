"""A sentence beside the question: all is well, please look, or simply to know. Never red, never to be pressed."""

from __future__ import annotations

from kivy.properties import OptionProperty, StringProperty

from kiosk.screens.widgets.piece import Box, Brush, Piece

ICONS = {"ok": "check-circle-fill", "look": "warning-fill", "info": "info-bold"}


class Note(Piece):
    """``title`` in bold when a ``detail`` stands below it, or when it is not mere information."""

    title = StringProperty("")
    detail = StringProperty("")
    tone = OptionProperty("info", options=list(ICONS))

    def _bold(self) -> bool:
        return bool(self.detail) or self.tone != "info"

    def _size(self) -> float:
        return 48 if self.detail else 44 if self.tone != "info" else 42

    def _icon(self) -> float:
        return self.look.grow(56 if self.tone == "info" and not self.detail else 70)

    def _room(self, width: float) -> float:
        return width - 62 - self._icon() - 22

    def _heights(self, width: float) -> tuple[float, float]:
        room = self._room(width)
        return (
            self.block(self.title, self._size(), room, bold=self._bold(), leading=1.25),
            self.block(self.detail, 40, room, leading=1.3),
        )

    def wanted(self, width: float) -> float:
        return max(116.0, sum(self._heights(width)) + 44)

    def paint(self, brush: Brush) -> None:
        theme, box = self.theme, Box(0, 0, brush.width, brush.height)
        ground, mark, ink = {
            "ok": (theme.ok_tint, theme.ok, theme.ink),
            "look": (theme.look_tint, theme.look, theme.look),
            "info": (theme.mist, theme.ink, theme.ink),
        }[self.tone]
        brush.fill(box, ground, 28)
        if theme.framed:
            brush.frame(box, theme.line, 4, 28)
        icon, room = self._icon(), self._room(brush.width)
        brush.icon(ICONS[self.tone], 32, (brush.height - icon) / 2, icon, mark)
        title, detail = self._heights(brush.width)
        top, x = (brush.height - title - detail) / 2, 32 + icon + 22
        brush.text(
            self.title, Box(x, top, room, title), self._size(), ink, bold=self._bold(), lines=99, leading=1.25
        )
        brush.text(self.detail, Box(x, top + title, room, detail), 40, ink, lines=99)
