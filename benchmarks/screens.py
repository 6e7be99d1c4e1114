"""Every screen built anew in one frame: the main thread's own time, portrait and landscape, first time and after.

The terminal's freed memory is overwritten as on a kiosk (``main.CLEAN_MEMORY``), which costs about a third.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.figure import Figure, at_most, percentile, plain
from kiosk.sandbox.album import SIZES
from main import CLEAN_MEMORY

FRAME_MS = 33.0


def figures() -> list[Figure]:
    """Longest frames, in both orientations."""
    return [figure for orientation in SIZES for figure in _figures(orientation)]


def _figures(orientation: str) -> Iterator[Figure]:
    taken = _taken(orientation)
    sweeps = taken.pop("sweep")
    first = {name: rounds[0] for name, rounds in taken.items()}
    after = {name: max(rounds[1:]) for name, rounds in taken.items()}
    every = [one for rounds in taken.values() for one in rounds[1:]]
    worst, worst_first = max(after, key=lambda name: after[name]), max(first, key=lambda name: first[name])
    yield plain(f"{orientation}: a screen built in one frame, median", percentile(every, 50), "ms", len(every))
    yield plain(f"{orientation}: the same, 99 %", percentile(every, 99), "ms", len(every))
    yield at_most(f"{orientation}: the same, longest ({worst})", after[worst], "ms", len(every), FRAME_MS)
    yield at_most(
        f"{orientation}: the first time ever, longest ({worst_first})",
        first[worst_first],
        "ms",
        len(first),
        FRAME_MS,
    )
    yield at_most(f"{orientation}: what it left is collected, longest", max(sweeps), "ms", len(sweeps), FRAME_MS)


def _taken(orientation: str) -> dict[str, list[float]]:
    command = [sys.executable, "-m", "benchmarks.screens_child", orientation]
    done = subprocess.run(command, env=os.environ | CLEAN_MEMORY, stdout=subprocess.PIPE, check=True)
    taken: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return taken
