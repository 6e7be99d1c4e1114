"""The text block of every kind of card, against the stored vectors and against broken blocks."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import CardUnknown, DocumentUnreadable
from kiosk.identity.card_text import ADDRESS_BYTES, BLOCK_BYTES, LAYOUTS, parse, parse_address, showable
from kiosk.identity.document import DocumentKind, IdentityDocument

VECTORS = json.loads((Path(__file__).parent.parent / "data" / "id_card_vectors.json").read_text())


def block(name: str = "resident_3001") -> bytes:
    return bytes.fromhex(VECTORS[name])[14:270]


def with_field(field: str, text: str, name: str = "resident_3001") -> bytes:
    original = block(name)
    layout = LAYOUTS[original[248:250].decode("utf-16-le")]
    place = layout.fields[field]
    padded = text.encode("utf-16-le", "surrogatepass")
    padded += " ".encode("utf-16-le") * ((place.size - len(padded)) // 2)
    return original[: place.offset] + padded + original[place.offset + place.size :]


def test_the_resident_card_is_read_completely() -> None:
    expected = IdentityDocument(
        kind=DocumentKind.RESIDENT,
        name="测试甲",
        number="11010519491231002X",
        sex="女",
        birth=date(1949, 12, 31),
        valid_from=date(2020, 1, 1),
        valid_to=None,
        ethnic_group="汉",
        address="北京市朝阳区测试路1号",
        authority="北京市公安局朝阳分局",
    )
    assert expected == parse(block())


def test_the_permit_for_hong_kong_macao_and_taiwan_is_read_completely() -> None:
    expected = IdentityDocument(
        kind=DocumentKind.HMT,
        name="測試乙",
        number="810000199408230021",
        sex="女",
        birth=date(1994, 8, 23),
        valid_from=date(2024, 1, 1),
        valid_to=date(2029, 1, 1),
        address="北京市东城区测试街2号",
        authority="北京市公安局",
        permit_number="H12345678",
    )
    assert expected == parse(block("J_3001"))


def test_the_foreigners_card_of_2017_is_read_completely() -> None:
    expected = IdentityDocument(
        kind=DocumentKind.FOREIGNER_2017,
        name="测试丙",
        number="KAZ110090123105",
        sex="男",
        birth=date(1990, 12, 31),
        valid_from=date(2018, 1, 1),
        valid_to=date(2028, 1, 1),
        latin_name="TESTOV, IVAN",
        nationality="KAZ",
    )
    assert expected == parse(block("I_3001"))


def test_the_foreigners_card_of_2023_joins_its_two_halves_of_the_name() -> None:
    expected = IdentityDocument(
        kind=DocumentKind.FOREIGNER_2023,
        name="测试丁",
        number="932682198501010017",
        sex="男",
        birth=date(1985, 1, 1),
        valid_from=date(2024, 1, 1),
        valid_to=date(2034, 1, 1),
        latin_name="TESTOVSKAYA-VERYLONGFAMILYNAME, IVANNA ALEKSA",
        nationality="682",
    )
    assert expected == parse(block("Y_3001"))


def test_a_space_on_the_cut_of_a_long_name_is_kept() -> None:
    first_half = "A" * 34 + " "
    text = with_field("latin_name", first_half, "Y_3001")
    assert (first_half + "NNA ALEKSA") == parse(text).latin_name


def test_a_foreigner_without_a_chinese_name_goes_by_the_latin_one() -> None:
    assert parse(with_field("name", "", "I_3001")).name == "TESTOV, IVAN"


@pytest.mark.parametrize("mark", ["Z", "i", "j", "1", "0", "证", "\0", "\ud840"])
def test_a_mark_of_no_known_document_is_not_guessed(mark: str) -> None:
    with pytest.raises(CardUnknown):
        parse(block()[:248] + mark.encode("utf-16-le", "surrogatepass") + block()[250:])


def test_a_blank_chip_is_no_document() -> None:
    with pytest.raises(CardUnknown):
        parse(bytes(256))


# The table of the reference, field by field: (mark, field, offset, bytes).
PLACES = [
    *((mark, "name", 0, 30) for mark in " JY"),
    *((mark, "sex", 30, 2) for mark in " JY"),
    *((mark, "birth", 36, 16) for mark in " JY"),
    *((mark, "number", 122, 36) for mark in " JY"),
    *((mark, "valid_from", 188, 16) for mark in " JYI"),
    *((mark, "valid_to", 204, 16) for mark in " JYI"),
    *((mark, "address", 52, 70) for mark in " J"),
    *((mark, "authority", 158, 30) for mark in " J"),
    (" ", "ethnic_group", 32, 4),
    ("J", "permit_number", 220, 18),
    ("Y", "latin_name", 52, 70),
    ("Y", "latin_name_2", 220, 22),
    ("Y", "nationality", 242, 6),
    ("I", "latin_name", 0, 120),
    ("I", "sex", 120, 2),
    ("I", "number", 122, 30),
    ("I", "nationality", 152, 6),
    ("I", "name", 158, 30),
    ("I", "birth", 220, 16),
]


def test_the_layouts_are_those_of_the_reference() -> None:
    found = {
        (mark, name, field.offset, field.size)
        for mark, layout in LAYOUTS.items()
        for name, field in layout.fields.items()
    }
    assert set(PLACES) == found


def test_a_permit_has_no_people_whatever_its_reserved_bytes_hold() -> None:
    noisy = block("J_3001")
    noisy = noisy[:32] + "07".encode("utf-16-le") + noisy[36:]
    assert parse(noisy).ethnic_group == ""


@pytest.mark.parametrize("name", ["resident_3010_fp1024", "resident_3010_fp512", "resident_3010_fp0"])
def test_the_text_beside_fingerprints_is_the_same(name: str) -> None:
    assert parse(block()) == parse(bytes.fromhex(VECTORS[name])[16:272])


@pytest.mark.parametrize("size", [0, 255, 257])
def test_a_block_of_another_size_is_unreadable(size: int) -> None:
    with pytest.raises(DocumentUnreadable):
        parse(bytes(size))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("birth", "19490231"),
        ("birth", "1949 1 1"),
        ("birth", "１９４９１２３１"),
        ("birth", ""),
        ("valid_from", "长期"),
        ("valid_to", "长远"),
        ("valid_to", "20301301"),
        ("sex", "3"),
        ("sex", " "),
        ("number", ""),
        ("number", "1101051949１231002"),
        ("number", "ſAZ110090123105"),
        ("name", ""),
        ("name", "测\u0001试"),
        ("name", "测\u2028试"),
        ("name", "测\uffff试"),
        ("address", "北京\u0000市"),
    ],
)
def test_a_field_that_breaks_the_layout_is_named_without_its_content(field: str, text: str) -> None:
    with pytest.raises(DocumentUnreadable, match=field) as caught:
        parse(with_field(field, text))
    assert not text.strip() or text.strip() not in str(caught.value)


@pytest.mark.parametrize(("code", "word"), [("1", "男"), ("2", "女"), ("0", "未知"), ("9", "未说明")])
def test_the_sex_follows_the_standard(code: str, word: str) -> None:
    assert word == parse(with_field("sex", code)).sex


@pytest.mark.parametrize("mark", ["resident_3001", "J_3001", "I_3001", "Y_3001"])
def test_a_card_valid_for_ever_has_no_last_day(mark: str) -> None:
    assert parse(with_field("valid_to", "长期", mark)).valid_to is None


@pytest.mark.parametrize("mark", ["resident_3001", "J_3001", "I_3001", "Y_3001"])
def test_a_birthday_on_a_leap_day_is_a_birthday(mark: str) -> None:
    assert date(2008, 2, 29) == parse(with_field("birth", "20080229", mark)).birth


def test_a_card_whose_last_day_its_year_does_not_have_ends_with_that_february() -> None:
    assert date(2026, 2, 28) == parse(with_field("valid_to", "20260229")).valid_to


@pytest.mark.parametrize("field", ["birth", "valid_from"])
def test_elsewhere_a_day_that_never_was_is_none(field: str) -> None:
    with pytest.raises(DocumentUnreadable, match=field):
        parse(with_field(field, "20260229"))


def test_an_old_number_of_15_digits_stays_as_the_card_has_it() -> None:
    assert parse(with_field("number", "110105491231002")).number == "110105491231002"


def test_a_small_x_is_read_as_the_capital_one() -> None:
    assert parse(with_field("number", "11010519491231002x")).number == "11010519491231002X"


def test_an_unknown_ethnic_code_leaves_the_row_empty() -> None:
    assert parse(with_field("ethnic_group", "57")).ethnic_group == ""


def test_only_padding_is_trimmed_from_a_name() -> None:
    assert parse(with_field("name", "\u3000阿依·努尔 甲\u0000 ")).name == "阿依·努尔 甲"


def test_a_rare_name_of_real_characters_needs_no_flag() -> None:
    document = parse(with_field("name", "测\U00020000䶮"))
    assert (document.name, document.rare_name) == ("测\U00020000䶮", False)


def test_a_pair_cut_by_the_fields_end_is_kept_and_flagged() -> None:
    original = block()
    cut = ("测" * 14).encode("utf-16-le") + b"\x40\xd8"
    document = parse(cut + original[30:])
    assert (document.name, document.rare_name) == ("测" * 14 + "\ud840", True)


def test_fifteen_characters_fill_the_name_and_touch_no_other_field() -> None:
    document = parse(with_field("name", "阿" * 15))
    assert (document.name, document.sex) == ("阿" * 15, "女")


@pytest.mark.parametrize("name", ["测\ue863", "测\ud840", "\udc00试", "测\U000f0001", "测\U00030000", "测\u9ff0"])
def test_signs_that_cannot_be_relied_on_are_kept_and_flagged(name: str) -> None:
    document = parse(with_field("name", name))
    assert (document.name, document.rare_name) == (name, True)


def test_a_broken_sign_in_an_address_becomes_the_printers_mark() -> None:
    assert parse(with_field("address", "测\ud840路")).address == "测〓路"


def test_showable_text_always_encodes() -> None:
    assert showable("王\ud840\ue863").encode() == "王〓\ue863".encode()


def test_a_document_does_not_print_its_owner() -> None:
    assert repr(parse(block())) == "IdentityDocument(kind=resident)"


@given(st.binary(min_size=BLOCK_BYTES, max_size=BLOCK_BYTES), st.sampled_from([" ", "I", "Y", "J", "Z"]))
def test_no_block_breaks_out_of_the_error_tree(noise: bytes, mark: str) -> None:
    with contextlib.suppress(CardUnknown, DocumentUnreadable):
        parse(noise[:248] + mark.encode("utf-16-le") + noise[250:])


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], max_codepoint=0xFFFD), min_size=1, max_size=15))
def test_every_name_comes_back_as_written(name: str) -> None:
    trimmed = name.strip(" \0\u3000")
    if trimmed:
        assert trimmed == parse(with_field("name", name)).name


@given(st.integers(0, 255), st.integers(0, 255))
def test_one_wrong_byte_never_escapes_the_error_tree(offset: int, value: int) -> None:
    text = bytearray(block())
    text[offset] = value
    with contextlib.suppress(CardUnknown, DocumentUnreadable):
        parse(bytes(text))


# The newest address


def test_the_newest_address_is_read_without_its_padding() -> None:
    units = bytes.fromhex(VECTORS["newaddr_3003_70"])[10:-1]
    assert parse_address(units) == "北京市海淀区新测试路3号"


def test_an_empty_newest_address_is_empty() -> None:
    assert parse_address(" ".ljust(35).encode("utf-16-le")) == ""


@pytest.mark.parametrize("size", [0, 68, 69, 71, 72])
def test_a_newest_address_of_another_length_is_unreadable(size: int) -> None:
    with pytest.raises(DocumentUnreadable):
        parse_address(bytes(size))


def test_a_broken_sign_in_the_newest_address_is_shown_as_lost() -> None:
    units = "样\ud800路".ljust(35).encode("utf-16-le", "surrogatepass")
    assert parse_address(units) == "样〓路"


def test_control_characters_in_the_newest_address_are_refused_without_naming_it() -> None:
    with pytest.raises(DocumentUnreadable, match=r"^newest address: control characters$"):
        parse_address("样例\n路".ljust(35).encode("utf-16-le"))


@given(st.binary(min_size=ADDRESS_BYTES, max_size=ADDRESS_BYTES))
def test_any_bytes_of_a_newest_address_are_text_or_refused(units: bytes) -> None:
    with contextlib.suppress(DocumentUnreadable):
        parse_address(units).encode("utf-8")
