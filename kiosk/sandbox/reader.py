"""An ID card reader on a pseudo-terminal: the bytes, the pace and the moods of a SAM-V reader on a serial line.

The terminal's own driver opens ``path`` like any port. Bytes take their time in both directions: ten bits each at
115200 8N1, so 11,520 a second, handed over in small pieces as a UART does. At another speed nothing is understood.
"""

from __future__ import annotations

import contextlib
import os
import pty
import select
import termios
import threading
import time
import tty
from pathlib import Path

from kiosk.devices.id_reader.frames import SHORTEST_REQUEST, Broken, Receiver
from kiosk.sandbox.reader_module import ReaderModule
from kiosk.sandbox.sam import SandboxSam

BAUD = 115200
BYTES_PER_S = BAUD / 10
PIECE = 32
"""Bytes that come at once: a UART's FIFO."""


class SandboxReader(ReaderModule):
    """The emulated reader. ``path`` is a link that outlives unplugging, like ``/dev/serial/by-id/…``."""

    def __init__(self, path: Path, *, card_s: float = 0.0, sam: SandboxSam | None = None) -> None:
        """``card_s``: how long the module talks with the card before it answers a read."""
        super().__init__(card_s=card_s, sam=sam)
        self.path = path
        self._plug_pulled = -1
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Plugs the reader in: when this returns the port is there."""
        if self._thread is not None:
            return
        self.power_up()
        self._plug_pulled = os.eventfd(0)
        master, slave = pty.openpty()
        tty.setraw(slave)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(slave))
        self._thread = threading.Thread(target=self._run, args=(master, slave), name="sandbox-reader", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Pulls the plug: the port is gone and whoever has it open hears of it."""
        if self._thread is None:
            return
        self.power_down()
        os.eventfd_write(self._plug_pulled, 1)
        self._thread.join()
        self._thread = None
        os.close(self._plug_pulled)

    unplug = stop
    plug = start

    def _run(self, master: int, slave: int) -> None:
        try:
            self._serve(master, slave)
        finally:
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)
            os.close(master)
            os.close(slave)

    def _serve(self, master: int, slave: int) -> None:
        receiver = Receiver(SHORTEST_REQUEST)
        while master in select.select([master, self._plug_pulled], [], [])[0] and not self.unpowered.is_set():
            heard = os.read(master, 4096)
            time.sleep(len(heard) / BYTES_PER_S)
            if termios.tcgetattr(slave)[5] != termios.B115200:
                continue
            for request in receiver.feed(heard):
                if not isinstance(request, Broken):
                    self._send(master, self.answer(bytes(request)))

    def _send(self, master: int, reply: bytes) -> None:
        """Each piece goes when its last bit would have come; a late piece does not delay the next ones."""
        began = time.monotonic()
        for start in range(0, len(reply), PIECE):
            piece = reply[start : start + PIECE]
            due = began + (start + len(piece)) / BYTES_PER_S
            if self.unpowered.wait(max(0.0, due - time.monotonic())):
                return
            os.write(master, piece)
