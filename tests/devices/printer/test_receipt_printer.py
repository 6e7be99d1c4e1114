"""The driver against the emulated printer: each fault before, during and after a job, on TCP and a serial line."""

from __future__ import annotations

import gc
import queue
import weakref
from collections.abc import Callable
from itertools import pairwise

import pytest
from printing_bench import CODE, DEADLINE_S, FIRST_LINE, IMPATIENT, LAST_LINE, SLIP, Bench

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, StatusChanged
from kiosk.devices.printer import Line, PrintReason, QrCode, ReceiptPrinter, Slip, SlipFailed, SlipPrinted
from kiosk.devices.printer.transports import Wire
from kiosk.errors import DeviceRefused, DeviceSilent

STOPPING = [
    ("paper_out", "refill", PrintReason.PAPER_OUT),
    ("open_cover", "close_cover", PrintReason.COVER_OPEN),
    ("jam_knife", "free_knife", PrintReason.ERROR),
]
DURING = 4
"""Strips of paper after which a fault strikes: a few lines into the slip."""


@pytest.mark.parametrize("line", ["tcp", "pty", "usb"])
def test_a_slip_comes_out_and_is_confirmed(build: Callable[..., Bench], line: str) -> None:
    bench = build(line)
    bench.start()

    assert bench.print() == SlipPrinted("job", "receipt", confirmed=True)
    assert len(bench.printer.slips()) == 1


def test_the_whole_slip_is_on_paper_when_it_is_confirmed(bench: Bench) -> None:
    bench.print()

    assert (bench.text[0], bench.text[-1]) == (FIRST_LINE, LAST_LINE)
    assert bench.printer.interpreter.codes == [CODE]


def test_our_slips_use_no_command_a_printer_might_not_know(bench: Bench) -> None:
    bench.print()

    assert bench.printer.interpreter.unknown == []


def test_a_status_is_posted_only_when_it_changes(bench: Bench) -> None:
    bench.print("one")
    bench.print("two")

    assert all(before != after for before, after in pairwise(bench.statuses))


def test_the_printer_is_busy_while_it_prints(bench: Bench) -> None:
    bench.print()
    bench.until_status("ready")

    assert [status.state for status in bench.statuses] == [
        DeviceState.READY,
        DeviceState.BUSY,
        DeviceState.READY,
    ]


@pytest.mark.parametrize(("fault", "mend", "reason"), STOPPING)
class TestAFaultThatStopsThePrinter:
    def test_before_a_job_leaves_the_paper_clean(
        self, bench: Bench, fault: str, mend: str, reason: PrintReason
    ) -> None:
        getattr(bench.printer, fault)()

        assert bench.print() == SlipFailed("job", "receipt", reason, partial=False)
        assert bench.text == []

    def test_during_a_job_fails_it(self, bench: Bench, fault: str, mend: str, reason: PrintReason) -> None:
        bench.printer.after(DURING, getattr(bench.printer, fault))

        assert bench.print() == SlipFailed("job", "receipt", reason, partial=True)

    def test_during_a_job_leaves_nothing_to_come_out_later(
        self, bench: Bench, fault: str, mend: str, reason: PrintReason
    ) -> None:
        bench.printer.after(DURING, getattr(bench.printer, fault))
        bench.print()
        getattr(bench.printer, mend)()
        bench.until_status("ready")
        bench.print("next", Slip("progress", (Line("下一位"),)))

        assert bench.text[-1] == "下一位"
        assert LAST_LINE not in bench.text

    def test_after_a_job_leaves_it_printed(self, bench: Bench, fault: str, mend: str, reason: PrintReason) -> None:
        outcome = bench.print()
        getattr(bench.printer, fault)()
        bench.until_status("attention", reason.value)

        assert outcome == SlipPrinted("job", "receipt", confirmed=True)

    def test_is_over_when_it_is_mended(self, bench: Bench, fault: str, mend: str, reason: PrintReason) -> None:
        getattr(bench.printer, fault)()
        bench.until_status("attention", reason.value)
        getattr(bench.printer, mend)()

        bench.until_status("ready")

    def test_the_same_job_can_be_printed_again(
        self, bench: Bench, fault: str, mend: str, reason: PrintReason
    ) -> None:
        bench.printer.after(DURING, getattr(bench.printer, fault))
        bench.print()
        getattr(bench.printer, mend)()

        assert bench.print() == SlipPrinted("job", "receipt", confirmed=True)
        assert bench.printer.interpreter.codes == [CODE]


