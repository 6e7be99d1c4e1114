"""Has this head depth? Judged by parallax while it turns to the side that was asked for.

Whatever is done to a flat picture (moved, tilted, brought nearer), its points move by one homography. The corners
of the eyes and of the mouth lie close to one plane: they give the homography from the turned face back to the same
person's look into the camera. The tip of the nose, a good third of the eyes' distance before that plane, does not
obey it. How far it lies from where a flat picture would have it, in eye distances, is the parallax. Paper bent
about an upright axis lifts the bridge of the nose as much as its tip, so the tip must leave the bridge behind too.

The mesh has its own idea of a face and sees half a nose even in paper that is worn as a mask. So the depth is
measured a second time, without it, by following the picture's points (``flow``). Measured on the sandbox:

=========================== ============ =============
turned by 12 to 28 degrees  mesh, tip    picture, slide
=========================== ============ =============
living heads                0.14 to 0.55 0.19 to 0.55
a flat print                0.02 to 0.07 0.00 to 0.01
paper worn, bent to a head  0.02 to 0.20 0.03 to 0.11
=========================== ============ =============
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from kiosk.vision.faces.challenge.flow import NeutralFace
from kiosk.vision.faces.mesh import Mesh
from kiosk.vision.picture import Image

PLANE = (33, 133, 362, 263, 61, 291)
"""Corners of both eyes and of the mouth."""
TIP = (1, 4)
BRIDGE = (6, 168)
ENOUGH_PARALLAX = 0.17
"""13 to 16 degrees of turn."""
ENOUGH_RELIEF = 0.06
"""Tip beyond bridge."""
FASTEST_PER_S = 3.0
"""Parallax a second that a neck can do (some 300 degrees a second); more is a picture swapped for another."""

ENOUGH_SLIDE = 0.16
"""Depth seen in the picture itself (``flow.slide``)."""
MEASURED_FROM = 0.75 * ENOUGH_PARALLAX
SLIDES_LEAST, SLIDES_KEPT = 2, 5
SLACK = 0.05
"""Of parallax from frame to frame, for a mesh that trembles."""


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


class TurnWatch:
    """Watches one head turn. ``met`` once the head has turned far enough to the side asked for.

    The mesh says how far. That it is a head, and not paper worn over one, is measured in the picture, in the
    frames where it has turned nearly far enough.
    """

    def __init__(self, turn: Turn, face: NeutralFace) -> None:
        self._turn, self._face = turn, face
        self._slides: list[float] = []
        self.met = False
        self.fraction = 0.0
        """0..1 of the way."""

    def step(self, seen: Parallax, image_bgr: Image, mesh: Mesh) -> None:
        """One more frame (HxWx3 BGR)."""
        tip = seen.towards(self._turn)
        self.fraction = float(np.clip(tip / ENOUGH_PARALLAX, 0.0, 1.0))
        if tip < MEASURED_FROM:
            self._slides = []
            return
        slid = self._face.slide(image_bgr, mesh)
        if slid is not None:
            self._slides = [*self._slides, slid if self._turn is Turn.LEFT else -slid][-SLIDES_KEPT:]
        far = tip >= ENOUGH_PARALLAX and seen.relief(self._turn) >= ENOUGH_RELIEF
        self.met = self.met or (far and self._has_depth())

    def _has_depth(self) -> bool:
        return len(self._slides) >= SLIDES_LEAST and float(np.median(self._slides)) >= ENOUGH_SLIDE


class LeapWatch:
    """Sees a picture swapped for another: the head is turned otherwise, faster than a neck can."""

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None

    def step(self, seen: Parallax, taken_s: float) -> bool:
        """Did it leap since the last frame?"""
        last, self._last = self._last, (seen.tip, taken_s)
        if last is None:
            return False
        passed_s = max(taken_s - last[1], 1e-3)
        return abs(seen.tip - last[0]) > FASTEST_PER_S * passed_s + SLACK


def _left_behind(back: np.ndarray, straight: Mesh, turned: Mesh, part: tuple[int, ...]) -> float:
    """Pixels along the picture's x between where the part is and where a flat picture would have it."""
    chosen = list(part)
    flat = cv2.perspectiveTransform(turned[None, chosen, :2], back)[0].mean(axis=0)
    return float(flat[0] - straight[chosen, 0].mean())
