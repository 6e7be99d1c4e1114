"""The outbox: submitted applications, sealed, durable before the screen says so, until the hub has them.

A submit is one transaction: envelope, index row. It returns after the fsync or it raises and has written nothing.
What is waiting or parked cannot be deleted; only what the hub acknowledged may be forgotten.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar
from uuid import UUID

from sqlite_utils import Database

from kiosk.errors import ApplicationChanged, DiskFull, OutboxDamaged
from kiosk.offline.outbox_file import mapped, open_file, pragma
from kiosk.offline.reserve import Reserve

State = Literal["waiting", "delivered", "parked"]
Result = TypeVar("Result")

FILE_NAME, RESERVE_NAME = "outbox.sqlite3", "outbox.reserve"
FAR_S = 3600.0
"""A next try further off than this was set by a clock that has since jumped back: it is due."""


@dataclass(frozen=True)
class OutboxStub:
    """What the terminal itself remembers of an application: what the receipt shows, nothing personal."""

    application_id: UUID
    receipt_number: str
    item_name: str
    region_name: str
    mode: str
    created_at: datetime


@dataclass(frozen=True)
class OutboxRow:
    """A stub and how its upload stands. ``next_try`` is Unix time, ``delay_s`` the last back-off."""

    stub: OutboxStub
    state: State
    attempts: int
    next_try: float
    delay_s: float
    problem: str
    case_number: str


@dataclass(frozen=True)
class Counts:
    """How many applications are in each state."""

    waiting: int
    delivered: int
    parked: int


class Outbox:
    """The durable queue in ``folder``. Thread-safe: one lock around the one connection.

    Every method may raise ``OutboxDamaged`` (also after ``close``); those that write may raise ``DiskFull``.
    """

    def __init__(
        self, folder: Path, *, floor_mb: int, quota_mb: int | None = None, reserve_bytes: int = 16 * 2**20
    ) -> None:
        """Opens or makes the outbox.

        ``floor_mb``: below this much free room ``room()`` is false. ``quota_mb``: the file never grows above it.
        ``reserve_bytes``: kept aside for finishing; as large as the largest application expected.
        Raises ``OutboxTaken`` when another process holds it, ``OutboxDamaged`` when it cannot be trusted,
        ``DiskFull`` when it cannot even be made.
        """
        self._folder, self._floor_bytes = folder, floor_mb * 2**20
        self._quota_bytes = None if quota_mb is None else quota_mb * 2**20
        self._lock = threading.RLock()
        self._reserve = Reserve(folder / RESERVE_NAME, reserve_bytes)
        self._reserve_bytes = reserve_bytes
        self._database = open_file(folder / FILE_NAME, quota_mb=quota_mb)

    def close(self) -> None:
        """Closes the file; the outbox is of no use after."""
        with self._lock, mapped():
            self._database.conn.close()

    # Saving ------------------------------------------------------------------------------------------------------

    def submit(self, stub: OutboxStub, envelope: bytes) -> None:
        """Makes envelope and row durable; when it returns, both survive a power cut.

        The same id with the same bytes is fine. Raises ``ApplicationChanged`` for the same id with other bytes and
        ``DiskFull`` when there is no room; in both cases nothing was written.
        """
        self._write(lambda database: self._insert(database, stub, envelope))

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
        """Waiting rows whose next try has come, oldest first. ``now`` is Unix time."""
        return self._rows("state = 'waiting' AND NOT next_try BETWEEN ? AND ?", (now + 1e-6, now + FAR_S), limit)

    def next_try(self) -> float | None:
        """Unix time of the earliest next try among the waiting; ``None`` when nothing waits."""
        found = self._read("SELECT min(next_try) FROM applications WHERE state = 'waiting'", ())[0][0]
        return None if found is None else float(found)

    def envelope(self, application_id: UUID) -> bytes:
        """The sealed bytes. Raises ``OutboxDamaged`` when they are not there."""
        wanted = "SELECT envelope FROM envelopes JOIN applications USING (seq) WHERE application_id = ?"
        found = self._read(wanted, (str(application_id),))
        if not found:
            raise OutboxDamaged("no such envelope")
        return bytes(found[0][0])

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

    def mark_delivered(self, application_id: UUID, case_number: str, now: float) -> None:
        """The hub acknowledged it."""
        change = "state = 'delivered', problem = '', case_number = ?, settled_at = ?"
        self._set(application_id, change, (case_number, now), "waiting")

    def park(self, application_id: UUID, problem: str, now: float) -> None:
        """The hub refused it: it waits for staff and is not sent again by itself."""
        self._set(application_id, "state = 'parked', problem = ?, settled_at = ?", (problem, now), "waiting")

    def send_again(self, application_id: UUID) -> None:
        """Staff puts a parked application back in the queue, due at once."""
        self._set(application_id, "state = 'waiting', next_try = 0, delay_s = 0", (), "parked")

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

    def forget_delivered(self, older_than: float) -> int:
        """Deletes what the hub acknowledged before ``older_than`` (Unix time), and only that. Says how many."""

        def forget(database: Database) -> int:
            gone = "DELETE FROM applications WHERE state = 'delivered' AND settled_at < ?"
            return database.conn.execute(gone, (older_than,)).rowcount

        return self._write(forget)

    # -------------------------------------------------------------------------------------------------------------

    def _insert(self, database: Database, stub: OutboxStub, envelope: bytes) -> None:
        key = str(stub.application_id)
        row = (key, stub.receipt_number, stub.item_name, stub.region_name, stub.mode, stub.created_at.isoformat())
        columns = "application_id, receipt_number, item_name, region_name, mode, created_at"
        try:
            added = database.conn.execute(f"INSERT INTO applications ({columns}) VALUES (?, ?, ?, ?, ?, ?)", row)
        except sqlite3.IntegrityError:
            self._same_or_refused(stub.application_id, envelope)
            return
        database.conn.execute("INSERT INTO envelopes VALUES (?, ?)", (added.lastrowid, envelope))

    def _same_or_refused(self, application_id: UUID, envelope: bytes) -> None:
        if self.envelope(application_id) != envelope:
            raise ApplicationChanged(f"{application_id} is saved with other bytes")

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
            try:
                return self._transaction(work)
            except DiskFull:
                if not self._reserve.give_back():
                    raise
                return self._transaction(work)

    def _transaction(self, work: Callable[[Database], Result]) -> Result:
        with mapped(), self._database.atomic():
            return work(self._database)

    def _read(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        with self._lock, mapped():
            return self._database.conn.execute(statement, values).fetchall()

    def _rows(self, where: str, values: tuple[Any, ...], limit: int) -> list[OutboxRow]:
        columns = "application_id, receipt_number, item_name, region_name, mode, created_at"
        columns += ", state, attempts, next_try, delay_s, problem, case_number"
        statement = f"SELECT {columns} FROM applications WHERE {where} ORDER BY seq LIMIT ?"
        return [_row(found) for found in self._read(statement, (*values, limit))]

    def _below_quota(self) -> bool:
        if self._quota_bytes is None:
            return True
        pages = [int(str(pragma(self._database, name))) for name in ("page_count", "freelist_count", "page_size")]
        return (pages[0] - pages[1]) * pages[2] + self._reserve_bytes <= self._quota_bytes


def _row(found: tuple[Any, ...]) -> OutboxRow:
    application_id, receipt, item, region, mode, created_at, *rest = found
    stub = OutboxStub(UUID(application_id), receipt, item, region, mode, datetime.fromisoformat(created_at))
    return OutboxRow(stub, *rest)
