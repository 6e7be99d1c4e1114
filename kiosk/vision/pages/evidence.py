"""The four sides of a page moved onto the edges that the frame itself shows, near where the net saw them.

Across each side the frame is sampled, and of all straight lines within reach the one is taken that has the most
edge along its whole length. A straight line, because print and clutter have edges too, but seldom on one line from
corner to corner; near the corners counts more, because a curled page is to be cut at its corners.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.quads import Quad, crossing

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

SAMPLES = 48
"""Places looked at along a side."""
REACH_PX = 12
"""How far across a side an edge is looked for, in pixels of the working frame."""
CAP = 24.0
"""More than so many grey levels of edge at one place count as so many: a pen across the rim must not draw the
line."""
PULL = 4.0
"""Grey levels that a line must gain to lie ``REACH_PX`` away from where the net saw it."""
NEAREST_PX = 3
_ALONG = np.linspace(0.03, 0.97, SAMPLES, dtype=np.float32)
_WEIGHT = (0.5 + np.abs(2 * _ALONG - 1)) / np.sum(0.5 + np.abs(2 * _ALONG - 1))
_OFFSETS = np.arange(-REACH_PX - 2, REACH_PX + 3, dtype=np.float32)
_ENDS = np.arange(-REACH_PX, REACH_PX + 1)


def _lines() -> Any:
    """(E·E, SAMPLES) int: the column of ``_OFFSETS`` (without its two rims) that each line crosses at each
    sample."""
    ends = np.stack(np.meshgrid(_ENDS, _ENDS, indexing="ij"), axis=-1).reshape(-1, 2)
    across = ends[:, :1] * (1 - _ALONG) + ends[:, 1:] * _ALONG
    return np.round(across).astype(np.int64) + REACH_PX


_COLUMNS = _lines()
_AWAY = np.stack(np.meshgrid(_ENDS, _ENDS, indexing="ij"), axis=-1).astype(np.float32)
_COST = PULL * np.square(_AWAY / REACH_PX).mean(axis=-1).reshape(-1)


def snapped(working_bgr: Bgr, quad: Quad) -> Quad:
    """``quad`` (4, 2), px of ``working_bgr`` (H, W, 3), with each side on its edge; itself where sides do not
    meet. A side of which less than half lies in the frame stays."""
    ahead = np.roll(quad, -1, axis=0) - quad
    way = ahead / np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-3)
    out = np.stack([way[:, 1], -way[:, 0]], axis=1)
    edges, shown = _edges(working_bgr, quad, ahead, out)
    starts, ways = quad.copy(), ahead.copy()
    for side in np.flatnonzero(shown.mean(axis=1) > 0.5):
        weight = _WEIGHT * shown[side]
        weight /= weight.sum()
        gains = np.minimum(edges[side], CAP)[np.arange(SAMPLES), _COLUMNS] @ weight
        best = int((gains - _COST).argmax())
        first, last = _finest(np.sqrt(edges[side]), weight, best)
        starts[side] = quad[side] + out[side] * first
        ways[side] = ahead[side] + out[side] * (last - first)
    corners = [crossing(starts[side - 1], ways[side - 1], starts[side], ways[side]) for side in range(4)]
    if any(corner is None for corner in corners):
        return quad
    moved = np.array(corners, np.float32)
    return moved if cv2.isContourConvex(moved.reshape(-1, 1, 2)) else quad


def _edges(image: Bgr, quad: Quad, ahead: Any, out: Any) -> tuple[Any, Any]:
    """Edge in grey levels (4, SAMPLES, 2·REACH_PX + 1) across the sides, and which samples lie in the frame."""
    on_side = quad[:, None] + ahead[:, None] * _ALONG[None, :, None]
    at = (on_side[:, :, None] + out[:, None, None] * _OFFSETS[None, None, :, None]).astype(np.float32)
    flat = at.reshape(4 * SAMPLES, _OFFSETS.size, 2)
    colours = cv2.remap(image, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    profile = cv2.blur(colours.astype(np.float32), (3, 1)).reshape(4, SAMPLES, _OFFSETS.size, 3)
    step = np.abs(profile[:, :, 4:] - profile[:, :, :-4]).mean(axis=3)
    height, width = image.shape[:2]
    inside = (on_side > 1) & (on_side < np.array([width - 2, height - 2]))
    return step, inside.all(axis=2).astype(np.float32)


def _finest(edges: Any, weight: Any, best: int) -> tuple[float, float]:
    """Offsets at both ends of the line with the most edge, capped no more, among the nearest of the best one."""
    row, column = divmod(best, _ENDS.size)
    near = (np.abs(_AWAY - np.array([_ENDS[row], _ENDS[column]])).max(axis=-1) <= NEAREST_PX).reshape(-1)
    worth = np.full(near.size, -np.inf, np.float32)
    worth[near] = edges[np.arange(SAMPLES), _COLUMNS[near]] @ weight
    row, column = divmod(int(worth.argmax()), _ENDS.size)
    worth = worth.reshape(_ENDS.size, _ENDS.size)
    return _peak(worth[:, column], row), _peak(worth[row], column)


def _peak(values: Any, place: int) -> float:
    """Where a parabola through the largest value and its neighbours is highest, px."""
    if not 0 < place < len(values) - 1 or not np.isfinite(values[place - 1 : place + 2]).all():
        return float(_ENDS[place])
    before, here, after = (float(v) for v in values[place - 1 : place + 2])
    bend = before + after - 2 * here
    return float(_ENDS[place]) + (0.5 * (before - after) / bend if bend < -1e-6 else 0.0)
