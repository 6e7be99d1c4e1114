"""Does the paper lie still? Compares what is seen from frame to frame; counts frames, not seconds."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.quads import Quad

MOST_DRIFT = 0.006
"""How far a corner may wander between looks, as a share of the frame's width; noise moves it by 0.001."""
MOST_CHANGE = 9.0
"""Mean grey change of a still desk between looks; a hand that comes or goes changes more."""
LOOKS = 3
"""Looks in a row without movement that make it steady."""

Bgr = np.ndarray[Any, np.dtype[np.uint8]]


class Steadiness:
    """Fed once a look; ``step`` says whether all has lain still for ``LOOKS`` looks in a row."""

    def __init__(self) -> None:
        self._corners: Quad | None = None
        self._tiny: Any | None = None
        self._still = 0

    def step(self, image_bgr: Bgr, corners: Quad | None) -> bool:
        """Takes a frame (H, W, 3) uint8 and its page's corners as shares of the frame, (4, 2) or ``None``."""
        tiny = cv2.cvtColor(image_bgr[::16, ::16], cv2.COLOR_BGR2GRAY)
        tiny = cv2.blur(tiny, (3, 3))
        same = self._same(tiny, corners)
        self._tiny, self._corners = tiny, None if corners is None else corners.copy()
        self._still = self._still + 1 if same else 0
        return self.steady

    @property
    def steady(self) -> bool:
        """What the last step said."""
        return self._still >= LOOKS - 1

    def forget(self) -> None:
        """Starts over; keeps nothing of any picture."""
        self._corners = self._tiny = None
        self._still = 0

    def _same(self, tiny: Any, corners: Quad | None) -> bool:
        if self._tiny is None or self._corners is None or corners is None or self._tiny.shape != tiny.shape:
            return False
        if float(np.abs(corners - self._corners).max()) > MOST_DRIFT:
            return False
        # The busiest sixteenth of the picture: a hand fills a part of it only.
        change = cv2.resize(cv2.absdiff(tiny, self._tiny), (4, 4), interpolation=cv2.INTER_AREA)
        return float(change.max()) < MOST_CHANGE
