"""Operations to ESC/POS bytes, through python-escpos.

Choices, each for the printer one meets in a hall rather than the one in the manual:

* **Text** goes out as GBK (the two-byte part of GB18030) between ``FS &`` and ``FS .``, line by line.
  python-escpos's own ``text()`` sends GB18030 without ``FS &`` and turns rarer characters into ``?`` silently,
  so text is encoded here and handed over raw.
* **Characters beyond the two-byte range** make the whole line a picture (``GS v 0``), cropped to its width: a
  name must never come out wrong, and a mixed line would not stand on one baseline.
* **QR codes are native** (``GS ( k``): some 70 bytes instead of 6 KB, and sharper than a scaled picture.
* **Distances**: ``GS P 203 203`` first, so that ``ESC 3`` and ``ESC J`` count dots on every make (Epson's own
  unit is half a dot).
* **Cut**: ``GS V 66 0`` forwards to the knife by itself; printers without a knife only forward.
* No ``GS b``, no fonts B, no code pages: what cheap printers do differently is not used.
"""

from __future__ import annotations

from typing import Any

from PIL import Image, ImageOps

from kiosk.devices.printer.glyphs import Glyphs
from kiosk.devices.printer.layout import DOTS, GLYPH, Code, Cut, Feed, Operation, PaperMm, TextLine, lay_out
from kiosk.devices.printer.library import escpos
from kiosk.devices.printer.slip import Slip
from kiosk.devices.printer.text import in_printer_font

RESET = b"\x1b@"
MOTION_UNITS = b"\x1dP\xcb\xcb"
CHINESE_ON, CHINESE_OFF = b"\x1c&", b"\x1c."
CUT = b"\x1dV\x42\x00"

_PROFILES: dict[PaperMm, str] = {58: "POS-5890", 80: "TM-T20II"}
"""python-escpos's profiles with 384 and 576 dots; others refuse pictures as wide as the paper."""
_QR_LEVEL_M = 1


class Encoder:
    """Turns slips into bytes for one width of paper. Owned by one thread."""

    def __init__(self, paper_mm: PaperMm, glyphs: Glyphs) -> None:
        self._paper_mm: PaperMm = paper_mm
        self._glyphs = glyphs
        self._library: Any = None

    def slip(self, slip: Slip) -> list[bytes]:
        """The slip's bytes, one piece an operation (so that a sender can pause between pieces).

        Raises ``PrinterError`` for a code or a font that cannot be used.
        """
        return self.operations(lay_out(slip, self._paper_mm))

    def operations(self, operations: list[Operation]) -> list[bytes]:
        """As ``slip``, for operations already laid out."""
        library = self._opened()
        library.clear()
        pieces = [RESET + MOTION_UNITS]
        spacing: int | None = None
        for operation in operations:
            if isinstance(operation, TextLine):
                self._text(library, operation, spacing)
                spacing = operation.advance if _is_set(operation) else spacing
            else:
                self._other(library, operation)
            pieces.append(library.output)
            library.clear()
        return pieces

    def _opened(self) -> Any:
        if self._library is None:
            self._library = escpos().Dummy(profile=_PROFILES[self._paper_mm])
        return self._library

    def _text(self, library: Any, line: TextLine, spacing: int | None) -> None:
        if not _is_set(line):
            self._picture(library, line)
            return
        if line.advance != spacing:
            library.line_spacing(line.advance)
        library.set(align=line.align, custom_size=True, width=line.scale, height=line.scale)
        library._raw(CHINESE_ON)
        for run in line.runs:
            if run.text.strip():
                library.set(bold=run.bold)
            library._raw(run.text.encode("gbk"))
        library._raw(CHINESE_OFF + b"\n")

    def _picture(self, library: Any, line: TextLine) -> None:
        words = self._glyphs.line([(run.text, run.bold) for run in line.runs], GLYPH * line.scale)
        paper = DOTS[self._paper_mm]
        left = (paper - words.width) // 2 if line.align == "center" else 0
        picture = Image.new("L", (min(paper, -(-(left + words.width) // 8) * 8), line.advance))
        picture.paste(words, (left, 0))
        library.set(align="left")
        library.image(ImageOps.invert(picture), impl="bitImageRaster")

    def _other(self, library: Any, operation: Feed | Code | Cut) -> None:
        match operation:
            case Feed(dots):
                library._raw(b"\x1bJ" + bytes((dots,)))
            case Code(data, module):
                library.set(align="center")
                library.qr(data, ec=_QR_LEVEL_M, size=module, native=True)
            case Cut():
                library.cut(feed=False)


def _is_set(line: TextLine) -> bool:
    """Can the printer's own font set this line?"""
    return all(map(in_printer_font, line.text))
