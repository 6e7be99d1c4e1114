"""The three wires a receipt printer hangs on: serial line, network, USB. One protocol, one error tree.

python-escpos's ``Serial``, ``Network`` and ``Usb`` open, write and close; what they leave out is added here: read
times, write times, end of stream, endpoints by descriptor, and errors as ``DeviceAbsent`` or ``DeviceSilent``
only. Each object is owned by one thread.
"""

from __future__ import annotations

import contextlib
import termios
from collections.abc import Iterator
from typing import Any, Protocol

import serial
import usb.core
import usb.util

from kiosk.devices.printer.library import escpos, escpos_error
from kiosk.errors import DeviceAbsent, DeviceSilent
from kiosk.settings_devices import Printer as PrinterSettings

WRITE_S = 5.0
"""A printer that takes no byte for so long (hardware flow control, a full network window) counts as silent."""


class Wire(Protocol):
    """A two-way line to a printer."""

    def open(self) -> None:
        """Raises ``DeviceAbsent`` when the port, host or device is not there."""

    def close(self) -> None:
        """Never raises; what was not yet sent is dropped."""

    def write(self, data: bytes) -> None:
        """Raises ``DeviceAbsent`` when the line broke, ``DeviceSilent`` when nothing is taken for ``WRITE_S``."""

    def read(self, seconds: float) -> bytes:
        """What came in, waiting at most ``seconds`` for the first byte; empty when nothing came.

        Raises ``DeviceAbsent`` when the line broke.
        """


def wire_for(settings: PrinterSettings) -> Wire:
    """The wire the settings name; nothing is opened yet."""
    if settings.transport == "serial":
        return SerialWire(settings.port, settings.baud)
    if settings.transport == "network":
        return NetworkWire(settings.host, settings.tcp_port)
    return UsbWire(settings.usb_vendor, settings.usb_product)


@contextlib.contextmanager
def _mapped() -> Iterator[None]:
    """Whatever pyserial, sockets, pyusb and python-escpos raise becomes one of ours."""
    try:
        yield
    except (DeviceAbsent, DeviceSilent):
        raise
    except (TimeoutError, serial.SerialTimeoutException) as error:
        raise DeviceSilent("the printer takes no bytes") from error
    except (OSError, ValueError, termios.error, AssertionError, escpos_error()) as error:
        raise DeviceAbsent(f"the printer's line is gone ({type(error).__name__})") from error


class SerialWire:
    """RS-232 or a USB-serial adapter, 8N1, without hardware flow control (cables of the trade differ).

    The driver never sends more ahead than a printer's smallest buffer holds, so none is needed.
    """

    def __init__(self, port: str, baud: int) -> None:
        self._port, self._baud = port, baud
        self._printer: Any = None

    def open(self) -> None:
        """See ``Wire.open``."""
        self.close()
        with _mapped():
            printer = escpos().Serial(devfile=self._port, baudrate=self._baud, timeout=0)
            printer.open()
            self._printer = printer
            printer.device.write_timeout = WRITE_S
            printer.device.reset_input_buffer()

    def close(self) -> None:
        """See ``Wire.close``."""
        printer, self._printer = self._printer, None
        if printer is None:
            return
        with contextlib.suppress(OSError, termios.error):
            printer.device.reset_output_buffer()  # else closing waits for a printer that takes nothing
        with contextlib.suppress(OSError, termios.error):
            printer.close()
        printer.device = False  # nothing left for the library's __del__ to close a second time

    def write(self, data: bytes) -> None:
        """See ``Wire.write``."""
        with _mapped():
            self._opened()._raw(data)

    def read(self, seconds: float) -> bytes:
        """See ``Wire.read``."""
        with _mapped():
            printer = self._opened()
            printer.device.timeout = seconds
            first: bytes = printer.device.read(1)
            waiting: bytes = printer.device.read(printer.device.in_waiting) if first else b""
            return first + waiting

    def _opened(self) -> Any:
        if self._printer is None:
            raise DeviceAbsent("the printer's port is not open")
        return self._printer


