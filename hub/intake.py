"""Takes envelopes in: bytes to a file, resumable by offset; then opened, kept and acknowledged, once for ever.

The acknowledgement is signed only after the object's fsync and the store's commit. All state lies in files and the
store, so that any process of the hub can go on with an upload; a file lock keeps two requests out of one upload.
An upload that nobody goes on with is forgotten after a week: the terminal has its bytes still and begins again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from starlette.concurrency import run_in_threadpool

from hub.cases import Cases
from hub.objects import Objects
from hub.problems import Kind, Refusal
from hub.store import Admitted, Begun, Store
from kiosk.platform.contract import MAX_ENVELOPE_BYTES, Acknowledgement
from kiosk.platform.signed import receipt_bytes

EXPIRES = timedelta(days=7)
"""After the last byte; an outage of a weekend does not lose what a bad line had brought through."""
SETTLES_S, SETTLE_TICK_S = 3.0, 0.02
UNFINISHED_BYTES = 2**30
"""What a terminal may have announced and not finished: some 300 applications, or a rogue's share of the disk."""


@dataclass(frozen=True)
class Name:
    """An upload's name: the same id and the same bytes are the same upload."""

    application_id: UUID
    sha256: str


@dataclass(frozen=True)
class Standing:
    """How far an upload is."""

    offset: int
    size_bytes: int
    expires: datetime | None
    """When it is forgotten if no byte comes; ``None`` for one that became a case."""


