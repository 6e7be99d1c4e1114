"""A code reader on a pseudo-terminal: what a scanner module in USB-COM mode sends when a code is held to it."""

from __future__ import annotations

import contextlib
import os
import pty
import threading
import tty
from pathlib import Path


class SandboxCodeReader:
    """The emulated reader. ``path`` is a link that outlives unplugging, like ``/dev/serial/by-id/…``."""

    def __init__(self, path: Path, *, suffix: bytes = b"\r", encoding: str = "utf-8") -> None:
        """``suffix`` and ``encoding`` are what a technician sets on a real module."""
        self.path = path
        self._suffix, self._encoding = suffix, encoding
        self._ends: tuple[int, int] | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Plugs it in: when this returns the port is there."""
        with self._lock:
            if self._ends is not None:
                return
            ends = pty.openpty()
            tty.setraw(ends[1])
            os.set_blocking(ends[0], False)
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.unlink(missing_ok=True)
            self.path.symlink_to(os.ttyname(ends[1]))
            self._ends = ends

    def stop(self) -> None:
        """Pulls the plug: the port is gone and whoever has it open hears of it."""
        with self._lock:
            if self._ends is None:
                return
            self.path.unlink(missing_ok=True)
            for end in self._ends:
                os.close(end)
            self._ends = None

    plug = start
    unplug = stop

    def scan(self, text: str) -> None:
        """A code that says ``text`` is held to the reader."""
        self.send(text.encode(self._encoding) + self._suffix)

    def send(self, data: bytes) -> None:
        """Any bytes, such as half a line or noise; nobody gets them while the plug is out or nobody listens."""
        with self._lock, contextlib.suppress(BlockingIOError):
            if self._ends is not None:
                os.write(self._ends[0], data)
