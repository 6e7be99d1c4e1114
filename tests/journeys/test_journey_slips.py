"""What the slips say, what they keep to themselves, and what the envelope holds instead."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hall_of_fakes import Machine, opened
from small_catalogue import PHONE, TODAY, WANG, item

from kiosk.devices.page_printer import PagesCounted
from kiosk.devices.printer import SlipPrinted
from kiosk.devices.printer.slip import Line, Note, Pair, QrCode, Slip, Title
from kiosk.errors import JourneyError
from kiosk.journey.codes import Ours, SlipCode, read_code
from kiosk.journey.package import Stamp, parcel
from kiosk.offline.events import ApplicationDelivered, LinkState, LinkStateChanged
from kiosk.platform.contract import Application
from kiosk.visit import Personal


def words(slip: Slip) -> list[str]:
    said: list[str] = []
    for block in slip.blocks:
        match block:
            case Pair(label=label, value=value):
                said.append(f"{label}：{value}")
            case QrCode(data=data):
                said.append(data)
            case Title(text=text) | Line(text=text) | Note(text=text):
                said.append(text)
    return said


def test_the_receipt_names_number_item_place_and_a_code_that_reads_back() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    said = words(machine.printer.slips[0][1])
    assert "受理号：T-0001-261123-001" in said
    assert "办理地：四川省攀枝花市仁和区" in said
    assert "多久：2 个工作日" in said
    code = next(one for one in said if one.startswith("TB2:"))
    assert Ours(SlipCode.RECEIPT, machine.outbox.saved[0][0].application_id) == read_code(code)


def test_a_receipt_before_the_hub_has_it_does_not_say_submitted() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    said = words(machine.printer.slips[0][1])
    assert "已提交" not in said
    assert "已保存，联网后自动上传" in said


@pytest.mark.parametrize("item_id", ["online-one", "forwarded-one", "joint-one"])
def test_no_slip_tells_name_number_or_phone_in_full(item_id: str) -> None:
    machine = Machine()
    machine.to_receipt(item_id)
    said = "".join(one for _, slip in machine.printer.slips for one in words(slip))
    assert [one for one in (WANG.name, WANG.number, PHONE, WANG.address) if one in said] == []


def test_the_handover_slip_lists_originals_and_both_offices() -> None:
    machine = Machine()
    machine.to_receipt("forwarded-one")
    said = words(machine.printer.slips[1][1])
    assert said[:2] == ["材料交接单", "异地代收代办：原件寄往办理地"]
    assert "1. original 样张" in said
    assert "收件大厅：东区政务服务中心" in said
    assert "原件共 1 份" in said


def test_a_handover_without_originals_says_so() -> None:
    machine = Machine(item("joint-two", mode="joint", form=(), materials=(), papers_needed=False))
    machine.to_receipt("joint-two")
    assert "没有要寄的原件" in words(machine.printer.slips[1][1])


def test_the_slip_waits_a_moment_for_the_hub_and_then_carries_its_number() -> None:
    machine = Machine()
    machine.to_review("online-one")
    machine.sign_all()
    machine.on()
    assert machine.printer.slips == []
    application_id = machine.outbox.saved[0][0].application_id
    machine.journey.handle(ApplicationDelivered(application_id, "510402-20261123-000001", 1))
    said = words(machine.printer.slips[0][1])
    assert said[1] == "已提交"
    assert any("510402-20261123-000001" in one for one in said)


def test_the_slip_does_not_wait_when_the_link_goes() -> None:
    machine = Machine()
    machine.to_review("online-one")
    machine.sign_all()
    machine.on()
    machine.journey.handle(LinkStateChanged(LinkState.DOWN))
    assert words(machine.printer.slips[0][1])[1] == "已保存，联网后自动上传"


def test_papers_to_come_stand_on_the_receipt() -> None:
    machine = Machine()
    machine.past_face("needy-one")
    machine.scan()
    machine.on()
    machine.journey.skip_paper()
    machine.journey.pick_delivery("electronic")
    machine.on()
    machine.sign_all()
    machine.on()
    machine.hub_is_slow()
    said = words(machine.printer.slips[0][1])
    assert said[said.index("这些以后再交") + 1] == "spare 样张"
    states = {one.material_id: one.state for one in opened(machine)[0].materials}
    assert states == {"permit": "scanned", "spare": "later"}


def test_the_guide_slip_says_what_to_bring_and_where_it_was_read() -> None:
    machine = Machine()
    machine.to_consent("online-one")
    machine.on(2)
    said = words(machine.printer.slips[0][1])
    assert "请拿这张单子到人工窗口" in said
    assert "permit 样张（必须带）" in said
    assert any(one.startswith("来源：样例指南") for one in said)


def test_the_envelope_holds_the_whole_application_and_the_stub_nobody() -> None:
    machine = Machine()
    machine.sign_in_helper()
    machine.to_receipt("forwarded-one")
    application, archive = opened(machine)
    assert (WANG.name, WANG.number) == (application.applicant.name, application.applicant.number)
    assert application.answers == {"phone": PHONE, "home": WANG.address}
    assert application.helper is not None
    assert (
        application.situation,
        application.mode,
        application.region_code,
    ) == ("first-time", "forwarded", "510411")
    assert counted(application) == {"scanned": 2, "original_travels": 1}
    assert [one.kind for one in application.consents] == ["identity", "face"]
    assert archive.read("signature.png").startswith(b"\x89PNG")
    stub = str(machine.outbox.saved[0][0])
    assert [one for one in (WANG.name, WANG.number, PHONE) if one in stub] == []


def counted(application: Application) -> dict[str, int]:
    states = [one.state for one in application.materials]
    return {state: states.count(state) for state in dict.fromkeys(states)}


def test_answers_no_longer_asked_do_not_travel() -> None:
    machine = Machine()
    machine.to_review("whole-form")
    machine.journey.turn_page(+1)
    machine.journey.edit_row("answer:reason")
    machine.journey.answer("other")
    machine.on()
    machine.journey.edit_row("answer:note")
    machine.type("NOTE")
    machine.on()
    machine.journey.edit_row("answer:reason")
    machine.journey.answer("work")
    machine.on()
    machine.sign_all()
    machine.on()
    assert "note" not in opened(machine)[0].answers


def test_the_card_alone_is_recorded_as_such() -> None:
    machine = Machine()
    machine.to_receipt("precheck-one")
    application, _ = opened(machine)
    assert (application.identity_check.method, application.delivery.way) == ("card", "pickup")


def test_a_draft_that_is_not_whole_is_not_packed() -> None:
    machine = Machine()
    personal: Any = Personal()
    personal.draft.item = item("x-one")
    stamp = Stamp(UUID(int=1), "T-1", "T-1", machine.clock.utc(), "0" * 64, "某地")
    with pytest.raises(JourneyError):
        parcel(personal, stamp, {}, machine.sealer, TODAY)


def test_on_an_a4_printer_the_count_of_sheets_is_told_while_they_come() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    (job,) = [name for name, _ in machine.printer.slips]
    machine.journey.handle(PagesCounted(job, 2))
    assert machine.reads(machine.view.notice.phrase) == "一共 2 张，正在打印。"
    machine.journey.handle(SlipPrinted(job, "receipt", confirmed=True))
    assert machine.view.notice is None
