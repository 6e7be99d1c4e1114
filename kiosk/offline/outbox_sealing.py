"""An outbox of before the encryption becomes an encrypted one: whole or not at all, whenever the power goes.

The encrypted copy is made beside the plain file, checked row by row, made durable, and takes its name in one
move. The plain file keeps a second name over that move, so that its bytes can be overwritten afterwards also
when the power went in between. (On flash memory overwriting reaches what the drive lets it reach; nothing
personal lay readable in it: envelopes were sealed then too.)
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kiosk.errors import OutboxDamaged
from kiosk.offline.outbox_file import connect, look, mapped, pragma, sync_folder
from kiosk.offline.outbox_schema import FILE_MARK

BESIDE, LEFT_OVER = ".sealing", ".plain"
_TABLES = ("applications", "envelopes", "numbers")


def seal_file(path: Path, key: bytes, step: Callable[[str], None] = lambda _: None) -> None:
    """Encrypts the plain outbox at ``path``; a file that is encrypted is only cleared of what an earlier cut left.

    ``step`` is told the name of each step before it is taken. Raises ``OutboxTaken``, ``OutboxDamaged`` or
    ``DiskFull``; the plain file is as it was then.
    """
    beside, left_over = Path(f"{path}{BESIDE}"), Path(f"{path}{LEFT_OVER}")
    with mapped():
        if look(path) == "plain":
            _remove(beside)
            step("copy")
            _copy(path, beside, key)
            step("name")
            left_over.unlink(missing_ok=True)  # of an earlier cut: another name of the plain file itself
            os.link(path, left_over)
            step("move")
            beside.replace(path)
        _remove(beside)
        step("overwrite")
        _overwrite(left_over)


def _copy(path: Path, beside: Path, key: bytes) -> None:
    plain = connect(path, None)
    try:
        marks = {name: pragma(plain, name) for name in ("application_id", "user_version")}
        if marks["application_id"] != FILE_MARK:
            raise OutboxDamaged("not an outbox")
        if pragma(plain, "journal_mode = delete") != "delete":  # brings the log home and removes it
            raise OutboxDamaged("the log cannot be brought home")
        plain.conn.execute(f"ATTACH DATABASE ? AS sealed KEY \"x'{key.hex()}'\"", (str(beside),))
        plain.conn.execute("SELECT sqlcipher_export('sealed')").fetchall()
        for name, value in marks.items():
            plain.conn.execute(f"PRAGMA sealed.{name} = {value}").fetchall()
        plain.conn.execute("DETACH DATABASE sealed")
        before = _contents(plain)
    finally:
        plain.conn.close()
    beside.chmod(0o600)
    _check(beside, key, before)
    descriptor = os.open(beside, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check(beside: Path, key: bytes, before: str) -> None:
    copy = connect(beside, key)
    try:
        if pragma(copy, "quick_check") != "ok" or _contents(copy) != before:
            raise OutboxDamaged("the encrypted copy differs")
    finally:
        copy.conn.close()


def _contents(database: Database) -> str:
    """One hash over every row of every table, in order."""
    found = hashlib.sha256()
    for table in _TABLES:
        rows: Any = database.conn.execute(f"SELECT * FROM {table} ORDER BY 1")
        for row in rows:
            found.update(repr(row).encode())
    return found.hexdigest()


def _remove(beside: Path) -> None:
    for end in ("", "-journal", "-wal"):
        Path(f"{beside}{end}").unlink(missing_ok=True)


def _overwrite(left_over: Path) -> None:
    """Zeros over the plain bytes, then no name. First the move must be durable: a cut could undo it."""
    if not left_over.exists():
        return
    sync_folder(left_over.parent)
    with left_over.open("r+b") as file:
        left = left_over.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, 2**20)))
        file.flush()
        os.fsync(file.fileno())
    left_over.unlink()
    sync_folder(left_over.parent)
