"""What print and pen left on a page, and how steep its edges are: sharpness that knows no contrast and no content.

At every stroke the steepest fall from paper to ink, per pixel, is set beside the whole fall around it. That share
is the same for black and for faint ink, under a bright and under a dim lamp, on a full and on a nearly empty page;
only blur makes it smaller. Taken in four directions it also tells a picture that moved: along the movement edges
are soft, across it they are steep. Noise and single pixels do not count, as only the clearest tenth is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.exposure import without_rim

AROUND_PX = 7
"""A stroke and its paper lie within so many pixels at 110 to 150 dpi."""
NOISE_SIGMA = 0.7
"""Smoothing before anything is measured, px; sensor noise of 3 levels is then 1."""
LEAST_FALL = 24
"""Grey levels from paper to ink from which a stroke is looked at for sharpness."""
OF_CLEAREST = 0.35
"""A stroke counts when it falls by this share of the page's clearest ones: no grain, no show-through."""
INK_FALL = 0.13
"""Share of the paper's brightness by which ink is darker; what shines through from the back stays below 0.08."""
LEAST_PIXELS = 300
LEAST_PART = 0.03
"""A direction's steepness is known from so many pixels, and from this part of all: the ends of a few lines are not
its strokes."""
STEEPEST = 90
"""Percentile of the steepness that stands for a direction."""


@dataclass(frozen=True)
class Strokes:
    """``share`` of the page within a few pixels of ink, 0…1; ``steepness`` (4,) of edges that fall across, down
    and along the two diagonals, as a share of the whole fall per pixel, NaN where there are too few."""

    share: float
    steepness: Any

    @property
    def sharpness(self) -> float:
        """Steepness in the softest direction; NaN for a page without strokes."""
        known = self.steepness[np.isfinite(self.steepness)]
        return float(known.min()) if known.size else float("nan")

    @property
    def evenness(self) -> float:
        """How alike two directions at right angles are, 0…1; low where the picture moved. 1 where unknown."""
        across, down, falling, rising = self.steepness
        ratios = [one / other for one, other in ((across, down), (falling, rising)) if np.isfinite(one + other)]
        return min([1.0, *(float(min(ratio, 1 / ratio)) for ratio in ratios)])


def strokes(grey: Any) -> Strokes:
    """Of a flat page (h, w) uint8; the rim (the page's own edge) left out."""
    smooth = cv2.GaussianBlur(without_rim(grey), (0, 0), NOISE_SIGMA)
    around = np.ones((AROUND_PX, AROUND_PX), np.uint8)
    highest = cv2.dilate(smooth, around)
    fall = highest - cv2.erode(smooth, around)
    inked = fall > INK_FALL * highest.astype(np.float32)
    clear = fall > max(LEAST_FALL, OF_CLEAREST * float(np.percentile(fall[::2, ::2], 99)))
    rows, columns = np.nonzero(clear)
    x = cv2.Sobel(smooth, cv2.CV_16S, 1, 0)[rows, columns].astype(np.float32) / 8
    y = cv2.Sobel(smooth, cv2.CV_16S, 0, 1)[rows, columns].astype(np.float32) / 8
    return Strokes(float(inked.mean()), _steepness(x, y, fall[rows, columns].astype(np.float32)))


def _steepness(x: Any, y: Any, fall: Any) -> Any:
    falling, rising = (x + y) * np.float32(0.7071), (x - y) * np.float32(0.7071)
    found = []
    least = max(LEAST_PIXELS, LEAST_PART * x.size)
    for along, across in ((x, y), (y, x), (falling, rising), (rising, falling)):
        steep = np.abs(along)
        ours = steep > 2.0 * np.abs(across)
        few = int(ours.sum()) < least
        found.append(np.nan if few else float(np.percentile(steep[ours] / fall[ours], STEEPEST)))
    return np.array(found)
