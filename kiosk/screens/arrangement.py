"""Where the parts of a step go between header and river: the question, what belongs to it, and the work.

Portrait: one below the other. Landscape: question, notice and picture on the left, the work on the right. Low
position: the question above, all that is touched in the lower half. What does not fit is shown a page at a time;
nothing scrolls and nothing is cut off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kiosk.screens.widgets.piece import Box, Piece

GAP = 24
COLUMN_GAP = 64
LEAST_FLOW = 0.3
"""With less than this share of the room for the work, what stands below it turns pages with it."""
LEFT_SHARE = 0.5
"""Share of the width for the question in landscape (design-language, 06L)."""


@dataclass(frozen=True)
class Body:
    """What a step shows below its question; only ``work`` turns pages, the rest stays.

    ``beside`` belongs to the question and is left out first when room is short (a picture); so is ``above``, over
    the question. ``over`` and ``foot`` stand above and below the work. ``under`` stands below them in portrait and
    below the question in landscape.
    ``by_pager`` shares the line of the page buttons, or has a line of its own when there is one page.
    """

    work: Sequence[Piece] = ()
    beside: Sequence[Piece] = ()
    above: Sequence[Piece] = ()
    over: Sequence[Piece] = ()
    foot: Sequence[Piece] = ()
    under: Sequence[Piece] = ()
    by_pager: Piece | None = None
    keeps_foot: bool = False
    """The foot stays even if it leaves little room for the work."""
    foot_at_end: bool = False
    """The foot ends where the room does, however much is above it: keys never move under a finger."""
    spills_below: bool = False
    """What of ``under`` finds no room below the question stands below the work, not over it."""
    gap: int = GAP
    left_share: float = LEFT_SHARE


class Heights:
    """What pieces were measured to want: setting text in lines is dear, and each piece is asked several times."""

    def __init__(self) -> None:
        self._known: dict[tuple[Piece, float], float] = {}

    def wanted(self, piece: Piece, width: float) -> float:
        """The height a piece wants at a width, measured once."""
        key = (piece, width)
        if key not in self._known:
            self._known[key] = float(piece.wanted(width))
        return self._known[key]


@dataclass(frozen=True)
class Frame:
    """The room there is: ``area`` between header and river."""

    area: Box
    side: Box
    """As ``area``, but beginning right below the header: in landscape the branch has the left half alone."""
    columns: tuple[Box, Box] | None = None
    """In landscape: left for the question, right for the work."""
    reach: float | None = None
    """Low position: from which height on the hand reaches."""
    pager_height: float = 108
    page: int = 0
    """Which page of the work, from 0; -1 is the last."""
    more_pages: bool = False
    """The journey has further pages, so that the page buttons are there in any case."""
    heights: Heights = field(default_factory=Heights)

    def wanted(self, piece: Piece, width: float) -> float:
        """The height a piece wants."""
        return self.heights.wanted(piece, width)

    def tall(self, pieces: Sequence[Piece], width: float, gap: int = GAP) -> float:
        """Height of pieces one below the other."""
        return sum(self.wanted(piece, width) for piece in pieces) + gap * max(0, len(pieces) - 1)


@dataclass
class Placed:
    """The boxes of the pieces that are shown, the page of the work, and where its pager goes (if any)."""

    boxes: list[tuple[Piece, Box]] = field(default_factory=list)
    page: int = 0
    pages: int = 1
    pager: Box | None = None

    @property
    def bottom(self) -> float:
        """Where the lowest piece ends."""
        ends = [box.top + box.height for _, box in self.boxes]
        return max([*ends, *([self.pager.top + self.pager.height] if self.pager else [])], default=0.0)


def arrange(frame: Frame, head: Sequence[Piece], body: Body) -> Placed:
    """Gives every piece its box. ``head``: question and notice."""
    if frame.columns is not None:
        return _side_by_side(frame, *frame.columns, head, body)
    if frame.reach is not None:
        return _low(frame, frame.reach, head, body)
    return _stacked(frame, head, body)


def columns(area: Box, side: Box, left_share: float) -> tuple[Box, Box]:
    """Left and right column; ``side`` is the right one's height, which has no branch above it."""
    left_width = (area.width - COLUMN_GAP) * left_share
    start = area.x + left_width + COLUMN_GAP
    left = Box(area.x, area.top, left_width, area.height)
    return left, Box(start, side.top, area.x + area.width - start, side.height)


def _side_by_side(frame: Frame, left: Box, right: Box, head: Sequence[Piece], body: Body) -> Placed:
    """What does not fit below the question goes over the work, or below it."""
    under = list(body.under)
    spilt: list[Piece] = []
    while under and not _all_fit(frame, [*head, *under], left, body.gap):
        spilt.append(under.pop())
    if body.spills_below:
        placed = _work(frame, right, body, [*body.foot, *reversed(spilt)])
    else:
        placed = _work(frame, right, replace(body, over=[*body.over, *spilt]), list(body.foot))
    pictured = [*body.above, *head, *body.beside, *under]
    shown = pictured if _all_fit(frame, pictured, left, body.gap) else [*head, *under]
    placed.boxes += _down(frame, shown, left, body.gap)
    return placed


def _low(frame: Frame, reach: float, head: Sequence[Piece], body: Body) -> Placed:
    area = frame.area
    upper = Box(area.x, area.top, area.width, reach - area.top)
    lower = Box(area.x, reach, area.width, area.top + area.height - reach)
    pictured = [*body.above, *head, *body.beside]
    placed = _work(frame, lower, body, [*body.foot, *body.under])
    placed.boxes += _down(frame, pictured if _all_fit(frame, pictured, upper, body.gap) else head, upper, body.gap)
    return placed


