"""The machine's time, as the hall sees it."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

from kiosk.journey.local_time import CHINA


class HallClock:
    """The clock of a hall in China, whatever zone the machine was set up with."""

    def monotonic_s(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()

    def utc(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day it is in the hall."""
        return datetime.now(CHINA).date()
