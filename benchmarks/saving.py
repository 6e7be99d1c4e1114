"""Saving while scanning: what a page costs as it is made, and a submit whose papers lie on the disk already.

The peer of the submit writes the same bytes at submit: three files, all synced, then their folder, and one row.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from benchmarks.figure import Figure, against, percentile, plain
from benchmarks.offline import BARE_GOAL, PAGE, PAGES, _files_and_row
from benchmarks.submit import OUT, _raw, _stub
from kiosk.offline.ids import new_application_id
from kiosk.offline.outbox import Outbox, Part
from kiosk.offline.parts import PartFacts, seal_part

RUNS, HEAD = 60, 20_000
"""A head holds the form, the signature and the keys."""


def figures() -> list[Figure]:
    """Milliseconds on the disk where the other outputs lie; pages of 1 MB, taken in turn with the peer."""
    OUT.mkdir(exist_ok=True)
    head, page = os.urandom(HEAD), os.urandom(PAGE)
    pages, submits, bare = [], [], []
    with tempfile.TemporaryDirectory(dir=OUT) as name:
        folder = Path(name)
        (folder / "bare").mkdir()
        outbox, raw = Outbox(folder / "outbox", floor_mb=1), _raw(folder / "raw.sqlite3")
        for _ in range(RUNS):
            parts = []
            for _ in range(PAGES):
                begun = time.perf_counter()
                parts.append(_saved(outbox, page))
                pages.append(_ms_since(begun))
            begun = time.perf_counter()
            outbox.submit(_stub(), head, bytes(32), parts)
            submits.append(_ms_since(begun))
            begun = time.perf_counter()
            _files_and_row(folder / "bare", raw, page * PAGES)
            bare.append(_ms_since(begun))
        outbox.close()
        raw.close()
    title, peer = "submit 3 x 1 MB saved while scanning", "the same written at submit, bare"
    seals = _seals(page)
    return [
        plain("a page of 1 MB sealed and synced, p50", percentile(pages, 50), "ms", len(pages)),
        plain("a page of 1 MB sealed and synced, p99", percentile(pages, 99), "ms", len(pages)),
        against(f"{title}, p50", percentile(submits, 50), peer, percentile(bare, 50), "ms", RUNS, limit=BARE_GOAL),
        against(f"{title}, p99", percentile(submits, 99), peer, percentile(bare, 99), "ms", RUNS),
        *seals,
    ]


def _saved(outbox: Outbox, page: bytes) -> Part:
    key = new_application_id()
    part, sealed = seal_part(PartFacts.of(key, "page", page), page, 1)
    return Part(outbox.keep_part(key, sealed), part.sealed_size)


def _seals(page: bytes) -> list[Figure]:
    found = []
    for suite_id, name in ((1, "AES-256-GCM"), (2, "SM4-GCM")):
        facts, taken = PartFacts.of(new_application_id(), "page", page), []
        for _ in range(RUNS):
            begun = time.perf_counter()
            seal_part(facts, page, suite_id)
            taken.append(_ms_since(begun))
        found.append(plain(f"seal a page of 1 MB ({name})", percentile(taken, 50), "ms", RUNS))
    return found


def _ms_since(begun_s: float) -> float:
    return (time.perf_counter() - begun_s) * 1000
