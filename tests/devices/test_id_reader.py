"""The card reader on a real line: the driver's thread and pyserial against the emulator on a pseudo-terminal."""

from __future__ import annotations

import os
import queue
import termios
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
import serial

from kiosk.devices.base import DeviceKind, DeviceState, StatusChanged
from kiosk.devices.id_reader.events import (
    CardAppeared,
    CardForgotten,
    CardLeft,
    CardLifted,
    CardRead,
    CardReason,
    CardTrouble,
)
from kiosk.devices.id_reader.protocol import READ, Limits
from kiosk.devices.id_reader.reader import IdReader, id_reader
from kiosk.devices.id_reader.serial_transport import SerialPort, SerialTransport
from kiosk.devices.id_reader.states import Pace
from kiosk.errors import DeviceAbsent, DeviceRefused, DeviceSilent, KioskError
from kiosk.identity.card_text import parse
from kiosk.sandbox.card_faults import Fault
from kiosk.sandbox.cards import card_of
from kiosk.sandbox.people import OTHER_PERSON, YOUNG_WOMAN
from kiosk.sandbox.reader import SandboxReader
from kiosk.settings_devices import Reader

PACE = Pace(
    poll_s=0.03,
    rest_check_s=0.05,
    look_s=0.05,
    opening_retry_s=0.05,
    forgotten_s=0.2,
    backoff_first_s=0.05,
    backoff_last_s=0.2,
)
LIMITS = Limits(plain_s=0.4, read_s=0.8, address_s=0.4, quiet_s=0.2, settle_s=0.03)
CARD = card_of(YOUNG_WOMAN)
Event = TypeVar("Event")


@dataclass
class Hall:
    """A reader on its line, the driver that reads it and what the driver posted."""

    emulator: SandboxReader
    driver: IdReader
    posted: queue.Queue[object]
    seen: list[object] = field(default_factory=list)

    def next(self, kind: type[Event], seconds: float = 10) -> Event:
        """The next event of a kind; others before it go by."""
        deadline = time.monotonic() + seconds
        while True:
            event = self.posted.get(timeout=max(0.01, deadline - time.monotonic()))
            self.seen.append(event)
            if isinstance(event, kind):
                return event

    def until(self, state: DeviceState) -> None:
        """Waits until the driver says so."""
        while self.next(StatusChanged).status.state is not state:
            pass


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """Everything plugged in and ready; nobody waits for a card."""
    emulator = SandboxReader(tmp_path / "by-id" / "id-reader")
    posted: queue.Queue[object] = queue.Queue()
    driver = IdReader(SerialPort(str(emulator.path)), posted.put, pace=PACE, limits=LIMITS)
    emulator.start()
    driver.start()
    hall = Hall(emulator, driver, posted)
    hall.until(DeviceState.READY)
    yield hall
    driver.stop()
    emulator.stop()


def test_a_card_goes_from_the_line_to_a_document(hall: Hall) -> None:
    hall.driver.wake()
    hall.emulator.place(CARD)
    read = hall.next(CardRead)
    assert (parse(read.text), read.photo) == (YOUNG_WOMAN, CARD.photo)


def test_a_card_taken_away_mid_read_shows_nothing_of_its_owner(hall: Hall) -> None:
    hall.emulator.spoil(Fault.LIFTED_MID_READ, command=READ)
    hall.driver.wake()
    hall.emulator.place(CARD)
    assert hall.next(CardTrouble).reason is CardReason.LIFTED
    assert not [event for event in hall.seen if isinstance(event, CardRead)]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.BAD_CHECKSUM, CardReason.GARBLED),
        (Fault.CUT, CardReason.GARBLED),
        (Fault.SILENT, CardReason.SILENT),
        (Fault.LIFTED_MID_REPLY, CardReason.LIFTED),
    ],
)
def test_a_broken_reply_is_a_named_trouble(hall: Hall, fault: Fault, reason: CardReason) -> None:
    hall.emulator.spoil(fault, command=READ, times=1 if reason is CardReason.LIFTED else None)
    hall.driver.wake()
    hall.emulator.place(CARD)
    assert hall.next(CardTrouble).reason is reason


@pytest.mark.parametrize("fault", [Fault.GARBAGE_FIRST, Fault.GLUED])
def test_noise_on_the_line_does_not_stop_a_card(hall: Hall, fault: Fault) -> None:
    hall.emulator.spoil(fault)
    hall.driver.wake()
    hall.emulator.place(CARD)
    assert hall.next(CardRead).text == CARD.text


