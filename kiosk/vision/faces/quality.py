"""Is a frame good enough to compare a face in it? If not, the one thing the person should do first.

The measures are taken on the aligned face of 112x112 pixels, so they do not depend on how far away it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from kiosk.vision.faces.detector import Face
from kiosk.vision.picture import Image


class FaceAdvice(StrEnum):
    """The one instruction shown now; the screens hold a sentence for each."""

    LOOK_HERE = "look_here"
    TURN_LEFT = "turn_left"
    """To the person's own left."""
    TURN_RIGHT = "turn_right"
    BLINK = "blink"
    """Both eyes shut for a moment and open again."""
    LEAN_IN = "lean_in"
    """Nearer, because the movement was asked for; ``COME_CLOSER`` is for a face too far to be judged."""
    LOOK_BACK = "look_back"
    NOBODY = "nobody"
    ONE_AT_A_TIME = "one_at_a_time"
    COME_CLOSER = "come_closer"
    MOVE_BACK = "move_back"
    TO_THE_MIDDLE = "to_the_middle"
    MORE_LIGHT = "more_light"
    LESS_LIGHT = "less_light"
    HOLD_STILL = "hold_still"
    FACE_THE_CAMERA = "face_the_camera"
    THANK_YOU = "thank_you"


@dataclass(frozen=True)
class QualityLimits:
    """Where a frame stops being good; measured on the sandbox's scenes, blurred, darkened and brightened."""

    least_eye_distance_px: float = 44.0
    largest_width: float = 0.62
    """Of the frame's shorter side."""
    off_centre: float = 0.24
    """Of the frame's sides, from its middle."""
    darkest: float = 52.0
    brightest: float = 212.0
    least_sharpness: float = 1.0
    widest_yaw_deg: float = 12.0
    widest_pitch_deg: float = 28.0
    second_face: float = 0.5
    """A second face wider than this part of the first stands at the machine too; smaller ones wait behind."""


@dataclass(frozen=True)
class Measures:
    """``brightness`` 0..255; ``sharpness`` is the variance of the second derivative over the squared brightness.

    It is taken along and across and the smaller one counts, as motion blurs one direction only. Dividing by the
    squared brightness makes a dim but sharp face as sharp as a bright one. Times 1000, to be readable.
    """

    brightness: float
    sharpness: float


def measure(aligned_bgr: Image) -> Measures:
    """Of an aligned face, 112x112x3 BGR; hair and background at the rim are left out."""
    grey = cv2.cvtColor(aligned_bgr, cv2.COLOR_BGR2GRAY)[16:104, 18:94]
    brightness = float(grey.mean())
    waves = min(float(cv2.Sobel(grey, cv2.CV_32F, x, 2 - x, ksize=1).var()) for x in (0, 2))
    return Measures(brightness, 1000.0 * waves / max(brightness, 1.0) ** 2)


def place_advice(faces: Sequence[Face], shape: tuple[int, ...], limits: QualityLimits) -> FaceAdvice | None:
    """What is wrong with where and how many the faces are; ``None`` when nothing is. ``shape`` is the image's."""
    if not faces:
        return FaceAdvice.NOBODY
    face = faces[0]
    if any(other.box[2] > limits.second_face * face.box[2] for other in faces[1:]):
        return FaceAdvice.ONE_AT_A_TIME
    if face.eye_distance_px < limits.least_eye_distance_px:
        return FaceAdvice.COME_CLOSER
    if face.box[2] > limits.largest_width * min(shape[:2]):
        return FaceAdvice.MOVE_BACK
    x, y = face.centre
    if max(abs(x / shape[1] - 0.5), abs(y / shape[0] - 0.5)) > limits.off_centre:
        return FaceAdvice.TO_THE_MIDDLE
    return None


def light_advice(measures: Measures, limits: QualityLimits) -> FaceAdvice | None:
    """What is wrong with light and sharpness; ``None`` when nothing is."""
    if measures.brightness < limits.darkest:
        return FaceAdvice.MORE_LIGHT
    if measures.brightness > limits.brightest:
        return FaceAdvice.LESS_LIGHT
    if measures.sharpness < limits.least_sharpness:
        return FaceAdvice.HOLD_STILL
    return None


def pose_advice(yaw: float, pitch: float, limits: QualityLimits) -> FaceAdvice | None:
    """``FACE_THE_CAMERA`` when the head is turned or nodded too far; degrees."""
    if abs(yaw) > limits.widest_yaw_deg or abs(pitch) > limits.widest_pitch_deg or np.isnan(yaw):
        return FaceAdvice.FACE_THE_CAMERA
    return None
