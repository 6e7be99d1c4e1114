"""An emulated receipt printer: real ESC/POS on a real line, paper one can look at, faults at the touch of a hand.

    printer = EmulatedPrinter(TcpPort(), paper_mm=80, fonts=fonts)
    printer.plug()
    printer.after(5, printer.paper_out)      # the roll ends behind the fifth printed line
    …
    printer.slips()[0].save("receipt.png")

It has a receive buffer, prints at a sensible speed, stops when paper, cover or knife say so and goes on with what
the buffer holds when they are well again, answers DLE EOT 1 to 4 at once and GS r in its turn, and clears its
buffers by DLE DC4 8.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image

from kiosk.devices.printer.glyphs import FontFile, Glyphs
from kiosk.devices.printer.layout import DOTS, PaperMm
from kiosk.sandbox.printer_commands import Interpreter
from kiosk.sandbox.printer_paper import Paper
from kiosk.sandbox.printer_ports import Port

_BUFFER = 4096
"""Bytes of the receive buffer, the smallest of the class (TM-T20: 4 KB)."""
_SPEED_DOTS_S = 1200.0
"""150 mm a second."""
_CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"


class _Interrupted(Exception):
    """The buffers were cleared or the power went; the command in hand is dropped."""


class EmulatedPrinter:
    """The printer behind a ``Port``. Every public method may be called from any thread.

    ``fences``: does it know GS r. ``clears``: does it know DLE DC4 8 (many cheap printers do not).
    """

    def __init__(
        self,
        port: Port,
        *,
        paper_mm: PaperMm,
        fonts: Sequence[FontFile],
        speed_dots_s: float = _SPEED_DOTS_S,
        fences: bool = True,
        clears: bool = True,
    ) -> None:
        self._port, self._speed = port, speed_dots_s
        self._fences, self._clears = fences, clears
        self._paper = Paper(DOTS[paper_mm])
        self.interpreter = Interpreter(self, DOTS[paper_mm], Glyphs(fonts))
        self._change = threading.Condition()
        self._buffer: deque[int] = deque()
        self._tail = bytearray()
        self._era = 0
        self._era_of_command = 0
        self._plugged = self._over = False
        self._cover_open = self._out = self._near_end = self._jammed = self._mute = False
        self._planned: list[tuple[int, Callable[[], None]]] = []
        self.most_held = 0
        """The most bytes the receive buffer ever held."""
        self._thread = threading.Thread(target=self._work, name="printer-emulator", daemon=True)
        self._thread.start()

    # Hands -------------------------------------------------------------------------------------------------------

    def plug(self) -> None:
        """Connects cable and power."""
        if not self._plugged:
            self._plugged = True
            self._port.plug(self._receive)

    def unplug(self) -> None:
        """Pulls cable and power: the line breaks and what was not printed is lost."""
        if self._plugged:
            self._plugged = False
            with self._change:
                self._forget()
            self._port.unplug()

    def close(self) -> None:
        """Ends the emulator for good."""
        self.unplug()
        with self._change:
            self._over = True
            self._forget()
        self._thread.join()

    def paper_out(self) -> None:
        """The roll has ended."""
        self._set("_out", True)

    def near_end(self) -> None:
        """The roll will soon end."""
        self._set("_near_end", True)

    def refill(self) -> None:
        """A new roll; printing goes on with what the buffer still holds."""
        self._paper.new_roll()
        self._set("_near_end", False)
        self._set("_out", False)

    def open_cover(self) -> None:
        """Somebody opens the cover."""
        self._set("_cover_open", True)

    def close_cover(self) -> None:
        """The cover is closed again."""
        self._set("_cover_open", False)

    def jam_knife(self) -> None:
        """The knife is stuck."""
        self._set("_jammed", True)

    def free_knife(self) -> None:
        """The knife moves again."""
        self._set("_jammed", False)

    def pace(self, speed_dots_s: float) -> None:
        """Prints so many dots a second from now on."""
        self._speed = speed_dots_s

    def mute(self) -> None:
        """The way back to the host breaks: it still prints, and answers nothing."""
        self._set("_mute", True)

    def unmute(self) -> None:
        """The way back works again."""
        self._set("_mute", False)

    def after(self, lines: int, fault: Callable[[], None]) -> None:
        """Has ``fault`` happen behind so many more strips of paper (a text line, a feed, a code, a picture)."""
        with self._change:
            self._planned.append((lines, fault))

    # Eyes --------------------------------------------------------------------------------------------------------

    def slips(self) -> list[Image.Image]:
        """Every slip cut off so far."""
        return self._paper.slips()

    def torn(self) -> list[Image.Image]:
        """Printed pieces that were pulled out with an old roll."""
        return self._paper.torn()

    def save(self, folder: Path) -> list[Path]:
        """Writes the slips as PNG files and returns their paths."""
        return self._paper.save(folder)

    @property
    def waiting_bytes(self) -> int:
        """How much the receive buffer holds now."""
        with self._change:
            return len(self._buffer)

    # The line ----------------------------------------------------------------------------------------------------

    def _receive(self, data: bytes) -> None:
        for byte in data:
            with self._change:
                while len(self._buffer) >= _BUFFER and self._plugged:
                    self._change.wait(0.05)
                self._tail = (self._tail + bytes((byte,)))[-len(_CLEAR) :]
                if not self._obey_at_once():
                    self._buffer.append(byte)
                    self.most_held = max(self.most_held, len(self._buffer))
                self._change.notify_all()

    def _obey_at_once(self) -> bool:
        """Real-time commands work when they arrive, whatever the buffer holds. True when the byte is used up."""
        if self._clears and self._tail == _CLEAR:
            self._forget()
            self._answer(b"\x37\x25\x00")
            return True
        if self._tail[-3:-1] != b"\x10\x04" or self._tail[-1] not in (1, 2, 3, 4):
            return False
        self._answer(bytes((self._status_byte(self._tail[-1]),)))
        if self._stands_still() and len(self._buffer) >= 2:
            self._buffer.pop()
            self._buffer.pop()
            return True
        return False

    def _status_byte(self, n: int) -> int:
        if n == 1:
            return 0x12 | 0x08 * self._stands_still()
        if n == 2:
            return 0x12 | 0x04 * self._cover_open | 0x20 * self._out | 0x40 * self._jammed
        if n == 3:
            return 0x12 | 0x08 * self._jammed
        return 0x12 | 0x0C * (self._near_end or self._out) | 0x60 * self._out

    def _answer(self, data: bytes) -> None:
        if not self._mute:
            self._port.send(data)

    def _stands_still(self) -> bool:
        return self._cover_open or self._out or self._jammed

    def _forget(self) -> None:
        self._buffer.clear()
        self._era += 1
        self._change.notify_all()

    def _set(self, fault: str, there: bool) -> None:
        with self._change:
            setattr(self, fault, there)
            self._change.notify_all()

    # The mechanism (its own thread) ------------------------------------------------------------------------------

    def _work(self) -> None:
        while not self._over:
            self._era_of_command = self._era
            try:
                self.interpreter.step()
            except _Interrupted:
                self.interpreter.reset()

    def take(self) -> int:
        """See ``Mechanism.take``: an offline printer takes nothing from its buffer."""
        with self._change:
            self._wait_until(lambda: bool(self._buffer) and not self._stands_still())
            byte = self._buffer.popleft()
            self._change.notify_all()
            return byte

    def advance(self, strip: Image.Image) -> None:
        """See ``Mechanism.advance``: paced, and held while paper or cover are missing."""
        with self._change:
            takes = strip.height / self._speed
            done = time.monotonic() + takes
            self._wait_until(lambda: time.monotonic() >= done and not self._stands_still(), min(takes, 0.01))
            self._paper.feed(strip)
            due = [fault for lines, fault in self._planned if lines <= 1]
            self._planned = [(lines - 1, fault) for lines, fault in self._planned if lines > 1]
        for fault in due:
            fault()

    def cut(self) -> None:
        """See ``Mechanism.cut``."""
        with self._change:
            self._wait_until(lambda: not self._stands_still())
            self._paper.cut()

    def answer_paper(self) -> None:
        """See ``Mechanism.answer_paper``."""
        with self._change:
            if self._fences:
                self._answer(bytes((0x03 * (self._near_end or self._out) | 0x0C * self._out,)))

    def _wait_until(self, ready: Callable[[], bool], pause_s: float = 0.01) -> None:
        while True:
            if self._era != self._era_of_command:
                raise _Interrupted
            if ready():
                return
            self._change.wait(pause_s)
