"""The fields of a known paper out of the page's text: each label's value, with how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kiosk.vision.reading.fieldmap import KnownPaper, PaperField
from kiosk.vision.reading.labels import Spot, spots_of, whole_labels
from kiosk.vision.reading.pieces import Piece, corners_of, joined, pieces_of, rows
from kiosk.vision.reading.text import PageText, Quad
from kiosk.vision.reading.values import Value, value_of, values_within

OFFERED_FROM = 0.9
"""Confidence from which a value may be offered as an answer (``docs/documents.md``, Reading, says what it stands
for); below it a value is shown to nobody."""
_BELOW, _ANYWHERE, _MENDED = 0.95, 0.95, 0.97
"""A value under its label could be another's; one without its label or with signs mended is a little less sure."""
_HOLED = 0.6
"""A name in which a sign could be missing is offered to nobody."""
_OVERLAP = 1.2
"""So many signs a value's box may reach into its label's: the reader draws boxes wide."""
_BROKEN = 2.5
"""Signs of room after which a row is another cell's."""
_NEAR = 1.3
"""Lines of one value lie no further apart than so many of their heights."""


@dataclass(frozen=True, repr=False)
class ReadField:
    """One field as read. ``name`` is the field's id in the map; ``corners`` as those of ``TextLine``."""

    name: str
    value: str
    confidence: float
    corners: Quad


@dataclass(frozen=True, repr=False)
class _Found:
    value: Value
    parts: tuple[Piece, ...]
    quality: float
    a_name: bool = False


def read_fields(page: PageText, paper: KnownPaper) -> tuple[ReadField, ...]:
    """The fields of ``paper`` that can be read on the page, in the map's order; what cannot is left out."""
    stops = [*paper.stops, *(label for field in paper.fields for label in field.labels)]
    pieces = whole_labels(pieces_of(page), stops)
    table = _Table(pieces, spots_of(pieces, stops))
    found = []
    for field in paper.fields:
        best = max(_candidates(table, field), key=_confidence, default=None)
        if best is not None:
            corners = corners_of(page, best.parts)
            found.append(ReadField(field.id, best.value.text, round(_confidence(best), 4), corners))
    return tuple(found)


def _candidates(table: _Table, field: PaperField) -> Iterator[_Found]:
    spots = table.labelled(field.labels)
    if len(spots) == field.of:
        yield from table.beside(field, spots[field.nth - 1])
    if field.anywhere:
        yield from table.anywhere(field)


def _confidence(found: _Found) -> float:
    """The value's signs, the label and the place together; a check sign vouches for every sign at once."""
    whole = joined(found.parts)
    signs = whole.sure[found.value.start : found.value.end] or whole.sure
    mean, least = sum(signs) / len(signs), min(signs)
    sure = max(mean, 0.9) if found.value.proven else 0.3 * mean + 0.7 * least
    sure *= _MENDED if found.value.mended else 1.0
    return sure * found.quality * (_HOLED if found.a_name and _holed(found) else 1.0)


def _holed(found: _Found) -> bool:
    """Could a sign be missing in it? OCR leaves out what it does not know, and is sure of the rest."""
    if len(found.parts) == 1:
        return found.parts[0].cut(found.value.start, found.value.end).has_hole()
    return any(right.left - left.right > 0.8 * max(left.sign, right.sign) for left, right in pairwise(found.parts))


