"""Tiles in lines of equal columns, so that a page can break between two lines."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.screens.look import Look
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.stack import Gap, Row

GAP = 18


def duotone(icon: str) -> str:
    """A category's icon in two tones; the catalogue names icons without their kind."""
    return icon if not icon or icon.endswith(("-duotone", "-bold", "-fill")) else f"{icon}-duotone"


def in_rows(look: Look, tiles: Sequence[Piece], columns: int) -> list[Piece]:
    """``columns`` tiles a line; the last line is filled up with nothing."""
    if columns == 1:
        return list(tiles)
    lines = [list(tiles[start : start + columns]) for start in range(0, len(tiles), columns)]
    for line in lines:
        line += [Gap(look, 0) for _ in range(columns - len(line))]
    return [Row(look, *line, gap=GAP, weights=[1] * columns) for line in lines]
