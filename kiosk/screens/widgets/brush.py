"""Draws one piece: shapes, icons, pictures and text in design px from the piece's top left corner.

A brush lives for one painting. It notes each text it sets (``placed``) with the ground it stands on, so that tests
can see what overflows and what is hard to read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kivy.graphics import BorderImage, Color, Mesh, PopMatrix, PushMatrix, Rectangle, Rotate, RoundedRectangle

from kiosk.screens import typeset
from kiosk.screens.look import Look
from kiosk.screens.theme import CLEAR, Colour
from kiosk.screens.typeset import Face
from kiosk.screens.widgets import strokes

LINE_HEIGHT = {False: 1.3, True: 1.22}
"""Of reading text, and of serif titles (design-language, measured by picture)."""
FLOOR = 36.0
"""Design px: no text gets smaller than this to fit."""

Memory = dict[tuple[str, int, Face], Any]


@dataclass(frozen=True)
class Box:
    """A rectangle in design px, ``top`` from above."""

    x: float
    top: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies inside."""
        return self.x <= x <= self.x + self.width and self.top <= y <= self.top + self.height


@dataclass(frozen=True)
class Placed:
    """A text as drawn: its box, its real width and height, its size, its colour and the ground under it."""

    text: str
    box: Box
    width: float
    height: float
    size: float
    wanted: float
    colour: Colour
    ground: Colour | None
    fits: bool
    end: tuple[float, float]
    """Where the last line ends (from the box's left), and the middle of that line."""


