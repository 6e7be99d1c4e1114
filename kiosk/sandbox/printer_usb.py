"""The emulated printer on USB: a pyusb backend with one printer-class device on its bus.

pyusb talks to libusb through ``usb.backend.IBackend``; this is that interface with the emulated printer behind
the endpoints, so the driver, python-escpos and pyusb run unchanged above it.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core

OUT, IN = 0x03, 0x84
"""Endpoint addresses; not the ones python-escpos assumes, as with many real printers."""
_NO_DEVICE = 19
_TIMED_OUT = 110


class UsbPort(usb.backend.IBackend):
    """A ``Port`` whose cable is USB. Give the object itself to ``UsbWire`` as its backend."""

    def __init__(self, vendor: int = 0x04B8, product: int = 0x0E15) -> None:
        self.vendor, self.product = vendor, product
        self._receive: Callable[[bytes], None] | None = None
        self._inward = bytearray()
        self._change = threading.Condition()

    # Port --------------------------------------------------------------------------------------------------------

    def plug(self, receive: Callable[[bytes], None]) -> None:
        """See ``Port.plug``."""
        with self._change:
            self._inward.clear()
            self._receive = receive

    def unplug(self) -> None:
        """See ``Port.unplug``."""
        with self._change:
            self._receive = None
            self._change.notify_all()

    def send(self, data: bytes) -> None:
        """See ``Port.send``."""
        with self._change:
            self._inward += data
            self._change.notify_all()

    # usb.backend.IBackend ----------------------------------------------------------------------------------------

    def enumerate_devices(self) -> Iterator[str]:
        """The bus: the printer while it is plugged in."""
        return iter(["printer"] if self._receive is not None else [])

    def get_device_descriptor(self, dev: str) -> Any:
        """A USB 2.0 device with one configuration."""
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x0200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=self.vendor, idProduct=self.product, bcdDevice=0x0100, iManufacturer=0,
            iProduct=0, iSerialNumber=0, bNumConfigurations=1, address=5, bus=1, port_number=1, port_numbers=(1,),
            speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: str, config: int) -> Any:
        """One interface."""
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1,
            iConfiguration=0, bmAttributes=0xC0, bMaxPower=1, extra_descriptors=(),
        )  # fmt: skip

    def get_interface_descriptor(self, dev: str, intf: int, alt: int, config: int) -> Any:
        """Printer class, bidirectional."""
        if intf or alt:
            raise IndexError(intf)
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0, bNumEndpoints=2,
            bInterfaceClass=7, bInterfaceSubClass=1, bInterfaceProtocol=2, iInterface=0, extra_descriptors=(),
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: str, ep: int, intf: int, alt: int, config: int) -> Any:
        """Bulk out, bulk in."""
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(OUT, IN)[ep], bmAttributes=2, wMaxPacketSize=64,
            bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=(),
        )  # fmt: skip

    def open_device(self, dev: str) -> str:
        """A handle."""
        self._present()
        return dev

    def close_device(self, dev_handle: str) -> None:
        """Nothing to give back."""

    def set_configuration(self, dev_handle: str, config_value: int) -> None:
        """There is only one."""
        self._present()

    def get_configuration(self, dev_handle: str) -> int:
        """The only one."""
        return 1

    def claim_interface(self, dev_handle: str, intf: int) -> None:
        """Nobody else wants it."""
        self._present()

    def release_interface(self, dev_handle: str, intf: int) -> None:
        """Nothing to give back."""

    def reset_device(self, dev_handle: str) -> None:
        """A port reset leaves a printer as it is."""
        self._present()

    def bulk_write(self, dev_handle: str, ep: int, intf: int, data: Any, timeout: int) -> int:
        """Bytes to the printer."""
        if ep != OUT:
            raise usb.core.USBError("no such endpoint", errno=2)
        self._present()(bytes(data))
        return len(data)

    def bulk_read(self, dev_handle: str, ep: int, intf: int, buff: Any, timeout: int) -> int:
        """Bytes from the printer, into ``buff``."""
        if ep != IN:
            raise usb.core.USBError("no such endpoint", errno=2)
        with self._change:
            self._change.wait_for(lambda: self._inward or self._receive is None, timeout / 1000)
            self._present()
            if not self._inward:
                raise usb.core.USBTimeoutError("timed out", errno=_TIMED_OUT)
            data = array("B", self._inward[: len(buff)])
            del self._inward[: len(data)]
            buff[: len(data)] = data
            return len(data)

    def _present(self) -> Callable[[bytes], None]:
        receive = self._receive
        if receive is None:
            raise usb.core.USBError("no such device", errno=_NO_DEVICE)
        return receive
