"""The reader on USB (pyusb): the standard module 0400:C35A and those that speak like it, ours alone.

They are vendor-class bulk devices, no HID, and carry the serial line's frames. The standard module has two pairs
of endpoints: the seven bytes of preamble and length go by the first, the rest by the second. Others take the whole
frame on one pair, in packets of 64 bytes. Every error of pyusb and libusb leaves here as one of ``kiosk.errors``.
"""

from __future__ import annotations

import contextlib
import errno
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import usb.core
import usb.util

from kiosk.devices.id_reader.frames import LONGEST, PREAMBLE
from kiosk.errors import DeviceAbsent, DeviceError, DeviceRefused, DeviceSilent, DriverMissing

Frames = Literal["auto", "split", "whole"]

HEAD_BYTES = len(PREAMBLE) + 2
PACKET_BYTES = 64
SPLIT_OUT, SPLIT_IN = (0x02, 0x06), (0x81, 0x85)
"""Endpoints of the standard module: for head and rest."""

_TAKEN = (errno.EBUSY, errno.EACCES, errno.EPERM)
_WRITE_MS = 1000
_SLICE_S = 0.2
"""libusb cannot be woken from a read by another thread: so often ``cancel`` is looked for."""
_DRAIN_MS, _DRAINS = 1, 8
"""A reader that never stops talking does not hold the thread."""


@dataclass(frozen=True)
class _Pipes:
    """Addresses of the endpoints: one each way, or two, head first."""

    outward: tuple[int, ...]
    inward: tuple[int, ...]


class UsbPort:
    """A ``Port`` by vendor and product number."""

    def __init__(self, vendor: int, product: int, frames: Frames = "auto", *, backend: Any = None) -> None:
        """``backend``: a pyusb backend to use instead of the system's libusb."""
        self._vendor, self._product, self._frames, self._backend = vendor, product, frames, backend

    def open(self) -> UsbTransport:
        """See ``Port.open``."""
        with _mapped():
            device = self._find()
        if device is None:
            raise DeviceAbsent("usb: no such device")
        return UsbTransport(device, self._frames)

    def there(self) -> bool:
        """Is the device on the bus? Yes as long as it cannot be told."""
        try:
            with _mapped():
                return self._find() is not None
        except DeviceError:
            return True

    def _find(self) -> Any:
        return usb.core.find(idVendor=self._vendor, idProduct=self._product, backend=self._backend)


