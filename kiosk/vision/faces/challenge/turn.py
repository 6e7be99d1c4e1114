"""Has this head depth? Judged by parallax while it turns to the side that was asked for.

Whatever is done to a flat picture (moved, tilted, brought nearer), its points move by one homography. The corners
of the eyes and of the mouth lie close to one plane: they give the homography from the turned face back to the same
person's look into the camera. The tip of the nose, a good third of the eyes' distance before that plane, does not
obey it. How far it lies from where a flat picture would have it, in eye distances, is the parallax. Paper bent
about an upright axis lifts the bridge of the nose as much as its tip, so the tip must leave the bridge behind too.

Measured on the sandbox with the mesh: living heads reach 0.27 to 0.32 at 28 degrees, pictures tilted by 38 degrees
stay under 0.05. With YuNet's five points it is 0.11 to 0.19 against 0.10, which is too near.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from kiosk.vision.faces.mesh import Mesh

PLANE = (33, 133, 362, 263, 61, 291)
"""Corners of both eyes and of the mouth."""
TIP = (1, 4)
BRIDGE = (6, 168)
ENOUGH_PARALLAX = 0.17
"""About 16 degrees of turn."""
ENOUGH_RELIEF = 0.06
"""Tip beyond bridge."""
FASTEST_PER_S = 3.0
"""Parallax a second that a neck can do (some 300 degrees a second); more is a picture swapped for another."""


class Turn(StrEnum):
    """The side asked for, the person's own."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class Parallax:
    """How far the nose left the flat picture's place, in eye distances; positive to the person's own left."""

    tip: float
    bridge: float

    def towards(self, turn: Turn) -> float:
        """The tip's parallax to the side asked for."""
        return self.tip if turn is Turn.LEFT else -self.tip

    def relief(self, turn: Turn) -> float:
        """How far the tip left the bridge behind."""
        relief = self.tip - self.bridge
        return relief if turn is Turn.LEFT else -relief


def parallax(straight: Mesh, turned: Mesh) -> Parallax:
    """Of one person's two meshes: the look into the camera and the frame in question.

    A picture so distorted that no homography can be found has no parallax.
    """
    plane = list(PLANE)
    found, _ = cv2.findHomography(turned[plane, :2], straight[plane, :2], 0)
    if found is None or not np.isfinite(found).all():
        return Parallax(0.0, 0.0)
    apart = float(np.linalg.norm(straight[[33, 133], :2].mean(axis=0) - straight[[362, 263], :2].mean(axis=0)))
    tip = _left_behind(found, straight, turned, TIP)
    bridge = _left_behind(found, straight, turned, BRIDGE)
    return Parallax(tip / apart, bridge / apart)


class TurnChallenge:
    """Watches one head turn. ``met`` once the head has turned far enough to the side asked for."""

    def __init__(self, turn: Turn, straight: Mesh) -> None:
        self._turn, self._straight = turn, straight
        self._last: tuple[float, float] | None = None
        self.met = False
        self.leapt = False
        self.fraction = 0.0
        """0..1 of the way."""

    def step(self, mesh: Mesh, taken_s: float) -> None:
        """One more frame. A leap faster than a neck can turn sets ``leapt``, and nothing counts any more."""
        seen = parallax(self._straight, mesh)
        tip = seen.towards(self._turn)
        if self._last is not None and not self.leapt:
            passed_s = max(taken_s - self._last[1], 1e-3)
            self.leapt = abs(tip - self._last[0]) > FASTEST_PER_S * passed_s + 0.05
        self._last = (tip, taken_s)
        self.fraction = float(np.clip(tip / ENOUGH_PARALLAX, 0.0, 1.0))
        if not self.leapt and tip >= ENOUGH_PARALLAX and seen.relief(self._turn) >= ENOUGH_RELIEF:
            self.met = True


def _left_behind(back: np.ndarray, straight: Mesh, turned: Mesh, part: tuple[int, ...]) -> float:
    """Pixels along the picture's x between where the part is and where a flat picture would have it."""
    chosen = list(part)
    flat = cv2.perspectiveTransform(turned[None, chosen, :2], back)[0].mean(axis=0)
    return float(flat[0] - straight[chosen, 0].mean())
