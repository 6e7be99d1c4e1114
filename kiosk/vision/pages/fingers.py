"""Does a finger lie over the print: skin that comes in over a rim of the page and reaches beyond its margin?

Skin is told by its chroma, which a lamp's brightness and a person's complexion change little. Where the desk
around the page or the page itself has that chroma too (wood, a brown cover), nothing is said.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.quads import Quad

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

LOOK_PX = 480
"""Long side of the frame that is looked at; an ID-1 card on an A3 desk is 93 px long there."""
SKIN = ((50, 138, 85), (255, 178, 126))
"""Least and most of Y, Cr, Cb (ITU-R BT.601): Chai and Ngan's map of 1999 (Cr 133 to 173, Cb 77 to 127), moved a
little away from white paper under warm light."""
MARGIN = 0.06
"""So much of a page's short side from its rim is margin: a finger that only holds it there hides nothing."""
LEAST_AREA = 0.008
"""Share of the page that a finger covers at least: a third of a card's width, 3 cm of A4."""
LEAST_OUTSIDE = 12
"""Pixels of it seen just outside of the page, where it comes from."""
MOST_ELSEWHERE = 0.35
"""Share of the page, or of the desk close around it, that may have the chroma of skin."""


def has_fingers(image_bgr: Bgr, corners: Quad) -> bool:
    """Is print within ``corners`` (4, 2) px of the frame (H, W, 3) uint8 hidden by a finger or a thumb?"""
    scale = LOOK_PX / max(image_bgr.shape[:2])
    small = cv2.medianBlur(cv2.resize(image_bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), 5)
    quad = np.asarray(corners * scale, np.float32)
    page = np.zeros(small.shape[:2], np.uint8)
    cv2.fillConvexPoly(page, np.round(quad * 16).astype(np.int32), 1, cv2.LINE_8, 4)
    skin = cv2.inRange(cv2.cvtColor(small, cv2.COLOR_BGR2YCrCb), *SKIN) > 0
    around = (_grown(page, 15) > 0) & (_grown(page, 3) == 0)
    inside = cv2.distanceTransform(page, cv2.DIST_L2, 3)
    if not around.any() or not (inside > 3).any():
        return False
    if max(skin[around].mean(), skin[inside > 3].mean()) > MOST_ELSEWHERE:
        return False
    count, pieces = cv2.connectedComponents(skin.astype(np.uint8))
    margin = MARGIN * float(np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1).min())
    covered, outside, deep = (
        np.bincount(pieces[where], minlength=count)[1:] for where in (inside > 3, around, inside > margin)
    )
    return bool(((covered > LEAST_AREA * page.sum()) & (outside > LEAST_OUTSIDE) & (deep > 0)).any())


def _grown(page: Any, side: int) -> Any:
    return cv2.dilate(page, np.ones((side, side), np.uint8))
