"""What print and pen left on a page, and how steep its edges are: sharpness that knows no contrast and no content.

At every stroke the steepest fall from paper to ink, per pixel, is set beside the whole fall around it. That share
is the same for black and for faint ink, under a bright and under a dim lamp, on a full and on a nearly empty page;
only blur makes it smaller. Taken in four directions it also tells a picture that moved: along the movement edges
are soft, across it they are steep. Noise and single pixels do not count, as only the clearest tenth is asked.

A thin line drawn out by a movement keeps steep edges: it becomes a pale band. So it is also asked how many edges
belong to a thin stroke, one with paper on both sides; where a movement went, there is none left in its direction.
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
THIN_PX = 4
"""Paper so near on either side of an edge makes a stroke thin: 2 px of pen or print, softened by the lens."""
THIN_EDGE = 0.12
"""Steepness from which a place is an edge and not the ridge of its stroke."""
THIN_FALL = 0.4
"""Share of the fall by which the two sides may differ and still both be paper."""
THIN_SOMEWHERE = 0.15
"""A page has thin strokes when this share of the edges in some direction are theirs."""


@dataclass(frozen=True)
class Strokes:
    """``share`` of the page within a few pixels of ink, 0…1; ``steepness`` (4,) of edges that fall across, down
    and along the two diagonals, as a share of the whole fall per pixel, NaN where there are too few. ``thin`` (4,)
    is the share of such edges that belong to thin strokes, 0…1, NaN likewise."""

    share: float
    steepness: Any
    thin: Any

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

    @property
    def thinnest(self) -> float:
        """Share of thin strokes in the direction that has fewest; 1 for a page that has none in any (a photo)."""
        known = self.thin[np.isfinite(self.thin)]
        return float(known.min()) if known.size and known.max() >= THIN_SOMEWHERE else 1.0

    @property
    def thin_spread(self) -> float:
        """How much the directions differ in thin strokes, 0…1; 0 where unknown."""
        known = self.thin[np.isfinite(self.thin)]
        return float(np.ptp(known)) if known.size else 0.0


def strokes(grey: Any) -> Strokes:
    """Of a flat page (h, w) uint8; the rim (the page's own edge) left out."""
    smooth = cv2.GaussianBlur(without_rim(grey), (0, 0), NOISE_SIGMA)
    around = np.ones((AROUND_PX, AROUND_PX), np.uint8)
    highest = cv2.dilate(smooth, around)
    fall = highest - cv2.erode(smooth, around)
    inked = fall > INK_FALL * highest.astype(np.float32)
    clear = fall > max(LEAST_FALL, OF_CLEAREST * float(np.percentile(fall[::2, ::2], 99)))
    for rim in (clear[:THIN_PX], clear[-THIN_PX:], clear[:, :THIN_PX], clear[:, -THIN_PX:]):
        rim[:] = False
    places = np.flatnonzero(clear)
    steepness, thin = _by_direction(smooth, places, fall.ravel()[places].astype(np.float32))
    return Strokes(float(inked.mean()), steepness, thin)


def _by_direction(smooth: Any, places: Any, fall: Any) -> tuple[Any, Any]:
    """Steepness and share of thin strokes, (4,) each; ``places`` count the pixels row by row."""
    x = cv2.Sobel(smooth, cv2.CV_16S, 1, 0).ravel()[places].astype(np.float32) / 8
    y = cv2.Sobel(smooth, cv2.CV_16S, 0, 1).ravel()[places].astype(np.float32) / 8
    falling, rising = (x + y) * np.float32(0.7071), (x - y) * np.float32(0.7071)
    slant = round(THIN_PX * 0.7071)
    ways = ((0, THIN_PX), (THIN_PX, 0), (slant, slant), (-slant, slant))
    least = max(LEAST_PIXELS, LEAST_PART * fall.size)
    steepness, thin = np.full(4, np.nan), np.full(4, np.nan)
    for place, (along, across) in enumerate(((x, y), (y, x), (falling, rising), (rising, falling))):
        ours = np.flatnonzero(np.abs(along) > 2.0 * np.abs(across))
        if ours.size < least:
            continue
        steep = np.abs(along[ours]) / fall[ours]
        steepness[place] = np.percentile(steep, STEEPEST)
        edges = ours[steep > THIN_EDGE]
        if edges.size >= least:
            thin[place] = _thin_share(smooth, places[edges], fall[edges], ways[place])
    return steepness, thin


def _thin_share(smooth: Any, edges: Any, fall: Any, way: tuple[int, int]) -> float:
    """Share of the ``edges`` whose two sides, ``way`` (rows, columns) away, differ by little."""
    grey, away = smooth.ravel(), way[0] * smooth.shape[1] + way[1]
    return float((cv2.absdiff(grey[edges - away], grey[edges + away]).ravel() < THIN_FALL * fall).mean())