def test_after_a_trouble_the_same_card_laid_down_again_is_read(hall: Hall) -> None:
    hall.emulator.spoil(Fault.LIFTED_MID_READ, command=READ, times=1)
    hall.driver.wake()
    hall.emulator.place(CARD)
    hall.next(CardTrouble)
    hall.emulator.place(CARD)
    assert hall.next(CardRead).text == CARD.text


def test_a_reader_unplugged_and_plugged_in_again_reads_on(hall: Hall) -> None:
    hall.driver.wake()
    hall.emulator.unplug()
    hall.until(DeviceState.ABSENT)
    hall.emulator.plug()
    hall.emulator.place(CARD)
    assert hall.next(CardRead).text == CARD.text


def test_a_reader_unplugged_while_it_reads_is_the_readers_fault(tmp_path: Path) -> None:
    emulator = SandboxReader(tmp_path / "reader", card_s=30)
    posted: queue.Queue[object] = queue.Queue()
    driver = IdReader(SerialPort(str(emulator.path)), posted.put, pace=PACE)
    hall = Hall(emulator, driver, posted)
    emulator.start()
    emulator.place(CARD)
    driver.start()
    driver.wake()
    hall.next(CardAppeared)
    emulator.unplug()
    assert hall.next(CardTrouble).reason is CardReason.READER_FAILED
    driver.stop()


def test_a_card_is_seen_being_taken_and_being_forgotten(hall: Hall) -> None:
    hall.driver.wake()
    hall.emulator.place(CARD)
    hall.next(CardRead)
    hall.driver.ask_back()
    hall.next(CardForgotten)
    hall.emulator.lift()
    assert hall.next(CardLifted) == CardLifted()


def test_a_card_that_lies_there_when_a_visit_ends_is_not_read_for_the_next(hall: Hall) -> None:
    hall.emulator.place(card_of(OTHER_PERSON))
    hall.driver.rest()
    hall.driver.wake()
    hall.next(CardLeft)
    hall.emulator.place(CARD)
    hall.emulator.lift()
    hall.next(CardLifted)
    hall.emulator.place(CARD)
    assert hall.next(CardRead).text == CARD.text


def test_the_module_says_who_it_is(hall: Hall) -> None:
    assert (hall.driver.sam_id, hall.driver.kind) == (
        "05.03-20260101-0000001234-0000567890",
        DeviceKind.ID_READER,
    )


def test_a_stopped_reader_has_let_go_of_its_port(hall: Hall) -> None:
    hall.driver.stop()
    with serial.Serial(str(hall.emulator.path), exclusive=True):
        assert hall.driver.status.reason == "stopped"


def test_a_stopped_reader_can_be_started_again(hall: Hall) -> None:
    hall.driver.stop()
    hall.driver.stop()
    hall.driver.start()
    hall.driver.start()
    hall.driver.wake()
    hall.emulator.place(CARD)
    assert hall.next(CardRead).text == CARD.text


