"""Pieces below and beside each other: ``Column``, ``Row``, ``Grid``, ``Gap``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.properties import NumericProperty

from kiosk.screens.look import Look
from kiosk.screens.widgets.piece import Box, Piece

NARROWEST = 0.4
"""Pieces of natural width leave at least this share of a row to the others."""


class _Stack(Piece):
    """Holds pieces; they are its own from the start, so that they are found below it."""

    def __init__(self, look: Look, *pieces: Piece, **values: Any) -> None:
        self.pieces = list(pieces)
        super().__init__(look, **values)
        for piece in pieces:
            if piece.parent is not None:
                piece.parent.remove_widget(piece)
            self.add_widget(piece)


class Column(_Stack):
    """One below the other; ``stretch`` names the piece that takes the room left."""

    gap = NumericProperty(24)

    def __init__(self, look: Look, *pieces: Piece, stretch: Piece | None = None, **values: Any) -> None:
        self._stretch = stretch
        super().__init__(look, *pieces, **values)

    def wanted(self, width: float) -> float:
        heights = [piece.wanted(width) for piece in self.pieces]
        return float(sum(heights) + self.gap * max(0, len(heights) - 1))

    def arrange(self) -> None:
        width, height = self.design_size
        spare = max(0.0, height - self.wanted(width)) if self._stretch is not None else 0.0
        top = 0.0
        for piece in self.pieces:
            tall = piece.wanted(width) + (spare if piece is self._stretch else 0)
            self.seat(piece, Box(0, top, width, tall))
            top += tall + self.gap


class Row(_Stack):
    """Beside each other. With ``weights`` the width is shared by them; without, pieces that have a natural width
    (buttons, codes) take it and the others share the rest; all natural: equal shares."""

    gap = NumericProperty(16)

    def __init__(self, look: Look, *pieces: Piece, weights: Sequence[float] | None = None, **values: Any) -> None:
        self._weights = list(weights) if weights else None
        super().__init__(look, *pieces, **values)

    def widths(self, width: float) -> list[float]:
        """The width of each piece, design px."""
        room = width - self.gap * max(0, len(self.pieces) - 1)
        if self._weights is not None:
            return [room * one / sum(self._weights) for one in self._weights]
        natural = [piece.natural() for piece in self.pieces]
        free = sum(one is None for one in natural)
        if not free or free == len(natural):
            return [room / max(1, len(natural))] * len(natural)
        taken = sum(one for one in natural if one is not None)
        share = min(1.0, room * (1 - NARROWEST) / taken) if taken else 1.0
        rest = (room - taken * share) / free
        return [rest if one is None else one * share for one in natural]

    def wanted(self, width: float) -> float:
        pairs = zip(self.pieces, self.widths(width), strict=True)
        return max((piece.wanted(one) for piece, one in pairs), default=0.0)

    def arrange(self) -> None:
        width, height = self.design_size
        x = 0.0
        for piece, one in zip(self.pieces, self.widths(width), strict=True):
            tall = height if piece.stretches else min(height, piece.wanted(one))
            self.seat(piece, Box(x, (height - tall) / 2, one, tall))
            x += one + self.gap


class Grid(_Stack):
    """Equal columns, row by row; every row is as high as its highest piece."""

    columns = NumericProperty(2)
    gap = NumericProperty(18)

    def _rows(self) -> list[list[Piece]]:
        return [self.pieces[n : n + self.columns] for n in range(0, len(self.pieces), self.columns)]

    def _column(self, width: float) -> float:
        return float((width - self.gap * (self.columns - 1)) / self.columns)

    def wanted(self, width: float) -> float:
        rows, column = self._rows(), self._column(width)
        heights = [max(piece.wanted(column) for piece in row) for row in rows]
        return float(sum(heights) + self.gap * max(0, len(heights) - 1))

    def arrange(self) -> None:
        column, top = self._column(self.design_size[0]), 0.0
        for row in self._rows():
            tall = max(piece.wanted(column) for piece in row)
            for number, piece in enumerate(row):
                self.seat(piece, Box(number * (column + self.gap), top, column, tall))
            top += tall + self.gap


class Gap(Piece):
    """Room with nothing in it."""

    def __init__(self, look: Look, height: float) -> None:
        self._height = height
        super().__init__(look)

    def wanted(self, width: float) -> float:
        return self._height
