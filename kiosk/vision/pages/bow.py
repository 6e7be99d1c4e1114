"""The rims of a bent page: two opposite sides that bow alike, as those of a booklet beside its fold do.

Seen from above, a page bent one way is a strip of a cylinder: what rises from the desk moves away from the middle
of the frame, so the two sides across the bend bow in one and the same shape, each by its own amount. Only sides
that do so are believed; a finger, a dog's ear or a ruled line moves one side alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.quads import Quad

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

LOOK_PX = 480
"""Long side of the flat page in which rims are looked for."""
REACH = 0.075
"""How far off its straight side a rim is looked for, as a share of the page's long side."""
COLUMNS = 64
"""Places along a side."""
STEEPEST_PX = 2
"""A rim rises by so much from one place to the next at most."""
CAP = 24.0
"""More grey levels of edge than this count little."""
BEYOND_CAP = 0.1
TURN_COST = 1.5
"""Grey levels that a step up or down must gain."""
LEAST_EDGE = 9.0
"""Mean grey levels of edge along a rim that is seen at all."""
LEAST_BOW_PX = 3.5
"""A bow that is smaller bends no line of print by half its height, and may be the finder's slip."""
LEAST_ALIKE = 0.93
"""Share of both rims' bows that one shape must explain."""
_SMOOTH = 2.0


@dataclass(frozen=True, eq=False)
class Bow:
    """How far two opposite rims lie outside of the outline's sides, as shares of the page's size across them.

    ``first`` is the top (or left) one, ``second`` the bottom (or right) one, each (COLUMNS,) from the left (or
    top) on. ``upright`` is true of top and bottom.
    """

    first: Any
    second: Any
    upright: bool


def bow(image_bgr: Bgr, corners: Quad, size: tuple[float, float]) -> Bow | None:
    """How the page within ``corners`` (4, 2) px, TL TR BR BL, is bent; ``None`` for a flat one, and wherever its
    rims are not clearly seen. ``size`` is its width and height, px."""
    scale = LOOK_PX / max(size)
    width, height = (max(32, round(side * scale)) for side in size)
    rim = round(REACH * LOOK_PX)
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) + np.float32(rim - 0.5)
    warp = cv2.getPerspectiveTransform(np.asarray(corners, np.float32), flat)
    around = (width + 2 * rim, height + 2 * rim)
    look: Any = cv2.warpPerspective(
        image_bgr, warp, around, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    found = [_pair(look, rim, height, upright=True), _pair(look.transpose(1, 0, 2), rim, width, upright=False)]
    seen = [one for one in found if one is not None]
    return max(seen, key=lambda one: _depth(one) * (height if one.upright else width), default=None)


def _depth(one: Bow) -> float:
    return float(max(np.abs(one.first).max(), np.abs(one.second).max()))


def _pair(look: Bgr, rim: int, deep: int, *, upright: bool) -> Bow | None:
    """The upper and the lower side of ``look``, in which the page lies ``rim`` px from each border."""
    rims = [_rim(look[: 2 * rim], rim), _rim(look[::-1][: 2 * rim], rim)]
    if rims[0] is None or rims[1] is None:
        return None
    both, lines = np.stack([rims[0][0], rims[1][0]]), np.stack([rims[0][1], rims[1][1]])
    if np.abs(both).max() < LEAST_BOW_PX:
        return None
    parts, sizes, shapes = np.linalg.svd(both, full_matrices=False)
    if sizes[0] ** 2 < LEAST_ALIKE * float((sizes**2).sum()):
        return None
    first, second = (np.outer(parts[:, 0] * sizes[0], shapes[0]) + lines) / deep
    return Bow(first, second, upright)


def _rim(band: Bgr, rim: int) -> tuple[Any, Any] | None:
    """How far the rim lies above the straight line between its ends, and how far that lies above the middle of
    ``band`` (2·rim, w, 3), each (COLUMNS,) px; ``None`` where there is no clear rim."""
    inner = np.ascontiguousarray(band[:, rim:-rim])
    columns = cv2.resize(cv2.blur(inner, (7, 1)), (COLUMNS, band.shape[0]), interpolation=cv2.INTER_AREA)
    profile = columns.astype(np.float32)
    step = np.zeros(profile.shape[:2], np.float32)
    step[2:-2] = np.abs(profile[4:] - profile[:-4]).mean(axis=2)
    path = _path(np.minimum(step, CAP) + BEYOND_CAP * step)
    if float(np.minimum(step, CAP)[path, np.arange(COLUMNS)].mean()) < LEAST_EDGE:
        return None
    above = rim - 0.5 - _finer(step, path)
    smooth = cv2.GaussianBlur(above[None], (0, 0), _SMOOTH, borderType=cv2.BORDER_REPLICATE)[0]
    ends = np.interp(np.arange(COLUMNS), (1, COLUMNS - 2), (np.median(above[:3]), np.median(above[-3:])))
    return smooth - ends, ends


def _path(step: Any) -> Any:
    """The rows (COLUMNS,) of the way from left to right with the most edge and few turns."""
    rows, columns = step.shape
    best, came = step[:, 0].copy(), np.zeros((rows, columns), np.int64)
    shifts = np.arange(-STEEPEST_PX, STEEPEST_PX + 1)
    for column in range(1, columns):
        padded = np.pad(best, STEEPEST_PX, constant_values=-np.inf)
        before = np.stack([padded[STEEPEST_PX + s : STEEPEST_PX + s + rows] - TURN_COST * abs(s) for s in shifts])
        chosen = before.argmax(axis=0)
        came[:, column] = np.arange(rows) + shifts[chosen]
        best = before.max(axis=0) + step[:, column]
    path = np.empty(columns, np.int64)
    path[-1] = int(best.argmax())
    for column in range(columns - 1, 0, -1):
        path[column - 1] = came[path[column], column]
    return path


def _finer(step: Any, path: Any) -> Any:
    """The path between pixels: the middle of the edge within two rows of it, (COLUMNS,) float32."""
    near = np.clip(path[None] + np.arange(-2, 3)[:, None], 0, step.shape[0] - 1)
    weight = step[near, np.arange(COLUMNS)[None]] + 1e-3
    return ((near * weight).sum(axis=0) / weight.sum(axis=0)).astype(np.float32)


def straightened(width: int, height: int, bent: Bow) -> tuple[Any, Any]:
    """For each pixel of the flat page its place in the four-cornered one, x and y (height, width) float32 px."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    along, across = (width, height) if bent.upright else (height, width)
    share = (np.arange(along, dtype=np.float32) + 0.5) / along * COLUMNS - 0.5
    first, second = (np.interp(share, np.arange(COLUMNS), side) * across for side in (bent.first, bent.second))
    down = ((np.arange(across, dtype=np.float32) + 0.5) / across)[:, None]
    moved = (down * second[None] - (1 - down) * first[None]).astype(np.float32)
    return (x, y + moved) if bent.upright else (x + moved.T, y)
