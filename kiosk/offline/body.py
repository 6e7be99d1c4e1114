"""An envelope as it is sent: one run of bytes, wherever its pieces lie, read in slices and never whole."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from kiosk.errors import EnvelopeLost

STEP_BYTES = 2**20


class Sendable(Protocol):
    """Bytes that can be sent in slices; ``bytes`` itself is one."""

    def __len__(self) -> int:
        """How many bytes."""

    def __getitem__(self, wanted: slice, /) -> bytes:
        """Those bytes. Raises ``EnvelopeLost`` when they cannot be read."""


class Body:
    """``pieces`` one after the other: bytes, or whole files."""

    def __init__(self, pieces: Sequence[bytes | Path]) -> None:
        """Raises ``EnvelopeLost`` for a file that is not there."""
        self._pieces, at = [], 0
        for piece in pieces:
            size = len(piece) if isinstance(piece, bytes) else _size(piece)
            self._pieces.append((at, size, piece))
            at += size
        self._size = at

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, wanted: slice, /) -> bytes:
        start, stop, step = wanted.indices(self._size)
        if step != 1:
            raise ValueError("only runs of bytes")
        return b"".join(
            _read(piece, max(0, start - at), min(size, stop - at))
            for at, size, piece in self._pieces
            if start < at + size and stop > at
        )


def sha256_of(body: Sendable) -> str:
    """Of all its bytes, lower-case hex; read a megabyte at a time. Raises ``EnvelopeLost``."""
    found = hashlib.sha256()
    for start in range(0, len(body), STEP_BYTES):
        found.update(body[start : start + STEP_BYTES])
    return found.hexdigest()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        raise EnvelopeLost("a part's file is gone") from None


def _read(piece: bytes | Path, start: int, stop: int) -> bytes:
    if isinstance(piece, bytes):
        return piece[start:stop]
    try:
        with piece.open("rb") as file:
            file.seek(start)
            content = file.read(stop - start)
    except OSError:
        raise EnvelopeLost("a part's file cannot be read") from None
    if len(content) != stop - start:
        raise EnvelopeLost("a part's file has become shorter")
    return content
