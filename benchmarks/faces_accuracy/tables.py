"""False matches and false non-matches, with counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.faces_accuracy.measure import Scored

RATES = (1e-2, 1e-3, 1e-4)


def at(row: Scored, threshold: float) -> tuple[int, int]:
    """False non-matches and false matches when scores from ``threshold`` on match."""
    return int((row.same < threshold).sum()), int((row.different >= threshold).sum())


def threshold_for(row: Scored, rate: float) -> float | None:
    """The lowest threshold with a false match rate of at most ``rate``; ``None`` with too few pairs to tell."""
    allowed = int(rate * len(row.different))
    if allowed < 1:
        return None
    ordered = np.sort(row.different)[::-1]
    return float(np.nextafter(ordered[allowed], np.inf)) if allowed < len(ordered) else float(ordered[-1])


def show(console: Console, name: str, rows: Sequence[Scored], thresholds: Sequence[float]) -> None:
    """A table of one set."""
    table = Table(title=name, title_justify="left")
    heads = ["reference", "by", "not found"]
    heads += [f"at {threshold:.2f}: FNM  FM" for threshold in thresholds]
    heads += [f"FNMR at FMR {rate:g}" for rate in RATES]
    for number, head in enumerate(heads):
        table.add_column(head, justify="left" if number < 2 else "right")
    for row in rows:
        cells = [row.condition, row.method, f"{row.not_found}/{row.references}"]
        cells += [_counts(row, threshold) if row.on_our_scale else "" for threshold in thresholds]
        cells += [_at_rate(row, rate) for rate in RATES]
        table.add_row(*cells)
    console.print(table)


def as_rows(name: str, rows: Sequence[Scored], thresholds: Sequence[float]) -> list[dict[str, Any]]:
    """The same for a file."""
    out: list[dict[str, Any]] = []
    for row in rows:
        entry: dict[str, Any] = {
            "set": name,
            "reference": row.condition,
            "by": row.method,
            "not_found": row.not_found,
            "same": len(row.same),
            "different": len(row.different),
        }
        if row.on_our_scale:
            entry["at"] = {f"{threshold:g}": at(row, threshold) for threshold in thresholds}
        for rate in RATES:
            threshold = threshold_for(row, rate)
            if threshold is not None:
                entry[f"fmr_{rate:g}"] = {"threshold": round(threshold, 4), "missed": at(row, threshold)[0]}
        out.append(entry)
    return out


def _counts(row: Scored, threshold: float) -> str:
    missed, wrong = at(row, threshold)
    return f"{missed}/{len(row.same)}  {wrong}/{len(row.different)}"


def _at_rate(row: Scored, rate: float) -> str:
    threshold = threshold_for(row, rate)
    if threshold is None:
        return "too few pairs"
    missed, _ = at(row, threshold)
    return f"{100 * missed / len(row.same):.2f} % ({missed}/{len(row.same)}) from {threshold:.3f}"
