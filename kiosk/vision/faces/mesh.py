"""The 468 points of a face with their depth: how far a head is turned, and whether it has any depth at all.

MediaPipe's ``face_landmark.tflite`` through OpenCV: a 192x192 RGB crop, 1.5 times the face's box, upright by the
line of the eyes; out come x, y and z in crop pixels, z towards the camera negative.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.errors import ModelMissing, NotAnImage
from kiosk.vision.faces.detector import Face
from kiosk.vision.faces.weights import MESH
from kiosk.vision.picture import Image
from kiosk.vision.pinned import trusted

CROP_PX = 192
CROP_OF_BOX = 1.5

# Indices of MediaPipe's canonical face mesh.
OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
FOREHEAD, CHIN, RIGHT_CHEEK, LEFT_CHEEK = 10, 152, 234, 454
EYES = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
    (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249),
)


Mesh = NDArray[np.float32]
"""468x3: x and y in pixels of the image, z in the same unit, smaller is nearer to the camera."""


class FaceMesh:
    """Lays the mesh on a face that the detector found. Raises ``ModelMissing`` when the weights are wrong."""

    def __init__(self, models_dir: Path) -> None:
        weights = np.frombuffer(trusted(models_dir, MESH), np.uint8)
        try:
            self._net = cv2.dnn.readNetFromTFLite(weights)
        except cv2.error as error:
            raise ModelMissing(f"{MESH.name}: OpenCV cannot load it") from error

    def points(self, image_bgr: Image, face: Face) -> Mesh:
        """The mesh of one face. Raises ``NotAnImage``."""
        into_crop, scale = _crop_of(face)
        try:
            back = np.asarray(cv2.invertAffineTransform(into_crop), np.float32)
            rim = cv2.BORDER_CONSTANT if _is_inside(back, image_bgr.shape) else cv2.BORDER_REPLICATE
            crop = cv2.warpAffine(image_bgr, into_crop, (CROP_PX, CROP_PX), borderMode=rim)
            self._net.setInput(cv2.dnn.blobFromImage(crop, 1 / 255.0, swapRB=True))
            mesh = np.array(self._net.forward("conv2d_21"), np.float32).reshape(468, 3)
        except cv2.error as error:
            raise NotAnImage("no mesh can be laid on this picture") from error
        mesh[:, :2] = mesh[:, :2] @ back[:, :2].T + back[:, 2]
        mesh[:, 2] /= np.float32(scale)
        return mesh


def _is_inside(back: NDArray[np.float32], shape: tuple[int, ...]) -> bool:
    """Does the crop lie within the image? Then its rim does not matter, and cutting takes half the time."""
    corners = np.array([[0, 0], [CROP_PX, 0], [0, CROP_PX], [CROP_PX, CROP_PX]], np.float32)
    places = corners @ back[:, :2].T + back[:, 2]
    return bool((places >= 0).all() and (places < (shape[1] - 1, shape[0] - 1)).all())


def yaw_deg(mesh: Mesh) -> float:
    """Turn of the head from the line between the cheeks; positive towards the person's own left."""
    across = mesh[LEFT_CHEEK] - mesh[RIGHT_CHEEK]
    return float(np.degrees(np.arctan2(across[2], across[0])))


def pitch_deg(mesh: Mesh) -> float:
    """Nod of the head from the line between forehead and chin; positive looks down."""
    down = mesh[CHIN] - mesh[FOREHEAD]
    return float(np.degrees(np.arctan2(down[2], down[1])))


def _crop_of(face: Face) -> tuple[NDArray[np.float64], float]:
    """The 2x3 map from image to crop, and its scale."""
    eye_line = face.points[1] - face.points[0]
    angle_deg = float(np.degrees(np.arctan2(eye_line[1], eye_line[0])))
    scale = CROP_PX / (CROP_OF_BOX * max(face.box[2], face.box[3]))
    into_crop = np.asarray(cv2.getRotationMatrix2D(face.centre, angle_deg, scale), np.float64)
    into_crop[:, 2] += CROP_PX / 2 - np.array(face.centre)
    return into_crop, scale
