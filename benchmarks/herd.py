"""Many terminals whose network comes back at one moment, against a hub that serves so many a second.

Each has knocked for a week by a real back-off rule, so its next knock lies anywhere in its last delay. The
hub serves ``capacity`` a second and answers the others 503; they back off by the rule for a hub that answers.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.figure import percentile

Rule = Callable[[float, bool], float]
"""Last delay and whether the hub answered → next delay, seconds."""


@dataclass(frozen=True)
class Drained:
    """What the hub saw: most arrivals in a second, and how long terminals waited from the network's return."""

    peak: int
    drain_s: float
    median_s: float
    p99_s: float


def drained(
    terminals: int,
    rule_of: Callable[[Callable[[float, float], float]], Rule],
    *,
    seed: int,
    capacity: int = 200,
    outage_s: float = 7 * 86_400.0,
    began_within_s: float = 2.0,
) -> Drained:
    """``rule_of`` makes the back-off rule from a source of chance; every terminal lost its line within
    ``began_within_s`` (one switch failed for all), and knocks on through the outage.
    """
    chance = random.Random(seed)
    rule = rule_of(chance.uniform)
    queue: list[tuple[float, int, float]] = []
    for number in range(terminals):
        at_s, last_s = chance.uniform(0, began_within_s), 0.0
        # Knocks settle into their rhythm within minutes; six hours of them stand for the week.
        while at_s < min(outage_s, 6 * 3600.0):
            last_s = rule(last_s, False)
            at_s += last_s
        heapq.heappush(queue, (at_s, number, last_s))
    back_s = min(at for at, _, _ in queue)
    arrivals: Counter[int] = Counter()
    served: Counter[int] = Counter()
    waits: list[float] = []
    while queue:
        at_s, number, last_s = heapq.heappop(queue)
        second = int(at_s - back_s)
        arrivals[second] += 1
        if served[second] < capacity:
            served[second] += 1
            waits.append(at_s - back_s)
            continue
        last_s = rule(last_s, True)
        heapq.heappush(queue, (at_s + last_s, number, last_s))
    return Drained(max(arrivals.values()), max(waits), percentile(waits, 50), percentile(waits, 99))
