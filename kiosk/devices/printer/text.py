"""How wide printed text is, and where it breaks: columns of 12 dots, two for a Chinese character.

A receipt printer has no fonts to ask. Its ASCII is 12 × 24 dots and everything it takes as two bytes is 24 × 24,
so widths are exact and known here. Lines break by Chinese habit (no closing mark at the start of a line), Latin
words stay whole while they fit, and long numbers break behind a hyphen.
"""

from __future__ import annotations

import re
import unicodedata

_WORDS = re.compile(r"[!-~]+| +|.", re.DOTALL)
_AFTER_HYPHEN = re.compile(r"[^-]*-|[^-]+")
_CLOSING = frozenset("，。、；：？！）》」』】〉”’…％%)]},.;:?!")
_OPENING = frozenset("（《「『【〈“‘([{")
LACKING = "〓"
"""Printers' mark for a character that cannot be set: half of a pair, private use, no character yet."""


def in_printer_font(char: str) -> bool:
    """Has any Chinese receipt printer this character? ASCII and the two-byte GBK set, nothing else.

    Printers sold as "GB18030" often stop at the two-byte range and print rubbish, silently, for the four-byte
    one, so the four-byte range, private-use characters and the euro sign (a late addition) are not trusted.
    """
    if " " <= char <= "~":
        return True
    try:
        return len(char.encode("gbk")) == 2
    except UnicodeEncodeError:
        return False


def cells(char: str) -> int:
    """Columns of one character: 0 for a mark set over its neighbour, 1, or 2."""
    if " " <= char <= "~":
        return 1
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    wide = unicodedata.east_asian_width(char) in "WFA"
    return 2 if wide or in_printer_font(char) else 1


def width(text: str) -> int:
    """Columns of a line at its normal size."""
    return sum(map(cells, text))


def paragraphs(text: str) -> list[str]:
    """``text`` cleaned for paper: composed, one entry a line, nothing in it a printer could take for a command."""
    composed = unicodedata.normalize("NFC", text)
    return ["".join(map(_clean, line)) for line in composed.splitlines()] or [""]


def _clean(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cs", "Co", "Cn"):
        return LACKING
    if category == "Cf":
        return ""
    return " " if category in ("Cc", "Zs", "Zl", "Zp") and char != "\u3000" else char


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most ``columns`` (at least 4) columns; always at least one, possibly empty."""
    return [line for paragraph in paragraphs(text) for line in _wrap_paragraph(paragraph, columns)]


def _wrap_paragraph(text: str, columns: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(text, columns):
        if width(line) + width(piece) <= columns:
            line += piece
            continue
        if piece.isspace():
            lines.append(line.rstrip())
            line = ""
            continue
        kept, carried = _carry(line, piece)
        lines.append(kept.rstrip())
        line = carried + piece
    return [*lines, line.rstrip()]


def _carry(line: str, piece: str) -> tuple[str, str]:
    """What of a full line goes down with ``piece``: the character before a closing mark, an opening mark."""
    at = _last_cluster(line)
    ends_open = line[at:] in _OPENING
    starts_closed = piece in _CLOSING and cells(line[at:][:1] or " ") == 2
    if at > 0 and (ends_open or starts_closed) and width(line[at:]) + width(piece) <= 4:
        return line[:at], line[at:]
    return line, ""


def _last_cluster(line: str) -> int:
    """Index where the last character with its marks begins."""
    at = len(line) - 1
    while at > 0 and cells(line[at]) == 0:
        at -= 1
    return max(at, 0)


def _pieces(text: str, columns: int) -> list[str]:
    pieces: list[str] = []
    for word in _WORDS.findall(text):
        pieces += [word] if len(word) <= columns else _short_pieces(word, columns)
    return pieces


def _short_pieces(word: str, columns: int) -> list[str]:
    """A Latin word wider than the paper: broken behind hyphens, and where that is not enough, anywhere."""
    parts = _AFTER_HYPHEN.findall(word)
    return [part[at : at + columns] for part in parts for at in range(0, len(part), columns)]
