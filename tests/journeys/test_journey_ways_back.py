"""Back, edit, leave, idle: nothing typed is lost, and everything is gone when it should be."""

from __future__ import annotations

import pytest
from hall_of_fakes import Machine
from small_catalogue import PHONE

from kiosk.journey.views import BackPlace, StepKind

S = StepKind


def test_back_walks_the_way_it_came_and_forward_shows_what_was_filled() -> None:
    machine = Machine()
    machine.to_review("online-one")
    back = []
    while machine.step is not S.HOME:
        machine.back()
        back.append(machine.step.value)
    assert back == ["delivery", "papers", "form", "face", "card", "consent", "guide", "region", "home"]
    machine.journey.pick_item("online-one")
    machine.on()
    assert machine.step is S.GUIDE
    machine.on(4)
    assert (machine.step, machine.view.value) == (S.FORM, PHONE)
    machine.on()
    assert (machine.view.stage, len(machine.view.thumbs)) == ("kept", 1)
    machine.on()
    machine.on()
    assert machine.step is S.REVIEW


def test_back_in_the_form_keeps_each_answer() -> None:
    machine = Machine()
    machine.past_face("forwarded-one")
    machine.type("139")
    machine.on()
    machine.type(PHONE[3:])
    machine.on()
    machine.back()
    assert machine.view.value == PHONE


def test_another_item_keeps_the_region_and_nothing_else() -> None:
    machine = Machine()
    machine.to_review("online-one")
    while machine.step is not S.HOME:
        machine.back()
    machine.journey.pick_item("joint-one")
    assert machine.onward == "选定仁和区"
    draft = machine.journey.inside._personal.draft
    assert (draft.answers, draft.papers) == ({}, {})


@pytest.mark.parametrize(
    ("row", "step"),
    [
        ("region", S.REGION),
        ("situation", S.GUIDE),
        ("answer:phone", S.FORM),
        ("paper:permit", S.PAPERS),
        ("delivery", S.DELIVERY),
    ],
)
@pytest.mark.parametrize("leaving", ["on", "back"])
def test_a_change_from_the_review_leads_back_to_it(row: str, step: StepKind, leaving: str) -> None:
    machine = Machine()
    machine.to_review("forwarded-one")
    machine.journey.edit_row(row)
    assert machine.step is step
    getattr(machine, leaving)()
    assert machine.step is S.REVIEW
    machine.back()
    assert machine.step is S.DELIVERY


def test_lines_of_the_card_cannot_be_changed() -> None:
    machine = Machine()
    machine.to_review("online-one")
    machine.journey.edit_row("number")
    machine.journey.edit_row("nonsense")
    assert machine.step is S.REVIEW


def test_an_edit_that_is_not_good_stays_with_its_sentence() -> None:
    machine = Machine()
    machine.to_review("online-one")
    machine.journey.edit_row("answer:phone")
    machine.journey.type_key("backspace")
    machine.on()
    assert (machine.step, machine.reads(machine.view.error)) == (S.FORM, "手机号少 1 位，请补上。")
    machine.back()
    assert machine.step is S.REVIEW
    machine.sign_all()
    machine.on()
    assert machine.step is S.FORM


def test_post_chosen_late_asks_for_the_address_before_handing_in() -> None:
    machine = Machine()
    machine.to_review("joint-one")
    machine.journey.edit_row("delivery")
    machine.journey.pick_delivery("mail")
    machine.on(2)
    machine.journey.edit_row("nothing")
    assert (machine.step, machine.view.field_id) == (S.DELIVERY, "delivery_phone")
    machine.type(PHONE)
    machine.on(2)
    assert machine.step is S.REVIEW
    machine.journey.edit_row("delivery:delivery_address")
    machine.on()
    assert machine.step is S.REVIEW


def test_leaving_asks_once_and_staying_loses_nothing() -> None:
    machine = Machine()
    machine.past_face("online-one")
    machine.type("139")
    machine.journey.ask_leave()
    machine.journey.ask_leave()
    assert machine.journey.scene.overlay.kind == "leave"
    machine.on()
    machine.journey.stay()
    assert (machine.journey.scene.overlay, machine.view.value) == (None, "139")
    machine.journey.leave()
    assert machine.step is S.FORM
    machine.journey.ask_leave()
    machine.journey.leave()
    assert machine.step is S.ATTRACT


