"""Sealed bytes as files of their own: large envelopes, and parts saved while somebody scans. Sealed already, so
the database need not encrypt and write them twice.

A file is named by the sha256 of its bytes and is durable, with its folder's entry, before a row names it. So a row
never lacks its file; a file without a row is what a cut left behind, and goes at the next start.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Collection
from pathlib import Path

from kiosk.errors import EnvelopeLost
from kiosk.offline.outbox_file import mapped, sync_folder

ENDING, PART_ENDING = ".tbev", ".tbpt"
LARGE_BYTES = 64 * 1024
"""From this size on an envelope is a file. Below it two more fsyncs (file, folder) cost more than encrypting."""


class SealedFiles:
    """The files in ``folder``; every call may raise ``OutboxDamaged``, ``write`` also ``DiskFull``."""

    def __init__(self, folder: Path, ending: str) -> None:
        self._folder, self._ending = folder, ending
        with mapped():
            if not folder.is_dir():
                folder.mkdir(mode=0o700)
                sync_folder(folder.parent)

    def write(self, sha256: str, envelope: bytes) -> None:
        """Durable when it returns; what was begun on a full disk is taken away again."""
        path = self.path(sha256)
        with mapped():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(envelope)
                    file.flush()
                    os.fdatasync(descriptor)
            except OSError:
                path.unlink(missing_ok=True)
                raise
            sync_folder(self._folder)

    def read(self, sha256: str) -> bytes:
        """The envelope. Raises ``EnvelopeLost`` when the file is gone, cannot be read or has other bytes."""
        try:
            envelope = self.path(sha256).read_bytes()
        except OSError as error:
            raise EnvelopeLost(f"an envelope's file: {errno.errorcode.get(error.errno or 0, 'OSError')}") from None
        if hashlib.sha256(envelope).hexdigest() != sha256:
            raise EnvelopeLost("an envelope's file has changed")
        return envelope

    def remove(self, sha256: str) -> None:
        """Takes a file away; fine when it is gone."""
        with mapped():
            self.path(sha256).unlink(missing_ok=True)

    def remove_all_but(self, wanted: Collection[str]) -> int:
        """Takes away what no row names; says how many files went."""
        with mapped():
            strays = [one for one in self._folder.iterdir() if one.name.removesuffix(self._ending) not in wanted]
            for one in strays:
                one.unlink()
        return len(strays)

    def path(self, sha256: str) -> Path:
        """Where the file of that name lies, or would."""
        return self._folder / f"{sha256}{self._ending}"
