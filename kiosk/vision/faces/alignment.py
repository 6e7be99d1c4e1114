"""Puts the five points of a face at fixed places, so that each network sees faces as it learnt them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.errors import NotAnImage
from kiosk.vision.picture import Image

Points = NDArray[np.float64]

SFACE_POINTS: Points = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
)
"""Where OpenCV's ``FaceRecognizerSF`` puts eyes, nose and mouth, in 112x112 pixels."""

DLIB_EYES: Points = np.array([[0.22733, 0.22140], [0.75281, 0.22123]])
"""Middle between the corners of each eye on dlib's mean face (``get_face_chip_details``), 0..1."""
DLIB_PADDING = 0.25


@dataclass(frozen=True, eq=False)
class Cut:
    """A square of ``side_px`` in which the five points belong at ``points``."""

    side_px: int
    points: Points

    def into(self, points: NDArray[np.float32]) -> NDArray[np.float64]:
        """The 2x3 map (turn, size and shift, least squares) from an image with a face at ``points`` to the cut."""
        return _similarity(np.asarray(points, np.float64), self.points)

    def out_of(self, image_bgr: Image, points: NDArray[np.float32]) -> Image:
        """The cut itself, HxWx3 BGR; beyond the image's rim its colour goes on. Raises ``NotAnImage``."""
        into = self.into(points)
        scale = float(np.hypot(into[0, 0], into[1, 0]))
        try:
            if scale < 0.5:  # smoothed before it is made smaller, or fine patterns turn into coarse ones
                image_bgr = np.asarray(cv2.GaussianBlur(image_bgr, (0, 0), 0.4 / scale), np.uint8)
            cut = cv2.warpAffine(image_bgr, into, (self.side_px, self.side_px), borderMode=cv2.BORDER_REPLICATE)
        except cv2.error as error:
            raise NotAnImage("the face cannot be cut out of the picture") from error
        return np.asarray(cut, np.uint8)


def _similarity(source: Points, target: Points) -> NDArray[np.float64]:
    """Least squares over turn, size and shift, without a mirror: pairs of numbers as complex ones."""
    here, there = source @ (1, 1j), target @ (1, 1j)
    from_middle = here - here.mean()
    turn = np.vdot(from_middle, there - there.mean()) / max(float(np.vdot(from_middle, from_middle).real), 1e-9)
    shift = there.mean() - turn * here.mean()
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])


def _of_dlib(side_px: int) -> Points:
    """SFace's points moved so that the eyes lie where dlib puts them."""
    eyes = (DLIB_PADDING + DLIB_EYES) / (1 + 2 * DLIB_PADDING) * side_px
    into = _similarity(SFACE_POINTS[:2], eyes)
    return np.asarray(SFACE_POINTS @ into[:, :2].T + into[:, 2])


RESNET_CUT = Cut(150, _of_dlib(150))
"""dlib's chip of 150x150 with a quarter of padding."""
