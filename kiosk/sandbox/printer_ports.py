"""Where the emulated printer's cable ends: a TCP port or a pseudo-terminal behind a stable path.

Unplugging closes the line for real (the driver sees what it would see in a hall: end of stream, EIO, a missing
path); plugging in brings the same address back.
"""

from __future__ import annotations

import contextlib
import os
import pty
import select
import socket
import threading
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

_CHUNK = 64
_WAIT_S = 0.02


class Port(Protocol):
    """A cable that can be pulled."""

    def plug(self, receive: Callable[[bytes], None]) -> None:
        """Connects; every byte that arrives goes to ``receive`` from the port's own thread."""

    def unplug(self) -> None:
        """Breaks the line; returns when it is broken."""

    def send(self, data: bytes) -> None:
        """Bytes towards the host; dropped when nobody is connected."""


class TcpPort:
    """A raw printer port. One host at a time, as printers do; ``port`` 0 takes any free one and keeps it."""

    def __init__(self, port: int = 0, host: str = "127.0.0.1") -> None:
        self.host, self.port = host, port
        self._listener: socket.socket | None = None
        self._host_line: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._pulled = threading.Event()

    def plug(self, receive: Callable[[bytes], None]) -> None:
        """See ``Port.plug``."""
        listener = socket.create_server((self.host, self.port))
        listener.settimeout(_WAIT_S)
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._pulled = threading.Event()
        self._thread = threading.Thread(
            target=self._serve, args=(listener, receive), name="printer-tcp", daemon=True
        )
        self._thread.start()

    def unplug(self) -> None:
        """See ``Port.unplug``."""
        self._pulled.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._thread = None

    def send(self, data: bytes) -> None:
        """See ``Port.send``."""
        line = self._host_line
        if line is not None:
            with contextlib.suppress(OSError):
                line.sendall(data)

    def _serve(self, listener: socket.socket, receive: Callable[[bytes], None]) -> None:
        with listener:
            while not self._pulled.is_set():
                try:
                    line, _ = listener.accept()
                except TimeoutError:
                    continue
                with line:
                    self._host_line = line
                    self._pump(line, receive)
                    self._host_line = None

    def _pump(self, line: socket.socket, receive: Callable[[bytes], None]) -> None:
        line.settimeout(_WAIT_S)
        while not self._pulled.is_set():
            try:
                data = line.recv(4096)
            except TimeoutError:
                continue
            except OSError:
                return
            if not data:
                return
            receive(data)


class PtyPort:
    """A serial line: ``link`` points at the terminal while it is plugged in, and bytes arrive at ``baud``."""

    def __init__(self, link: Path, baud: int = 115200) -> None:
        self.link, self._baud = link, baud
        self._master = -1
        self._slave = -1
        self._thread: threading.Thread | None = None
        self._pulled = threading.Event()

    def plug(self, receive: Callable[[bytes], None]) -> None:
        """See ``Port.plug``."""
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.link.unlink(missing_ok=True)
        self.link.symlink_to(os.ttyname(self._slave))
        self._pulled = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(receive,), name="printer-pty", daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """See ``Port.unplug``."""
        self._pulled.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._thread = None

    def send(self, data: bytes) -> None:
        """See ``Port.send``."""
        if self._master >= 0:
            with contextlib.suppress(OSError):
                os.write(self._master, data)

    def _serve(self, receive: Callable[[bytes], None]) -> None:
        while not self._pulled.is_set():
            ready, _, _ = select.select([self._master], [], [], _WAIT_S)
            if not ready:
                continue
            with contextlib.suppress(OSError):
                data = os.read(self._master, _CHUNK)
                self._pulled.wait(len(data) * 10 / self._baud)  # 8N1: ten bits a byte
                receive(data)
        self.link.unlink(missing_ok=True)
        master, self._master = self._master, -1
        os.close(self._slave)
        os.close(master)
