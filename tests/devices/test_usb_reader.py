"""The card reader on USB: the driver's thread and pyusb against an emulated pair of endpoints."""

from __future__ import annotations

import errno
import queue
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
import usb.core

from kiosk.devices.base import DeviceState, DeviceStatus, StatusChanged
from kiosk.devices.id_reader.events import CardRead, CardReason, CardTrouble
from kiosk.devices.id_reader.frames import encode
from kiosk.devices.id_reader.protocol import READ, SAM_ID, Limits, Sam
from kiosk.devices.id_reader.reader import IdReader, id_reader
from kiosk.devices.id_reader.states import Pace
from kiosk.devices.id_reader.usb_transport import UsbPort, UsbTransport
from kiosk.errors import DeviceAbsent, DeviceRefused, DeviceSilent, DriverMissing
from kiosk.sandbox.card_faults import Fault
from kiosk.sandbox.cards import SandboxCard, card_of
from kiosk.sandbox.people import YOUNG_WOMAN
from kiosk.sandbox.reader_usb import SPLIT, WHOLE, Pipes, SandboxUsbReader
from kiosk.settings_devices import Reader

CARD = SandboxCard(card_of(YOUNG_WOMAN).text, bytes(range(256)) * 4, fingerprints=bytes(1024))
EVERY_ENDPOINT = Pipes((0x02,), (0x81,))
LIMITS = Limits(plain_s=0.4, hello_s=0.4, read_s=0.8, address_s=0.4, quiet_s=0.2, settle_s=0.03)
PACE = Pace(
    poll_s=0.03, rest_check_s=0.05, look_s=0.05, opening_retry_s=0.05, backoff_first_s=0.05, backoff_last_s=0.2
)
Event = TypeVar("Event")


def port(reader: SandboxUsbReader, frames: Any = "auto") -> UsbPort:
    return UsbPort(reader.vendor, reader.product, frames, backend=reader)


@pytest.fixture(params=[SPLIT, WHOLE], ids=["split", "whole"])
def reader(request: pytest.FixtureRequest) -> SandboxUsbReader:
    """A reader that is plugged in, of each kind."""
    reader = SandboxUsbReader(request.param)
    reader.start()
    return reader


@dataclass
class Hall:
    """The reader, its driver and what the driver posted."""

    reader: SandboxUsbReader
    driver: IdReader
    posted: queue.Queue[object]

    def next(self, kind: type[Event], seconds: float = 10) -> Event:
        deadline = time.monotonic() + seconds
        while True:
            event = self.posted.get(timeout=max(0.01, deadline - time.monotonic()))
            if isinstance(event, kind):
                return event

    def until(self, state: DeviceState) -> DeviceStatus:
        while (status := self.next(StatusChanged).status).state is not state:
            pass
        return status


@pytest.fixture
def hall(reader: SandboxUsbReader) -> Iterator[Hall]:
    posted: queue.Queue[object] = queue.Queue()
    driver = IdReader(port(reader), posted.put, pace=PACE, limits=LIMITS)
    driver.start()
    hall = Hall(reader, driver, posted)
    hall.until(DeviceState.READY)
    yield hall
    driver.stop()


def test_a_card_is_read_whole(hall: Hall) -> None:
    hall.driver.wake()
    hall.reader.place(CARD)
    read = hall.next(CardRead)
    assert (read.text, read.photo) == (CARD.text, CARD.photo)


@pytest.mark.parametrize("fault", [Fault.GARBAGE_FIRST, Fault.GLUED])
def test_noise_and_double_answers_do_not_stop_a_card(hall: Hall, fault: Fault) -> None:
    hall.reader.spoil(fault)
    hall.driver.wake()
    hall.reader.place(CARD)
    assert hall.next(CardRead).text == CARD.text


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.BAD_CHECKSUM, CardReason.GARBLED),
        (Fault.CUT, CardReason.GARBLED),
        (Fault.SILENT, CardReason.SILENT),
    ],
)
def test_a_broken_reply_is_a_named_trouble(hall: Hall, fault: Fault, reason: CardReason) -> None:
    hall.reader.spoil(fault, command=READ)
    hall.driver.wake()
    hall.reader.place(CARD)
    assert hall.next(CardTrouble).reason is reason


