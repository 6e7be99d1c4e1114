"""What every device is: one owner thread, one state, events into one queue.

A driver never raises into the terminal from its thread; what happens becomes a ``StatusChanged`` or an event of
its own kind. ``unknown`` is a reason of its own, never folded into good or bad.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class DeviceKind(StrEnum):
    """The kinds of device a terminal can have; one package each under ``kiosk/devices``."""

    ID_READER = "id_reader"
    CAMERA = "camera"
    SCANNER = "scanner"
    SHEETS = "sheets"
    STICK = "stick"
    PRINTER = "printer"
    CODE_READER = "code_reader"
    SOUND = "sound"


class DeviceState(StrEnum):
    """The life of a device (design: ``absent · starting · ready · busy · attention · failed``)."""

    ABSENT = "absent"
    STARTING = "starting"
    READY = "ready"
    BUSY = "busy"
    ATTENTION = "attention"
    FAILED = "failed"


@dataclass(frozen=True)
class DeviceStatus:
    """A state and why; ``reason`` is a short code such as ``paper_out`` or ``unknown``, empty when all is well."""

    state: DeviceState
    reason: str = ""

    @property
    def usable(self) -> bool:
        """Can a person's step count on this device now?"""
        return self.state in (DeviceState.READY, DeviceState.BUSY)


@dataclass(frozen=True)
class StatusChanged:
    """A device moved to another status. Posted once per change, never repeated."""

    device: DeviceKind
    status: DeviceStatus


Post = Callable[[object], None]
"""Hands an event to the terminal's queue; may be called from any thread and never blocks."""


class Device(Protocol):
    """The shape of every driver."""

    kind: DeviceKind

    @property
    def status(self) -> DeviceStatus:
        """The status as last posted."""

    def start(self) -> None:
        """Starts the owner thread; returns at once."""

    def stop(self) -> None:
        """Ends the owner thread and closes the wire; returns when both are done."""
