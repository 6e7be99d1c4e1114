"""Finds faces with YuNet: a box, five points and a score for each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.errors import ModelMissing, NotAnImage
from kiosk.vision.faces.weights import YUNET
from kiosk.vision.picture import Image, checked
from kiosk.vision.pinned import trusted

SCORE = 0.7
"""Faces below this score are not reported (OpenCV Zoo uses 0.9, half-turned faces need less)."""
OVERLAP = 0.3
LONG_SIDE_PX = 640
"""Larger pictures are made smaller before the search: 8 ms at 640x480 against 33 ms at twice the size."""
LOW_FROM, LOW_BESIDE = 0.35, 0.18
"""Where children and people who sit are seen: below a third of the frame, and not at its sides."""


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
        return self._search(image_bgr, min(1.0, LONG_SIDE_PX / max(image_bgr.shape[:2])))

    def find_low(self, image_bgr: Image) -> tuple[Face, ...]:
        """Faces in the lower middle of a frame, searched larger than ``find`` does; in the frame's own pixels.

        Finds the small faces of a high resolution and those cut by the lower rim. Raises ``NotAnImage``.
        """
        image_bgr = checked(image_bgr)
        height, width = image_bgr.shape[:2]
        left, top = round(LOW_BESIDE * width), round(LOW_FROM * height)
        low = image_bgr[top:, left : width - left]
        part = np.asarray(cv2.copyMakeBorder(low, 0, (height - top) // 4, 0, 0, cv2.BORDER_CONSTANT), np.uint8)
        return self._search(part, LONG_SIDE_PX / max(part.shape[:2]), left, top)

    def _search(self, image_bgr: Image, scale: float, left: int = 0, top: int = 0) -> tuple[Face, ...]:
        try:
            scaled = image_bgr if scale == 1.0 else cv2.resize(image_bgr, None, fx=scale, fy=scale)
            self._net.setInputSize((scaled.shape[1], scaled.shape[0]))
            _, found = self._net.detect(scaled)
        except cv2.error as error:
            raise NotAnImage("the picture cannot be searched for faces") from error
        faces = [_face(row, scale, left, top) for row in found] if found is not None else []
        return tuple(sorted(faces, key=lambda face: face.box[2] * face.box[3], reverse=True))


def _face(row: NDArray[np.float32], scale: float, left: int, top: int) -> Face:
    full = np.asarray(row, np.float32).copy()
    full[:14] /= scale
    full[[0, 4, 6, 8, 10, 12]] += left
    full[[1, 5, 7, 9, 11, 13]] += top
    x, y, width, height = (float(value) for value in full[:4])
    return Face((x, y, width, height), full[4:14].reshape(5, 2), float(full[14]), full)
