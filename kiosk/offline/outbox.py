"""The outbox: submitted applications, sealed, durable before the screen says so, until the hub has them.

A submit is one transaction: the row, the names of parts saved while scanning and, unless it lies in a file of its
own already, the envelope. It returns after the fsync or it raises, and then the application is not there. What is
waiting or parked cannot be deleted; only what the hub acknowledged may be forgotten.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlite_utils import Database

from kiosk.errors import ApplicationChanged, DiskFull, EnvelopeLost, KeyUnusable, OutboxDamaged
from kiosk.offline import claims
from kiosk.offline.body import Sendable
from kiosk.offline.contents import ENVELOPES_NAME, IN_FILES, PARTS_NAME, Contents, NewRow, insert
from kiosk.offline.draft_parts import Part
from kiosk.offline.keys import KeyFile, StorageKey
from kiosk.offline.outbox_file import look, make_folder, mapped, open_file, pragma
from kiosk.offline.outbox_rows import (
    ROW_COLUMNS,
    Counts,
    OutboxRow,
    OutboxStub,
    State,
    row_of,
)
from kiosk.offline.outbox_sealing import seal_file
from kiosk.offline.reserve import Reserve

__all__ = ["ENVELOPES_NAME", "PARTS_NAME", "Counts", "Outbox", "OutboxRow", "OutboxStub", "Part", "State"]

Result = TypeVar("Result")

FILE_NAME, RESERVE_NAME, KEY_NAME = "outbox.sqlite3", "outbox.reserve", "storage.key"


class Outbox:
    """The durable queue in ``folder``. Thread-safe: one lock around the one connection.

    Every method may raise ``OutboxDamaged`` (also after ``close``); those that write may raise ``DiskFull``.
    """

    def __init__(
        self,
        folder: Path,
        *,
        floor_mb: int,
        quota_mb: int | None = None,
        reserve_bytes: int = 16 * 2**20,
        key: StorageKey | None = None,
    ) -> None:
        """Opens or makes the outbox.

        ``floor_mb``: below this much free room ``room()`` is false. ``quota_mb``: database and envelopes never
        grow above it. ``reserve_bytes``: kept aside for finishing, as large as the largest application expected.
        ``key``: keeps the key of the file; without one it lies beside it.
        Raises ``KeyUnusable`` or ``KeyWrong`` when the key is not to be had or another's, ``OutboxTaken`` when
        another process holds the outbox, ``OutboxDamaged`` when it cannot be trusted, ``DiskFull`` when it cannot
        even be made. What was there is not changed then.
        """
        self._folder, self._floor_bytes = folder, floor_mb * 2**20
        self._quota_bytes = None if quota_mb is None else quota_mb * 2**20
        self._lock = threading.RLock()
        self._reserve = Reserve(folder / RESERVE_NAME, reserve_bytes)
        self._reserve_bytes = reserve_bytes
        make_folder(folder)
        path, key_bytes = folder / FILE_NAME, _key_for(folder / FILE_NAME, key or KeyFile(folder / KEY_NAME))
        seal_file(path, key_bytes)
        self._database = open_file(path, key_bytes, quota_mb=quota_mb)
        with self._closing_on_error():
            kept = self._names("SELECT sha256 FROM applications WHERE kept = 1")
            self._contents = Contents(folder, set(kept), set(self._names("SELECT sha256 FROM parts")))

    def close(self) -> None:
        """Closes the file; the outbox is of no use after."""
        with self._lock, mapped():
            self._database.conn.close()

    # Saving ------------------------------------------------------------------------------------------------------

    def keep_part(self, application_id: UUID, sealed: bytes) -> str:
        """Makes a sealed part durable while its application is still a draft; returns its name.

        The reserve is not touched: it is for finishing. Raises ``DiskFull`` when there is no room; the part can
        still be handed in with the application.
        """
        with self._lock:
            self._refuse_above_quota(len(sealed))
            return self._contents.drafts.keep(application_id, sealed)

    def drop_parts(self, application_id: UUID, but: Sequence[str] = ()) -> int:
        """Takes away parts of a draft, all ``but`` those named; what was handed in stays. Says how many went."""
        with self._lock:
            return self._contents.drafts.drop(application_id, but)

    def submit(self, stub: OutboxStub, envelope: bytes, claim: bytes = b"", parts: Sequence[Part] = ()) -> None:
        """Makes envelope and row durable; when it returns, both survive a power cut.

        ``claim``: the mark by which ``untold`` finds the person again until ``mark_told``. ``parts`` follow the
        envelope when it is sent; those that ``keep_part`` saved are not written again.
        The same id with the same bytes is fine. Raises ``ApplicationChanged`` for the same id with other bytes,
        ``EnvelopeLost`` when a part is no longer what was saved, and ``DiskFull`` when there is no room; in all of
        them nothing was saved.
        """
        with self._lock:
            row = self._contents.new_row(stub, envelope, claim, parts)
            if self._same_or_refused(stub.application_id, row.sha256):
                return
            self._refuse_above_quota(row.unsaved_bytes)
            self._with_reserve(lambda: self._save(row))

    def mark_told(self, application_id: UUID) -> None:
        """The person sees that it is saved: the mark that would find them again is erased."""
        self._write(
            lambda database: database.conn.execute(
                "UPDATE applications SET told = 1, claim = x'' WHERE application_id = ? AND told = 0",
                (str(application_id),),
            )
        )

    def untold(self, name: str, number: str) -> list[OutboxRow]:
        """What was saved for this person without their being told, oldest first; some 100 ms for each row."""
        rows = self._read(f"SELECT {ROW_COLUMNS}, claim FROM applications WHERE told = 0 ORDER BY seq", ())
        return [row_of(row[:-1]) for row in rows if claims.claims(row[-1], name, number)]

    def all_untold(self) -> list[OutboxRow]:
        """Every row of whose saving nobody was told, oldest first: at the start, what a crash left behind."""
        return self._rows("told = 0", (), -1)

    def take_number(self, day: date) -> int:
        """The next serial of that day, from 1, never given twice, also not after a restart."""

        def take(database: Database) -> int:
            database.conn.execute(
                "INSERT INTO numbers VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET taken = taken + 1",
                (day.isoformat(),),
            )
            found = database.conn.execute("SELECT taken FROM numbers WHERE day = ?", (day.isoformat(),))
            return int(found.fetchone()[0])

        return self._write(take)

    def room(self) -> bool:
        """May a new application be begun? Free room above the floor, below the quota, and the reserve held."""
        try:
            with self._lock, mapped():
                self._reserve.take()
                free = shutil.disk_usage(self._folder).free
                return free >= self._floor_bytes and self._below_quota()
        except DiskFull:
            return False

    # Sending -----------------------------------------------------------------------------------------------------

    def due(self, now: float, limit: int = 100) -> list[OutboxRow]:
        """Waiting rows whose next try has come, oldest first. ``now`` is Unix time.

        A next try further off than the row's own back-off was set by another clock: it has come.
        """
        return self._rows(
            "state = 'waiting' AND NOT (next_try > ? AND next_try <= ? + delay_s)", (now + 1e-6, now + 1e-6), limit
        )

    def next_try(self) -> float | None:
        """Unix time of the earliest next try among the waiting; ``None`` when nothing waits."""
        found = self._read("SELECT min(next_try) FROM applications WHERE state = 'waiting'", ())[0][0]
        return None if found is None else float(found)

    def envelope(self, application_id: UUID) -> Sendable:
        """The sealed bytes, parts and all. Raises ``EnvelopeLost`` when they are gone or have changed."""
        wanted = "SELECT seq, sha256, envelope FROM applications LEFT JOIN envelopes USING (seq)"
        with self._lock:
            found = self._read(f"{wanted} WHERE application_id = ? AND kept = 1", (str(application_id),))
            if not found:
                raise EnvelopeLost("no such envelope")
            seq, sha256, envelope = found[0]
            parts = self._names("SELECT sha256 FROM parts WHERE seq = ? ORDER BY place", (seq,))
        return self._contents.read(sha256, envelope, parts)

    def mark_trying(self, application_id: UUID, next_try: float, delay_s: float) -> None:
        """Counts an attempt, before its first byte: a crash in the middle can only look like a failure."""
        self._set(
            application_id, "attempts = attempts + 1, next_try = ?, delay_s = ?", (next_try, delay_s), "waiting"
        )

    def mark_failed(self, application_id: UUID, problem: str, next_try: float, delay_s: float) -> None:
        """Writes down why the attempt failed and when the next one is."""
        self._set(
            application_id, "problem = ?, next_try = ?, delay_s = ?", (problem, next_try, delay_s), "waiting"
        )

    def mark_delivered(self, application_id: UUID, case_number: str, now: float, hub_receipt: bytes = b"") -> None:
        """The hub acknowledged it; ``hub_receipt`` is what it signed, kept with the row."""
        change = "state = 'delivered', problem = '', case_number = ?, settled_at = ?, hub_receipt = ?"
        self._set(application_id, change, (case_number, now, hub_receipt), "waiting")

    def park(self, application_id: UUID, problem: str, now: float) -> None:
        """The hub refused it: it waits for staff and is not sent again by itself."""
        self._set(application_id, "state = 'parked', problem = ?, settled_at = ?", (problem, now), "waiting")

    def send_again(self, application_id: UUID) -> None:
        """Staff puts a parked application back in the queue, due at once."""
        self._set(application_id, "state = 'waiting', next_try = 0, delay_s = 0", (), "parked")

    def parked(self) -> list[OutboxRow]:
        """The tray: what the hub refused, oldest first, each with its problem."""
        return self._rows("state = 'parked'", (), -1)

    def hurry(self) -> None:
        """The link is back: everything that waits is due now."""
        self._write(
            lambda database: database.conn.execute(
                "UPDATE applications SET next_try = 0, delay_s = 0 WHERE state = 'waiting' AND next_try > 0"
            )
        )

    # Looking -----------------------------------------------------------------------------------------------------

    def stubs(self) -> list[OutboxRow]:
        """Every row, oldest first."""
        return self._rows("1", (), -1)

    def find(self, application_id: UUID) -> OutboxRow | None:
        """One row, or ``None``."""
        rows = self._rows("application_id = ?", (str(application_id),), 1)
        return rows[0] if rows else None

    def counts(self) -> Counts:
        """How many wait, are delivered, are parked."""
        found = dict(self._read("SELECT state, count(*) FROM applications GROUP BY state", ()))
        return Counts(found.get("waiting", 0), found.get("delivered", 0), found.get("parked", 0))

    def hub_receipt(self, application_id: UUID) -> bytes:
        """What the hub signed for it; empty when there is none."""
        found = self._read("SELECT hub_receipt FROM applications WHERE application_id = ?", (str(application_id),))
        return bytes(found[0][0]) if found else b""

    def drop_envelopes(self, older_than: float, now: float) -> int:
        """Drops the envelopes of what the hub signed for before ``older_than``; the rows stay. Says how many.

        ``now`` is Unix time: what was settled by a clock that ran ahead counts as settled now.
        """
        which = "state = 'delivered' AND kept = 1 AND hub_receipt <> x'' AND settled_at < ?"
        with self._lock:
            self._settle_by(now)
            gone = self._read(f"SELECT seq, sha256 FROM applications WHERE {which}", (older_than,))
            parts = self._parts_of(which, older_than)

            def drop(database: Database) -> None:
                for seq, _ in gone:
                    for table in ("envelopes", "parts"):
                        database.conn.execute(f"DELETE FROM {table} WHERE seq = ?", (seq,))
                    change = "UPDATE applications SET kept = 0, told = 1, claim = x'' WHERE seq = ?"
                    database.conn.execute(change, (seq,))

            if gone:
                self._write(drop)
            self._contents.remove([sha256 for _, sha256 in gone], parts)
        return len(gone)

    def forget_delivered(self, older_than: float) -> int:
        """Deletes what the hub acknowledged before ``older_than`` (Unix time), and only that. Says how many."""
        which = "state = 'delivered' AND settled_at < ?"
        with self._lock:
            gone = self._names(f"SELECT sha256 FROM applications WHERE {which}", (older_than,))
            parts = self._parts_of(which, older_than)
            if gone:
                self._write(
                    lambda database: database.conn.execute(
                        f"DELETE FROM applications WHERE {which}", (older_than,)
                    )
                )
            self._contents.remove(gone, parts)
        return len(gone)

    # -------------------------------------------------------------------------------------------------------------

    def _save(self, row: NewRow) -> None:
        """Files, then row. A failed commit leaves the files: a power cut might yet bring its row back."""
        self._contents.write(row)
        try:
            self._transaction(lambda database: insert(database.conn, row))
        except DiskFull:
            self._contents.unwrite(row)
            raise
        except OutboxDamaged:
            self._contents.drafts.handed_in(row.parts)
            raise
        self._contents.drafts.handed_in(row.parts)

    def _parts_of(self, which: str, older_than: float) -> list[str]:
        named = f"SELECT sha256 FROM parts WHERE seq IN (SELECT seq FROM applications WHERE {which})"
        return self._names(named, (older_than,))

    def _same_or_refused(self, application_id: UUID, sha256: str) -> bool:
        """True when just these bytes are saved under this id."""
        found = self._read("SELECT sha256 FROM applications WHERE application_id = ?", (str(application_id),))
        if found and found[0][0] != sha256:
            raise ApplicationChanged(f"{application_id} is saved with other bytes")
        return bool(found)

    def _settle_by(self, now: float) -> None:
        late = "state = 'delivered' AND settled_at > ?"
        if self._read(f"SELECT 1 FROM applications WHERE {late} LIMIT 1", (now,)):
            change = f"UPDATE applications SET settled_at = ? WHERE {late}"
            self._write(lambda database: database.conn.execute(change, (now, now)))

    def _set(self, application_id: UUID, change: str, values: tuple[Any, ...], state: State) -> None:
        statement = f"UPDATE applications SET {change} WHERE application_id = ? AND state = ?"

        def update(database: Database) -> None:
            changed = database.conn.execute(statement, (*values, str(application_id), state)).rowcount
            if changed != 1:
                raise OutboxDamaged(f"{application_id} is not {state}")

        self._write(update)

    def _write(self, work: Callable[[Database], Result]) -> Result:
        """One transaction; on a full disk once more with the reserve given back."""
        with self._lock:
            return self._with_reserve(lambda: self._transaction(work))

    def _with_reserve(self, work: Callable[[], Result]) -> Result:
        try:
            return work()
        except DiskFull:
            if not self._reserve.give_back():
                raise
            return work()

    def _transaction(self, work: Callable[[Database], Result]) -> Result:
        with mapped(), self._database.atomic():
            return work(self._database)

    def _read(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        with self._lock, mapped():
            return self._database.conn.execute(statement, values).fetchall()

    def _names(self, statement: str, values: tuple[Any, ...] = ()) -> list[str]:
        return [name for (name,) in self._read(statement, values)]

    def _rows(self, where: str, values: tuple[Any, ...], limit: int) -> list[OutboxRow]:
        statement = f"SELECT {ROW_COLUMNS} FROM applications WHERE {where} ORDER BY seq LIMIT ?"
        return [row_of(found) for found in self._read(statement, (*values, limit))]

    def _below_quota(self) -> bool:
        return self._quota_bytes is None or self._used() + self._reserve_bytes <= self._quota_bytes

    def _refuse_above_quota(self, more: int) -> None:
        if self._quota_bytes is not None and self._used() + more > self._quota_bytes:
            raise DiskFull("the outbox's quota")

    def _used(self) -> int:
        """Bytes of the database in use, of the envelopes in files, and of parts, handed in or of a draft."""
        with mapped():
            pages, free, page_bytes = (
                int(str(pragma(self._database, name))) for name in ("page_count", "freelist_count", "page_size")
            )
        in_files = int(self._read(IN_FILES, ())[0][0])
        return (pages - free) * page_bytes + in_files + self._contents.drafts.bytes_held

    @contextmanager
    def _closing_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._database.conn.close()
            raise


def _key_for(path: Path, keeper: StorageKey) -> bytes:
    """The key of the file at ``path``; a new one only where nothing is that an old one would be needed for."""
    key = keeper.fetch()
    if key is not None:
        return key
    if look(path) == "sealed":
        raise KeyUnusable("the outbox is there and its key is not")
    return keeper.make()
