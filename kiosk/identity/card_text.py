"""The 256-byte text block of an identity card, read by one table of fields for each kind of document.

128 UTF-16LE units padded with U+0020 (GA/T 490). The unit at byte 248 names the kind: space, the resident's card;
``I`` and ``Y``, foreigners' permanent residence cards of 2017 and 2023; ``J``, the residence permit for residents
of Hong Kong, Macao and Taiwan. Any other mark is a document this terminal does not know, and is never guessed.

Fields that no step asks for (how often a card was issued, the accepting authority's code, the link to an earlier
number) are not read: what is not read cannot stay behind.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.errors import CardUnknown, DocumentUnreadable
from kiosk.identity.document import DocumentKind, IdentityDocument
from kiosk.identity.ethnic_groups import name_of

BLOCK_BYTES = 256
ADDRESS_BYTES = 70
MARK_OFFSET = 248
LONG_TERM = "长期"
LOST = "〓"
"""U+3013, the printers' mark for a sign that cannot be shown."""

_PADDING = "\u0020\u0000\u3000"
_CONTROL = ("Cc", "Zl", "Zp")
_SEXES = {"0": "未知", "1": "男", "2": "女", "9": "未说明"}  # GB/T 2261.1


@dataclass(frozen=True)
class Field:
    """Where a field lies in the block, in bytes."""

    offset: int
    size: int


@dataclass(frozen=True)
class Layout:
    """One kind of document: its mark and its fields by name."""

    kind: DocumentKind
    mark: str
    fields: Mapping[str, Field]


_PERSON = {
    "name": Field(0, 30),
    "sex": Field(30, 2),
    "birth": Field(36, 16),
    "number": Field(122, 36),
    "valid_from": Field(188, 16),
    "valid_to": Field(204, 16),
}
_CITIZEN = _PERSON | {"address": Field(52, 70), "authority": Field(158, 30)}

LAYOUTS: dict[str, Layout] = {
    layout.mark: layout
    for layout in (
        Layout(DocumentKind.RESIDENT, " ", _CITIZEN | {"ethnic_group": Field(32, 4)}),
        Layout(DocumentKind.HMT, "J", _CITIZEN | {"permit_number": Field(220, 18)}),
        Layout(
            DocumentKind.FOREIGNER_2023,
            "Y",
            _PERSON | {"latin_name": Field(52, 70), "latin_name_2": Field(220, 22), "nationality": Field(242, 6)},
        ),
        Layout(
            DocumentKind.FOREIGNER_2017,
            "I",
            {
                "latin_name": Field(0, 120),
                "sex": Field(120, 2),
                "number": Field(122, 30),
                "nationality": Field(152, 6),
                "name": Field(158, 30),
                "valid_from": Field(188, 16),
                "valid_to": Field(204, 16),
                "birth": Field(220, 16),
            },
        ),
    )
}


def parse(block: bytes) -> IdentityDocument:
    """Reads a card's text block of 256 bytes.

    Raises ``CardUnknown`` for a mark of no known document and ``DocumentUnreadable`` for a block of another size,
    a date that is none, an unknown sex or text with control characters. Messages name the field, not its content.
    """
    if len(block) != BLOCK_BYTES:
        raise DocumentUnreadable("text block: not 256 bytes")
    layout = LAYOUTS.get(_units(block, Field(MARK_OFFSET, 2)))
    if layout is None:
        raise CardUnknown("type mark of no known document")
    words = {name: _units(block, field) for name, field in layout.fields.items()}
    # The 2023 card cuts the Latin name after 35 units; a space or a pair may fall on the cut: join, then trim.
    latin = _words("latin_name", _joined(words.get("latin_name", "") + words.pop("latin_name_2", "")))
    name = _text("name", words["name"]) or latin
    if not name:
        raise DocumentUnreadable("name: empty")
    return IdentityDocument(
        kind=layout.kind,
        name=name,
        number=_number(words["number"]),
        sex=_sex(words["sex"]),
        birth=_date("birth", words["birth"]),
        valid_from=_date("valid_from", words["valid_from"]),
        valid_to=_end(words["valid_to"]),
        ethnic_group=name_of(words.get("ethnic_group", "").strip(_PADDING)),
        address=_words("address", words.get("address", "")),
        authority=_words("authority", words.get("authority", "")),
        rare_name=is_rare(name),
        latin_name=latin,
        nationality=_words("nationality", words.get("nationality", "")),
        permit_number=_words("permit_number", words.get("permit_number", "")),
    )


