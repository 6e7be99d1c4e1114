"""Where the parts of a step go between header and river: the question, what belongs to it, and the work.

Portrait: one below the other. Landscape: question, notice and picture on the left, the work on the right. What does
not fit is shown a page at a time; nothing scrolls and nothing is cut off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.screens.widgets.piece import Box, Piece

GAP = 24
COLUMN_GAP = 64
LEFT_SHARE = 0.5
"""Share of the width for the question in landscape (design-language, 06L)."""
PAGER_HEIGHT = 108


@dataclass(frozen=True)
class Body:
    """What a step shows below its question.

    ``work`` is what is read, chosen or filled in, and turns pages when it does not fit. ``beside`` belongs to the
    question: above the work in portrait, left of it in landscape; it is left out first when room is short (a
    picture); ``above`` likewise, over the question. ``under`` stays visible on every page: below the work in portrait, below the question in landscape.
    """

    work: Sequence[Piece] = ()
    beside: Sequence[Piece] = ()
    above: Sequence[Piece] = ()
    under: Sequence[Piece] = ()
    gap: int = GAP
    left_share: float = LEFT_SHARE


@dataclass(frozen=True)
class Placed:
    """The boxes of the pieces that are shown, the page of the work, and where its pager goes (if any)."""

    boxes: Sequence[tuple[Piece, Box]]
    page: int = 0
    pages: int = 1
    pager: Box | None = None


def arrange(
    area: Box, head: Sequence[Piece], body: Body, *, landscape: bool, page: int, pager_always: bool
) -> Placed:
    """Gives every piece its box. ``head``: question and notice; ``page`` counts from 0, -1 is the last."""
    if landscape:
        return _side_by_side(area, head, body, page, pager_always)
    return _stacked(area, head, body, page, pager_always)


def _side_by_side(area: Box, head: Sequence[Piece], body: Body, page: int, pager_always: bool) -> Placed:
    left_width = (area.width - COLUMN_GAP) * body.left_share
    left = Box(area.x, area.top, left_width, area.height)
    right = Box(area.x + left_width + COLUMN_GAP, area.top, area.width - left_width - COLUMN_GAP, area.height)
    lefts = _that_fit([*head], body, left)
    boxes, _ = _down(lefts, left, body.gap)
    return _paged(boxes, body.work, right, body.gap, page, pager_always)


def _stacked(area: Box, head: Sequence[Piece], body: Body, page: int, pager_always: bool) -> Placed:
    pager = PAGER_HEIGHT + body.gap if pager_always else 0
    pictures = [*body.above, *body.beside]
    wanted = tall([*pictures, *head, *body.work, *body.under], area.width, body.gap) + pager
    upper = [*head] if wanted > area.height else [*body.above, *head, *body.beside]
    boxes, top = _down(upper, area, body.gap)
    foot = tall(body.under, area.width, body.gap)
    foot_room = foot + body.gap if foot else 0
    room = Box(area.x, top, area.width, area.top + area.height - top - foot_room)
    placed = _paged(boxes, body.work, room, body.gap, page, pager_always)
    end = room.top + room.height if placed.pager else _bottom(placed.boxes, top)
    feet, _ = _down(body.under, Box(area.x, end + (body.gap if foot else 0), area.width, foot), body.gap)
    return Placed([*placed.boxes, *feet], placed.page, placed.pages, placed.pager)


def _that_fit(head: list[Piece], body: Body, box: Box) -> list[Piece]:
    every = [*body.above, *head, *body.beside, *body.under]
    return every if tall(every, box.width, body.gap) <= box.height else [*head, *body.under]


def _bottom(boxes: Sequence[tuple[Piece, Box]], top: float) -> float:
    return max((box.top + box.height for _, box in boxes), default=top)


def _down(pieces: Sequence[Piece], box: Box, gap: int) -> tuple[list[tuple[Piece, Box]], float]:
    """Boxes from the top down, and where the next piece would begin."""
    boxes, top = [], box.top
    for piece in pieces:
        height = piece.wanted(box.width)
        boxes.append((piece, Box(box.x, top, box.width, height)))
        top += height + gap
    return boxes, top


def _paged(
    boxes: list[tuple[Piece, Box]], work: Sequence[Piece], room: Box, gap: int, page: int, pager_always: bool
) -> Placed:
    if not pager_always and tall(work, room.width, gap) <= room.height:
        shown, _ = _down(work, room, gap)
        return Placed([*boxes, *shown])
    flow = Box(room.x, room.top, room.width, room.height - PAGER_HEIGHT - gap)
    groups = split(work, flow, gap)
    page = len(groups) - 1 if page < 0 else min(page, len(groups) - 1)
    shown, _ = _down(groups[page], flow, gap)
    pager = Box(room.x, room.top + room.height - PAGER_HEIGHT, room.width, PAGER_HEIGHT)
    return Placed([*boxes, *shown], page, len(groups), pager)


def split(work: Sequence[Piece], box: Box, gap: int) -> list[list[Piece]]:
    """The pieces in pages, as many on each as fit, at least one."""
    pages: list[list[Piece]] = [[]]
    for piece in work:
        if pages[-1] and tall([*pages[-1], piece], box.width, gap) > box.height:
            pages.append([])
        pages[-1].append(piece)
    return pages


def tall(pieces: Sequence[Piece], width: float, gap: int = GAP) -> float:
    """Height of pieces one below the other."""
    return sum(piece.wanted(width) for piece in pieces) + gap * max(0, len(pieces) - 1)
