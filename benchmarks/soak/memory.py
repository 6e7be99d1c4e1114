"""Is memory flat? Samples of what the process holds, and the line through them."""

from __future__ import annotations

import gc
import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil


@dataclass(frozen=True)
class Slope:
    """A straight line through samples: where it ends and how fast it rises."""

    last_mb: float
    kb_a_minute: float


class MemoryWatch:
    """Takes a sample at each ``look``. Python's own blocks by tracemalloc, all of the process as RSS."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._samples: list[tuple[float, float, float]] = []
        tracemalloc.start(1)

    def look(self) -> None:
        """One sample, after a collection: what waits to be collected is no growth."""
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
        self._samples.append((time.monotonic(), held / 1e6, self._process.memory_info().rss / 1e6))

    def slopes(self) -> tuple[Slope, Slope]:
        """Python's blocks and RSS over the second half, for the first one fills caches. Needs four samples."""
        late = np.array(self._samples[len(self._samples) // 2 :])
        minutes = (late[:, 0] - late[0, 0]) / 60
        traced, rss = (
            Slope(float(row[-1]), float(np.polyfit(minutes, row, 1)[0] * 1000)) for row in late[:, 1:].T
        )
        return traced, rss

    def stop(self) -> None:
        """Ends the tracing."""
        tracemalloc.stop()


def open_files() -> int:
    """File descriptors of this process."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())
