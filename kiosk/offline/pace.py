"""How long to wait: back-off with decorrelated jitter, and the clock it waits on."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """The time as the uploader sees it; tests bring one that they move by hand."""

    def wall(self) -> float:
        """Unix time; may jump."""

    def monotonic(self) -> float:
        """Seconds that only go forward."""

    def wait(self, event: threading.Event, timeout_s: float) -> None:
        """Returns when ``event`` is set or ``timeout_s`` of monotonic time have passed."""


class SystemClock:
    """The machine's clock."""

    def wall(self) -> float:
        """Unix time."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds that only go forward."""
        return time.monotonic()

    def wait(self, event: threading.Event, timeout_s: float) -> None:
        """``threading.Event.wait``, which CPython times on the monotonic clock."""
        event.wait(timeout_s)


@dataclass(frozen=True)
class Pace:
    """Back-off by decorrelated jitter: each delay is random between ``base_s`` and three times the last one.

    What comes of it when 10,000 terminals return after a week is simulated by ``make bench-offline``.
    """

    base_s: float = 2.0
    cap_s: float = 300.0
    ask_s: float = 20.0
    """How often the hub is asked while nothing waits."""
    uniform: Callable[[float, float], float] = random.uniform

    def next_knock(self, last_s: float, *, answered: bool) -> float:
        """Seconds to the next question whether the hub is there; ``answered``: it is, and said that it cannot."""
        delay_s = self.next_delay(last_s)
        return delay_s if answered else min(self.ask_s, delay_s)

    def next_delay(self, last_s: float) -> float:
        """Seconds to wait after a delay of ``last_s`` (0 for the first time)."""
        return min(self.cap_s, self.uniform(self.base_s, max(self.base_s, last_s * 3)))
