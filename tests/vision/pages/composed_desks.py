"""Desks composed at random for the tests: other tops, other lenses and more clutter than the sandbox's own desk.

Nothing here is shared with the product or with ``kiosk.sandbox.desk`` but the specimen pages, so the finder is not
measured on the very pictures it was built beside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from kiosk.sandbox import specimens

Image = np.ndarray[Any, np.dtype[np.uint8]]
Quad = np.ndarray[Any, np.dtype[np.float32]]
WIDTH, HEIGHT = 1600, 1200


@dataclass(frozen=True)
class Composed:
    image_bgr: Image
    corners: Quad | None


def _top(random: np.random.Generator) -> Any:
    """A desk top: plain, wood, speckled stone or tiles."""
    base = random.uniform(20, 150, 3)
    kind = random.integers(0, 4)
    top = np.tile(base.astype(np.float32), (HEIGHT, WIDTH, 1))
    if kind == 1:
        grain = random.normal(0, 40, (HEIGHT // 3, WIDTH // 24)).astype(np.float32)
        top += cv2.resize(cv2.GaussianBlur(grain, (0, 0), 1.2), (WIDTH, HEIGHT))[..., None]
    elif kind == 2:
        speck = random.normal(0, 60, (HEIGHT // 4, WIDTH // 4)).astype(np.float32)
        top += cv2.resize(cv2.GaussianBlur(speck, (0, 0), 1.0), (WIDTH, HEIGHT))[..., None]
    elif kind == 3:
        step = int(random.integers(260, 420))
        for at in range(int(random.integers(0, step)), WIDTH, step):
            cv2.line(top, (at, 0), (at + 40, HEIGHT), (base * 0.6).tolist(), 6)
        for at in range(int(random.integers(0, step)), HEIGHT, step):
            cv2.line(top, (0, at), (WIDTH, at - 30), (base * 0.6).tolist(), 6)
    return top


def _clutter(frame: Any, random: np.random.Generator) -> None:
    """Pens, cups, phones, folders: things with edges of their own, dark or gaudy (a pale card is a page)."""
    for _ in range(int(random.integers(1, 5))):
        hue, strong, value = random.uniform(0, 180), random.uniform(190, 255), random.uniform(20, 230)
        colour = cv2.cvtColor(np.array([[[hue, strong, value]]], np.uint8), cv2.COLOR_HSV2BGR)[0, 0].tolist()
        x, y = int(random.integers(0, WIDTH)), int(random.integers(0, HEIGHT))
        kind = random.integers(0, 3)
        if kind == 0:
            end = (x + int(random.integers(-300, 300)), y + int(random.integers(-300, 300)))
            cv2.line(frame, (x, y), end, colour, int(random.integers(8, 22)), cv2.LINE_AA)
        elif kind == 1:
            cv2.circle(frame, (x, y), int(random.integers(50, 130)), colour, -1, cv2.LINE_AA)
        else:
            turned = ((float(x), float(y)), (float(random.integers(80, 150)), 240.0), float(random.uniform(0, 90)))
            cv2.fillConvexPoly(frame, cv2.boxPoints(turned).astype(np.int32), colour, cv2.LINE_AA)


def _quad(page: specimens.Specimen, random: np.random.Generator) -> Quad:
    """Corners of a page of its own shape, turned, tilted, whole within the frame."""
    aspect = page.height_mm / page.width_mm
    while True:
        width = random.uniform(0.2, 0.62) * WIDTH
        half = np.array([width / 2, width * aspect / 2])
        flat = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
        turn = np.deg2rad(random.uniform(-32, 32))
        spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        flat = flat @ spin.T
        tilt = 1 + flat @ random.uniform(-0.00018, 0.00018, 2)
        laid = flat / tilt[:, None] + np.array([WIDTH, HEIGHT]) * random.uniform(0.35, 0.65, 2)
        if laid.min() > 15 and laid[:, 0].max() < WIDTH - 15 and laid[:, 1].max() < HEIGHT - 15:
            return laid.astype(np.float32)


def composed(seed: int, *, paper: bool = True) -> Composed:
    """One random desk; the same seed gives the same picture."""
    random = np.random.default_rng(seed)
    frame = _top(random)
    _clutter(frame, random)
    corners = None
    if paper:
        page = specimens.ALL[int(random.integers(0, len(specimens.ALL)))]()
        corners = _quad(page, random)
        shrink = np.linalg.norm(corners[1] - corners[0]) / page.image_bgr.shape[1]
        image = cv2.resize(page.image_bgr, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        h, w = image.shape[:2]
        warp = cv2.getPerspectiveTransform(np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32), corners)
        shadow = np.zeros((HEIGHT, WIDTH), np.float32)
        cv2.fillConvexPoly(shadow, (corners + random.uniform(-12, 12, 2)).astype(np.int32), 1.0)
        frame *= 1 - 0.4 * cv2.GaussianBlur(shadow, (0, 0), 6)[..., None]
        cover = cv2.warpPerspective(np.ones((h, w), np.float32), warp, (WIDTH, HEIGHT))[..., None]
        frame = frame * (1 - cover) + cv2.warpPerspective(image, warp, (WIDTH, HEIGHT)) * cover
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    slope = random.uniform(-0.25, 0.25, 2)
    frame = (
        frame
        * (random.uniform(0.65, 0.98) + slope[0] * (x / WIDTH - 0.5) + slope[1] * (y / HEIGHT - 0.5))[..., None]
    )
    frame = frame + random.normal(0, random.uniform(1, 7), frame.shape)
    return Composed(np.clip(frame, 0, 255).astype(np.uint8), corners)


def overlap(found: Quad, truth: Quad) -> float:
    """Intersection over union of two convex quads."""
    common, _ = cv2.intersectConvexConvex(found.astype(np.float32), truth.astype(np.float32))
    whole = cv2.contourArea(found.astype(np.float32)) + cv2.contourArea(truth.astype(np.float32)) - common
    return float(common / whole) if whole > 0 else 0.0
