"""The code on a slip goes out and comes back, and nothing else does."""

from __future__ import annotations

from uuid import UUID

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from kiosk.journey.codes import Damaged, Foreign, Ours, SlipCode, code_of, read_code

ONE = UUID("0190a000-0000-7000-8000-000000000001")
CODE = code_of(ONE, SlipCode.RECEIPT)


@given(st.uuids(), st.sampled_from(SlipCode))
def test_a_code_comes_back_with_its_kind(application_id: UUID, kind: SlipCode) -> None:
    assert Ours(kind, application_id) == read_code(code_of(application_id, kind))


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert isinstance(read_code(text), Foreign | Damaged | Ours)


@given(st.integers(0, len(CODE) - 1), st.sampled_from("0123456789ABCDEFHPR:-"))
def test_one_changed_sign_never_names_another_application(place: int, sign: str) -> None:
    spoiled = CODE[:place] + sign + CODE[place + 1 :]
    assert read_code(spoiled) in (Ours(SlipCode.RECEIPT, ONE), Damaged(), Foreign())


@given(st.integers(4, len(CODE) - 1))
def test_a_code_cut_short_is_damaged(length: int) -> None:
    assert Damaged() == read_code(CODE[:length])


@given(st.integers(4, len(CODE) - 2))
def test_two_signs_that_changed_places_are_noticed(place: int) -> None:
    turned = CODE[:place] + CODE[place + 1] + CODE[place] + CODE[place + 2 :]
    assert read_code(turned) == (Ours(SlipCode.RECEIPT, ONE) if turned == CODE else Damaged())


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("", Foreign()),
        ("https://example.org/a", Foreign()),
        ("6901234567892", Foreign()),
        ("TB3:" + ONE.hex, Foreign()),
        ("TB2:", Damaged()),
        (f"TB2:X{ONE.hex.upper()}:00000000", Damaged()),
        ("TB1:", Damaged()),
        (f"TB1:{ONE}:00000000", Damaged()),
    ],
)
def test_what_is_wrong_is_told_apart(text: str, verdict: Foreign | Damaged) -> None:
    assert verdict == read_code(text)


@pytest.mark.parametrize("old", [f"TB1:{ONE}:f8068229", f"TB1:{ONE}"], ids=["with its check", "without a check"])
def test_a_slip_of_the_first_version_is_still_read(old: str) -> None:
    assert Ours(SlipCode.RECEIPT, ONE) == read_code(old)


def test_blanks_and_small_letters_do_not_matter() -> None:
    assert Ours(SlipCode.RECEIPT, ONE) == read_code(f"  {CODE.lower()}\n")


def test_the_code_is_printed_in_qr_s_alphanumeric_mode_and_small() -> None:
    made = segno.make(CODE, error="m", micro=False, boost_error=False)
    assert (made.mode, made.version) == ("alphanumeric", 3)