class TestARollThatWillSoonEnd:
    def test_before_a_job_does_not_stop_it(self, bench: Bench) -> None:
        bench.printer.near_end()
        bench.until_status("ready", "paper_near_end")

        assert bench.print() == SlipPrinted("job", "receipt", confirmed=True)

    def test_during_a_job_does_not_stop_it(self, bench: Bench) -> None:
        bench.printer.after(DURING, bench.printer.near_end)

        assert bench.print() == SlipPrinted("job", "receipt", confirmed=True)

    def test_after_a_job_is_told_and_the_printer_stays_usable(self, bench: Bench) -> None:
        bench.print()
        bench.printer.near_end()
        bench.until_status("ready", "paper_near_end")

        assert bench.driver.status.usable


class TestAPulledCable:
    def test_before_a_job_fails_it(self, bench: Bench) -> None:
        bench.printer.unplug()
        bench.until_status("absent", "absent")

        assert bench.print() == SlipFailed("job", "receipt", PrintReason.ABSENT, partial=False)

    def test_during_a_job_fails_it(self, bench: Bench) -> None:
        bench.printer.after(DURING, bench.printer.unplug)

        assert bench.print() == SlipFailed("job", "receipt", PrintReason.ABSENT, partial=True)

    def test_after_a_job_leaves_it_printed(self, bench: Bench) -> None:
        outcome = bench.print()
        bench.printer.unplug()
        bench.until_status("absent", "absent")

        assert outcome == SlipPrinted("job", "receipt", confirmed=True)

    def test_put_back_the_printer_works_again(self, bench: Bench) -> None:
        bench.printer.unplug()
        bench.until_status("absent", "absent")
        bench.printer.plug()
        bench.until_status("ready")

        assert bench.print() == SlipPrinted("job", "receipt", confirmed=True)

    def test_is_noticed_on_usb_too(self, build: Callable[..., Bench]) -> None:
        bench = build("usb")
        bench.start()
        bench.printer.unplug()
        bench.until_status("absent", "absent")
        bench.printer.plug()

        bench.until_status("ready")


class TestSilence:
    @pytest.fixture(params=["tcp", "pty"])
    def bench(self, request: pytest.FixtureRequest, build: Callable[..., Bench]) -> Bench:
        bench = build(request.param, timing=IMPATIENT)
        bench.start()
        return bench

    def test_is_unknown_and_neither_good_nor_bad(self, bench: Bench) -> None:
        bench.printer.mute()

        bench.until_status("attention", "unknown")

    def test_before_a_job_holds_it_back(self, bench: Bench) -> None:
        bench.printer.mute()

        assert bench.print() == SlipFailed("job", "receipt", PrintReason.UNKNOWN, partial=False)
        assert bench.text == []

    def test_during_a_job_leaves_it_unconfirmed(self, bench: Bench) -> None:
        bench.printer.after(DURING, bench.printer.mute)

        assert bench.print() == SlipPrinted("job", "receipt", confirmed=False)

    def test_after_a_job_changes_only_the_status(self, bench: Bench) -> None:
        outcome = bench.print()
        bench.printer.mute()
        bench.until_status("attention", "unknown")

        assert outcome == SlipPrinted("job", "receipt", confirmed=True)

    def test_that_ends_makes_the_printer_ready_again(self, bench: Bench) -> None:
        bench.printer.mute()
        bench.until_status("attention", "unknown")
        bench.printer.unmute()

        bench.until_status("ready")

    def test_from_the_first_moment_is_a_one_way_line_that_still_prints(self, build: Callable[..., Bench]) -> None:
        bench = build("pty", timing=IMPATIENT)
        bench.printer.mute()
        bench.start()

        assert bench.print() == SlipPrinted("job", "receipt", confirmed=False)

    def test_of_the_fence_alone_leaves_a_job_unconfirmed(self, build: Callable[..., Bench]) -> None:
        bench = build("pty", fences=False, timing=IMPATIENT)
        bench.start()

        assert bench.print() == SlipPrinted("job", "receipt", confirmed=False)


