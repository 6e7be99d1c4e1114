"""The ring one looks into: the mirrored camera picture, how far the check has come, and the movement as a sign."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from kivy.animation import Animation
from kivy.graphics import Color, Ellipse
from kivy.properties import NumericProperty, OptionProperty

from kiosk.screens.look import Look
from kiosk.screens.widgets import strokes
from kiosk.screens.widgets.moving import Film
from kiosk.screens.widgets.piece import Box, Brush, Piece

STATES = ("waiting", "running", "done", "broken")
SIGNS = ("", "left", "right", "blink", "nearer", "farther")
# Of a ring of 820 px (design-language, 06): white disc, ring of 34 px at radius 382, white band, picture.
RING, STROKE, PICTURE = 382 / 410, 34 / 820, 352 / 410
FLOWER = 96 / 820
BADGE = 0.20
"""Radius of the sign at the ring's edge, in the ring's."""
BADGES = {
    "left": ("arrow-left-bold", -1.0, 0.0),
    "right": ("arrow-right-bold", 1.0, 0.0),
    "blink": ("eye-bold", 0.0, 1.0),
}
"""Sign → icon, and where on the ring; the picture is mirrored, so the person's own left is the screen's."""
OVAL_SMALL, OVAL_LARGE = (0.50, 0.66), (0.68, 0.90)
"""Half width and half height of the oval a face fits in, in the picture's radius: as usual, and leaning in."""
SWELLS_S, SHRINKS_S, STEP_S = 1.4, 0.5, 0.1


