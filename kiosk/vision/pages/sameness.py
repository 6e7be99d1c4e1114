"""Is this the page that was taken before? The ink of two pages laid over one another and compared place by place.

The same page under another lamp, shifted or slightly turned, agrees everywhere. Another page of the same form
agrees in its frame and its printed words, and not where the form was filled in; so the places that agree least
decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.find import check_image

Bgr = np.ndarray[Any, np.dtype[np.uint8]]
Ink = np.ndarray[Any, np.dtype[np.uint8]]

INK_PX = 800
"""Long side of the ink map; a line of 3.5 mm print on A4 is then 9 px high."""
LEAST_PAPER = np.uint8(110)
"""Grey of the paper to which ink is related at least: on a dark card noise is not ink."""
ROUGH_PX = 200
"""Long side of the maps that are laid over one another."""
ASPECT_SLACK = 1.12
"""Flat pages whose aspects differ by more are not the same."""
PLACE_PX = 24
"""Side of a place that is compared: two or three characters."""
LEAST_ROUGHLY = 0.3
"""Correlation of the small copies below which two pages have nothing in common."""
REACH_PX = 5
"""How far a place is looked for around where it should be: paper bends, corners are found to a pixel or two."""
LEAST_INK = 12.0
"""Standard deviation of the ink, 8-bit, from which there is something to compare in a place."""
LEAST_ALIKE = 0.9
"""Correlation of the places that agree least, from which two pages are the same. Measured: the same page 0.93 to
0.99, the same form filled in otherwise up to 0.75, cards that differ in a few signs up to 0.88."""
OF_WORST = 0.03
"""The share of places that may disagree: a fold, a shadow's edge, a fingertip."""


@dataclass(frozen=True, repr=False, eq=False)
class Fingerprint:
    """``ink`` (h, w) uint8, 0 for bare paper; a picture of the page still, so personal: it lives in the visit."""

    ink: Ink


def fingerprint(page_bgr: Bgr) -> Fingerprint:
    """Of a flat page (h, w, 3) uint8. Raises ``NotAnImage``."""
    check_image(page_bgr)
    scale = min(1.0, INK_PX / max(page_bgr.shape[:2]))
    small = cv2.resize(page_bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (0, 0), 0.8)
    paper = cv2.dilate(grey, np.ones((25, 25), np.uint8))
    ink = cv2.divide(cv2.subtract(paper, grey), np.maximum(paper, LEAST_PAPER), scale=255.0)
    return Fingerprint(np.asarray(ink, np.uint8))


def is_same(page: Fingerprint, other: Fingerprint) -> bool:
    """Are both shots of the same page, whichever way round it lay?"""
    return alike(page, other) >= LEAST_ALIKE


def alike(page: Fingerprint, other: Fingerprint) -> float:
    """Correlation, -1…1, of the places where the two agree least, in the turn in which they agree best."""
    return max(_alike(page.ink, np.ascontiguousarray(np.rot90(other.ink, quarters))) for quarters in range(4))


def _alike(here: Ink, other: Ink) -> float:
    height, width = here.shape
    aspects = (width / height) / (other.shape[1] / other.shape[0])
    if not 1 / ASPECT_SLACK < aspects < ASPECT_SLACK:
        return -1.0
    there = np.asarray(cv2.resize(other, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    rough_here, rough_there = _rough(here), _rough(there)
    if float(cv2.matchTemplate(rough_here, rough_there, cv2.TM_CCOEFF_NORMED)[0, 0]) < LEAST_ROUGHLY:
        return -1.0
    as_laid = _worst(here, there)
    return (
        as_laid if as_laid >= LEAST_ALIKE else max(as_laid, _worst(here, _moved(there, rough_here, rough_there)))
    )


def _worst(here: Ink, there: Ink) -> float:
    """What the places that agree least agree by; 1 for two pages without ink."""
    found = sorted([*_places(here, there), *_places(there, here)])
    return float(np.mean(found[: max(2, round(OF_WORST * len(found)))])) if found else 1.0


def _rough(ink: Ink) -> Any:
    scale = min(1.0, ROUGH_PX / max(ink.shape))
    return cv2.GaussianBlur(cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), (0, 0), 1.5)


def _moved(there: Ink, rough_here: Any, rough_there: Any) -> Ink:
    """``there`` moved by the affine map that lays the small copies over one another; as it is without one."""
    warp = np.eye(2, 3, dtype=np.float32)
    whole = np.full(rough_there.shape, 255, np.uint8)
    enough = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 40, 1e-4)
    try:
        _, found = cv2.findTransformECC(rough_here, rough_there, warp, cv2.MOTION_AFFINE, enough, whole, 5)
    except cv2.error:
        return there
    move = np.asarray(found, np.float64)
    move[:, 2] *= there.shape[1] / rough_there.shape[1]
    size = (there.shape[1], there.shape[0])
    return np.asarray(cv2.warpAffine(there, move, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP), np.uint8)


def _places(ink: Ink, other: Ink) -> list[float]:
    """For every inked place of ``ink``, how well it is found near the same place of ``other``."""
    found = []
    height, width = ink.shape
    for top in range(REACH_PX, height - PLACE_PX - REACH_PX + 1, PLACE_PX):
        for left in range(REACH_PX, width - PLACE_PX - REACH_PX + 1, PLACE_PX):
            place = ink[top : top + PLACE_PX, left : left + PLACE_PX]
            if float(place.std()) < LEAST_INK:
                continue
            bottom, right = top + PLACE_PX + REACH_PX, left + PLACE_PX + REACH_PX
            around = other[top - REACH_PX : bottom, left - REACH_PX : right]
            found.append(float(cv2.matchTemplate(around, place, cv2.TM_CCOEFF_NORMED).max()))
    return found
