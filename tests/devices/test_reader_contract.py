"""Our own drivers keep the published contract: on a serial line, and on USB both ways."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, Post
from kiosk.devices.id_reader.contract import ReaderContract, SpecimenCard
from kiosk.devices.id_reader.protocol import READ_ADDRESS, READ_CHIP, Dialect
from kiosk.devices.id_reader.reader import IdReader
from kiosk.devices.id_reader.serial_transport import SerialPort
from kiosk.devices.id_reader.states import Pace
from kiosk.devices.id_reader.usb_transport import UsbPort
from kiosk.devices.id_reader.wire import Port
from kiosk.sandbox.cards import SandboxCard
from kiosk.sandbox.reader import SandboxReader
from kiosk.sandbox.reader_usb import SPLIT, WHOLE, SandboxUsbReader
from kiosk.sandbox.sam import EVERYTHING, SandboxSam

PACE = Pace(poll_s=0.03, rest_check_s=0.1, look_s=0.1, forgotten_s=0.3)


class SandboxBench:
    """An emulated reader on one of the wires."""

    def __init__(self, reader: SandboxReader | SandboxUsbReader, port: Port, dialect: Dialect) -> None:
        self.reader, self._port, self._dialect = reader, port, dialect
        self.lift, self.plug, self.unplug = reader.lift, reader.plug, reader.unplug

    def driver(self, post: Post) -> IdReader:
        return IdReader(self._port, post, dialect=self._dialect, pace=PACE)

    def place(self, card: SpecimenCard) -> None:
        self.reader.place(SandboxCard(card.text, card.photo, card.newest_address, bytes(1024)))


class OurContract(ReaderContract):
    forgotten_s = PACE.forgotten_s


class TestSerialReader(OurContract):
    @pytest.fixture(params=["3001", "3010"])
    def bench(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SandboxBench]:
        reader = SandboxReader(tmp_path / "reader")
        reader.start()
        dialect = Dialect(fingerprints=request.param == "3010")
        yield SandboxBench(reader, SerialPort(str(reader.path)), dialect)
        reader.stop()


class TestUsbReader(OurContract):
    @pytest.fixture(params=[SPLIT, WHOLE], ids=["split", "whole"])
    def bench(self, request: pytest.FixtureRequest) -> Iterator[SandboxBench]:
        reader = SandboxUsbReader(request.param)
        reader.start()
        yield SandboxBench(reader, UsbPort(reader.vendor, reader.product, backend=reader), Dialect())
        reader.stop()


class TestPoorReader(OurContract):
    """A module that knows neither the newest address nor the chip's number."""

    watches_cards = gives_addresses = False

    @pytest.fixture
    def bench(self) -> Iterator[SandboxBench]:
        reader = SandboxUsbReader(sam=SandboxSam(EVERYTHING - {READ_ADDRESS, READ_CHIP}))
        reader.start()
        yield SandboxBench(reader, UsbPort(reader.vendor, reader.product, backend=reader), Dialect())
        reader.stop()


class Waiting:
    """A driver that never gets ready."""

    kind = DeviceKind.ID_READER
    status = DeviceStatus(DeviceState.STARTING)

    def start(self) -> None: ...

    stop = wake = rest = ask_back = start


def test_the_contract_fails_a_driver_that_does_nothing() -> None:
    class Nothing(ReaderContract):
        patience_s = 0.05

    bench = SandboxBench(SandboxUsbReader(), UsbPort(0, 0), Dialect())
    bench.driver = lambda post: Waiting()  # type: ignore[assignment, method-assign]
    contract = Nothing()
    tests = [getattr(contract, name) for name in dir(contract) if name.startswith("test_")]
    passed = []
    for test in tests:
        with contextlib.suppress(AssertionError):
            test(bench)
            passed.append(test.__name__)
    assert passed == ["test_wishes_return_at_once_from_any_thread_in_any_state"]
