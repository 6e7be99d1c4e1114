"""Room kept aside so that a person who has begun can finish on a disk that filled up meanwhile."""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.offline.outbox_file import mapped, sync_folder


class Reserve:
    """A file of ``size_bytes`` whose blocks are really taken; given back when the outbox needs them."""

    def __init__(self, path: Path, size_bytes: int) -> None:
        self._path, self._size_bytes = path, size_bytes

    @property
    def held(self) -> bool:
        """Is the room set aside?"""
        try:
            return self._path.stat().st_size >= self._size_bytes
        except OSError:
            return False

    def take(self) -> None:
        """Sets the room aside. Raises ``DiskFull`` when there is none, and then takes nothing."""
        if self.held:
            return
        with mapped():
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                os.posix_fallocate(descriptor, 0, self._size_bytes)
                os.fsync(descriptor)
            except OSError:
                self._path.unlink(missing_ok=True)
                raise
            finally:
                os.close(descriptor)

    def give_back(self) -> bool:
        """Frees the room; false when there was none to free. Raises ``OutboxDamaged`` when it cannot."""
        if not self.held:
            return False
        with mapped():
            self._path.unlink()
            sync_folder(self._path.parent)
        return True