def test_with_the_receipt_in_hand_leaving_asks_nothing() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    machine.journey.ask_leave()
    assert machine.step is S.ATTRACT


def test_home_is_left_by_exit_without_a_question() -> None:
    machine = Machine()
    machine.on()
    assert machine.view.back is BackPlace.EXIT
    machine.back()
    assert machine.step is S.ATTRACT


def test_the_idle_limit_counts_down_and_a_touch_stops_it() -> None:
    machine = Machine()
    machine.past_face("online-one")
    machine.after(119)
    assert machine.journey.scene.overlay is None
    machine.after(2)
    assert (machine.journey.scene.overlay.kind, machine.journey.scene.overlay.seconds_left) == ("idle", 44)
    machine.after(10)
    assert machine.journey.scene.overlay.seconds_left == 34
    machine.journey.touched()
    assert (machine.journey.scene.overlay, machine.step) == (None, S.FORM)
    machine.after(119)
    assert machine.journey.scene.overlay is None


def test_an_idle_visit_ends_by_itself() -> None:
    machine = Machine()
    machine.past_face("online-one")
    machine.after(121)
    machine.after(45)
    assert machine.step is S.ATTRACT
    ended = [entry for entry in machine.journal.entries if entry.name == "visit.ended"]
    assert [entry.how for entry in ended] == ["idle"]


def test_nobody_there_is_never_idle() -> None:
    machine = Machine()
    machine.after(10_000)
    assert (machine.step, machine.journey.scene.overlay) == (S.ATTRACT, None)
    assert not machine.journey.inside.visit_open


def test_the_countdowns_end_button_ends_at_once() -> None:
    machine = Machine()
    machine.on()
    machine.after(121)
    machine.journey.leave()
    assert machine.step is S.ATTRACT


def test_an_idle_receipt_is_a_finished_visit() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    machine.after(121)
    assert "已经存好" in machine.reads(machine.journey.scene.overlay.lead)
    machine.after(46)
    assert [e.how for e in machine.journal.entries if e.name == "visit.ended"][-1] == "finished"


def test_calling_help_tells_the_hall_once_and_says_so() -> None:
    machine = Machine()
    machine.on()
    machine.journey.call_help()
    machine.journey.call_help()
    assert (machine.help_calls, machine.view.help_called) == (1, True)


def test_listeners_hear_of_changes_and_of_nothing_else() -> None:
    machine = Machine()
    heard: list[str] = []
    machine.journey.inside.on_change(lambda: heard.append("x"))
    machine.journey.inside.tick()
    assert heard == []
    machine.on()
    assert heard


def test_every_screen_can_be_read_aloud() -> None:
    machine = Machine()
    machine.to_card("online-one")
    said = [machine.reads(one) for one in machine.view.speech]
    assert said[0] == "请把身份证放在发亮的地方。"
    assert said[-1] == "还差一步：请放身份证"


@pytest.mark.parametrize(
    "touch",
    [
        ("turn_page", 1),
        ("pick_scope", "x"),
        ("pick_grouping", "x"),
        ("pick_group", "x"),
        ("open_search",),
        ("search", "x"),
        ("pick_item", "x"),
        ("pick_level", 1),
        ("pick_region", "x"),
        ("pick_situation", "x"),
        ("open_whole_guide",),
        ("set_consent", "face", True),
        ("pick_way", "x"),
        ("type_key", "x"),
        ("answer", "x"),
        ("pick_delivery", "mail"),
        ("add_page",),
        ("retake_page", 1),
        ("skip_paper",),
        ("edit_row", "x"),
        ("show_row", "x"),
        ("sign", []),
        ("print_again",),
        ("rate", 5),
        ("toggle_reason", "slow"),
        ("open_case", "x"),
        ("open_cases",),
        ("face_frame",),
        ("paper_frame",),
        ("paper_page", 1),
        ("stay",),
        ("leave",),
        ("ask_leave",),
    ],
)
def test_a_touch_that_does_not_fit_the_step_does_nothing(touch: tuple[object, ...]) -> None:
    machine = Machine()
    before = machine.journey.scene
    getattr(machine.journey, str(touch[0]))(*touch[1:])
    assert before == machine.journey.scene