class TestNothingIsPrintedTwiceUnasked:
    def test_a_printed_job_is_refused_under_its_name(self, bench: Bench) -> None:
        bench.print()

        with pytest.raises(DeviceRefused):
            bench.driver.print_slip(SLIP, "job")

    def test_an_unconfirmed_job_is_refused_under_its_name(self, build: Callable[..., Bench]) -> None:
        bench = build("pty", fences=False, timing=IMPATIENT)
        bench.start()
        bench.print()

        with pytest.raises(DeviceRefused):
            bench.driver.print_slip(SLIP, "job")

    def test_a_waiting_job_is_refused_under_its_name(self, build: Callable[..., Bench]) -> None:
        bench = build("pty")
        bench.driver.print_slip(SLIP, "job")

        with pytest.raises(DeviceRefused):
            bench.driver.print_slip(SLIP, "job")

    def test_a_rest_that_could_not_be_thrown_away_gets_a_paper_of_its_own(
        self, build: Callable[..., Bench]
    ) -> None:
        bench = build("pty", clears=False)
        bench.start()
        bench.printer.after(DURING, bench.printer.paper_out)
        failed = bench.print()
        bench.printer.refill()
        again = bench.print()

        assert again == SlipPrinted("job", "receipt", confirmed=True)
        assert failed == SlipFailed("job", "receipt", PrintReason.PAPER_OUT, partial=True)
        assert len(bench.printer.torn()) == 1
        assert bench.text[-10:] == [FIRST_LINE, *[f"第 {n} 行" for n in range(1, 9)], LAST_LINE]
        assert len(bench.printer.slips()) >= 2


def test_a_slip_that_cannot_be_a_code_fails_before_it_reaches_paper(bench: Bench) -> None:
    slip = Slip("guide", (Line("扫码"), QrCode("x" * 4000, "太长")))

    assert bench.print(slip=slip) == SlipFailed("job", "guide", PrintReason.CONTENT, partial=False)
    assert bench.text == []


def test_a_long_slip_never_runs_ahead_of_the_printer_s_buffer(bench: Bench) -> None:
    slip = Slip("guide", tuple(Line(f"第 {number} 行：㙍" * 2) for number in range(12)))

    assert bench.print(slip=slip) == SlipPrinted("job", "guide", confirmed=True)
    assert bench.printer.most_held <= 4096


def test_jobs_come_out_in_the_order_given(bench: Bench) -> None:
    for number in range(3):
        bench.driver.print_slip(Slip("progress", (Line(f"第 {number} 张"),)), f"job-{number}")
    bench.outcome("job-2")

    assert bench.text == ["第 0 张", "第 1 张", "第 2 张"]


def test_stopping_fails_the_jobs_that_wait(build: Callable[..., Bench]) -> None:
    bench = build("pty")
    bench.start()
    bench.printer.after(DURING, bench.printer.mute)
    bench.driver.print_slip(SLIP, "printing")
    bench.driver.print_slip(SLIP, "waiting")
    bench.until(lambda: bench.driver.status.state is DeviceState.BUSY)
    bench.driver.stop()

    outcomes = {bench.outcome(job).reason for job in ("printing", "waiting")}  # type: ignore[union-attr]
    assert outcomes == {PrintReason.STOPPED}


