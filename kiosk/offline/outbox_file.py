"""The outbox's file: how it is opened, what is checked before it is trusted, and what its errors mean.

One connection in one process owns the file. SQLite holds to that itself (``locking_mode=EXCLUSIVE``), which also
keeps clear of the WAL-reset bug of SQLite 3.7.0 to 3.51.2 (two connections; https://sqlite.org/wal.html) and needs
no shared-memory file, so a full disk cannot kill the program through a mapped page.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from kiosk.errors import DiskFull, OutboxDamaged, OutboxTaken

FILE_MARK = 0x54424F42
"""``PRAGMA application_id`` of an outbox: "TBOB"."""
SCHEMA_VERSION = 1
PRAGMAS = {"locking_mode": "exclusive", "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
"""Set at opening in this order and read back; ``synchronous`` 2 is FULL: an fsync of the log at every commit."""
LOG_LIMIT_BYTES = 16 * 2**20
"""The write-ahead log is cut back to this after a checkpoint (``journal_size_limit``)."""

# Few pages a submit: each page a commit touches is 4 KB more to bring to the disk. Envelopes lie apart, so that
# looking through the small rows needs no index by state.
_SCHEMA = (
    """CREATE TABLE applications (
        seq INTEGER PRIMARY KEY,
        application_id TEXT NOT NULL UNIQUE,
        receipt_number TEXT NOT NULL,
        item_name TEXT NOT NULL,
        region_name TEXT NOT NULL,
        mode TEXT NOT NULL,
        created_at TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'parked')),
        attempts INTEGER NOT NULL DEFAULT 0,
        next_try REAL NOT NULL DEFAULT 0,
        delay_s REAL NOT NULL DEFAULT 0,
        problem TEXT NOT NULL DEFAULT '',
        case_number TEXT NOT NULL DEFAULT '',
        settled_at REAL NOT NULL DEFAULT 0
    )""",
    """CREATE TABLE envelopes (
        seq INTEGER PRIMARY KEY REFERENCES applications ON DELETE CASCADE,
        envelope BLOB NOT NULL
    )""",
    "CREATE TABLE numbers (day TEXT NOT NULL PRIMARY KEY, taken INTEGER NOT NULL)",
)


def open_file(path: Path, *, quota_mb: int | None) -> Database:
    """The one connection to the outbox at ``path``, made when it is not there, pragmas read back, file checked.

    Raises ``OutboxTaken``, ``OutboxDamaged`` or ``DiskFull``.
    """
    with mapped():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            database = Database(connection, execute_plugins=False)
            _set_pragmas(database, quota_mb)
            _make_or_check(database)
        except BaseException:
            connection.close()
            raise
        sync_folder(path.parent)
        sync_folder(path.parent.parent)
        return database


@contextlib.contextmanager
def mapped() -> Iterator[None]:
    """Turns what SQLite and the file system raise into this room's errors; messages hold no data."""
    try:
        yield
    except sqlite3.Error as error:
        raise _meaning(error) from None
    except OSError as error:
        name = errno.errorcode.get(error.errno or 0, "OSError")
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(name) from None
        raise OutboxDamaged(name) from None


def sync_folder(folder: Path) -> None:
    """Makes the folder's entries durable (``fsync``)."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _meaning(error: sqlite3.Error) -> DiskFull | OutboxTaken | OutboxDamaged:
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if primary == sqlite3.SQLITE_FULL:
        return DiskFull(name)
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return OutboxTaken(name)
    return OutboxDamaged(name)


def pragma(database: Database, name: str) -> object:
    """The present value of a pragma."""
    row = database.conn.execute(f"PRAGMA {name}").fetchone()
    return row[0] if row else None


def _set_pragmas(database: Database, quota_mb: int | None) -> None:
    for name, value in PRAGMAS.items():
        database.conn.execute(f"PRAGMA {name} = {value}").fetchall()
    database.conn.execute(f"PRAGMA journal_size_limit = {LOG_LIMIT_BYTES}").fetchall()
    if quota_mb is not None:
        page_bytes = int(str(pragma(database, "page_size")))
        database.conn.execute(f"PRAGMA max_page_count = {quota_mb * 2**20 // page_bytes}").fetchall()
    found = {name: pragma(database, name) for name in PRAGMAS}
    if found != PRAGMAS:
        wrong = ", ".join(name for name in PRAGMAS if found[name] != PRAGMAS[name])
        raise OutboxDamaged(f"the file does not take {wrong}")


def _make_or_check(database: Database) -> None:
    mark, version = pragma(database, "application_id"), pragma(database, "user_version")
    if (mark, version) == (0, 0) and not database.table_names():
        _make(database)
        return
    if (mark, version) != (FILE_MARK, SCHEMA_VERSION):
        raise OutboxDamaged("not an outbox of this version")
    if pragma(database, "quick_check") != "ok":
        raise OutboxDamaged("quick_check")


def _make(database: Database) -> None:
    with database.atomic():
        for statement in _SCHEMA:
            database.conn.execute(statement)
        database.conn.execute(f"PRAGMA application_id = {FILE_MARK}")
        database.conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
