"""A leaf on a desk under a document camera of 1920 × 1440 px, and one thing wrong with the picture at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np

from benchmarks.page_net import things
from benchmarks.verdict_pages.leaves import Leaf

Image8 = np.ndarray[Any, np.dtype[np.uint8]]
Quad = np.ndarray[Any, np.dtype[np.float32]]
Random = np.random.Generator

WIDTH, HEIGHT = 1920, 1440
PX_MM = WIDTH / 440.0
"""The camera sees 440 mm of the desk: 111 dpi."""
MARGIN = 60
LENS_SIGMA = 0.6
"""A good lens in focus, px."""


@dataclass(frozen=True)
class Spoil:
    """What is wrong. ``blur`` sigma in px; ``motion`` px along ``angle`` degrees; ``light`` 1 is a good exposure;
    ``glare`` radius of the lamp's reflection as a share of the page's diagonal."""

    blur: float = 0.0
    motion: float = 0.0
    angle: float = 0.0
    light: float = 1.0
    glare: float = 0.0


SOUND = Spoil()


@dataclass(frozen=True, eq=False)
class Shot:
    """``image_bgr`` (H, W, 3) uint8 and where the page's corners lie, (4, 2) px."""

    image_bgr: Image8
    corners: Quad


class Scene:
    """One laying of a leaf, from which any number of spoilt pictures are made. Another seed lays it anew.

    ``fingers`` lays some over a rim of the leaf and the print beside it.
    """

    def __init__(
        self,
        leaf: Leaf,
        seed: int,
        *,
        cut: float = 0.0,
        scale: float = 1.0,
        beside: Leaf | None = None,
        fingers: bool = False,
    ):
        random = np.random.default_rng((seed, 5))
        self._frame = desk(random)
        self.corners = _corners(leaf, random, cut, scale, beside is not None)
        if beside is not None:
            aside = self.corners + (np.ptp(self.corners[:, 0]) + 40) * np.array([1.0, 0.0], np.float32)
            _lay(self._frame, beside, _fitted(beside, aside, leaf))
        _lay(self._frame, leaf, self.corners)
        if fingers:
            own = np.random.default_rng((seed, 9))
            things.fingers_over(self._frame, own, self.corners, things.skin(own))
        self._frame *= _lamp(random)
        self._random, self._seed = random, seed

    def whole(self, spoil: Spoil = SOUND) -> Shot:
        """The camera's whole frame, (1440, 1920, 3)."""
        return Shot(self._spoilt(self._frame, self.corners, spoil), self.corners)

    def close(self, spoil: Spoil = SOUND) -> Shot:
        """The frame around the page only: the same pixels, made in less time."""
        left, top = np.maximum(self.corners.min(axis=0) - MARGIN, 0).astype(int)
        right, bottom = np.minimum(self.corners.max(axis=0) + MARGIN, (WIDTH, HEIGHT)).astype(int)
        corners = (self.corners - (left, top)).astype(np.float32)
        return Shot(self._spoilt(self._frame[top:bottom, left:right], corners, spoil), corners)

    def _spoilt(self, clean: Any, corners: Quad, spoil: Spoil) -> Image8:
        return spoilt(clean, corners, spoil, self._seed, lens=LENS_SIGMA)


def spoilt(clean: Any, corners: Quad, spoil: Spoil, seed: int, *, lens: float = 0.0) -> Image8:
    """What a camera makes of ``clean`` (H, W, 3) float32 with a page at ``corners`` (4, 2) px, spoilt: reflection,
    defocus (with a lens of sigma ``lens`` px), movement, noise of the sensor."""
    frame = clean * np.float32(spoil.light)
    if spoil.glare:
        _shine(frame, corners, spoil.glare, np.random.default_rng((seed, 6)))
    unsharp = float(np.hypot(lens, spoil.blur))
    if unsharp:
        frame = cv2.GaussianBlur(frame, (0, 0), unsharp)
    if spoil.motion:
        frame = cv2.filter2D(frame, -1, _smear(spoil.motion, spoil.angle))
    frame += _noise(seed)[: frame.shape[0], : frame.shape[1]]
    return np.clip(frame, 0, 255).astype(np.uint8)


@cache
def _noises(number: int) -> Any:
    return np.random.default_rng((number, 7)).standard_normal((HEIGHT, WIDTH, 3), np.float32)


def _noise(seed: int) -> Any:
    """Sensor noise of 1.2 to 3 levels; a few fields of it are drawn and used again."""
    return _noises(seed % 3) * np.float32(1.2 + 0.6 * (seed % 4))