def parse_address(units: bytes) -> str:
    """Reads a card's newest additional address, 70 bytes; empty when the card keeps none there.

    Raises ``DocumentUnreadable`` for another size or control characters.
    """
    if len(units) != ADDRESS_BYTES:
        raise DocumentUnreadable("newest address: not 70 bytes")
    return _words("newest address", _units(units, Field(0, ADDRESS_BYTES)))


def showable(text: str) -> str:
    """The text with each lone surrogate as ``〓``: what a screen, a printer or UTF-8 can carry."""
    return "".join(LOST if unicodedata.category(sign) == "Cs" else sign for sign in text)


def is_rare(name: str) -> bool:
    """Whether a name holds a sign that cannot be relied on: shown as far as it can be, with a note, and matched by
    number. See ``_is_rare``."""
    return any(map(_is_rare, name))


def name_text(padded: str) -> str:
    """A name without its padding. A name dot U+00B7, inner spaces, private use and lone surrogates stay.

    Raises ``DocumentUnreadable`` for control characters.
    """
    return _text("name", padded)


def _units(block: bytes, field: Field) -> str:
    # A lone surrogate is kept, not refused: an old card may hold one in its owner's name.
    return block[field.offset : field.offset + field.size].decode("utf-16-le", "surrogatepass")


def _joined(text: str) -> str:
    """The text with the halves of a pair that was cut put together again."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _text(field: str, padded: str) -> str:
    """Trims padding only; a name dot U+00B7 or inner spaces stay."""
    text = padded.strip(_PADDING)
    if any(unicodedata.category(sign) in _CONTROL or (ord(sign) & 0xFFFE) == 0xFFFE for sign in text):
        raise DocumentUnreadable(f"{field}: control characters")
    return text


def _words(field: str, padded: str) -> str:
    """Text that nobody is told apart by, so a broken sign becomes ``〓`` already here."""
    return showable(_text(field, padded))


def _number(padded: str) -> str:
    number = padded.strip(_PADDING)
    if not number or not (number.isascii() and number.isalnum()):
        raise DocumentUnreadable("number: letters and digits expected")
    return number.upper()


def _sex(padded: str) -> str:
    sex = _SEXES.get(padded)
    if sex is None:
        raise DocumentUnreadable("sex: not a code of GB/T 2261.1")
    return sex


def _date(field: str, padded: str) -> date:
    digits = padded.strip(_PADDING)
    if len(digits) == 8 and digits.isascii() and digits.isdigit():
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            pass
    raise DocumentUnreadable(f"{field}: not a date")


def _end(padded: str) -> date | None:
    """A card issued on 29 February may end on one that its year does not have: it ends with that February."""
    digits = padded.strip(_PADDING)
    if digits == LONG_TERM:
        return None
    try:
        return _date("valid_to", digits)
    except DocumentUnreadable:
        if digits[4:] != "0229":
            raise
        return _date("valid_to", digits[:4] + "0228")


def _is_rare(sign: str) -> bool:
    """Private use (coined and coded by the police before Unicode had the sign), half of a pair, no character yet,
    or an ideograph newer than GB 18030-2022, whose 87,887 every font and office shall have (to Extension F)."""
    point = ord(sign)
    return (
        unicodedata.category(sign) in ("Co", "Cs", "Cn")
        or 0x4DB6 <= point <= 0x4DBF
        or 0x9FF0 <= point <= 0x9FFF
        or 0x2EBF0 <= point < 0x2F800
        or point >= 0x30000
    )
