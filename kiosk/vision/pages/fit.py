"""How well an outline fits its page: a second small net looks at what is cut out along it, with some surroundings.

The page net says roughly where a page lies; where papers lie on each other, or a desk looks like paper, several
outlines can be read out of its maps. Which one runs along the page's own rim is seen best with the outline drawn
straight. Trained on composed pictures only (``benchmarks/page_net/fit_train.py``; model card in
``docs/documents.md``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.pinned import PinnedNet
from kiosk.vision.pages.quads import Quad

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

WEIGHTS = Path(__file__).resolve().parents[3] / "assets" / "fit_net.onnx"
SHA256 = "d2fba4a9845406c3b8b8cebdbf711745a9c3e5c7f6e605ca4141129d44ed5c65"
SIDE_PX = 96
"""The net's input."""
INNER_PX = 60
"""Side of the square in its middle onto which the outline is drawn."""
FINER = 1.5
"""The frame is made smaller first, to so many pixels for one of the input: a warp alone would skip pixels."""


class FitNet:
    """The network, loaded at its first look; one look at a time, from any thread."""

    def __init__(self, weights: Path = WEIGHTS, sha256: str = SHA256) -> None:
        self._net = PinnedNet(weights, sha256)

    def fit(self, working_bgr: Bgr, quad: Quad) -> float:
        """Log odds that ``quad`` (4, 2), px of ``working_bgr`` (H, W, 3), overlaps a page by nine tenths or more.

        Raises ``ModelMissing`` when the net's weights are not the pinned ones.
        """
        square = cut_along(working_bgr, quad).astype(np.float32).transpose(2, 0, 1)[None]
        return float(self._net.run(square, ["fit"])[0].ravel()[0])


def cut_along(working_bgr: Bgr, quad: Quad) -> Bgr:
    """(96, 96, 4) uint8: the frame with ``quad`` drawn as the inner square, and, in the fourth layer, what of it
    the frame shows (255) or not (0)."""
    rim = (SIDE_PX - INNER_PX) / 2
    first, last = rim - 0.5, SIDE_PX - rim - 0.5
    square = np.array([[first, first], [last, first], [last, last], [first, last]], np.float32)
    onto = cv2.getPerspectiveTransform(np.asarray(quad, np.float32), square)
    side = float(np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1).mean())
    smaller = _smaller(working_bgr, FINER * INNER_PX / max(side, 1.0))
    across, down = (smaller.shape[axis] / working_bgr.shape[axis] for axis in (1, 0))
    # Pixel centres: the smaller frame's pixel 0 stands for several of the larger one's.
    reduced = np.array([[across, 0, across / 2 - 0.5], [0, down, down / 2 - 0.5], [0, 0, 1]])
    onto = onto @ np.linalg.inv(reduced)
    shown = np.full(smaller.shape[:2], 255, np.uint8)
    size = (SIDE_PX, SIDE_PX)
    page = cv2.warpPerspective(smaller, onto, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.dstack([page, cv2.warpPerspective(shown, onto, size)]), np.uint8)


def _smaller(image: Bgr, scale: float) -> Bgr:
    """About ``scale`` times as large, where that is below a half: linear samples for twice the size, then the mean
    of four, which is near to the mean of areas and takes a third of its time."""
    if scale >= 0.5:
        return image
    double = cv2.resize(image, None, fx=2 * scale, fy=2 * scale, interpolation=cv2.INTER_LINEAR)
    half = (max(1, double.shape[1] // 2), max(1, double.shape[0] // 2))
    return np.asarray(cv2.resize(double, half, interpolation=cv2.INTER_AREA), np.uint8)
