"""What near-infrared light shows of a face: place, pose, the lamp's fall-off, the glints in its eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.faces.challenge.turn import parallax
from kiosk.vision.faces.engine import FaceLook
from kiosk.vision.faces.mesh import EYES, OVAL, Mesh
from kiosk.vision.faces.second_sight import Calibration, Seen
from kiosk.vision.picture import Image


class Eyes(Protocol):
    """Finds a face and lays the mesh on it; ``FaceEngine`` is one."""

    def look(self, image_bgr: Image) -> FaceLook:
        """What a frame shows."""


@dataclass(frozen=True)
class InfraredLimits:
    """Grey levels 0..255 of the second eye's picture; lengths in parts of the face's width."""

    darkest: float = 45.0
    brightest: float = 245.0
    least_contrast: float = 8.0
    """Standard deviation inside the face; a pane of one grey has 2 or 3 from the sensor."""
    rim_over_middle: float = 0.88
    """A lamp beside the lens lights the rim of a head less than its middle; of a sheet, all the same."""
    least_glint: float = 35.0
    """How far the brightest spot of an eye is above the face's own brightness."""
    off_place: float = 0.45
    size: tuple[float, float] = (0.6, 1.6)
    off_pose: float = 0.14
    """Parallax in eye distances between both frames; two eyes 4 cm apart before a face at 50 cm see 0.05."""


class InfraredJudge:
    """Judges near-infrared frames."""

    def __init__(self, eyes: Eyes, calibration: Calibration, limits: InfraredLimits | None = None) -> None:
        self._eyes, self._calibration, self._limits = eyes, calibration, limits or InfraredLimits()

    def __call__(self, mesh: Mesh, shape: tuple[int, int], beside: NDArray[Any]) -> Seen:
        """Raises ``NotAnImage`` for a frame that is no HxWx3 picture."""
        look = self._eyes.look(beside)
        wanted = self._calibration.carried(mesh, shape, (beside.shape[0], beside.shape[1]))
        if look.mesh is None or not self._in_place(look.mesh, wanted):
            return Seen.MISSING
        shift = parallax(wanted, look.mesh)
        if abs(shift.tip) > self._limits.off_pose:
            return Seen.ELSEWHERE
        return self._lit(lighting(np.ascontiguousarray(beside[:, :, 1]), look.mesh))

    def _in_place(self, found: Mesh, wanted: Mesh) -> bool:
        width = float(np.ptp(wanted[list(OVAL), 0]))
        off = np.linalg.norm(found[list(OVAL), :2].mean(axis=0) - wanted[list(OVAL), :2].mean(axis=0))
        size = float(np.ptp(found[list(OVAL), 0])) / max(width, 1.0)
        smallest, largest = self._limits.size
        return bool(off < self._limits.off_place * width and smallest < size < largest)

    def _lit(self, light: Lighting) -> Seen:
        limits = self._limits
        if light.middle < limits.darkest:
            return Seen.MISSING
        if light.middle > limits.brightest:
            return Seen.UNCLEAR
        falls = light.rim <= limits.rim_over_middle * light.middle
        if light.contrast < limits.least_contrast:
            return Seen.FLAT
        if falls and light.glint >= limits.least_glint:
            return Seen.FACE
        # Shut eyes and glasses hide the glint, a beard darkens the rim: one of both alone says nothing.
        return Seen.UNCLEAR if falls or light.glint >= limits.least_glint else Seen.FLAT


@dataclass(frozen=True)
class Lighting:
    """Of a face in a near-infrared picture, in grey levels. ``glint``: the eyes' brightest above the middle."""

    middle: float
    rim: float
    contrast: float
    glint: float


def lighting(grey: NDArray[np.uint8], mesh: Mesh) -> Lighting:
    """How the lamp beside the lens lights a face; ``grey`` is HxW, ``mesh`` in its pixels."""
    oval = mesh[list(OVAL), :2]
    centre = oval.mean(axis=0)
    face = _filled(grey.shape, oval)
    inner = _filled(grey.shape, (oval - centre) * 0.55 + centre)
    core = _filled(grey.shape, (oval - centre) * 0.82 + centre)
    rim = cv2.bitwise_and(face, cv2.bitwise_not(core))
    middle = float(np.median(grey[inner > 0])) if inner.any() else 0.0
    around = float(np.median(grey[rim > 0])) if rim.any() else 0.0
    contrast = float(grey[face > 0].std()) if face.any() else 0.0
    spots = [grey[_filled(grey.shape, mesh[list(eye), :2]) > 0] for eye in EYES]
    brightest = [float(spot.max()) for spot in spots if spot.size]
    return Lighting(middle, around, contrast, max(brightest, default=0.0) - middle)


def _filled(shape: tuple[int, ...], outline: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
    mask = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.rint(outline).astype(np.int32)], 255)
    return mask
