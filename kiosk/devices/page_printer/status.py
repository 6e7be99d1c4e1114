"""What a print queue says of itself, and what it means (RFC 8011 5.4.11 ``printer-state``, 5.4.12 the reasons)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from kiosk.devices.base import DeviceState, DeviceStatus

IDLE, PROCESSING, STOPPED = 3, 4, 5


class PagesReason(StrEnum):
    """Why sheets cannot be printed, or did not come out."""

    ABSENT = "absent"
    PAPER_OUT = "paper_out"
    DOOR_OPEN = "cover_open"
    JAM = "jam"
    INK_OUT = "ink_out"
    OFFLINE = "offline"
    ERROR = "error"
    """Stopped, and names a cause that is none of these."""
    UNKNOWN = "unknown"
    """No answer, or no word of what became of a job in its time."""
    CONTENT = "content"
    """The queue took the job and gave it up by itself."""
    STOPPED = "stopped"
    """The terminal was shut down meanwhile."""


_REASONS = {
    "media-empty": PagesReason.PAPER_OUT,
    "media-needed": PagesReason.PAPER_OUT,
    "input-tray-missing": PagesReason.PAPER_OUT,
    "door-open": PagesReason.DOOR_OPEN,
    "cover-open": PagesReason.DOOR_OPEN,
    "interlock-open": PagesReason.DOOR_OPEN,
    "media-jam": PagesReason.JAM,
    "toner-empty": PagesReason.INK_OUT,
    "marker-supply-empty": PagesReason.INK_OUT,
    "developer-empty": PagesReason.INK_OUT,
    "offline": PagesReason.OFFLINE,
    "shutdown": PagesReason.OFFLINE,
    "timed-out": PagesReason.OFFLINE,
    "connecting-to-device": PagesReason.OFFLINE,
    "paused": PagesReason.OFFLINE,
}
_HARMLESS = ("-warning", "-report")


def stops(state: int, reasons: Iterable[str]) -> PagesReason | None:
    """What keeps the printer from printing, or ``None``. A warning or a report keeps it from nothing."""
    named = [_REASONS[_bare(one)] for one in reasons if not one.endswith(_HARMLESS) and _bare(one) in _REASONS]
    if named:
        return named[0]
    if state not in (IDLE, PROCESSING, STOPPED):
        return PagesReason.UNKNOWN
    return PagesReason.ERROR if state == STOPPED else None


def status_of(state: int, reasons: Iterable[str]) -> DeviceStatus:
    """The device's status. An idle queue's reasons may be those of its last job (CUPS hears of the printer during
    jobs only): they are told, and the printer is tried."""
    stopped = stops(state, reasons)
    if stopped is not None:
        return DeviceStatus(DeviceState.READY if state == IDLE else DeviceState.ATTENTION, stopped.value)
    return DeviceStatus(DeviceState.BUSY if state == PROCESSING else DeviceState.READY)


def _bare(reason: str) -> str:
    return reason.removesuffix("-error")
