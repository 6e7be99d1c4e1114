"""An ESC/POS interpreter, byte by byte, that draws what a printer would print.

It pulls bytes one at a time from the printer's receive buffer and pushes strips of dots to the mechanism, which
may block (pacing, paper out). Text comes as ASCII, as GB18030 of two or four bytes in Chinese mode, QR codes by
``GS ( k``, pictures by ``GS v 0``, ``GS ( L`` and ``ESC *``. A command it does not know is written down in
``unknown`` and its two first bytes are passed over, as printers do.
"""

from __future__ import annotations

from typing import Protocol

import qrcode
from PIL import Image
from qrcode.exceptions import DataOverflowError

from kiosk.devices.printer.glyphs import Glyphs
from kiosk.sandbox.printer_line import PrintLine, Style, aligned
from kiosk.sandbox.printer_paper import HEAD_TO_KNIFE

_QR_LEVELS = {
    48: qrcode.constants.ERROR_CORRECT_L,
    49: qrcode.constants.ERROR_CORRECT_M,
    50: qrcode.constants.ERROR_CORRECT_Q,
    51: qrcode.constants.ERROR_CORRECT_H,
}
_ONE_ARGUMENT_ESC = b"!-3adEGJMRtV{= r "
_ONE_ARGUMENT_GS = b"!Ba|brI"
_ONE_ARGUMENT_FS = b"!-WC"


class Mechanism(Protocol):
    """What stands around the interpreter."""

    def take(self) -> int:
        """The next byte of the receive buffer; waits for it."""

    def advance(self, strip: Image.Image) -> None:
        """Moves the paper by a strip, ``L``, ink 255; returns when it is printed."""

    def cut(self) -> None:
        """Cuts at the knife."""

    def answer_paper(self) -> None:
        """Answers GS r 1."""


