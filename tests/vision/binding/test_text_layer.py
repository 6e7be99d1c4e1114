"""The invisible words: right, in their places, as large as their lines, found by poppler and Ghostscript."""

from __future__ import annotations

import html
import re
import subprocess
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.vision.binding.unseen_font import font_file, sayable
from kiosk.vision.pages.pdf import A4_PT, BoundPage, material_pdf
from kiosk.vision.pages.picture import page_jpeg
from kiosk.vision.reading.text import PageText, TextLine

A4_PX = (1754, 1240)
LINES = {
    "攀枝花市东区不动产登记中心": (0.12, 0.08, 0.72, 0.11),
    "受理编号510403202611290001": (0.10, 0.30, 0.62, 0.325),
    "𠮷野𬉼𰻝": (0.50, 0.55, 0.70, 0.60),
    "ABCdef-123": (0.20, 0.85, 0.45, 0.87),
}
"""Words, and their frame as shares of the page: left, top, right, bottom."""


def framed(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def page_of(lines: dict[str, tuple[float, float, float, float]]) -> PageText:
    return PageText(tuple(TextLine(words, framed(*frame), 0.95) for words, frame in lines.items()))


@pytest.fixture(scope="module")
def picture() -> bytes:
    return page_jpeg(np.full((*A4_PX, 3), 244, np.uint8))


def found_words(pdf: bytes) -> dict[str, tuple[float, float, float, float]]:
    """Poppler's words and their frames as shares of the page."""
    seen = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    width, height = (float(one) for one in re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', seen)[0])
    rows = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', seen)
    return {
        html.unescape(words): (float(a) / width, float(b) / height, float(c) / width, float(d) / height)
        for a, b, c, d, words in rows
    }


def test_each_line_stands_where_the_reader_saw_it(picture: bytes) -> None:
    """Within a thousandth of the page on every side: 0.3 mm of A4."""
    found = found_words(material_pdf([BoundPage(picture, page_of(LINES))]))
    assert sorted(LINES) == sorted(found)
    apart = {words: max(np.abs(np.subtract(LINES[words], found[words]))) for words in LINES}
    assert {words: far for words, far in apart.items() if far > 0.001} == {}


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_words_stand_on_the_page_as_it_was_turned(picture: bytes, turns: int) -> None:
    """The text is of the upright page: turning the picture under it moves no word of it."""
    found = found_words(material_pdf([BoundPage(picture, page_of(LINES), turns)]))
    apart = {words: max(np.abs(np.subtract(LINES[words], found[words]))) for words in LINES}
    assert {words: far for words, far in apart.items() if far > 0.001} == {}


def test_a_small_paper_s_words_stand_on_its_picture_in_the_middle_of_the_sheet() -> None:
    card = page_jpeg(np.full((319, 505, 3), 244, np.uint8))  # ID-1 at 150 dpi
    found = found_words(material_pdf([BoundPage(card, page_of({"公民身份号码": (0.0, 0.0, 1.0, 1.0)}))]))
    sheet_mm = (297.0, 210.0)
    shown_mm = (2 * 505 / 150 * 25.4, 2 * 319 / 150 * 25.4)
    left, top = ((sheet - shown) / 2 / sheet for sheet, shown in zip(sheet_mm, shown_mm, strict=True))
    assert np.allclose(found["公民身份号码"], (left, top, 1 - left, 1 - top), atol=0.001)


def test_a_line_of_a_page_laid_two_degrees_aslant_is_found_whole(picture: bytes) -> None:
    slant = np.array([[0.2, 0.2], [0.6, 0.21], [0.599, 0.24], [0.199, 0.23]], np.float32)
    text = PageText((TextLine("斜着放的一行字", slant, 0.9),))
    words = subprocess.run(
        ["pdftotext", "-", "-"], input=material_pdf([BoundPage(picture, text)]), capture_output=True, check=True
    )
    assert "斜着放的一行字" in words.stdout.decode()


def test_the_layer_shows_nothing(picture: bytes) -> None:
    def drawn(text: PageText | None) -> bytes:
        pdf = material_pdf([BoundPage(picture, text)])
        return subprocess.run(["pdftoppm", "-r", "40", "-"], input=pdf, capture_output=True, check=True).stdout

    assert drawn(page_of(LINES)) == drawn(None)


def test_ghostscript_reads_the_same_words(picture: bytes) -> None:
    """Without the far characters: its text device cuts pairs of surrogates in two."""
    near = {words: frame for words, frame in LINES.items() if max(words) <= "\uffff"}
    done = subprocess.run(
        ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=txtwrite", "-o", "-", "-"],
        input=material_pdf([BoundPage(picture, page_of(near))]),
        capture_output=True,
        check=True,
    )
    assert sorted(near) == sorted(line.strip() for line in done.stdout.decode().splitlines() if line.strip())


def test_a_line_of_nothing_and_a_line_of_no_size_are_left_out(picture: bytes) -> None:
    nowhere = np.full((4, 2), np.nan, np.float32)
    text = PageText(
        (
            TextLine("", framed(0.1, 0.1, 0.2, 0.2), 0.9),
            TextLine("\u0000\ufeff\ud800", framed(0.1, 0.1, 0.2, 0.2), 0.9),
            TextLine("点", framed(0.5, 0.5, 0.5, 0.5), 0.9),
            TextLine("无", nowhere, 0.9),
            TextLine("有", framed(0.3, 0.3, 0.4, 0.35), 0.9),
        )
    )
    assert list(found_words(material_pdf([BoundPage(picture, text)]))) == ["有"]


def test_more_far_characters_than_the_font_has_numbers_for_cost_only_those_beyond(picture: bytes) -> None:
    far = "".join(chr(0x20000 + one) for one in range(2100))
    rows = [far[at : at + 50] for at in range(0, len(far), 50)]
    lines = {words: (0.05, 0.02 + place * 0.02, 0.95, 0.035 + place * 0.02) for place, words in enumerate(rows)}
    found = "".join(found_words(material_pdf([BoundPage(picture, page_of(lines))])))
    assert far[:2048] == found


def test_the_font_is_always_the_same_small_file() -> None:
    font_file.cache_clear()
    first = font_file()
    font_file.cache_clear()
    assert (first, True) == (font_file(), len(first) < 400)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_whatever_was_read_can_be_copied_out_again(picture: bytes, words: str) -> None:
    """Poppler puts words of right-to-left scripts and signs above letters in an order of its own; those are not
    compared."""
    strange = any(
        unicodedata.category(one)[0] not in "LNPS" or unicodedata.bidirectional(one) in ("R", "AL", "AN", "BN")
        for one in words
    )
    pdf = material_pdf([BoundPage(picture, page_of({words: (0.1, 0.1, 0.9, 0.15)}))])
    if not strange:
        seen = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
        copied = unicodedata.normalize("NFKC", "".join(seen.stdout.decode().split()))
        assert unicodedata.normalize("NFKC", sayable(words)) == copied


def test_the_sheet_is_a4() -> None:
    assert tuple(round(side / 72.0 * 25.4, 6) for side in A4_PT) == (210.0, 297.0)
