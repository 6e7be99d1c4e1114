"""How sure a quadrilateral is a page: what its four sides look like, looked at across each side.

Along each side the colour just inside is compared with the colour just outside. A page's side is a step: inside
and outside differ, all along it, in the same direction. A printed frame or a joint between tiles is a line: both
sides are alike. A hand or a shadow is a step, but not a straight one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.quads import Quad, crossing

SAMPLES = 20
"""Places looked at along a side."""
REACH = 8
"""Pixels of the small frame looked at on each side of an edge."""
GAP = 5
"""Pixels outside an edge that are not asked for the desk's colour: a joint between tiles ends before."""
STRAIGHT = 2.5
"""How far from a straight side, in pixels of the small frame, its steepest point may lie (torn or wavy paper)."""
STEP = 5.0
"""A side's step in 8-bit Lab units from which it counts; sensor noise averaged over the strip stays below 2."""

LIGHT_WEIGHT = 0.7
"""Lightness counts less than colour, as a shadow moves lightness only."""

Lab = np.ndarray[Any, np.dtype[np.float32]]
_OFFSETS = np.arange(-REACH, REACH + 1, dtype=np.float32)
_ALONG = np.linspace(0.06, 0.94, SAMPLES, dtype=np.float32)


@dataclass(frozen=True)
class Sides:
    """What was seen of N quads: ``support`` (N, 4) 0…1 (NaN where the side lies on the frame's rim), ``straight``
    the same for samples whose edge lies on the line, ``step`` (N, 4) Lab units, ``slope`` (N, 4, SAMPLES,
    2·REACH-1) the fall across the edge, per sample and offset."""

    support: Any
    straight: Any
    step: Any
    slope: Any


def look(lab: Lab, quads: Any) -> Sides:
    """Looks across the sides of ``quads`` (N, 4, 2) in ``lab`` (H, W, 3) float32."""
    starts, ends = quads, np.roll(quads, -1, axis=1)
    lengths = np.maximum(np.linalg.norm(ends - starts, axis=2, keepdims=True), 1e-3)
    forward = (ends - starts) / lengths
    outward = np.stack([forward[..., 1], -forward[..., 0]], axis=-1)
    on_side = starts[:, :, None] + (ends - starts)[:, :, None] * _ALONG[None, None, :, None]
    at = (on_side[:, :, :, None] + outward[:, :, None, None] * _OFFSETS[None, None, None, :, None]).astype(
        np.float32
    )
    count = quads.shape[0]
    flat = at.reshape(count * 4 * SAMPLES, _OFFSETS.size, 2)
    colours = _sample(lab, flat).reshape(count, 4, SAMPLES, _OFFSETS.size, 3)
    height, width = lab.shape[:2]
    far = at[:, :, :, -2]
    seen = (far[..., 0] >= 0) & (far[..., 1] >= 0) & (far[..., 0] <= width - 1) & (far[..., 1] <= height - 1)
    inside = colours[:, :, :, : REACH - 2].mean(axis=3)
    outside = colours[:, :, :, REACH + GAP :].mean(axis=3)
    return _measure(colours, inside - outside, seen)


