"""Is this picture of a page good enough, and if not, which one thing is wrong with it?

One fault at a time, the one to mend first. Thresholds are measured on pages laid on composed desks
(``tests/vision/pages``) with the cues that held on real photos: sharpness is the Laplacian's variance over the
grey variance (darkness alone must not read as blur), exposure is the 80th percentile (the paper, not its print),
glare is what stays of the saturated area after an opening (print-sized highlights do not count).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.find import FoundPage
from kiosk.vision.pages.flatten import rectify
from kiosk.vision.pages.quads import Quad

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

JUDGE_PX = 900
"""Long side of the flat page that is judged; sharpness is only comparable at one size."""
LEAST_SHARPNESS = 0.045
"""Measured on 24 composed desks: sharp pages 0.085 to 0.46 (median 0.30), blurred by sigma 2 px 0.005 to 0.048."""
NOISE_SIGMA = 0.8
"""Smoothing before the Laplacian, px: without it sensor noise reads as sharpness."""
PLAIN_VARIANCE = 40.0
"""Grey variance below which a page has nothing on it that could be blurred."""
LEAST_EXPOSURE = 105.0
DARK_FRAME = 40.0
"""A frame whose 95th percentile lies below is too dark to look for paper in."""
SATURATED = 250
GLARE_SHARE = 0.004
WHITE_PAPER = 246.0
"""Where bare paper itself is this bright, glare cannot be told from paper."""
LEAST_SIDE = 0.13
"""Short side of the page as a share of the frame's: an ID-1 card (54 mm) on an A3 desk (330 mm) has 0.16."""
RIM = 0.012
"""A corner nearer to the frame's rim than this share of its width counts as cut."""
RIM_PAPER = 0.05
"""Share of one rim that may look like this page's paper."""


class Verdict(StrEnum):
    """What to tell the person about the page; one at a time."""

    GOOD = "good"
    NO_PAPER = "no_paper"
    UNSURE = "unsure"
    """Something lies there that may be a page."""
    TWO_PAGES = "two_pages"
    CUT_OFF = "cut_off"
    TOO_SMALL = "too_small"
    MOVING = "moving"
    DARK = "dark"
    GLARE = "glare"
    BLURRED = "blurred"
    SMEARED = "smeared"
    """Blurred along one direction: it was moved while the picture was taken."""
    EMPTY = "empty"
    TURNED = "turned"
    """Nobody can say which way is up."""
    WRONG_SIDE = "wrong_side"
    DUPLICATE = "duplicate"


def judge(image_bgr: Bgr, found: FoundPage | None) -> Verdict:
    """The first fault of a still frame (H, W, 3) uint8, or ``GOOD``.

    ``MOVING`` is for ``steady``; ``WRONG_SIDE``, ``DUPLICATE`` and ``TURNED`` are for ``desk``.
    """
    if found is None:
        return Verdict.DARK if np.percentile(image_bgr[::8, ::8], 95) < DARK_FRAME else Verdict.NO_PAPER
    height, width = image_bgr.shape[:2]
    if is_cut(image_bgr, found.corners):
        return Verdict.CUT_OFF
    sides = np.linalg.norm(np.roll(found.corners, -1, axis=0) - found.corners, axis=1)
    if min(sides[0] + sides[2], sides[1] + sides[3]) / 2 < LEAST_SIDE * min(height, width):
        return Verdict.TOO_SMALL
    return judge_flat(rectify(image_bgr, found.corners, long_px=JUDGE_PX))


def judge_flat(flat_bgr: Bgr) -> Verdict:
    """The first fault of a flat page (h, w, 3) uint8 of any size, as it lay under the lamp."""
    scale = min(1.0, JUDGE_PX / max(flat_bgr.shape[:2]))
    small = cv2.resize(flat_bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return judge_grey(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))


def judge_grey(grey: Any) -> Verdict:
    """``DARK``, ``GLARE``, ``EMPTY``, ``BLURRED`` or ``GOOD`` for a flat page (h, w) uint8 about ``JUDGE_PX``."""
    if exposure(grey) < LEAST_EXPOSURE:
        return Verdict.DARK
    if glare(grey) > GLARE_SHARE:
        return Verdict.GLARE
    if float(_inner(grey).var()) <= PLAIN_VARIANCE:
        return Verdict.EMPTY
    if sharpness(grey) < LEAST_SHARPNESS:
        return Verdict.BLURRED
    return Verdict.GOOD


def sharpness(grey: Any) -> float:
    """Variance of the Laplacian over the variance of the grey; the rim (the page's own edge) left out."""
    smooth = cv2.GaussianBlur(_inner(grey).astype(np.float32), (0, 0), NOISE_SIGMA)
    return float(cv2.Laplacian(smooth, cv2.CV_32F).var()) / max(float(smooth.var()), 1.0)


def exposure(grey: Any) -> float:
    """The 80th percentile of the grey: how bright the paper is, 0…255."""
    return float(np.percentile(_inner(grey), 80))


def glare(grey: Any) -> float:
    """Share of the page in saturated patches wider than 15 px; 0 where the bare paper itself is that bright."""
    inner = _inner(grey)
    if float(np.percentile(inner, 60)) >= WHITE_PAPER:
        return 0.0
    patches = cv2.morphologyEx((inner >= SATURATED).astype(np.uint8), cv2.MORPH_OPEN, np.ones((15, 15), np.uint8))
    return float(patches.mean())


def is_cut(image_bgr: Bgr, corners: Quad) -> bool:
    """Does the page go on beyond the frame: a corner at or over the rim, or its paper along the rim?"""
    height, width = image_bgr.shape[:2]
    rim = RIM * width
    if corners.min() < rim or corners[:, 0].max() > width - rim or corners[:, 1].max() > height - rim:
        return True
    return _paper_at_rim(image_bgr, corners)


def _paper_at_rim(image_bgr: Bgr, corners: Quad) -> bool:
    """Is the page's own paper, in one piece with it, seen along one rim?"""
    scale = 240 / image_bgr.shape[1]
    tiny = cv2.resize(image_bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(tiny, cv2.COLOR_BGR2LAB)
    inside = np.zeros(tiny.shape[:2], np.uint8)
    cv2.fillConvexPoly(inside, np.round(corners * scale).astype(np.int32), 1)
    around = cv2.dilate(inside, np.ones((13, 13), np.uint8)) - cv2.dilate(inside, np.ones((5, 5), np.uint8))
    if not around.any() or not inside.any():
        return False
    paper, desk = np.median(lab[inside > 0], axis=0), np.median(lab[around > 0], axis=0)
    reach = 0.35 * float(np.abs(paper - desk).sum())
    alike = (cv2.transform(cv2.absdiff(lab, np.array([*paper, 0.0])), np.ones((1, 3), np.float32)) < reach) | (
        inside > 0
    )
    _, pieces = cv2.connectedComponents(alike.astype(np.uint8))
    ours = pieces == np.bincount(pieces[inside > 0]).argmax()
    rims = (ours[0], ours[-1], ours[:, 0], ours[:, -1])
    return any(float(rim.mean()) > RIM_PAPER for rim in rims)


def _inner(grey: Any) -> Any:
    height, width = grey.shape
    return grey[height // 25 : height - height // 25, width // 25 : width - width // 25]
