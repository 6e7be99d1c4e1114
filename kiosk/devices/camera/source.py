"""Whether a source may be the face camera's: a real device of this machine, the one built in, and ours alone.

A face that a program plays is as good as a face before the lens to everything behind it, so this is asked before
every opening and every second and a half while frames come. What is allowed is a matter of the settings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.devices.base import DeviceState, DeviceStatus
from kiosk.devices.camera.claim import PROC, Claim, holders
from kiosk.devices.camera.hardware import SYS, device_number, hardware_of
from kiosk.devices.video_capture import is_address, node_of
from kiosk.errors import DeviceAbsent, DeviceRefused

NETWORK = DeviceStatus(DeviceState.FAILED, "network_stream")
VIRTUAL = DeviceStatus(DeviceState.FAILED, "virtual_device")
OTHER = DeviceStatus(DeviceState.FAILED, "other_camera")
TAKEN = DeviceStatus(DeviceState.ATTENTION, "taken")


@dataclass(frozen=True)
class SourceRules:
    """What the settings allow; by default a real device of any make."""

    network: bool = False
    allow_virtual: bool = False
    usb_id: str = ""
    usb_serial: str = ""


@dataclass(frozen=True)
class Places:
    """Where the kernel tells of devices and processes."""

    dev: Path = Path("/dev")
    sys: Path = SYS
    proc: Path = PROC
    number: Callable[[Path], str] = device_number


class SourceGuard:
    """A ``kiosk.devices.video.Guard`` for one source."""

    def __init__(self, source: str, rules: SourceRules, places: Places | None = None) -> None:
        self._source, self._rules, self._places = source, rules, places or Places()
        self._claim = Claim()

    def admit(self) -> DeviceStatus | None:
        """Why the source may not be used now, or ``None``; a device file is locked from then on."""
        if is_address(self._source) and not self._source.startswith("file:"):
            return None if self._rules.network else NETWORK
        node = node_of(self._source, self._places.dev)
        if node is None:
            return None if self._rules.allow_virtual else VIRTUAL
        try:
            return self._device(node) if node.exists() else None  # what is not there, the stream says itself
        except OSError:
            return None  # it went away in this very moment

    def let_go(self) -> None:
        """Unlocks the device file."""
        self._claim.drop()

    def _device(self, node: Path) -> DeviceStatus | None:
        found = hardware_of(node, self._places.sys, self._places.number)
        if found.virtual and not self._rules.allow_virtual:
            return VIRTUAL
        wanted = (self._rules.usb_id or found.usb_id, self._rules.usb_serial or found.usb_serial)
        if wanted != (found.usb_id, found.usb_serial):
            return OTHER
        try:
            self._claim.take(node)
        except DeviceRefused:
            return TAKEN
        except DeviceAbsent:
            return None
        return TAKEN if holders(node, self._places.proc) else None