def _sample(image: Lab, at: Any) -> Any:
    """Bilinear samples; OpenCV's remap takes at most 32767 rows, so many are taken in slices."""
    slices = [
        cv2.remap(image, part[..., 0], part[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for part in np.array_split(at, at.shape[0] // 30000 + 1)
    ]
    return np.concatenate(slices)


def _measure(colours: Any, steps: Any, seen: Any) -> Sides:
    weight = seen[..., None].astype(np.float32)
    known = weight.sum(axis=2)
    mean = (steps * weight).sum(axis=2) / np.maximum(known, 1.0)
    size = np.linalg.norm(mean, axis=2)
    direction = mean / np.maximum(size, 1e-3)[..., None]
    along = (steps * direction[:, :, None]).sum(axis=3)
    bright = (colours * direction[:, :, None, None]).sum(axis=4)
    slope = np.where(seen[..., None], bright[..., :-2] - bright[..., 2:], 0.0)
    stepped = (along > STEP) & seen
    straight = stepped & (np.abs(_OFFSETS[1:-1][slope.argmax(axis=3)]) <= STRAIGHT)
    return Sides(_share(stepped, known), _share(straight, known), size, slope)


def _share(samples: Any, known: Any) -> Any:
    """Of a side's visible samples, the share that is true; NaN for a side with less than half of it visible."""
    share = samples.sum(axis=2) / np.maximum(known[..., 0], 1.0)
    return np.where(known[..., 0] < 0.5 * SAMPLES, np.nan, share)


def score(sides: Sides, *, of: Any) -> Any:
    """(N,) float 0…1 by ``of``, the sides' ``support`` or ``straight``.

    Every side must be a step; a side that cannot be seen (cut by the frame) costs a fifth.
    """
    unseen = np.isnan(of)
    seen = np.maximum(4 - unseen.sum(axis=1), 1)
    mean = np.where(unseen, 0.0, of).sum(axis=1) / seen
    worst = np.where(unseen, 1.0, of).min(axis=1)
    contrast = np.where(unseen, 0.0, np.minimum(sides.step / 21.0, 1.0)).sum(axis=1) / seen
    found = (0.55 * mean + 0.45 * worst) * (0.75 + 0.25 * contrast)
    return np.where(unseen.sum(axis=1) > 2, 0.0, found * (1.0 - 0.2 * unseen.sum(axis=1)))


def snapped(quad: Quad, sides: Sides, place: int) -> Quad:
    """``quad`` with every seen side moved onto its edge: the steepest point of each sample, a robust line through
    them, and the corners where the lines meet. The quad itself when two lines do not meet."""
    forward = np.roll(quad, -1, axis=0) - quad
    lines = [_line(quad, forward, sides, place, side) for side in range(4)]
    corners = []
    for side in range(4):
        corner = crossing(*lines[side - 1], *lines[side])
        if corner is None:
            return quad
        corners.append(corner)
    return np.array(corners, np.float32)


def _line(quad: Quad, forward: Any, sides: Sides, place: int, side: int) -> tuple[Any, Any]:
    """A point and a direction of one side's true edge."""
    along = forward[side] / max(float(np.linalg.norm(forward[side])), 1e-3)
    outward = np.array([along[1], -along[0]])
    slope = sides.slope[place, side]
    steepest = slope.argmax(axis=1)
    rows = np.arange(SAMPLES)
    strong = slope[rows, steepest] > 1.2 * STEP
    if np.isnan(sides.support[place, side]) or strong.sum() < SAMPLES // 3:
        return quad[side], forward[side]
    before = slope[rows, np.maximum(steepest - 1, 0)]
    after = slope[rows, np.minimum(steepest + 1, slope.shape[1] - 1)]
    bend = before + after - 2 * slope[rows, steepest]
    finer = np.where(bend < -1e-3, 0.5 * (before - after) / np.where(bend < -1e-3, bend, -1.0), 0.0)
    offset = _OFFSETS[1:-1][steepest] + np.clip(finer, -0.5, 0.5)
    points = quad[side] + forward[side] * _ALONG[:, None] + outward * offset[:, None]
    fitted = cv2.fitLine(points[strong].astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    direction = fitted[:2] * np.sign(float(fitted[:2] @ along) or 1.0)
    return fitted[2:], direction


class Paperness:
    """How much of one frame's quads looks like paper. Made once a frame, asked once a finalist."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._detail = cv2.absdiff(lab[..., 0], cv2.blur(lab[..., 0], (9, 9)))
        self._brightest = max(float(np.percentile(lab[::4, ::4, 0], 98)), 40 * LIGHT_WEIGHT)

    def of(self, quad: Quad) -> float:
        """0.45…1: pale for its surroundings, or printed on. A phone and a cushion are neither."""
        inner = quad.mean(axis=0) + (quad - quad.mean(axis=0)) * 0.86
        area = np.zeros(self._lab.shape[:2], np.uint8)
        cv2.fillConvexPoly(area, np.round(inner).astype(np.int32), 255)
        within = area[::2, ::2] > 0
        inside = self._lab[::2, ::2][within]
        if len(inside) < 16:
            return 0.45
        light, first, second = np.median(inside, axis=0)
        colour = float(np.hypot(first - 128.0, second - 128.0)) * LIGHT_WEIGHT / max(float(light), 1.0)
        pale = np.clip((light / self._brightest - 0.45) / 0.3, 0, 1) * np.clip((0.32 - colour) / 0.12, 0, 1)
        detail = float(np.sqrt(np.mean(np.square(self._detail[::2, ::2][within])))) / LIGHT_WEIGHT
        return 0.45 + 0.55 * float(max(pale, np.clip((detail - 4.0) / 8.0, 0, 1)))
