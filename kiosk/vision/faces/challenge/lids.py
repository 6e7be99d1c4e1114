"""How open are the eyes, by what they look like: each beside the same person's own open eye.

The mesh alone does not do: in a smiling face with narrow eyes it lays shut lids at 0.86 of the open ones' height
(another's at 0.70). The picture does: the open eye, kept from the look into the camera, is searched for where the
eye is now, and how well it is found again, how much of its dark and white is left, and the mesh's own height are
multiplied. Measured on four portraits of the sandbox: open 0.85 to 1.0 whatever the head does within 12 degrees,
shut -0.05 to 0.6.
"""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.vision.faces.challenge.upright import CROP_EYES_PX, CROP_MIDDLE, eye_openings, face_crop, upright
from kiosk.vision.faces.mesh import EYES, Mesh
from kiosk.vision.picture import Image

NARROWER_PX = 3
"""The corners of the eyes stay when lids fall, so they are left out."""
LEAST_HIGH_PX = 8
ASTRAY_PX = (3, 3)
"""How far the eye is searched for, along x and y of the crop."""


class OpenEyes:
    """The eyes of one person looking into the camera with open eyes."""

    def __init__(self, image_bgr: Image, mesh: Mesh) -> None:
        face = upright(mesh)
        crop = face_crop(image_bgr, face)
        places = face.points * CROP_EYES_PX + CROP_MIDDLE
        self._boxes = [_box(places[list(eye)]) for eye in EYES]
        self._eyes = [crop[rows, columns].copy() for rows, columns in self._boxes]
        self._heights = np.maximum(eye_openings(mesh), 1e-3)
        crop.fill(0)

    def openness(self, image_bgr: Image, mesh: Mesh) -> tuple[float, float]:
        """Of the right and the left eye: 1 as open as then, below 0.7 shut; may be negative."""
        crop = face_crop(image_bgr, upright(mesh))
        heights = np.minimum(np.array(eye_openings(mesh)) / self._heights, 1.0)
        right, left = (
            _alike(crop, eye, box) * float(height)
            for eye, box, height in zip(self._eyes, self._boxes, heights, strict=True)
        )
        crop.fill(0)
        return right, left

    def forget(self) -> None:
        """Overwrites the pictures of the eyes."""
        for eye in self._eyes:
            eye.fill(0)


def _box(places: np.ndarray) -> tuple[slice, slice]:
    """Rows and columns of one eye in the crop."""
    (left, top), (right, bottom) = places.min(axis=0), places.max(axis=0)
    middle, high = (top + bottom) / 2, max(bottom - top, LEAST_HIGH_PX)
    return (
        slice(round(middle - high / 2), round(middle + high / 2) + 1),
        slice(round(left) + NARROWER_PX, round(right) - NARROWER_PX + 1),
    )


def _alike(crop: Image, eye: Image, box: tuple[slice, slice]) -> float:
    rows, columns = box
    along, across = ASTRAY_PX
    around = crop[rows.start - across : rows.stop + across, columns.start - along : columns.stop + along]
    found = cv2.matchTemplate(around, eye, cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(found)
    there = around[y : y + eye.shape[0], x : x + eye.shape[1]]
    return float(best) * min(1.0, _contrast(there) / max(_contrast(eye), 1e-3))


def _contrast(eye: Image) -> float:
    dark, bright = np.percentile(eye, (8, 90))
    return float((bright - dark) / max(bright, 1.0))