class UsbTransport:
    """A ``Transport`` over bulk endpoints. One thread uses it; only ``cancel`` may be called from another."""

    def __init__(self, device: Any, frames: Frames = "auto") -> None:
        """Takes a pyusb device for this process alone.

        Raises ``DeviceRefused`` when it may not be opened, is held by another program or has other endpoints than
        ``frames`` needs, and ``DeviceAbsent`` when it went away.
        """
        self._device, self._cancelled = device, False
        self._head, self._due = bytearray(), 0
        try:
            with _mapped():
                self._pipes = _pipes(_interface(device), frames)
        except DeviceError:
            self.close()
            raise

    def discard(self) -> None:
        """Throws away what has come and was not read."""
        self._live()
        self._head.clear()
        self._due = 0
        with _mapped():
            for address in self._pipes.inward:
                for _ in range(_DRAINS):
                    if not self._packet(address, LONGEST, _DRAIN_MS):
                        break

    def write(self, data: bytes) -> None:
        """Sends all of ``data``, one whole frame. Raises ``DeviceSilent`` when nothing is taken for a second."""
        self._live()
        if len(self._pipes.outward) == 2:
            parts = [data[:HEAD_BYTES], data[HEAD_BYTES:]]
        else:
            parts = [data[at : at + PACKET_BYTES] for at in range(0, len(data), PACKET_BYTES)]
        with _mapped():
            for number, part in enumerate(parts):
                self._device.write(self._pipes.outward[number % len(self._pipes.outward)], part, _WRITE_MS)

    def read(self, timeout_s: float) -> bytes:
        """What has come, at least one byte; ``b""`` when nothing comes within ``timeout_s``."""
        ends = time.monotonic() + timeout_s
        while True:
            self._live()
            left_s = min(_SLICE_S, ends - time.monotonic())
            with _mapped():
                found = self._next(max(1, round(1000 * left_s)))
            if found or time.monotonic() >= ends:
                self._live()
                return found

    def cancel(self) -> None:
        """Ends a read that is under way within 0.2 s and refuses further use; for another thread's call."""
        self._cancelled = True

    def close(self) -> None:
        """Lets go of the device."""
        with contextlib.suppress(OSError):
            usb.util.dispose_resources(self._device)

    def _next(self, timeout_ms: int) -> bytes:
        if len(self._pipes.inward) == 1:
            return self._packet(self._pipes.inward[0], PACKET_BYTES, timeout_ms)
        if not self._due:
            found = self._packet(self._pipes.inward[0], PACKET_BYTES, timeout_ms)
            self._see_head(found)
            return found
        packets = -(-self._due // PACKET_BYTES)
        found = self._packet(self._pipes.inward[1], packets * PACKET_BYTES, timeout_ms)
        self._due = max(0, self._due - len(found))
        return found

    def _see_head(self, found: bytes) -> None:
        """Once a head is whole, its length says how much of the frame comes by the second endpoint."""
        self._head += found
        start = self._head.find(PREAMBLE)
        if start >= 0 and len(self._head) >= start + HEAD_BYTES:
            length = int.from_bytes(self._head[start + len(PREAMBLE) : start + HEAD_BYTES], "big")
            self._due = length if length <= LONGEST else 0
            self._head.clear()

    def _packet(self, address: int, size: int, timeout_ms: int) -> bytes:
        """Up to ``size`` bytes, whole packets; a longer wish for a shorter answer ends with the short packet."""
        try:
            return bytes(self._device.read(address, size, timeout_ms))
        except usb.core.USBTimeoutError:
            return b""

    def _live(self) -> None:
        if self._cancelled:
            raise DeviceAbsent("usb: closed by us")


def _interface(device: Any) -> Any:
    """The first interface with bulk endpoints both ways, claimed."""
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError as error:
        if error.errno in _TAKEN:
            raise
        device.set_configuration()
        configuration = device.get_active_configuration()
    for interface in configuration:
        if all(_bulk(interface, way) for way in (usb.util.ENDPOINT_OUT, usb.util.ENDPOINT_IN)):
            usb.util.claim_interface(device, interface)
            return interface
    raise DeviceRefused("usb: no bulk endpoints both ways")


def _bulk(interface: Any, way: int) -> tuple[int, ...]:
    return tuple(
        end.bEndpointAddress
        for end in interface
        if usb.util.endpoint_type(end.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        and usb.util.endpoint_direction(end.bEndpointAddress) == way
    )


def _pipes(interface: Any, frames: Frames) -> _Pipes:
    outward, inward = _bulk(interface, usb.util.ENDPOINT_OUT), _bulk(interface, usb.util.ENDPOINT_IN)
    standard = {*SPLIT_OUT, *SPLIT_IN} <= {*outward, *inward}
    if frames == "split" and not standard:
        raise DeviceRefused("usb: no endpoints for split frames")
    if frames != "whole" and standard:
        return _Pipes(SPLIT_OUT, SPLIT_IN)
    return _Pipes(outward[:1], inward[:1])


@contextlib.contextmanager
def _mapped() -> Iterator[None]:
    """Whatever pyusb and libusb raise becomes one of ours; a time-out of reading is no error and ends before."""
    try:
        yield
    except DeviceError:
        raise
    except usb.core.NoBackendError:
        raise DriverMissing("usb: libusb-1.0 is not installed") from None
    except usb.core.USBTimeoutError:
        raise DeviceSilent("usb: takes no bytes") from None
    except (OSError, ValueError, NotImplementedError) as error:
        number = getattr(error, "errno", None)
        name = errno.errorcode.get(number, str(number)) if number else type(error).__name__
        raise (DeviceRefused if number in _TAKEN else DeviceAbsent)(f"usb: {name}") from None