class Intake:
    """Uploads in ``folder``, which lies on the same file system as the objects."""

    def __init__(
        self,
        folder: Path,
        store: Store,
        objects: Objects,
        cases: Cases,
        sign: Callable[[bytes], str],
        admitted: Callable[[], None],
        utc: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``sign`` makes the hub's signature; ``admitted`` is told of each new case."""
        self._folder, self._store, self._objects, self._cases = folder, store, objects, cases
        self._sign, self._told, self._utc = sign, admitted, utc
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def begin(self, name: Name, terminal_id: str, size_bytes: int) -> None:
        """Begins an upload or finds the one begun before. Raises ``Refusal`` (404, 409, 413, 429)."""
        if not 0 < size_bytes <= MAX_ENVELOPE_BYTES:
            raise Refusal(Kind.TOO_LARGE)
        if self._admitted(name) is not None:
            return
        self._fresh(name)
        begun = self._store.begin_upload(
            name.application_id, name.sha256, terminal_id, size_bytes, limit_bytes=UNFINISHED_BYTES
        )
        if begun.terminal_id != terminal_id:
            raise Refusal(Kind.UNKNOWN_UPLOAD)
        if begun.size_bytes != size_bytes:
            raise Refusal(Kind.ENVELOPE_CHANGED)

    def standing(self, name: Name, terminal_id: str) -> Standing:
        """How far an upload is; one that became a case is whole. Raises ``Refusal`` (404, 409)."""
        admitted = self._admitted(name)
        if admitted is not None:
            return Standing(admitted.size_bytes, admitted.size_bytes, None)
        begun = self._begun(name, terminal_id)
        path = self._path(name)
        offset = path.stat().st_size if path.exists() else 0
        return Standing(offset, begun.size_bytes, self._expires(name, begun))

    def settled(self, name: Name, terminal_id: str) -> Standing:
        """``standing``, once nobody writes to the upload, or after ``SETTLES_S``.

        The request of a line that has just broken may still be at what had arrived. A terminal that was told less
        would send a whole piece to the wrong place.
        """
        self.standing(name, terminal_id)
        ends = time.monotonic() + SETTLES_S
        while self._written_to(name) and time.monotonic() < ends:
            time.sleep(SETTLE_TICK_S)
        return self.standing(name, terminal_id)

    async def append(self, name: Name, terminal_id: str, offset: int, body: AsyncIterator[bytes]) -> int:
        """Writes ``body`` at ``offset`` as it comes, so that a cut loses little.

        Returns the new offset. Raises ``Refusal`` (404, 409, 413, 423).
        """
        standing = await run_in_threadpool(self.standing, name, terminal_id)
        if standing.offset != offset:
            raise Refusal(Kind.WRONG_OFFSET)
        with self._locked(name) as file:
            if file.seek(0, os.SEEK_END) != offset:
                raise Refusal(Kind.WRONG_OFFSET)
            async for chunk in body:
                if file.tell() + len(chunk) > standing.size_bytes:
                    file.truncate(offset)
                    raise Refusal(Kind.TOO_LARGE)
                file.write(chunk)
            return file.tell()

    def finish(self, name: Name, terminal_id: str) -> Acknowledgement:
        """Opens the envelope, keeps it, makes the case. Raises ``Refusal`` (404, 409, 422, 423, 425, 460).

        In this order, each durable before the next: bytes, object, case; then the signature is made.
        """
        admitted = self._admitted(name)
        if admitted is None:
            begun = self._begun(name, terminal_id)
            with self._locked(name) as file:
                admitted = self._admit(name, terminal_id, begun, file.read())
            self._told()
        receipt = Acknowledgement(
            application_id=name.application_id,
            sha256=name.sha256,
            case_number=admitted.case_number,
            received_at=admitted.received_at,
            again=admitted.again,
        )
        return receipt.model_copy(update={"signature": self._sign(receipt_bytes(receipt))})

    def end(self, name: Name, terminal_id: str) -> None:
        """Forgets an upload and its bytes (tus termination). Raises ``Refusal`` (404, 423).

        What became a case is no upload any more, and stays.
        """
        self._begun(name, terminal_id)
        with self._locked(name):
            self._drop(name)

    def sweep(self) -> int:
        """Forgets what has expired, and files that belong to nothing. Says how many uploads and files went."""
        uploads = self._store.uploads()
        gone = [Name(*key) for key, begun in uploads.items() if self._expires(Name(*key), begun) < self._utc()]
        for name in gone:
            self._drop(name)
        kept = {self._path(Name(*key)).name for key in uploads}
        ended = self._utc() - EXPIRES
        lost = [path for path in self._folder.iterdir() if path.name not in kept and _touched(path) < ended]
        for path in lost:
            path.unlink(missing_ok=True)
        return len(gone) + len(lost)

    def _admit(self, name: Name, terminal_id: str, begun: Begun, envelope: bytes) -> Admitted:
        if len(envelope) < begun.size_bytes:
            raise Refusal(Kind.UNFINISHED)
        try:
            if hashlib.sha256(envelope).hexdigest() != name.sha256:
                raise Refusal(Kind.DAMAGED)
            unpacked = self._cases.open(envelope, terminal_id)
            if unpacked.application.application_id != name.application_id:
                raise Refusal(Kind.INVALID, "application_id is another")
        except Refusal:
            self._drop(name)
            raise
        self._objects.adopt(self._path(name), name.sha256)
        admitted = self._store.admit(self._cases.new_case(unpacked, name.sha256, len(envelope)))
        self._path(name).unlink(missing_ok=True)
        return admitted

    def _admitted(self, name: Name) -> Admitted | None:
        """The case of these bytes, if there is one. Raises ``Refusal`` (409) when there is one of other bytes."""
        admitted = self._store.admitted(name.application_id)
        if admitted is not None and admitted.sha256 != name.sha256:
            raise Refusal(Kind.ENVELOPE_CHANGED)
        return admitted

    def _begun(self, name: Name, terminal_id: str) -> Begun:
        begun = self._fresh(name)
        if begun is None or begun.terminal_id != terminal_id:
            raise Refusal(Kind.UNKNOWN_UPLOAD)
        return begun

    def _fresh(self, name: Name) -> Begun | None:
        """The upload, unless it has expired: then it is forgotten here and now."""
        begun = self._store.upload(name.application_id, name.sha256)
        if begun is not None and self._expires(name, begun) < self._utc():
            self._drop(name)
            return None
        return begun

    def _expires(self, name: Name, begun: Begun) -> datetime:
        path = self._path(name)
        last = max(begun.begun_at, _touched(path)) if path.exists() else begun.begun_at
        return last + EXPIRES

    def _drop(self, name: Name) -> None:
        self._path(name).unlink(missing_ok=True)
        self._store.drop_upload(name.application_id, name.sha256)

    @contextmanager
    def _locked(self, name: Name) -> Iterator[BinaryIO]:
        """The upload's file, unbuffered, ours alone; made when it is not there."""
        descriptor = os.open(self._path(name), os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b", buffering=0) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Refusal(Kind.BUSY, retry_after_s=1) from None
            yield file

    def _written_to(self, name: Name) -> bool:
        if not self._path(name).exists():
            return False
        try:
            with self._locked(name):
                return False
        except Refusal:
            return True

    def _path(self, name: Name) -> Path:
        return self._folder / f"{name.application_id}.{name.sha256}"


def _touched(path: Path) -> datetime:
    """When a file was last written to; long ago for one that has just gone."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.fromtimestamp(0, UTC)
