"""The emulated card reader on USB: a pyusb backend with one vendor-class bulk device on its bus.

pyusb talks to libusb through ``usb.backend.IBackend``; this is that interface with the emulated module behind the
endpoints, so the driver and pyusb run unchanged above it. ``pipes`` says how the device takes its frames.
"""

from __future__ import annotations

import errno
import threading
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core

from kiosk.devices.id_reader.frames import PREAMBLE, SHORTEST_REQUEST, Broken, Receiver
from kiosk.sandbox.reader_module import ReaderModule
from kiosk.sandbox.sam import SandboxSam

PACKET = 64
_HEAD = len(PREAMBLE) + 2


@dataclass(frozen=True)
class Pipes:
    """Endpoint addresses: of the head and the rest of a frame, or one each way for all of it."""

    outward: tuple[int, ...]
    inward: tuple[int, ...]


SPLIT = Pipes((0x02, 0x06), (0x81, 0x85))
"""The standard module, 0400:C35A."""
WHOLE = Pipes((0x03,), (0x84,))


class SandboxUsbReader(ReaderModule, usb.backend.IBackend):
    """The emulated reader. Give the object itself to ``UsbPort`` as its backend."""

    def __init__(self, pipes: Pipes = SPLIT, *, card_s: float = 0.0, sam: SandboxSam | None = None) -> None:
        """``card_s``: how long the module talks with the card before it answers a read."""
        super().__init__(card_s=card_s, sam=sam)
        self.vendor, self.product = 0x0400, 0xC35A
        self._pipes = pipes
        self._change = threading.Condition()
        self._inward: dict[int, bytearray] = {address: bytearray() for address in pipes.inward}
        self._requests = Receiver(SHORTEST_REQUEST)
        self.refusal = 0
        """An ``errno`` with which the device refuses to be opened; 0: it may be."""
        self.configured = True
        """Has the system chosen a configuration for it?"""
        self.power_down()

    def start(self) -> None:
        """Plugs the reader in."""
        with self._change:
            for coming in self._inward.values():
                coming.clear()
            self._requests.clear()
            self.power_up()

    def stop(self) -> None:
        """Pulls the plug: whoever has it open hears of it."""
        with self._change:
            self.power_down()
            self._change.notify_all()

    unplug = stop
    plug = start

    # The module's end --------------------------------------------------------------------------------------------

    def _hear(self, data: bytes) -> None:
        for request in self._requests.feed(data):
            if not isinstance(request, Broken):
                threading.Thread(target=self._reply, args=(bytes(request),), daemon=True).start()

    def _reply(self, request: bytes) -> None:
        reply = self.answer(request)
        with self._change:
            for address, part in self._parted(reply):
                self._inward[address] += part
            self._change.notify_all()

    def _parted(self, reply: bytes) -> Iterator[tuple[int, bytes]]:
        """Which bytes come by which endpoint: noise comes before a head."""
        if len(self._pipes.inward) == 1:
            yield self._pipes.inward[0], reply
            return
        head, rest = self._pipes.inward
        while reply:
            start = reply.find(PREAMBLE)
            after = start + _HEAD
            if start < 0 or len(reply) < after:
                yield head, reply
                return
            end = after + int.from_bytes(reply[after - 2 : after], "big")
            yield head, reply[:after]
            yield rest, reply[after:end]
            reply = reply[end:]

    # usb.backend.IBackend ----------------------------------------------------------------------------------------

    def enumerate_devices(self) -> Iterator[str]:
        """The bus: the reader while it is plugged in."""
        return iter([] if self.unpowered.is_set() else ["reader"])

    def get_device_descriptor(self, dev: str) -> Any:
        """A USB 2.0 full-speed device with one configuration."""
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x0200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=self.vendor, idProduct=self.product, bcdDevice=0x0100, iManufacturer=0,
            iProduct=0, iSerialNumber=0, bNumConfigurations=1, address=6, bus=1, port_number=2, port_numbers=(2,),
            speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: str, config: int) -> Any:
        """One interface."""
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=46, bNumInterfaces=1, bConfigurationValue=1,
            iConfiguration=0, bmAttributes=0x80, bMaxPower=250, extra_descriptors=(),
        )  # fmt: skip

    def get_interface_descriptor(self, dev: str, intf: int, alt: int, config: int) -> Any:
        """Vendor class."""
        if intf or alt:
            raise IndexError(intf)
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0,
            bNumEndpoints=len(self._pipes.outward + self._pipes.inward), bInterfaceClass=0xFF,
            bInterfaceSubClass=0, bInterfaceProtocol=0, iInterface=0, extra_descriptors=(),
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: str, ep: int, intf: int, alt: int, config: int) -> Any:
        """Bulk, all of them."""
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(self._pipes.outward + self._pipes.inward)[ep],
            bmAttributes=2, wMaxPacketSize=PACKET, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=(),
        )  # fmt: skip

    def open_device(self, dev: str) -> str:
        """A handle."""
        self._present()
        if self.refusal:
            raise usb.core.USBError("refused", errno=self.refusal)
        return dev

    def close_device(self, dev_handle: str) -> None:
        """Nothing to give back."""

    def set_configuration(self, dev_handle: str, config_value: int) -> None:
        """There is only one."""
        self._present()
        self.configured = True

    def get_configuration(self, dev_handle: str) -> int:
        """The only one, or none."""
        self._present()
        return int(self.configured)

    def claim_interface(self, dev_handle: str, intf: int) -> None:
        """Nobody else wants it."""
        self._present()

    def release_interface(self, dev_handle: str, intf: int) -> None:
        """Nothing to give back."""
        self._present()

    def bulk_write(self, dev_handle: str, ep: int, intf: int, data: Any, timeout: int) -> int:
        """Bytes to the reader; a frame that comes by the wrong endpoints is not understood."""
        self._present()
        if ep not in self._pipes.outward:
            raise usb.core.USBError("no such endpoint", errno=errno.ENOENT)
        is_head, by_first = len(data) == _HEAD, ep == self._pipes.outward[0]
        if len(data) <= PACKET and (len(self._pipes.outward) == 1 or is_head == by_first):
            self._hear(bytes(data))
        return len(data)

    def bulk_read(self, dev_handle: str, ep: int, intf: int, buff: Any, timeout: int) -> int:
        """Bytes from the reader, into ``buff``, whose room is one of whole packets."""
        if ep not in self._inward or len(buff) % PACKET:
            raise usb.core.USBError("no such endpoint, or a packet overflows", errno=errno.EOVERFLOW)
        with self._change:
            coming = self._inward[ep]
            self._change.wait_for(lambda: coming or self.unpowered.is_set(), timeout / 1000)
            self._present()
            if not coming:
                raise usb.core.USBTimeoutError("timed out", errno=errno.ETIMEDOUT)
            data = array("B", coming[: len(buff)])
            del coming[: len(data)]
            buff[: len(data)] = data
            return len(data)

    def _present(self) -> None:
        if self.unpowered.is_set():
            raise usb.core.USBError("no such device", errno=errno.ENODEV)
