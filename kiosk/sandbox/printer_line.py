"""The emulated printer's print buffer: characters and pictures set side by side until the line is printed."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageOps

from kiosk.devices.printer.glyphs import Glyphs


@dataclass
class Style:
    """What ESC/POS switches change; a new one is the state after ``ESC @``."""

    align: int = 0
    wide: int = 1
    high: int = 1
    bold: bool = False
    underline: int = 0
    inverse: bool = False
    spacing: int = 30
    chinese: bool = False


class PrintLine:
    """One line in the making, ``dots`` wide."""

    def __init__(self, dots: int, glyphs: Glyphs) -> None:
        self._dots, self._glyphs = dots, glyphs
        self._cells: list[Image.Image] = []
        self._words: list[str] = []
        self._drawn: dict[tuple[str, int], Image.Image] = {}

    @property
    def empty(self) -> bool:
        """Is nothing set yet?"""
        return not self._cells

    @property
    def words(self) -> str:
        """The text set so far."""
        return "".join(self._words)

    @property
    def used(self) -> int:
        """Dots already taken."""
        return sum(cell.width for cell in self._cells)

    def room_for(self, columns: int, style: Style) -> bool:
        """Would a character of so many columns still fit?"""
        return self.used + 12 * columns * style.wide <= self._dots

    def set_char(self, char: str, columns: int, style: Style) -> None:
        """A character from the printer's font: dots of 12 × 24 or 24 × 24, multiplied like a real head does."""
        cell = self._cell(char, columns)
        if style.bold:
            cell = _emboldened(cell)
        cell = cell.resize((cell.width * style.wide, cell.height * style.high), Image.Resampling.NEAREST)
        if style.underline:
            cell = cell.copy()
            cell.paste(255, (0, cell.height - style.underline, cell.width, cell.height))
        self._cells.append(ImageOps.invert(cell) if style.inverse else cell)
        self._words.append(char)

    def set_picture(self, picture: Image.Image) -> None:
        """A column picture (``ESC *``), ink 255."""
        self._cells.append(picture)

    def take(self, style: Style) -> Image.Image:
        """The finished strip of the head's width; the line is empty afterwards."""
        height = max((cell.height for cell in self._cells), default=0)
        strip = Image.new("L", (self._dots, max(height, style.spacing)))
        x = aligned(self.used, self._dots, style)
        for cell in self._cells:
            strip.paste(cell, (x, height - cell.height))
            x += cell.width
        self.drop()
        return strip

    def drop(self) -> None:
        """Empties the line unprinted."""
        self._cells.clear()
        self._words.clear()

    def _cell(self, char: str, columns: int) -> Image.Image:
        if (char, columns) not in self._drawn:
            self._drawn[char, columns] = self._glyphs.cell(char, columns)
        return self._drawn[char, columns]


def aligned(width: int, dots: int, style: Style) -> int:
    """Where something ``width`` dots wide begins."""
    room = max(dots - width, 0)
    return (0, room // 2, room)[style.align]


def _emboldened(cell: Image.Image) -> Image.Image:
    bold = cell.copy()
    bold.paste(255, (1, 0), cell.crop((0, 0, cell.width - 1, cell.height)))
    return bold
