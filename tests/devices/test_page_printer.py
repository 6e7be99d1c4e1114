"""The A4 printer against a real cupsd: sheets come out, faults are told, and no document stays in the spool."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, StatusChanged
from kiosk.devices.page_printer import (
    IppQueue,
    PagePrinter,
    PagesCounted,
    PagesFailed,
    PagesPrinted,
    PagesReason,
    Sheets,
)
from kiosk.devices.page_printer.ipp import Reply, read_reply
from kiosk.devices.page_printer.printer import Queue
from kiosk.devices.page_printer.status import IDLE, PROCESSING, STOPPED, status_of, stops
from kiosk.errors import DeviceAbsent, DeviceGarbled, DeviceRefused, DeviceSilent, PrinterError
from kiosk.sandbox.real_cups import CUPSD, RealCups, until

needs_cups = pytest.mark.skipif(not CUPSD, reason="Debian's cups-daemon is not installed")
SHEET = b"%PDF-1.7 one sheet of somebody invented"


@pytest.fixture(scope="module")
def one_cups() -> Iterator[RealCups]:
    cups = RealCups()
    yield cups
    cups.close()


@pytest.fixture
def cups(one_cups: RealCups) -> Iterator[RealCups]:
    yield one_cups
    one_cups.fault("")
    for path in (one_cups.home / "tray").iterdir():
        path.unlink()


class Desk:
    """A page printer and what it said."""

    def __init__(self, uri: str, *, patience_s: float = 60.0) -> None:
        self.said: list[object] = []
        line = IppQueue(uri, timeout_s=5.0)
        self.printer = PagePrinter(line, self.said.append, status_s=0.2, patience_s=patience_s, settle_s=0.3)
        self.printer.start()

    def print(self, job: str) -> None:
        self.printer.print_pages(lambda: Sheets(SHEET, 1), job)

    def outcome(self, job: str) -> object:
        until(lambda: self._outcomes(job), f"what became of {job}")
        return self._outcomes(job)[0]

    def _outcomes(self, job: str) -> list[object]:
        return [one for one in self.said if isinstance(one, PagesPrinted | PagesFailed) and one.job == job]


@pytest.fixture
def desk(cups: RealCups) -> Iterator[Desk]:
    made = Desk(cups.uri)
    yield made
    made.printer.stop()


@needs_cups
def test_a_sheet_comes_out_whole_and_its_count_is_told_before(cups: RealCups, desk: Desk) -> None:
    desk.print("one")
    assert desk.outcome("one") == PagesPrinted("one", 1)
    told = [one for one in desk.said if isinstance(one, PagesCounted | PagesPrinted)]
    assert (told, cups.printed()) == ([PagesCounted("one", 1), PagesPrinted("one", 1)], [SHEET])


@needs_cups
def test_a_printed_document_does_not_stay_in_the_spool(cups: RealCups, desk: Desk) -> None:
    desk.print("one")
    desk.outcome("one")
    until(lambda: not cups.spooled(), "an empty spool")


@needs_cups
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("media-empty-error", PagesReason.PAPER_OUT),
        ("door-open-error", PagesReason.DOOR_OPEN),
        ("media-jam-error", PagesReason.JAM),
    ],
)
def test_a_fault_is_told_the_job_taken_back_and_nothing_comes_out_later(
    cups: RealCups, desk: Desk, fault: str, reason: PagesReason
) -> None:
    cups.fault(fault)
    desk.print("one")
    assert desk.outcome("one") == PagesFailed("one", reason, partial=True)
    until(lambda: not cups.spooled(), "an empty spool")
    until(lambda: desk.printer.status == DeviceStatus(DeviceState.ATTENTION, reason.value), "the reason shown")
    cups.fault("")
    desk.print("two")
    assert (desk.outcome("two"), cups.printed()) == (PagesPrinted("two", 1), [SHEET])


@needs_cups
def test_a_fault_mended_in_time_costs_nothing(cups: RealCups) -> None:
    said: list[object] = []
    printer = PagePrinter(IppQueue(cups.uri), said.append, status_s=0.2, patience_s=60, settle_s=30)
    printer.start()
    cups.fault("media-empty-error")
    printer.print_pages(lambda: Sheets(SHEET, 1), "one")
    until(lambda: printer.status == DeviceStatus(DeviceState.ATTENTION, "paper_out"), "paper out told")
    cups.fault("")
    until(lambda: PagesPrinted("one", 1) in said, "the sheet")
    printer.stop()


@needs_cups
def test_a_job_under_way_is_taken_back_when_the_terminal_stops(cups: RealCups) -> None:
    desk = Desk(cups.uri)
    cups.fault("media-low-warning")  # a warning keeps from nothing: the job hangs without a reason
    desk.print("one")
    until(lambda: PagesCounted("one", 1) in desk.said and cups.spooled(), "the job is at CUPS")
    desk.printer.stop()
    assert desk.outcome("one") == PagesFailed("one", PagesReason.STOPPED, partial=True)
    until(lambda: not cups.spooled(), "an empty spool")
    assert cups.printed() == []


@needs_cups
def test_a_job_that_never_ends_is_taken_back_after_its_time(cups: RealCups) -> None:
    desk = Desk(cups.uri, patience_s=1.0)
    cups.fault("media-low-warning")
    desk.print("one")
    assert desk.outcome("one") == PagesFailed("one", PagesReason.UNKNOWN, partial=True)
    until(lambda: not cups.spooled(), "an empty spool")
    desk.printer.stop()


@needs_cups
def test_a_queue_that_goes_and_comes_back_is_said_once_each(cups: RealCups) -> None:
    desk = Desk(cups.uri)
    until(lambda: desk.printer.status == DeviceStatus(DeviceState.READY), "ready")
    cups.stop()
    until(lambda: desk.printer.status == DeviceStatus(DeviceState.ABSENT, "absent"), "absent")
    desk.print("one")
    assert desk.outcome("one") == PagesFailed("one", PagesReason.ABSENT)
    cups.start()
    until(lambda: desk.printer.status == DeviceStatus(DeviceState.READY), "ready again")
    desk.printer.stop()
    changes = [one.status.state for one in desk.said if isinstance(one, StatusChanged)]
    assert changes == [DeviceState.READY, DeviceState.ABSENT, DeviceState.READY]


@needs_cups
def test_a_queue_that_does_not_exist_is_refused(cups: RealCups) -> None:
    with pytest.raises(DeviceRefused):
        IppQueue(cups.uri.replace("A4", "none")).look()


@needs_cups
def test_sheets_that_cannot_be_made_are_told_and_the_next_are_printed(cups: RealCups, desk: Desk) -> None:
    def fails() -> Sheets:
        raise PrinterError("a code too large")

    desk.printer.print_pages(fails, "one")
    desk.print("two")
    assert [desk.outcome("one"), desk.outcome("two")] == [
        PagesFailed("one", PagesReason.CONTENT),
        PagesPrinted("two", 1),
    ]


def test_a_stopped_driver_fails_what_it_is_given() -> None:
    said: list[object] = []
    printer = PagePrinter(IppQueue("ipp://127.0.0.1:9/printers/A4"), said.append, status_s=1, patience_s=1)
    printer.print_pages(lambda: Sheets(SHEET, 1), "one")
    assert said == [PagesFailed("one", PagesReason.STOPPED)]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_our_own_is_a_failed_device_and_nobody_waits_for_it() -> None:
    def broken() -> Sheets:
        raise RuntimeError("a defect")

    said: list[object] = []
    printer = PagePrinter(cast(Queue, Idle()), said.append, status_s=0.05, patience_s=1)
    printer.start()
    printer.print_pages(broken, "one")
    until(lambda: PagesFailed("one", PagesReason.STOPPED, partial=True) in said, "what became of one")
    assert printer.status == DeviceStatus(DeviceState.FAILED, "internal")
    printer.print_pages(lambda: Sheets(SHEET, 1), "two")
    until(lambda: PagesFailed("two", PagesReason.STOPPED) in said, "what became of two")
    printer.stop()


class Idle:
    """A queue that can print and is never asked to."""

    def look(self) -> Reply:
        return Reply(0, {"printer-state": (3,)})


def test_nobody_there_is_absent_and_nobody_answering_is_silent() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(DeviceAbsent):
            IppQueue(f"ipp://127.0.0.1:{nobody.getsockname()[1]}/x").look()
        nobody.listen()
        with pytest.raises(DeviceSilent):
            IppQueue(f"ipp://127.0.0.1:{nobody.getsockname()[1]}/x", timeout_s=0.2).look()


def test_another_protocol_behind_the_port_is_absent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speaks_otherwise() -> None:
            line, _ = server.accept()
            with line:
                line.recv(4096)
                line.sendall(b"220 mail\r\n")

        thread = threading.Thread(target=speaks_otherwise)
        thread.start()
        with pytest.raises(DeviceAbsent):
            IppQueue(f"ipp://127.0.0.1:{server.getsockname()[1]}/x").look()
        thread.join()


@pytest.mark.parametrize(
    ("state", "reasons", "stopped"),
    [
        (IDLE, ("none",), None),
        (PROCESSING, ("media-low-warning", "toner-low-report"), None),
        (PROCESSING, ("media-empty-warning",), None),
        (STOPPED, ("media-empty-error",), PagesReason.PAPER_OUT),
        (STOPPED, ("media-needed",), PagesReason.PAPER_OUT),
        (STOPPED, ("cover-open",), PagesReason.DOOR_OPEN),
        (STOPPED, ("toner-empty-error",), PagesReason.INK_OUT),
        (STOPPED, ("something-of-the-vendor",), PagesReason.ERROR),
        (STOPPED, ("paused",), PagesReason.OFFLINE),
        (0, (), PagesReason.UNKNOWN),
    ],
)
def test_what_the_printer_says_and_what_it_means(
    state: int, reasons: tuple[str, ...], stopped: PagesReason | None
) -> None:
    assert stopped == stops(state, reasons)


def test_an_idle_queue_is_tried_whatever_its_last_job_left_behind() -> None:
    assert status_of(IDLE, ("media-empty-error",)) == DeviceStatus(DeviceState.READY, "paper_out")


def test_the_driver_stands_for_the_printer() -> None:
    assert PagePrinter.kind is DeviceKind.PRINTER


@given(st.binary(max_size=80))
def test_any_answer_is_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(DeviceGarbled):
        assert isinstance(read_reply(data), Reply)


def test_an_answer_with_several_values_is_read_whole() -> None:
    data = bytes.fromhex(
        "0101000000000001 04 44 0003 616263 0004 6e6f6e65 44 0000 0003 6a616d 21 0001 6e 0004 00000005 03"
    )
    assert read_reply(data) == Reply(0, {"abc": ("none", "jam"), "n": (5,)})


@needs_cups
def test_a_job_of_many_sheets_has_the_time_of_all_of_them(cups: RealCups) -> None:
    desk = Desk(cups.uri, patience_s=1.0)
    cups.fault("media-low-warning")
    desk.printer.print_pages(lambda: Sheets(SHEET, 600), "many")
    until(lambda: PagesCounted("many", 600) in desk.said and cups.spooled(), "the job is at CUPS")
    began_s = time.monotonic()
    until(lambda: time.monotonic() - began_s > 3.0, "three times a sheet's patience")
    assert desk._outcomes("many") == []
    cups.fault("")
    assert desk.outcome("many") == PagesPrinted("many", 600)
    desk.printer.stop()
