"""The page net: where a page covers the frame, where its edges and corners are, and whether there is one at all.

A small network of our own, trained on composed pictures only (``benchmarks/page_net``; model card in
``docs/documents.md``), run by OpenCV on the processor.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.pinned import PinnedNet

Bgr = np.ndarray[Any, np.dtype[np.uint8]]
Map = np.ndarray[Any, np.dtype[np.float32]]

WEIGHTS = Path(__file__).resolve().parents[3] / "assets" / "page_net.onnx"
SHA256 = "4e90c98ad6a4ceb74a8b089029ffef7ab1f69eefae24bf8d07ce392d3775299f"
SIDE_PX = 192
"""The net's input; a frame of any shape is squeezed into the square."""
CELL_PX = 4
"""A cell of the maps in pixels of the input."""

EXPOSED = 170.0
"""A frame whose 97th percentile lies below is dark and is made lighter."""
MOST_GAIN = 5.0


@dataclass(frozen=True, eq=False)
class Seen:
    """What the net saw: ``cover``, ``edges`` and ``corners``, each (48, 48) float32 0…1 over the whole frame, and
    ``presence`` 0…1."""

    cover: Map
    edges: Map
    corners: Map
    presence: float


class PageNet:
    """The network, loaded at its first look; one look at a time, from any thread."""

    def __init__(self, weights: Path = WEIGHTS, sha256: str = SHA256) -> None:
        self._net = PinnedNet(weights, sha256)

    def look(self, image_bgr: Bgr) -> Seen:
        """Looks at a frame (H, W, 3) uint8. Raises ``ModelMissing`` when the weights are not the pinned ones."""
        square = exposed(squeezed(image_bgr)).transpose(2, 0, 1)[None]
        maps, presence = self._net.run(square, ["maps", "presence"])
        cover, edges, corners = np.asarray(maps, np.float32)[0]
        return Seen(cover, edges, corners, float(np.ravel(presence)[0]))


def exposed(square_bgr: Bgr) -> Map:
    """The square as float32, a dark one made lighter: the net was trained on exposed pictures."""
    bright = float(np.percentile(square_bgr[::2, ::2], 97))
    gain = min(max(EXPOSED / max(bright, 1.0), 1.0), MOST_GAIN)
    return np.asarray(np.minimum(square_bgr.astype(np.float32) * np.float32(gain), 255.0), np.float32)


def squeezed(image_bgr: Bgr) -> Bgr:
    """(192, 192, 3) uint8. Made twice as large first: the mean of four linear samples is near to the mean of a
    whole area of a working frame, and takes a seventh of its time."""
    double = cv2.resize(image_bgr, (2 * SIDE_PX, 2 * SIDE_PX), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.resize(double, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA), np.uint8)
