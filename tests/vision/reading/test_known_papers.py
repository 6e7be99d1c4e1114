"""Each known paper is told by its words, and its fields are read from beside their labels however lines fell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from kiosk.sandbox.papers import KINDS, PaperSpecimen, drawn
from kiosk.vision.reading.fields import OFFERED_FROM
from kiosk.vision.reading.known import KnownPapers
from kiosk.vision.reading.text import PageText, TextLine

PAPERS = KnownPapers.load()
LOTS = range(200, 203)
Damage = Callable[[PageText, np.random.Generator], PageText]


@cache
def specimen(name: str, lot: int) -> PaperSpecimen:
    return drawn(name, lot)


def line(text: str, left: float, top: float, right: float, bottom: float, sure: float = 0.99) -> TextLine:
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)
    return TextLine(text, corners, sure)


def read(page: PageText, kind: str) -> dict[str, str]:
    return {field.name: field.value for field in PAPERS.read_fields(page, kind)}


def offered(page: PageText, kind: str) -> dict[str, str]:
    found = PAPERS.read_fields(page, kind)
    return {field.name: field.value for field in found if field.confidence >= OFFERED_FROM}


@pytest.mark.parametrize("lot", LOTS)
@pytest.mark.parametrize("name", KINDS)
def test_every_field_of_a_paper_is_read_as_it_was_printed(name: str, lot: int) -> None:
    paper = specimen(name, lot)
    assert dict(paper.fields) == read(paper.text, paper.kind)


@pytest.mark.parametrize("lot", LOTS)
@pytest.mark.parametrize("name", KINDS)
def test_a_paper_is_known_by_its_words(name: str, lot: int) -> None:
    paper = specimen(name, lot)
    assert paper.kind == PAPERS.recognise(paper.text).kind


def test_the_sides_of_a_card_and_the_pages_of_a_book_are_told_apart() -> None:
    seen = {name: PAPERS.recognise(specimen(name, 200).text).parts for name in KINDS}
    assert seen["id_front"] == ("front",)
    assert seen["id_back"] == ("back",)
    assert seen["id_copy"] == ("front", "back")
    assert seen["household_page"] == ("household_page",)
    assert seen["member_page"] == ("member_page",)


@pytest.mark.parametrize(
    "words",
    [
        [
            "在读证明",
            "兹证明测试甲，女，1990年1月1日出生，公民身份",
            "号码510402199001010012，现为我校样例学院学生",
        ],
        ["重庆市居住证", "姓名 测试甲", "性别 女 民族 汉", "住址 重庆市样例区", "公民身份号码 510402199001010012"],
        ["中华人民共和国机动车行驶证", "号牌号码 川D00000", "车辆识别代号", "注册日期 2020-01-01"],
        ["收据", "今收到人民币伍拾元整"],
        [],
    ],
    ids=["a school's certificate", "a residence permit", "a vehicle licence", "a receipt", "an empty page"],
)
def test_a_paper_the_terminal_does_not_know_is_no_known_one(words: list[str]) -> None:
    lines = [line(text, 0.1, 0.1 + 0.08 * row, 0.9, 0.14 + 0.08 * row) for row, text in enumerate(words)]
    assert PAPERS.recognise(PageText(tuple(lines))).kind == ""


def test_a_title_printed_sign_by_sign_is_one_word() -> None:
    signs = [
        line(sign, 0.3 + 0.12 * place, 0.1, 0.36 + 0.12 * place, 0.16) for place, sign in enumerate("营业执照")
    ]
    code = line("统一社会信用代码", 0.1, 0.2, 0.3, 0.23)
    assert PAPERS.recognise(PageText((*signs, code))).kind == "business"


def slanted(page: PageText, random: np.random.Generator) -> PageText:
    """The page lies a little turned."""
    fall = random.uniform(-0.03, 0.03)
    return PageText(
        tuple(
            replace(one, corners=one.corners + np.stack([0 * one.corners[:, 0], fall * one.corners[:, 0]], 1))
            for one in page.lines
        )
    )


def shaken(page: PageText, random: np.random.Generator) -> PageText:
    """Boxes are a little off, as the reader draws them."""
    lines = []
    for one in page.lines:
        height = float(np.ptp(one.corners[:, 1]))
        shift = np.array([random.normal(0, height * 0.1), random.normal(0, height * 0.06)], np.float32)
        lines.append(replace(one, corners=one.corners + shift))
    return PageText(tuple(lines))


def wide(page: PageText, _random: np.random.Generator) -> PageText:
    """Digits and Latin letters in full width, colons behind labels."""
    table = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    return PageText(tuple(replace(one, text=one.text.translate(table)) for one in page.lines))


def merged(page: PageText, random: np.random.Generator) -> PageText:
    """Neighbours on a row that stand close are one line."""
    lines = sorted(page.lines, key=lambda one: (round(float(one.corners[:, 1].mean()), 2), one.corners[0, 0]))
    found: list[TextLine] = []
    for one in lines:
        last = found[-1] if found else None
        if last is not None and _close(last, one) and random.random() < 0.7:
            corners = np.array([last.corners[0], one.corners[1], one.corners[2], last.corners[3]], np.float32)
            found[-1] = TextLine(f"{last.text} {one.text}", corners, 1.0, (*last.each, *one.each))
        else:
            found.append(one)
    return PageText(tuple(found))


def _close(left: TextLine, right: TextLine) -> bool:
    heights = np.ptp(left.corners[:, 1]), np.ptp(right.corners[:, 1])
    level = abs(left.corners[:, 1].mean() - right.corners[:, 1].mean()) < 0.3 * min(heights)
    sign = (left.corners[1, 0] - left.corners[0, 0]) / max(1, len(left.text))
    return bool(level and 0 <= right.corners[0, 0] - left.corners[1, 0] < 3 * sign)


DAMAGES = {"slanted": slanted, "shaken": shaken, "full width": wide, "merged": merged}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
@pytest.mark.parametrize("name", KINDS)
def test_however_the_lines_fell_no_wrong_value_is_offered_and_few_are_missing(name: str, damage: Damage) -> None:
    for lot in LOTS:
        paper = specimen(name, lot)
        found = offered(damage(paper.text, np.random.default_rng(lot)), paper.kind)
        assert found == {field: paper.fields.get(field) for field in found}
        assert len(found) >= 0.7 * len(paper.fields)


@pytest.mark.parametrize("name", KINDS)
def test_lines_that_were_not_read_never_move_a_value_to_another_field(name: str) -> None:
    for lot in LOTS:
        paper, random = specimen(name, lot), np.random.default_rng(lot)
        for _ in range(12):
            kept = tuple(one for one in paper.text.lines if random.random() < 0.75)
            found = offered(PageText(kept), paper.kind)
            # A value whose further lines are missing is a shorter one; whole words fields may lose their end.
            whole = {
                field: value for field, value in found.items() if PAPERS.paper(paper.kind).field(field).lines == 1
            }
            assert whole == {field: paper.fields.get(field) for field in whole}


def test_signs_read_unsurely_are_offered_to_nobody() -> None:
    paper = specimen("id_front", 200)
    unsure = PageText(tuple(replace(one, each=tuple(0.6 for _ in one.each)) for one in paper.text.lines))
    assert set(offered(unsure, "id_card")) <= {"number"}


def test_one_unsure_sign_of_a_name_is_enough() -> None:
    name = specimen("id_front", 200).fields["name"]
    lines = [
        replace(one, each=(0.5, *one.each[1:])) if one.text == name else one
        for one in specimen("id_front", 200).text.lines
    ]
    assert "name" not in offered(PageText(tuple(lines)), "id_card")


def spaced(text: str, left: float, top: float, steps: list[float]) -> TextLine:
    """Hanzi 0.04 high whose middles lie so far from one another, each read surely."""
    middles = np.cumsum([left + 0.015, *steps])
    right = float(middles[-1]) + 0.015
    corners = np.array([(left, top), (right, top), (right, top + 0.04), (left, top + 0.04)], np.float32)
    along = tuple(float((middle - left) / (right - left)) for middle in middles)
    return TextLine(text, corners, 0.99, (0.99,) * len(text), along)


@pytest.mark.parametrize(
    ("steps", "expected"), [([0.03], {"name": "顾明"}), ([0.036], {"name": "顾明"}), ([0.06], {})]
)
def test_a_name_with_room_for_a_sign_that_was_not_read_is_offered_to_nobody(
    steps: list[float], expected: dict[str, str]
) -> None:
    address = spaced("四川省攀枝花市东区样例路", 0.18, 0.5, [0.03] * 11)
    page = PageText((line("姓名", 0.05, 0.1, 0.15, 0.14), spaced("顾明", 0.18, 0.1, steps), address))
    assert offered(page, "id_card") == expected


def test_a_name_in_two_lines_far_apart_is_offered_to_nobody() -> None:
    page = PageText(
        (line("姓名", 0.05, 0.1, 0.11, 0.14), line("顾", 0.18, 0.1, 0.21, 0.14), line("明", 0.25, 0.1, 0.28, 0.14))
    )
    assert read(page, "id_card") == {"name": "顾明"}
    assert offered(page, "id_card") == {}


def test_a_number_with_a_letter_for_a_digit_is_mended_by_its_check_sign() -> None:
    page = PageText(
        (line("公民身份号码", 0.06, 0.86, 0.29, 0.93), line("51O4O2I99OOIOIOOI2", 0.33, 0.86, 0.86, 0.93))
    )
    assert offered(page, "id_card") == {"number": "510402199001010012"}


def test_a_number_whose_check_sign_is_wrong_is_no_number() -> None:
    page = PageText(
        (line("公民身份号码", 0.06, 0.86, 0.29, 0.93), line("510402199001010013", 0.33, 0.86, 0.86, 0.93))
    )
    assert read(page, "id_card") == {}


def test_two_numbers_on_a_page_without_a_label_are_nobodys() -> None:
    page = PageText(
        (line("510402199001010012", 0.3, 0.2, 0.8, 0.25), line("510411199203150028", 0.3, 0.6, 0.8, 0.65))
    )
    assert read(page, "id_card") == {}


def test_one_spouses_missing_label_takes_the_others_name_nowhere() -> None:
    paper = specimen("marriage", 200)
    labels = [one for one in paper.text.lines if one.text == "姓名"]
    kept = tuple(one for one in paper.text.lines if one is not labels[0])
    assert {"first_name", "second_name"} & set(read(PageText(kept), "marriage")) == set()


def test_a_fields_corners_are_where_its_value_stands() -> None:
    paper = specimen("id_front", 200)
    number = next(field for field in PAPERS.read_fields(paper.text, "id_card") if field.name == "number")
    printed = next(one for one in paper.text.lines if one.text == paper.fields["number"])
    assert np.abs(number.corners - printed.corners).max() < 0.02


def test_the_people_on_a_paper_are_name_and_number_together() -> None:
    paper = specimen("marriage", 200)
    people = PAPERS.people("marriage", PAPERS.read_fields(paper.text, "marriage"))
    found = [(one.name and one.name.value, one.number and one.number.value) for one in people]
    assert (paper.fields["first_name"], paper.fields["first_number"]) in found
    assert (paper.fields["second_name"], paper.fields["second_number"]) in found


def test_a_householder_need_not_be_the_applicant() -> None:
    paper = specimen("household_page", 200)
    people = PAPERS.people("household", PAPERS.read_fields(paper.text, "household"))
    assert [one.others for one in people] == [True]


def test_of_a_kind_nobody_knows_nothing_is_read() -> None:
    paper = specimen("id_front", 200)
    assert PAPERS.read_fields(paper.text, "passport") == ()
    assert PAPERS.people("passport", ()) == ()
