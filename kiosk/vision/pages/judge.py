"""Is this picture of a page good enough, and if not, which one thing is wrong with it?

One fault at a time, the one to mend first. The thresholds lie between what sound and spoilt pages measured in
``benchmarks/documents_verdict.py``; the table stands in ``docs/documents.md``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.cut import is_cut
from kiosk.vision.pages.exposure import exposure, glare
from kiosk.vision.pages.find import SURE_SCORE, FoundPage
from kiosk.vision.pages.fingers import has_fingers
from kiosk.vision.pages.flatten import rectify_grey
from kiosk.vision.pages.neighbour import has_neighbour
from kiosk.vision.pages.strokes import strokes

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

JUDGE_PX = 1300
"""Long side of the flat page that is judged: A4 at 110 dpi, what the coarsest document camera gives."""
LEAST_SHARPNESS = 0.22
"""Steepness of the softest strokes. Sound pages 0.25 to 0.33, blurred by sigma 2 px at 110 dpi 0.17 to 0.20."""
LEAST_EVENNESS = 0.82
"""Of two directions at right angles; unsharp pages below it were moved. Out of focus 0.84 to 0.99, moved 0.51 to
0.82 (but for one kind of notes)."""
LEAST_THIN = 0.03
"""Share of thin strokes in the direction with fewest, for a page that has some. Moved by 8 px or more 0.000 to
0.002 where the edges stayed steep, sharp or softened by 1 px 0.06 and more."""
MOST_THIN_SPREAD = 0.36
"""Unsharp pages whose directions differ by more in thin strokes were moved; out of focus by 1.5 px they differ by
at most 0.35, by 2 px 0.25."""
LEAST_INK = 0.0004
"""Share of the page near ink below which it is empty. Empty sheets 0 (show-through included), a lone signature
0.0016."""
LEAST_EXPOSURE = 92.0
"""Grey of the brightest hundredth. In 0.35 of a good light 53 to 85, in 0.65 of it 99 (dark cards) to 154."""
DARK_FRAME = 40.0
"""A frame whose 95th percentile lies below is too dark to look for paper in."""
GLARE_SHARE = 0.003
LEAST_SIDE = 0.13
"""Short side of the page as a share of the frame's: an ID-1 card (54 mm) on an A3 desk (330 mm) has 0.16."""


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
    FINGERS = "fingers"
    """A finger lies over the print."""
    EMPTY = "empty"
    TURNED = "turned"
    """Nobody can say which way is up."""
    WRONG_SIDE = "wrong_side"
    DUPLICATE = "duplicate"


def judge(image_bgr: Bgr, found: FoundPage | None, flat_bgr: Bgr | None = None) -> Verdict:
    """The first fault of a still frame (H, W, 3) uint8, or ``GOOD``; ``flat_bgr`` where the page is flat already.

    ``MOVING`` is for ``steady``; ``WRONG_SIDE``, ``DUPLICATE`` and ``TURNED`` are for ``desk``.
    """
    verdict = _place(image_bgr, found)
    if found is not None and verdict is Verdict.UNSURE and has_fingers(image_bgr, found.corners):
        return Verdict.FINGERS  # A rim that they hide makes the outline unsure: taking them away mends both.
    if found is None or verdict is not Verdict.GOOD:
        return verdict
    if flat_bgr is None:
        verdict = judge_grey(rectify_grey(image_bgr, found.corners, long_px=JUDGE_PX))
    else:
        verdict = judge_flat(flat_bgr)
    if verdict is not Verdict.GOOD:
        return verdict
    if has_fingers(image_bgr, found.corners):
        return Verdict.FINGERS
    return Verdict.TWO_PAGES if has_neighbour(image_bgr, found) else verdict


def _place(image_bgr: Bgr, found: FoundPage | None) -> Verdict:
    """What is wrong with where the page lies; ``GOOD`` when nothing is."""
    if found is None:
        return Verdict.DARK if np.percentile(image_bgr[::8, ::8], 95) < DARK_FRAME else Verdict.NO_PAPER
    height, width = image_bgr.shape[:2]
    if is_cut(image_bgr, found.corners):
        return Verdict.CUT_OFF
    sides = np.linalg.norm(np.roll(found.corners, -1, axis=0) - found.corners, axis=1)
    if min(sides[0] + sides[2], sides[1] + sides[3]) / 2 < LEAST_SIDE * min(height, width):
        return Verdict.TOO_SMALL
    return Verdict.UNSURE if found.score < SURE_SCORE else Verdict.GOOD


def judge_flat(flat_bgr: Bgr) -> Verdict:
    """The first fault of a flat page (h, w, 3) uint8 of any size, as it lay under the lamp."""
    grey: Any = cv2.cvtColor(flat_bgr, cv2.COLOR_BGR2GRAY)
    scale = JUDGE_PX / max(grey.shape)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return judge_grey(grey)


def judge_grey(grey: Any) -> Verdict:
    """The first fault of a flat page (h, w) uint8 at most ``JUDGE_PX`` long."""
    if exposure(grey) < LEAST_EXPOSURE:
        return Verdict.DARK
    if glare(grey) > GLARE_SHARE:
        return Verdict.GLARE
    seen = strokes(grey)
    if seen.share < LEAST_INK:
        return Verdict.EMPTY
    if seen.sharpness < LEAST_SHARPNESS:
        moved = seen.evenness < LEAST_EVENNESS or seen.thin_spread > MOST_THIN_SPREAD
        return Verdict.SMEARED if moved else Verdict.BLURRED
    return Verdict.SMEARED if seen.thinnest < LEAST_THIN else Verdict.GOOD
