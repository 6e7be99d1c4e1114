"""What the bytes of a code say. Chinese offices often write raw GB18030, which both libraries misread.

QR's byte mode states no encoding without an ECI (ISO/IEC 18004 says Latin-1, nobody holds to it). The libraries
guess between UTF-8, Latin-1, Shift JIS and Big5; so GB18030 is decided here, by how its bytes look. Japanese in
half-width kana looks like common hanzi too, and is known by the marks of its voiced sounds.
"""

from __future__ import annotations

import re
import unicodedata

_MOSTLY = 0.7
"""Of the two-byte letters of a Chinese text so many lie in GB 2312; Shift JIS read as GB18030 has next to none."""
_OWN_ROOM = range(0xF6B1, 0xF849)
"""Where glibc's Big5 puts what lies between the standard's two parts: in rows of 157 letters from 0xC6A1."""
_KANA = range(0x3041, 0x3100)
_MARK, _MARKED = re.compile("[ﾞﾟ]"), re.compile("[ｳｶ-ﾀﾃﾄﾊ-ﾎ]ﾞ|[ﾊ-ﾎ]ﾟ")
"""The marks of voiced sounds, and the sounds that have them; ﾁﾞ and ﾂﾞ are left out, as nearly no word has them."""
_NO_BEGINNING = re.compile("(?<![｡-ﾟ])[ｧ-ｰﾝ]")
"""Small kana, the long sound and ﾝ, where no other kana goes before."""
_LEAST_MARKS = 2
_THREE_BYTES = 0x800
_SIGNS, _LATIN = range(0xA0, 0xC0), range(0xC0, 0x250)
"""· ° « and their like, which stand in any alphabet, and letters with accents."""
_ALPHABETS = (range(0x386, 0x3D0), range(0x400, 0x460), range(0x5D0, 0x5EB), range(0x600, 0x700))
"""Greek, Cyrillic, Hebrew, and Arabic, in which Uyghur is written: as far as today's texts have them."""


def payload_text(payload: bytes, guessed: str) -> str:
    """The text of ``payload``: UTF-8 that somebody would write, or GB18030 if it looks it, or else what the
    library ``guessed``."""
    if guessed.isascii() and guessed:
        return guessed
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        return _japanese(payload) or _chinese(payload) or guessed
    return text if _is_written(text) else _chinese(payload) or text


def guess_undone(text: str) -> str:
    """The same for a library that gives its guess (UTF-8, Latin-1, or glibc's Big5) and no bytes: the text, or
    what it was before."""
    if text.isascii() or any(ord(one) in _KANA for one in text):
        return text
    as_it_is = None if _is_written(text) else text.encode("utf-8")
    for payload in (as_it_is, _as_latin(text), _as_big5(text)):
        meant = None if payload is None else _japanese(payload) or _chinese(payload)
        if meant is not None:
            return meant
    return text


def _as_latin(text: str) -> bytes | None:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return None


def _as_big5(text: str) -> bytes | None:
    try:
        return b"".join(_own_room(ord(one)) if ord(one) in _OWN_ROOM else one.encode("big5") for one in text)
    except UnicodeEncodeError:
        return None


def _own_room(point: int) -> bytes:
    row, place = divmod(point - _OWN_ROOM.start + 63, 157)
    return bytes([0xC6 + row, 0x40 + place if place < 63 else 0xA1 + place - 63])


def _is_written(text: str) -> bool:
    """Would somebody write this, or are hanzi of GB 2312 read as UTF-8 by mistake (委员 as ίԱ)?

    Hanzi are three bytes in UTF-8; letters of two are of one alphabet, and Latin ones stand among plain letters.
    """
    if any(unicodedata.category(one) == "Cn" for one in text):
        return False
    letters = [ord(one) for one in text if not one.isascii() and ord(one) not in _SIGNS]
    if not letters or any(one >= _THREE_BYTES for one in letters):
        return True
    if all(one in _LATIN for one in letters):
        return any(one.isascii() and one.isalpha() for one in text)
    return any(all(one in alphabet for one in letters) for alphabet in _ALPHABETS)


def _japanese(payload: bytes) -> str | None:
    """``payload`` as Shift JIS, if it has half-width kana with marks of voiced sounds that all stand right."""
    try:
        text = payload.decode("shift_jis")
    except UnicodeDecodeError:
        return None
    marks = len(_MARK.findall(text))
    in_place = marks == len(_MARKED.findall(text)) and _NO_BEGINNING.search(text) is None
    return text if marks >= _LEAST_MARKS and in_place else None


def _chinese(payload: bytes) -> str | None:
    """``payload`` as GB18030, if most of its two-byte letters are of GB 2312: hanzi, and signs such as № or ＋."""
    try:
        text = payload.decode("gb18030")
    except UnicodeDecodeError:
        return None
    pairs = [coded for coded in (one.encode("gb18030") for one in text) if len(coded) == 2]
    hanzi = [one for one in pairs if 0xB0 <= one[0] <= 0xF7 and one[1] >= 0xA1]
    common = [one for one in pairs if 0xA1 <= one[0] <= 0xF7 and one[1] >= 0xA1]
    return text if hanzi and len(common) >= _MOSTLY * len(pairs) else None
