"""One owner of a device file: a lock on it, and a look at who else has it open.

The kernel lets any number of programs open a camera. The lock keeps a second terminal (or its doctor) away from a
camera that is in use; the look finds programs that know nothing of locks, as far as the terminal's user may see.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

from kiosk.errors import DeviceAbsent, DeviceRefused

PROC = Path("/proc")


class Claim:
    """Holds one device file, or none. Not for two threads at once."""

    def __init__(self) -> None:
        self._held: int | None = None

    def take(self, node: Path) -> None:
        """Locks the device file; one that is held already is looked at only, and locked anew when replaced.

        Raises ``DeviceRefused`` when another program holds the lock or the file may not be opened, and
        ``DeviceAbsent`` when there is nothing behind it.
        """
        if self._held is not None and not _same(self._held, node):
            self.drop()
        if self._held is not None:
            return
        handle = _opened(node)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise DeviceRefused("another program holds the camera") from None
        self._held = handle

    def drop(self) -> None:
        """Unlocks, so that the kernel can give the number of a pulled camera to the next."""
        if self._held is not None:
            held, self._held = self._held, None
            with contextlib.suppress(OSError):
                os.close(held)


def holders(node: Path, proc: Path = PROC) -> list[int]:
    """Other processes that have the device file open; only those whose files this user may see.

    Not this process and not its children, which for a moment between fork and exec hold copies of what it holds.
    """
    own = os.getpid()
    numbers = [int(entry.name) for entry in proc.iterdir() if entry.name.isdigit()]
    return [
        number
        for number in numbers
        if number != own and _has_open(proc / str(number) / "fd", str(node)) and _parent(number, proc) != own
    ]


def _has_open(folder: Path, node: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(_target(entry.path) == node for entry in entries)
    except OSError:
        return False


def _target(link: str) -> str:
    try:
        return os.readlink(link)  # noqa: PTH115 - thousands of them, as plain strings
    except OSError:
        return ""


def _parent(number: int, proc: Path) -> int:
    try:
        status = (proc / str(number) / "stat").read_text(encoding="utf-8", errors="replace")
        return int(status.rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def _opened(node: Path) -> int:
    try:
        return os.open(node, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except PermissionError:
        raise DeviceRefused("the camera may not be opened") from None
    except OSError:
        raise DeviceAbsent("nothing behind the camera's device file") from None


def _same(handle: int, node: Path) -> bool:
    try:
        held, there = os.fstat(handle), node.stat()
    except OSError:
        return False
    return (held.st_dev, held.st_ino, held.st_rdev) == (there.st_dev, there.st_ino, there.st_rdev)
