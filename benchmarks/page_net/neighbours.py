"""Two papers at once: a smaller one close beside a larger, and the larger one painted over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from benchmarks.page_net import things
from benchmarks.page_net.ink import Random
from benchmarks.page_net.laying import Quad, lay
from benchmarks.page_net.papers import Paper
from kiosk.vision.pages.neighbour import LOOK_PX, RIM_PX

PAINTED_RIM = RIM_PX / LOOK_PX
"""As the terminal paints: so much around the page, as a share of the frame's long side."""
LEAST_SHARE = 0.02
"""A second paper covers at least so much of the frame."""


def card_beside(random: Random, frame: Any, first: Quad, papers: Sequence[Paper]) -> Quad | None:
    """Lays a paper smaller than ``first`` close beside it, whole within the frame; its corners, or ``None`` where
    there is no room."""
    height, width = frame.shape[:2]
    for _ in range(24):
        other = papers[int(random.integers(len(papers)))]
        aspect = other.image_rgb.shape[0] / other.image_rgb.shape[1]
        area = cv2.contourArea(first) * float(np.exp(random.uniform(np.log(0.08), np.log(0.75))))
        place = _at(random, first, np.sqrt([area / aspect, area * aspect]))
        inside = place.min() >= 2 and place[:, 0].max() <= width - 2 and place[:, 1].max() <= height - 2
        shared, _ = cv2.intersectConvexConvex(first, place)
        if inside and shared <= 0 and area > LEAST_SHARE * width * height:
            if random.random() < 0.85:
                things.shade(frame, place, random)
            laid = lay(random, other, place, width, height)
            frame[:] = laid.onto(frame)
            return place
    return None


def _at(random: Random, first: Quad, size: Any) -> Quad:
    """A leaning rectangle of about ``size`` (width, height) px outside one of the sides of ``first``."""
    side = int(random.integers(4))
    start, end = first[side], first[(side + 1) % 4]
    along = (end - start) / max(float(np.linalg.norm(end - start)), 1e-3)
    middle = first.mean(axis=0)
    out = np.array([along[1], -along[0]])
    out = out if (start - middle) @ out > 0 else -out
    turn = float(np.arctan2(along[1], along[0])) + random.normal(0, 0.12) + np.pi / 2 * int(random.integers(4))
    flat = things.box(np.zeros(2), size[0], size[1], turn) * (1 + random.normal(0, 0.025, (4, 1)))
    gap = float(np.exp(random.uniform(np.log(0.01), np.log(0.25)))) * float(np.linalg.norm(end - start))
    at = start + (end - start) * random.uniform(0, 1) + out * (gap - float((flat @ out).min()))
    return (flat + at).astype(np.float32)


def painted_over(image_bgr: Any, quad: Quad) -> Any:
    """The picture with the page of ``quad`` and a rim around it in the desk's colour."""
    rim = max(1, round(PAINTED_RIM * max(image_bgr.shape[:2])))
    page = np.zeros(image_bgr.shape[:2], np.uint8)
    cv2.fillConvexPoly(page, np.round(quad).astype(np.int32), 1)
    covered = cv2.dilate(page, np.ones((2 * rim + 1, 2 * rim + 1), np.uint8))
    around = cv2.dilate(covered, np.ones((7, 7), np.uint8)) > covered
    if around.any():
        image_bgr = image_bgr.copy()
        image_bgr[covered > 0] = np.median(image_bgr[around], axis=0)
    return image_bgr
