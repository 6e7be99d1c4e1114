"""The page in a frame: a small net sees roughly where, the frame's own edges say exactly where, and where several
outlines are possible a second net says which fits.

The score is honest: it is the chance, measured on composed pictures, that the outline overlaps the true page by
nine tenths or more. A frame in which no outline is likely to be right gives ``None``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from kiosk.errors import NotAnImage
from kiosk.vision.pages.choice import settled
from kiosk.vision.pages.fit import FitNet
from kiosk.vision.pages.net import PageNet
from kiosk.vision.pages.outline import agreement
from kiosk.vision.pages.quads import Quad, is_page_shaped, ordered
from kiosk.vision.pages.sight import Sight, sight

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

WORKING_PX = 1000
"""Long side of the frame in which edges are looked for."""
LEAST_SCORE = 0.3
"""Below this there is no page to speak of."""
SURE_SCORE = 0.8
"""From this on an outline may be trusted without a second look; below, the person should see it first."""
MOST_FIT = 6.0
"""What a fit counts at most, either way."""
_SCORE = (-4.64, 0.66, 5.04, 0.7)
"""Intercept and weights of presence, agreement and fit; fitted by ``benchmarks/page_net/score.py``."""

_net, _fit_net = PageNet(), FitNet()


@dataclass(frozen=True)
class FoundPage:
    """``corners`` (4, 2) float32 px: top left, top right, bottom right, bottom left as seen. ``score`` 0…1."""

    corners: Quad
    score: float


def find_page(image_bgr: Bgr) -> FoundPage | None:
    """The most likely page of ``image_bgr`` (H, W, 3) uint8, or ``None``.

    Raises ``NotAnImage`` for an array of another shape or type, ``ModelMissing`` when the net's weights are not
    there.
    """
    check_image(image_bgr)
    page = likeliest(image_bgr, _net, _fit_net)
    return None if page is None or page.score < LEAST_SCORE else page


def likeliest(image_bgr: Bgr, net: PageNet, fit_net: FitNet) -> FoundPage | None:
    """The best outline however unlikely; ``None`` where the net saw nothing at all."""
    working = working_frame(image_bgr)
    seen = sight(working, net)
    if seen is None:
        return None
    corners, fit = settled(working, seen, fit_net)
    size = np.array([working.shape[1], working.shape[0]], np.float32)
    if not is_page_shaped(corners, working.shape[1], working.shape[0]):
        return None
    score = chance(*clues(seen, corners, fit))
    # Pixel centres: the working frame's pixel 0 stands for several of the large frame's.
    scale = np.array([image_bgr.shape[1], image_bgr.shape[0]]) / size
    return FoundPage(ordered(np.asarray((corners + 0.5) * scale - 0.5, np.float32)), score)


def clues(seen: Sight, corners: Quad, fit: float) -> tuple[float, float, float]:
    """What the score is made of: presence, and agreement of outline and cover, each 0…1; fit, log odds."""
    shares = np.asarray((corners + 0.5 - seen.first) / seen.size * seen.maps.cover.shape[0], np.float32)
    return seen.presence, agreement(shares, seen.maps.cover), float(np.clip(fit, -MOST_FIT, MOST_FIT))


def chance(presence: float, agreed: float, fit: float) -> float:
    """The chance that the outline is right, 0…1, by logistic regression."""
    bias, by_presence, by_agreement, by_fit = _SCORE
    total = bias + by_presence * presence + by_agreement * agreed + by_fit * fit
    return float(1 / (1 + np.exp(-total)))


def check_image(image_bgr: Any) -> None:
    """Raises ``NotAnImage`` unless this is an (H, W, 3) uint8 array of at least 32 × 32 px."""
    good = isinstance(image_bgr, np.ndarray) and image_bgr.dtype == np.uint8
    if not good or image_bgr.ndim != 3 or image_bgr.shape[2] != 3 or min(image_bgr.shape[:2]) < 32:
        raise NotAnImage("a frame is (H, W, 3) uint8 of at least 32 x 32 px")


def working_frame(image_bgr: Bgr) -> Bgr:
    """The frame with a long side of ``WORKING_PX`` at most. Linear sampling reads four pixels for one, so that
    the twelve megapixels of a photograph are not read whole: 3 ms against 13 for the mean of areas."""
    scale = WORKING_PX / max(image_bgr.shape[:2])
    if scale >= 1:
        return image_bgr
    width, height = (max(1, round(side * scale)) for side in image_bgr.shape[1::-1])
    return np.asarray(cv2.resize(image_bgr, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
