"""Envelopes as the hub keeps them: still sealed, by sha256, behind an interface that an object store can have."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Protocol


class Objects(Protocol):
    """Where whole envelopes lie."""

    def adopt(self, file: Path, sha256: str) -> None:
        """Keeps a finished file's bytes, durable when it returns; the file stays. The same again is fine."""

    def read(self, sha256: str) -> bytes:
        """The bytes of an object. Raises ``FileNotFoundError``."""


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

    def read(self, sha256: str) -> bytes:
        """The bytes of an object."""
        return self._place(sha256).read_bytes()

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
