"""Codes in a live picture: every frame is over in time, and a hard code is read over several of them.

Each frame is read as it is; what is left of the frame's time goes to one treatment, the next of them each frame.
One for which too little is left has the next frame to itself. What a look costs is learnt from those before.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from kiosk.vision.codes.engines import Code, Grey
from kiosk.vision.codes.still import at_most, each_once, grey_of
from kiosk.vision.codes.treatments import AS_IT_IS, TREATMENTS, Look

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

FRAME_MS = 25.0
"""Time of one frame."""
_PLANNED = 0.8
"""Looks are begun that should end within this share of it; the rest is for what they take beyond their habit."""
_LEAST_PX = 360
"""A frame is made no smaller than this, however slow the machine."""
_BELIEVES = 0.9
"""Of the dearest look so far this share is believed after the next one, so that one bad moment is forgotten."""


class CodeWatch:
    """Reads live frames on one thread. Keeps no picture and no text between them."""

    def __init__(self, *, frame_ms: float = FRAME_MS, clock: Callable[[], float] = time.thread_time) -> None:
        """``clock`` counts the thread's own seconds, so that work elsewhere makes no picture smaller."""
        self._frame_ms, self._clock = frame_ms, clock
        self._cost = dict.fromkeys((AS_IT_IS, *TREATMENTS), 0.0)  # ms a million pixels
        self._next, self._alone = 0, False

    def step(self, image_bgr: Bgr) -> list[Code]:
        """The codes of one frame (H, W, 3) uint8. Raises ``NotAnImage`` for an array that is no frame."""
        until_ms = self._clock() * 1000 + self._frame_ms * _PLANNED
        grey = grey_of(image_bgr)
        due = TREATMENTS[self._next % len(TREATMENTS)]
        if self._alone:
            return self._treated(due, grey, until_ms)
        found = self._look(AS_IT_IS, grey, until_ms)
        if found:
            return each_once(found)
        self._alone = not self._fits(due, grey, due.live_px, until_ms)
        return [] if self._alone else self._treated(due, grey, until_ms)

    def _treated(self, due: Look, grey: Grey, until_ms: float) -> list[Code]:
        self._next, self._alone = self._next + 1, False
        return each_once(self._look(due, grey, until_ms))

    def _fits(self, look: Look, grey: Grey, side_px: int, until_ms: float) -> bool:
        return self._clock() * 1000 + self._cost[look] * _millions(grey, side_px) <= until_ms

    def _look(self, look: Look, grey: Grey, until_ms: float) -> list[Code]:
        side = look.live_px
        while side * 0.8 > _LEAST_PX and not self._fits(look, grey, side, until_ms):
            side = round(side * 0.8)
        begun = self._clock()
        found = look.read(at_most(grey, side))
        cost = (self._clock() - begun) * 1000 / _millions(grey, side)
        self._cost[look] = max(cost, self._cost[look] * _BELIEVES)
        return found


def _millions(grey: Grey, side_px: int) -> float:
    """Million pixels of ``grey`` reduced to ``side_px``."""
    scale = min(1.0, side_px / max(grey.shape))
    return float(grey.size * scale * scale / 1e6)
