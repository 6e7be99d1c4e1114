"""The lines of a page as pieces one can reason about: signs made plain, places levelled, rows found."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from kiosk.vision.reading.text import PageText, Quad, TextLine

_DOTS = dict.fromkeys(map(ord, "•・‧･⋅∙●"), "·")
_HOLE, _TAIL = 1.6, 1.3
"""So many usual distances between two signs, or from the last to the line's end, have room for one more."""
_NARROW = 0.55
"""Width of a digit or Latin letter over that of a hanzi, in most fonts of printed papers."""


@dataclass(frozen=True, repr=False)
class Piece:
    """A line or a part of one. ``text`` has no blanks, full-width signs are plain (NFKC); ``sure`` is each sign's
    confidence, ``edges`` the x of each sign's two sides, ``gaps`` the places before which a blank stood. x in
    shares of the page's width, y in shares of its height, as if the lines lay level."""

    text: str
    sure: tuple[float, ...]
    edges: tuple[float, ...]
    top: float
    bottom: float
    line: int
    gaps: frozenset[int] = frozenset()
    middles: tuple[float, ...] = ()
    """Where each sign's middle was seen, if it was; ``edges`` only share the line out."""
    pitch: float = 0.0
    """Usual distance of two signs on a line of this height; 0 when not known."""

    @property
    def left(self) -> float:
        return self.edges[0]

    @property
    def right(self) -> float:
        return self.edges[-1]

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def sign(self) -> float:
        """Mean width of a sign."""
        return (self.right - self.left) / len(self.text)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def cut(self, start: int, end: int) -> Piece:
        """The signs from ``start`` to ``end``."""
        gaps = frozenset(place - start for place in self.gaps if start <= place < end)
        sure, edges = self.sure[start:end], self.edges[start : end + 1]
        middles = self.middles[start:end]
        return replace(self, text=self.text[start:end], sure=sure, edges=edges, gaps=gaps, middles=middles)

    def has_hole(self) -> bool:
        """Is there room for a sign that was not read, between two signs or behind the last?"""
        if not self.middles or not self.pitch:
            return False
        steps = [right - left for left, right in pairwise(self.middles)]
        tail = self.right - self.middles[-1]
        return max(steps, default=0.0) > _HOLE * self.pitch or tail > _TAIL * self.pitch

    def beside(self, other: Piece) -> bool:
        """On one row with the other?"""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return shared >= 0.5 * min(self.height, other.height)


def pieces_of(page: PageText) -> list[Piece]:
    """Every line that is written across, in the order of the page's lines."""
    slope = _slope(page.lines)
    found = [_piece(line, number, slope) for number, line in enumerate(page.lines)]
    pieces = [piece for piece in found if piece is not None]
    ratios = [piece.pitch / piece.height for piece in pieces if piece.pitch and piece.height > 0]
    usual = float(np.median(ratios)) if ratios else 0.0
    return [piece if piece.pitch else replace(piece, pitch=usual * piece.height) for piece in pieces]


def rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces by rows from top to bottom, each from left to right."""
    found: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: one.middle):
        row = next((row for row in reversed(found[-3:]) if all(one.beside(piece) for one in row)), None)
        if row is None:
            found.append([piece])
        else:
            row.append(piece)
    return [sorted(row, key=lambda one: one.left) for row in found]


def joined(parts: Sequence[Piece]) -> Piece:
    """Pieces written one after the other, as one."""
    if len(parts) == 1:
        return parts[0]
    edges: list[float] = []
    gaps: set[int] = set()
    for part in parts:
        gaps |= {place + len(edges) for place in part.gaps} | ({len(edges)} if edges else set())
        edges += part.edges[:-1]
    return Piece(
        "".join(part.text for part in parts),
        tuple(sure for part in parts for sure in part.sure),
        (*edges, parts[-1].right),
        min(part.top for part in parts),
        max(part.bottom for part in parts),
        parts[0].line,
        frozenset(gaps),
    )


def plain(text: str) -> str:
    """The text as pieces have it: NFKC, no blanks, one kind of middle dot."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_DOTS).split())


def corners_of(page: PageText, parts: Sequence[Piece]) -> Quad:
    """Where the parts stand: (4, 2) float32 shares of the page, clockwise from the top left."""
    slope = _slope(page.lines)
    left, right = min(part.left for part in parts), max(part.right for part in parts)
    top, bottom = min(part.top for part in parts), max(part.bottom for part in parts)
    quad = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return np.array([(x, y + slope * x) for x, y in quad], np.float32)


def _slope(lines: Sequence[TextLine]) -> float:
    """How much the lines fall (shares of height by shares of width), the median of the longer ones."""
    falls = [
        (corners[1] - corners[0] + corners[2] - corners[3]) / 2
        for corners in (line.corners for line in lines if len(line.text) >= 4)
    ]
    found = [float(fall[1] / fall[0]) for fall in falls if fall[0] > 0.05 and abs(fall[1]) < 0.3 * fall[0]]
    return float(np.median(found)) if found else 0.0


def _piece(line: TextLine, number: int, slope: float) -> Piece | None:
    corners = line.corners
    start, end = (corners[0] + corners[3]) / 2, (corners[1] + corners[2]) / 2
    if end[0] - start[0] <= 0.002:
        return None
    height = float(np.abs(corners[3, 1] - corners[0, 1]) + np.abs(corners[2, 1] - corners[1, 1])) / 2
    middle = float(start[1] + end[1]) / 2 - slope * float(start[0] + end[0]) / 2
    signs, sure, widths, gaps = _signs(line)
    if not signs:
        return None
    steps = np.concatenate([[0.0], np.cumsum(widths)])
    edges = float(start[0]) + steps / steps[-1] * float(end[0] - start[0])
    kept = [place for place, sign in enumerate(signs) if sign]
    bounds = [float(edges[place]) for place in kept] + [float(edges[kept[-1] + 1])]
    text = "".join(signs[place] for place in kept)
    spread = [(at, sign) for at, place in enumerate(kept) for sign in signs[place]]
    width = float(end[0] - start[0])
    middles = [float(start[0]) + place * width for place in line.along] if len(line.along) == len(kept) else []
    return Piece(
        text,
        tuple(sure[kept[at]] for at, _ in spread),
        (*(bounds[at] for at, _ in spread), bounds[-1]),
        middle - height / 2,
        middle + height / 2,
        number,
        frozenset(gaps),
        tuple(middles[at] for at, _ in spread) if middles else (),
        _pitch(text, middles),
    )


def _pitch(text: str, middles: Sequence[float]) -> float:
    """The usual distance of two signs of a line of hanzi; 0 for a line too short to tell, or of other signs."""
    steps = [right - left for left, right in pairwise(middles)]
    hanzi = all(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return float(np.median(steps)) if len(steps) >= 3 and hanzi else 0.0


def _signs(line: TextLine) -> tuple[list[str], list[float], list[float], set[int]]:
    """Each written sign made plain ("" for a blank), its confidence, its width, and where blanks stood before."""
    signs: list[str] = []
    sure: list[float] = []
    widths: list[float] = []
    gaps: set[int] = set()
    known = iter(line.each)
    written = 0
    for sign in line.text:
        blank = sign.isspace()
        signs.append("" if blank else plain(sign))
        sure.append(line.confidence if blank or not line.each else next(known, line.confidence))
        widths.append(1.0 if unicodedata.east_asian_width(sign) in "WF" else _NARROW)
        if blank and written:
            gaps.add(written)
        written += len(signs[-1])
    return (signs, sure, widths, gaps) if written else ([], [], [], set())
