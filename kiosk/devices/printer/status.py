"""What an ESC/POS printer says about itself, and what it means.

``DLE EOT n`` (n = 1 printer, 2 why offline, 3 error, 4 paper) is answered at once, even offline; ``GS r 1`` is
answered when the printer has worked through every byte before it, which makes it a fence behind a job. All
answers are single bytes in one stream, told apart by their fixed bits (Epson ESC/POS reference, "DLE EOT",
"GS r", "GS a", "DLE DC4 fn 8"):

    0xx1xx10   answer to DLE EOT            0xx1xx00 + 3 bytes   automatic status (GS a), left aside
    0xx0xxxx   answer to GS r               37 25 00             buffers are clear (DLE DC4 8)
    11, 13     XON, XOFF, left aside

Silence is ``UNKNOWN``, a state of its own: python-escpos's ``paper_status`` reads silence as "plenty of paper".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.devices.base import DeviceState, DeviceStatus
from kiosk.errors import CoverOpen, DeviceAbsent, DeviceError, PaperOut, PrinterError, PrinterStateUnknown

FENCE = b"\x1dr\x01"
"""GS r 1."""
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 8: throw away what is received and not yet printed; answered by 37 25 00 (Epson, Citizen)."""
NO_AUTOMATIC_STATUS = b"\x1da\x00"
"""GS a 0: some printers are delivered with unasked status switched on."""


def ask_bytes(n: int) -> bytes:
    """The question DLE EOT n."""
    return bytes((0x10, 0x04, n))


class PaperState(StrEnum):
    """The roll. ``UNKNOWN``: the printer did not say."""

    PLENTY = "plenty"
    NEAR_END = "near_end"
    OUT = "out"
    UNKNOWN = "unknown"


class PrintReason(StrEnum):
    """Why a printer cannot be used, or a slip did not come out."""

    ABSENT = "absent"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    ERROR = "error"
    """The knife or the head reports a fault."""
    OFFLINE = "offline"
    """The printer is offline and names no cause (its feed button, mostly)."""
    UNKNOWN = "unknown"
    """No answer."""
    CONTENT = "content"
    """The slip itself cannot be printed (a code too large, no font)."""
    STOPPED = "stopped"
    """The terminal was shut down meanwhile."""

    @property
    def error(self) -> type[DeviceError]:
        """The error of this reason; its ``code`` is what staff read and sentences are chosen by."""
        return _ERRORS.get(self, PrinterError)


_ERRORS: dict[PrintReason, type[DeviceError]] = {
    PrintReason.ABSENT: DeviceAbsent,
    PrintReason.PAPER_OUT: PaperOut,
    PrintReason.COVER_OPEN: CoverOpen,
    PrintReason.UNKNOWN: PrinterStateUnknown,
}


NEAR_END = "paper_near_end"
"""Reason of a ready printer whose roll will soon end."""


@dataclass(frozen=True)
class PrinterReport:
    """The four answers, each ``None`` (or ``UNKNOWN``) where the printer was silent."""

    offline: bool | None = None
    cover_open: bool | None = None
    error: bool | None = None
    paper: PaperState = PaperState.UNKNOWN

    @property
    def silent(self) -> bool:
        """Did the printer answer nothing at all?"""
        return self.offline is None and self.cover_open is None and self.paper is PaperState.UNKNOWN

    @property
    def stops(self) -> PrintReason | None:
        """What keeps the printer from printing now; ``UNKNOWN`` when it does not say whether it has paper."""
        if self.cover_open:
            return PrintReason.COVER_OPEN
        if self.paper is PaperState.OUT:
            return PrintReason.PAPER_OUT
        if self.error:
            return PrintReason.ERROR
        if self.offline:
            return PrintReason.OFFLINE
        return PrintReason.UNKNOWN if self.paper is PaperState.UNKNOWN else None

    @property
    def status(self) -> DeviceStatus:
        """The device status this report stands for."""
        if self.stops is not None:
            return DeviceStatus(DeviceState.ATTENTION, self.stops.value)
        near_end = self.paper is PaperState.NEAR_END
        return DeviceStatus(DeviceState.READY, NEAR_END if near_end else "")


def report(printer: int | None, offline: int | None, error: int | None, paper: int | None) -> PrinterReport:
    """Decodes the answers to DLE EOT 1, 2, 3 and 4; ``None`` is silence."""
    return PrinterReport(
        offline=None if printer is None else bool(printer & 0x08),
        cover_open=None if offline is None else bool(offline & 0x04),
        error=_error(offline, error),
        paper=_paper(offline, paper),
    )


def _error(offline: int | None, error: int | None) -> bool | None:
    if offline is None and error is None:
        return None
    return bool((offline or 0) & 0x40) or bool((error or 0) & 0x68)


def _paper(offline: int | None, paper: int | None) -> PaperState:
    if (paper or 0) & 0x60 or (offline or 0) & 0x20:
        return PaperState.OUT
    if paper is None:
        return PaperState.UNKNOWN
    return PaperState.NEAR_END if paper & 0x0C else PaperState.PLENTY


@dataclass
class Inbox:
    """Sorts the bytes a printer sends. ``fences`` and ``clears`` only grow; ``latest``: newest DLE EOT answer."""

    latest: int | None = None
    fences: int = 0
    clears: int = 0
    heard: bool = False
    _block: bytearray = field(default_factory=bytearray)
    _missing: int = 0

    def take(self, data: bytes) -> None:
        """Any bytes, in pieces as they come; noise is left aside."""
        for byte in data:
            self._one(byte)

    def _one(self, byte: int) -> None:
        if self._missing:
            self._block.append(byte)
            self._missing -= 1
            if not self._missing and bytes(self._block) == b"\x37\x25\x00":
                self.clears += 1
                self.heard = True
        elif byte == 0x37:
            self._block, self._missing = bytearray((byte,)), 2
        elif byte & 0x93 == 0x12:
            self.latest = byte
            self.heard = True
        elif byte & 0x93 == 0x10:
            self._block, self._missing = bytearray((byte,)), 3
        elif byte & 0x90 == 0x00:
            self.fences += 1
            self.heard = True
