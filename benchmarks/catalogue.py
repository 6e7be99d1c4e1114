"""Catalogue figures: loading, and searching at the size of the city's whole ledger (688 items)."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.figure import against, at_most, interleaved_ms, plain
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.search import Search, searchable

SHIPPED = Path(__file__).resolve().parent.parent / "assets" / "catalogue"
LEDGER = 688
QUERIES = (
    "yb",
    "医保",
    "身份证丢了",
    "外地住院怎么报销",
    "shebaoka",
    "公积金",
    "落户",
    "gjj",
    "结婚",
    "没有这件事",
)
ROUNDS = 20


def ledger_sized(catalogue: Catalogue) -> Catalogue:
    """The shipped items repeated under other ids until they are as many as the city's ledger."""
    items = [
        one.model_copy(update={"id": f"{one.id[:40]}-{turn}", "name": f"{one.name}{turn}"})
        for turn in range(1 + LEDGER // len(catalogue.items))
        for one in catalogue.items
    ]
    return replace(catalogue, items=tuple(items[:LEDGER]))


def figures() -> list[dict[str, Any]]:
    """Medians and the slowest of a fixed set of queries, beside a bare scan over the same texts."""
    catalogue = Catalogue.load(SHIPPED)
    whole = ledger_sized(catalogue)
    search = Search(whole)
    texts = [text for item in whole.items for text, _ in searchable(item, whole)]
    taken: list[float] = []
    for _ in range(ROUNDS):
        for query in QUERIES:
            begun = time.perf_counter()
            search.find(query)
            taken.append((time.perf_counter() - begun) * 1000)
    ours, scan = interleaved_ms(
        ROUNDS, lambda: search.find("医保"), lambda: [one for one in texts if "医保" in one]
    )
    load, _ = interleaved_ms(5, lambda: Catalogue.load(SHIPPED), lambda: None)
    p95 = statistics.quantiles(taken, n=20)[-1]
    return [
        at_most("search, 688 items: median query", statistics.median(taken), "ms", len(taken), 5).as_row(),
        at_most("search, 688 items: 95 of 100 queries", p95, "ms", len(taken), 5).as_row(),
        against("search 医保", ours, "bare scan of the same texts", scan, "ms", ROUNDS).as_row(),
        plain("catalogue load and check", load, "ms", 5).as_row(),
    ]
