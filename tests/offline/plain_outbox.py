"""An outbox file as the first version wrote it: plain, of schema 1, with a log that was not brought home."""

import sqlite3
import subprocess
import sys
from pathlib import Path

SCHEMA = """
CREATE TABLE applications (
    seq INTEGER PRIMARY KEY, application_id TEXT NOT NULL UNIQUE, receipt_number TEXT NOT NULL,
    item_name TEXT NOT NULL, region_name TEXT NOT NULL, mode TEXT NOT NULL, created_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'parked')),
    attempts INTEGER NOT NULL DEFAULT 0, next_try REAL NOT NULL DEFAULT 0, delay_s REAL NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '', case_number TEXT NOT NULL DEFAULT '', settled_at REAL NOT NULL DEFAULT 0
);
CREATE TABLE envelopes (
    seq INTEGER PRIMARY KEY REFERENCES applications ON DELETE CASCADE, envelope BLOB NOT NULL
);
CREATE TABLE numbers (day TEXT NOT NULL PRIMARY KEY, taken INTEGER NOT NULL);
PRAGMA application_id = 1413631810;
PRAGMA user_version = 1;
"""
IDS = tuple(f"019ab000-0000-7000-8000-{number:012d}" for number in range(1, 6))
PARKED, DELIVERED = IDS[3], IDS[4]


def envelope_of(application_id: str) -> bytes:
    return f"sealed for {application_id} ".encode() * (4000 if application_id == IDS[2] else 30)


def write(path: Path) -> None:
    """Makes the file in a process that dies, so that its log stays beside it, as after a power cut."""
    script = "import sys; from pathlib import Path; sys.path[:0] = sys.argv[2:]\n"
    script += "import os, plain_outbox; plain_outbox._write(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-c", script, str(path), str(Path(__file__).parent)], check=False)
    assert Path(f"{path}-wal").stat().st_size > 0


def _write(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA locking_mode = exclusive")
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA synchronous = full")
    connection.executescript(SCHEMA)
    connection.execute("INSERT INTO numbers VALUES ('2026-11-23', 5)")
    for number, key in enumerate(IDS, start=1):
        row = (number, key, f"T-0001-261123-{number:03d}", "养老保险关系转移接续", "云南省", "online")
        connection.execute(
            "INSERT INTO applications (seq, application_id, receipt_number, item_name, region_name, mode,"
            " created_at) VALUES (?, ?, ?, ?, ?, ?, '2026-11-23T02:00:00+00:00')",
            row,
        )
        connection.execute("INSERT INTO envelopes VALUES (?, ?)", (number, envelope_of(key)))
    connection.execute(
        "UPDATE applications SET state = 'parked', problem = 'x' WHERE application_id = ?", (PARKED,)
    )
    connection.execute(
        "UPDATE applications SET state = 'delivered', case_number = '1', settled_at = 5 WHERE application_id = ?",
        (DELIVERED,),
    )
    globals()["held"] = connection  # closing would bring the log home
