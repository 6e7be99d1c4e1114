"""A font of two empty glyphs, one em and half an em wide: it carries the words of a page and shows nothing.

PDF/A wants every font embedded, and a Chinese one would cost more than all pages. Invisible text needs widths and
meanings alone; the meanings are the document's own (``ToUnicode``), so one tiny font serves every character.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph
from pikepdf import Array, Dictionary, Name, String

EM = 1000
ASCENT, DESCENT = 880, -120
"""Of an em: Chinese print stands so on its line, and together they are one em, the height of a line's frame."""
_NAME = "TongbanUnseen"
_WIDE = ("W", "F", "A")
"""East Asian widths (UAX #11) of one em; ``A`` are signs like “ and ·, full in Chinese text."""
_SURROGATES = range(0xD800, 0xE000)
_MOST_IN_BLOCK = 100
"""Rows of one ``beginbfchar`` block (Adobe technical note 5014)."""
_CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /TongbanUnseen-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_CMAP_END = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


def sayable(text: str) -> str:
    """``text`` without what no PDF may map a glyph to (ISO 19005-2 6.2.11.7.2) and no reader could copy: controls,
    lone surrogates, U+FEFF and U+FFFE."""
    return "".join(one for one in text if unicodedata.category(one) not in ("Cc", "Cs", "Cn") and one != "\ufeff")


def width_em(one: str) -> float:
    """How wide a character stands: 1 or 0.5 of its height."""
    return 1.0 if unicodedata.east_asian_width(one) in _WIDE else 0.5


class Letters:
    """The characters of one document and the number (CID) each is written with.

    The number is the character's own code point, so that meanings pack well; those beyond U+FFFF take
    the numbers that UTF-16 keeps for its surrogates, in order. 0 means no glyph and is never used.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        every = sorted({one for text in texts for one in text})
        near = [one for one in every if ord(one) <= 0xFFFF]
        far = [one for one in every if ord(one) > 0xFFFF][: len(_SURROGATES)]
        self._numbers = {one: ord(one) for one in near} | dict(zip(far, _SURROGATES, strict=False))

    def __bool__(self) -> bool:
        return bool(self._numbers)

    def coded(self, text: str) -> bytes:
        """The text as numbers of two bytes; a character beyond the 2048th different far one is left out."""
        return b"".join(self._numbers[one].to_bytes(2) for one in text if one in self._numbers)

    def _narrow(self) -> list[int]:
        return [number for one, number in self._numbers.items() if width_em(one) < 1.0]

    def widths(self) -> list[int]:
        """``W``: first and last number and width, for each narrow one; all others are one em wide (``DW``)."""
        return [value for number in self._narrow() for value in (number, number, EM // 2)]

    def glyphs(self) -> bytes:
        """``CIDToGIDMap``: glyph 1 is the wide one, 2 the narrow one."""
        glyph_of = np.ones(0x10000, ">u2")
        glyph_of[0] = 0
        glyph_of[self._narrow()] = 2
        return glyph_of.tobytes()

    def meanings(self) -> bytes:
        """``ToUnicode``: number to UTF-16, a pair of surrogates for the far ones (ISO 32000-1 9.10.3).

        A row a character, no ranges: Ghostscript 10 adds up the bytes of a range's first value.
        """
        rows = [f"<{number:04X}> <{_utf_16(one)}>" for one, number in self._numbers.items()]
        blocks = [rows[at : at + _MOST_IN_BLOCK] for at in range(0, len(rows), _MOST_IN_BLOCK)]
        body = "".join(f"{len(one)} beginbfchar\n" + "\n".join(one) + "\nendbfchar\n" for one in blocks)
        return (_CMAP_HEAD + body + _CMAP_END).encode("ascii")


def _utf_16(one: str) -> str:
    return one.encode("utf-16-be").hex().upper()


def add_font(document: pikepdf.Pdf, letters: Letters) -> pikepdf.Object:
    """The font of one document (Type 0 over a CIDFontType2, ISO 32000-1 9.7)."""
    file = document.make_stream(font_file(), Length1=len(font_file()))
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/" + _NAME),
        Flags=4,  # symbolic: the glyphs follow no standard Latin set
        FontBBox=Array([0, DESCENT, EM, ASCENT]),
        ItalicAngle=0,
        Ascent=ASCENT,
        Descent=DESCENT,
        CapHeight=ASCENT,
        StemV=80,
        FontFile2=file,
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/" + _NAME),
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=document.make_indirect(descriptor),
        DW=EM,
        W=Array(letters.widths()),
        CIDToGIDMap=document.make_stream(letters.glyphs()),
    )
    whole = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/" + _NAME),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([document.make_indirect(descendant)]),
        ToUnicode=document.make_stream(letters.meanings()),
    )
    return document.make_indirect(whole)


@lru_cache(maxsize=1)
def font_file() -> bytes:
    """The TrueType file, always the same bytes: no name, no date, nothing drawn."""
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", "wide", "narrow"])
    builder.setupGlyf({".notdef": Glyph(), "wide": Glyph(), "narrow": Glyph()})
    builder.setupHorizontalMetrics({".notdef": (EM, 0), "wide": (EM, 0), "narrow": (EM // 2, 0)})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupMaxp()
    builder.updateHead(created=0, modified=0)  # else the hour of its making
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.font.save(out)
    return out.getvalue()