def test_a_visit_that_ends_before_the_owner_thread_begins_has_ended(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall.driver.stop()
    hall.emulator.place(CARD)
    go, run = threading.Event(), IdReader._run
    monkeypatch.setattr(IdReader, "_run", lambda driver: run(driver) if go.wait(10) else None)
    hall.driver.start()
    hall.driver.wake()
    hall.driver.rest()
    go.set()
    hall.driver.wake()
    hall.next(CardLeft)
    assert not [event for event in hall.seen if isinstance(event, CardRead)]


def test_stopping_does_not_wait_for_a_read_to_time_out(tmp_path: Path) -> None:
    emulator = SandboxReader(tmp_path / "reader", card_s=30)
    posted: queue.Queue[object] = queue.Queue()
    driver = IdReader(SerialPort(str(emulator.path)), posted.put, pace=PACE, limits=Limits(read_s=60))
    emulator.start()
    emulator.place(CARD)
    driver.start()
    driver.wake()
    Hall(emulator, driver, posted).next(CardAppeared)
    began = time.monotonic()
    driver.stop()
    emulator.stop()
    assert time.monotonic() - began < 5


def test_a_fault_of_our_own_is_a_failed_device_not_a_silent_one(tmp_path: Path) -> None:
    class Broken(SerialPort):
        def open(self) -> SerialTransport:
            raise ZeroDivisionError

    posted: queue.Queue[object] = queue.Queue()
    driver = IdReader(Broken(str(tmp_path)), posted.put)
    with pytest.raises(ZeroDivisionError):
        driver._run()
    assert (driver.status.state, driver.status.reason) == (DeviceState.FAILED, "unknown")


def test_the_settings_name_port_and_speed(tmp_path: Path) -> None:
    emulator = SandboxReader(tmp_path / "reader")
    emulator.start()
    posted: queue.Queue[object] = queue.Queue()
    driver = id_reader(Reader(port=str(emulator.path), baud=115200), posted.put)
    driver.start()
    Hall(emulator, driver, posted).until(DeviceState.READY)
    driver.stop()
    emulator.stop()


# The line itself


def test_a_port_that_is_not_there_is_absent(tmp_path: Path) -> None:
    with pytest.raises(DeviceAbsent):
        SerialTransport(str(tmp_path / "nothing"))


def test_a_file_that_is_no_port_is_absent(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DeviceAbsent):
        SerialTransport(str(tmp_path / "file"))


def test_a_port_that_another_program_holds_is_refused(hall: Hall) -> None:
    with pytest.raises(DeviceRefused):
        SerialTransport(str(hall.emulator.path))


def test_an_impossible_speed_is_refused(tmp_path: Path) -> None:
    emulator = SandboxReader(tmp_path / "reader")
    emulator.start()
    with pytest.raises(DeviceRefused):
        SerialTransport(str(emulator.path), baud=-1)
    emulator.stop()


def test_another_speed_is_not_understood(tmp_path: Path) -> None:
    emulator = SandboxReader(tmp_path / "reader")
    emulator.start()
    line = SerialTransport(str(emulator.path), baud=9600)
    line.write(bytes.fromhex("AAAAAA9669000312FFEE"))
    heard = line.read(0.3)
    line.close()
    emulator.stop()
    assert heard == b""


@pytest.mark.parametrize("use", ["discard", "write", "read"])
def test_every_use_of_an_unplugged_line_is_absent(tmp_path: Path, use: str) -> None:
    emulator = SandboxReader(tmp_path / "reader")
    emulator.start()
    line = SerialTransport(str(emulator.path))
    emulator.unplug()
    with pytest.raises(DeviceAbsent):
        {"discard": line.discard, "write": lambda: line.write(b"x"), "read": lambda: line.read(1)}[use]()
    line.close()


def test_a_cancelled_line_refuses_further_use(tmp_path: Path) -> None:
    emulator = SandboxReader(tmp_path / "reader")
    emulator.start()
    line = SerialTransport(str(emulator.path))
    line.cancel()
    with pytest.raises(DeviceAbsent):
        line.read(5)
    line.close()
    line.cancel()
    emulator.stop()


LOWER_ERRORS = [
    serial.SerialException("port"),
    serial.PortNotOpenError(),
    OSError(5, "Input/output error"),
    BrokenPipeError(),
    serial.serialutil.SerialTimeoutException("slow"),
    termios.error(5, "Input/output error"),
]


class Failing:
    """A pyserial port whose every use fails in one way."""

    def __init__(self, error: Exception) -> None:
        self._error = error
        self.timeout = 0.0

    def set_low_latency_mode(self, on: bool) -> None:
        raise self._error if isinstance(self._error, OSError) else OSError

    def _fail(self, *_: object) -> bytes:
        raise self._error

    reset_input_buffer = write = read = close = cancel_read = _fail


@pytest.mark.parametrize("error", LOWER_ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("use", ["discard", "write", "read", "close"])
def test_no_error_of_a_lower_layer_gets_through(
    monkeypatch: pytest.MonkeyPatch, error: Exception, use: str
) -> None:
    monkeypatch.setattr(serial, "Serial", lambda *args, **kwargs: Failing(error))
    line = SerialTransport("port")
    uses = {"discard": line.discard, "write": lambda: line.write(b"x"), "read": lambda: line.read(1)}
    if use == "close":
        line.close()
        return
    with pytest.raises((DeviceAbsent, DeviceSilent)) as caught:
        uses[use]()
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "error", [*LOWER_ERRORS, ValueError("baud"), PermissionError(13, "no")], ids=lambda e: type(e).__name__
)
def test_no_error_of_opening_gets_through(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(serial, "Serial", refuse)
    with pytest.raises(KioskError) as caught:
        SerialTransport(os.devnull)
    assert os.devnull not in str(caught.value)
