"""The reader's states, how long things may take in them, and what an error means for the reader and for a card."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.devices.base import DeviceState, DeviceStatus
from kiosk.devices.id_reader.events import CardReason
from kiosk.errors import (
    CardGone,
    CardRejected,
    CardUnknown,
    DeviceAbsent,
    DeviceError,
    DeviceGarbled,
    DeviceOutOfOrder,
    DeviceRefused,
    DeviceSilent,
    DriverMissing,
)


class ReaderState(StrEnum):
    """Where the reader is in its life."""

    CLOSED = "closed"
    OPENING = "opening"
    IDLE = "idle"
    SELECT = "select"
    READ = "read"
    HOLD = "hold"


@dataclass(frozen=True)
class Pace:
    """How often and how long, in seconds and counts; the reasons stand in ``docs/drivers.md``."""

    poll_s: float = 0.3
    rest_check_s: float = 0.75
    """While nobody waits for a card the module is asked how it is."""
    look_s: float = 0.75
    """While nothing is plugged in it is looked for, and a port that makes no sense is looked at."""
    opening_tries: int = 10
    opening_retry_s: float = 0.25
    misses: int = 5
    """So many broken exchanges in a row mean that the reader is lost."""
    attempts: int = 3
    """So often a card that lies there is tried before it must be lifted."""
    forgotten_s: float = 10.0
    backoff_first_s: float = 1.0
    """Before a port that is there and made no sense is opened again; doubled each time up to the last."""
    backoff_last_s: float = 10.0


_STATUSES: tuple[tuple[type[DeviceError], DeviceStatus], ...] = (
    (DeviceAbsent, DeviceStatus(DeviceState.ABSENT, "absent")),
    (DeviceRefused, DeviceStatus(DeviceState.FAILED, "refused")),
    (DeviceOutOfOrder, DeviceStatus(DeviceState.FAILED, "out_of_order")),
    (DriverMissing, DeviceStatus(DeviceState.FAILED, "driver_missing")),
    (DeviceGarbled, DeviceStatus(DeviceState.FAILED, "garbled")),
    (DeviceSilent, DeviceStatus(DeviceState.FAILED, "silent")),
)

_REASONS: tuple[tuple[type[DeviceError], CardReason], ...] = (
    (CardRejected, CardReason.REJECTED),
    (CardUnknown, CardReason.UNKNOWN),
    (CardGone, CardReason.LIFTED),
    (DeviceGarbled, CardReason.GARBLED),
    (DeviceSilent, CardReason.SILENT),
)


def status_of(error: DeviceError) -> DeviceStatus:
    """What a reader is that was lost with ``error``."""
    unknown = DeviceStatus(DeviceState.FAILED, "unknown")
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), unknown)


def reason_of(error: DeviceError) -> CardReason:
    """What a resident is told of a card that failed with ``error``."""
    return next((reason for kind, reason in _REASONS if isinstance(error, kind)), CardReason.READER_FAILED)
