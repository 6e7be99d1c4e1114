"""The two names of an application: the id machines use and the short number a person can read out."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from datetime import date
from uuid import UUID

_RANDOM_BITS = 74


class ApplicationIds:
    """Makes UUIDv7 (RFC 9562 §5.7), each greater than the one before, whatever the clock does. Thread-safe.

    Monotonic by §6.2: the 74 bits under the millisecond are random, and when the clock stands or goes back the
    last value is counted on by a random step.
    """

    def __init__(self, clock_ns: Callable[[], int] = time.time_ns) -> None:
        self._clock_ns = clock_ns
        self._lock = threading.Lock()
        self._last = 0

    def new(self) -> UUID:
        """The next id."""
        with self._lock:
            fresh = (self._clock_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
            self._last = fresh if fresh > self._last else self._last + 1 + secrets.randbits(32)
            value = self._last
        unix_ms, rand_a, rand_b = value >> 74 & (1 << 48) - 1, value >> 62 & 0xFFF, value & (1 << 62) - 1
        return UUID(int=unix_ms << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)


new_application_id = ApplicationIds().new
"""The next id in this process."""


def receipt_number(terminal_id: str, day: date, serial: int) -> str:
    """The number on the receipt, such as ``T-0001-261123-007``: machine, day, how many that day. Nothing personal.

    Raises ``ValueError`` for a serial below 1.
    """
    if serial < 1:
        raise ValueError("serials count from 1")
    return f"{terminal_id}-{day:%y%m%d}-{serial:03d}"
