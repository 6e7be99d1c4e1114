"""The desk under the document camera: live picture with the paper's outline, and what is said of it."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from kivy.graphics import InstructionGroup
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, OptionProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.widgets.moving import Film
from kiosk.screens.widgets.on_desk import BORDER, RADIUS, Follower, draw_outline, draw_picture, draw_ring, lay_out
from kiosk.screens.widgets.piece import Box, Brush, Piece

PICTURE = 668 / 996
TONES = {"": "scan-bold", "ok": "check-circle-fill", "look": "warning-fill", "info": "info-bold"}
SHOT_S = 1.2
"""How long the ring takes until a page that lies well is taken (``rooms.paper_live``)."""


class ScanView(Piece):
    """``outline``: the four corners of the paper in 0..1 of the frame, y down, in order around it; or nothing.


    What moves (outline, ring) is drawn over the rest in instructions of its own: words are not set anew for it.
    """

    tone = OptionProperty("", options=list(TONES))
    verdict = StringProperty("")
    detail = StringProperty("")
    outline = ObjectProperty(())
    shooting = BooleanProperty(False)
    """It is about to be taken: a ring fills around the sign of the verdict."""
    tall = NumericProperty(668)
    """The picture's height at most."""

    def __init__(self, look: Look, **values: Any) -> None:
        self._film, self._follower, self._ink = Film(), Follower(), InstructionGroup()
        self._shown: Box | None = None
        self._shooting_since_s = self._glided_s = time.monotonic()
        super().__init__(look, **values)
        self.canvas.add(self._ink)
        self.funbind("outline", self._ask)
        self.fbind("outline", lambda *_: self._aim())
        self.fbind("shooting", lambda *_: self._begin_ring())
        self._aim()

    def wanted(self, width: float) -> float:
        picture = min(self.tall, (width - 2 * BORDER) * PICTURE)
        if self.look.roomy:
            picture *= 0.62
        return float(picture + self._bar(width) + 2 * BORDER)

    def _bar(self, width: float) -> float:
        room = width - 60 - self.look.grow(76) - 20
        if self._one_line(room):
            return max(120.0, self.look.text(48) * 1.2 + 36)
        verdict = self.block(self.verdict or "　", 48, room, bold=True, leading=1.2)
        return max(120.0, verdict + self.block(self.detail, 40, room, leading=1.25) + 36)

    def _one_line(self, room: float) -> bool:
        ruler = self.ruler()
        return ruler.measure(self.verdict, 48, bold=True) + 20 + ruler.measure(self.detail, 42) <= room

    @property
    def picture(self) -> Any | None:
        """The texture of the newest frame."""
        return self._film.texture

    def show(self, frame_bgr: np.ndarray) -> None:
        """HxWx3 uint8; shown whole."""
        if self._film.show(frame_bgr):
            self._renew()
        else:
            self.canvas.ask_update()

    def glide(self) -> None:
        """Once a frame: the outline follows the page, the ring fills."""
        now_s = time.monotonic()
        moved = self._follower.step(now_s - self._glided_s)
        self._glided_s = now_s
        if moved or self.shooting:
            self._draw_ink()

    def _aim(self) -> None:
        self._follower.aim(self.outline)
        self._draw_ink()

    def _begin_ring(self) -> None:
        self._shooting_since_s = time.monotonic()

    def _draw_ink(self) -> None:
        self._ink.clear()
        if self._shown is None:
            return
        width, height = self.design_size
        brush = Brush(self._ink, self.look, self.x, self.top, width, height, {})
        if len(self._follower.corners) == 4:
            draw_outline(brush, self._shown, self._follower.corners)
        if self.shooting:
            passed = (time.monotonic() - self._shooting_since_s) / SHOT_S
            bar, icon = self._bar(width), self.look.grow(76)
            middle = height - BORDER - bar / 2
            share = 1.0 if self.look.reduce_motion else min(1.0, passed)
            draw_ring(brush, BORDER + 30 + icon / 2, middle, icon / 2 + 2, share)

    def paint(self, brush: Brush) -> None:
        bar = self._bar(brush.width)
        box = Box(0, 0, brush.width, brush.height)
        brush.card(box)
        desk = Box(BORDER, BORDER, brush.width - 2 * BORDER, brush.height - bar - 2 * BORDER)
        brush.fill(desk, self.theme.desk, RADIUS - BORDER)
        self._shown = lay_out(self._film, desk)
        if self._shown is not None:
            draw_picture(brush, self._film, desk, self._shown, below=RADIUS)
        self._draw_ink()
        self._verdict(brush, Box(BORDER, desk.top + desk.height, desk.width, bar))

    def _verdict(self, brush: Brush, bar: Box) -> None:
        theme, icon = self.theme, self.look.grow(76)
        mark = {"ok": theme.ok, "look": theme.look}.get(self.tone, theme.ink)
        brush.icon(TONES[self.tone], bar.x + 30, bar.top + (bar.height - icon) / 2, icon, mark)
        x, room = bar.x + 30 + icon + 20, bar.width - 60 - icon - 20
        if self._one_line(room):
            first = brush.measure(self.verdict, 48, bold=True) + 4
            brush.text(self.verdict, Box(x, bar.top, first, bar.height), 48, bold=True)
            brush.text(self.detail, Box(x + first + 16, bar.top, room - first - 16, bar.height), 42)
            return
        verdict = self.block(self.verdict, 48, room, bold=True, leading=1.2)
        detail = self.block(self.detail, 40, room, leading=1.25)
        top = bar.top + (bar.height - verdict - detail) / 2
        brush.text(self.verdict, Box(x, top, room, verdict), 48, bold=True, lines=9, leading=1.2)
        brush.text(self.detail, Box(x, top + verdict, room, detail), 40, lines=9, leading=1.25)

    def clear(self) -> None:
        self._ink.clear()
        self._shown = None
        super().clear()
        self._film.drop()
