"""From the first touch to the wipe: which step follows which, for an item of each kind."""

from __future__ import annotations

from uuid import UUID

import pytest
from hall_of_fakes import Machine
from small_catalogue import FORM, PHONE, SIGNATURE, item

from kiosk.journey.views import BackPlace, StepKind
from kiosk.offline.events import ApplicationDelivered, LinkState, LinkStateChanged

S = StepKind


def way_of(machine: Machine) -> list[str]:
    """The steps as the journal has them."""
    return [entry.step for entry in machine.journal.entries if entry.name == "visit.step"]


@pytest.mark.parametrize(
    ("item_id", "steps"),
    [
        ("online-one", "home region guide consent card face form papers delivery review submit receipt"),
        ("forwarded-one", "home region guide consent card face form papers delivery review submit receipt"),
        ("joint-one", "home region guide consent card face form delivery review submit receipt"),
        ("precheck-one", "home region guide consent card form papers review submit receipt"),
        ("booking-one", "home region guide consent card face form review submit receipt"),
        ("needy-one", "home region guide consent card face papers delivery review submit receipt"),
    ],
)
def test_the_item_decides_the_steps(item_id: str, steps: str) -> None:
    machine = Machine()
    machine.to_receipt(item_id)
    assert steps.split() == way_of(machine)


def test_a_guide_only_item_ends_with_the_printed_guide() -> None:
    machine = Machine()
    machine.to_guide("guide-one")
    machine.on()
    assert machine.printer.kinds == ["guide"]
    machine.on()
    assert machine.step is S.ATTRACT


def test_the_counter_counts_only_what_the_person_does() -> None:
    machine = Machine()
    machine.to_card("online-one")
    progress = machine.view.progress
    assert (progress.number, progress.count, machine.reads(progress.name)) == (1, 7, "放身份证")


def test_rating_comes_after_the_receipt_and_then_nobody_is_there() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    machine.on()
    assert machine.step is S.RATING
    machine.on()
    assert machine.step is S.ATTRACT
    assert machine.ratings.kept == []


def test_a_low_rating_asks_why() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    machine.on()
    machine.journey.rate(2)
    machine.on()
    assert machine.step is S.RATING
    assert machine.onward == "请选一个原因"
    machine.journey.toggle_reason("slow")
    machine.on()
    assert [(one.level, one.reasons) for one in machine.ratings.kept] == [(2, ("slow",))]


def test_the_same_level_again_takes_the_rating_back_and_nonsense_is_ignored() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    machine.on()
    machine.journey.rate(4)
    machine.journey.toggle_reason("slow")
    machine.journey.rate(9)
    assert (machine.view.level, machine.view.reasons) == (4, ())
    machine.journey.rate(4)
    assert machine.view.level == 0


def test_another_matter_begins_a_new_visit_at_once() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    assert machine.view.back is BackPlace.AGAIN
    machine.back()
    assert machine.step is S.HOME
    assert machine.journey.inside._personal.identity is None


# Submitted or saved ---------------------------------------------------------------------------------------------


def test_the_screen_says_submitted_only_when_the_hub_has_it() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    assert machine.title == "已保存"
    stub = machine.outbox.saved[0][0]
    machine.journey.handle(ApplicationDelivered(stub.application_id, "510400-20261123-000001", 1))
    assert (machine.title, machine.view.case_number) == ("已提交", "510400-20261123-000001")


def test_somebody_elses_delivery_changes_nothing() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    machine.journey.handle(ApplicationDelivered(UUID(int=7), "x", 1))
    assert machine.title == "已保存"


def test_without_a_network_it_is_saved_and_says_so() -> None:
    machine = Machine()
    machine.link = LinkState.DOWN
    machine.journey.handle(LinkStateChanged(LinkState.DOWN))
    machine.to_receipt("online-one")
    assert (machine.title, machine.view.saved_offline) == ("已保存，待上传", True)
    assert machine.journey.scene.link == "down"
    machine.journey.handle(LinkStateChanged(LinkState.UP))
    assert machine.title == "已保存"


def test_submitting_wakes_the_uploader_once() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    assert (machine.wakes, len(machine.outbox.saved)) == (1, 1)


def test_while_it_is_being_saved_there_is_nothing_to_touch() -> None:
    machine = Machine()
    machine.to_review("online-one")
    machine.sign_all()
    machine.runner.holding = True
    machine.on()
    assert machine.step is S.SUBMIT
    machine.on()
    machine.back()
    machine.journey.ask_leave()
    machine.after(500)
    assert (machine.step, machine.journey.scene.overlay) == (S.SUBMIT, None)
    machine.runner.let_go()
    machine.drain()
    assert machine.step is S.RECEIPT


# Finding an item ------------------------------------------------------------------------------------------------


