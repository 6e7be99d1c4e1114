"""Documents of every kind, invented at random, onto a card and back."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import KioskError
from kiosk.identity.card_text import BLOCK_BYTES, is_rare, parse
from kiosk.identity.document import DocumentKind, IdentityDocument
from kiosk.identity.ethnic_groups import NAMES
from kiosk.identity.known import known_by_number
from kiosk.identity.numbers import check_digit
from kiosk.sandbox.cards import card_of

FOREIGN = (DocumentKind.FOREIGNER_2017, DocumentKind.FOREIGNER_2023)
DAYS = st.dates(date(1880, 1, 1), date(9999, 12, 31))
NUMBERS = st.from_regex(r"[0-9]{17}[0-9X]|[0-9]{15}", fullmatch=True)


def words(units: int, smallest: int = 0) -> st.SearchStrategy[str]:
    """What a field of so many UTF-16 units may hold; rare signs of two units, private use and halves among it."""
    signs = st.characters(exclude_categories=["Cc", "Zl", "Zp"], exclude_characters=" \u3000〓")
    kept = signs.filter(lambda sign: (ord(sign) & 0xFFFE) != 0xFFFE)
    return st.text(kept, min_size=smallest, max_size=units).filter(lambda text: fits(text, units))


def fits(text: str, units: int) -> bool:
    encoded = text.encode("utf-16-le", "surrogatepass")
    return len(encoded) <= 2 * units and encoded.decode("utf-16-le", "surrogatepass") == text


def shown(units: int) -> st.SearchStrategy[str]:
    return words(units).filter(lambda text: not any("\ud800" <= sign <= "\udfff" for sign in text))


@st.composite
def documents(draw: st.DrawFn) -> IdentityDocument:
    """A document of any kind with the fields that its kind has."""
    kind = draw(st.sampled_from(DocumentKind))
    own = {
        DocumentKind.RESIDENT: {"ethnic_group": st.sampled_from(["", *NAMES.values()])},
        DocumentKind.HMT: {"permit_number": st.from_regex(r"[HMT][0-9]{8}", fullmatch=True)},
        DocumentKind.FOREIGNER_2017: {"latin_name": LATIN, "nationality": st.just("KAZ")},
        DocumentKind.FOREIGNER_2023: {"latin_name": LATIN, "nationality": st.just("682")},
    }[kind]
    if kind not in FOREIGN:
        own |= {"address": shown(35), "authority": shown(15)}
    name = draw(words(15, 1))
    return IdentityDocument(
        kind=kind,
        name=name,
        number="KAZ110090123105" if kind is DocumentKind.FOREIGNER_2017 else draw(NUMBERS),
        sex=draw(st.sampled_from(["男", "女", "未知", "未说明"])),
        birth=draw(DAYS),
        valid_from=draw(DAYS),
        valid_to=draw(st.none() | DAYS),
        rare_name=is_rare(name),
        **{field: draw(values) for field, values in own.items()},
    )


LATIN = st.from_regex(r"[A-Z][A-Z, '-]{0,44}[A-Z]", fullmatch=True)


@given(documents())
def test_every_document_comes_back_from_its_card(document: IdentityDocument) -> None:
    assert document == parse(card_of(document).text)


@pytest.mark.parametrize("before", [33, 34, 35])
def test_a_latin_name_is_cut_by_units_and_a_pair_on_the_cut_is_one_sign_again(before: int) -> None:
    """Found by ``make fuzz``: the sandbox cut by characters, so that its card did not hold the name."""
    document = IdentityDocument(
        kind=DocumentKind.FOREIGNER_2023,
        name="测试丁",
        number="932682198501010017",
        sex="男",
        birth=date(1985, 1, 1),
        valid_from=date(2024, 1, 1),
        latin_name="A" * before + "\U00020000" + "B" * 9,
    )
    assert document == parse(card_of(document).text)


@given(st.binary(min_size=BLOCK_BYTES, max_size=BLOCK_BYTES))
def test_any_256_bytes_are_read_or_refused_by_our_own_errors(block: bytes) -> None:
    with contextlib.suppress(KioskError):
        parse(block)


@given(documents(), st.data())
def test_a_card_with_some_wrong_bytes_is_read_or_refused_by_our_own_errors(
    document: IdentityDocument, data: st.DataObject
) -> None:
    block = bytearray(card_of(document).text)
    for place, value in data.draw(st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)), max_size=8)):
        block[place] = value
    with contextlib.suppress(KioskError):
        parse(bytes(block))


def test_a_person_known_without_a_card_has_none() -> None:
    body = "51040219900101001"
    with pytest.raises(ValueError, match="first day"):
        card_of(known_by_number("测试甲", body + check_digit(body)))