class FaceRing(Piece):
    """``show(frame)`` puts a BGR frame into the one texture; ``progress`` 0..1 moves smoothly."""

    stretches = False

    diameter = NumericProperty(820)
    progress = NumericProperty(0.0)
    state = OptionProperty("waiting", options=list(STATES))
    sign = OptionProperty("", options=list(SIGNS))
    """The movement asked for."""
    drawn = NumericProperty(0.0)
    swell = NumericProperty(0.0)
    """0..1 of the oval's way from small to large."""

    def __init__(self, look: Look, **values: Any) -> None:
        self._film = Film()
        super().__init__(look, **values)
        self.drawn = self.progress
        self.fbind("progress", self._move)
        self.fbind("sign", self._breathe)
        self._breathe()

    def wanted(self, width: float) -> float:
        return float(min(self.diameter, width))

    def show(self, frame_bgr: np.ndarray) -> None:
        """HxWx3 uint8, as the camera sees; shown mirrored, cut to a square."""
        if self._film.show(frame_bgr, mirrored=True):
            self._renew()
        else:
            self.canvas.ask_update()

    def _move(self, *_: object) -> None:
        Animation.cancel_all(self, "drawn")
        seconds = self.look.seconds("ring_step")
        if seconds:
            Animation(drawn=self.progress, duration=seconds, t="out_quad").start(self)
        else:
            self.drawn = self.progress

    def _breathe(self, *_: object) -> None:
        """Leaning in: the oval grows, again and again; leaning back: it stands small."""
        Animation.cancel_all(self, "swell")
        self.swell = 0.0 if self.sign != "nearer" or not self.look.reduce_motion else 1.0
        if self.sign == "nearer" and not self.look.reduce_motion:
            growing = Animation(swell=1.0, duration=SWELLS_S, step=STEP_S, t="out_quad")
            growing += Animation(swell=0.0, duration=SHRINKS_S, step=STEP_S)
            growing.repeat = True
            growing.start(self)

    def paint(self, brush: Brush) -> None:
        theme, side = self.theme, min(brush.width, brush.height)
        x, y, radius = brush.width / 2, brush.height / 2, side / 2
        if not theme.framed:
            for spread in range(36, 0, -6):
                brush.disc(x, y + spread / 3, radius + spread, (*theme.shadow[:3], 0.02))
        brush.disc(x, y, radius, theme.card if not theme.framed else theme.page)
        if theme.framed:
            brush.circle(x, y, radius, theme.line, 4)
        ring, stroke = radius * RING, side * STROKE
        brush.circle(x, y, ring + stroke / 2, theme.mist if not theme.framed else theme.line, stroke)
        if theme.framed:
            brush.circle(x, y, ring + stroke / 2 - 4, theme.page, stroke - 8)
        self._picture(brush, x, y, radius * PICTURE)
        self._oval(brush, x, y, radius * PICTURE)
        self._progress(brush, x, y, ring, stroke)
        self._badge(brush, x, y, radius)

    def _picture(self, brush: Brush, x: float, y: float, radius: float) -> None:
        if self._film.texture is None or self.state == "broken":
            brush.disc(x, y, radius, self.theme.mist)
            return
        unit = brush.unit
        width, height = self._film.size
        cut = min(width, height)
        region = self._film.texture.get_region((width - cut) // 2, (height - cut) // 2, cut, cut)
        # A region starts unflipped; it has to be turned as the whole is.
        left, lower = self.x + (x - radius) * unit, self.top - (y + radius) * unit
        canvas = self.canvas.before
        canvas.add(Color(1, 1, 1, 1))
        coordinates = self._coordinates(region)
        canvas.add(
            Ellipse(
                texture=region,
                tex_coords=coordinates,
                pos=(left, lower),
                size=(2 * radius * unit, 2 * radius * unit),
                segments=180,
            )
        )
        # Hides the stairs of the ellipse's edge.
        band = self.theme.card if not self.theme.framed else self.theme.page
        brush.circle(x, y, radius + 8, band, 10)

    @staticmethod
    def _coordinates(region: Any) -> list[float]:
        """Mirrored and upright, whatever the region says of itself."""
        u = region.tex_coords
        left, right, low, high = min(u[0::2]), max(u[0::2]), min(u[1::2]), max(u[1::2])
        return [right, high, left, high, left, low, right, low]

    def _oval(self, brush: Brush, x: float, y: float, radius: float) -> None:
        """Where the face belongs, while that is what is asked for."""
        moves = self.sign in ("nearer", "farther")
        if self.state in ("done", "broken") or (self.state == "running" and not moves):
            return
        half = [small + (large - small) * self.swell for small, large in zip(OVAL_SMALL, OVAL_LARGE, strict=True)]
        points = strokes.oval(x, y, radius * half[0], radius * half[1])
        brush.line(points, self.theme.river if not self.theme.framed else self.theme.page, 12)
        brush.line(points, self.theme.card if not self.theme.framed else self.theme.line, 6)
        if moves:
            self._arrows(brush, x, y, (radius * half[0], radius * half[1]), out=self.sign == "nearer")

    def _arrows(self, brush: Brush, x: float, y: float, half: tuple[float, float], *, out: bool) -> None:
        """Four angles at the oval that point the way its edge is to go."""
        side = half[1] * 0.11
        for right, down in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            ax, ay = x + right * (half[0] * 0.74 + side), y + down * (half[1] * 0.74 + side)
            way = side if out else -side
            angle = [(ax - right * way, ay), (ax, ay), (ax, ay - down * way)]
            brush.line(angle, self.theme.river if not self.theme.framed else self.theme.page, 30)
            brush.line(angle, self.theme.sun, 18)

    def _badge(self, brush: Brush, x: float, y: float, radius: float) -> None:
        """The movement as a sign on the ring, in the yellow of what is to be done."""
        if self.sign not in BADGES or self.state in ("done", "broken"):
            return
        icon, right, down = BADGES[self.sign]
        side = radius * BADGE
        bx, by = x + right * (radius - side), y + down * (radius - side)
        brush.disc(bx, by, side + 8, self.theme.card if not self.theme.framed else self.theme.page)
        brush.disc(bx, by, side, self.theme.sun)
        brush.icon(icon, bx - side * 0.62, by - side * 0.62, side * 1.24, self.theme.on(self.theme.sun))

    def _progress(self, brush: Brush, x: float, y: float, radius: float, stroke: float) -> None:
        share = 1.0 if self.state == "done" else max(0.0, min(1.0, self.drawn))
        if self.state == "broken" or share <= 0:
            return
        colour = self.theme.ok if self.state == "done" else self.theme.accent
        points = strokes.arc(x, y, radius, 0, 360 * share)
        brush.line(points, colour, stroke)
        brush.disc(*points[0], stroke / 2, colour)
        brush.disc(*points[-1], stroke / 2, colour)
        flower = brush.width and radius / RING * 2 * FLOWER
        fx, fy = points[-1]
        if self.state == "done":
            self._done(brush, x, y, radius)
        else:
            angle = math.degrees(math.atan2(fy - y, fx - x))
            brush.picture("flower", Box(fx - flower / 2, fy - flower / 2, flower, flower), "art", turn=angle)

    def _done(self, brush: Brush, x: float, y: float, radius: float) -> None:
        side = radius * 0.42
        cx, cy = x + radius * 0.66, y + radius * 0.66
        brush.disc(cx, cy, side / 2, self.theme.card)
        brush.icon("check-circle-fill", cx - side / 2, cy - side / 2, side, self.theme.ok)

    def clear(self) -> None:
        Animation.cancel_all(self, "swell", "drawn")
        super().clear()
        self._film.drop()
