"""Finds faces with YuNet: a box, five points and a score for each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.errors import ModelMissing, NotAnImage
from kiosk.vision.faces.weights import YUNET, trusted
from kiosk.vision.picture import Image, checked

SCORE = 0.7
"""Faces below this score are not reported (OpenCV Zoo uses 0.9, half-turned faces need less)."""
OVERLAP = 0.3
LONG_SIDE_PX = 640
"""Larger pictures are made smaller before the search: 8 ms at 640x480 against 33 ms at twice the size."""


@dataclass(frozen=True, eq=False, repr=False)
class Face:
    """One face: ``box`` is x, y, width, height in pixels.

    ``points`` is 5x2 in pixels: the person's right eye, left eye, nose tip, right and left corner of the mouth;
    the person's right is the picture's left.
    """

    box: tuple[float, float, float, float]
    points: NDArray[np.float32]
    score: float
    row: NDArray[np.float32]
    """The fifteen numbers as OpenCV gave them, which its recogniser wants back."""

    @property
    def eye_distance_px(self) -> float:
        """Between the centres of the eyes."""
        return float(np.linalg.norm(self.points[1] - self.points[0]))

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the box."""
        x, y, width, height = self.box
        return x + width / 2, y + height / 2


class FaceDetector:
    """YuNet (2023-03). Raises ``ModelMissing`` when its weights are missing or not the pinned ones."""

    def __init__(self, models_dir: Path) -> None:
        weights = np.frombuffer(trusted(models_dir, YUNET), np.uint8)
        try:
            self._net = cv2.FaceDetectorYN.create(
                "onnx", weights, np.empty(0, np.uint8), (LONG_SIDE_PX, LONG_SIDE_PX), SCORE, OVERLAP, 50
            )
        except cv2.error as error:
            raise ModelMissing(f"{YUNET.name}: OpenCV cannot load it") from error

    def find(self, image_bgr: Image) -> tuple[Face, ...]:
        """Every face, largest first. Raises ``NotAnImage``."""
        image_bgr = checked(image_bgr)
        scale = min(1.0, LONG_SIDE_PX / max(image_bgr.shape[:2]))
        try:
            small = image_bgr if scale == 1.0 else cv2.resize(image_bgr, None, fx=scale, fy=scale)
            self._net.setInputSize((small.shape[1], small.shape[0]))
            _, found = self._net.detect(small)
        except cv2.error as error:
            raise NotAnImage("the picture cannot be searched for faces") from error
        faces = [_face(row, scale) for row in found] if found is not None else []
        return tuple(sorted(faces, key=lambda face: face.box[2] * face.box[3], reverse=True))


def _face(row: NDArray[np.float32], scale: float) -> Face:
    full = np.asarray(row, np.float32).copy()
    full[:14] /= scale
    x, y, width, height = (float(value) for value in full[:4])
    return Face((x, y, width, height), full[4:14].reshape(5, 2), float(full[14]), full)
