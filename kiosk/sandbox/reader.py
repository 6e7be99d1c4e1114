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

from kiosk.devices.id_reader.frames import SHORTEST_REQUEST, Receiver
from kiosk.devices.id_reader.protocol import READ
from kiosk.sandbox.card_faults import Fault, Faults, reply_of
from kiosk.sandbox.cards import SandboxCard
from kiosk.sandbox.sam import SandboxSam

BAUD = 115200
BYTES_PER_S = BAUD / 10
PIECE = 32
"""Bytes that come at once: a UART's FIFO."""

_LOOK_S = 0.2


class SandboxReader:
    """The emulated reader. ``path`` is a link that outlives unplugging, like ``/dev/serial/by-id/…``."""

    def __init__(self, path: Path, *, card_s: float = 0.0) -> None:
        """``card_s``: how long the module talks with the card before it answers a read."""
        self.path = path
        self._card_s = card_s
        self._sam, self._faults = SandboxSam(), Faults()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Plugs the reader in: when this returns the port is there."""
        if self._thread is not None:
            return
        self._stopping.clear()
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
        self._stopping.set()
        self._thread.join()
        self._thread = None

    unplug = stop
    plug = start

    def place(self, card: SandboxCard) -> None:
        """Lays a card on the reader."""
        self._sam.place(card)

    def lift(self) -> None:
        """Takes the card away."""
        self._sam.lift()

    def spoil(
        self, fault: Fault, *, command: bytes | None = None, times: int | None = None, sw3: int = 0x24
    ) -> None:
        """Plans a fault for the next ``times`` requests (None: until ``mend``) of ``command`` (None: any one).

        ``sw3`` is the status that ``Fault.WRONG_STATUS`` answers with.
        """
        self._faults.add(fault, command=command, times=times, sw3=sw3)

    def mend(self) -> None:
        """Ends all faults."""
        self._faults.clear()

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
        while not self._stopping.is_set():
            if not select.select([master], [], [], _LOOK_S)[0]:
                continue
            heard = os.read(master, 4096)
            time.sleep(len(heard) / BYTES_PER_S)
            if termios.tcgetattr(slave)[5] != termios.B115200:
                continue
            for request in receiver.feed(heard):
                if isinstance(request, bytes):
                    self._answer(master, request)

    def _answer(self, master: int, request: bytes) -> None:
        planned = self._faults.next(request)
        if request == READ and self._stopping.wait(self._card_s):
            return
        self._send(master, reply_of(self._sam, request, planned))

    def _send(self, master: int, reply: bytes) -> None:
        """Each piece goes when its last bit would have come; a late piece does not delay the next ones."""
        began = time.monotonic()
        for start in range(0, len(reply), PIECE):
            piece = reply[start : start + PIECE]
            due = began + (start + len(piece)) / BYTES_PER_S
            if self._stopping.wait(max(0.0, due - time.monotonic())):
                return
            os.write(master, piece)
