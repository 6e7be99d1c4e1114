"""What a JPEG's own head says: whether it may go into a PDF as it is, and how large it is.

Markers and segments: ITU-T T.81 annex B; JFIF: ITU-T T.871.
"""

from __future__ import annotations

from dataclasses import dataclass

_JFIF = b"\xff\xd8\xff\xe0"
"""Start of a JFIF file; a phone's own JPEG starts with APP1 and may say who, where and when."""
_END = b"\xff\xd9"
"""End of image; what a phone hangs on behind it (a film, a depth map) is nobody's business."""
_FRAMES = (0xC0, 0xC1, 0xC2)
"""Start of a Huffman-coded frame: baseline, extended, progressive; PDF knows no other (ISO 32000-1 7.4.8)."""
_SCAN = 0xDA


@dataclass(frozen=True)
class JpegHead:
    """Size in pixels; ``channels`` is 1 (grey) or 3 (YCbCr, as JFIF has it)."""

    width_px: int
    height_px: int
    channels: int


def plain_head(data: bytes) -> JpegHead | None:
    """The head of a JFIF of 8 bits a channel, grey or YCbCr, that carries no Exif, comment, colour profile or
    anything behind its end; ``None`` for every other."""
    if not (data.startswith(_JFIF) and data.endswith(_END)):
        return None
    head, at = None, 2
    while at + 10 <= len(data) and data[at] == 0xFF:
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SCAN:
            return head
        if 0xE1 <= marker <= 0xEF or marker == 0xFE:  # APP1…APP15, COM
            return None
        if marker in _FRAMES:
            head = _frame(data[at + 4 : at + 10])
        at += 2 + size
    return None


def _frame(words: bytes) -> JpegHead | None:
    precision, height, width, channels = (
        words[0],
        int.from_bytes(words[1:3], "big"),
        int.from_bytes(words[3:5], "big"),
        words[5],
    )
    if precision != 8 or channels not in (1, 3) or not height or not width:
        return None
    return JpegHead(width, height, channels)
