"""Flat booklet pages with known text: a heading, paragraphs and numbered rows, all invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from benchmarks.verdict_pages.leaves import INK, Pen

PAGE_MM = (125.0, 176.0)
"""ISO 216 B6: passports, booklets and many licences open to about this."""


@dataclass(frozen=True)
class Line:
    """A line of print and where its middle lies, as a share of the page's height."""

    text: str
    at: float


@dataclass(frozen=True, eq=False)
class Print:
    """``image_bgr`` (h, w, 3) uint8 and its lines from top to bottom, column after column."""

    image_bgr: Any
    columns: tuple[tuple[Line, ...], ...]
    size_mm: tuple[float, float]

    @property
    def signs(self) -> int:
        """How many signs stand on it."""
        return sum(len(line.text) for column in self.columns for line in column)


def page(seed: int, *, spread: bool = False) -> Print:
    """One page, or two side by side."""
    width, height = PAGE_MM
    size = (2 * width, height) if spread else PAGE_MM
    pen = Pen(size, (250, 249, 244), np.random.default_rng((seed, 11)), np.random.default_rng((seed, 12)))
    columns = tuple(_column(pen, left, width) for left in ((0.0, width) if spread else (0.0,)))
    return Print(cv2.cvtColor(np.asarray(pen.sheet), cv2.COLOR_RGB2BGR), columns, size)


def _column(pen: Pen, left: float, width: float) -> tuple[Line, ...]:
    sign = float(pen.layout.uniform(3.0, 4.2))
    right, y, lines = left + width - 12, 16.0, []
    heading = pen.words(7, fixed=True)
    pen.write(left + width / 2, y, heading, sign * 1.4, INK, "ma")
    lines.append(Line(heading, (y + sign * 0.7) / pen.height_mm))
    y += sign * 3
    while y < pen.height_mm - 16 - sign:
        numbered = pen.layout.random() < 0.3
        text = f"{len(lines):02d} {pen.value()}" if numbered else pen.words(int((right - left - 12) / sign))
        pen.write(left + 12, y, text, sign)
        lines.append(Line(text.replace(" ", ""), (y + sign / 2) / pen.height_mm))
        y += sign * float(pen.layout.uniform(1.6, 2.0))
    return tuple(lines)
