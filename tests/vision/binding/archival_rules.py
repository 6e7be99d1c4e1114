"""The rules of PDF/A-2b (ISO 19005-2) that a file of ours could break, looked up in the finished bytes.

This is no validator (``verapdf.py`` asks one) and is stricter: it holds the clauses that concern what we write
(one picture a page, invisible text in one embedded font, one output intent) and the clauses that forbid what we
do not write. Each finding begins with its clause. ``test_archival`` breaks files on purpose, so that every rule is
seen to find what it is for.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

_OPERATORS = {"q", "Q", "cm", "Do", "BT", "ET", "Tr", "Tf", "Tm", "Tj"}
"""What our pages are written with, all of ISO 32000-1 (6.2.2)."""
_FILTERS = {"/FlateDecode", "/DCTDecode"}
_MOST_STRING, _MOST_NAME = 32767, 127  # 6.1.13


def broken_rules(data: bytes) -> list[str]:
    """The clauses that ``data`` breaks, each with what was seen; empty for a file that keeps them all."""
    found = list(_structure(data))
    with pikepdf.open(io.BytesIO(data)) as document:
        if "/Encrypt" in document.trailer:
            return [*found, "6.1.3 encrypted"]
        found += [*_catalogue(document), *_claim(document), *_intent(document), *_objects(document)]
        for page in document.pages:
            found += _page(page)
    return sorted(set(found))


def _structure(data: bytes) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7][\r\n]+%[\x80-\xff]{4}", data):
        yield "6.1.2 header"
    if not re.search(rb"%%EOF\r?\n?\Z", data):
        yield "6.1.3 something behind the end"
    trailer = data[data.rfind(b"trailer") :]
    if b"/ID" not in trailer:
        yield "6.1.3 no identity"
    if not re.search(rb"\nxref\r?\n\d+ \d+\s", data):
        yield "6.1.4 cross reference table"
    for at in (int(one) for one in re.findall(rb"(\d{10}) \d{5} n", data)):
        if not re.match(rb"\d+ \d+ obj\r?\n", data[at : at + 40]):
            yield "6.1.9 how an object begins"
    for stream in re.finditer(rb"/Length (\d+)[^\n]*>>\nstream(\r?\n)", data):
        if not re.match(rb"\r?\n?endstream", data[stream.end() + int(stream[1]) :][:12]):
            yield "6.1.7.1 length of a stream"


def _catalogue(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    if "/Info" in document.trailer:
        yield "6.1.5 document information that has no equal in the metadata"
    forbidden = {
        "/AA": "6.5.2",
        "/OpenAction": "6.5.1",
        "/AcroForm": "6.4.1",
        "/OCProperties": "6.9",
        "/Requirements": "6.11",
        "/Names": "6.8",
        "/Perms": "6.1.12",
    }
    yield from (f"{clause} {key} in the catalogue" for key, clause in forbidden.items() if key in root)


def _claim(document: pikepdf.Pdf) -> Iterator[str]:
    metadata = document.Root.get("/Metadata")
    if metadata is None:
        yield "6.6.2.1 no metadata"
        return
    words = metadata.read_bytes()
    if metadata.get("/Type") != "/Metadata" or metadata.get("/Subtype") != "/XML":
        yield "6.6.2.1 kind of the metadata"
    if re.search(rb"<\?xpacket begin=[^>]*(bytes|encoding)=", words):
        yield "6.6.2.1 attributes of the packet"
    with document.open_metadata() as xmp:
        if (xmp.get("pdfaid:part"), xmp.get("pdfaid:conformance")) != ("2", "B"):
            yield "6.6.4 claim"


def _intent(document: pikepdf.Pdf) -> Iterator[str]:
    intents = [one for one in document.Root.get("/OutputIntents", []) if one.get("/S") == "/GTS_PDFA1"]
    if len(intents) != 1:
        yield "6.2.3 one output intent"
        return
    stream = intents[0].get("/DestOutputProfile")
    profile = stream.read_bytes() if stream is not None else b""
    if len(profile) < 128 or profile[36:40] != b"acsp" or int.from_bytes(profile[:4]) != len(profile):
        yield "6.2.3 no profile"
    elif profile[8] > 4 or profile[12:16] not in (b"prtr", b"mntr") or profile[16:20] != b"RGB " or stream.N != 3:
        yield "6.2.3 version, class or space of the profile"


def _objects(document: pikepdf.Pdf) -> Iterator[str]:
    for one in document.objects:
        yield from _limits(one)
        if isinstance(one, pikepdf.Stream):
            if {"/F", "/FFilter", "/FDecodeParms"} & set(one.keys()):
                yield "6.1.7.1 a stream kept elsewhere"
            filters = one.get("/Filter", [])
            filters = [filters] if isinstance(filters, pikepdf.Name) else filters
            if not {str(name) for name in filters} <= _FILTERS:
                yield "6.1.7.2 filter"
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/EmbeddedFile":
            yield "6.8 embedded file"


def _limits(one: Any) -> Iterator[str]:
    if isinstance(one, pikepdf.String) and len(bytes(one)) > _MOST_STRING:
        yield "6.1.13 string"
    if isinstance(one, pikepdf.Name) and len(str(one)) > _MOST_NAME:
        yield "6.1.13 name"
    if isinstance(one, pikepdf.Dictionary):
        yield from (_ for key in one.keys() if len(key) > _MOST_NAME for _ in ("6.1.13 name",))  # noqa: SIM118


def _page(page: pikepdf.Page) -> Iterator[str]:
    if "/Annots" in page.obj:
        yield "6.3 annotation"
    if "/AA" in page.obj:
        yield "6.5.2 action of a page"
    if "/Group" in page.obj:
        yield "6.2.10 transparency"
    if "/Resources" not in page.obj:
        yield "6.2.2 resources of the page's own"
        return
    resources = page.obj.Resources
    if set(resources.keys()) - {"/XObject", "/Font"}:
        yield "6.2.5 graphics states, patterns and spaces"
    for picture in resources.get("/XObject", {}).values():
        yield from _picture(picture)
    yield from _content(page, resources)


def _picture(picture: pikepdf.Stream) -> Iterator[str]:
    if picture.get("/Subtype") != "/Image":
        yield "6.2.9 an XObject that is no picture"
    if picture.get("/ColorSpace") not in ("/DeviceRGB", "/DeviceGray"):
        yield "6.2.4.3 colour space outside the output intent"
    if {"/Alternates", "/OPI", "/Intent"} & set(picture.keys()) or picture.get("/Interpolate", False):
        yield "6.2.8.1 key of a picture"
    if {"/SMask", "/Mask"} & set(picture.keys()):
        yield "6.2.10 transparency"


def _content(page: pikepdf.Page, resources: pikepdf.Dictionary) -> Iterator[str]:
    if re.search(rb"<(?:[0-9A-Fa-f]{2})*[0-9A-Fa-f]>", page.Contents.read_bytes()):
        yield "6.1.6 hexadecimal string"
    font, depth, mode = None, 0, 0
    for step in pikepdf.parse_content_stream(page):
        name = str(step.operator)
        if name not in _OPERATORS:
            yield f"6.2.2 operator {name}"
        depth += {"q": 1, "Q": -1}.get(name, 0)
        if depth > 28:
            yield "6.1.13 nested states"
        if name == "Tr":
            mode = int(step.operands[0])
        if name == "Tf":
            font = resources.get("/Font", {}).get(str(step.operands[0]))
        if name == "Tj":
            yield from _said(font, bytes(step.operands[0]), mode)


def _said(font: Any, numbers: bytes, mode: int) -> Iterator[str]:
    if mode != 3:
        yield "our own rule: the layer is invisible (ISO 32000-1 9.3.6)"
    if font is None:
        yield "6.2.2 font of the page"
        return
    descendant = font.DescendantFonts[0]
    program = descendant.FontDescriptor.get("/FontFile2")
    if font.get("/Encoding") != "/Identity-H":
        yield "6.2.11.3.3 CMap"
    if "/CIDToGIDMap" not in descendant:
        yield "6.2.11.3.2 CIDToGIDMap"
        return
    if program is None:
        yield "6.2.11.4.1 font not embedded"
        return
    glyphs = descendant.CIDToGIDMap.read_bytes()
    inside = TTFont(io.BytesIO(program.read_bytes()))
    meanings = _meanings(font)
    for at in range(0, len(numbers), 2):
        number = int.from_bytes(numbers[at : at + 2])
        glyph = int.from_bytes(glyphs[2 * number : 2 * number + 2])
        if glyph == 0 or glyph >= inside["maxp"].numGlyphs:
            yield "6.2.11.8 .notdef"
            continue
        if abs(_width(descendant, number) - inside["hmtx"][inside.getGlyphName(glyph)][0]) > 1:
            yield "6.2.11.5 width"
        if meanings.get(number, "\0") in ("\0", "\ufeff", "\ufffe"):
            yield "6.2.11.7.2 meaning"


def _width(descendant: Any, number: int) -> int:
    rows = [int(one) for one in descendant.W]
    for first, last, width in zip(rows[::3], rows[1::3], rows[2::3], strict=True):
        if first <= number <= last:
            return width
    return int(descendant.DW)


def _meanings(font: Any) -> dict[int, str]:
    if "/ToUnicode" not in font:
        return {}
    rows = re.findall(rb"^<([0-9A-F]{4})> <([0-9A-F]+)>$", font.ToUnicode.read_bytes(), re.MULTILINE)
    return {
        int(number, 16): bytes.fromhex(words.decode()).decode("utf-16-be", "replace") for number, words in rows
    }
