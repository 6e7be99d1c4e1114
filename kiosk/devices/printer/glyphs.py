"""Characters drawn as dots, for what a printer's own font does not have.

A line is drawn on the printer's grid (12 dots a column, 24 high), so a drawn line stands exactly where a set one
would. Fonts are tried in order for each character: the set-up's Noto Sans SC first, then Yi and rare hanzi. What
none of them has is drawn as the printers' mark for a lacking character, never as something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError
from PIL import Image, ImageDraw, ImageFont

from kiosk.devices.printer.text import LACKING, cells, in_printer_font
from kiosk.errors import PrinterError

_BASELINE = 0.88
"""Noto CJK's ascent: an ideograph fills the em box from 0.88 above the baseline to 0.12 below."""
_INK = 112
"""Grey from which a dot is burnt: a little under the half keeps thin strokes whole at 24 dots."""


@dataclass(frozen=True)
class FontFile:
    """A font on disk; ``index`` picks the face of a collection (2 is SC in Debian's NotoSansCJK-Regular.ttc)."""

    path: Path
    index: int = 0


class Glyphs:
    """Draws single characters and lines. Fonts are opened at first use. Owned by one thread."""

    def __init__(self, fonts: Sequence[FontFile]) -> None:
        self._faces = [_Face(font) for font in fonts]

    def cell(self, cluster: str, columns: int, size: int = 24) -> Image.Image:
        """One character with its marks: ``L``, ink 255, ``columns * size / 2`` × ``size`` dots.

        Raises ``PrinterError`` when no font can be read.
        """
        wanted = columns * size // 2
        face = self._face(cluster[0])
        if face is None:
            cluster, face = LACKING, self._faces[0]
        font = face.at(size)
        drawn = max(wanted, round(font.getlength(cluster)))
        image = Image.new("L", (drawn, size))
        place = ((drawn - font.getlength(cluster)) / 2, size * _BASELINE)
        ImageDraw.Draw(image).text(place, cluster, fill=255, font=font, anchor="ls")
        if drawn > wanted:
            image = image.resize((wanted, size), Image.Resampling.BILINEAR)
        return image.point(lambda grey: 255 if grey >= _INK else 0)

    def line(self, runs: Sequence[tuple[str, bool]], size: int = 24) -> Image.Image:
        """A line of (text, bold) runs, as wide as its text. Bold burns each dot twice, as printers do."""
        placed: list[tuple[int, Image.Image]] = []
        x = 0
        for text, bold in runs:
            for cluster in clusters(text):
                columns = max(cells(cluster[0]), 1)
                glyph = self.cell(cluster, columns, size)
                placed += [(x, glyph), (x + 1, glyph)] if bold else [(x, glyph)]
                x += columns * size // 2
        image = Image.new("L", (max(x, 1), size))
        for left, glyph in placed:
            image.paste(255, (left, 0), glyph)
        return image

    def _face(self, char: str) -> _Face | None:
        """The first face that has the character, or none."""
        if not self._faces:
            raise PrinterError("no font to draw with")
        if in_printer_font(char):  # every Chinese font has it, and reading a font's table takes 0.1 s
            return self._faces[0]
        return next((face for face in self._faces if ord(char) in face.characters), None)


def clusters(text: str) -> list[str]:
    """Characters, each with the marks that stand over it."""
    found: list[str] = []
    for char in text:
        if cells(char) == 0 and found:
            found[-1] += char
        else:
            found.append(char)
    return found


class _Face:
    """One font file, opened when it is first needed and kept in its sizes."""

    def __init__(self, file: FontFile) -> None:
        self._file = file
        self._sizes: dict[int, ImageFont.FreeTypeFont] = {}

    @cached_property
    def characters(self) -> frozenset[int]:
        try:
            with TTFont(self._file.path, fontNumber=self._file.index, lazy=True) as font:
                return frozenset(font.getBestCmap())
        except (OSError, TTLibError) as error:
            raise PrinterError(f"font {self._file.path.name} cannot be read") from error

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        if size not in self._sizes:
            try:
                self._sizes[size] = ImageFont.truetype(str(self._file.path), size, index=self._file.index)
            except OSError as error:
                raise PrinterError(f"font {self._file.path.name} cannot be read") from error
        return self._sizes[size]
