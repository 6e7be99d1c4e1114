"""Sample scenes of the end of the way: receipt, rating, cases, ways on, and the helper's desk.

Names, numbers and places are invented; the sentences are the journey's own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk.journey import views as v
from kiosk.journey import views_cases as c
from kiosk.journey.rooms.room import missing, onward, say
from kiosk.journey.rooms.tray import ICONS as TRAY_ICONS
from kiosk.journey.rooms.ways import options
from kiosk.wording import Phrase

_plain = Phrase.verbatim
_NUMBER = "T0001 251123 0007"
_CODE = "TB2:R0193F2C17A007C3E9B1A2F6D5E4C3B2A:140C40E3"


def _at(number: int, name: str) -> v.Progress:
    return v.Progress(number, 6, say(f"step_{name}"))


# receipt, rating ------------------------------------------------------------------------------------------------

_RECEIPT = v.ReceiptView(
    step=v.StepKind.RECEIPT,
    key="receipt",
    title=say("receipt_submitted"),
    lead=say("receipt_submitted_lead"),
    progress=_at(6, "receipt"),
    back=v.BackPlace.AGAIN,
    onward=v.NextPlace(say("receipt_go_on"), icon="check"),
    number=_NUMBER,
    case_number="510402-2025-000127",
    due=_plain("2 个工作日", en="2 working days"),
    code=_CODE,
    printing=v.PrintState.PRINTED,
    card_on_reader=True,
)
_SAVED = replace(
    _RECEIPT,
    title=say("receipt_saved"),
    lead=say("receipt_saved_lead"),
    saved_offline=True,
    case_number="",
)
RECEIPT: dict[str, v.View] = {
    "receipt-submitted": _RECEIPT,
    "receipt-uploading": replace(
        _RECEIPT,
        title=say("receipt_uploading"),
        lead=say("receipt_uploading_lead"),
        case_number="",
        printing=v.PrintState.PRINTING,
    ),
    "receipt-saved": _SAVED,
    "receipt-taken": replace(_RECEIPT, card_on_reader=False, card_taken=True),
    "receipt-paper-out": replace(
        _SAVED, printing=v.PrintState.TROUBLE, show_code=True, trouble=say("paper_out"), card_on_reader=True
    ),
    "receipt-unsure": replace(
        _RECEIPT,
        printing=v.PrintState.UNKNOWN,
        show_code=True,
        notice=v.Notice("look", say("receipt_unsure")),
    ),
    "receipt-handover": replace(_RECEIPT, handover=True, notice=v.Notice("info", say("receipt_originals"))),
    "receipt-handover-paper-out": replace(
        _RECEIPT,
        handover=True,
        printing=v.PrintState.TROUBLE,
        show_code=True,
        trouble=say("paper_out"),
        notice=v.Notice("look", say("receipt_take_card")),
    ),
}

_REASONS = ("slow", "unclear", "papers", "machine", "help", "other")
_RATING = v.RatingView(
    step=v.StepKind.RATING,
    key="rating",
    title=say("rating_title"),
    lead=say("rating_lead"),
    onward=onward("rating_skip"),
)
RATING: dict[str, v.View] = {
    "rating": _RATING,
    "rating-good": replace(_RATING, onward=onward("rating_go_on"), level=5),
    "rating-low": replace(
        _RATING,
        title=say("rating_why"),
        onward=onward("rating_go_on"),
        level=2,
        reasons=tuple(v.Option(one, say(f"reason_{one}"), chosen=one == "slow") for one in _REASONS),
    ),
}

# cases ----------------------------------------------------------------------------------------------------------


def _cases(stage: Any, **more: Any) -> c.CasesView:
    usual: dict[str, Any] = {
        "step": v.StepKind.CASES,
        "key": f"cases/{stage}/0",
        "title": say(f"cases_{stage}"),
        "lead": say(f"cases_{stage}_lead"),
        "onward": missing(f"cases_{stage}_missing"),
        "stage": stage,
    }
    return c.CasesView(**{**usual, **more})


_STEPS = (
    c.CaseStep(say("case_received"), "2025-11-20 09:48 已送到医保部门", "done"),
    c.CaseStep(say("case_accepted"), "2025-11-20 10:05 材料齐全", "done"),
    c.CaseStep(say("case_reviewing"), "2025-11-21 15:30 医保部门在看您的材料", "now"),
    c.CaseStep(say("case_done"), "", "pending"),
)
_CASE = c.CasesView(
    step=v.StepKind.CASES,
    key="cases/one",
    title=say("case_todo_reviewing"),
    lead=say("case_todo_reviewing_lead"),
    onward=v.NextPlace(say("cases_print"), icon="printer"),
    stage="one",
    item_name="异地就医备案",
    number="510402-2025-000127",
    steps=_STEPS,
)
CASES: dict[str, v.View] = {
    "cases-ask": _cases("ask"),
    "cases-ask-code-damaged": _cases("ask", notice=v.Notice("look", say("code_damaged"))),
    "cases-wait": _cases("wait"),
    "cases-list": _cases(
        "list",
        rows=(
            c.CaseRow("a", "异地就医备案", "510402-2025-000127", say("case_reviewing"), False),
            c.CaseRow("b", "社会保障卡申领", "510402-2025-000098", say("case_correction"), True),
            c.CaseRow("c", "失业登记", "510402-2025-000076", say("case_done"), False),
        ),
        pages=2,
    ),
    "cases-one": _CASE,
    "cases-result": replace(
        _CASE,
        title=say("case_todo_done"),
        lead=say("case_todo_done_lead"),
        onward=v.NextPlace(say("results_print", count=3), icon="printer"),
        notice=v.Notice("info", say("results_ready", count=3)),
        steps=(
            *_STEPS[:2],
            c.CaseStep(say("case_reviewing"), "2025-11-21 15:30 医保部门在看您的材料", "done"),
            c.CaseStep(say("case_done"), "2025-11-24 11:02 备案成功", "done"),
        ),
        results=(c.ResultRow("异地就医备案凭证", 1), c.ResultRow("备案须知", 2)),
    ),
    "cases-result-many": replace(
        _CASE,
        title=say("case_todo_done"),
        lead=say("case_todo_done_lead"),
        onward=v.NextPlace(say("results_print", count=16), icon="printer"),
        notice=v.Notice("look", say("paper_out"), say("results_partly")),
        steps=(*_STEPS[:2], c.CaseStep(say("case_done"), "2025-11-24 11:02 备案成功", "done")),
        results=tuple(c.ResultRow(f"跨省异地长期居住人员就医备案凭证第{place}份", 2) for place in range(1, 9)),
    ),
    "cases-result-elsewhere": replace(
        _CASE,
        title=say("case_todo_done"),
        lead=say("case_todo_done_lead"),
        notice=v.Notice("info", say("results_elsewhere"), say("results_where", place="四川省攀枝花市东区")),
        steps=(*_STEPS[:2], c.CaseStep(say("case_done"), "2025-11-24 11:02 备案成功", "done")),
        results=(c.ResultRow("异地就医备案凭证", 1),),
    ),
    "cases-correction": replace(
        _CASE,
        title=say("case_todo_correction"),
        lead=say("case_todo_correction_lead"),
        steps=(
            *_STEPS[:2],
            c.CaseStep(say("case_correction"), "2025-11-21 15:30 请补居住证反面", "now"),
            c.CaseStep(say("case_reviewing"), "", "pending"),
            c.CaseStep(say("case_done"), "", "pending"),
        ),
    ),
}

# ways, helper ---------------------------------------------------------------------------------------------------

WAYS: dict[str, v.View] = {
    "ways-paper-out": v.WaysView(
        step=v.StepKind.WAYS,
        key="ways/journey.paper_out",
        title=say("paper_out"),
        lead=say("ways_lead"),
        onward=onward("way_on"),
        illustration="printer-out-of-paper",
        safe=v.Notice("ok", say("safe_filled")),
        options=options(("on", "wait", "end"), "on"),
        staff=say("ways_staff", code="P-21", terminal="T-0001"),
    ),
    "ways-face": v.WaysView(
        step=v.StepKind.WAYS,
        key="ways/journey.camera_still",
        title=say("camera_still"),
        lead=say("ways_lead"),
        onward=onward("way_staff"),
        illustration="call-helper",
        safe=v.Notice("ok", say("safe_filled")),
        options=options(("staff", "again", "counter", "end"), "staff"),
        staff=say("ways_staff", code="V-01", terminal="T-0001"),
    ),
    "ways-counter": v.WaysView(
        step=v.StepKind.WAYS,
        key="ways/journey.to_counter",
        title=say("to_counter_with_slip"),
        back=v.BackPlace.NONE,
        onward=v.NextPlace(say("way_end"), icon="check"),
        illustration="take-receipt",
        safe=v.Notice("ok", say("safe_filled")),
        options=options(("end",), "end"),
    ),
}

_DESK = c.HelperView(
    step=v.StepKind.HELPER,
    key="helper/desk",
    title=say("helper_desk_title"),
    lead=say("helper_desk_lead"),
    onward=onward("helper_help_next"),
    can_leave=False,
    stage="desk",
    helper_name="李协办",
    waiting=2,
    delivered_today=11,
    rows=(
        c.CaseRow("c", "新生儿出生一件事", "T0001 251123 0007", say("desk_parked"), True, True),
        c.CaseRow("a", "异地就医备案", "T0001 251123 0009", say("desk_waiting"), False),
        c.CaseRow("b", "社会保障卡申领", "T0001 251123 0008", say("desk_waiting"), False),
        c.CaseRow("d", "失业登记", "510402-2025-000126", say("desk_delivered"), False),
    ),
)
_TRAY = v.WaysView(
    step=v.StepKind.WAYS,
    key="helper/tray",
    title=say("tray_unreadable"),
    lead=say("tray_which", item=Phrase.verbatim("新生儿出生一件事"), number="T0001 251123 0007"),
    onward=v.NextPlace(say("way_send_again")),
    can_leave=False,
    safe=v.Notice("ok", say("tray_safe")),
    options=tuple(
        v.Option(one, say(f"way_{one}"), say(f"way_{one}_more"), TRAY_ICONS[one], one == "send_again")
        for one in ("send_again", "export", "desk")
    ),
    staff=say("ways_staff", code="envelope-unreadable", terminal="T-0001"),
)
HELPER: dict[str, v.View | v.Scene] = {
    "helper-tray": v.Scene(_TRAY, helper_name="李协办"),
    "helper-tray-exported": v.Scene(
        replace(
            _TRAY,
            key="helper/tray/exported",
            title=say("tray_exported"),
            onward=v.NextPlace(say("way_to_desk")),
            options=(v.Option("to_desk", say("way_to_desk"), say("way_to_desk_more"), TRAY_ICONS["desk"], True),),
            staff=None,
        ),
        helper_name="李协办",
    ),
    "helper-code": replace(
        _DESK,
        key="helper/desk/code",
        title=say("helper_code_title"),
        onward=onward("helper_next"),
        stage="code",
        shown="PZH-08",
        helper_name="",
        waiting=0,
        delivered_today=0,
        rows=(),
    ),
    "helper-pin": replace(
        _DESK,
        key="helper/check/pin",
        title=say("helper_pin_title"),
        lead=say("helper_check_lead"),
        onward=onward("helper_sign_in"),
        stage="pin",
        shown="●●●●",
        helper_name="",
        waiting=0,
        delivered_today=0,
        rows=(),
    ),
    "helper-wrong": replace(
        _DESK,
        key="helper/desk/code",
        title=say("helper_code_title"),
        onward=missing("helper_code_missing"),
        stage="code",
        error=say("helper_wrong"),
        helper_name="",
        waiting=0,
        delivered_today=0,
        rows=(),
    ),
    "helper-desk": v.Scene(_DESK, link="down", helper_name="李协办"),
    "helper-desk-quiet": v.Scene(replace(_DESK, waiting=0, delivered_today=0, rows=()), helper_name="李协办"),
}
