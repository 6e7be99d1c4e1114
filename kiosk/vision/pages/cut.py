"""Does a page go on beyond the frame?"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.quads import Quad

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

RIM = 0.012
"""A corner nearer to the frame's rim than this share of its width counts as cut."""
RIM_PAPER = 0.05
"""Share of one rim that may look like this page's paper."""


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
