"""Did this person shut both eyes for a moment and open them again?

Eyes differ: an open eye of one is as narrow as a shut one of another. So each eye is measured against the same
person's own open eye (``lids``). Shut for 0.3 to 3 seconds is what was asked for; a blink that nobody asked for
takes 0.1 to 0.4 s. Something laid over the eyes also changes the skin around them, which a lid that falls does
not; and a head bent down hides its eyes without shutting them.
"""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.vision.picture import Image

SHUT, OPEN = 0.70, 0.80
"""Openness of both eyes."""
SHORTEST_S, LONGEST_S = 0.3, 3.0
FURTHEST_DOWN_DEG = 20.0
MOST_COVERED = 0.13
"""Change of the skin around the eyes, as part of its brightness."""
SLIPS_PX = 3
"""Up and down; 1 to 3 were measured on glasses with a dark rim."""
AROUND_EYES = (
    (slice(28, 40), slice(26, 86)),
    (slice(42, 64), slice(51, 61)),
    (slice(64, 80), slice(26, 42)),
    (slice(64, 80), slice(70, 86)),
)
"""Brow, bridge of the nose and both cheeks on the aligned face of 112x112 (rows, columns)."""


def covered(before_bgr: Image, now_bgr: Image) -> float:
    """How much the skin around the eyes changed, 0 not at all; aligned faces 112x112x3.

    The face is aligned by its eyes, and shutting them moves it up or down by some pixels: beside the dark rim of
    glasses that alone would be a great change, so the pictures are laid on each other as they fit best. One place
    alone counts half.
    """
    before, now = (_evened(aligned_bgr) for aligned_bgr in (before_bgr, now_bgr))
    return min(_changed(before, np.roll(now, slip, axis=0)) for slip in range(-SLIPS_PX, SLIPS_PX + 1))


def _changed(before: np.ndarray, now: np.ndarray) -> float:
    *_, second, most = sorted(float(np.abs(now[part] - before[part]).mean()) for part in AROUND_EYES)
    return max(second, most / 2)


def _evened(aligned_bgr: Image) -> np.ndarray:
    grey = cv2.GaussianBlur(cv2.cvtColor(aligned_bgr, cv2.COLOR_BGR2GRAY).astype(np.float32), (0, 0), 2.5)
    middle = float(np.median([grey[part].mean() for part in AROUND_EYES]))
    return np.asarray(grey / max(middle, 1.0), np.float32)


class BlinkWatch:
    """Watches the eyes. ``met`` after they were shut and opened again; ``shut_s``: how long they are shut now."""

    def __init__(self) -> None:
        self._shut_since: float | None = None
        self._spoilt = False
        self._before_s: float | None = None
        self.met = False
        self.shut_s = 0.0
        self.began_s: float | None = None
        """When the eyes began to be shut the last time."""

    def step(self, eyes: float, down_deg: float, taken_s: float, *, is_covered: bool) -> None:
        """One more frame: openness of the eyes, how far the head is bent down, are they covered."""
        if is_covered or down_deg > FURTHEST_DOWN_DEG:
            self._spoilt = True
        if eyes <= SHUT and self._shut_since is None:
            self._shut_since = self.began_s = taken_s
        if self._shut_since is not None:
            self.shut_s = 0.0 if self._spoilt else taken_s - self._shut_since
        if eyes >= OPEN:
            self._opened(taken_s)

    def _opened(self, taken_s: float) -> None:
        if self._shut_since is not None and not self._spoilt:
            lasted_s = taken_s - self._shut_since
            self.met = self.met or SHORTEST_S <= lasted_s <= LONGEST_S
        self._shut_since, self._spoilt, self.shut_s = None, False, 0.0