class NetworkWire:
    """A printer's raw port, mostly 9100."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._printer: Any = None

    def open(self) -> None:
        """See ``Wire.open``."""
        self.close()
        try:
            with _mapped():
                printer = escpos().Network(self._host, self._port, timeout=WRITE_S)
                printer.open()
                self._printer = printer
        except DeviceSilent as error:
            raise DeviceAbsent("the printer's address does not answer") from error

    def close(self) -> None:
        """See ``Wire.close``."""
        printer, self._printer = self._printer, None
        if printer is not None:
            with contextlib.suppress(OSError):
                printer.close()

    def write(self, data: bytes) -> None:
        """See ``Wire.write``."""
        with _mapped():
            printer = self._opened()
            printer.device.settimeout(WRITE_S)
            printer._raw(data)

    def read(self, seconds: float) -> bytes:
        """See ``Wire.read``."""
        with _mapped():
            printer = self._opened()
            printer.device.settimeout(max(seconds, 0.001))
            try:
                data: bytes = printer._read()
            except TimeoutError:
                return b""
            if not data:
                raise DeviceAbsent("the printer closed the connection")
            return data

    def _opened(self) -> Any:
        if self._printer is None:
            raise DeviceAbsent("the printer's connection is not open")
        return self._printer


class UsbWire:
    """A USB printer by vendor and product number; endpoints are taken from its descriptors.

    ``backend``: a pyusb backend to use instead of the system's libusb.
    """

    def __init__(self, vendor: int, product: int, backend: Any = None) -> None:
        self._vendor, self._product, self._backend = vendor, product, backend
        self._printer: Any = None

    def open(self) -> None:
        """See ``Wire.open``."""
        self.close()
        with _mapped():
            chosen = {"backend": self._backend} if self._backend is not None else {}
            printer = escpos().Usb(self._vendor, self._product, usb_args=chosen, timeout=int(WRITE_S * 1000))
            printer.open()
            printer.out_ep, printer.in_ep = _endpoints(printer.device)
            self._printer = printer

    def close(self) -> None:
        """See ``Wire.close``."""
        printer, self._printer = self._printer, None
        if printer is not None:
            with contextlib.suppress(OSError):
                printer.close()

    def write(self, data: bytes) -> None:
        """See ``Wire.write``."""
        with _usb_time_is_silence(), _mapped():
            self._opened()._raw(data)

    def read(self, seconds: float) -> bytes:
        """See ``Wire.read``."""
        with _mapped():
            printer = self._opened()
            try:
                return bytes(printer.device.read(printer.in_ep, 64, max(int(seconds * 1000), 1)))
            except usb.core.USBTimeoutError:
                return b""

    def _opened(self) -> Any:
        if self._printer is None:
            raise DeviceAbsent("the printer's USB device is not open")
        return self._printer


@contextlib.contextmanager
def _usb_time_is_silence() -> Iterator[None]:
    """pyusb's time-out is an OSError of its own, not a ``TimeoutError``."""
    try:
        yield
    except DeviceAbsent as error:
        if isinstance(error.__cause__, usb.core.USBTimeoutError):
            raise DeviceSilent("the printer takes no bytes") from error.__cause__
        raise


def _endpoints(device: Any) -> tuple[int, int]:
    """The bulk OUT and bulk IN addresses of the first interface that has both. Raises ``DeviceAbsent``."""
    for interface in device.get_active_configuration():
        bulk = [
            end.bEndpointAddress
            for end in interface
            if usb.util.endpoint_type(end.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        ]
        outward = [address for address in bulk if not address & usb.util.ENDPOINT_IN]
        inward = [address for address in bulk if address & usb.util.ENDPOINT_IN]
        if outward and inward:
            return outward[0], inward[0]
    raise DeviceAbsent("the USB device has no two-way bulk interface: not a printer")
