"""Where the page net looks: at the whole frame, then from nearer where that pays; and the outline in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kiosk.vision.pages.net import PageNet, Seen
from kiosk.vision.pages.outline import page_outlines
from kiosk.vision.pages.quads import Quad, iou

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

HALF = 0.5
"""Of cover: more than this, and a place is the page's."""
NEARER_BELOW = 0.7
"""A page whose surroundings take less of the frame than this share is looked at a second time, from nearer."""
MARGIN = 0.22
"""How much of its surroundings is seen then, as a share of its own width and height, on every side."""
SUSPICION = 0.15
"""Cover from which a place is worth a nearer look when nothing in the frame has more than a half."""
MIDDLE = 0.7
"""Where nothing is even suspected, so much of the frame's width and height is looked at again, in its middle."""
SAME_PAGE = 0.5
"""Both looks must agree as much (IoU), or the first one stands."""


@dataclass(frozen=True, eq=False)
class Sight:
    """What the net saw of one part of the frame: ``corners`` (4, 2) px of the working frame, the maps they come
    from, and where these maps lie: ``first`` and ``size`` (2,) px. ``presence`` is that of the whole frame."""

    corners: Quad
    maps: Seen
    first: Any
    size: Any
    presence: float


def sight(working: Bgr, net: PageNet) -> Sight | None:
    """A look at the whole frame, and for a small page a second one at its part of the frame.

    Where the first look only suspects a page (a card at the frame's rim), or sees none (a white one on white), the
    second look, there or at the frame's middle, alone decides.
    """
    frame = np.array(working.shape[1::-1], np.float32)
    seen = net.look(working)
    whole = _outlined(seen, np.zeros(2), frame)
    first = whole or _outlined(seen, np.zeros(2), frame, level=SUSPICION)
    start, size = _nearer(first.corners, frame) if first is not None else _middle(frame)
    if np.prod(size) > NEARER_BELOW * np.prod(frame) or size.min() < 32:
        return whole
    near = _look(working, net, start, size)
    if near is None or whole is None:
        return near or whole
    return replace(near, presence=whole.presence) if iou(near.corners, whole.corners) > SAME_PAGE else whole


def _nearer(corners: Quad, frame: Any) -> tuple[Any, Any]:
    """First pixel and size (2,) of the page's part of the frame, with a margin around it."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    rim = MARGIN * (high - low)
    start = np.clip(np.floor(low - rim), 0, frame)
    return start, np.clip(np.ceil(high + rim), 0, frame) - start


def _middle(frame: Any) -> tuple[Any, Any]:
    """First pixel and size (2,) of the middle of the frame, where papers are laid."""
    size = np.round(frame * MIDDLE)
    return np.floor((frame - size) / 2), size


def _look(working: Bgr, net: PageNet, first: Any, size: Any) -> Sight | None:
    (left, upper), (right, lower) = first.astype(int), (first + size).astype(int)
    return _outlined(net.look(working[upper:lower, left:right]), first, size)


def _outlined(seen: Seen, first: Any, size: Any, *, level: float = HALF) -> Sight | None:
    """The page in the maps of a part of the frame, where anything in them has more cover than ``level``."""
    found = outlines(seen, first, size, level)
    return Sight(found[0], seen, first, size, seen.presence) if found else None


def outlines(seen: Seen, first: Any, size: Any, level: float) -> list[Quad]:
    """What the page's outline may be at this level of cover, (4, 2) px of the frame, the likeliest first."""
    cells = seen.cover.shape[0]
    return [
        np.asarray(rough / cells * size + first - 0.5, np.float32) for rough in page_outlines(seen.cover, level)
    ]
