"""What can go wrong between a terminal and its card reader, as the emulated reader can make it happen."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum

from kiosk.devices.id_reader.frames import encode
from kiosk.sandbox.sam import SandboxSam

CUT_AT = 800
"""Bytes of a reply that still come before the line falls silent; a shorter reply loses its last byte."""

_GARBAGE = bytes.fromhex("00FFAAAA9669C3AAAAAA")


class Fault(StrEnum):
    """A fault of the wire or of the hand."""

    SILENT = "silent"
    """The request is heard and not answered."""
    BAD_CHECKSUM = "bad_checksum"
    CUT = "cut"
    """The reply breaks off."""
    GARBAGE_FIRST = "garbage_first"
    """Noise and half preambles come before the reply."""
    GLUED = "glued"
    """The reply comes twice, without a gap."""
    LIFTED_MID_READ = "lifted_mid_read"
    """The card is taken away while the module talks to it."""
    LIFTED_MID_REPLY = "lifted_mid_reply"
    """The card is taken away while the module sends what it has read; the reply breaks off."""
    WRONG_STATUS = "wrong_status"
    """The module refuses with a status code of ours and does nothing."""


@dataclass
class _Planned:
    fault: Fault
    command: bytes | None
    times: int | None
    sw3: int


class Faults:
    """The faults that are planned, in order; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[_Planned] = []

    def add(self, fault: Fault, *, command: bytes | None, times: int | None, sw3: int) -> None:
        """Plans a fault for the next ``times`` requests (None: all) of ``command`` (None: any)."""
        with self._lock:
            self._planned.append(_Planned(fault, command, times, sw3))

    def clear(self) -> None:
        """Mends everything."""
        with self._lock:
            self._planned.clear()

    def next(self, command: bytes) -> tuple[Fault, int] | None:
        """The fault that befalls this request, used up by one; with the status code for ``WRONG_STATUS``."""
        with self._lock:
            for planned in self._planned:
                if planned.command in (None, command) and planned.times != 0:
                    if planned.times is not None:
                        planned.times -= 1
                    return planned.fault, planned.sw3
        return None


def reply_of(sam: SandboxSam, request: bytes, planned: tuple[Fault, int] | None) -> bytes:
    """The bytes that go onto the wire for a request, under the fault that befalls it."""
    if planned is None:
        return sam.answer(request)
    fault, sw3 = planned
    if fault is Fault.WRONG_STATUS:  # the module refused: it did nothing with the card
        return encode(bytes([0, 0, sw3]))
    if fault is Fault.LIFTED_MID_READ:
        sam.lift()
    reply = _spoilt(sam.answer(request), fault)
    if fault is Fault.LIFTED_MID_REPLY:
        sam.lift()
    return reply


def _spoilt(reply: bytes, fault: Fault) -> bytes:
    match fault:
        case Fault.SILENT:
            return b""
        case Fault.BAD_CHECKSUM:
            return reply[:-1] + bytes([reply[-1] ^ 0x01])
        case Fault.CUT | Fault.LIFTED_MID_REPLY:
            return reply[: min(CUT_AT, len(reply) - 1)]
        case Fault.GARBAGE_FIRST:
            return _GARBAGE + reply
        case Fault.GLUED:
            return reply + reply
        case _:
            return reply
