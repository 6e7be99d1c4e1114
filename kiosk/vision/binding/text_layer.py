"""The words of a page, drawn invisibly on its picture: each line where it stands, as large as it stands there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kiosk.vision.binding.unseen_font import ASCENT, DESCENT, Letters, sayable, width_em
from kiosk.vision.reading.text import PageText, Quad

LEAST_PT = 0.5
"""A line lower or shorter than this on paper is no line."""
_BASELINE = -DESCENT / (ASCENT - DESCENT)
"""How far above a line's lower edge its letters stand, as a share of its height."""


@dataclass(frozen=True)
class Place:
    """Where the picture lies on its page, in points from the lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


def words_of(text: PageText | None) -> list[str]:
    """What will be in the layer, a string a line."""
    return [] if text is None else [sayable(line.text) for line in text.lines]


def text_operators(text: PageText, place: Place, letters: Letters) -> bytes:
    """Content of a page (ISO 32000-1 9.4) that says its lines in rendering mode 3, neither filled nor stroked.

    The font is ``/F1`` of the page's resources.
    """
    lines = [_line(sayable(one.text), one.corners, place, letters) for one in text.lines]
    said = [one for one in lines if one]
    return b"BT\n3 Tr\n/F1 1 Tf\n" + b"\n".join(said) + b"\nET\n" if said else b""


def _line(words: str, corners: Quad, place: Place, letters: Letters) -> bytes:
    """One line: a matrix that lays an em's square on the line's first character, and its letters."""
    corners_pt = np.asarray(corners, np.float64) * (place.width, -place.height) + (
        place.left,
        place.bottom + place.height,
    )
    if not words or corners_pt.shape != (4, 2) or not np.isfinite(corners_pt).all():
        return b""
    begin_top, end_top, end_low, begin_low = corners_pt
    along, upwards = (
        (end_top - begin_top + end_low - begin_low) / 2,
        (begin_top - begin_low + end_top - end_low) / 2,
    )
    if min(np.hypot(*along), np.hypot(*upwards)) < LEAST_PT:
        return b""
    em = along / sum(width_em(one) for one in words)
    origin = begin_low + upwards * _BASELINE
    matrix = " ".join(f"{value:.3f}" for value in (*em, *upwards, *origin))
    return f"{matrix} Tm <{letters.coded(words).hex().upper()}> Tj".encode("ascii")
