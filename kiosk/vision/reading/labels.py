"""Where a paper's label words stand on a page, and how exactly they were read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.vision.reading.lookalikes import apart
from kiosk.vision.reading.pieces import Piece

_SHORT = 3
"""A label of fewer signs must be read exactly: 姓名 with one sign wrong could be anything."""
_WRONG = 0.26
"""Share of a longer label's signs that may be misread."""


@dataclass(frozen=True, repr=False)
class Spot:
    """A label: signs ``start`` to ``end`` of piece ``at``. ``quality`` 1 for read exactly."""

    label: str
    at: int
    start: int
    end: int
    quality: float
    piece: Piece

    @property
    def place(self) -> Piece:
        """Only the label's signs."""
        return self.piece.cut(self.start, self.end)


def spots_of(pieces: Sequence[Piece], labels: Iterable[str]) -> list[Spot]:
    """All labels on the page in reading order; where two overlap, the longer and better read one."""
    wanted = sorted(set(labels), key=len, reverse=True)
    found: list[Spot] = []
    for at, piece in enumerate(pieces):
        taken: list[Spot] = []
        for label in wanted:
            for start, end, quality in _places(piece.text, label):
                if all(end <= other.start or start >= other.end for other in taken):
                    taken.append(Spot(label, at, start, end, quality, piece))
        found += _standing_as_labels(sorted(taken, key=lambda spot: spot.start))
    return found


def _places(text: str, label: str) -> Iterable[tuple[int, int, float]]:
    start = text.find(label)
    while start >= 0:
        yield start, start + len(label), 1.0
        start = text.find(label, start + len(label))
    if len(label) < _SHORT or label in text:
        return
    best = min(
        ((apart(text[at : at + len(label)], label), at) for at in range(max(0, len(text) - len(label)) + 1)),
        default=(99.0, 0),
    )
    wrong = best[0] / len(label)
    if wrong <= _WRONG and len(text) >= len(label) - 1:
        yield best[1], min(len(text), best[1] + len(label)), 1.0 - wrong


def _standing_as_labels(spots: Sequence[Spot]) -> list[Spot]:
    """Without short words in the middle of running text: 出生 in an address is no label."""
    kept: list[Spot] = []
    for spot in spots:
        begins = spot.start == 0 or spot.start in spot.piece.gaps
        if begins or kept or len(spot.label) > _SHORT or not spot.piece.text[spot.start - 1].isalpha():
            kept.append(spot)
    return kept
