"""Light on people, and what a small webcam makes of it: noise and JPEG."""

from __future__ import annotations

from enum import StrEnum

import cv2
import numpy as np

from kiosk.sandbox.camera import as_jpeg
from kiosk.sandbox.head_shape import HEIGHT_PX, WIDTH_PX
from kiosk.vision.picture import Image, decoded

SHOTS = 7
"""Noise pictures that take turns, each shifted anew: drawing fresh noise costs more than finding a face."""


class Light(StrEnum):
    """How the place is lit."""

    HALL = "hall"
    DIM = "dim"
    BACK = "back"
    """A bright window behind the person."""
    SIDE = "side"
    """A lamp to one side."""


def lit(person_bgr: Image, light: Light, face_x: float = WIDTH_PX / 2) -> Image:
    """The person in that light; ``face_x`` is the pixel where the side light turns to shade."""
    if light is Light.BACK:
        return np.asarray(cv2.convertScaleAbs(person_bgr, alpha=0.66, beta=9), np.uint8)
    if light is Light.SIDE:
        across = np.tanh((np.arange(WIDTH_PX, dtype=np.float32) - face_x) / 70.0)
        gain = np.broadcast_to((0.86 + 0.30 * across)[None, :, None], person_bgr.shape)
        return np.asarray(np.clip(person_bgr * gain, 0, 255), np.uint8)
    return person_bgr


def place(hall_bgr: Image, light: Light) -> Image:
    """The hall behind the person in that light."""
    if light is not Light.BACK:
        return hall_bgr
    window = hall_bgr.astype(np.float32)
    cv2.rectangle(window, (120, 0), (560, 300), (255, 250, 244), -1)
    return np.asarray(cv2.GaussianBlur(window, (0, 0), 14), np.uint8)


class Sensor:
    """One webcam: sees frames of 480x640x3, gives them back as they come over its wire."""

    def __init__(self, random: np.random.Generator, light: Light = Light.HALL) -> None:
        self._random = random
        self._dim = light is Light.DIM
        deviation = 4.0 if self._dim else 2.2
        noise = random.normal(0.0, deviation, (SHOTS, HEIGHT_PX // 2, WIDTH_PX // 2, 3))
        self._noise = [
            cv2.resize(one.astype(np.float32), (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_CUBIC).astype(
                np.int16
            )
            for one in noise
        ]

    def shot(self, seen_bgr: Image) -> Image:
        """The frame as the terminal gets it."""
        if self._dim:
            seen_bgr = np.asarray(cv2.convertScaleAbs(seen_bgr, alpha=0.55), np.uint8)
        noise = self._noise[int(self._random.integers(SHOTS))]
        if self._random.integers(2):
            noise = noise[:, ::-1]
        noisy = cv2.add(seen_bgr, np.ascontiguousarray(noise), dtype=cv2.CV_8U)
        return decoded(as_jpeg(np.asarray(noisy, np.uint8)))