def test_a_group_shows_its_items_and_a_scope_narrows_them() -> None:
    machine = Machine()
    machine.on()
    machine.journey.pick_scope("sichuan_chongqing")
    machine.journey.pick_group("event-one")
    assert [row.id for row in machine.view.rows] == ["joint-one"]
    machine.journey.pick_scope("sichuan_chongqing")
    machine.journey.turn_page(+1)
    assert (machine.view.page, machine.view.pages, len(machine.view.rows)) == (1, 2, 3)


def test_departments_without_items_are_not_shown() -> None:
    machine = Machine()
    machine.on()
    machine.journey.pick_grouping("department")
    assert [one.id for one in machine.view.groups] == ["dep-one"]
    machine.journey.turn_page(+1)
    machine.journey.pick_group("dep-one")
    assert machine.title == "医保局"


@pytest.mark.parametrize("touch", [("pick_scope", "nowhere"), ("pick_grouping", "colour"), ("pick_group", "none")])
def test_what_is_not_there_cannot_be_chosen_at_home(touch: tuple[str, str]) -> None:
    machine = Machine()
    machine.on()
    before = machine.journey.scene
    getattr(machine.journey, touch[0])(touch[1])
    machine.on()
    machine.journey.pick_item("no-such-item")
    assert before == machine.journey.scene


def test_search_finds_while_typing_and_keeps_the_words_on_the_way_back() -> None:
    machine = Machine()
    machine.on()
    machine.journey.open_search()
    assert (machine.view.typing, machine.title) == (True, "请写您想办的事")
    machine.type("guide")
    machine.journey.search("只看")
    assert [row.id for row in machine.view.rows] == ["guide-one"]
    machine.on()
    assert not machine.view.typing
    machine.type("x")
    assert machine.view.query == "只看"
    machine.back()
    assert (machine.step, machine.view.query) == (S.HOME, "只看")


def test_search_from_home_goes_straight_to_what_was_found() -> None:
    machine = Machine()
    machine.on()
    machine.journey.search("样例")
    machine.journey.pick_scope("sichuan_chongqing")
    machine.journey.pick_scope("not-a-scope")
    assert [row.id for row in machine.view.rows] == ["joint-one"]
    machine.journey.pick_item("joint-one")
    assert machine.step is S.REGION


def test_nothing_found_is_said_with_a_way_on() -> None:
    machine = Machine()
    machine.on()
    machine.journey.search("zzzz")
    assert (machine.title, machine.reads(machine.view.lead)) == ("没有找到这件事。", "换个说法，或找人帮忙。")
    machine.journey.search("")
    assert machine.title == "请写您想办的事"
    machine.journey.open_search()
    machine.journey.type_key("backspace")
    machine.journey.type_key("clear")
    assert machine.view.query == ""


def test_an_answer_to_an_older_search_is_not_shown() -> None:
    machine = Machine()
    machine.on()
    machine.journey.open_search()
    machine.runner.holding = True
    machine.journey.search("只看")
    machine.journey.search("样例")
    machine.runner.let_go()
    machine.drain()
    assert "guide-one" not in [row.id for row in machine.view.rows]


# Region ---------------------------------------------------------------------------------------------------------


def test_regions_come_partners_first_and_narrow_down() -> None:
    machine = Machine()
    machine.to_region("online-one")
    assert machine.view.options[0].id == "500000"
    assert machine.onward == "请选一个省"
    machine.pick_renhe()
    assert (machine.onward, machine.view.level) == ("选定仁和区", 2)


def test_a_municipality_has_two_levels() -> None:
    machine = Machine()
    machine.to_region("online-one")
    machine.journey.pick_region("500000")
    machine.journey.pick_region("500101")
    assert (machine.onward, len(machine.view.path)) == ("选定万州区", 2)


def test_an_item_of_partners_only_offers_partners() -> None:
    machine = Machine()
    machine.to_region("precheck-one")
    assert [one.id for one in machine.view.options] == ["500000"]
    machine.journey.pick_region("510000")
    machine.journey.pick_region("500000")
    assert [one.id for one in machine.view.options] == ["500101"]


def test_a_level_can_be_changed_and_the_rest_is_chosen_again() -> None:
    machine = Machine()
    machine.to_region("online-one")
    machine.pick_renhe()
    machine.journey.pick_level(1)
    assert machine.onward == "选定仁和区"
    machine.journey.pick_region("510100")
    assert machine.onward == "请选一个区县"
    machine.on()
    assert machine.step is S.REGION
    machine.journey.pick_level(7)
    machine.journey.turn_page(+1)
    machine.journey.pick_region("510104")
    assert machine.onward == "选定锦江区"


def test_a_region_that_does_not_fit_the_next_item_is_asked_again() -> None:
    machine = Machine()
    machine.to_region("online-one")
    machine.pick_renhe()
    machine.back()
    machine.journey.pick_item("precheck-one")
    assert machine.onward == "请选一个省"


