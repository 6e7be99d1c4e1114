"""No paper, no slip, no printer: the number stays on the screen, and nothing is printed twice."""

from __future__ import annotations

import pytest
from hall_of_fakes import Machine
from small_catalogue import ABSENT, NO_PAPER, READY

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus
from kiosk.devices.printer.status import PrintReason
from kiosk.journey.views import PrintState
from kiosk.journey.views import StepKind as S

STARTING = DeviceStatus(DeviceState.STARTING)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (NO_PAPER, "打印纸用完了。"),
        (DeviceStatus(DeviceState.ATTENTION, "cover_open"), "打印机的盖子没有关。"),
        (DeviceStatus(DeviceState.ATTENTION, "unknown"), "不知道打印机好不好。"),
        (ABSENT, "打印机现在不能用。"),
    ],
)
def test_the_printer_is_asked_before_handing_in(status: DeviceStatus, sentence: str) -> None:
    machine = Machine()
    machine.printer.status = status
    machine.to_review("online-one")
    machine.sign_all()
    machine.on()
    assert (machine.step, machine.title, machine.ways()) == (S.WAYS, sentence, ["on", "wait", "end"])
    assert machine.outbox.saved == []


def test_without_paper_the_receipt_is_on_the_screen_and_printed_after_refill() -> None:
    machine = Machine()
    machine.printer.status = NO_PAPER
    machine.to_review("online-one")
    machine.sign_all()
    machine.on(2)
    view = machine.view
    assert (machine.step, view.printing, view.show_code) == (S.RECEIPT, PrintState.TROUBLE, True)
    assert machine.reads(view.trouble) == "打印纸用完了。"
    machine.journey.print_again()
    assert machine.printer.slips == []
    machine.device(DeviceKind.PRINTER, READY)
    machine.printed()
    assert (machine.printer.kinds, machine.view.printing) == (["receipt"], PrintState.PRINTED)


def test_waiting_for_paper_calls_staff_and_says_when_it_is_back() -> None:
    machine = Machine()
    machine.printer.status = NO_PAPER
    machine.to_review("online-one")
    machine.sign_all()
    machine.on()
    machine.take_way("wait")
    assert (machine.help_calls, machine.reads(machine.view.notice.phrase)) == (1, "已叫人加纸，填好的都在。")
    machine.on()
    machine.device(DeviceKind.PRINTER, READY)
    assert (machine.step, machine.reads(machine.view.notice.phrase)) == (S.REVIEW, "能打印了，可以提交。")


@pytest.mark.parametrize("reason", list(PrintReason))
def test_a_slip_that_does_not_come_out_shows_the_code_and_can_be_printed_again(reason: PrintReason) -> None:
    machine = Machine()
    machine.to_receipt("forwarded-one")
    machine.print_fails(reason)
    assert (machine.view.printing, machine.view.show_code) == (PrintState.TROUBLE, True)
    machine.printer.slips.clear()
    machine.journey.print_again()
    assert machine.printer.kinds == ["receipt", "handover"]
    machine.printed()
    assert machine.view.printing is PrintState.PRINTED


def test_a_printer_that_cannot_say_leaves_the_code_on_the_screen() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    machine.printed(confirmed=False)
    assert (machine.view.printing, machine.view.show_code) == (PrintState.UNKNOWN, True)
    assert machine.reads(machine.view.notice.phrase) == "没打出来就记下号码。"


def test_another_jobs_paper_is_not_taken_for_the_receipt() -> None:
    from kiosk.devices.printer import SlipFailed, SlipPrinted

    machine = Machine()
    machine.to_receipt("online-one")
    machine.journey.handle(SlipPrinted("old", "receipt", True))
    machine.journey.handle(SlipFailed("old", "receipt", PrintReason.PAPER_OUT))
    assert machine.view.printing is PrintState.PRINTING


def test_a_printer_that_says_ready_again_prints_nothing_twice() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    machine.printed()
    machine.device(DeviceKind.PRINTER, READY)
    assert len(machine.printer.slips) == 1


def test_the_guide_without_paper_says_so() -> None:
    machine = Machine()
    machine.printer.status = NO_PAPER
    machine.to_guide("guide-one")
    machine.on()
    assert (machine.title, machine.ways()) == ("打印纸用完了。", ["again", "home", "end"])
    machine.take_way("home")
    assert machine.step is S.HOME


def test_to_the_counter_without_paper_only_says_where() -> None:
    machine = Machine()
    machine.printer.status = NO_PAPER
    machine.to_consent("online-one")
    machine.on(2)
    assert (machine.title, machine.printer.slips) == ("请到人工窗口办理。", [])