def test_a_late_answer_is_not_taken_for_the_next_ones(reader: SandboxUsbReader) -> None:
    wire = port(reader).open()
    wire.write(encode(SAM_ID))
    first = b""
    while len(first) < 27:
        first += wire.read(1)
    wire.write(encode(SAM_ID))
    assert wire.read(1)  # the answer has begun to come; the rest of it is late
    assert Sam(wire).hello().startswith("05.03-")


def test_unplugged_is_absent_and_plugged_in_again_it_reads_on(hall: Hall) -> None:
    hall.driver.wake()
    hall.reader.unplug()
    hall.until(DeviceState.ABSENT)
    hall.reader.plug()
    hall.reader.place(CARD)
    assert hall.next(CardRead).text == CARD.text


def test_stopping_does_not_wait_for_a_read_to_time_out() -> None:
    reader = SandboxUsbReader(card_s=30)
    reader.start()
    reader.place(CARD)
    posted: queue.Queue[object] = queue.Queue()
    driver = IdReader(port(reader), posted.put, pace=PACE, limits=Limits(read_s=60))
    driver.start()
    driver.wake()
    while not isinstance(posted.get(timeout=10), StatusChanged) or driver.status.state is not DeviceState.BUSY:
        pass
    began = time.monotonic()
    driver.stop()
    reader.stop()
    assert time.monotonic() - began < 5


def test_the_settings_name_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(usb.core, "find", lambda **wanted: asked.append(wanted))
    driver = id_reader(Reader(transport="usb", usb_vendor=0x1234, usb_product=0x5678), lambda event: None)
    driver._cycle.begin()  # type: ignore[attr-defined]
    driver._cycle.step()  # type: ignore[attr-defined]
    assert (asked[0]["idVendor"], asked[0]["idProduct"], driver.status.reason) == (0x1234, 0x5678, "absent")


# The wire itself


@pytest.mark.parametrize(
    ("pipes", "frames", "sent"),
    [
        (SPLIT, "auto", [(0x02, "AAAAAA96690003"), (0x06, "12FFEE")]),
        (SPLIT, "split", [(0x02, "AAAAAA96690003"), (0x06, "12FFEE")]),
        (SPLIT, "whole", [(0x02, "AAAAAA9669000312FFEE")]),
        (WHOLE, "auto", [(0x03, "AAAAAA9669000312FFEE")]),
        (EVERY_ENDPOINT, "auto", [(0x02, "AAAAAA9669000312FFEE")]),
    ],
)
def test_a_frame_goes_by_the_endpoints_there_are(
    pipes: Pipes, frames: Any, sent: list[tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = SandboxUsbReader(pipes)
    reader.start()
    seen: list[tuple[int, str]] = []

    def bulk_write(handle: str, ep: int, intf: int, data: Any, timeout: int) -> int:
        seen.append((ep, bytes(data).hex().upper()))
        return len(data)

    monkeypatch.setattr(reader, "bulk_write", bulk_write)
    port(reader, frames).open().write(encode(SAM_ID))
    assert seen == sent


def test_a_long_frame_on_one_endpoint_goes_in_packets_of_64_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = SandboxUsbReader(WHOLE)
    reader.start()
    sizes: list[int] = []
    monkeypatch.setattr(
        reader, "bulk_write", lambda handle, ep, intf, data, timeout: sizes.append(len(data)) or len(data)
    )
    port(reader).open().write(bytes(150))
    assert sizes == [64, 64, 22]


def test_a_device_without_the_endpoints_that_the_settings_want_is_refused() -> None:
    reader = SandboxUsbReader(WHOLE)
    reader.start()
    with pytest.raises(DeviceRefused):
        port(reader, "split").open()


def test_a_device_that_answers_nothing_is_refused() -> None:
    reader = SandboxUsbReader(Pipes((0x02,), ()))
    reader.start()
    with pytest.raises(DeviceRefused):
        port(reader).open()


def test_a_device_that_the_system_has_not_set_up_is_set_up(reader: SandboxUsbReader) -> None:
    reader.configured = False
    assert Sam(port(reader).open()).hello().startswith("05.03-")


def test_a_reader_that_is_not_plugged_in_is_absent(reader: SandboxUsbReader) -> None:
    reader.unplug()
    assert not port(reader).there()
    with pytest.raises(DeviceAbsent):
        port(reader).open()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EBUSY, errno.EPERM])