def test_after_the_card_its_address_can_be_taken() -> None:
    machine = Machine()
    machine.to_review("online-one")
    machine.journey.edit_row("region")
    machine.journey.pick_level(0)
    machine.journey.pick_region("110000")
    assert machine.view.card_address_option.id == "510411"
    machine.journey.pick_region("510411")
    assert machine.onward == "选定仁和区"


# Guide ----------------------------------------------------------------------------------------------------------


def test_the_guide_shows_sourced_facts_and_that_they_are_not_fresh() -> None:
    machine = Machine()
    machine.to_guide("forwarded-one")
    view = machine.view
    assert (view.time_limit, view.fee, view.result) == ("2 个工作日", "不收费", "备案回执")
    assert view.stale
    assert [one.need for one in view.materials] == ["must", "depends", "must"]


def test_the_situation_has_to_be_chosen_first() -> None:
    machine = Machine()
    machine.to_guide("forwarded-one")
    machine.on()
    assert (machine.step, machine.onward) == (S.GUIDE, "请选一种情形")
    machine.journey.pick_situation("nonsense")
    machine.journey.pick_situation("renewal")
    machine.journey.open_whole_guide()
    assert (machine.onward, machine.view.whole) == ("开始办理", True)


def test_a_paper_that_hangs_on_age_or_an_answer_depends() -> None:
    from kiosk.catalogue.model import Condition
    from kiosk.journey.rooms.guide import listed

    paper = item("x-one").materials[0]
    papers = (
        paper.model_copy(update={"only_if": Condition(age_from=60)}),
        paper.model_copy(update={"only_if": Condition(answers={"child": True})}),
        paper.model_copy(update={"only_if": Condition(situation="renewal")}),
    )
    several = item("x-one").model_copy(update={"materials": papers})
    assert [one.need for one in listed(several, "first-time")] == ["depends", "depends"]


# Form -----------------------------------------------------------------------------------------------------------


def test_a_short_phone_number_says_how_many_digits_are_missing() -> None:
    machine = Machine()
    machine.past_face("online-one")
    machine.type("1390000")
    machine.on()
    assert machine.reads(machine.view.error) == "手机号少 4 位，请补上。"
    machine.type("2046")
    assert (machine.view.error, machine.view.shown) == (None, "139 0000 2046")
    machine.on()
    assert machine.step is S.PAPERS


def test_what_the_card_says_is_filled_in_until_it_is_changed() -> None:
    machine = Machine()
    machine.past_face("forwarded-one")
    machine.type(PHONE)
    machine.on()
    assert (machine.view.value, machine.view.from_card) == ("四川省攀枝花市仁和区样例路七号", True)
    machine.journey.type_key("backspace")
    assert (machine.view.value, machine.view.from_card) == ("四川省攀枝花市仁和区样例路七", False)


def test_a_condition_opens_its_question_at_once() -> None:
    machine = Machine()
    machine.past_face("whole-form")
    machine.type(PHONE)
    machine.on(2)
    assert machine.view.field_id == "reason"
    machine.journey.answer("work")
    machine.journey.answer("nonsense")
    machine.on()
    assert machine.view.field_id == "child"
    machine.back()
    machine.journey.answer("other")
    machine.on()
    assert (machine.view.field_id, machine.onward) == ("note", "填下一题")


def test_every_kind_of_question_takes_its_answer() -> None:
    machine = Machine()
    machine.past_face("whole-form")
    machine.type(PHONE)
    machine.on(2)
    machine.journey.answer("work")
    machine.on()
    machine.journey.answer("no")
    machine.journey.turn_page(+1)
    assert machine.view.value == "no"
    machine.on()
    machine.journey.answer("20200229")
    assert (machine.view.value, machine.view.shown) == ("2020-02-29", "2020 年 02 月 29 日")
    machine.on()
    machine.journey.type_key("5")
    machine.journey.answer("510000")
    machine.journey.answer("up")
    machine.journey.answer("nowhere")
    machine.pick_renhe_answer()
    assert machine.view.shown == "四川省攀枝花市仁和区"
    machine.on()
    machine.type("51041119920315002x")
    machine.on()
    assert "有一位不对" in machine.reads(machine.view.error)
    machine.journey.type_key("clear")
    machine.on()
    assert machine.step is S.DELIVERY


def test_an_unanswered_question_is_not_passed() -> None:
    machine = Machine()
    machine.past_face("online-one")
    machine.on()
    assert machine.reads(machine.view.error) == "还没写手机号，请写上。"


# Delivery and review --------------------------------------------------------------------------------------------


def to_delivery(machine: Machine) -> None:
    machine.past_face("joint-one")
    machine.type(PHONE)
    machine.on()


