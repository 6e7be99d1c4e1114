"""The colour space the pages are meant in: an ICC profile of sRGB, written here from the standard's numbers.

IEC 61966-2-1 gives primaries, white and curve; ICC.1:2004-10 (profile version 4.2, which PDF 1.7
reads) the file. It is our own file of 520 bytes, so there is no licence to carry and no date of making in it.
"""

from __future__ import annotations

import struct
from functools import lru_cache

_D50 = (0.9642, 1.0, 0.8249)
"""Illuminant of the profile connection space (ICC.1 7.2.16)."""
_COLORANTS = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
"""The primaries of IEC 61966-2-1, brought from D65 to D50 by Bradford's matrix below."""
_ADAPTATION = (1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)
"""Bradford, D65 to D50 (ICC.1 annex E)."""
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
"""g, a, b, c, d of parametric curve type 3 (ICC.1 10.15): IEC 61966-2-1's own curve."""
_DATE = (2000, 1, 1, 0, 0, 0)
"""The head wants a date; it is the same in every file."""


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """The profile's bytes, always the same."""
    curve = b"para" + struct.pack(">I2H", 0, 3, 0) + b"".join(_fixed(one) for one in _CURVE)
    tags = {
        b"desc": _text("sRGB"),
        b"cprt": _text("No copyright, use freely"),
        b"wtpt": _xyz(_D50),
        b"chad": b"sf32" + bytes(4) + b"".join(_fixed(one) for one in _ADAPTATION),
        **{name: _xyz(values) for name, values in _COLORANTS.items()},
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    return _file(tags)


def _file(tags: dict[bytes, bytes]) -> bytes:
    """Head, tag table, and every different tag once, each at a multiple of four."""
    start = 128 + 4 + 12 * len(tags)
    table, body, places = struct.pack(">I", len(tags)), b"", dict[bytes, int]()
    for name, content in tags.items():
        if content not in places:
            places[content] = start + len(body)
            body += content + bytes(-len(content) % 4)
        table += name + struct.pack(">2I", places[content], len(content))
    return _head(start + len(body)) + table + body


def _head(size: int) -> bytes:
    """The 128 bytes of ICC.1 7.2: a display profile (``mntr``), RGB to XYZ."""
    head = struct.pack(">I4xI", size, 0x04200000) + b"mntrRGB XYZ "
    head += struct.pack(">6H", *_DATE) + b"acsp" + bytes(28)
    return (head + b"".join(_fixed(one) for one in _D50)).ljust(128, b"\0")


def _fixed(value: float) -> bytes:
    """s15Fixed16Number."""
    return struct.pack(">i", round(value * 65536))


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(_fixed(one) for one in values)


def _text(words: str) -> bytes:
    """multiLocalizedUnicodeType with the one language en-US."""
    coded = words.encode("utf-16-be")
    return b"mluc" + struct.pack(">4xII2s2sII", 1, 12, b"en", b"US", len(coded), 28) + coded
