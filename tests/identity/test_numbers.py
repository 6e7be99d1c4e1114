"""Citizen numbers: right ones, wrong ones and how they are shown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.identity.numbers import (
    NumberCheck,
    NumberProblem,
    check,
    check_digit,
    mask_name,
    mask_number,
    mask_phone,
    modern,
)

GOOD = [
    "11010519491231002X",
    "11010519491231002x",
    "440524188001010014",
    "510104199001010019",
    "511623199001010016",
    "810000199408230021",
    "830000199201300022",
    "932682198501010017",
]


@pytest.mark.parametrize("number", GOOD)
def test_numbers_of_the_standard_and_of_specimens_are_right(number: str) -> None:
    assert check(number).ok


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("", NumberProblem.LENGTH),
        ("1101051949123100", NumberProblem.LENGTH),
        ("110105194912310021", NumberProblem.CHECK_DIGIT),
        ("1101051949123X002X", NumberProblem.CHARACTERS),
        ("11010519491231002Y", NumberProblem.CHARACTERS),
        ("１10105194912310021", NumberProblem.CHARACTERS),
        ("11010549123A002", NumberProblem.CHARACTERS),
        ("932682850101001", NumberProblem.PROVINCE),
    ],
)
def test_a_wrong_number_says_what_is_wrong(number: str, problem: NumberProblem) -> None:
    assert check(number).problems == (problem,)


def test_a_day_that_never_was_is_a_wrong_date() -> None:
    body = "11010519490231002"
    assert check(body + check_digit(body)).problems == (NumberProblem.DATE,)


def test_a_province_that_never_was_is_named() -> None:
    body = "99010519491231002"
    assert check(body + check_digit(body)).problems == (NumberProblem.PROVINCE,)


@pytest.mark.parametrize("county", ["510499", "500105", "500157", "653009", "440524"])
def test_an_unknown_or_abolished_county_is_never_held_against_anybody(county: str) -> None:
    body = county + "19900101001"
    assert check(body + check_digit(body)).ok


def test_several_faults_are_all_named() -> None:
    assert check("000000000000000000").problems == (
        NumberProblem.PROVINCE,
        NumberProblem.DATE,
        NumberProblem.CHECK_DIGIT,
    )


@pytest.mark.parametrize(("number", "sex"), [("11010519491231002X", "女"), ("510104199001010019", "男")])
def test_a_number_tells_birth_and_sex(number: str, sex: str) -> None:
    found = check(number)
    assert (found.birth, found.sex) == (date(int(number[6:10]), int(number[10:12]), int(number[12:14])), sex)


def test_an_old_number_of_15_digits_is_read_as_of_the_20th_century() -> None:
    found = check("110105491231002")
    assert (found.ok, found.old, found.birth, found.sex) == (True, True, date(1949, 12, 31), "女")


def test_an_old_number_has_a_modern_form() -> None:
    assert modern("110105491231002") == "11010519491231002X"


def test_a_modern_number_keeps_its_form_with_a_capital_x() -> None:
    assert modern("11010519491231002x") == "11010519491231002X"


def test_a_check_does_not_print_the_person() -> None:
    assert repr(check("110105194912310021")) == "NumberCheck(problems=['check_digit'])"


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place: int, shift: int) -> None:
    number = "510104199001010019"
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert NumberProblem.CHECK_DIGIT in check(wrong).problems


@given(st.text(max_size=20) | st.text("0123456789X", min_size=15, max_size=18))
def test_no_text_makes_the_check_fail(text: str) -> None:
    assert isinstance(check(text), NumberCheck)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("510402199603121234", "510402********1234"),
        ("110105491231002", "110105*****1002"),
        ("H12345678", "H******78"),
        ("AB", "**"),
        ("", ""),
    ],
)
def test_a_number_is_shown_by_its_ends(number: str, shown: str) -> None:
    assert shown == mask_number(number)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王兰", "王*"),
        ("王小兰", "王**"),
        ("\U00020000兰", "\U00020000*"),
        ("\ud840兰", "〓*"),
        ("兰", "*"),
        ("", ""),
    ],
)
def test_a_name_is_shown_by_its_first_sign(name: str, shown: str) -> None:
    assert shown == mask_name(name)


@pytest.mark.parametrize(("phone", "shown"), [("13900002046", "139****2046"), ("1234567", "*******"), ("", "")])
def test_a_phone_is_shown_by_its_ends(phone: str, shown: str) -> None:
    assert shown == mask_phone(phone)


@given(st.text(min_size=1, max_size=30))
def test_a_mask_always_hides_something_and_keeps_the_length(text: str) -> None:
    for shown in (mask_number(text), mask_name(text), mask_phone(text)):
        assert len(shown) == len(text)
        assert "*" in shown
