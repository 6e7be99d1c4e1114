"""What was read becomes a value of its kind or nothing; look-alikes are mended only where they are proven."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import CatalogueError
from kiosk.vision.reading.checks import is_bank_card, is_citizen_number, is_credit_code
from kiosk.vision.reading.fieldmap import PaperField, load_paper
from kiosk.vision.reading.known import ASSETS, KnownPapers
from kiosk.vision.reading.lookalikes import apart, at_least_apart, looks_like
from kiosk.vision.reading.values import value_of

NUMBER, CODE, CARD = "510402199603124685", "91510402MA6200000X", "6217000000000000003"


def field(kind: str, pattern: str = "") -> PaperField:
    return PaperField.model_validate(
        {
            "id": "field",
            "name": "栏",
            "name_en": "Field",
            "kind": kind,
            "part": "page",
            "labels": ["栏"],
            "pattern": pattern,
        }
    )


def value(kind: str, text: str, pattern: str = "") -> str | None:
    found = value_of(field(kind, pattern), text)
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1996年3月12日", "1996-03-12"),
        (":1996年3月12日", "1996-03-12"),
        ("1996年3月12曰", "1996-03-12"),
        ("2O21年O5月1O日", "2021-05-10"),
        ("1996-03-12", "1996-03-12"),
        ("1996.3.12", "1996-03-12"),
        ("19960312", "1996-03-12"),
        ("1996年13月12日", None),
        ("1996年2月30日", None),
        ("生于1996年3月12日", None),
        ("长期", None),
    ],
)
def test_a_day(text: str, expected: str | None) -> None:
    assert expected == value("date", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021.05.10-2041.05.10", "2021-05-10/2041-05-10"),
        ("2018-11-12至2024-11-12", "2018-11-12/2024-11-12"),
        ("2012.08.01-长期", "2012-08-01/长期"),
        ("2041.05.10-2021.05.10", None),
        ("2021.05.10", None),
    ],
)
def test_a_period(text: str, expected: str | None) -> None:
    assert expected == value("period", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王兰", "王兰"),
        (":王兰", "王兰"),
        ("阿依·木沙", "阿依·木沙"),
        ("测\U00020000䶮", "测\U00020000䶮"),
        ("王", None),
        ("王兰1", None),
        ("WANG", None),
        ("王兰李强张伟刘洋", None),
    ],
)
def test_a_name(text: str, expected: str | None) -> None:
    assert expected == value("name", text)


@pytest.mark.parametrize(
    ("text", "expected"), [("汉", "汉"), ("彝族", "彝"), ("漢", "汉"), ("舞", None), ("", None)]
)
def test_an_ethnic_group_is_one_of_the_list(text: str, expected: str | None) -> None:
    assert expected == value("ethnic_group", text)


@pytest.mark.parametrize(("text", "expected"), [("女", "女"), (":男", "男"), ("安", None)])
def test_a_sex(text: str, expected: str | None) -> None:
    assert expected == value("sex", text)


@pytest.mark.parametrize(
    ("text", "expected"), [("C1", "C1"), ("A1A2", "A1A2"), ("C7", None), ("C1X", None), ("7", None)]
)
def test_a_pattern_is_the_whole_value(text: str, expected: str | None) -> None:
    assert expected == value("pattern", text, r"(?:A[123]|C[123456])+(?![0-9A-Za-z])")


@pytest.mark.parametrize("text", ["/", "-", "无", ""])
def test_a_cell_left_empty_has_no_value(text: str) -> None:
    assert value("words", text) is None


def test_a_foreign_label_that_was_misread_makes_no_address() -> None:
    assert value("words", "Ses四川省攀枝花市仁和区样例路65号") is None
    assert value("words", "四川省攀枝花市仁和区样例路65号") == "四川省攀枝花市仁和区样例路65号"


def test_a_number_is_known_by_its_check_sign() -> None:
    assert value("citizen_number", NUMBER) == (NUMBER if is_citizen_number(NUMBER) else None)
    assert value("citizen_number", "51040219900101OO12") == "510402199001010012"
    assert value("citizen_number", "5104021990010100121") is None


@given(st.integers(0, 16), st.integers(1, 9))
def test_any_one_digit_read_wrong_makes_no_citizen_number(place: int, more: int) -> None:
    right = "510402199001010012"
    wrong = right[:place] + str((int(right[place]) + more) % 10) + right[place + 1 :]
    assert is_citizen_number(right)
    assert not is_citizen_number(wrong)


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), st.integers(0, 17), st.data())
def test_any_one_sign_read_wrong_makes_no_credit_code(body: str, place: int, data: st.DataObject) -> None:
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    right = next(body + sign for sign in signs if is_credit_code(body + sign))
    other = data.draw(st.sampled_from([sign for sign in signs if sign != right[place]]))
    assert not is_credit_code(right[:place] + other + right[place + 1 :])


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 18), st.integers(1, 9))
def test_any_one_digit_read_wrong_makes_no_bank_card(body: str, place: int, more: int) -> None:
    right = next("6" + body + digit for digit in "0123456789" if is_bank_card("6" + body + digit))
    wrong = right[:place] + str((int(right[place]) + more) % 10) + right[place + 1 :]
    assert not is_bank_card(wrong)


def test_signs_that_look_alike_lie_nearer_than_others() -> None:
    assert looks_like("日", "曰")
    assert looks_like("O", "0")
    assert not looks_like("王", "李")
    assert apart("王兰", "王三") < apart("王兰", "王强") == 1


@given(st.text("王玉日曰李", max_size=6), st.text("王玉日曰李", max_size=6))
def test_being_apart_is_mutual_and_nothing_is_apart_from_itself(one: str, other: str) -> None:
    assert apart(one, other) == pytest.approx(apart(other, one))
    assert apart(one, one) == 0


@given(st.text("王玉日曰李O0D", max_size=8), st.text("王玉日曰李O0D", min_size=1, max_size=4))
def test_no_part_of_a_text_is_nearer_to_a_word_than_said(text: str, word: str) -> None:
    parts = [text[start:end] for start in range(len(text) + 1) for end in range(start, len(text) + 1)]
    assert at_least_apart(text, word) <= min(apart(part, word) for part in parts) + 1e-9


def test_a_sign_that_is_not_there_costs_a_change_and_a_look_alike_less() -> None:
    assert at_least_apart("日里", "里日") == 0
    assert at_least_apart("日里", "曰里") == pytest.approx(0.4)
    assert at_least_apart("日里", "王里") == 1


def test_every_shipped_map_is_read() -> None:
    assert set(KnownPapers.load().kinds) == {file.stem for file in ASSETS.glob("*.toml")}


PAPER = """
kind = "slip"
name = "单"
name_en = "Slip"
[[parts]]
id = "page"
name = "页"
name_en = "page"
words = [{ text = "单据", weight = 0.9 }]
[[fields]]
id = "name"
name = "姓名"
name_en = "Name"
kind = "name"
part = "page"
labels = ["姓名"]
"""


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('part = "page"', 'part = "back"', "no part back"),
        ('kind = "name"', 'kind = "colour"', "fields.0.kind"),
        ('labels = ["姓名"]', "", "without labels"),
        ('labels = ["姓名"]', 'labels = ["姓名"]\nnth = 2', "nth"),
        ('labels = ["姓名"]', 'labels = ["姓名"]\npattern = "x"', "pattern"),
        ("weight = 0.9", "weight = 9", "weight"),
        ('kind = "slip"', "kind = slip", "cannot be read"),
    ],
)
def test_a_map_with_a_fault_is_refused_by_name(tmp_path: Path, before: str, after: str, told: str) -> None:
    file = tmp_path / "slip.toml"
    file.write_text(PAPER, encoding="utf-8")
    assert load_paper(file).kind == "slip"
    file.write_text(PAPER.replace(before, after), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"slip\.toml") as raised:
        load_paper(file)
    assert told in str(raised.value)


def test_a_folder_without_maps_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError):
        KnownPapers.load(tmp_path)
