"""Submit, durable, beside a raw SQLite commit of the same bytes and settings (goal: at most 1.5 times)."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure, against, interleaved_ms, plain
from kiosk.offline.ids import new_application_id
from kiosk.offline.outbox import Outbox, OutboxStub
from kiosk.offline.outbox_file import LOG_LIMIT_BYTES, PRAGMAS
from kiosk.offline.seal import generate_key_pair, seal

OUT = Path(__file__).resolve().parent.parent / "out"
GOAL = 1.5
SIZES = {"2 KB": (2_000, 300), "300 KB": (300_000, 120), "3 MB": (3_000_000, 40)}
"""A form alone, with a scanned page, with three scans; and how many interleaved pairs of runs."""


def figures() -> list[dict[str, Any]]:
    """Medians in milliseconds, on the disk where the other outputs lie."""
    OUT.mkdir(exist_ok=True)
    return [_submit(name, size, runs).as_row() for name, (size, runs) in SIZES.items()] + [_seal().as_row()]


def _submit(name: str, size: int, runs: int) -> Figure:
    envelope = os.urandom(size)
    with tempfile.TemporaryDirectory(dir=OUT) as folder:
        outbox, raw = Outbox(Path(folder, "outbox"), floor_mb=1), _raw(Path(folder, "raw.sqlite3"))
        ours, peer = interleaved_ms(runs, lambda: outbox.submit(_stub(), envelope), lambda: _commit(raw, envelope))
        outbox.close()
        raw.close()
    return against(f"submit {name}, durable", ours, "raw SQLite commit", peer, "ms", runs, limit=GOAL)


def _seal() -> Figure:
    key, plaintext, runs = generate_key_pair().public_key, os.urandom(3_000_000), 50
    (milliseconds,) = interleaved_ms(runs, lambda: seal(plaintext, b"{}", key))
    return plain("seal 3 MB (HPKE X25519, AES-256-GCM)", milliseconds, "ms", runs)


def _raw(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
    connection.execute(f"PRAGMA journal_size_limit = {LOG_LIMIT_BYTES}").fetchall()
    connection.execute("CREATE TABLE envelopes (id TEXT PRIMARY KEY, envelope BLOB)")
    return connection


def _commit(raw: sqlite3.Connection, envelope: bytes) -> None:
    raw.execute("BEGIN")
    raw.execute("INSERT INTO envelopes VALUES (?, ?)", (str(new_application_id()), envelope))
    raw.execute("COMMIT")


def _stub() -> OutboxStub:
    now = datetime.now(UTC)
    return OutboxStub(new_application_id(), "T-0001-261123-001", "养老保险关系转移接续", "永仁县", "online", now)
