"""No pyserial, socket, pyusb or python-escpos exception crosses the wires' border."""

from __future__ import annotations

import socket
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import serial
import usb.core
from escpos.exceptions import DeviceNotFoundError, USBNotFoundError

from kiosk.devices.printer.transports import NetworkWire, SerialWire, UsbWire, Wire, wire_for
from kiosk.errors import DeviceAbsent, DeviceError, DeviceSilent
from kiosk.sandbox.printer_ports import PtyPort, TcpPort
from kiosk.sandbox.printer_usb import UsbPort
from kiosk.settings_devices import Printer

FOREIGN = [
    serial.SerialException("gone"),
    serial.PortNotOpenError(),
    OSError(5, "EIO"),
    ConnectionResetError(),
    BrokenPipeError(),
    termios.error(5, "EIO"),
    ValueError("closed"),
    AssertionError(),
    DeviceNotFoundError("none"),
    USBNotFoundError("none"),
    usb.core.NoBackendError("none"),
    usb.core.USBError("no device", errno=19),
]
SLOW = [serial.SerialTimeoutException("slow"), TimeoutError()]


class Raising:
    """Stands where the library's printer or its device stands; every use of it raises."""

    in_ep = 0x82

    def __init__(self, error: Exception) -> None:
        self._error = error
        self.device: object = self

    def settimeout(self, seconds: float) -> None:
        """The socket takes a time-out; only traffic fails."""

    def _raise(self, *_: object) -> Any:
        raise self._error

    _raw = _read = read = close = reset_output_buffer = _raise


def wires() -> list[Wire]:
    return [SerialWire("/dev/null/none", 9600), NetworkWire("127.0.0.1", 9), UsbWire(1, 1)]


def broken(wire: Any, error: Exception) -> Wire:
    wire._printer = Raising(error)
    return wire  # type: ignore[no-any-return]


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("error", FOREIGN, ids=lambda e: type(e).__name__)
def test_a_broken_line_is_an_absent_device(number: int, error: Exception) -> None:
    with pytest.raises(DeviceAbsent):
        broken(wires()[number], error).write(b"x")
    with pytest.raises(DeviceAbsent):
        broken(wires()[number], error).read(0)


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("error", SLOW, ids=lambda e: type(e).__name__)
def test_a_line_that_takes_nothing_is_silent(number: int, error: Exception) -> None:
    with pytest.raises(DeviceSilent):
        broken(wires()[number], error).write(b"x")


def test_a_usb_device_that_takes_nothing_is_silent() -> None:
    with pytest.raises(DeviceSilent):
        broken(wires()[2], usb.core.USBTimeoutError("slow")).write(b"x")


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("use", [lambda wire: wire.write(b"x"), lambda wire: wire.read(0)])
def test_a_wire_never_opened_is_absent(number: int, use: Callable[[Wire], object]) -> None:
    with pytest.raises(DeviceAbsent):
        use(wires()[number])


@pytest.mark.parametrize("number", range(3))
def test_closing_never_raises(number: int) -> None:
    broken(wires()[number], OSError(5, "EIO")).close()


def test_a_port_that_is_not_there_is_absent(tmp_path: Path) -> None:
    with pytest.raises(DeviceAbsent):
        SerialWire(str(tmp_path / "none"), 9600).open()


def test_a_file_that_is_no_serial_port_is_absent(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(DeviceAbsent):
        SerialWire(str(tmp_path / "file"), 9600).open()


def test_a_host_that_refuses_is_absent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    with pytest.raises(DeviceAbsent):
        NetworkWire("127.0.0.1", port).open()


def test_a_usb_bus_without_the_printer_is_absent() -> None:
    with pytest.raises(DeviceAbsent):
        UsbWire(0x04B8, 0x0E15, UsbPort()).open()


def test_a_usb_device_that_is_no_printer_is_absent() -> None:
    port = UsbPort()
    port.get_endpoint_descriptor = lambda *place: _interrupt(UsbPort.get_endpoint_descriptor(port, *place))  # type: ignore[method-assign]
    port.plug(lambda data: None)

    with pytest.raises(DeviceAbsent):
        UsbWire(port.vendor, port.product, port).open()


def _interrupt(descriptor: Any) -> Any:
    descriptor.bmAttributes = 3
    return descriptor


def test_the_system_s_usb_without_such_a_device_is_absent() -> None:
    with pytest.raises(DeviceError):
        UsbWire(0xFFFE, 0xFFFE).open()


@pytest.mark.parametrize("kind", ["tcp", "pty", "usb"])
def test_bytes_go_both_ways(kind: str, tmp_path: Path) -> None:
    echoed = {"tcp": TcpPort, "usb": UsbPort}.get(kind, lambda: PtyPort(tmp_path / "line"))()
    echoed.plug(lambda data: echoed.send(data))
    wire = _wire_to(echoed)
    wire.open()
    wire.write(b"\x10\x04\x01")
    came = b""
    while len(came) < 3:
        came += wire.read(5)
    wire.close()
    echoed.unplug()

    assert came == b"\x10\x04\x01"


@pytest.mark.parametrize("kind", ["tcp", "pty", "usb"])
def test_nothing_to_read_is_no_error(kind: str, tmp_path: Path) -> None:
    port = {"tcp": TcpPort, "usb": UsbPort}.get(kind, lambda: PtyPort(tmp_path / "line"))()
    port.plug(lambda data: None)
    wire = _wire_to(port)
    wire.open()
    came = wire.read(0)
    wire.close()
    port.unplug()

    assert came == b""


def _wire_to(port: Any) -> Wire:
    if isinstance(port, TcpPort):
        return NetworkWire(port.host, port.port)
    if isinstance(port, PtyPort):
        return SerialWire(str(port.link), 115200)
    return UsbWire(port.vendor, port.product, port)


@pytest.mark.parametrize(
    ("transport", "kind"), [("serial", SerialWire), ("network", NetworkWire), ("usb", UsbWire)]
)
def test_the_settings_name_the_wire(transport: Any, kind: type) -> None:
    assert isinstance(wire_for(Printer(transport=transport)), kind)
