"""A driver and an emulated printer on one real line, with the events in the order they came."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from kiosk.devices.base import DeviceState, DeviceStatus, StatusChanged
from kiosk.devices.printer import (
    Encoder,
    FontFile,
    Glyphs,
    Line,
    QrCode,
    ReceiptPrinter,
    Slip,
    SlipFailed,
    SlipPrinted,
    Timing,
    Title,
    receipt_printer,
)
from kiosk.devices.printer.transports import UsbWire
from kiosk.sandbox.printer import EmulatedPrinter
from kiosk.sandbox.printer_ports import Port, PtyPort, TcpPort
from kiosk.sandbox.printer_usb import UsbPort
from kiosk.settings_devices import Printer

T = TypeVar("T")

DEADLINE_S = 15.0
QUICK = Timing(answer_s=3.0, look_s=0.02, settle_s=10.0, clear_s=0.5, slice_s=0.01)
"""Patient where a loaded machine is slow; tests that wait for silence use ``IMPATIENT``."""
IMPATIENT = replace(QUICK, answer_s=0.5, settle_s=0.5)
CODE = "TB1:0192f3a4-7c1e-7b52-9d4f-3a6b1c20e5d7"
SLIP = Slip(
    "receipt",
    (Title("受理回执"), *(Line(f"第 {number} 行") for number in range(1, 9)), QrCode(CODE, "扫码查进度")),
)
FIRST_LINE, LAST_LINE = "受理回执", "扫码查进度"


def cjk_font() -> FontFile:
    """Noto Sans SC: from Debian's fonts-noto-cjk, which set-up installs."""
    found = sorted(Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc"))
    assert found, "fonts-noto-cjk is not installed: run make setup"
    return FontFile(found[0], 2)


class Bench:
    """Everything is closed by ``close``. ``line``: tcp, pty or usb."""

    def __init__(
        self, line: str, folder: Path, *, fences: bool = True, clears: bool = True, timing: Timing = QUICK
    ) -> None:
        self.events: list[object] = []
        self._timing = timing
        self._arrived = threading.Condition()
        port = _port(line, folder)
        self.printer = EmulatedPrinter(
            port, paper_mm=58, fonts=[cjk_font()], speed_dots_s=50_000, fences=fences, clears=clears
        )
        self.printer.plug()
        self.driver = self._driver(port)

    def _driver(self, port: Port) -> ReceiptPrinter:
        if isinstance(port, UsbPort):
            wire = UsbWire(port.vendor, port.product, port)
            encoder = Encoder(58, Glyphs([cjk_font()]))
            return ReceiptPrinter(wire, encoder.slip, self._post, status_s=0.11, timing=self._timing)
        settings = Printer(transport="serial", paper_mm=58, status_s=0.11)
        if isinstance(port, TcpPort):
            where = {"transport": "network", "host": port.host, "tcp_port": port.port}
        else:
            assert isinstance(port, PtyPort)
            where = {"port": str(port.link)}
        return receipt_printer(settings.model_copy(update=where), [cjk_font()], self._post, timing=self._timing)

    def close(self) -> None:
        self.driver.stop()
        self.printer.close()

    def start(self) -> None:
        """Starts the driver and waits until it knows its printer."""
        self.driver.start()
        self.until(lambda: self.driver.status.state is not DeviceState.STARTING)

    def until(self, holds: Callable[[], T]) -> T:
        """Waits for a condition that events bring about; returns its true value."""
        with self._arrived:
            assert self._arrived.wait_for(holds, DEADLINE_S), f"never came: {self.events}"
            return holds()

    def until_status(self, state: str, reason: str = "") -> None:
        wanted = DeviceStatus(DeviceState(state), reason)
        self.until(lambda: self.driver.status == wanted)

    def outcome(self, job: str) -> SlipPrinted | SlipFailed:
        """What became of a job (the last word on it)."""

        def found() -> SlipPrinted | SlipFailed | None:
            named = [e for e in self.events if isinstance(e, SlipPrinted | SlipFailed) and e.job == job]
            return named[-1] if named else None

        outcome = self.until(found)
        assert outcome is not None
        return outcome

    def print(self, job: str = "job", slip: Slip = SLIP) -> SlipPrinted | SlipFailed:
        seen = sum(isinstance(e, SlipPrinted | SlipFailed) for e in self.events)
        self.driver.print_slip(slip, job)
        self.until(lambda: sum(isinstance(e, SlipPrinted | SlipFailed) for e in self.events) > seen)
        return self.outcome(job)

    @property
    def statuses(self) -> list[DeviceStatus]:
        return [event.status for event in self.events if isinstance(event, StatusChanged)]

    @property
    def text(self) -> list[str]:
        """Lines the printer printed."""
        return [line.strip() for line in self.printer.interpreter.text]

    def _post(self, event: object) -> None:
        with self._arrived:
            self.events.append(event)
            self._arrived.notify_all()


def _port(line: str, folder: Path) -> Port:
    if line == "tcp":
        return TcpPort()
    return UsbPort() if line == "usb" else PtyPort(folder / "receipt-printer", baud=1_000_000)
