"""Envelopes and result papers as the hub keeps them: sealed, by sha256, behind an interface that an
object store can have."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import Protocol

from hub.keys import write_private


class Objects(Protocol):
    """Where whole envelopes and result papers lie."""

    def adopt(self, file: Path, sha256: str) -> None:
        """Keeps a finished file's bytes, durable when it returns; the file stays. The same again is fine."""

    def keep(self, content: bytes) -> str:
        """Keeps bytes, durable when it returns; their sha256."""

    def read(self, sha256: str) -> bytes:
        """The bytes of an object. Raises ``FileNotFoundError``."""

    def drop(self, sha256: str) -> None:
        """Takes an object away; one that is not there is fine."""


class FileObjects:
    """Objects as files in ``folder``, which lies on the same file system as the uploads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def adopt(self, file: Path, sha256: str) -> None:
        """fsync of the file, a second name for it, fsync of the folders."""
        place = self._place(sha256)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        _sync(file)
        with contextlib.suppress(FileExistsError):
            os.link(file, place)
        _sync(place.parent)
        _sync(self._folder)

    def keep(self, content: bytes) -> str:
        """Written beside, fsynced, then renamed; fsync of the folders."""
        sha256 = hashlib.sha256(content).hexdigest()
        place = self._place(sha256)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        write_private(place, content)
        _sync(self._folder)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes of an object."""
        return self._place(sha256).read_bytes()

    def drop(self, sha256: str) -> None:
        """Unlinks the file, durable when it returns."""
        place = self._place(sha256)
        place.unlink(missing_ok=True)
        if place.parent.is_dir():
            _sync(place.parent)

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
