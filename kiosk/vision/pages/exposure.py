"""Light on a flat page: how bright its brightest part is, and how much the lamp's reflection has washed out."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

SATURATED = 250
PATCH_PX, CARD_PATCH_PX = 7, 5
"""At half size: saturated patches narrower than this are highlights on print, not glare. The second on a page
whose long side is below ``CARD_PX``: 5 px are 2.3 mm of a card at 110 dpi."""
CARD_PX = 500
LARGEST = 6
"""So many patches are looked at."""
AROUND_PX = (5, 17)
"""At half size: the ring around a patch in which the paper's own brightness is looked for begins and ends here."""
ABOVE_PAPER, LARGE_ABOVE_PAPER = 15.0, 7.0
"""By so much a reflection is brighter than the paper around it, a large one by less; white paper under a lamp
has small patches up to 11 above their surroundings."""
LARGE = 0.04
"""Share of the page from which a patch is large."""
HALO_PX = 30
"""At half size: a large reflection fades slowly, so its ring reaches so far."""
NEAR_PX, FAR_PX = 2, 6
MOST_SUDDEN = 0.88
"""At half size: how much of its whole fall a large reflection has had 2 px outside, beside 6 px, by the median of
its rim. White card around a picture or white print on a dark one ends at once: measured 0.98 to 1.00, reflections
0.45 to 0.76."""


def exposure(grey: Any) -> float:
    """The 99th percentile of the grey (h, w) uint8: the paper of a pale page, the letters of a dark card."""
    return float(np.percentile(without_rim(grey)[::2, ::2], 99))


def glare(grey: Any) -> float:
    """Share of the page in saturated patches that stand out from the paper around them, 0…1.

    On paper that is itself nearly saturated a reflection cannot be told from paper.
    """
    small = without_rim(grey)[::2, ::2]
    least = _square(CARD_PATCH_PX if max(grey.shape) < CARD_PX else PATCH_PX)
    patches = cv2.morphologyEx((small >= SATURATED).astype(np.uint8), cv2.MORPH_OPEN, least)
    count, pieces, sizes, _ = cv2.connectedComponentsWithStats(patches)
    largest = sorted(range(1, count), key=lambda piece: -int(sizes[piece, cv2.CC_STAT_AREA]))[:LARGEST]
    washed = [int(sizes[piece, cv2.CC_STAT_AREA]) for piece in largest if _stands_out(small, pieces, sizes, piece)]
    return float(sum(washed) / small.size)


def _stands_out(small: Any, pieces: Any, sizes: Any, piece: int) -> bool:
    """Is the paper in a ring around the piece clearly darker than it? Print in the ring does not count. A large
    piece must fade into its ring as well."""
    large = sizes[piece, cv2.CC_STAT_AREA] >= LARGE * small.size
    first, last = AROUND_PX if not large else (AROUND_PX[1], HALO_PX)
    left, top, wide, high, _ = sizes[piece]
    near = (slice(max(0, top - last), top + high + last), slice(max(0, left - last), left + wide + last))
    patch, around = (pieces[near] == piece).astype(np.uint8), small[near]
    ring = cv2.dilate(patch, _square(2 * last + 1)) > cv2.dilate(patch, _square(2 * first + 1))
    above = LARGE_ABOVE_PAPER if large else ABOVE_PAPER
    if not ring.any() or float(np.percentile(around[ring], 75)) > SATURATED - above:
        return False
    return not large or _fades(around, patch)


def _fades(around: Any, patch: Any) -> bool:
    """Does the patch (h, w) uint8 fade into what lies around it, and not end at an edge?"""
    rim = cv2.dilate(patch, _square(3)) > patch
    near, far = (
        SATURATED - cv2.erode(around, _square(2 * reach + 1))[rim].astype(np.float32)
        for reach in (NEAR_PX, FAR_PX)
    )
    falls = far > LARGE_ABOVE_PAPER
    return bool(falls.any()) and float(np.median(near[falls] / far[falls])) <= MOST_SUDDEN


def _square(side: int) -> Any:
    return np.ones((side, side), np.uint8)


def without_rim(grey: Any) -> Any:
    """The page without its outermost 25th, where its own edge and the desk may show."""
    height, width = grey.shape
    return grey[height // 25 : height - height // 25, width // 25 : width - width // 25]
