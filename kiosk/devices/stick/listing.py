"""What lies on a stick that a person may choose from, and opening it, without ever following a link.

Every folder and file is opened below the one before it (``openat`` with ``O_NOFOLLOW``), so that no name leads
elsewhere; another file system inside is not entered; a pipe or a device is never opened to wait for somebody.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
import unicodedata
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.devices.foreign_file.kinds import EXTENSIONS, HEAD_BYTES, kind_of
from kiosk.errors import FileGone, FileNotAllowed

_LONGEST_LABEL = 48
_SYSTEM = frozenset(
    {"$recycle.bin", "recycler", "system volume information", "lost.dir", "lost+found", "__macosx", "found.000"}
)
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


@dataclass(frozen=True)
class Found:
    """One file: the names that lead to it from its stick, what it is by content (or empty), size and age."""

    stick: Path
    names: tuple[str, ...] = field(repr=False)
    kind: str
    size_bytes: int
    changed_s: float

    @property
    def label(self) -> str:
        """Its name as it may be shown."""
        return shown(self.names[-1])

    @property
    def where(self) -> str:
        """Its folders as they may be shown."""
        return " / ".join(shown(name) for name in self.names[:-1])


@dataclass(frozen=True)
class Sweep:
    """How far a stick is looked through."""

    looked_at: int
    listed: int
    depth: int
    seconds: float


def look(sticks: list[Path], sweep: Sweep, kinds: tuple[str, ...]) -> tuple[list[Found], bool]:
    """The files to choose from, newest first, and whether there may be more. Raises ``FileGone`` without a stick.

    Folder after folder by depth, so that what lies on top is found before what is hidden deep.
    """
    ends_s = time.monotonic() + sweep.seconds
    found: list[Found] = []
    looked, cut, readable = 0, False, False
    waiting: deque[tuple[Path, tuple[str, ...]]] = deque((stick, ()) for stick in sticks)
    while waiting:
        stick, names = waiting.popleft()
        with contextlib.suppress(OSError), _opened(stick, names) as folder, os.scandir(folder) as entries:
            readable = True
            for entry in entries:
                looked += 1
                if looked > sweep.looked_at or time.monotonic() > ends_s:
                    return _newest(found, sweep.listed), True
                if _hidden(entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if len(names) + 1 < sweep.depth:
                        waiting.append((stick, (*names, entry.name)))
                    else:
                        cut = True
                elif entry.is_file(follow_symlinks=False):
                    one = _found(stick, (*names, entry.name), folder, kinds)
                    if one is not None:
                        found.append(one)
    if not readable:
        raise FileGone("no stick can be read")
    return _newest(found, sweep.listed), cut or len(found) > sweep.listed


def opened(found: Found) -> int:
    """A descriptor of the file; the caller closes it. Raises ``FileGone`` and ``FileNotAllowed``."""
    try:
        with _opened(found.stick, found.names[:-1]) as folder:
            file = os.open(found.names[-1], _FILE, dir_fd=folder)
    except OSError:
        raise FileGone("cannot be opened any more") from None
    if stat.S_ISREG(os.fstat(file).st_mode):
        return file
    os.close(file)
    raise FileNotAllowed("no regular file")


def shown(name: str) -> str:
    """A name as it may stand on the screen: one line, no marks that turn its direction, not too long."""
    clean = "".join(
        "�" if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else one
        for one in unicodedata.normalize("NFC", name)
    )
    if len(clean) <= _LONGEST_LABEL:
        return clean
    tail = clean[-12:]
    return f"{clean[: _LONGEST_LABEL - 13]}…{tail}"


def _found(stick: Path, names: tuple[str, ...], folder: int, kinds: tuple[str, ...]) -> Found | None:
    """The file, if it is of a kind that is taken or calls itself a paper."""
    called = names[-1].rsplit(".", 1)[-1].lower() in EXTENSIONS
    try:
        file = os.open(names[-1], _FILE, dir_fd=folder)
    except OSError:
        return None
    try:
        about = os.fstat(file)
        if not stat.S_ISREG(about.st_mode):
            return None
        kind = kind_of(os.read(file, HEAD_BYTES))
    except OSError:
        return None
    finally:
        os.close(file)
    kind = kind if kind in kinds else ""
    return Found(stick, names, kind, about.st_size, about.st_mtime) if kind or called else None


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM


def _newest(found: list[Found], most: int) -> list[Found]:
    return sorted(found, key=lambda one: (-one.changed_s, one.names))[:most]


@contextlib.contextmanager
def _opened(stick: Path, names: tuple[str, ...]) -> Iterator[int]:
    """The folder at the end of ``names``, each step opened below the one before. Raises ``OSError``."""
    folder = os.open(stick, _FOLDER)
    try:
        home = os.fstat(folder).st_dev
        for name in names:
            below = os.open(name, _FOLDER, dir_fd=folder)
            os.close(folder)
            folder = below
            if os.fstat(folder).st_dev != home:
                raise PermissionError("another file system")
        yield folder
    finally:
        os.close(folder)
