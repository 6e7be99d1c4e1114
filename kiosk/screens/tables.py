"""What is told before something is agreed to, and the answers: no line is lost, and yes and no stand together."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.screens.arrangement import tall
from kiosk.screens.look import Look
from kiosk.screens.widgets.guide import Material, MaterialTable
from kiosk.screens.widgets.piece import Box, Piece
from kiosk.screens.widgets.stack import Column


def tables(look: Look, rows: Sequence[Material], width: float, height: float) -> list[Piece]:
    """As few tables as there can be with none higher than ``height`` (design px); a row is never cut."""
    made: list[Piece] = []
    left = list(rows)
    while left:
        count = len(left)
        while count > 1 and MaterialTable(look, rows=left[:count]).wanted(width) > height:
            count -= 1
        made.append(MaterialTable(look, rows=left[:count]))
        left = left[count:]
    return made


def together(look: Look, answers: Sequence[Piece], room: Box, gap: int) -> list[Piece]:
    """The answers as one piece that no page break parts, as long as ``room`` holds them all."""
    if not answers or tall(answers, room.width, gap) > room.height:
        return list(answers)
    return [Column(look, *answers, gap=gap)]