def test_a_reader_that_may_not_be_opened_is_refused_and_there(reader: SandboxUsbReader, number: int) -> None:
    reader.refusal = number
    with pytest.raises(DeviceRefused, match=errno.errorcode[number]):
        port(reader).open()
    assert port(reader).there()


def test_without_libusb_the_driver_is_missing_and_says_what(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(**_: object) -> None:
        raise usb.core.NoBackendError("No backend available")

    monkeypatch.setattr(usb.core, "find", none)
    with pytest.raises(DriverMissing, match="libusb"):
        UsbPort(0x0400, 0xC35A).open()
    assert UsbPort(0x0400, 0xC35A).there()


USES = {
    "discard": UsbTransport.discard,
    "write": lambda wire: wire.write(encode(SAM_ID)),
    "read": lambda wire: wire.read(1),
}


@pytest.mark.parametrize("use", USES)
def test_every_use_of_an_unplugged_wire_is_absent(reader: SandboxUsbReader, use: str) -> None:
    wire = port(reader).open()
    reader.unplug()
    with pytest.raises(DeviceAbsent, match="ENODEV"):
        USES[use](wire)  # type: ignore[no-untyped-call]
    wire.close()


@pytest.mark.parametrize("use", USES)
def test_every_use_of_a_cancelled_wire_is_absent(reader: SandboxUsbReader, use: str) -> None:
    wire = port(reader).open()
    wire.cancel()
    with pytest.raises(DeviceAbsent):
        USES[use](wire)  # type: ignore[no-untyped-call]


def test_a_wire_that_takes_nothing_is_silent(reader: SandboxUsbReader, monkeypatch: pytest.MonkeyPatch) -> None:
    wire = port(reader).open()

    def full(*_: object) -> int:
        raise usb.core.USBTimeoutError("full", errno=errno.ETIMEDOUT)

    monkeypatch.setattr(reader, "bulk_write", full)
    with pytest.raises(DeviceSilent):
        wire.write(encode(SAM_ID))


def test_a_reader_that_never_stops_talking_does_not_hold_the_thread(
    reader: SandboxUsbReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = port(reader).open()
    monkeypatch.setattr(reader, "bulk_read", lambda handle, ep, intf, buff, timeout: len(buff))
    wire.discard()
    assert wire.read(1) == bytes(64)


LOWER_ERRORS = [
    usb.core.USBError("pipe", errno=errno.EPIPE),
    usb.core.USBError("no number"),
    ValueError("no such endpoint"),
    NotImplementedError(),
]


@pytest.mark.parametrize("error", LOWER_ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("use", USES)
def test_no_error_of_a_lower_layer_gets_through(
    reader: SandboxUsbReader, monkeypatch: pytest.MonkeyPatch, error: Exception, use: str
) -> None:
    wire = port(reader).open()

    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr(reader, "bulk_write", fail)
    monkeypatch.setattr(reader, "bulk_read", fail)
    with pytest.raises(DeviceAbsent) as caught:
        USES[use](wire)  # type: ignore[no-untyped-call]
    assert caught.value.__cause__ is None