def test_delivery_by_post_asks_where_to_with_the_card_filled_in() -> None:
    machine = Machine()
    to_delivery(machine)
    assert machine.onward == "请选一种领法"
    machine.on()
    machine.journey.pick_delivery("pigeon")
    machine.journey.type_key("1")
    machine.journey.answer("1")
    machine.journey.pick_delivery("mail")
    machine.on()
    assert (machine.step, machine.view.value) == (S.DELIVERY, "王兰兰")
    machine.on()
    machine.journey.answer(PHONE)
    machine.on()
    assert machine.view.value == "四川省攀枝花市仁和区样例路七号"
    machine.back()
    machine.back()
    machine.back()
    assert hasattr(machine.view, "options")
    machine.on(4)
    assert machine.step is S.REVIEW
    machine.journey.turn_page(+1)
    assert "delivery:delivery_phone" in [row.id for row in machine.view.rows]


def test_masked_lines_open_for_five_seconds() -> None:
    machine = Machine()
    machine.to_review("online-one")
    row = machine.view.rows[1]
    assert (row.value, row.masked) == ("510411********0028", True)
    machine.journey.show_row("number")
    assert machine.view.rows[1].value == "510411199203150028"
    machine.after(4.9)
    assert not machine.view.rows[1].masked
    machine.after(0.2)
    assert machine.view.rows[1].masked
    machine.journey.show_row("region")
    assert machine.view.rows[1].masked


def test_all_pages_are_seen_and_signed_before_handing_in() -> None:
    machine = Machine()
    machine.to_review("forwarded-one")
    assert (machine.view.pages, machine.onward) == (2, "请先看完")
    machine.on()
    machine.journey.turn_page(+1)
    assert machine.onward == "请先签名"
    machine.journey.sign([[(0.5, 0.5), (0.55, 0.5)]])
    assert (machine.onward, machine.view.notice) == ("请签全名", None)
    machine.journey.sign([])
    assert (machine.onward, machine.view.notice) == ("请先签名", None)
    machine.journey.sign([*SIGNATURE, []])
    assert (machine.onward, machine.view.signed) == ("确认提交", True)


def test_every_answer_can_be_read_on_the_review() -> None:
    machine = Machine()
    machine.to_review("whole-form")
    seen = {}
    for _ in range(machine.view.pages):
        seen |= {row.id: row.value for row in machine.view.rows}
        machine.journey.turn_page(+1)
    assert seen["answer:child"] == "是"
    assert seen["answer:reason"] == "工作"
    assert seen["answer:since"] == "2020 年 2 月 29 日"
    assert seen["answer:place"] == "四川省攀枝花市仁和区"
    assert seen["answer:partner"] == "510402********0012"
    assert seen["answer:phone"] == "139****2046"
    assert seen["delivery"] == "到窗口取"


def test_a_name_asked_in_a_form_is_masked_like_the_cards() -> None:
    asking = item("named-one", form=(FORM[1].model_copy(update={"id": "who", "prefill": "name"}),), materials=())
    machine = Machine(asking.model_copy(update={"papers_needed": False}))
    machine.to_review("named-one")
    assert "王**" in [row.value for row in machine.view.rows if row.id == "answer:who"]


# Consent --------------------------------------------------------------------------------------------------------


def test_nothing_is_agreed_to_beforehand_and_each_consent_can_be_taken_back() -> None:
    machine = Machine()
    machine.to_consent("online-one")
    assert [one.chosen for one in machine.view.consents] == [False, False, False]
    machine.journey.set_consent("identity", True)
    machine.journey.set_consent("newsletter", True)
    assert [one.chosen for one in machine.view.consents] == [True, False, False]
    machine.journey.set_consent("identity", False)
    assert machine.onward == "换个办法"


def test_an_item_without_a_face_check_does_not_ask_for_the_face() -> None:
    machine = Machine()
    machine.to_consent("precheck-one")
    assert [one.id for one in machine.view.consents] == ["identity"]


def test_refusing_the_card_leads_to_the_counter_with_a_list() -> None:
    machine = Machine()
    machine.to_consent("online-one")
    machine.on()
    assert (machine.step, machine.ways()) == (S.WAYS, ["counter", "again", "end"])
    machine.on()
    assert (machine.title, machine.printer.kinds) == ("请拿清单到人工窗口。", ["guide"])
    machine.back()
    machine.on()
    assert machine.step is S.ATTRACT


def test_refusing_the_face_leads_to_staff_and_the_application_goes_on() -> None:
    machine = Machine()
    machine.to_face("online-one", face=False)
    assert (machine.title, machine.ways()) == ("您没有选人脸比对。", ["staff", "other_card", "counter"])
    assert not machine.camera.streaming
    machine.journey.pick_way("staff")
    machine.type("B07")
    machine.on()
    machine.type("4711")
    machine.on()
    assert machine.step is S.FORM
