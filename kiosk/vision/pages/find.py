"""The page in a frame: a small net sees roughly where, the frame's own edges say exactly where.

The score is honest: it is the chance, measured on composed pictures, that the outline overlaps the true page by
nine tenths or more. A frame in which no outline is likely to be right gives ``None``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from kiosk.errors import NotAnImage
from kiosk.vision.pages.evidence import CAP, snapped
from kiosk.vision.pages.net import PageNet, Seen
from kiosk.vision.pages.outline import agreement, page_outline
from kiosk.vision.pages.quads import Quad, is_page_shaped, ordered

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

WORKING_PX = 1000
"""Long side of the frame in which edges are looked for."""
LEAST_SCORE = 0.3
"""Below this there is no page to speak of."""
SURE_SCORE = 0.8
"""From this on an outline may be trusted without a second look; below, the person should see it first."""
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
_SCORE = (-6.6, 1.75, 5.34, 2.08)
"""Intercept and weights of presence, agreement and edge; fitted by ``benchmarks/page_net/score.py``."""

_net = PageNet()


@dataclass(frozen=True)
class FoundPage:
    """``corners`` (4, 2) float32 px: top left, top right, bottom right, bottom left as seen. ``score`` 0…1."""

    corners: Quad
    score: float


def find_page(image_bgr: Bgr) -> FoundPage | None:
    """The most likely page of ``image_bgr`` (H, W, 3) uint8, or ``None``.

    Raises ``NotAnImage`` for an array of another shape or type, ``ModelMissing`` when the net's weights are not
    there.
    """
    check_image(image_bgr)
    page = likeliest(image_bgr, _net)
    return None if page is None or page.score < LEAST_SCORE else page


def likeliest(image_bgr: Bgr, net: PageNet) -> FoundPage | None:
    """The best outline however unlikely; ``None`` where the net saw nothing at all."""
    working = working_frame(image_bgr)
    seen = sight(working, net)
    if seen is None:
        return None
    found = snapped(working, snapped(working, seen.corners).corners)
    size = np.array([working.shape[1], working.shape[0]], np.float32)
    if not is_page_shaped(found.corners, working.shape[1], working.shape[0]):
        return None
    score = chance(*clues(seen, found.corners, found.edge))
    # Pixel centres: the working frame's pixel 0 stands for several of the large frame's.
    scale = np.array([image_bgr.shape[1], image_bgr.shape[0]]) / size
    return FoundPage(ordered(np.asarray((found.corners + 0.5) * scale - 0.5, np.float32)), score)


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
    return replace(near, presence=whole.presence) if _overlap(near.corners, whole.corners) > SAME_PAGE else whole


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


def _outlined(seen: Seen, first: Any, size: Any, *, level: float = 0.5) -> Sight | None:
    """The page in the maps of a part of the frame, where anything in them has more cover than ``level``."""
    rough = page_outline(seen.cover, level)
    if rough is None:
        return None
    corners = np.asarray(rough / seen.cover.shape[0] * size + first - 0.5, np.float32)
    return Sight(corners, seen, first, size, seen.presence)


def _overlap(first: Quad, second: Quad) -> float:
    common, _ = cv2.intersectConvexConvex(first, second)
    return float(common) / max(cv2.contourArea(first) + cv2.contourArea(second) - float(common), 1.0)


def clues(seen: Sight, corners: Quad, edge: Any) -> tuple[float, float, float]:
    """What the score is made of, each 0…1: presence, agreement of outline and cover, edge along the weakest
    side."""
    cells = seen.maps.cover.shape[0]
    visible = edge[~np.isnan(edge)]
    weakest = float(visible.min()) / CAP if visible.size else 0.0
    shares = np.asarray((corners + 0.5 - seen.first) / seen.size * cells, np.float32)
    return seen.presence, agreement(shares, seen.maps.cover), weakest


def chance(presence: float, agreed: float, weakest: float) -> float:
    """The chance that the outline is right, 0…1, by logistic regression."""
    bias, by_presence, by_agreement, by_edge = _SCORE
    total = bias + by_presence * presence + by_agreement * agreed + by_edge * weakest
    return float(1 / (1 + np.exp(-total)))


def check_image(image_bgr: Any) -> None:
    """Raises ``NotAnImage`` unless this is an (H, W, 3) uint8 array of at least 32 × 32 px."""
    good = isinstance(image_bgr, np.ndarray) and image_bgr.dtype == np.uint8
    if not good or image_bgr.ndim != 3 or image_bgr.shape[2] != 3 or min(image_bgr.shape[:2]) < 32:
        raise NotAnImage("a frame is (H, W, 3) uint8 of at least 32 x 32 px")


def working_frame(image_bgr: Bgr) -> Bgr:
    """The frame with a long side of ``WORKING_PX`` at most. Linear sampling reads four pixels for one, so that
    the twelve megapixels of a photograph are not read whole: 3 ms against 13 for the mean of areas."""
    scale = WORKING_PX / max(image_bgr.shape[:2])
    if scale >= 1:
        return image_bgr
    width, height = (max(1, round(side * scale)) for side in image_bgr.shape[1::-1])
    return np.asarray(cv2.resize(image_bgr, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
