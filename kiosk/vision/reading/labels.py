"""Where a paper's label words stand on a page, and how exactly they were read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kiosk.vision.reading.lookalikes import apart, at_least_apart
from kiosk.vision.reading.pieces import Piece, joined, rows

_SHORT = 3
"""A label of fewer signs must be read exactly: 姓名 with one sign wrong could be anything."""
_WRONG = 0.26
"""Share of a longer label's signs that may be misread."""
_OTHER_WRITING = str.maketrans(
    "別證號碼學醫關係簽發機記狀況戶戸貫職業營執統類註冊權麵積駕駛領檔編產單結號時間長親齡國歷員頁質",
    "别证号码学医关系签发机记状况户户贯职业营执统类注册权面积驾驶领档编产单结号时间长亲龄国历员页质",
)
"""Forms that OCR gives for a label's sign; those of values are left as they were read."""


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
    for at, read in enumerate(pieces):
        piece = replace(read, text=read.text.translate(_OTHER_WRITING))
        exact = (
            Spot(label, at, start, end, 1.0, piece) for label in wanted for start, end in _exact(piece, label)
        )
        near = sorted(
            (Spot(label, at, *place, piece) for label in wanted for place in _near(piece, label)),
            key=lambda spot: -spot.quality * len(spot.label),
        )
        taken: list[Spot] = []
        for spot in (*exact, *near):
            if all(spot.end <= other.start or spot.start >= other.end for other in taken):
                taken.append(spot)
        found += _standing_as_labels(sorted(taken, key=lambda spot: spot.start))
    return found


def whole_labels(pieces: Sequence[Piece], labels: Iterable[str]) -> list[Piece]:
    """The pieces with labels that were read sign by sign (姓　名) put together again."""
    wanted = tuple(sorted(set(labels), key=len, reverse=True))
    found: list[Piece] = []
    for row in rows(pieces):
        at = 0
        while at < len(row):
            count = _split_over(row[at:], wanted)
            found.append(joined(row[at : at + count]))
            at += count
    return found


def _split_over(row: Sequence[Piece], labels: Sequence[str]) -> int:
    """Over how many pieces from the first on a label goes; 1 for no such label."""
    text = row[0].text.translate(_OTHER_WRITING)
    for count in range(2, min(len(row), 4) + 1):
        if len(row[count - 2].text) > 2:
            return 1
        before, text = len(text), text + row[count - 1].text.translate(_OTHER_WRITING)
        if any(text.startswith(label) and len(label) > before for label in labels):
            return count
    return 1


def _exact(piece: Piece, label: str) -> Iterable[tuple[int, int]]:
    start = piece.text.find(label)
    while start >= 0:
        yield start, start + len(label)
        start = piece.text.find(label, start + len(label))


def _near(piece: Piece, label: str) -> Iterable[tuple[int, int, float]]:
    text, size = piece.text, len(label)
    if size < _SHORT or len(text) < size - 1 or label in text or at_least_apart(text, label) / size > _WRONG:
        return
    distance, at = min((apart(text[at : at + size], label), at) for at in range(max(0, len(text) - size) + 1))
    if distance / size <= _WRONG:
        yield at, min(len(text), at + size), 1.0 - distance / size


def _standing_as_labels(spots: Sequence[Spot]) -> list[Spot]:
    """Without short words in the middle of running text: 出生 in an address is no label."""
    kept: list[Spot] = []
    for spot in spots:
        begins = spot.start == 0 or spot.start in spot.piece.gaps
        if begins or kept or len(spot.label) > _SHORT or not spot.piece.text[spot.start - 1].isalpha():
            kept.append(spot)
    return kept