class Brush:
    """Paints into ``canvas`` for a piece whose top left corner is at (``x_px``, ``top_px``), y up."""

    def __init__(
        self, canvas: Any, look: Look, x_px: float, top_px: float, width: float, height: float, memory: Memory
    ) -> None:
        self.look, self.theme, self.unit = look, look.theme, look.unit
        self.width, self.height = width, height
        self.placed: list[Placed] = []
        self.kept: Memory = {}
        self.drop = 0.0
        """Everything is drawn this much lower (a pressed piece)."""
        self._canvas, self._x, self._top, self._memory = canvas, x_px, top_px, memory
        self._grounds: list[tuple[Box, Colour]] = []

    # shapes -----------------------------------------------------------------------------------------------------

    def fill(self, box: Box, colour: Colour, radius: float = 0) -> None:
        """A box of one colour with round corners."""
        if colour[3] == 0:
            return
        self._grounds.append((box, colour))
        self._patch(box, colour, radius, 0)

    def frame(self, box: Box, colour: Colour, stroke: float, radius: float = 0) -> None:
        """A frame inside the box's edge."""
        self._patch(box, colour, radius, stroke)

    def ring(self, box: Box, colour: Colour, stroke: float, gap: float, radius: float) -> None:
        """A frame outside the box, ``gap`` away (focus)."""
        out = gap + stroke
        wide = Box(box.x - out, box.top - out, box.width + 2 * out, box.height + 2 * out)
        self.frame(wide, colour, stroke, radius + out)

    def dashed(self, box: Box, colour: Colour, stroke: float, radius: float) -> None:
        """A dashed frame inside the box's edge."""
        inset = stroke / 2
        path = strokes.rounded_path(
            box.x + inset, box.top + inset, box.width - stroke, box.height - stroke, max(0, radius - inset)
        )
        self._lines(strokes.dashes(path, length=stroke * 2.4, gap=stroke * 1.9), colour, stroke)

    def shadow(self, box: Box) -> None:
        """The soft shadow under a card."""
        if self.theme.shadow[3] == 0:
            return
        spread, down = 34.0, 12.0
        x, y, w, h = self._px(Box(box.x - spread, box.top - spread + down, box.width + 68, box.height + 68))
        self._colour(self.theme.shadow)
        border = round(62 * min(1.0, self.unit))
        self._add(
            BorderImage(texture=self.look.art.texture("shadow"), pos=(x, y), size=(w, h), border=(62,) * 4)
            if border >= 62
            else BorderImage(
                texture=self.look.art.texture("shadow"),
                pos=(x, y),
                size=(w, h),
                border=(62,) * 4,
                display_border=(border,) * 4,
            )
        )

    def card(self, box: Box, *, radius: float = 32, ground: Colour | None = None, edge: bool = False) -> None:
        """A white card with its shadow; ``edge`` adds the bottom edge of what can be pressed."""
        self.shadow(box)
        if edge:
            self._patch(Box(box.x, box.top + 6, box.width, box.height), self.theme.edge, radius, 0)
        self.fill(box, ground or self.theme.card, radius)
        if self.theme.framed:
            self.frame(box, self.theme.line, 4, radius)

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A filled circle."""
        self.fill(Box(x - radius, y - radius, 2 * radius, 2 * radius), colour, radius)

    def circle(self, x: float, y: float, radius: float, colour: Colour, stroke: float) -> None:
        """A circle's line, inside the radius."""
        self.frame(Box(x - radius, y - radius, 2 * radius, 2 * radius), colour, stroke, radius)

    def line(self, points: Sequence[tuple[float, float]], colour: Colour, stroke: float) -> None:
        """A thick line with soft edges through design points."""
        if len(points) >= 2:
            self._lines([points], colour, stroke)

    def _lines(self, lines: Iterable[Sequence[tuple[float, float]]], colour: Colour, stroke: float) -> None:
        width = max(1.0, stroke * self.unit)
        seen = ([self._point(x, y) for x, y in points] for points in lines)
        vertices, indices = strokes.ribbons(seen, width)
        self._colour(colour)
        self._add(Mesh(vertices=vertices, indices=indices, mode="triangles", texture=self.look.art.strip(width)))

    # pictures ---------------------------------------------------------------------------------------------------

    def icon(
        self, name: str, x: float, top: float, size: float, colour: Colour, duo: Colour | None = None
    ) -> None:
        """A Phosphor icon; the second layer of a duotone one in ``duo`` (default: the theme's)."""
        if not name:
            return
        under = self.look.art.icon(name, size * self.unit, duo=True)
        tint = duo if duo is not None else self.theme.duo
        if under is not None and tint != CLEAR:
            self._picture(under, Box(x, top, size, size), tint)
        line = self.look.art.icon(name, size * self.unit)
        if line is not None:
            self._picture(line, Box(x, top, size, size), colour)

    def picture(self, name: str, box: Box, folder: str = "illustrations", *, turn: float = 0) -> None:
        """A picture, whole and in the middle of ``box``, turned by degrees."""
        texture = self.look.art.picture(name, box.width * self.unit, folder)
        share = min(box.width / texture.width, box.height / texture.height)
        width, height = texture.width * share, texture.height * share
        x, top = box.x + (box.width - width) / 2, box.top + (box.height - height) / 2
        self._picture(texture, Box(x, top, width, height), (1, 1, 1, 1), turn)

    def texture(
        self, texture: Any, box: Box, colour: Colour = (1, 1, 1, 1), *, part: tuple[float, float] = (0, 1)
    ) -> None:
        """Any texture, or the ``part`` between two shares of its height, from above, stretched over ``box``."""
        x, y, w, h = self._px(box)
        left, low, right, _, _, high, _, _ = texture.tex_coords
        high, low = (high + (low - high) * share for share in part)
        self._colour(colour)
        coordinates = (left, low, right, low, right, high, left, high)
        self._add(Rectangle(texture=texture, tex_coords=coordinates, pos=(x, y), size=(w, h)))

    def film(self, texture: Any, box: Box, radius: float, *, lower: float = 0) -> None:
        """A camera picture with round corners, above and below; their stairs want a frame drawn over them."""
        x, y, w, h = self._px(box)
        upper, foot = max(1.0, radius * self.unit), max(1.0, lower * self.unit) if lower else 0
        self._colour((1, 1, 1, 1))
        self._add(RoundedRectangle(texture=texture, pos=(x, y), size=(w, h), radius=[upper, upper, foot, foot]))

    # text -------------------------------------------------------------------------------------------------------

    def text(
        self,
        words: str,
        box: Box,
        size: float,
        colour: Colour | None = None,
        *,
        bold: bool = False,
        serif: bool = False,
        align: str = "left",
        valign: str = "middle",
        lines: int = 1,
        leading: float | None = None,
        floor: float = FLOOR,
        balance: bool = False,
    ) -> Placed | None:
        """Sets text in a box; ``size`` is that of the 100 % design. Shrinks to ``floor`` rather than overflow."""
        if not words:
            return None
        face = Face.of(bold=bold, serif=serif and self.theme.serif)
        if serif and not self.theme.serif:
            face = Face.of(bold=True)
        wanted = self.look.text(size)
        height = leading or LINE_HEIGHT[serif]
        setting = typeset.set_text(
            self.look.art,
            words,
            face,
            size_px=wanted * self.unit,
            width_px=box.width * self.unit,
            lines=lines,
            floor_px=min(floor, wanted) * self.unit,
            height_px=box.height * self.unit,
            leading=height,
            balance=balance,
        )
        return self._write(words, box, setting, face, colour or self.theme.ink, align, valign, height, wanted)

    def _write(
        self,
        words: str,
        box: Box,
        setting: typeset.Setting,
        face: Face,
        colour: Colour,
        align: str,
        valign: str,
        leading: float,
        wanted: float,
    ) -> Placed:
        size = setting.size_px / self.unit
        line, total = size * leading, size * leading * len(setting.lines)
        top = box.top + {"top": 0.0, "middle": (box.height - total) / 2, "bottom": box.height - total}[valign]
        self._colour(colour)
        for number, text in enumerate(setting.lines):
            self._line_of_text(text, setting.size_px, face, box, align, top + line * (number + 0.5))
        ground = self._ground(box.x + box.width / 2, top + total / 2)
        last = typeset.width_of(self.look.art, setting.lines[-1], setting.size_px, face) / self.unit
        end = (last, top + line * (len(setting.lines) - 0.5))
        placed = Placed(
            words, box, setting.width_px / self.unit, total, size, wanted, colour, ground, setting.fits, end
        )
        self.placed.append(placed)
        return placed

    def _line_of_text(self, text: str, size_px: int, face: Face, box: Box, align: str, middle: float) -> None:
        key = (text, size_px, face)
        texture = self._memory.get(key) or self.kept.get(key) or typeset.render(self.look.art, text, size_px, face)
        if texture is None:
            return
        self.kept[key] = texture
        spare = box.width * self.unit - texture.width
        x = self._x + box.x * self.unit + {"left": 0.0, "center": spare / 2, "right": spare}[align]
        y = self._top - (middle + self.drop) * self.unit - texture.height / 2
        self._add(Rectangle(texture=texture, pos=(round(x), round(y)), size=texture.size))

    def measure(self, words: str, size: float, *, bold: bool = False) -> float:
        """Width of one line in design px."""
        size_px = max(1, round(self.look.text(size) * self.unit))
        return typeset.width_of(self.look.art, words, size_px, Face.of(bold=bold)) / self.unit

    def lines_needed(
        self, words: str, size: float, width: float, *, bold: bool = False, serif: bool = False
    ) -> int:
        """Into how many lines a text breaks at ``width`` (design px)."""
        if not words:
            return 0
        serif_face = serif and self.theme.serif
        face = Face.of(bold=bold or serif, serif=serif_face)
        px = self.look.text(size) * self.unit
        setting = typeset.set_text(
            self.look.art, words, face, size_px=px, width_px=width * self.unit, lines=99, floor_px=px
        )
        return len(setting.lines)

    # how --------------------------------------------------------------------------------------------------------

    def _ground(self, x: float, y: float) -> Colour | None:
        return next((colour for box, colour in reversed(self._grounds) if box.holds(x, y)), None)

    def _patch(self, box: Box, colour: Colour, radius: float, stroke: float) -> None:
        if colour[3] == 0 or box.width <= 0 or box.height <= 0:
            return
        x, y, w, h = self._px(box)
        radius_px = min(radius * self.unit, w / 2, h / 2)
        patch = self.look.art.rounded(
            max(radius_px, stroke * self.unit + 1), max(1, stroke * self.unit) if stroke else 0
        )
        self._colour(colour)
        if not stroke and radius_px < 1:
            self._add(Rectangle(pos=(x, y), size=(w, h)))
            return
        border = min(patch.border, w / 2, h / 2)
        self._add(
            BorderImage(
                texture=patch.texture,
                pos=(x, y),
                size=(w, h),
                border=(patch.border,) * 4,
                display_border=(border,) * 4,
            )
        )

    def _picture(self, texture: Any, box: Box, colour: Colour, turn: float = 0) -> None:
        x, y, w, h = self._px(box)
        self._colour(colour)
        if not turn:
            self._add(Rectangle(texture=texture, pos=(x, y), size=(w, h)))
            return
        self._add(PushMatrix())
        self._add(Rotate(angle=-turn, origin=(x + w / 2, y + h / 2)))
        self._add(Rectangle(texture=texture, pos=(x, y), size=(w, h)))
        self._add(PopMatrix())

    def _colour(self, colour: Colour) -> None:
        self._add(Color(*colour))

    def _add(self, instruction: Any) -> None:
        self._canvas.add(instruction)

    def _px(self, box: Box) -> tuple[float, float, float, float]:
        left = round(self._x + box.x * self.unit)
        right = round(self._x + (box.x + box.width) * self.unit)
        upper = round(self._top - (box.top + self.drop) * self.unit)
        lower = round(self._top - (box.top + box.height + self.drop) * self.unit)
        return left, lower, max(1, right - left), max(1, upper - lower)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return self._x + x * self.unit, self._top - (y + self.drop) * self.unit
