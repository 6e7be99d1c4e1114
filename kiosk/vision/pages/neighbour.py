"""Does a second page lie beside the one that was found?"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.find import SURE_SCORE, FoundPage, find_page

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

LOOK_PX = 640
"""Long side of the frame in which the second page is looked for."""
RIM_PX = 9
"""The first page is painted over with this much around it, so that its edge and its shadow are gone too."""


def has_neighbour(image_bgr: Bgr, found: FoundPage) -> bool:
    """Looks once more at the frame (H, W, 3) uint8 with the found page painted over in the desk's colour."""
    scale = LOOK_PX / max(image_bgr.shape[:2])
    small = np.asarray(cv2.resize(image_bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    page = np.zeros(small.shape[:2], np.uint8)
    cv2.fillConvexPoly(page, np.round(found.corners * scale).astype(np.int32), 1)
    covered = cv2.dilate(page, np.ones((2 * RIM_PX + 1, 2 * RIM_PX + 1), np.uint8))
    around = cv2.dilate(covered, np.ones((15, 15), np.uint8)) > covered
    if not around.any():
        return False
    small[covered > 0] = np.median(small[around], axis=0)
    second = find_page(small)
    return second is not None and second.score >= SURE_SCORE and not _within(second, covered)


def _within(second: FoundPage, covered: Any) -> bool:
    """Is the second outline only what is left of the first?"""
    outline = np.zeros(covered.shape, np.uint8)
    cv2.fillConvexPoly(outline, np.round(second.corners).astype(np.int32), 1)
    return float((outline & covered).sum()) > 0.3 * float(max(outline.sum(), 1))
