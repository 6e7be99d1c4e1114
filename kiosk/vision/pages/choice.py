"""Of the outlines that one sight allows, the one that fits its page.

Most pages have one. Where the likeliest does not fit well, as where a receipt's corner is lost in its desk, or a
paper lies on others and all of them are covered, the same cover has more: other ways to four corners, or other
levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kiosk.vision.pages.evidence import snapped
from kiosk.vision.pages.fit import FitNet
from kiosk.vision.pages.quads import Quad, iou, is_page_shaped
from kiosk.vision.pages.sight import HALF, Sight, outlines

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

LEVELS = (HALF, 0.97, 0.99)
"""Of cover, at which rivals are looked for."""
FITS = 0.5
"""An outline that fits as well (log odds) has no rivals."""
AHEAD = 1.2
"""By so much must a rival fit better."""
SAME = 0.95
"""Outlines that overlap more (IoU) are no rivals."""


def settled(working_bgr: Bgr, seen: Sight, fit_net: FitNet) -> tuple[Quad, float]:
    """The best outline of ``seen`` on the edges of ``working_bgr`` (H, W, 3), and how it fits (log odds; minus
    infinity where none is shaped like a page)."""
    best = snapped(working_bgr, snapped(working_bgr, seen.corners))
    shaped = is_page_shaped(best, working_bgr.shape[1], working_bgr.shape[0])
    fit = fit_net.fit(working_bgr, best) if shaped else -np.inf
    if fit >= FITS:
        return best, fit
    least, known = fit + AHEAD, [best] if shaped else []
    for rival in [one for one in possible(working_bgr, seen, LEVELS) if _is_new(one, known)]:
        rivals_fit = fit_net.fit(working_bgr, rival)
        if rivals_fit > least:
            best, fit, least = snapped(working_bgr, rival), rivals_fit, rivals_fit
    return best, fit


def possible(working_bgr: Bgr, seen: Sight, levels: Sequence[float]) -> list[Quad]:
    """Page-shaped outlines (4, 2) px at these levels of cover, on the frame's edges, none nearly twice."""
    height, width = working_bgr.shape[:2]
    rough: list[Quad] = []
    found: list[Quad] = []
    for level in levels:
        for one in outlines(seen.maps, seen.first, seen.size, level):
            if not _is_new(one, rough):
                continue
            rough.append(one)
            quad = snapped(working_bgr, one)
            if is_page_shaped(quad, width, height) and _is_new(quad, found):
                found.append(quad)
    return found


def _is_new(quad: Quad, known: list[Quad]) -> bool:
    return all(iou(quad, other) < SAME for other in known)