def test_a_stopped_driver_fails_a_job_at_once(bench: Bench) -> None:
    bench.driver.stop()

    assert bench.print() == SlipFailed("job", "receipt", PrintReason.STOPPED, partial=False)


def test_a_stopped_driver_can_be_started_again(bench: Bench) -> None:
    bench.driver.stop()
    bench.driver.start()
    bench.driver.start()

    assert bench.print() == SlipPrinted("job", "receipt", confirmed=True)


def test_no_word_of_a_slip_outlives_its_job(bench: Bench) -> None:
    slip = Slip("receipt", (Line("测试甲"),))
    gone = weakref.ref(slip.blocks[0])
    bench.print(slip=slip)
    bench.until_status("ready")
    del slip
    bench.events.clear()
    bench.print("next", Slip("test", ()))
    gc.collect()

    assert gone() is None


def test_a_slip_does_not_show_its_words_in_messages() -> None:
    assert "测试甲" not in repr(Slip("receipt", (Line("测试甲"),)))


def test_a_driver_that_was_never_started_stops_at_once(build: Callable[..., Bench]) -> None:
    build("pty").driver.stop()


class Stuck:
    """A wire that opens and takes nothing, as behind hardware flow control with the printer switched off."""

    def open(self) -> None:
        """Opens."""

    def close(self) -> None:
        """Closes."""

    def write(self, data: bytes) -> None:
        raise DeviceSilent("takes nothing")

    def read(self, seconds: float) -> bytes:
        return b""


class FallenSilent(Stuck):
    """A wire to a printer that answered once and says nothing any more."""

    def __init__(self) -> None:
        self.opened = queue.SimpleQueue[None]()
        self._answers = [b"\x12"] * 4

    def open(self) -> None:
        self.opened.put(None)

    def write(self, data: bytes) -> None:
        """Takes everything."""

    def read(self, seconds: float) -> bytes:
        return self._answers.pop() if seconds and self._answers else b""


class Driven:
    """A driver on any wire, with its events."""

    def __init__(self, wire: Wire, encode: Callable[[Slip], list[bytes]]) -> None:
        self.events: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.driver = ReceiptPrinter(wire, encode, self.events.put, status_s=0.05, timing=IMPATIENT)
        self.driver.print_slip(SLIP, "job")
        self.driver.start()

    def until(self, wanted: object) -> None:
        while self.events.get(timeout=DEADLINE_S) != wanted:
            pass


def test_a_line_that_takes_nothing_is_unknown_and_gets_no_job() -> None:
    driven = Driven(Stuck(), lambda slip: [b"x"])
    driven.until(StatusChanged(DeviceKind.PRINTER, DeviceStatus(DeviceState.ATTENTION, "unknown")))
    driven.until(SlipFailed("job", "receipt", PrintReason.UNKNOWN, partial=False))

    driven.driver.stop()


def test_a_printer_that_fell_silent_is_connected_anew() -> None:
    wire = FallenSilent()
    driven = Driven(wire, lambda slip: [b"x"])
    for _ in range(2):
        wire.opened.get(timeout=DEADLINE_S)

    driven.driver.stop()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_our_own_is_a_failed_device_and_not_a_silent_one() -> None:
    def broken(slip: Slip) -> list[bytes]:
        raise RuntimeError("a defect")

    driven = Driven(Stuck(), broken)
    driven.until(StatusChanged(DeviceKind.PRINTER, DeviceStatus(DeviceState.FAILED, "internal")))
    driven.until(SlipFailed("job", "receipt", PrintReason.STOPPED, partial=True))

    driven.driver.stop()


def test_only_the_newest_names_are_remembered(build: Callable[..., Bench]) -> None:
    driver = build("pty").driver
    for number in range(600):
        driver.print_slip(SLIP, f"job-{number}")

    driver.print_slip(SLIP, "job-0")