class Interpreter:
    """One printer's command state."""

    def __init__(self, mechanism: Mechanism, dots: int, glyphs: Glyphs) -> None:
        self._out, self._dots = mechanism, dots
        self._line = PrintLine(dots, glyphs)
        self._style = Style()
        self._qr_size, self._qr_level, self._qr_data = 3, 48, b""
        self._stored: Image.Image | None = None
        self.text: list[str] = []
        """Every printed line of text."""
        self.codes: list[str] = []
        """The content of every printed QR code."""
        self.pictures = 0
        """How many pictures were printed."""
        self.overflows = 0
        """Lines longer than the paper, which the printer had to break itself."""
        self.unknown: list[bytes] = []
        """The beginnings of commands nobody here knows."""

    def reset(self) -> None:
        """State after power-on or a cleared buffer."""
        self._line.drop()
        self._style = Style()
        self._stored = None

    def step(self) -> None:
        """Takes one character or one whole command; one whose arguments make no sense is noted and left."""
        byte = self._take()
        try:
            self._obey(byte)
        except (IndexError, KeyError, ValueError, DataOverflowError):
            self.unknown.append(bytes((byte,)))

    def _obey(self, byte: int) -> None:
        if byte == 0x0A:
            self._print_line()
        elif byte == 0x1B:
            self._esc()
        elif byte == 0x1C:
            self._fs()
        elif byte == 0x1D:
            self._gs()
        elif byte == 0x10:
            self._dle()
        elif byte >= 0x20:
            self._character(byte)
        elif byte not in (0x00, 0x0D):
            self.unknown.append(bytes((byte,)))

    # Text --------------------------------------------------------------------------------------------------------

    def _character(self, byte: int) -> None:
        if byte < 0x80:
            self._set(chr(byte), 1)
        elif not self._style.chinese:
            self._set(bytes((byte,)).decode("cp437"), 1)
        else:
            self._set(self._chinese(byte), 2)

    def _chinese(self, first: int) -> str:
        code = bytes((first, self._take()))
        if 0x30 <= code[1] <= 0x39:
            code += bytes((self._take(), self._take()))
        return code.decode("gb18030", errors="replace")[:1]

    def _set(self, char: str, columns: int) -> None:
        if not self._line.room_for(columns, self._style):
            self.overflows += 1
            self._print_line()
        self._line.set_char(char, columns, self._style)

    def _print_line(self) -> None:
        words = self._line.words
        self._out.advance(self._line.take(self._style))
        if words:
            self.text.append(words)

    def _feed(self, dots: int) -> None:
        if not self._line.empty:
            words = self._line.words
            strip = self._line.take(Style(align=self._style.align, spacing=0))
            self._out.advance(strip)
            self.text.append(words)
            dots = max(dots - strip.height, 0)
        self._out.advance(Image.new("L", (self._dots, dots)))

    # Commands ----------------------------------------------------------------------------------------------------

    def _dle(self) -> None:
        """Real-time commands were obeyed when they arrived; here they are only passed over."""
        kind = self._take()
        if kind == 0x04:
            self._take()
        elif kind == 0x14 and self._take() == 8:
            self._bytes(7)
        else:
            self.unknown.append(bytes((0x10, kind)))

    def _esc(self) -> None:
        command = self._take()
        if command == ord("@"):
            self.reset()
        elif command == ord("2"):
            self._style.spacing = 30
        elif command == ord("*"):
            self._column_picture()
        elif command == ord("c"):
            self._bytes(2)
        elif command in _ONE_ARGUMENT_ESC:
            self._esc_one(command, self._take())
        else:
            self.unknown.append(bytes((0x1B, command)))

    def _esc_one(self, command: int, n: int) -> None:
        style = self._style
        match chr(command):
            case "a":
                style.align = n % 48 if n % 48 < 3 else 0
            case "E" | "G":
                style.bold = bool(n & 1)
            case "-":
                style.underline = n % 48
            case "3":
                style.spacing = n
            case "J":
                self._feed(n)
            case "d":
                self._feed(n * style.spacing)
            case "!":
                style.wide, style.high = 1 + bool(n & 0x20), 1 + bool(n & 0x10)
                style.bold = bool(n & 0x08)

    def _fs(self) -> None:
        command = self._take()
        if command in (ord("&"), ord(".")):
            self._style.chinese = command == ord("&")
        elif command == ord("S"):
            self._bytes(2)
        elif command in _ONE_ARGUMENT_FS:
            n = self._take()
            if command == ord("W"):
                self._style.wide = self._style.high = 1 + (n & 1)
        else:
            self.unknown.append(bytes((0x1C, command)))

    def _gs(self) -> None:
        command = self._take()
        if command == ord("V"):
            self._cut(self._take())
        elif command == ord("P"):
            self._bytes(2)  # motion units: this head has 203 dots an inch both ways
        elif command in (ord("L"), ord("W")):
            self._bytes(2)
        elif command == ord("v"):
            self._raster_picture()
        elif command == ord("("):
            self._extended()
        elif command in _ONE_ARGUMENT_GS:
            self._gs_one(command, self._take())
        else:
            self.unknown.append(bytes((0x1D, command)))

    def _gs_one(self, command: int, n: int) -> None:
        if command == ord("!"):
            self._style.wide, self._style.high = 1 + (n >> 4 & 7), 1 + (n & 7)
        elif command == ord("B"):
            self._style.inverse = bool(n & 1)
        elif command == ord("r") and n in (1, 49):
            self._out.answer_paper()

    def _cut(self, mode: int) -> None:
        if mode in (65, 66):
            self._feed(HEAD_TO_KNIFE + self._take())
        self._out.cut()

    # Codes and pictures ------------------------------------------------------------------------------------------

    def _extended(self) -> None:
        family = self._take()
        data = self._bytes(self._word())
        if family == ord("k") and data[:1] == b"1":
            self._code(data[1], data[2:])
        elif family == ord("L") and data[:1] == b"0":
            self._graphics(data[1], data[2:])
        else:
            self.unknown.append(bytes((0x1D, 0x28, family)))

    def _code(self, function: int, data: bytes) -> None:
        if function == 67:
            self._qr_size = data[0]
        elif function == 69:
            self._qr_level = data[0]
        elif function == 80:
            self._qr_data = data[1:]
        elif function == 81:
            self._print_code()

    def _print_code(self) -> None:
        code = qrcode.QRCode(error_correction=_QR_LEVELS[self._qr_level], box_size=1, border=0)
        code.add_data(self._qr_data, optimize=0)
        code.make(fit=True)
        rows = code.get_matrix()
        small = Image.new("L", (len(rows), len(rows)))
        small.putdata([255 if dark else 0 for row in rows for dark in row])
        side = len(rows) * self._qr_size
        self._print_picture(small.resize((side, side), Image.Resampling.NEAREST))
        self.codes.append(self._qr_data.decode("utf-8", errors="replace"))

    def _graphics(self, function: int, data: bytes) -> None:
        if function == 112:
            wide, high = data[1], data[2]
            size = (int.from_bytes(data[4:6], "little"), int.from_bytes(data[6:8], "little"))
            self._stored = _bitmap(data[8:], *size).resize((size[0] * wide, size[1] * high))
        elif function in (2, 50) and self._stored is not None:
            self._print_picture(self._stored)
            self.pictures += 1

    def _raster_picture(self) -> None:
        if self._take() != 0x30:
            self.unknown.append(b"\x1dv")
            return
        mode = self._take()
        bytes_wide, rows = self._word(), self._word()
        picture = _bitmap(self._bytes(bytes_wide * rows), bytes_wide * 8, rows)
        wide, high = 1 + (mode & 1), 1 + (mode >> 1 & 1)
        self._print_picture(picture.resize((picture.width * wide, picture.height * high)))
        self.pictures += 1

    def _column_picture(self) -> None:
        mode, columns = self._take(), self._word()
        height = 24 if mode in (32, 33) else 8
        data = self._bytes(columns * height // 8)
        picture = _bitmap(data, height, columns).transpose(Image.Transpose.TRANSPOSE)
        scale = 1 if mode in (1, 33) else 2
        self._line.set_picture(picture.resize((columns * scale, 24), Image.Resampling.NEAREST))
        self.pictures += 1

    def _print_picture(self, picture: Image.Image) -> None:
        strip = Image.new("L", (self._dots, picture.height))
        strip.paste(picture, (aligned(picture.width, self._dots, self._style), 0))
        self._out.advance(strip)

    def _take(self) -> int:
        return self._out.take()

    def _word(self) -> int:
        low = self._take()
        return low | self._take() << 8

    def _bytes(self, count: int) -> bytes:
        return bytes(self._take() for _ in range(count))


def _bitmap(data: bytes, wide: int, high: int) -> Image.Image:
    """One bit a dot, rows padded to whole bytes, to ``L`` with ink 255."""
    return Image.frombytes("1", (wide, high), data).convert("L")
