"""A held picture of the desk with the page's four corners to drag; a loupe shows what is under the finger."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from kivy.graphics import Color, InstructionGroup, Rectangle
from kivy.properties import NumericProperty, ObjectProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.theme import Colour
from kiosk.screens.widgets.moving import Film
from kiosk.screens.widgets.on_desk import BORDER, RADIUS, WHITE, at, draw_picture, lay_out
from kiosk.screens.widgets.piece import Box, Brush, Touchable

PICTURE = 3 / 4
REACH = 150.0
"""Design px from a dot within which a finger takes hold of it: 37 mm, more than two fingers wide."""
LOUPE, ZOOM = 300.0, 3.0
"""Side of the loupe in design px (75 mm), and how much larger it shows."""
AWAY = 70.0
"""The loupe keeps this far from the finger."""
SHADE: Colour = (0.0, 0.0, 0.0, 0.45)

Point = tuple[float, float]


class CornerPad(Touchable):
    """``corners``: four (x, y) in 0..1 of the picture, y down, top left first and clockwise. Dispatches
    ``on_corner(number, (x, y))`` while one is dragged."""

    said = StringProperty("")
    corners = ObjectProperty(())
    tall = NumericProperty(760)
    """The picture's height at most."""

    __events__ = ("on_corner",)

    def __init__(self, look: Look, **values: Any) -> None:
        self._film, self._ink = Film(), InstructionGroup()
        self._shown: Box | None = None
        self._held: int | None = None
        self._apart: Point = (0.0, 0.0)
        super().__init__(look, **values)
        self.canvas.add(self._ink)
        self.funbind("corners", self._ask)
        self.fbind("corners", lambda *_: self._draw_ink())

    def on_corner(self, *_: object) -> None:
        """A corner goes somewhere."""

    def wanted(self, width: float) -> float:
        return float(min(self.tall, (width - 2 * BORDER) * PICTURE) + 2 * BORDER)

    @property
    def picture(self) -> Any | None:
        """The texture of the picture."""
        return self._film.texture

    @property
    def shown(self) -> Box | None:
        """Where the picture stands on the pad."""
        return self._shown

    def show(self, frame_bgr: np.ndarray) -> None:
        """HxWx3 uint8; shown whole."""
        if self._film.show(frame_bgr):
            self._renew()

    def corner_at(self, number: int) -> Point:
        """Where a corner is in the window, px, y up."""
        return self.point_at(self.corners[number])

    def point_at(self, share: Point) -> Point:
        """Where a point of the picture (shares) is in the window, px, y up."""
        assert self._shown is not None
        x, top = at(self._shown, share)
        across, up = self.to_window(self.x + x * self.look.unit, self.top - top * self.look.unit)
        return float(across), float(up)

    def paint(self, brush: Brush) -> None:
        self.spoken = self.said
        desk = Box(BORDER, BORDER, brush.width - 2 * BORDER, brush.height - 2 * BORDER)
        brush.card(Box(0, 0, brush.width, brush.height))
        brush.fill(desk, self.theme.desk, RADIUS - BORDER)
        self._shown = lay_out(self._film, desk)
        if self._shown is not None:
            draw_picture(brush, self._film, desk, self._shown)
        self.focus_ring(brush, Box(0, 0, brush.width, brush.height), RADIUS)
        self._draw_ink()

    # what moves -------------------------------------------------------------------------------------------------

    def _draw_ink(self) -> None:
        self._ink.clear()
        if self._shown is None or len(self.corners) != 4:
            return
        width, height = self.design_size
        brush = Brush(self._ink, self.look, self.x, self.top, width, height, {})
        points = [at(self._shown, one) for one in self.corners]
        for one, other in zip(points, points[1:] + points[:1], strict=True):
            brush.line([one, other], SHADE, 14)
            brush.line([one, other], self.theme.sun, 8)
        for number, (x, y) in enumerate(points):
            if number != self._held:
                brush.disc(x, y, 40, SHADE)
                brush.disc(x, y, 36, WHITE)
                brush.disc(x, y, 28, self.theme.sun)
        if self._held is not None:
            self._loupe(brush, points, self._held, self._shown)

    def _loupe(self, brush: Brush, points: list[Point], held: int, shown: Box) -> None:
        """The picture around the corner, three times as large, on the side where no finger is."""
        middle_x = sum(one[0] for one in points) / 4
        box = self._loupe_box(points[held], middle_x, brush.width, brush.height)
        x, y = self.corners[held]
        across, down = LOUPE / ZOOM / shown.width, LOUPE / ZOOM / shown.height
        left, top = x - across / 2, y - down / 2
        brush.fill(Box(box.x - 8, box.top - 8, LOUPE + 16, LOUPE + 16), WHITE, 24)
        brush.fill(box, self.theme.desk, 16)
        self._magnified(box, left, top, across, down)
        middle = box.x + LOUPE / 2, box.top + LOUPE / 2
        for number in (held - 1, (held + 1) % 4):
            away_x = (points[number][0] - points[held][0]) * ZOOM
            away_y = (points[number][1] - points[held][1]) * ZOOM
            reach = min(1.0, LOUPE / 2 / max(1.0, abs(away_x), abs(away_y)))
            brush.line([middle, (middle[0] + away_x * reach, middle[1] + away_y * reach)], self.theme.sun, 8)
        brush.circle(*middle, 30, WHITE, 8)
        brush.circle(*middle, 26, self.theme.ink if not self.theme.framed else self.theme.page, 4)

    @staticmethod
    def _loupe_box(point: Point, middle_x: float, width: float, height: float) -> Box:
        """Beside the finger and beside the page, where there is room for it; else over the page."""
        x, y = point
        outside = x - AWAY - LOUPE if x < middle_x else x + AWAY
        inside = x + AWAY if x < middle_x else x - AWAY - LOUPE
        left = outside if 14.0 <= outside <= width - LOUPE - 14.0 else inside
        top = min(max(y - LOUPE / 2, 14.0), height - LOUPE - 14.0)
        return Box(min(max(left, 14.0), width - LOUPE - 14.0), top, LOUPE, LOUPE)

    def _magnified(self, box: Box, left: float, top: float, across: float, down: float) -> None:
        """The part of the picture that begins at (``left``, ``top``), shares; what lies outside stays desk."""
        inner_left, inner_top = max(0.0, left), max(0.0, top)
        inner_right, inner_low = min(1.0, left + across), min(1.0, top + down)
        if inner_right <= inner_left or inner_low <= inner_top or self._film.texture is None:
            return
        unit = self.look.unit
        x = self.x + (box.x + (inner_left - left) / across * LOUPE) * unit
        low = self.top - (box.top + (inner_low - top) / down * LOUPE) * unit
        size = ((inner_right - inner_left) / across * LOUPE * unit, (inner_low - inner_top) / down * LOUPE * unit)
        # The film is stored upside down for Kivy: v runs down as the picture does.
        coordinates = (
            *(inner_left, inner_low, inner_right, inner_low),
            *(inner_right, inner_top, inner_left, inner_top),
        )
        self._ink.add(Color(1, 1, 1, 1))
        self._ink.add(Rectangle(texture=self._film.texture, pos=(x, low), size=size, tex_coords=coordinates))

    # the finger -------------------------------------------------------------------------------------------------

    def on_touch_down(self, touch: Any) -> bool:
        if not self._takes(touch):
            return False
        if self._finger is None and self._shown is not None and len(self.corners) == 4:
            finger = self._design(touch)
            near = [(math.dist(at(self._shown, one), finger), number) for number, one in enumerate(self.corners)]
            distance, number = min(near)
            if distance <= REACH:
                self._finger, self._held = touch, number
                x, y = at(self._shown, self.corners[number])
                self._apart = x - finger[0], y - finger[1]
                touch.grab(self)
                self._draw_ink()
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self or self._held is None:
            return False
        self.dispatch("on_corner", self._held, self._share(touch))
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._finger = self._held = None
        self._draw_ink()
        return True

    def _design(self, touch: Any) -> Point:
        return (touch.x - self.x) / self.look.unit, (self.top - touch.y) / self.look.unit

    def _share(self, touch: Any) -> Point:
        """Where the held corner is to go: it keeps its distance from the finger, so nothing jumps."""
        assert self._shown is not None
        x, y = self._design(touch)
        return (
            (x + self._apart[0] - self._shown.x) / self._shown.width,
            (y + self._apart[1] - self._shown.top) / self._shown.height,
        )

    def clear(self) -> None:
        """No picture stays."""
        self._ink.clear()
        self._shown = self._held = None
        super().clear()
        self._film.drop()
