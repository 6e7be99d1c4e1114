"""Slips as bytes: exact for a small one, and read back by an interpreter for all others."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import given, settings
from hypothesis import strategies as st
from printing_bench import cjk_font

from kiosk.devices.printer import Encoder, FontFile, Glyphs, Line, Pair, QrCode, Rule, Slip, Title
from kiosk.devices.printer.layout import PaperMm
from kiosk.errors import PrinterError


@pytest.fixture(scope="module")
def glyphs() -> Glyphs:
    return Glyphs([cjk_font()])


def encoded(glyphs: Glyphs, *blocks: object, paper_mm: PaperMm = 58) -> bytes:
    return b"".join(Encoder(paper_mm, glyphs).slip(Slip("receipt", blocks)))  # type: ignore[arg-type]


def test_a_small_slip_is_exactly_these_bytes(glyphs: Glyphs) -> None:
    expected = b"".join(
        [
            b"\x1b@\x1dP\xcb\xcb",  # reset, units of one dot
            b"\x1bJ\x0c",
            b"\x1b3\x3c\x1d!\x11\x1ba\x01\x1c&\x1bE\x01" + "回执".encode("gb18030") + b"\x1c.\n",
            b"\x1bJ\x0c",
            b"\x1b3\x24\x1d!\x00\x1ba\x00\x1c&\x1bE\x00" + "费用  ".encode("gb18030"),
            b"\x1bE\x01" + "不收费".encode("gb18030") + b"\x1c.\n",
            b"\x1bJ\x18\x1ba\x01",
            b"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x08\x1d(k\x03\x001E1",  # model 2, 8 dots, level M
            b"\x1d(k\x05\x001P0A1\x1d(k\x03\x001Q0",
            b"\x1bJ\x12\x1d!\x00\x1ba\x01\x1c&\x1bE\x00" + "扫码".encode("gb18030") + b"\x1c.\n",
            b"\x1bJ\x18\x1dVB\x00",
        ]
    )

    assert expected == encoded(glyphs, Title("回执"), Pair("费用", "不收费"), QrCode("A1", "扫码"))


def test_a_receipt_is_a_fraction_of_its_picture(glyphs: Glyphs) -> None:
    slip = encoded(glyphs, Title("受理回执"), *[Pair("受理编号", "0192f3a4-7c1e")] * 8, QrCode("x" * 40, "扫码"))

    assert len(slip) < 1200


@pytest.mark.parametrize("rare", ["㙍", "𠮷", "ꀀ", "€"])
def test_a_character_beyond_the_printer_makes_its_line_a_picture(glyphs: Glyphs, rare: str) -> None:
    data = encoded(glyphs, Pair("姓名", f"王{rare}"), Pair("费用", "不收费"))

    assert b"\x1dv0\x00" in data
    assert "姓名".encode("gb18030") not in data
    assert "不收费".encode("gb18030") in data


def test_a_picture_line_is_only_as_wide_as_its_words(glyphs: Glyphs) -> None:
    data = encoded(glyphs, Pair("姓名", "王㙍"))

    at = data.index(b"\x1dv0\x00")
    assert data[at + 4 : at + 8] == bytes((15, 0, 36, 0))  # 120 dots: 2 + 1 + 2 hanzi of 24 dots; 36 rows


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet=st.characters(max_codepoint=0x7E), max_size=30))
def test_no_text_smuggles_a_command(text: str) -> None:
    allowed = {0x1B: b"@J3aE", 0x1C: b"&.", 0x1D: b"!PVv"}
    data = encoded(Glyphs([]), Line(text))

    commands = [(first, data[at + 1]) for at, first in enumerate(data) if first in allowed]
    assert all(second in allowed[first] for first, second in commands)


def test_a_missing_font_is_our_error() -> None:
    with pytest.raises(PrinterError):
        encoded(Glyphs([FontFile(Path("none.ttf"))]), Line("㙍"))


def test_a_character_is_drawn_from_the_first_font_that_has_it(tmp_path: Path) -> None:
    yi = FontBuilder(1000, isTTF=True)
    yi.setupGlyphOrder([".notdef", "it"])
    yi.setupCharacterMap({0xA000: "it"})
    pen = TTGlyphPen(None)
    for point, corner in enumerate([(0, -120), (0, 880), (1000, 880), (1000, -120)]):
        (pen.lineTo if point else pen.moveTo)(corner)
    pen.closePath()
    yi.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "it": pen.glyph()})
    yi.setupHorizontalMetrics({".notdef": (1000, 0), "it": (1000, 0)})
    yi.setupHorizontalHeader(ascent=880, descent=-120)
    yi.setupPost()
    yi.save(tmp_path / "yi.ttf")

    drawn = Glyphs([cjk_font(), FontFile(tmp_path / "yi.ttf")]).line([("\ua000", False)])

    assert drawn.histogram()[255] > 0.9 * 24 * 24  # this font's only character is a full square


def test_a_second_font_that_is_no_font_is_our_error(tmp_path: Path) -> None:
    (tmp_path / "font.ttf").write_bytes(b"no font")

    with pytest.raises(PrinterError):
        encoded(Glyphs([FontFile(tmp_path / "font.ttf"), cjk_font()]), Line("㙍"))


def test_a_mark_stands_over_its_character(glyphs: Glyphs) -> None:
    marked, plain = (glyphs.line([(text, False)]) for text in ("x\u0301y", "xy"))

    assert marked.width == plain.width


def test_a_wide_latin_character_is_drawn_into_its_column(glyphs: Glyphs) -> None:
    assert glyphs.cell("W", 1).size == (12, 24)


def test_no_font_at_all_is_our_error() -> None:
    with pytest.raises(PrinterError):
        encoded(Glyphs([]), Line("㙍"))


def test_a_font_file_that_is_no_font_is_our_error(tmp_path: Path) -> None:
    (tmp_path / "font.ttf").write_bytes(b"no font")

    with pytest.raises(PrinterError):
        encoded(Glyphs([FontFile(tmp_path / "font.ttf")]), Line("㙍"))


@pytest.mark.parametrize("lost", ["\ud840", "\ue863", "\U000f0001"])
def test_a_sign_that_nobody_can_set_is_the_printers_mark(glyphs: Glyphs, lost: str) -> None:
    assert encoded(glyphs, Pair("姓名", f"王{lost}")) == encoded(glyphs, Pair("姓名", "王〓"))


def test_a_sign_that_no_font_has_is_drawn_as_the_printers_mark(glyphs: Glyphs) -> None:
    assert glyphs.cell("\U00031350", 2).tobytes() == glyphs.cell("〓", 2).tobytes()


def test_a_slip_without_rare_characters_needs_no_font() -> None:
    assert encoded(Glyphs([]), Rule()).endswith(b"\x1dVB\x00")


def test_the_same_slip_gives_the_same_bytes_again(glyphs: Glyphs) -> None:
    encoder = Encoder(80, glyphs)
    slip = Slip("receipt", (Title("受理回执"), Line("㙍"), QrCode("A1", "扫码")))

    assert encoder.slip(slip) == encoder.slip(slip)
