"""Cards for the sandbox's reader: the blocks of a chip made from a document and a portrait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from kiosk.identity.card_text import LAYOUTS, LONG_TERM, MARK_OFFSET, Layout
from kiosk.identity.document import DocumentKind, IdentityDocument
from kiosk.identity.ethnic_groups import code_of
from kiosk.sandbox import photo_codec

_SEX_CODES = {"未知": "0", "男": "1", "女": "2", "未说明": "9"}
_NO_PHOTO = bytes(1024)

Bgr = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True, repr=False)
class SandboxCard:
    """What a chip holds: 256 bytes of text, 1024 of photo, 70 of newest address or none, 0 to 2 fingers of 512."""

    text: bytes
    photo: bytes = _NO_PHOTO
    newest_address: bytes = b""
    fingerprints: bytes = b""

    def __post_init__(self) -> None:
        if (len(self.text), len(self.photo)) != (256, 1024) or len(self.newest_address) not in (0, 70):
            raise ValueError("a chip holds 256 bytes of text, 1024 of photo and 70 or none of newest address")
        if len(self.fingerprints) not in (0, 512, 1024):
            raise ValueError("a finger takes 512 bytes, and there are none, one or two")


def card_of(document: IdentityDocument, photo_bgr: Bgr | None = None, *, newest_address: str = "") -> SandboxCard:
    """The card of an invented person; ``photo_bgr`` (H, W, 3) uint8 becomes its photo.

    Raises ``ValueError`` for words too long for their field.
    """
    return SandboxCard(
        text=text_block(document),
        photo=_NO_PHOTO if photo_bgr is None else photo_codec.encode(photo_bgr),
        newest_address=_padded(newest_address, 70) if newest_address else b"",
    )


def text_block(document: IdentityDocument) -> bytes:
    """The 256 bytes of text that a card with this document holds.

    Raises ``ValueError`` for words too long for their field, and for a person known without a card.
    """
    if document.valid_from is None:
        raise ValueError("a card has a first day of validity")
    layout = next(layout for layout in LAYOUTS.values() if layout.kind is document.kind)
    block = bytearray(_padded("", 256))
    block[MARK_OFFSET : MARK_OFFSET + 2] = layout.mark.encode("utf-16-le")
    for name, words in _words(document, document.valid_from, layout).items():
        field = layout.fields[name]
        block[field.offset : field.offset + field.size] = _padded(words, field.size)
    return bytes(block)


def _words(document: IdentityDocument, valid_from: date, layout: Layout) -> dict[str, str]:
    has_chinese_name = document.name != document.latin_name
    words = {
        "name": document.name if has_chinese_name else "",
        "number": document.number,
        "sex": _SEX_CODES[document.sex],
        "birth": _digits(document.birth),
        "valid_from": _digits(valid_from),
        "valid_to": _digits(document.valid_to) if document.valid_to else LONG_TERM,
        "ethnic_group": code_of(document.ethnic_group) if document.ethnic_group else "",
        "address": document.address,
        "authority": document.authority,
        "permit_number": document.permit_number,
        "nationality": document.nationality,
        "latin_name": document.latin_name,
    }
    if document.kind is DocumentKind.FOREIGNER_2023:
        cut = layout.fields["latin_name"].size
        units = document.latin_name.encode("utf-16-le", "surrogatepass")
        first, second = (part.decode("utf-16-le", "surrogatepass") for part in (units[:cut], units[cut:]))
        words |= {"latin_name": first, "latin_name_2": second}
    return {name: text for name, text in words.items() if name in layout.fields}


def _digits(day: date) -> str:
    return day.isoformat().replace("-", "")


def _padded(words: str, size: int) -> bytes:
    encoded = words.encode("utf-16-le", "surrogatepass")
    if len(encoded) > size:
        raise ValueError("too long for its field")
    return encoded + b" \0" * ((size - len(encoded)) // 2)