def _stacked(frame: Frame, head: Sequence[Piece], body: Body) -> Placed:
    area = frame.area
    fixed = [*head, *body.over, *body.foot, *body.under, *([body.by_pager] if body.by_pager else [])]
    everything = [*fixed, *body.above, *body.beside, *body.work]
    pager = frame.pager_height + body.gap if frame.more_pages and body.by_pager is None else 0
    roomy = frame.tall(everything, area.width, body.gap) + pager <= area.height
    boxes = _down(frame, [*body.above, *head, *body.beside] if roomy else head, area, body.gap)
    top = boxes[-1][1].top + boxes[-1][1].height + body.gap if boxes else area.top
    room = Box(area.x, top, area.width, area.top + area.height - top)
    placed = _work(frame, room, body, [*body.foot, *body.under])
    placed.boxes += boxes
    return placed


def _work(frame: Frame, room: Box, body: Body, foot: list[Piece]) -> Placed:
    """``over``, the work or a page of it, the line of the page buttons, and what stands below."""
    gap = body.gap
    line = [body.by_pager] if body.by_pager is not None else []
    if not frame.more_pages and _all_fit(frame, [*body.over, *body.work, *line, *foot], room, gap):
        return Placed(_above_foot(frame, [*body.over, *body.work, *line], foot, room, body))
    over = _down(frame, body.over, room, gap)
    top = room.top + frame.tall(body.over, room.width, gap) + (gap if over else 0)
    foot_height = frame.tall(foot, room.width, gap) + (gap if foot else 0)
    line_height = max([frame.pager_height, *(frame.wanted(piece, room.width / 2) for piece in line)])
    flow = Box(room.x, top, room.width, room.top + room.height - top - foot_height - line_height - gap)
    if not body.keeps_foot and _crowded(frame, flow, room, body.work):
        if foot:
            return _work(frame, room, replace(body, work=[*body.work, *foot]), [])
        if body.over:
            return _work(frame, room, replace(body, over=(), work=[*body.over, *body.work]), [])
    groups = split(frame, body.work, flow, gap)
    if len(groups) == 1 and not frame.more_pages:
        return Placed(_within(_above_foot(frame, [*body.over, *body.work, *line], foot, room, body), room))
    page = len(groups) - 1 if frame.page < 0 else min(frame.page, len(groups) - 1)
    shown = _within(_down(frame, groups[page], flow, gap), flow)
    below = flow.top + flow.height + gap
    feet = _down(frame, foot, Box(room.x, below + line_height + gap, room.width, foot_height), gap)
    share = (room.width - gap) / 2 if line else 0.0
    sharing = [(piece, Box(room.x, below, share, line_height)) for piece in line]
    start = room.x + share + (gap if line else 0)
    pager = Box(start, below, room.x + room.width - start, line_height)
    return Placed([*over, *shown, *sharing, *feet], page, len(groups), pager)


def _crowded(frame: Frame, flow: Box, room: Box, work: Sequence[Piece]) -> bool:
    """Is so little left that the work would be cut, or read through a slit?"""
    highest = max((frame.wanted(piece, flow.width) for piece in work), default=0.0)
    return flow.height < max(LEAST_FLOW * room.height, min(highest, room.height * 0.8))


def split(frame: Frame, work: Sequence[Piece], box: Box, gap: int) -> list[list[Piece]]:
    """The pieces in pages, as many on each as fit, at least one."""
    pages: list[list[Piece]] = [[]]
    for piece in work:
        if pages[-1] and frame.tall([*pages[-1], piece], box.width, gap) > box.height:
            pages.append([])
        pages[-1].append(piece)
    return pages


def tall(pieces: Sequence[Piece], width: float, gap: int = GAP) -> float:
    """Height of pieces one below the other."""
    return float(sum(piece.wanted(width) for piece in pieces) + gap * max(0, len(pieces) - 1))


def _all_fit(frame: Frame, pieces: Sequence[Piece], box: Box, gap: int) -> bool:
    return frame.tall(pieces, box.width, gap) <= box.height


def _down(frame: Frame, pieces: Sequence[Piece], box: Box, gap: int) -> list[tuple[Piece, Box]]:
    """Boxes from the top down."""
    boxes, top = [], box.top
    for piece in pieces:
        height = frame.wanted(piece, box.width)
        boxes.append((piece, Box(box.x, top, box.width, height)))
        top += height + gap
    return boxes


def _above_foot(
    frame: Frame, upper: Sequence[Piece], foot: Sequence[Piece], room: Box, body: Body
) -> list[tuple[Piece, Box]]:
    """From the top down; a foot that stands at the end has its room there as long as nothing above needs it."""
    if not (foot and body.foot_at_end):
        return _down(frame, [*upper, *foot], room, body.gap)
    above = frame.tall(upper, room.width, body.gap) + (body.gap if upper else 0)
    top = room.top + max(above, room.height - frame.tall(foot, room.width, body.gap))
    rest = Box(room.x, top, room.width, room.top + room.height - top)
    return [*_down(frame, upper, room, body.gap), *_down(frame, foot, rest, body.gap)]


def _within(boxes: list[tuple[Piece, Box]], room: Box) -> list[tuple[Piece, Box]]:
    """The last piece ends where the room does: keys, rings and pictures make do with less."""
    if not boxes:
        return boxes
    piece, box = boxes[-1]
    height = max(1.0, min(box.height, room.top + room.height - box.top))
    return [*boxes[:-1], (piece, Box(box.x, box.top, box.width, height))]
