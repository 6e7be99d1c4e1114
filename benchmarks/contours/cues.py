"""Where paper may be: several cheap black-and-white views of one small frame, each right where others fail.

Brightness finds white on dark; distance from the rim's colour finds anything on a plain desk; saturation finds
grey paper on coloured wood; edges find white on white; the adaptive view survives a lamp at one side.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

Bgr = np.ndarray[Any, np.dtype[np.uint8]]
Mask = np.ndarray[Any, np.dtype[np.uint8]]
Lab = np.ndarray[Any, np.dtype[np.uint8]]

_CLOSE = np.ones((7, 7), np.uint8)
_OPEN = np.ones((5, 5), np.uint8)
_SUM = np.ones((1, 3), np.float32)
_THICK = np.ones((3, 3), np.uint8)


def masks(small_bgr: Bgr, lab: Lab) -> Iterator[Mask]:
    """Masks (H, W) uint8 0/255 of ``small_bgr`` (H, W, 3) and its CIE L*a*b* view in OpenCV's 8-bit scale."""
    light = np.ascontiguousarray(lab[..., 0])
    level, bright = cv2.threshold(light, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    yield _solid(bright)
    yield _solid(_brightest_class(light, level))
    away = _distance_from_rim(lab)
    yield _solid(_otsu(away))
    saturation = cv2.cvtColor(small_bgr, cv2.COLOR_BGR2HSV)[..., 1]
    yield _solid(cv2.bitwise_not(_otsu(saturation)))
    block = (min(light.shape) // 3) | 1
    yield _solid(
        np.asarray(
            cv2.adaptiveThreshold(light, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, block, -4), np.uint8
        )
    )
    for low, high in ((60, 140), (20, 50)):
        yield _edges(lab, low, high)


def _otsu(view: Any) -> Mask:
    return np.asarray(cv2.threshold(view, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1], np.uint8)


def _brightest_class(light: Mask, level: float) -> Mask:
    """Otsu once more within what the first cut called bright: white paper on a light desk."""
    bright = light[light > level]
    if bright.size < 64:
        return np.zeros_like(light)
    higher = cv2.threshold(bright.reshape(1, -1), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[0]
    return np.asarray((light > higher).astype(np.uint8) * 255, np.uint8)


def _distance_from_rim(lab: Lab) -> Mask:
    """How unlike the desk each pixel is: the distance to the nearest of the four rims' median colours."""
    rim = max(3, lab.shape[1] // 60)
    nearest = np.full(lab.shape[:2], 255, np.uint8)
    for strip in (lab[:rim], lab[-rim:], lab[:, :rim], lab[:, -rim:]):
        middle = np.median(strip.reshape(-1, 3), axis=0)
        apart = cv2.absdiff(lab, np.array([*middle, 0.0]))
        cv2.min(nearest, cv2.transform(apart, _SUM), dst=nearest)
    return nearest


def _edges(lab: Lab, low: int, high: int) -> Mask:
    """Edges of lightness and of both colour axes together, thickened so that a broken outline closes."""
    lines: Any = cv2.Canny(lab[..., 0], low, high)
    for axis in (1, 2):
        lines |= cv2.Canny(lab[..., axis], low // 2, high // 2)
    return np.asarray(cv2.dilate(lines, _THICK), np.uint8)


def _solid(mask: Any) -> Mask:
    """Print filled in, specks and thin bridges removed."""
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _CLOSE)
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, _OPEN), np.uint8)
