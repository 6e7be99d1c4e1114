"""The time in the hall: one zone for the whole country, whatever zone the machine was set up with."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")
"""Without summer time since 1991."""


def in_hall(at: datetime) -> datetime:
    """The same moment on the hall's clock."""
    return at.astimezone(CHINA)
