"""Submitting beside its limits, and 10,000 terminals coming back after a week's outage (``docs/offline.md``).

Each peer writes the same bytes with the same durability on the same disk, in turn with ours. Ours encrypts its
database at rest and writes row, state, hash and claim besides; the peers write plain.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from persistqueue import SQLiteAckQueue

from benchmarks.figure import Figure, against, at_most, percentile, plain
from benchmarks.herd import Rule, drained
from benchmarks.submit import OUT, _commit, _raw, _stub
from kiosk.offline.claims import claim
from kiosk.offline.outbox import Outbox
from kiosk.offline.pace import Pace
from kiosk.offline.seal import generate_key_pair, seal
from kiosk.offline.suites import SM2_SM4

SMALL, PAGE, PAGES = 2_000, 1_000_000, 3
RAW_GOAL, BARE_GOAL = 1.3, 1.5
TERMINALS = 10_000


def figures() -> list[Figure]:
    """Milliseconds on the disk where the other outputs lie; the herd is simulated with the real ``Pace``."""
    OUT.mkdir(exist_ok=True)
    return [*_submits(), _application(), *_seals(), *_herd()]


def _timed(runs: int, *calls: Callable[[], object]) -> list[list[float]]:
    """Milliseconds of each call, taken in turn."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(runs):
        for times, call in zip(taken, calls, strict=True):
            begun = time.perf_counter()
            call()
            times.append((time.perf_counter() - begun) * 1000)
    return taken


def _submits() -> list[Figure]:
    runs, envelope = 400, os.urandom(SMALL)
    with tempfile.TemporaryDirectory(dir=OUT) as name:
        folder = Path(name)
        outbox, raw = Outbox(folder / "outbox", floor_mb=1), _raw(folder / "raw.sqlite3")
        queue = SQLiteAckQueue(str(folder / "queue"), auto_commit=True, multithreading=True)
        _as_durable(queue)
        ours, bare, theirs = _timed(
            runs,
            lambda: outbox.submit(_stub(), envelope, bytes(32)),
            lambda: _commit(raw, envelope),
            lambda: queue.put(envelope),
        )
        outbox.close()
        raw.close()
        queue.close()
    name = "submit 2 KB, encrypted, durable"
    return [
        against(f"{name}, p50", _p(ours, 50), "raw SQLite commit", _p(bare, 50), "ms", runs, limit=RAW_GOAL),
        against(f"{name}, p99", _p(ours, 99), "raw SQLite commit", _p(bare, 99), "ms", runs),
        against(f"{name}, p50", _p(ours, 50), "SQLiteAckQueue 1.1.0", _p(theirs, 50), "ms", runs),
        against(f"{name}, p99", _p(ours, 99), "SQLiteAckQueue 1.1.0", _p(theirs, 99), "ms", runs),
    ]


def _as_durable(queue: SQLiteAckQueue) -> None:
    """It opens in WAL; FULL is SQLite's default. Read back, so that nobody is compared with a faster lie."""
    for connection in {queue._putter, queue._getter}:
        if connection is None:
            raise RuntimeError("SQLiteAckQueue has no connection")
        found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
        if found != ["wal", 2]:
            raise RuntimeError(f"SQLiteAckQueue is not as durable: {found}")


def _application() -> Figure:
    """Three scans of 1 MB in one envelope, beside three files (all synced, then their folder) and one row."""
    runs, envelope = 60, os.urandom(PAGES * PAGE)
    with tempfile.TemporaryDirectory(dir=OUT) as name:
        folder = Path(name)
        (folder / "bare").mkdir()
        outbox, raw = Outbox(folder / "outbox", floor_mb=1), _raw(folder / "raw.sqlite3")
        ours, bare = _timed(
            runs, lambda: outbox.submit(_stub(), envelope), lambda: _files_and_row(folder / "bare", raw, envelope)
        )
        outbox.close()
        raw.close()
    title = "submit 3 x 1 MB, durable, p50"
    return against(title, _p(ours, 50), "bare files and row", _p(bare, 50), "ms", runs, limit=BARE_GOAL)


def _files_and_row(folder: Path, raw: sqlite3.Connection, envelope: bytes) -> None:
    opened = []
    for number in range(PAGES):
        descriptor = os.open(folder / f"{time.perf_counter_ns()}-{number}", os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(descriptor, envelope[number * PAGE : (number + 1) * PAGE])
        opened.append(descriptor)
    for descriptor in opened:
        os.fdatasync(descriptor)
        os.close(descriptor)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(descriptor)
    os.close(descriptor)
    _commit(raw, b"row")


def _seals() -> list[Figure]:
    key, header, runs = generate_key_pair().public_key, b"{}", 60
    of_sm2 = SM2_SM4.generate_key_pair().public_key
    small, large = os.urandom(SMALL), os.urandom(PAGES * PAGE)
    of_small, of_large, sm2_small, sm2_large, of_claim = _timed(
        runs,
        lambda: seal(small, header, key),
        lambda: seal(large, header, key),
        lambda: seal(small, header, of_sm2, SM2_SM4),
        lambda: seal(large, header, of_sm2, SM2_SM4),
        lambda: claim("测试甲", "510402199001011234"),
    )
    hpke = "HPKE X25519, AES-256-GCM"
    return [
        plain(f"seal 2 KB ({hpke})", statistics.median(of_small), "ms", runs),
        plain(f"seal 3 MB ({hpke})", statistics.median(of_large), "ms", runs),
        against("seal 2 KB (SM2, SM4-GCM)", _p(sm2_small, 50), hpke, _p(of_small, 50), "ms", runs),
        against("seal 3 MB (SM2, SM4-GCM)", _p(sm2_large, 50), hpke, _p(of_large, 50), "ms", runs),
        plain("mark of the person until told (scrypt)", statistics.median(of_claim), "ms", runs),
    ]


def _herd() -> list[Figure]:
    pace = Pace()

    def ours_of(uniform: Callable[[float, float], float]) -> Rule:
        jittered = Pace(uniform=uniform)
        return lambda last, answered: jittered.next_knock(last, answered=answered)

    def exponential(_: Callable[[float, float], float]) -> Rule:
        return lambda last, answered: min(pace.cap_s, max(pace.base_s, last * 2))

    ours, peer = drained(TERMINALS, ours_of, seed=1), drained(TERMINALS, exponential, seed=1)
    name = f"{TERMINALS} terminals back after a week"
    plain_name = "plain exponential back-off"
    return [
        against(f"{name}: arrivals in the worst second", ours.peak, plain_name, peer.peak, "", TERMINALS),
        against(f"{name}: until all are served", ours.drain_s, plain_name, peer.drain_s, "s", TERMINALS),
        against(f"{name}: median wait", ours.median_s, plain_name, peer.median_s, "s", TERMINALS),
        against(f"{name}: 99th wait", ours.p99_s, plain_name, peer.p99_s, "s", TERMINALS),
        at_most(f"{name}: unfairness (p99 over median wait)", ours.p99_s / ours.median_s, "", TERMINALS, 20),
    ]


def _p(values: list[float], percent: float) -> float:
    return percentile(values, percent)
