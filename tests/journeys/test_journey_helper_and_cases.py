"""The helper's desk and staff signature; my cases by card and by code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hall_of_fakes import Machine
from small_catalogue import ABSENT, LI, NO_PAPER, PIN, READY, STAFF_CODE, WANG

from kiosk.devices.base import DeviceKind
from kiosk.devices.code_reader.events import CodeScanned
from kiosk.devices.id_reader.events import CardAppeared, CardForgotten, CardRead, CardReason, CardTrouble
from kiosk.devices.page_printer import PagesCounted
from kiosk.errors import CaptivePortal, HubRefused, HubSick, HubUnreachable, KioskError
from kiosk.journey.codes import SlipCode, code_of
from kiosk.journey.views import StepKind
from kiosk.offline.events import ApplicationDelivered
from kiosk.offline.outbox import OutboxRow, OutboxStub
from kiosk.platform.contract import Case, CaseEvent, CaseState

S = StepKind
AT = datetime(2026, 11, 20, 1, 48, tzinfo=UTC)


# Helper ---------------------------------------------------------------------------------------------------------


def test_a_helper_signs_in_applies_for_someone_and_gets_the_desk_back() -> None:
    machine = Machine()
    machine.sign_in_helper()
    assert (machine.view.stage, machine.view.helper_name) == ("desk", "李帮办")
    machine.on()
    assert (machine.step, machine.journey.scene.helper_name) == (S.HOME, "李帮办")
    machine.back()
    assert machine.view.stage == "desk"
    desk_again(machine)
    assert machine.view.waiting == 1
    machine.back()
    assert (machine.step, machine.journey.scene.helper_name) == (S.ATTRACT, "")


def desk_again(machine: Machine) -> None:
    """From the desk all the way with somebody, and back."""
    machine.to_receipt("online-one")
    application = machine.outbox.saved[-1]
    assert application
    machine.on(2)
    assert machine.view.stage == "desk"


def test_the_application_names_the_helper_and_the_review_shows_them() -> None:
    machine = Machine()
    machine.sign_in_helper()
    machine.to_review("online-one")
    assert "李帮办" in [row.value for row in machine.view.rows if row.id == "helper"]


def test_the_desk_counts_without_naming_anyone() -> None:
    machine = Machine()
    stub = OutboxStub(UUID(int=1), "T-0001-261123-001", "样例事项", "四川省", "online", AT + timedelta(days=3))
    machine.outbox.rows = [
        OutboxRow(stub, "delivered", 1, 0.0, 0.0, "", "510400-1"),
        OutboxRow(stub, "parked", 1, 0.0, 0.0, "bad", ""),
    ]
    machine.sign_in_helper()
    assert machine.view.delivered_today == 1
    assert [(row.number, row.needs_something) for row in machine.view.rows] == [
        ("T-0001-261123-001", True),
        ("510400-1", False),
    ]
    machine.outbox.rows = []
    machine.journey.handle(ApplicationDelivered(UUID(int=1), "510400-1", 1))
    assert machine.view.rows == ()


def test_a_desk_that_cannot_count_still_helps() -> None:
    machine = Machine()
    machine.outbox.error = KioskError("file")
    machine.sign_in_helper()
    assert (machine.view.stage, machine.view.waiting) == ("desk", 0)


def test_a_wrong_pin_is_said_and_three_close_the_door_for_a_minute() -> None:
    machine = Machine()
    machine.journey.open_helper()
    for _ in range(3):
        machine.type(STAFF_CODE)
        machine.on()
        machine.type("0000")
        machine.on()
        assert machine.reads(machine.view.error) == "工号或密码不对，请再写。"
    machine.type(STAFF_CODE)
    machine.on()
    machine.type(PIN)
    machine.on()
    assert machine.reads(machine.view.error) == "错了 3 次，请等 60 秒。"
    machine.clock.now_s += 61
    machine.type(STAFF_CODE)
    machine.on()
    machine.type(PIN)
    machine.on()
    assert machine.view.stage == "desk"


def test_the_pin_is_never_shown_and_only_fitting_keys_are_taken() -> None:
    machine = Machine()
    machine.journey.open_helper()
    machine.on()
    assert machine.onward == "请写工号"
    machine.type("b0！7 8")
    machine.journey.type_key("backspace")
    assert machine.view.shown == "B07"
    machine.on()
    machine.type("4a711")
    assert (machine.view.shown, machine.onward) == ("●●●●", "开始核对")
    machine.journey.type_key("clear")
    machine.back()
    assert (machine.view.stage, machine.view.shown) == ("code", "B07")
    machine.back()
    assert machine.step is S.ATTRACT


def test_an_unknown_staff_code_is_refused_like_a_wrong_pin() -> None:
    machine = Machine()
    machine.journey.open_helper()
    machine.type("X99")
    machine.on()
    machine.type(PIN)
    machine.on()
    assert machine.reads(machine.view.error) == "工号或密码不对，请再写。"


def test_an_idle_desk_signs_out() -> None:
    machine = Machine()
    machine.sign_in_helper()
    machine.after(121)
    machine.after(46)
    assert machine.step is S.ATTRACT
    machine.sign_in_helper()
    machine.after(121)
    machine.journey.leave()
    assert (machine.step, machine.journey.scene.helper_name) == (S.ATTRACT, "")


def test_the_desk_is_not_opened_in_the_middle_or_twice() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.journey.open_helper()
    assert machine.step is S.CARD
    other = Machine()
    other.sign_in_helper()
    other.on()
    other.journey.open_helper()
    assert other.step is S.HOME


def test_staff_signs_for_the_face_and_back_leads_to_the_camera() -> None:
    machine = Machine()
    machine.to_face("online-one")
    machine.journey.pick_way("staff")
    assert (machine.step, machine.camera.streaming) == (S.HELPER, False)
    machine.back()
    assert machine.step is S.FACE
    machine.journey.pick_way("staff")
    machine.type(STAFF_CODE)
    machine.on()
    machine.type(PIN)
    machine.on()
    check = machine.journey.inside._personal.applicant.check
    assert (machine.step, check.method, check.staff_code) == (S.FORM, "card_and_staff", STAFF_CODE)


# Cases ----------------------------------------------------------------------------------------------------------


def case(number: int, state: CaseState = "reviewing", todo: str = "") -> Case:
    events = [
        CaseEvent(state="received", at=AT),
        CaseEvent(state=state, at=AT + timedelta(hours=2), note="样例局"),
    ]
    return Case(
        application_id=UUID(int=number),
        case_number=f"510400-20261120-{number:06d}",
        item_id="online-one",
        item_name="样例事项",
        region_code="510411",
        state=state,
        events=tuple(events[: 1 if state == "received" else 2]),
        todo=todo,
    )


def to_cases(machine: Machine) -> None:
    machine.on()
    machine.journey.open_cases()
    assert machine.view.stage == "ask"


def test_the_card_shows_all_cases_and_one_can_be_opened() -> None:
    machine = Machine()
    machine.hub.cases = [case(number, "correction" if number == 1 else "reviewing") for number in range(1, 8)]
    to_cases(machine)
    assert machine.reader.awake
    machine.lay_card()
    assert (machine.view.stage, len(machine.view.rows), machine.view.pages) == ("list", 5, 2)
    assert machine.view.rows[0].needs_something
    machine.journey.turn_page(+1)
    assert len(machine.view.rows) == 2
    machine.journey.open_case("nonsense")
    machine.journey.open_case(str(UUID(int=6)))
    assert (machine.view.stage, machine.title) == ("one", "您现在不用做什么")
    assert [one.state for one in machine.view.steps] == ["done", "now", "pending"]
    machine.back()
    assert machine.view.stage == "list"
    machine.journey.handle(CardForgotten())
    assert machine.reads(machine.view.notice.phrase) == "请拿好身份证。"
    machine.back()
    assert machine.view.stage == "ask"
    machine.back()
    assert (machine.step, machine.reader.awake) == (S.HOME, False)


def test_the_code_of_a_slip_shows_its_case_and_the_progress_is_printed() -> None:
    machine = Machine()
    machine.hub.cases = [case(1, "done")]
    to_cases(machine)
    machine.journey.handle(CodeScanned(code_of(UUID(int=1), SlipCode.RECEIPT)))
    assert (machine.view.stage, machine.view.number) == ("one", "510400-20261120-000001")
    machine.on()
    assert machine.printer.kinds == ["progress"]
    assert machine.reads(machine.view.notice.phrase) == "正在打印，请在下面取。"
    machine.journey.handle(PagesCounted(machine.printer.slips[0][0], 1))
    assert machine.reads(machine.view.notice.phrase) == "一共 1 张，正在打印。"
    machine.back()
    assert machine.view.stage == "ask"


def test_what_has_to_be_done_stands_on_top() -> None:
    machine = Machine()
    machine.hub.cases = [case(1, "correction", "请补居住证"), case(2, "received")]
    to_cases(machine)
    machine.lay_card()
    machine.journey.open_case(str(UUID(int=1)))
    assert machine.title == "请补居住证"


def test_without_paper_a_case_is_only_shown() -> None:
    machine = Machine()
    machine.hub.cases = [case(1)]
    to_cases(machine)
    machine.journey.handle(CodeScanned(code_of(UUID(int=1), SlipCode.RECEIPT)))
    machine.device(DeviceKind.PRINTER, NO_PAPER)
    machine.on()
    assert (machine.onward, machine.printer.slips) == ("现在不能打印", [])


def test_a_code_is_also_read_under_the_document_camera_once() -> None:
    machine = Machine()
    machine.hub.cases = [case(1)]
    to_cases(machine)
    loop = machine.runner.loops[-1]
    machine.turn()
    machine.codes.text = "TB2:spoiled"
    machine.turn(frames=2)
    assert machine.reads(machine.view.notice.phrase) == "码不完整，请换个角度。"
    loop.turn()
    machine.codes.text = code_of(UUID(int=1), SlipCode.RECEIPT)
    machine.turn()
    assert (machine.view.stage, loop.stopped, machine.scanner.streaming) == ("one", True, False)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("https://example.org", "这不是回执上的码。"),
        ("TB1:not-an-id:00", "码不完整，请换个角度。"),
        ("TB2:R00:00", "码不完整，请换个角度。"),
        (code_of(UUID(int=1), SlipCode.RECEIPT)[:-1], "码不完整，请换个角度。"),
    ],
)
def test_a_code_that_tells_nothing_says_why(text: str, sentence: str) -> None:
    machine = Machine()
    to_cases(machine)
    machine.journey.handle(CodeScanned(text))
    assert (machine.view.stage, machine.reads(machine.view.notice.phrase)) == ("ask", sentence)
    assert machine.hub.asked == []


def test_a_case_the_hub_does_not_have_yet_is_said_so() -> None:
    machine = Machine()
    machine.hub.error = HubRefused("none", status=404)
    to_cases(machine)
    machine.journey.handle(CodeScanned(code_of(UUID(int=1), SlipCode.RECEIPT)))
    assert machine.reads(machine.view.notice.phrase) == "还没有查到这一件。"


def test_nobody_has_cases_is_said_so() -> None:
    machine = Machine()
    to_cases(machine)
    machine.lay_card()
    assert machine.reads(machine.view.notice.phrase) == "没有查到办件。"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (HubUnreachable("x"), "现在没有网，查不到。"),
        (CaptivePortal("x"), "网络要登录，查不到。"),
        (HubSick("x"), "对方正忙，查不到。"),
        (HubRefused("x", status=403), "对方没有同意查。"),
    ],
)
def test_a_hub_that_cannot_be_asked_has_a_way_on(error: KioskError, sentence: str) -> None:
    machine = Machine()
    machine.hub.error = error
    to_cases(machine)
    machine.lay_card()
    assert (machine.step, machine.title) == (S.WAYS, sentence)
    machine.on()
    assert (machine.view.stage, machine.reader.awake) == ("ask", True)


def test_the_reader_is_followed_while_the_card_is_asked_for() -> None:
    machine = Machine()
    machine.reader.status = ABSENT
    to_cases(machine)
    assert not machine.reader.awake
    machine.device(DeviceKind.ID_READER, READY)
    assert machine.reader.awake
    machine.journey.handle(CardAppeared())
    assert machine.reads(machine.view.notice.phrase) == "正在读，请别拿起来。"
    machine.journey.handle(CardTrouble(CardReason.LIFTED))
    assert machine.reads(machine.view.notice.phrase) == "证拿早了，还没读完。"
    machine.journey.handle(CardRead(" ".encode("utf-16-le") * 128, bytes(1024), 0.1))
    assert machine.reads(machine.view.notice.phrase) == "证里的字读不出来。"


def test_while_the_hub_is_asked_other_cards_wait() -> None:
    machine = Machine()
    machine.hub.cases = [case(1)]
    to_cases(machine)
    machine.runner.holding = True
    machine.lay_card(WANG)
    machine.lay_card(LI)
    machine.on()
    assert machine.view.stage == "wait"
    machine.runner.let_go()
    machine.drain()
    assert machine.hub.asked == ["person"]


def test_without_code_eye_or_desk_camera_the_card_still_works() -> None:
    machine = Machine(codes=None)
    machine.hub.cases = [case(1)]
    to_cases(machine)
    assert machine.runner.loops == []
    machine.lay_card()
    assert machine.view.stage == "list"
