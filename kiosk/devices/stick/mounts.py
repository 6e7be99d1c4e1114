"""Which sticks are mounted, as the kernel says in ``/proc/self/mountinfo``, and folders that are simply there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MOUNTINFO = Path("/proc/self/mountinfo")


@dataclass(frozen=True)
class Mount:
    """A mounted file system and its options, as proc(5) describes."""

    point: Path
    options: frozenset[str]


def mounts(table: str) -> list[Mount]:
    """Every mount of the text of a ``mountinfo``."""
    found = []
    for line in table.splitlines():
        fields = line.split(" ")
        if len(fields) >= 6:
            found.append(Mount(Path(_plain(fields[4])), frozenset(fields[5].split(","))))
    return found


def sticks(roots: Sequence[Path], folders: Sequence[Path], mountinfo: Path = MOUNTINFO) -> list[Path]:
    """Where files may lie now: mounts below ``roots``, then the ``folders`` that are there."""
    try:
        table = mountinfo.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        table = ""
    below = [mount.point for mount in mounts(table) if any(root in mount.point.parents for root in roots)]
    return [*dict.fromkeys(below), *(folder for folder in folders if folder.is_dir())]


def loosely_mounted(roots: Sequence[Path], mountinfo: Path = MOUNTINFO) -> list[tuple[Path, list[str]]]:
    """Sticks without the options that belong on them, for the technician: where, and which are missing."""
    wanted = ("ro", "noexec", "nosuid", "nodev")
    table = mountinfo.read_text(encoding="utf-8", errors="surrogateescape")
    here = [mount for mount in mounts(table) if any(root in mount.point.parents for root in roots)]
    missing = [(mount.point, [one for one in wanted if one not in mount.options]) for mount in here]
    return [(point, options) for point, options in missing if options]


def _plain(path: str) -> str:
    """Space, tab, newline and backslash stand as octal in the table."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), path)
