"""What the line may be used for: hours in which envelopes go out, and how many bits a second they may take.

Both are pure: they are told the time and say how long to wait. Neither can hold an envelope for ever, whatever the
clock does: a window opens within a day by any clock, and the flow counts on the monotonic one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from time import monotonic, sleep

DAY_S = 86_400.0


@dataclass(frozen=True)
class SendingHours:
    """From ``begin`` to ``end``, local time of the hall; over midnight when ``end`` is earlier. Equal: always."""

    begin: time
    end: time

    def wait_s(self, now: datetime) -> float:
        """Seconds until sending is allowed; 0 when it is. ``now`` is the hall's local time."""
        at, begin, end = _seconds(now.time()), _seconds(self.begin), _seconds(self.end)
        if begin == end:
            return 0.0
        inside = begin <= at < end if begin < end else at >= begin or at < end
        return 0.0 if inside else (begin - at) % DAY_S


ALWAYS = SendingHours(time(0), time(0))


def sending_hours(text: str) -> SendingHours:
    """``HH:MM-HH:MM``, or empty for always. Raises ``ValueError``."""
    if not text:
        return ALWAYS
    begin, separator, end = text.partition("-")
    if not separator:
        raise ValueError("hours are written such as 18:00-07:30")
    return SendingHours(time.fromisoformat(begin), time.fromisoformat(end))


class Flow:
    """At most ``kbit_s`` on average, by a bucket that holds one second's worth; not thread-safe, one sender."""

    def __init__(self, kbit_s: float | None) -> None:
        self._bytes_s = None if kbit_s is None else kbit_s * 1000 / 8
        self._free_at_s = float("-inf")

    def wait_s(self, size: int, now_s: float) -> float:
        """Seconds to wait before ``size`` bytes may go; they count as sent. ``now_s`` is monotonic."""
        if self._bytes_s is None:
            return 0.0
        begin_s = max(self._free_at_s, now_s - 1.0)
        self._free_at_s = begin_s + size / self._bytes_s
        return max(0.0, begin_s - now_s)


class Paced:
    """Waits before each piece so that the flow holds; given to whoever sends the pieces."""

    def __init__(
        self,
        flow: Flow,
        monotonic_s: Callable[[], float] = monotonic,
        wait: Callable[[float], None] = sleep,
    ) -> None:
        self._flow, self._monotonic_s, self._wait = flow, monotonic_s, wait

    def __call__(self, size: int) -> None:
        """Returns when ``size`` bytes may go."""
        wait_s = self._flow.wait_s(size, self._monotonic_s())
        if wait_s > 0:
            self._wait(wait_s)


def _seconds(at: time) -> float:
    return at.hour * 3600 + at.minute * 60 + at.second + at.microsecond / 1e6
