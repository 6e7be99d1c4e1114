"""A disk with a cache that forgets: a server of the NBD protocol that keeps writes in memory until a flush.

When the power goes, a drive may have stored any of the writes that were not yet flushed, in any order, and may
have torn some by sectors. ``cut`` does that to what it holds. What was flushed, or written through (FUA), stays.
Protocol: github.com/NetworkBlockDevice/nbd, doc/proto.md (fixed newstyle, simple replies).
"""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import threading
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
INIT, OPTION, OPTION_REPLY = b"NBDMAGIC", b"IHAVEOPT", 0x3E889045565A9
REQUEST, REPLY = 0x25609513, 0x67446698
FIXED_NEWSTYLE, NO_ZEROES = 1, 2
OPT_EXPORT_NAME, OPT_ABORT, OPT_INFO, OPT_GO = 1, 2, 6, 7
ACK, INFO, UNSUPPORTED = 1, 3, 2**31 + 1
INFO_EXPORT = 0
HAS_FLAGS, SEND_FLUSH, SEND_FUA = 1, 4, 8
READ, WRITE, DISC, FLUSH = 0, 1, 2, 3
FUA = 1
EINVAL = 22
POLICIES = ("lost", "some", "torn")
"""What a cut does to unflushed writes: none is there, each by chance, each sector of each by chance."""


@dataclass
class VolatileDisk:
    """The bytes: a file for what is safe, and in memory, in order, what was written since the last flush."""

    file: Path
    size: int
    flushes: int = 0
    unflushed: list[tuple[int, bytes]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    """Set at the write that the power goes at: nothing is stored or answered any more."""
    _writes_left: int = -1
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, offset: int, size: int) -> bytes:
        """As the machine sees it: with what is not yet flushed."""
        with self._lock:
            with self.file.open("rb") as safe:
                safe.seek(offset)
                found = bytearray(safe.read(size).ljust(size, b"\0"))
            for place, content in self.unflushed:
                begin, end = max(place, offset), min(place + len(content), offset + size)
                if begin < end:
                    found[begin - offset : end - offset] = content[begin - place : end - place]
            return bytes(found)

    def write(self, offset: int, content: bytes, *, through: bool = False) -> None:
        """Keeps it in memory; ``through``: safe when it returns, whatever was written before."""
        with self._lock:
            self.unflushed.append((offset, content))
            self._writes_left -= 1
            if self._writes_left == 0:
                self.stopped.set()
            elif through:
                self._store([(offset, content)])

    def stop_at(self, n_writes: int) -> None:
        """The power will go at that write from now on, before whoever wrote hears that it came."""
        with self._lock:
            self._writes_left = n_writes

    def flush(self) -> None:
        """Everything that was written is safe when it returns."""
        with self._lock:
            self._store(self.unflushed)
            self.unflushed, self.flushes = [], self.flushes + 1

    def cut(self, policy: str, chance: random.Random) -> int:
        """The power goes; how many writes were not flushed."""
        with self._lock:
            caught, self.unflushed, self._writes_left = self.unflushed, [], -1
            self.stopped.clear()
            if policy == "some":
                self._store([one for one in caught if chance.random() < 0.5])
            elif policy == "torn":
                self._store([piece for one in caught for piece in _sectors(*one) if chance.random() < 0.5])
            return len(caught)

    def _store(self, writes: list[tuple[int, bytes]]) -> None:
        with self.file.open("r+b") as safe:
            for offset, content in writes:
                safe.seek(offset)
                safe.write(content)


def _sectors(offset: int, content: bytes) -> list[tuple[int, bytes]]:
    return [(offset + at, content[at : at + SECTOR]) for at in range(0, len(content), SECTOR)]


class DiskServer:
    """Serves one disk on a Unix socket, to one machine after the other."""

    def __init__(self, disk: VolatileDisk, path: Path) -> None:
        self._disk, self.path = disk, path
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(1)
        threading.Thread(target=self._accept, name="disk", daemon=True).start()

    def close(self) -> None:
        """Takes no machine any more."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                machine, _ = self._listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError, EOFError), machine:
                if self._greet(machine):
                    self._serve(machine)

    def _greet(self, machine: socket.socket) -> bool:
        """The handshake; false when the machine goes without a disk."""
        machine.sendall(INIT + OPTION + struct.pack(">H", FIXED_NEWSTYLE | NO_ZEROES))
        (flags,) = struct.unpack(">I", _taken(machine, 4))
        transmission = HAS_FLAGS | SEND_FLUSH | SEND_FUA
        while True:
            magic, option, size = struct.unpack(">8sII", _taken(machine, 16))
            _taken(machine, size)
            if magic != OPTION or option == OPT_ABORT:
                return False
            if option == OPT_EXPORT_NAME:
                padding = b"" if flags & NO_ZEROES else bytes(124)
                machine.sendall(struct.pack(">QH", self._disk.size, transmission) + padding)
                return True
            if option not in (OPT_GO, OPT_INFO):
                machine.sendall(_answer(option, UNSUPPORTED))
                continue
            export = struct.pack(">HQH", INFO_EXPORT, self._disk.size, transmission)
            machine.sendall(_answer(option, INFO, export) + _answer(option, ACK))
            if option == OPT_GO:
                return True

    def _serve(self, machine: socket.socket) -> None:
        while True:
            magic, flags, kind, handle, offset, size = struct.unpack(">IHHQQI", _taken(machine, 28))
            if magic != REQUEST or kind == DISC:
                return
            error, content = 0, b""
            if kind == READ:
                content = self._disk.read(offset, size)
            elif kind == WRITE:
                self._disk.write(offset, _taken(machine, size), through=bool(flags & FUA))
            elif kind == FLUSH:
                self._disk.flush()
            else:
                error = EINVAL
            if self._disk.stopped.is_set():
                while machine.recv(2**16):  # until the machine is gone as well
                    continue
                return
            machine.sendall(struct.pack(">IIQ", REPLY, error, handle) + content)


def _answer(option: int, kind: int, content: bytes = b"") -> bytes:
    return struct.pack(">QIII", OPTION_REPLY, option, kind, len(content)) + content


def _taken(machine: socket.socket, size: int) -> bytes:
    """Exactly so many bytes. Raises ``EOFError``."""
    found = bytearray()
    while len(found) < size:
        piece = machine.recv(min(size - len(found), 2**20))
        if not piece:
            raise EOFError
        found += piece
    return bytes(found)
