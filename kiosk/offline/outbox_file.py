"""The outbox's file: how it is opened, what is checked before it is trusted, and what its errors mean.

The file is encrypted page by page: SQLCipher 4 with a raw 256-bit key, in the build that ``sqlcipher3`` brings
along (SQLite 3.53.4, so the WAL-reset bug of 3.7.0 to 3.51.2 is mended, https://sqlite.org/wal.html). One
connection in one process owns it all the same; SQLite holds to that itself (``locking_mode=EXCLUSIVE``), which
also needs no shared-memory file, so a full disk cannot kill the program through a mapped page.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from sqlcipher3 import dbapi2 as sqlcipher
from sqlite_utils import Database

from kiosk.errors import DiskFull, KeyWrong, OutboxDamaged, OutboxTaken
from kiosk.offline import outbox_schema

PRAGMAS = {
    "locking_mode": "exclusive",
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "temp_store": 2,
}
"""Set at opening in this order and read back; ``synchronous`` 2 is FULL: an fsync of the log at every commit;
``temp_store`` 2 is memory: SQLite makes no other file."""
LOG_LIMIT_BYTES = 16 * 2**20
"""The write-ahead log is cut back to this after a checkpoint (``journal_size_limit``)."""
PLAIN_MAGIC = b"SQLite format 3\0"
"""How a file begins that is not encrypted; an encrypted one begins with its random salt."""
MENDED_SQLITE = (3, 51, 3)
"""From here on the WAL-reset bug is mended."""

Found = Literal["absent", "plain", "sealed"]


def look(path: Path) -> Found:
    """What lies at ``path``. Raises ``OutboxDamaged``."""
    with mapped():
        try:
            with path.open("rb") as file:
                head = file.read(len(PLAIN_MAGIC))
        except FileNotFoundError:
            return "absent"
    if not head:
        return "absent"
    return "plain" if head == PLAIN_MAGIC else "sealed"


def make_folder(folder: Path) -> None:
    """The outbox's folder, for its owner alone. Raises ``OutboxDamaged`` or ``DiskFull``."""
    with mapped():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def open_file(path: Path, key: bytes, *, quota_mb: int | None) -> Database:
    """The one connection to the outbox at ``path``, made when it is not there, pragmas read back, file checked.

    Raises ``KeyWrong``, ``OutboxTaken``, ``OutboxDamaged`` or ``DiskFull``; what does not open is not changed.
    """
    with mapped():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        database = connect(path, key)
        try:
            _set_pragmas(database, quota_mb)
            outbox_schema.make_or_check(database)
        except BaseException:
            database.conn.close()
            raise
        sync_folder(path.parent)
        sync_folder(path.parent.parent)
        return database


def connect(path: Path, key: bytes | None) -> Database:
    """A connection with its key given and proven, nothing else set; ``None`` opens a plain file."""
    connection = sqlcipher.connect(str(path), timeout=0, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE").fetchall()  # else it writes to stderr
        # Before the first read: a shared-memory file is never made, and no full disk can stop the opening.
        connection.execute("PRAGMA locking_mode = exclusive").fetchall()
        if key is not None:
            _unlock(connection, key)
    except BaseException:
        connection.close()
        raise
    return Database(connection, execute_plugins=False)


def _unlock(connection: Any, key: bytes) -> None:
    if not connection.execute("PRAGMA cipher_version").fetchall():
        raise OutboxDamaged("this build of SQLite does not encrypt")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"").fetchall()
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except sqlcipher.DatabaseError as error:
        if error.sqlite_errorname == "SQLITE_NOTADB":
            raise KeyWrong("the key does not open the file, or its first page is damaged") from None
        raise


@contextlib.contextmanager
def mapped() -> Iterator[None]:
    """Turns what SQLite and the file system raise into this room's errors; messages hold no data."""
    try:
        yield
    except (sqlcipher.Error, sqlite3.Error) as error:
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


def _meaning(error: Exception) -> DiskFull | OutboxTaken | OutboxDamaged:
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
