"""A sheet to print on, measured in millimetres, that remembers what was printed where."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from kiosk.sandbox.specimens import INK, Bgr, font_file, paste_portrait, press_seal
from kiosk.vision.reading.text import PageText, TextLine

Colour = tuple[int, int, int]
FAMILIES = ("Noto Sans CJK SC", "Noto Serif CJK SC", "Noto Serif CJK SC:bold", "Noto Sans Mono CJK SC")


@dataclass(frozen=True, eq=False)
class PaperSpecimen:
    """A known paper, flat: ``image_bgr`` (H, W, 3) uint8; ``fields`` what stands on it, by the field map's ids;
    ``text`` every printed line with its place."""

    kind: str
    part: str
    image_bgr: Bgr
    width_mm: float
    height_mm: float
    fields: Mapping[str, str]
    text: PageText


@cache
def _type(family: str, size_px: int) -> ImageFont.FreeTypeFont:
    file, index = font_file(family)
    return ImageFont.truetype(file, size_px, index=index)


@dataclass
class Sheet:
    """Paper of a size, at ``px`` dots a millimetre."""

    width_mm: float
    height_mm: float
    px: float
    paper: Colour = (252, 250, 244)
    family: str = FAMILIES[0]
    lines: list[TextLine] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.image = Image.new(
            "RGB", (round(self.width_mm * self.px), round(self.height_mm * self.px)), self.paper
        )
        self.pen = ImageDraw.Draw(self.image)

    def print(
        self,
        x_mm: float,
        y_mm: float,
        text: str,
        size_mm: float,
        *,
        ink: Colour = INK,
        family: str = "",
        anchor: str = "lm",
        apart_mm: float = 0.0,
    ) -> float:
        """Prints ``text`` (anchor as Pillow's) and returns where it ends, mm. ``apart_mm``: room between signs."""
        font = _type(family or self.family, max(6, round(size_mm * self.px)))
        if apart_mm:
            return self._spaced(x_mm, y_mm, text, font, ink, anchor, apart_mm)
        at = (x_mm * self.px, y_mm * self.px)
        self.pen.text(at, text, fill=ink, font=font, anchor=anchor)
        box = self.pen.textbbox(at, text, font=font, anchor=anchor)
        if text.strip():
            self._remember(text, box)
        return box[2] / self.px

    def _spaced(
        self, x_mm: float, y_mm: float, text: str, font: Any, ink: Colour, anchor: str, apart_mm: float
    ) -> float:
        widths = [font.getlength(sign) + apart_mm * self.px for sign in text]
        x = x_mm * self.px - (sum(widths) / 2 if anchor[0] == "m" else 0)
        boxes = []
        for sign, width in zip(text, widths, strict=True):
            self.pen.text((x, y_mm * self.px), sign, fill=ink, font=font, anchor="l" + anchor[1])
            boxes.append(self.pen.textbbox((x, y_mm * self.px), sign, font=font, anchor="l" + anchor[1]))
            x += width
        whole = np.array(boxes)
        self._remember(text, (*whole[:, :2].min(axis=0), *whole[:, 2:].max(axis=0)))
        return float(x) / self.px

    def _remember(self, text: str, box: Sequence[float]) -> None:
        left, top, right, bottom = box
        size = (self.image.width, self.image.height)
        quad = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32) / size
        shown = unicodedata.normalize("NFC", text)
        self.lines.append(TextLine(shown, quad.astype(np.float32), 1.0, (1.0,) * len("".join(shown.split()))))

    def wrapped(
        self, x_mm: float, y_mm: float, text: str, size_mm: float, signs: int, step_mm: float, **more: Any
    ) -> int:
        """Prints ``text`` in lines of so many signs; returns how many lines it took."""
        pieces = [text[at : at + signs] for at in range(0, len(text), signs)]
        for number, piece in enumerate(pieces):
            self.print(x_mm, y_mm + number * step_mm, piece, size_mm, **more)
        return len(pieces)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour, width: int = 2) -> None:
        """A frame, mm."""
        px = self.px
        self.pen.rectangle([left * px, top * px, right * px, bottom * px], outline=colour, width=width)

    def waves(self, colour: Colour, step_mm: float = 1.6) -> None:
        """Security print: fine waves over the whole paper."""
        for row in np.arange(0, self.height_mm, step_mm):
            xs = np.arange(0, self.width_mm, 0.8)
            ys = row + 0.6 * np.sin(xs / 4 + row / 6)
            self.pen.line([(x * self.px, y * self.px) for x, y in zip(xs, ys, strict=True)], fill=colour, width=1)

    def seal(self, x_mm: float, y_mm: float, radius_mm: float, words: str) -> None:
        """A round red seal that lets the print through."""
        press_seal(self.image, (x_mm * self.px, y_mm * self.px), radius_mm * self.px, words)

    def photograph(self, left: float, top: float, right: float, bottom: float) -> None:
        """Nobody's picture, mm."""
        px = self.px
        paste_portrait(self.image, (left * px, top * px, right * px, bottom * px))

    def done(self, kind: str, part: str, fields: Mapping[str, str]) -> PaperSpecimen:
        """The sheet as a specimen."""
        image_bgr = np.asarray(self.image)[..., ::-1].copy()
        return PaperSpecimen(
            kind, part, image_bgr, self.width_mm, self.height_mm, dict(fields), PageText(tuple(self.lines))
        )
