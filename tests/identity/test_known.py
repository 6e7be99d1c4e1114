"""People known by name and number, without a card."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import DocumentUnreadable, IdentityError, NumberInvalid
from kiosk.identity.document import DocumentKind, IdentityDocument
from kiosk.identity.known import known_by_number
from kiosk.identity.numbers import check_digit, same_number
from kiosk.identity.validity import Finding, findings

TODAY = date(2026, 11, 23)


def test_a_name_and_a_number_tell_kind_birth_and_sex() -> None:
    expected = IdentityDocument(
        kind=DocumentKind.RESIDENT,
        name="测试甲",
        number="11010519491231002X",
        sex="女",
        birth=date(1949, 12, 31),
    )
    assert expected == known_by_number(" 测试甲 ", "11010519491231002x")


@pytest.mark.parametrize(
    ("number", "kind", "sex"),
    [
        ("810000199408230021", DocumentKind.HMT, "女"),
        ("830000199201300022", DocumentKind.HMT, "女"),
        ("932682198501010017", DocumentKind.FOREIGNER_2023, "未说明"),
        ("510104199001010019", DocumentKind.RESIDENT, "男"),
        ("110105491231002", DocumentKind.RESIDENT, "女"),
    ],
)
def test_the_first_digits_tell_the_document(number: str, kind: DocumentKind, sex: str) -> None:
    person = known_by_number("测试乙", number)
    assert (person.kind, person.sex, person.number) == (kind, sex, number)


def test_an_old_number_is_shown_as_given_and_matched_in_its_modern_form() -> None:
    person = known_by_number("测试甲", "110105491231002")
    assert same_number(person.number, "11010519491231002X")


def test_another_persons_number_does_not_match() -> None:
    assert not same_number("110105491231002", "510104199001010019")


@pytest.mark.parametrize("number", ["", "123", "110105194912310021", "KAZ110090123105", "99010519491231002X"])
def test_a_number_that_is_none_is_refused_and_not_told(number: str) -> None:
    with pytest.raises(NumberInvalid) as caught:
        known_by_number("测试甲", number)
    assert not number or number not in str(caught.value)


@pytest.mark.parametrize("name", ["", " \u3000", "测\n试"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(DocumentUnreadable, match="name"):
        known_by_number(name, "11010519491231002X")


def test_a_rare_name_is_flagged() -> None:
    assert known_by_number("测\ue863", "11010519491231002X").rare_name


def test_dates_that_nobody_knows_are_not_held_against_anybody() -> None:
    person = known_by_number("测试甲", "11010519491231002X")
    assert (person.dates_known, findings(person, TODAY)) == (False, ())


def test_a_child_known_by_its_number_is_still_a_child() -> None:
    body = "51040220150101001"
    assert findings(known_by_number("测试乙", body + check_digit(body)), TODAY) == (Finding.UNDER_16,)


@given(st.text(max_size=20), st.text(max_size=20) | st.text("0123456789X", min_size=15, max_size=18))
def test_no_words_break_out_of_the_error_tree(name: str, number: str) -> None:
    with contextlib.suppress(IdentityError):
        known_by_number(name, number)
