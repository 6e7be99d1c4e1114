"""Where the bytes of an application lie: in the database, in a file of their own, or a small head in the database
and the parts that were saved while somebody scanned in files of theirs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.errors import EnvelopeLost
from kiosk.offline.body import Body, Sendable, sha256_of
from kiosk.offline.draft_parts import DraftParts, Part
from kiosk.offline.envelope_files import ENDING, LARGE_BYTES, SealedFiles
from kiosk.offline.outbox_rows import STUB_COLUMNS, OutboxStub, stub_values

ENVELOPES_NAME, PARTS_NAME = "envelopes", "parts"
IN_FILES = """SELECT coalesce((SELECT sum(size) FROM parts), 0) + coalesce((
    SELECT sum(size) FROM applications LEFT JOIN envelopes USING (seq) WHERE kept = 1 AND envelope IS NULL), 0)"""
"""Bytes that lie in files and are named by a row."""


@dataclass(frozen=True, repr=False)
class NewRow:
    """What a submit writes; ``sha256`` and ``size`` are of the envelope with its parts, as it is sent."""

    stub: OutboxStub
    envelope: bytes
    sha256: str
    size: int
    claim: bytes
    parts: tuple[Part, ...]

    @property
    def in_file(self) -> bool:
        """Has the envelope a file of its own? A head that parts follow is small."""
        return not self.parts and len(self.envelope) >= LARGE_BYTES

    @property
    def unsaved_bytes(self) -> int:
        """What the submit still has to write."""
        return len(self.envelope) + sum(len(part.unsaved) for part in self.parts)


class Contents:
    """The files of the outbox in ``folder``. Not thread-safe; calls may raise ``OutboxDamaged``."""

    def __init__(self, folder: Path, envelopes: Collection[str], parts: Collection[str]) -> None:
        """What no row names goes."""
        self._files = SealedFiles(folder / ENVELOPES_NAME, ENDING)
        self._files.remove_all_but(envelopes)
        self.drafts = DraftParts(folder / PARTS_NAME, parts)

    def new_row(self, stub: OutboxStub, envelope: bytes, claim: bytes, parts: Sequence[Part]) -> NewRow:
        """Reads every part once. Raises ``EnvelopeLost`` when one is not what was saved."""
        body = Body([envelope, *(part.unsaved or self._saved(part) for part in parts)])
        return NewRow(stub, envelope, sha256_of(body), len(body), claim, tuple(parts))

    def write(self, row: NewRow) -> None:
        """What is to lie in files, durable before there is a row. Raises ``DiskFull``."""
        for part in row.parts:
            if part.unsaved:
                self.drafts.keep(row.stub.application_id, part.unsaved)
        if row.in_file:
            self._files.write(row.sha256, row.envelope)

    def unwrite(self, row: NewRow) -> None:
        """The row was not made for want of room; parts go when their visit ends."""
        if row.in_file:
            self._files.remove(row.sha256)

    def read(self, sha256: str, envelope: bytes | None, parts: Sequence[str]) -> Sendable:
        """The whole, by what the rows say. Raises ``EnvelopeLost`` when a file is gone or has changed."""
        if envelope is None:
            return self._files.read(sha256)
        if not parts:
            return bytes(envelope)
        body = Body([bytes(envelope), *(self.drafts.path(part) for part in parts)])
        if sha256_of(body) != sha256:
            raise EnvelopeLost("a part's file has changed")
        return body

    def remove(self, envelopes: Sequence[str], parts: Sequence[str]) -> None:
        """Takes files away that no row names any more; fine when they are gone."""
        for sha256 in envelopes:
            self._files.remove(sha256)
        for sha256 in parts:
            self.drafts.remove(sha256)

    def _saved(self, part: Part) -> Path:
        path = self.drafts.path(part.sha256)
        if sha256_of(Body([path])) != part.sha256:
            raise EnvelopeLost("a part's file has changed")
        return path


def insert(connection: Any, row: NewRow) -> None:
    """Row, envelope and the names of the parts, within the caller's transaction."""
    columns = f"{STUB_COLUMNS}, sha256, size, claim"
    values = (*stub_values(row.stub), row.sha256, row.size, row.claim)
    marks = ", ".join("?" * len(values))
    seq = connection.execute(f"INSERT INTO applications ({columns}) VALUES ({marks})", values).lastrowid
    if not row.in_file:
        connection.execute("INSERT INTO envelopes VALUES (?, ?)", (seq, row.envelope))
    for place, part in enumerate(row.parts):
        connection.execute("INSERT INTO parts VALUES (?, ?, ?, ?)", (seq, place, part.sha256, part.size))
