"""What is saved while somebody scans: sealed parts on the disk that no row names yet.

Nobody can open one: its key is in the visit's memory, and ends with it. So what a visit leaves behind is noise,
which goes when the visit ends, and what a crash leaves behind goes at the next start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from kiosk.offline.envelope_files import PART_ENDING, SealedFiles


@dataclass(frozen=True, repr=False)
class Part:
    """A sealed part as a submit takes it over: the name of its file, its bytes' count, and the bytes themselves
    where the disk did not take them while they were made."""

    sha256: str
    size: int
    unsaved: bytes = b""


class DraftParts:
    """The parts' files in ``folder``, and which of them belong to no application yet. Not thread-safe."""

    def __init__(self, folder: Path, wanted: Collection[str]) -> None:
        """Everything but ``wanted`` was left behind, and goes. Raises ``OutboxDamaged``."""
        self._files = SealedFiles(folder, PART_ENDING)
        self._files.remove_all_but(wanted)
        self._drafts: dict[str, tuple[UUID, int]] = {}

    @property
    def bytes_held(self) -> int:
        """Of parts that no row names."""
        return sum(size for _, size in self._drafts.values())

    def keep(self, application_id: UUID, sealed: bytes) -> str:
        """Durable when it returns; the name of the file. Raises ``DiskFull``, ``OutboxDamaged``."""
        sha256 = hashlib.sha256(sealed).hexdigest()
        self._files.write(sha256, sealed)
        self._drafts[sha256] = (application_id, len(sealed))
        return sha256

    def handed_in(self, parts: Collection[Part]) -> None:
        """A row names them, or might after a cut: no end of a visit takes them away."""
        for part in parts:
            self._drafts.pop(part.sha256, None)

    def drop(self, application_id: UUID, but: Collection[str] = ()) -> int:
        """Takes away what was saved for that application and not handed in; says how many files went."""
        gone = [name for name, (whose, _) in self._drafts.items() if whose == application_id and name not in but]
        for name in gone:
            self._files.remove(name)
            del self._drafts[name]
        return len(gone)

    def remove(self, sha256: str) -> None:
        """Takes a part away that no row names any more."""
        self._files.remove(sha256)

    def path(self, sha256: str) -> Path:
        """Where a part lies."""
        return self._files.path(sha256)