class _Table:
    """The pieces of one page and the labels among them."""

    def __init__(self, pieces: Sequence[Piece], spots: Sequence[Spot]) -> None:
        self._spots = sorted(spots, key=lambda spot: (spot.piece.middle, spot.place.left))
        self._free = list(_free_parts(pieces, spots))

    def labelled(self, labels: Sequence[str]) -> list[Spot]:
        """The spots of a field's label from the top; of its wordings the first that is there."""
        for label in labels:
            if spots := [spot for spot in self._spots if spot.label == label]:
                return spots
        return []

    def beside(self, field: PaperField, spot: Spot) -> Iterator[_Found]:
        """What the value beside this label may be."""
        across = {"same", "right"} & set(field.where)
        if across:
            yield from self._of_rows(field, spot, self._row(field, spot), 1.0)
        if "below" in field.where:
            yield from self._of_rows(field, spot, self._under(spot), _BELOW)

    def anywhere(self, field: PaperField) -> Iterator[_Found]:
        """A value that proves itself, if there is just one on the page."""
        found = []
        for row in rows([*self._free, *(spot.place for spot in self._spots)]):
            whole = joined(row)
            found += [_Found(value, (whole,), _ANYWHERE) for value in values_within(field, whole.text)]
        if len({one.value.text for one in found}) == 1:
            yield found[0]

    def _of_rows(self, field: PaperField, spot: Spot, row: list[Piece], quality: float) -> Iterator[_Found]:
        quality *= spot.quality
        if field.lines > 1:
            parts = self._further(field, spot, row)
            if parts and (value := value_of(field, joined(parts).text)):
                yield _Found(value, tuple(parts), quality)
            return
        for count in range(len(row), 0, -1):
            value = value_of(field, joined(row[:count]).text)
            if value is not None:
                yield _Found(value, tuple(row[:count]), quality, field.kind == "name")
                return

    def _row(self, field: PaperField, spot: Spot) -> list[Piece]:
        """Right of the label on its row, up to the next label or to where the row is broken off."""
        label = spot.place
        ends = self._next_label(label)
        right = (
            piece
            for piece in self._free
            if piece.beside(label) and label.right - _OVERLAP * label.sign <= piece.left < ends
        )
        found: list[Piece] = []
        for piece in sorted(right, key=lambda piece: piece.left):
            last = found[-1] if found else label
            reach = _BROKEN * max(last.sign, piece.sign) if found else field.reach * label.sign
            if piece.left - last.right > reach:
                break
            found.append(piece)
        return found

    def _next_label(self, label: Piece) -> float:
        others = (spot.place for spot in self._spots if _chinese(spot))
        return min((one.left for one in others if one.left > label.left and one.beside(label)), default=9.0)

    def _under(self, spot: Spot) -> list[Piece]:
        """The nearest line below the label that begins under it."""
        label = spot.place
        under = [
            piece
            for piece in self._free
            if 0 < piece.middle - label.middle < 2.5 * label.height
            and piece.left < label.right
            and piece.right > label.left
        ]
        nearest = min(under, key=lambda piece: piece.middle, default=None)
        return [] if nearest is None else [nearest]

    def _further(self, field: PaperField, spot: Spot, row: list[Piece]) -> list[Piece]:
        """The row and the lines of the same cell above and below it, in reading order."""
        label, lines = spot.place, field.lines
        column = [
            one.place for one in self._spots if one is not spot and _over(one.place, label) and _chinese(one)
        ]
        ceiling = max((one.middle for one in column if one.middle < label.top), default=-9.0)
        floor = min((one.top for one in column if one.middle > label.bottom), default=9.0)
        ends = self._next_label(label)
        starts = row[0].left - 1.5 * row[0].sign if row else label.right - _OVERLAP * label.sign
        cell = rows(
            [
                piece
                for piece in self._free
                if starts <= piece.left < ends
                and ceiling < piece.top
                and piece.middle < floor
                and not self._owned(piece, spot)
            ]
        )
        if not cell:
            return []
        base = min(range(len(cell)), key=lambda at: abs(cell[at][0].middle - label.middle))
        away = cell[base][0].left - label.right
        if abs(cell[base][0].middle - label.middle) > _NEAR * label.height or away > field.reach * label.sign:
            return []
        first = last = base
        while first > 0 and last - first + 1 < lines and _follows(cell[first - 1], cell[first]):
            first -= 1
        while last + 1 < len(cell) and last - first + 1 < lines and _follows(cell[last], cell[last + 1]):
            last += 1
        return [piece for line in cell[first : last + 1] for piece in line]

    def _owned(self, piece: Piece, spot: Spot) -> bool:
        """Does a label nearer than this one stand left of it on its row?"""
        return any(
            spot.place.right < other.place.right <= piece.left + piece.sign and other.place.beside(piece)
            for other in self._spots
            if other is not spot and _chinese(other)
        )


def _chinese(spot: Spot) -> bool:
    """No foreign word under a label, which is no row of its own."""
    return not spot.label.isascii()


def _follows(upper: Sequence[Piece], lower: Sequence[Piece]) -> bool:
    """Two lines of one value?"""
    return lower[0].top - upper[0].bottom < (_NEAR - 0.5) * max(upper[0].height, lower[0].height)


def _over(one: Piece, other: Piece) -> bool:
    """In one column?"""
    return min(one.right, other.right) - max(one.left, other.left) > 0


def _free_parts(pieces: Sequence[Piece], spots: Sequence[Spot]) -> Iterator[Piece]:
    """What is left of the pieces without the labels."""
    for at, piece in enumerate(pieces):
        place = 0
        for spot in sorted((one for one in spots if one.at == at), key=lambda one: one.start):
            if spot.start > place:
                yield piece.cut(place, spot.start)
            place = spot.end
        if place < len(piece.text):
            yield piece.cut(place, len(piece.text))
