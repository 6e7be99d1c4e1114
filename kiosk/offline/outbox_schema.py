"""The outbox's tables, the marks that say a file is one, and how an older one is brought up.

No column holds a name, a number or a word of a person. ``claim`` is what name and number become under scrypt
with a salt of its own (see ``claims``), and only until that person has seen that the application is saved.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sqlite_utils import Database

from kiosk.errors import OutboxDamaged

FILE_MARK = 0x54424F42
"""``PRAGMA application_id`` of an outbox: "TBOB"."""
SCHEMA_VERSION = 3

# Few pages a submit: each page a commit touches is 4 KB more to bring to the disk. Envelopes lie apart, so that
# looking through the small rows needs no index by state.
_TABLES = (
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
_SINCE_2 = (
    "sha256 TEXT NOT NULL DEFAULT ''",
    "size INTEGER NOT NULL DEFAULT 0",
    "kept INTEGER NOT NULL DEFAULT 1 CHECK (kept IN (0, 1))",
    "hub_receipt BLOB NOT NULL DEFAULT x''",
    "told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1))",
    "claim BLOB NOT NULL DEFAULT x''",
)
"""Of the envelope: its sha256 (and the name of its file), its bytes, whether it is still kept; the hub's signed
receipt; whether the person was told that it is saved, and the mark by which they are known until then."""
_PARTS_SINCE_3 = """CREATE TABLE parts (
    seq INTEGER NOT NULL REFERENCES applications ON DELETE CASCADE,
    place INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (seq, place)
) WITHOUT ROWID"""
"""What follows the envelope's head when it is sent: sealed parts in files of their own, in order."""


def make_or_check(database: Database) -> None:
    """Tables in a new file; in an old one its marks, its version and its pages. Raises ``OutboxDamaged``."""
    mark, version = _pragma(database, "application_id"), _pragma(database, "user_version")
    if (mark, version) == (0, 0) and not database.table_names():
        _make(database)
        return
    if mark != FILE_MARK or not 1 <= version <= SCHEMA_VERSION:
        raise OutboxDamaged("not an outbox of this version")
    if _pragma(database, "quick_check") != "ok":
        raise OutboxDamaged("quick_check")
    if version < SCHEMA_VERSION:
        with database.atomic():
            if version == 1:
                _to_2(database)
            _to_3(database)


def _make(database: Database) -> None:
    with database.atomic():
        for statement in _TABLES:
            database.conn.execute(statement)
        database.conn.execute(f"PRAGMA application_id = {FILE_MARK}")
        _to_2(database)
        _to_3(database)


def _to_2(database: Database) -> None:
    """Rows of version 1 were all shown to their people: nothing kept them from it but a crash of milliseconds."""
    for column in _SINCE_2:
        database.conn.execute(f"ALTER TABLE applications ADD COLUMN {column}")
    rows = database.conn.execute("SELECT seq FROM applications").fetchall()
    for (seq,) in rows:
        (envelope,) = database.conn.execute("SELECT envelope FROM envelopes WHERE seq = ?", (seq,)).fetchone()
        values = (hashlib.sha256(envelope).hexdigest(), len(envelope), seq)
        database.conn.execute("UPDATE applications SET sha256 = ?, size = ?, told = 1 WHERE seq = ?", values)


def _to_3(database: Database) -> None:
    database.conn.execute(_PARTS_SINCE_3)
    database.conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _pragma(database: Database, name: str) -> Any:
    return database.conn.execute(f"PRAGMA {name}").fetchone()[0]
