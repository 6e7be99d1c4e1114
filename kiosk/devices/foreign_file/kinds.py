"""What a file is by its first bytes; its name is asked nothing."""

from __future__ import annotations

HEAD_BYTES = 1024
"""A PDF may have this much before its header (ISO 32000-1, implementation note 13)."""
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
"""Brands of ISO/IEC 23008-12 that pictures of phones have."""
_STARTS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
)
EXTENSIONS = frozenset({"pdf", "jpg", "jpeg", "jpe", "jfif", "png", "heic", "heif", "tif", "tiff", "webp"})
"""What these kinds are called: shown even when the content is another, so that choosing one says what is wrong."""


def kind_of(head: bytes) -> str:
    """``pdf``, ``jpeg``, ``png``, ``heic``, ``tiff``, ``webp``; empty for anything else."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return "heic"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return "pdf" if b"%PDF-" in head[:HEAD_BYTES] else ""
