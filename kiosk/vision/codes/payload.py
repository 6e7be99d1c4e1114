"""What the bytes of a code say. Chinese offices often write raw GB18030, which both libraries misread.

QR's byte mode states no encoding without an ECI (ISO/IEC 18004 says Latin-1, nobody holds to it). The libraries
guess between UTF-8, Latin-1, Shift JIS and Big5; so GB18030 is decided here, by how its bytes look.
"""

from __future__ import annotations

_MOSTLY = 0.7
"""Of the two-byte letters of a Chinese text so many lie in GB 2312; Shift JIS read as GB18030 has next to none."""
_OWN_ROOM = range(0xF6B1, 0xF849)
"""Where glibc's Big5 puts what lies between the standard's two parts: in rows of 157 letters from 0xC6A1."""
_KANA = range(0x3041, 0x3100)


def payload_text(payload: bytes, guessed: str) -> str:
    """The text of ``payload``: UTF-8, or GB18030 if it looks it, or else what the library ``guessed``."""
    if guessed.isascii() and guessed:
        return guessed
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        return _chinese(payload) or guessed


def guess_undone(text: str) -> str:
    """The same for a library that gives its guess (Latin-1, or glibc's Big5) and no bytes: the text, or what it
    was before."""
    if text.isascii() or any(ord(one) in _KANA for one in text):
        return text
    for payload in (_as_latin(text), _as_big5(text)):
        chinese = None if payload is None else _chinese(payload)
        if chinese is not None:
            return chinese
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
