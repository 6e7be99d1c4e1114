"""How this person looks into the camera: what each movement is measured against, and how far a frame is off."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from kiosk.vision.faces.challenge.flow import NeutralFace
from kiosk.vision.faces.challenge.lids import OpenEyes
from kiosk.vision.faces.challenge.turn import Parallax, Turn, parallax
from kiosk.vision.faces.challenge.upright import upright
from kiosk.vision.faces.engine import FaceLook
from kiosk.vision.faces.mesh import Mesh
from kiosk.vision.picture import Image

ONE_OPEN = 0.9
MEDIAN_OF = 3
"""A single frame gone wrong (a blurred one, a mesh that slipped) changes nothing."""


@dataclass(frozen=True)
class Signs:
    """How far a frame is from the baseline."""

    tip: float
    """Parallax of the nose's tip in eye distances, positive to the person's own left."""
    bridge: float
    right_eye: float
    """Openness beside the person's own open eye (``lids``): 1 is as open as usual, below 0.7 is shut."""
    left_eye: float
    width: float
    """Eye distance as a part of the usual one; above 1 is nearer."""
    down_deg: float
    """Head bent down from the usual."""

    @property
    def parallax(self) -> Parallax:
        """As ``turn`` wants it."""
        return Parallax(self.tip, self.bridge)

    @property
    def eyes(self) -> float:
        """Of both together; of the open one as long as the other alone is shut."""
        if max(self.right_eye, self.left_eye) > ONE_OPEN:
            return max(self.right_eye, self.left_eye)
        return (self.right_eye + self.left_eye) / 2

    def towards(self, turn: Turn) -> float:
        """The tip's parallax to a side."""
        return self.parallax.towards(turn)


class Baseline:
    """Taken from good frames of the look into the camera; ``meshes`` and ``looks`` belong to those frames.

    ``image_bgr`` is the frame of the last of them.
    """

    def __init__(self, looks: Sequence[FaceLook], image_bgr: Image) -> None:
        meshes = [look.mesh for look in looks if look.mesh is not None]
        level = [upright(mesh) for mesh in meshes]
        self.eye_px = float(np.median([one.eye_px for one in level]))
        points = np.median([one.points for one in level], axis=0)
        depth = np.median([one.depth for one in level], axis=0)
        self.straight: Mesh = (np.column_stack([points, depth]) * self.eye_px).astype(np.float32)
        self.eyes = OpenEyes(image_bgr, meshes[-1])
        self.pitch_deg = float(np.median([look.pitch_deg for look in looks]))
        self.face = NeutralFace(image_bgr, meshes[-1])
        aligned_bgr = looks[-1].aligned_bgr
        self.aligned_bgr = None if aligned_bgr is None else aligned_bgr.copy()

    def signs(self, image_bgr: Image, mesh: Mesh, pitch_deg: float) -> Signs:
        """Of one frame."""
        seen = parallax(self.straight, mesh)
        right, left = self.eyes.openness(image_bgr, mesh)
        width = upright(mesh).eye_px / self.eye_px
        return Signs(seen.tip, seen.bridge, right, left, width, pitch_deg - self.pitch_deg)

    def settle(self, held: Sequence[Signs]) -> None:
        """Follows slow changes of one who only looks: a little nearer than before."""
        self.eye_px *= float(np.median([signs.width for signs in held]))

    def forget(self) -> None:
        """Overwrites the face."""
        self.straight.fill(0)
        self.eyes.forget()
        self.face.forget()
        if self.aligned_bgr is not None:
            self.aligned_bgr.fill(0)


class Smooth:
    """The median of the last three frames, sign by sign."""

    def __init__(self) -> None:
        self._last: deque[tuple[float, ...]] = deque(maxlen=MEDIAN_OF)

    def add(self, signs: Signs) -> Signs:
        """One more frame; until there are three, the middle of what there is."""
        self._last.append(astuple(signs))
        return Signs(*(float(value) for value in np.median(self._last, axis=0)))
