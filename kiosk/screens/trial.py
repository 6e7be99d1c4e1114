"""Does a body fit? Tables and pictures that can be cut or lowered are tried in smaller forms until one does."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

from kiosk.screens.arrangement import Body, Heights, Placed
from kiosk.screens.screen import StepScreen
from kiosk.screens.widgets.piece import Box

SLACK = 1.0
"""Rounding, design px."""


def best_that_fits(screen: StepScreen[Any], bodies: Iterable[Body]) -> Body:
    """The first body that fits whole, else the one of fewest pages, else the last. ``bodies`` may be lazy."""
    best: tuple[int, Body] | None = None
    last: Body | None = None
    for last in bodies:
        pages = pages_if_fitting(screen, last)
        if pages == 1:
            return last
        if pages and (best is None or pages < best[0]):
            best = pages, last
    assert last is not None
    return best[1] if best is not None else last


def pages_if_fitting(screen: StepScreen[Any], body: Body) -> int:
    """How many pages the body takes; 0 when a piece has less room than it wants on any of them."""
    heights = Heights()
    area, first = screen.stage.area(), screen.placed(body, 0, heights)
    every = [first, *(screen.placed(body, page, heights) for page in range(1, first.pages))]
    return first.pages if all(fits(placed, area) and _whole(placed, heights) for placed in every) else 0


def fits(placed: Placed, area: Box) -> bool:
    """Nothing goes below the area, and nothing lies over something else."""
    boxes = [box for _, box in placed.boxes]
    if placed.pager is not None:
        boxes.append(placed.pager)
    end = area.top + area.height + SLACK
    return all(_end(box) <= end for box in boxes) and not any(_meet(a, b) for a, b in combinations(boxes, 2))


def _whole(placed: Placed, heights: Heights) -> bool:
    """Every piece has the height it wants."""
    return all(heights.wanted(piece, box.width) <= box.height + SLACK for piece, box in placed.boxes)


def _end(box: Box) -> float:
    return float(box.top + box.height)


def _meet(one: Box, other: Box) -> bool:
    beside = one.x + one.width <= other.x + SLACK or other.x + other.width <= one.x + SLACK
    return not beside and one.top < _end(other) - SLACK and other.top < _end(one) - SLACK
