"""Is this the page that was taken before? The ink of two pages laid over one another and compared place by place.

The same page under another lamp, shifted or slightly turned, leaves nothing over. Another page of the same form
agrees in its frame and its printed words, and differs where the form was filled in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.find import check_image

Bgr = np.ndarray[Any, np.dtype[np.uint8]]
Ink = np.ndarray[Any, np.dtype[np.uint8]]

INK_PX = 320
"""Long side of the ink map; a line of 4 mm print on A4 is then 4 px high."""
ASPECT_SLACK = 1.12
"""Flat pages whose aspects differ by more are not the same."""
BLOCK_PX = 16
MOST_LEFT_OVER = 34.0
"""Ink left over in the worst blocks, 8-bit, up to which two pages are the same."""


@dataclass(frozen=True, repr=False, eq=False)
class Fingerprint:
    """``ink`` (h, w) uint8, 0 for bare paper; a picture of the page still, so personal: it lives in the visit."""

    ink: Ink


def fingerprint(page_bgr: Bgr) -> Fingerprint:
    """Of a flat page (h, w, 3) uint8. Raises ``NotAnImage``."""
    check_image(page_bgr)
    grey = cv2.cvtColor(page_bgr, cv2.COLOR_BGR2GRAY)
    scale = INK_PX / max(grey.shape)
    size = (max(8, round(grey.shape[1] * scale)), max(8, round(grey.shape[0] * scale)))
    small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), (0, 0), 6)
    ink = 255.0 * (1.0 - small.astype(np.float32) / np.maximum(paper.astype(np.float32), 1.0))
    return Fingerprint(np.asarray(np.clip(ink, 0, 255), np.uint8))


def is_same(page: Fingerprint, other: Fingerprint) -> bool:
    """Are both shots of the same page?"""
    return left_over(page, other) <= MOST_LEFT_OVER


def left_over(page: Fingerprint, other: Fingerprint) -> float:
    """Ink of one that the other has not, in the places where they differ most: 0…255."""
    height, width = page.ink.shape
    aspects = (width / height) / (other.ink.shape[1] / other.ink.shape[0])
    if not 1 / ASPECT_SLACK < aspects < ASPECT_SLACK:
        return 255.0
    here = _soft(page.ink)
    there = _soft(np.asarray(cv2.resize(other.ink, (width, height), interpolation=cv2.INTER_AREA), np.uint8))
    laid = _laid_over(here, there)
    more, less = _beyond(here, laid), _beyond(laid, here)
    blocks = cv2.resize(
        np.maximum(more, less),
        (max(1, width // BLOCK_PX), max(1, height // BLOCK_PX)),
        interpolation=cv2.INTER_AREA,
    )
    return float(np.percentile(blocks, 98))


def _soft(ink: Ink) -> Any:
    """Blurred a little and brought to one strength, so that a sharper or darker shot is no other page."""
    soft = cv2.GaussianBlur(ink.astype(np.float32), (0, 0), 1.0)
    strength = float(np.percentile(soft, 99))
    return np.minimum(soft * (160.0 / max(strength, 24.0)), 255.0)


def _laid_over(here: Any, there: Any) -> Any:
    """``there`` moved onto ``here`` by an affine map; as it is where no map can be found."""
    warp = np.eye(2, 3, dtype=np.float32)
    whole = np.full(there.shape, 255, np.uint8)
    enough = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 40, 1e-4)
    try:
        _, found = cv2.findTransformECC(here, there, warp, cv2.MOTION_AFFINE, enough, whole, 5)
    except cv2.error:
        return there
    size = (here.shape[1], here.shape[0])
    return cv2.warpAffine(there, np.asarray(found), size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)


def _beyond(ink: Any, other: Any) -> Any:
    """What ``ink`` has that ``other`` has nowhere within a pixel."""
    return np.maximum(ink - cv2.dilate(other, np.ones((3, 3), np.uint8)), 0.0)
