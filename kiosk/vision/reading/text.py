"""The text of one page with its places: what the reader gives, and what the PDF's invisible layer is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

Quad = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, repr=False)
class TextLine:
    """One line. ``corners`` (4, 2) float32 as shares of the upright page, clockwise from where the line begins;
    ``confidence`` 0…1; ``each`` is that of each sign of the text without its blanks, ``along`` where on the line
    (0…1) each of these has its middle; both empty when not known."""

    text: str
    corners: Quad
    confidence: float
    each: tuple[float, ...] = ()
    along: tuple[float, ...] = ()


@dataclass(frozen=True, repr=False)
class PageText:
    """All lines of one page, from top to bottom. Personal: it lives in the visit and is never logged."""

    lines: Sequence[TextLine]

    def turned(self, quarter_turns: int) -> PageText:
        """The text of the same page turned clockwise by so many quarters."""
        lines = self.lines
        for _ in range(quarter_turns % 4):
            lines = [replace(one, corners=_clockwise(one.corners)) for one in lines]
        return PageText(tuple(lines))


def _clockwise(corners: Quad) -> Quad:
    """Points of a page (shares) after the page was turned a quarter clockwise: (x, y) goes to (1 - y, x)."""
    return np.stack([1.0 - corners[:, 1], corners[:, 0]], axis=1).astype(np.float32)
