"""The one place where a slip becomes a page: sizes, indents, distances, for 58 mm and 80 mm paper.

Measures are dots of a 203 dpi head (8 dots a millimetre). 58 mm paper prints 384 dots (32 columns), 80 mm paper
576 dots (48 columns); both are the widths every printer of that class has. What comes out is a list of
operations, each of which fits the paper by construction: no text line is longer than the paper, so a printer
never has to break one itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import qrcode
from qrcode.exceptions import DataOverflowError

from kiosk.devices.printer.slip import Line, Note, Pair, QrCode, Rule, Slip, Space, Title
from kiosk.devices.printer.text import width, wrap
from kiosk.errors import PrinterError

PaperMm = Literal[58, 80]
Align = Literal["left", "center"]

DOTS: dict[PaperMm, int] = {58: 384, 80: 576}
"""Printable dots across the paper."""
CELL = 12
"""Dots across one column (Font A)."""
GLYPH = 24
"""Dots of a character's height, and of a Chinese character's width."""

_LEADING = 12
_TIGHT_LEADING = 6
_QR_DOTS = 248
"""A code of at most 31 mm a side: read by any telephone at arm's length, and still inside 58 mm paper."""
_QR_MODULE_MAX = 8
_LABEL_MAX: dict[PaperMm, int] = {58: 10, 80: 14}
_LABEL_GAP = 2
_BULLET = "· "
_NUMBERED = re.compile(r"\d{1,2}[.、] ?", re.ASCII)
"""A note that brings its own number keeps it in the bullet's place."""


@dataclass(frozen=True)
class Run:
    """A stretch of one line in one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class TextLine:
    """One printed line: at most the paper's columns (divided by ``scale``). ``advance``: dots to the next line."""

    runs: tuple[Run, ...]
    align: Align = "left"
    scale: int = 1
    advance: int = GLYPH + _LEADING

    @property
    def text(self) -> str:
        """The line's words."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Feed:
    """Empty paper, in dots (1 to 255)."""

    dots: int


@dataclass(frozen=True)
class Code:
    """A QR code in the middle; ``module`` dots a square, error correction M."""

    data: str
    module: int


@dataclass(frozen=True)
class Cut:
    """Forward to the knife, and cut."""


_Single = Title | Line | Note | Rule | QrCode | Space
Operation = TextLine | Feed | Code | Cut


def lay_out(slip: Slip, paper_mm: PaperMm) -> list[Operation]:
    """The operations that print ``slip``. Raises ``PrinterError`` when a code holds more than QR can."""
    page = _Page(paper_mm)
    operations: list[Operation] = []
    for is_pair, group in groupby(slip.blocks, key=lambda block: isinstance(block, Pair)):
        blocks = list(group)
        if is_pair:
            operations += page.pairs([block for block in blocks if isinstance(block, Pair)])
        else:
            operations += page.blocks([block for block in blocks if not isinstance(block, Pair)])
    return [*operations, Feed(GLYPH), Cut()]


def qr_modules(data: str) -> int:
    """Squares a side of the code for ``data`` at level M. Raises ``PrinterError`` when it does not fit QR."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(data.encode("utf-8"), optimize=0)
    try:
        version = code.best_fit(start=1)
    except (DataOverflowError, ValueError) as error:
        raise PrinterError("the code holds more than a QR code can") from error
    return 17 + 4 * int(version)


class _Page:
    """The blocks' looks on one width of paper."""

    def __init__(self, paper_mm: PaperMm) -> None:
        self._dots = DOTS[paper_mm]
        self._columns = self._dots // CELL
        self._label_max = _LABEL_MAX[paper_mm]

    def blocks(self, blocks: list[_Single]) -> list[Operation]:
        return [operation for block in blocks for operation in self._block(block)]

    def _block(self, block: _Single) -> list[Operation]:
        match block:
            case Title(text):
                return self._title(text)
            case Line(text, strong):
                return self._line(text, strong)
            case Note(text):
                return self._note(text)
            case QrCode(data, caption):
                return self._code(data, caption)
            case Rule():
                return [TextLine((Run("─" * (self._columns // 2)),), advance=GLYPH + _TIGHT_LEADING)]
            case Space():
                return [Feed(GLYPH)]

    def _title(self, text: str) -> list[Operation]:
        lines = wrap(text, self._columns // 2)
        big: list[Operation] = [
            TextLine((Run(line, bold=True),), "center", scale=2, advance=2 * GLYPH + _LEADING) for line in lines
        ]
        return [Feed(_LEADING), *big, Feed(_LEADING)]

    def _line(self, text: str, strong: bool) -> list[Operation]:
        if not strong:
            return [TextLine((Run(line),), "center") for line in wrap(text, self._columns)]
        lines: list[Operation] = [
            TextLine((Run(line, bold=True),), "center") for line in wrap(text, self._columns)
        ]
        return [Feed(_TIGHT_LEADING), *lines, Feed(_TIGHT_LEADING)]

    def _note(self, text: str) -> list[Operation]:
        number = _NUMBERED.match(text)
        bullet = number[0] if number else _BULLET
        indent = width(bullet)
        lines = wrap(text[number.end() :] if number else text, self._columns - indent)
        heads = [bullet, *[" " * indent] * (len(lines) - 1)]
        advances = [GLYPH + _TIGHT_LEADING] * (len(lines) - 1) + [GLYPH + _LEADING]
        return [
            TextLine((Run(head + line),), advance=advance)
            for head, line, advance in zip(heads, lines, advances, strict=True)
        ]

    def pairs(self, pairs: list[Pair]) -> list[Operation]:
        """Label column as wide as its widest label; a label over the limit stands above its value."""
        fitting = [width(pair.label) for pair in pairs if width(pair.label) <= self._label_max]
        column = max(fitting, default=0)
        return [operation for pair in pairs for operation in self._pair(pair, column)]

    def _pair(self, pair: Pair, column: int) -> list[Operation]:
        label = wrap(pair.label, self._columns)
        if len(label) > 1 or width(label[0]) > column:
            above: list[Operation] = [TextLine((Run(line),)) for line in label]
            return [*above, *self._values(pair.value, "", _LABEL_GAP)]
        return self._values(pair.value, label[0], column + _LABEL_GAP)

    def _values(self, value: str, label: str, indent: int) -> list[Operation]:
        first = label + " " * (indent - width(label))
        lines = wrap(value, self._columns - indent)
        last = len(lines) - 1
        return [
            TextLine(
                (Run(" " * indent if at else first), Run(line, bold=True)),
                advance=GLYPH + (_LEADING if at == last else _TIGHT_LEADING),
            )
            for at, line in enumerate(lines)
        ]

    def _code(self, data: str, caption: str) -> list[Operation]:
        modules = qr_modules(data)
        module = min(_QR_MODULE_MAX, _QR_DOTS // modules)
        if module < 3:  # a full code (177 squares) still gets two dots a square on 58 mm paper
            module = self._dots // modules
        captions: list[Operation] = [TextLine((Run(line),), "center") for line in wrap(caption, self._columns)]
        return [Feed(GLYPH), Code(data, module), Feed(GLYPH - _TIGHT_LEADING), *captions]
