"""Slips become pages: nothing is longer than the paper, and Chinese breaks where a reader expects it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.devices.printer.layout import CELL, DOTS, Code, Cut, PaperMm, TextLine, lay_out, qr_modules
from kiosk.devices.printer.slip import Block, Line, Note, Pair, QrCode, Rule, Slip, Space, Title
from kiosk.devices.printer.text import cells, in_printer_font, paragraphs, width, wrap
from kiosk.errors import PrinterError

WORDS = st.text(max_size=60)
BLOCKS = st.one_of(
    st.builds(Title, WORDS),
    st.builds(Line, WORDS, st.booleans()),
    st.builds(Pair, WORDS, WORDS),
    st.builds(Note, WORDS),
    st.builds(QrCode, st.text(min_size=1, max_size=100), WORDS),
    st.just(Rule()),
    st.just(Space()),
)
PAPERS: list[PaperMm] = [58, 80]


def lines(paper_mm: PaperMm, *blocks: Block) -> list[str]:
    page = lay_out(Slip("receipt", blocks), paper_mm)
    return [operation.text for operation in page if isinstance(operation, TextLine)]


@pytest.mark.parametrize("paper_mm", PAPERS)
@settings(max_examples=150, deadline=None)
@given(blocks=st.lists(BLOCKS, max_size=6))
def test_no_line_is_longer_than_the_paper(paper_mm: PaperMm, blocks: list[Block]) -> None:
    page = lay_out(Slip("guide", tuple(blocks)), paper_mm)

    for line in (operation for operation in page if isinstance(operation, TextLine)):
        assert width(line.text) * CELL * line.scale <= DOTS[paper_mm]


@pytest.mark.parametrize("paper_mm", PAPERS)
@settings(max_examples=100, deadline=None)
@given(blocks=st.lists(BLOCKS, max_size=6))
def test_nothing_in_a_line_can_be_a_command(paper_mm: PaperMm, blocks: list[Block]) -> None:
    page = lay_out(Slip("guide", tuple(blocks)), paper_mm)

    text = "".join(operation.text for operation in page if isinstance(operation, TextLine))
    assert [char for char in text if ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0] == []


@given(WORDS)
def test_wrapping_loses_no_character_but_spaces(text: str) -> None:
    kept = "".join("".join(paragraphs(text)).split())

    assert kept == "".join("".join(wrap(text, 20)).split())


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("办好后会发短信给您", 8, ["办好后会", "发短信给", "您"]),
        ("您不用再来。谢谢", 10, ["您不用再", "来。谢谢"]),
        ("医保（跨省）", 6, ["医保", "（跨", "省）"]),
        ("打 12345 问", 8, ["打 12345", "问"]),
        ("0192f3a4-7c1e-7b52", 14, ["0192f3a4-7c1e-", "7b52"]),
        ("abcdefghijklmnop", 10, ["abcdefghij", "klmnop"]),
        ("第一行\n第二行", 20, ["第一行", "第二行"]),
        ("", 10, [""]),
    ],
)
def test_text_breaks_where_a_reader_expects_it(text: str, columns: int, expected: list[str]) -> None:
    assert expected == wrap(text, columns)


@pytest.mark.parametrize(
    ("char", "columns"), [("A", 1), ("·", 2), ("℃", 2), ("龙", 2), ("㙍", 2), ("é", 2), ("ệ", 1), ("\u0301", 0)]
)
def test_a_character_is_as_wide_as_the_printer_sets_it(char: str, columns: int) -> None:
    assert columns == cells(char)


@pytest.mark.parametrize(
    ("char", "has"),
    [*[(char, True) for char in "A龙镕─"], *[(char, False) for char in "㙍𠮷€\ue000ꀀ"]],
)
def test_only_ascii_and_two_byte_hanzi_are_trusted_to_the_printer(char: str, has: bool) -> None:
    assert has is in_printer_font(char)


def test_labels_share_one_column() -> None:
    assert lines(80, Pair("办的事项", "异地就医备案"), Pair("费用", "不收费")) == [
        "办的事项  异地就医备案",
        "费用      不收费",
    ]


def test_a_long_value_goes_on_under_itself() -> None:
    assert lines(58, Pair("事项", "基本医疗保险参保人员异地就医备案")) == [
        "事项  基本医疗保险参保人员异地就",
        "      医备案",
    ]


def test_a_label_too_long_for_the_column_stands_above_its_value() -> None:
    assert lines(58, Pair("申请材料的交接方式", "当面")) == ["申请材料的交接方式", "  当面"]


def test_a_note_hangs_under_its_dot() -> None:
    assert lines(58, Note("在任一台通办终端扫下面的码，或打 12345。")) == [
        "· 在任一台通办终端扫下面的码，",
        "   或打 12345。",
    ]


def test_a_numbered_note_hangs_under_its_number() -> None:
    assert lines(58, Note("2. 居民户口簿首页和本人页，复印后交来")) == [
        "2. 居民户口簿首页和本人页，复印",
        "   后交来",
    ]


def test_a_title_too_long_for_the_paper_takes_two_lines() -> None:
    assert lines(58, Title("一次性告知材料交接单")) == ["一次性告知材料交", "接单"]


@pytest.mark.parametrize("paper_mm", PAPERS)
def test_a_code_stays_inside_the_paper(paper_mm: PaperMm) -> None:
    data = "x" * 2331  # all that level M holds
    page = lay_out(Slip("receipt", (QrCode(data, "扫码"),)), paper_mm)

    (code,) = [operation for operation in page if isinstance(operation, Code)]
    assert code.module * qr_modules(data) <= DOTS[paper_mm]


def test_a_code_that_holds_more_than_qr_can_is_refused() -> None:
    with pytest.raises(PrinterError):
        lay_out(Slip("receipt", (QrCode("测" * 1000, "扫码"),)), 58)


def test_every_slip_ends_with_a_cut() -> None:
    assert lay_out(Slip("test", ()), 80)[-1] == Cut()
