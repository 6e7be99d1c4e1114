"""Forms are JSON Schema: read into questions, and answers held against them."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.form import faults, fields_of
from kiosk.catalogue.model import FormField

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "why": {
            "type": "string",
            "title": "用途",
            "oneOf": [{"const": "work", "title": "上班", "x-en": "Work"}, {"const": "visit", "title": "探亲"}],
            "x-ui": {"question": "做什么用？"},
        },
        "day": {
            "type": "string",
            "format": "date",
            "title": "日期",
            "x-ui": {"question": "哪天？", "when": "past"},
        },
        "later": {
            "type": "string",
            "format": "date",
            "title": "以后",
            "x-ui": {"question": "何时？", "when": "future"},
        },
        "phone": {"type": "string", "format": "cn-mobile", "title": "手机", "x-ui": {"question": "手机号？"}},
        "number": {"type": "string", "format": "cn-id-number", "title": "号码", "x-ui": {"question": "号码？"}},
        "place": {"type": "string", "format": "cn-region", "title": "地方", "x-ui": {"question": "哪里？"}},
        "words": {"type": "string", "maxLength": 5, "title": "说明", "x-ui": {"question": "说明？"}},
        "account": {"type": "string", "pattern": r"^\d{3}$", "title": "卡号", "x-ui": {"question": "卡号？"}},
        "sure": {"type": "boolean", "title": "确定", "x-ui": {"question": "确定吗？"}},
    },
    "required": ["phone"],
}


def spoiled(*path: str, value: object) -> dict[str, Any]:
    schema = copy.deepcopy(SCHEMA)
    place: Any = schema
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return schema


def wrong(**answers: str | bool) -> dict[str, str]:
    asked = tuple(one for one in fields_of(SCHEMA) if one.id in answers)
    return faults(SCHEMA, asked, answers)


def test_each_kind_of_question_is_told_from_its_schema() -> None:
    assert {one.id: one.kind for one in fields_of(SCHEMA)} == {
        "why": "choice",
        "day": "date",
        "later": "date",
        "phone": "phone",
        "number": "id_number",
        "place": "region",
        "words": "text",
        "account": "text",
        "sure": "yes_no",
    }


def test_only_named_fields_are_required() -> None:
    assert [one.id for one in fields_of(SCHEMA) if one.required] == ["phone"]


def test_choices_keep_their_names_in_both_languages() -> None:
    first = fields_of(SCHEMA)[0].choices[0]
    assert (first.value, first.name, first.name_en) == ("work", "上班", "Work")


def test_an_item_without_a_form_asks_nothing() -> None:
    assert fields_of({}) == ()


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array"},
        spoiled("required", value=["nothing"]),
        spoiled("properties", "phone", "format", value="email"),
        spoiled("properties", "phone", "type", value="number"),
        spoiled("properties", "phone", "type", value="strin"),
        spoiled("properties", "account", "pattern", value="("),
        spoiled("properties", "phone", value=True),
        {"type": "object", "properties": {"phone": {"type": "string", "title": "手机"}}},
        spoiled("properties", "phone", "x-ui", value={"question": ""}),
        spoiled("properties", "phone", "x-ui", value={"question": "手机号？", "colour": "red"}),
    ],
)
def test_a_form_no_screen_can_ask_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the loader puts row and field to it
        fields_of(schema)


def test_good_answers_have_no_fault() -> None:
    today = date.today().isoformat()
    answers: dict[str, str | bool] = {
        "why": "work",
        "day": today,
        "later": today,
        "phone": "13800000000",
        "number": "11010119900307109X",
        "place": "510402",
        "words": "探亲",
        "account": "123",
        "sure": False,
    }
    assert faults(SCHEMA, fields_of(SCHEMA), answers) == {}


@pytest.mark.parametrize("answer", ["", "   "])
def test_a_required_question_must_be_answered(answer: str) -> None:
    assert wrong(phone=answer) == {"phone": "missing"}


def test_an_optional_question_may_stay_empty() -> None:
    assert wrong(words="") == {}


def test_a_question_that_is_not_asked_is_not_looked_at() -> None:
    assert faults(SCHEMA, (), {"phone": "nonsense"}) == {}


@pytest.mark.parametrize(
    ("field", "answer", "word"),
    [
        ("why", "fun", "oneOf"),
        ("phone", "1380000000", "format"),
        ("phone", "12800000000", "format"),
        ("phone", "１３８００００００００", "format"),
        ("number", "110101199003071090", "format"),
        ("number", "110101199013071099", "format"),
        ("number", "1101011990", "format"),
        ("place", "5104", "format"),
        ("day", "2024-02-30", "format"),
        ("day", "20240203", "format"),
        ("words", "一二三四五六", "maxLength"),
        ("account", "12a", "pattern"),
        ("sure", "yes", "type"),
    ],
)
def test_a_wrong_answer_says_which_rule_it_breaks(field: str, answer: str, word: str) -> None:
    assert wrong(**{field: answer}) == {field: word}


@pytest.mark.parametrize(("field", "days", "word"), [("day", 1, "past"), ("later", -1, "future")])
def test_a_day_on_the_wrong_side_of_today_is_a_fault(field: str, days: int, word: str) -> None:
    assert wrong(**{field: (date.today() + timedelta(days=days)).isoformat()}) == {field: word}


@given(st.dictionaries(st.sampled_from(sorted(SCHEMA["properties"])), st.text(max_size=30) | st.booleans()))
def test_no_answer_whatever_breaks_the_check(answers: dict[str, str | bool]) -> None:
    asked: tuple[FormField, ...] = fields_of(SCHEMA)
    assert set(faults(SCHEMA, asked, answers)) <= {one.id for one in asked}
