"""A mesh freed from where, how large and how slanted the face is: measured in the person's own eye distances."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.faces.mesh import Mesh
from kiosk.vision.picture import Image

Floats = NDArray[np.float64]

RIGHT_EYE, LEFT_EYE = (33, 133), (362, 263)
"""Both corners of each eye."""
CROP_PX = 224
CROP_EYES_PX = 64.0
"""Between the eyes in a crop."""
CROP_MIDDLE = (112.0, 84.0)
"""Where the middle between the eyes lies in it."""
LIDS = ((33, 160, 158, 133, 153, 144), (362, 385, 387, 263, 373, 380))
"""Corner, two points of the upper lid, corner, two of the lower: as in the eye aspect ratio (Soukupová 2016)."""


@dataclass(frozen=True, eq=False, repr=False)
class Upright:
    """``points`` Nx2 from the middle between the eyes, ``depth`` N before (-) and behind (+) the eyes' plane.

    Both in eye distances. ``eye_px`` is that distance, ``into`` the 2x3 map from the image to ``points``.
    """

    points: Floats
    depth: Floats
    eye_px: float
    into: Floats


def upright(mesh: Mesh) -> Upright:
    """Of a mesh whose eyes lie apart; eyes on one spot count as one pixel apart."""
    right = mesh[list(RIGHT_EYE), :2].mean(axis=0).astype(np.float64)
    left = mesh[list(LEFT_EYE), :2].mean(axis=0).astype(np.float64)
    across = left - right
    eye_px = max(float(np.hypot(*across)), 1.0)
    cos, sin = across / eye_px
    turn = np.array([[cos, sin], [-sin, cos]]) / eye_px
    into = np.column_stack([turn, -turn @ ((right + left) / 2)])
    depth = (mesh[:, 2] - mesh[[*RIGHT_EYE, *LEFT_EYE], 2].mean()) / eye_px
    return Upright(mesh[:, :2] @ turn.T + into[:, 2], depth.astype(np.float64), eye_px, into)


def eye_openings(mesh: Mesh) -> tuple[float, float]:
    """Height by width of the right and the left eye; some 0.2 to 0.4 when open, very much a person's own."""
    right, left = (_opening(mesh[list(lids), :2]) for lids in LIDS)
    return right, left


def _opening(lids: NDArray[np.float32]) -> float:
    high = np.hypot(*(lids[1] - lids[5])) + np.hypot(*(lids[2] - lids[4]))
    return float(high / max(2.0 * np.hypot(*(lids[0] - lids[3])), 1e-6))


def face_crop(image_bgr: Image, face: Upright) -> Image:
    """The face upright and always of one size: 224x224 grey, 64 pixels between the eyes."""
    grey = cv2.cvtColor(image_bgr, cv2.COLOR_BGR2GRAY)
    shrink = face.eye_px / CROP_EYES_PX
    if shrink > 1.1:
        grey = cv2.GaussianBlur(grey, (0, 0), 0.5 * shrink)
    into = face.into * CROP_EYES_PX
    into[:, 2] += CROP_MIDDLE
    size = (CROP_PX, CROP_PX)
    crop = cv2.warpAffine(grey, into, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, np.uint8)
