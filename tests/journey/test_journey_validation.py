"""Answers and the sentences that say what is missing in them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.model import Answer, Choice, FormField
from kiosk.journey.rooms.boxes import after_key, dashed, readable, shown
from kiosk.journey.validation import fault
from kiosk.wording import Wording

TODAY = date(2026, 11, 23)
WORDS = Wording("zh")


def field(kind: str, **more: Any) -> FormField:
    return FormField.model_validate({"id": "one", "kind": kind, "label": "一", "question": "什么？", **more})


def said(one: FormField, answer: Answer | None) -> str | None:
    phrase = fault(one, answer, TODAY)
    return None if phrase is None else WORDS.say(phrase)


CHOICES = (Choice(value="a", name="甲"),)


@pytest.mark.parametrize(
    ("kind", "answer", "sentence"),
    [
        ("phone", "", "还没写手机号，请写上。"),
        ("phone", "1390000", "手机号少 4 位，请补上。"),
        ("phone", "139000020461", "手机号多 1 位，请删掉。"),
        ("phone", "12900002046", "手机号开头不对，请看一看。"),
        ("phone", "１３９00002046", "手机号开头不对，请看一看。"),
        ("phone", "13900002046", None),
        ("id_number", "5104", "身份证号少 14 位，请补上。"),
        ("id_number", "510411199203150028" * 2, "身份证号多 18 位，请删掉。"),
        ("id_number", "51041119920315002A", "身份证号里有别的字，请看一看。"),
        ("id_number", "990411199203150028", "身份证号前两位不对，请看一看。"),
        ("id_number", "510411199213150028", "身份证号里的生日不对，请看一看。"),
        ("id_number", "510411199203150020", "身份证号有一位不对，请看一看。"),
        ("id_number", "510411199203150028", None),
        ("date", "2026", "日期少 4 位，写成 8 个数字。"),
        ("date", "2026-02-30", "没有这一天，请看一看。"),
        ("date", "2026-02-28", None),
        ("choice", "z", "请点选一项。"),
        ("choice", "a", None),
        ("region", "51", "请选到区县。"),
        ("region", "510411", None),
        ("yes_no", None, "请选“是”或“不是”。"),
        ("yes_no", "yes", "请选“是”或“不是”。"),
        ("yes_no", False, None),
        ("text", "  ", "这里还没写，请写上。"),
        ("text", "字" * 61, "多了 1 个字，请删短。"),
        ("text", "字" * 60, None),
    ],
)
def test_each_fault_has_its_sentence_with_its_numbers(
    kind: str, answer: Answer | None, sentence: str | None
) -> None:
    assert sentence == said(field(kind, choices=CHOICES if kind == "choice" else ()), answer)


def test_what_need_not_be_answered_may_stay_empty() -> None:
    assert said(field("phone", required=False), None) is None
    assert said(field("phone", required=False), "1") == "手机号少 10 位，请补上。"


@pytest.mark.parametrize(
    ("when", "day", "sentence"),
    [
        ("past", "2026-11-24", "日期在今天以后，请看一看。"),
        ("past", "2026-11-23", None),
        ("future", "2026-11-22", "日期在今天以前，请看一看。"),
        ("future", "2026-11-23", None),
    ],
)
def test_days_before_and_after_today(when: str, day: str, sentence: str | None) -> None:
    assert sentence == said(field("date", when=when), day)


@given(st.sampled_from(["phone", "id_number", "date", "text"]), st.text(max_size=40))
def test_any_answer_is_judged_without_an_error(kind: str, answer: str) -> None:
    assert fault(field(kind), answer, TODAY) is None or said(field(kind), answer)


@given(
    st.sampled_from(["phone", "id_number", "date", "text"]), st.lists(st.text(min_size=1, max_size=3), max_size=40)
)
def test_keys_never_overfill_a_box(kind: str, keys: list[str]) -> None:
    one, text = field(kind, max_length=20), ""
    for key in [*keys, "backspace"]:
        text = after_key(one, text, key)
    assert len(text) <= 20


def test_boxes_read_in_groups() -> None:
    assert shown(field("phone"), "13900002046") == "139 0000 2046"
    assert shown(field("id_number"), "510411199203150028") == "510411 19920315 0028"
    assert shown(field("date"), "1992031") == "1992 年 03 月 1"
    assert shown(field("text"), "字") == "字"
    assert (dashed("19920315"), readable("1992-03-15"), readable("x")) == ("1992-03-15", "1992 年 3 月 15 日", "x")


def test_a_choice_is_not_typed() -> None:
    assert after_key(field("choice", choices=CHOICES), "a", "b") == "a"
