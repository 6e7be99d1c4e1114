"""A slip on A4: the same lines as on 80 mm paper, larger, in the middle of as many sheets as it takes."""

from __future__ import annotations

from collections.abc import Iterator

import qrcode
from PIL import Image

from kiosk.devices.printer.glyphs import Glyphs
from kiosk.devices.printer.layout import DOTS, GLYPH, Code, Cut, Feed, Operation, TextLine, lay_out
from kiosk.devices.printer.slip import Slip

SHEET_PX = (1654, 2339)
"""A4 at 200 dpi."""
EM_PX = 44
"""A character's height: 5.6 mm, 16 points; on the slip it has 3 mm."""
_MARGIN_PX = 160
"""20 mm above and below: no printer needs more."""


def sheets(slip: Slip, glyphs: Glyphs) -> list[Image.Image]:
    """The sheets of ``slip``, ``L``, ink 0 on 255. Raises ``PrinterError`` for a code that does not fit QR."""
    found, y = [_blank()], _MARGIN_PX
    for operation in lay_out(slip, 80):
        drawn, advance = _drawn(operation, glyphs), _advance(operation)
        if y + max(advance, drawn.height if drawn else 0) > SHEET_PX[1] - _MARGIN_PX:
            found.append(_blank())
            y = _MARGIN_PX
        if drawn is not None:
            found[-1].paste(0, (_left(operation, drawn), y), drawn)
        y += advance
    return found


def _blank() -> Image.Image:
    return Image.new("L", SHEET_PX, 255)


def _px(dots: int) -> int:
    """Pixels of a measure in the slip's dots."""
    return round(dots * EM_PX / GLYPH)


def _advance(operation: Operation) -> int:
    match operation:
        case TextLine(advance=dots) | Feed(dots=dots):
            return _px(dots)
        case Code():
            return _code(operation).height
        case Cut():
            return 0


def _drawn(operation: Operation, glyphs: Glyphs) -> Image.Image | None:
    """What an operation puts on the paper, ``L``, ink 255; ``None`` for blank paper."""
    match operation:
        case TextLine(runs=runs, scale=scale):
            return glyphs.line([(run.text, run.bold) for run in runs], EM_PX * scale)
        case Code():
            return _code(operation)
        case _:
            return None


def _left(operation: Operation, drawn: Image.Image) -> int:
    """Centred on the sheet, or at the left edge of the slip's column."""
    if isinstance(operation, Code) or (isinstance(operation, TextLine) and operation.align == "center"):
        return (SHEET_PX[0] - drawn.width) // 2
    return (SHEET_PX[0] - _px(DOTS[80])) // 2


def _code(code: Code) -> Image.Image:
    maker = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    maker.add_data(code.data.encode("utf-8"))
    rows = list(_rows(maker.get_matrix()))
    size = max(1, _px(code.module))
    picture = Image.new("L", (len(rows), len(rows)))
    picture.putdata([255 if dark else 0 for row in rows for dark in row])
    return picture.resize((len(rows) * size, len(rows) * size), Image.Resampling.NEAREST)


def _rows(matrix: list[list[bool | None]]) -> Iterator[list[bool]]:
    for row in matrix:
        yield [bool(one) for one in row]
