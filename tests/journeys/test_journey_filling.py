"""Filling in: the form, where to deliver, and the review that is signed."""

from __future__ import annotations

from hall_of_fakes import Machine
from small_catalogue import FORM, PHONE, SIGNATURE, item

from kiosk.journey.views import StepKind as S

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
