"""The code on a slip goes out and comes back, and nothing else does."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.journey.codes import CodeFault, code_of, read_code

ONE = UUID("0190a000-0000-7000-8000-000000000001")


@given(st.uuids())
def test_a_code_comes_back(application_id: UUID) -> None:
    assert application_id == read_code(code_of(application_id))


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert isinstance(read_code(text), UUID | CodeFault)


@given(st.integers(0, len(code_of(ONE)) - 1), st.sampled_from("0123456789abcdef:-"))
def test_one_changed_sign_never_names_another_application(place: int, sign: str) -> None:
    code = code_of(ONE)
    spoiled = code[:place] + sign + code[place + 1 :]
    assert read_code(spoiled) in (ONE, CodeFault.DAMAGED, CodeFault.FOREIGN)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", CodeFault.FOREIGN),
        ("https://example.org/a", CodeFault.FOREIGN),
        ("TB2:" + str(ONE), CodeFault.FOREIGN),
        ("TB1:", CodeFault.DAMAGED),
        (f"TB1:{ONE}", CodeFault.DAMAGED),
    ],
)
def test_what_is_wrong_is_told_apart(text: str, fault: CodeFault) -> None:
    assert fault is read_code(text)


def test_blanks_and_capitals_do_not_matter() -> None:
    assert read_code(f"  {code_of(ONE).upper()}\n") == ONE
