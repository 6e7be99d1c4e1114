"""From the net's maps to four corners: the largest patch of cover, the four lines along its rim, where they meet.

Coordinates here are cells of the maps; a page's corner may lie outside of them when the frame cuts the page.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.net import Map
from kiosk.vision.pages.quads import Quad, crossing, of_outline, ordered

FINER = 4
"""Pixels an axis that a cell is drawn with where the rim is looked for."""
LEAST_CELLS = 0.008
"""Share of the frame that a patch of cover needs to be looked at."""
ALONG = np.linspace(0.05, 0.95, 25, dtype=np.float32)
REACH = np.arange(-3.0, 3.01, 0.25, dtype=np.float32)
"""How far across a side its rim is looked for, in cells."""
RIM = 0.75
"""Nearer than this to the frame's rim, in cells, what is seen is the frame's rim, not the page's."""


def page_outlines(cover: Map, level: float = 0.5) -> list[Quad]:
    """Corners (4, 2) float32, in cells, that the largest patch of ``cover`` (G, G) 0…1 above ``level`` may have:
    what its outline is like in several ways, the one that explains the cover best first."""
    finer = np.asarray(cv2.resize(cover, None, fx=FINER, fy=FINER, interpolation=cv2.INTER_LINEAR), np.float32)
    outlines, _ = cv2.findContours((finer > level).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return []
    largest = max(outlines, key=cv2.contourArea)
    if cv2.contourArea(largest) < LEAST_CELLS * finer.size:
        return []
    rough = [np.asarray((quad + 0.5) / FINER, np.float32) for quad in of_outline(cv2.convexHull(largest))]
    fitted = [_onto_rim(ordered(one), cover) for one in rough]
    fitted.sort(key=lambda quad: agreement(quad, cover), reverse=True)
    return [_onto_rim(fitted[0], cover), *fitted[1:]]


def agreement(quad: Quad, cover: Map) -> float:
    """How well a quad explains the cover: intersection over union, 0…1, of the two within the frame."""
    if not np.isfinite(quad).all() or np.abs(quad).max() > 8 * cover.shape[0]:
        return 0.0
    drawn = np.zeros((cover.shape[0] * FINER, cover.shape[1] * FINER), np.uint8)
    cv2.fillConvexPoly(drawn, np.round((quad * FINER - 0.5) * 16).astype(np.int32), 1, cv2.LINE_8, 4)
    cells = cv2.resize(drawn.astype(np.float32), cover.shape[::-1], interpolation=cv2.INTER_AREA)
    union = float(np.maximum(cells, cover).sum())
    return float(np.minimum(cells, cover).sum()) / union if union > 0 else 0.0


def _onto_rim(quad: Quad, cover: Map) -> Quad:
    """The quad with every side moved to where the cover falls through a half; itself when two sides do not
    meet."""
    ahead = np.roll(quad, -1, axis=0) - quad
    long = np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-3)
    way = ahead / long
    out = np.stack([way[:, 1], -way[:, 0]], axis=1)
    on_side = quad[:, None] + ahead[:, None] * ALONG[None, :, None]
    at = (on_side[:, :, None] + out[:, None, None] * REACH[None, None, :, None]).astype(np.float32)
    flat = at.reshape(4 * ALONG.size, REACH.size, 2) - 0.5
    values = cv2.remap(cover, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    on_rim, seen = _rim(at, values.reshape(4, ALONG.size, REACH.size), cover.shape[0])
    lines = [_line(quad[side], way[side], on_rim[side][seen[side]]) for side in range(4)]
    corners = [crossing(*lines[side - 1], *lines[side]) for side in range(4)]
    if any(corner is None for corner in corners):
        return quad
    moved = np.array(corners, np.float32)
    return moved if cv2.isContourConvex(moved.reshape(-1, 1, 2)) else quad


def _rim(at: Any, values: Any, cells: int) -> tuple[Any, Any]:
    """Of places ``at`` (4, n, m, 2) across the sides and the cover there (4, n, m): where it falls through a half
    last, (4, n, 2), and whether it does so within the frame, (4, n)."""
    falls = (values[..., :-1] >= 0.5) & (values[..., 1:] < 0.5)
    last = falls.shape[-1] - 1 - falls[..., ::-1].argmax(axis=-1)
    side, place = np.ogrid[: values.shape[0], : values.shape[1]]
    before, after = values[side, place, last], values[side, place, last + 1]
    share = ((before - 0.5) / np.maximum(before - after, 1e-3))[..., None]
    points = at[side, place, last] * (1 - share) + at[side, place, last + 1] * share
    inside = ((points > RIM) & (points < cells - RIM)).all(axis=-1)
    return points, falls.any(axis=-1) & inside


def _line(start: Any, way: Any, points: Any) -> tuple[Any, Any]:
    """A point and a direction of one side: a robust line through ``points`` (n, 2), or what it was where these are
    too few."""
    if len(points) < 5:
        return start, way
    fitted = cv2.fitLine(points.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    return fitted[2:], fitted[:2] * np.sign(float(fitted[:2] @ way) or 1.0)
