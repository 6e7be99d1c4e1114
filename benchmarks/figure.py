"""One measured figure beside its limit or a peer measured in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """``goal`` limits ``value``, or ``ratio`` when there is a peer; ``holds`` says whether it is met."""

    name: str
    value: float
    unit: str
    n: int
    goal: str = ""
    beside: dict[str, Any] | None = None
    ratio: float | None = None
    holds: bool | None = None

    def as_row(self) -> dict[str, Any]:
        """The JSON row of ``out/bench/<topic>.json``."""
        return asdict(self)


def at_most(name: str, value: float, unit: str, n: int, limit: float) -> Figure:
    """A figure with an upper limit of its own."""
    return Figure(name, round(value, 4), unit, n, f"at most {limit:g} {unit}", None, None, value <= limit)


def plain(name: str, value: float, unit: str, n: int) -> Figure:
    """A figure without a limit, to know and to compare from run to run."""
    return Figure(name, round(value, 4), unit, n)


def against(
    name: str, ours: float, peer_name: str, peer: float, unit: str, n: int, *, limit: float | None = None
) -> Figure:
    """Ours beside a peer of the same run; ``limit`` is on the ratio ours/peer."""
    ratio = ours / peer if peer else float("inf")
    goal = f"at most {limit:g} times {peer_name}" if limit is not None else ""
    holds = ratio <= limit if limit is not None else None
    return Figure(
        name, round(ours, 4), unit, n, goal, {"name": peer_name, "value": round(peer, 4)}, round(ratio, 3), holds
    )


def interleaved_ms(runs: int, *calls: Callable[[], object]) -> list[float]:
    """Median milliseconds of each call, taken in turn so that a drifting machine is fair to all."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(runs):
        for times, call in zip(taken, calls, strict=True):
            begun = time.perf_counter()
            call()
            times.append((time.perf_counter() - begun) * 1000)
    return [statistics.median(times) for times in taken]


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which ``percent`` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