def desk(random: Random) -> Any:
    """A desk without a paper, (HEIGHT, WIDTH, 3) float32: dark mat, wood, stone."""
    base = np.array(
        [(66, 60, 44), (70, 110, 150), (130, 132, 128), (40, 44, 60)][int(random.integers(4))], np.float32
    )
    cells = [(HEIGHT // 2, WIDTH // 8), (HEIGHT // 3, WIDTH // 30), (HEIGHT // 4, WIDTH // 4)][
        int(random.integers(3))
    ]
    grain = cv2.GaussianBlur(random.normal(0, 26, cells).astype(np.float32), (0, 0), 1.3)
    return np.tile(base, (HEIGHT, WIDTH, 1)) + cv2.resize(grain, (WIDTH, HEIGHT))[..., None]


def _corners(leaf: Leaf, random: Random, cut: float, scale: float, beside: bool) -> Quad:
    half = np.array([leaf.width_mm, leaf.height_mm]) * PX_MM / 2 * scale
    flat = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    room = min(WIDTH / 2 / half[0], HEIGHT / 2 / half[1])
    most = 4.0 if room < 1.2 else 16.0
    turn = np.deg2rad(random.uniform(-most, most))
    laid = flat @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    laid = laid / (1 + laid @ random.uniform(-0.00005, 0.00005, 2))[:, None]
    laid *= min(1.0, 0.96 * HEIGHT / np.ptp(laid[:, 1]), 0.96 * WIDTH / np.ptp(laid[:, 0]))
    spare = np.maximum((np.array([WIDTH, HEIGHT]) - np.ptp(laid, axis=0)) / 2 - 20, 0)
    laid += np.array([WIDTH, HEIGHT]) / 2 - (laid.max(axis=0) + laid.min(axis=0)) / 2
    laid += random.uniform(-0.6, 0.6, 2) * spare
    if beside:
        laid[:, 0] -= laid[:, 0].min() - 30
    if cut:
        laid[:, 0] -= laid[:, 0].min() + cut * np.ptp(laid[:, 0])
    return laid.astype(np.float32)


def _fitted(leaf: Leaf, aside: Quad, first: Leaf) -> Quad:
    """``leaf`` in its own size where ``first`` would lie."""
    share = np.array([leaf.width_mm / first.width_mm, leaf.height_mm / first.height_mm], np.float32)
    return np.asarray(aside[0] + (aside - aside[0]) * share, np.float32)


def _lay(frame: Any, leaf: Leaf, corners: Quad) -> None:
    span = float(np.linalg.norm(corners[1] - corners[0]))
    shrink = span / leaf.image_bgr.shape[1]
    image = cv2.resize(leaf.image_bgr, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    height, width = image.shape[:2]
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    warp = cv2.getPerspectiveTransform(flat, corners)
    shadow = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.fillConvexPoly(shadow, (corners + (6, 8)).astype(np.int32), 1.0)  # noqa: RUF005 - an array moved
    frame *= 1 - 0.35 * cv2.GaussianBlur(shadow, (0, 0), 7)[..., None]
    cover = cv2.warpPerspective(np.ones((height, width), np.float32), warp, (WIDTH, HEIGHT))[..., None]
    frame *= 1 - cover
    frame += cv2.warpPerspective(image.astype(np.float32), warp, (WIDTH, HEIGHT)) * cover


def _lamp(random: Random) -> Any:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    at = random.uniform(0.3, 0.7, 2)
    away = np.hypot((x - at[0] * WIDTH) / WIDTH, (y - at[1] * HEIGHT) / HEIGHT)
    tint = np.array([1.0, 1.0, 1.0]) + random.uniform(-0.05, 0.05, 3)
    return ((random.uniform(0.82, 0.96) - random.uniform(0.1, 0.4) * away * away)[..., None] * tint).astype(
        np.float32
    )


def _shine(frame: Any, corners: Quad, radius: float, random: Random) -> None:
    spot = np.zeros(frame.shape[:2], np.float32)
    share = random.uniform(0.3, 0.7, 2)
    at = corners[0] + (corners[1] - corners[0]) * share[0] + (corners[3] - corners[0]) * share[1]
    reach = float(np.linalg.norm(corners[2] - corners[0])) * radius
    axes = (max(2, round(reach)), max(2, round(reach * random.uniform(0.5, 0.9))))
    cv2.ellipse(spot, np.round(at).astype(int).tolist(), axes, float(random.uniform(0, 180)), 0, 360, 1.0, -1)
    frame += 420.0 * cv2.GaussianBlur(spot, (0, 0), max(1.0, reach / 6))[..., None]


def _smear(length: float, angle: float) -> Any:
    side = int(2 * np.ceil(length / 2) + 3)
    line = np.zeros((side * 4, side * 4), np.float32)
    middle, along = np.full(2, side * 2.0), np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])
    ends = [tuple(int(v) for v in np.round(middle + sign * along * length * 2)) for sign in (-1, 1)]
    cv2.line(line, ends[0], ends[1], 1.0, 4)
    kernel = cv2.resize(line, (side, side), interpolation=cv2.INTER_AREA)
    return kernel / kernel.sum()
