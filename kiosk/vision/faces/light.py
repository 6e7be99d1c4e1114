"""Light and sharpness of a face: does a comparison still see what it needs?

The limits are where comparing begins to lose people, measured by spoiling photos step by step and comparing them
with another photo of the same person (``docs/faces.md``, frame quality). Nothing here asks for a fair skin: too
dark means that even the brightest parts of the face drown in the camera's noise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.faces.advice import FaceAdvice
from kiosk.vision.faces.detector import Face
from kiosk.vision.picture import Image

INNER = np.s_[16:104, 18:94]
"""Of the aligned face: without hair and background at the rim."""
FINE_PX, COARSE_PX = 1.0, 6.0
SPARSE = 8
"""Every eighth pixel of the frame is enough to know how bright it is."""


@dataclass(frozen=True)
class LightLimits:
    """Where light is too bad to compare. SFace still knows 99 of 100 people at the first three limits."""

    least_bright: float = 40.0
    """Of the face's bright parts, 0..255; at 29 comparing loses 1 in 100, at 16 one in five."""
    most_clipped: float = 0.45
    """Part of the face that is white as the camera's limit; people without fault reach 0.12."""
    backlit_below: float = 64.0
    backlit_times: float = 2.5
    """A face darker than ``backlit_below`` before surroundings so many times as bright has the light behind it."""
    most_one_sided: float = 1.45
    """Logarithm of one half's light over the other's; people in ordinary rooms reach 0.73."""
    least_sharp: float = 5.3
    """Of ``Light.sharpness``; people without fault have 5.4 and more."""
    least_sharp_to_follow: float = 3.3
    """Below this the mesh is not trusted either."""


@dataclass(frozen=True)
class Light:
    """How a face is lit and how sharp it is."""

    bright: float = 128.0
    """0..255: the brightness that a tenth of the face exceeds."""
    clipped: float = 0.0
    """0..1: part of the face at the camera's limit."""
    one_sided: float = 0.0
    """Logarithm of the picture's left half over the right half; 0 is even."""
    around: float = 128.0
    """0..255: brightness beside the face."""
    sharpness: float = 12.0
    """Fine over coarse changes of brightness, along and across; the smaller counts, as motion blurs one direction.

    A ratio of the same face's own structures, so exposure, skin and noise do not move it.
    """


def light_of(aligned_bgr: Image, image_bgr: Image, face: Face) -> Light:
    """Of an aligned face (112x112x3 BGR) and the frame it comes from (HxWx3 BGR)."""
    grey = np.asarray(cv2.cvtColor(aligned_bgr, cv2.COLOR_BGR2GRAY), np.uint8)[INNER]
    left, right = (float(np.median(half)) for half in (grey[10:80, 4:30], grey[10:80, 46:72]))
    return Light(
        bright=float(np.percentile(grey, 90)),
        clipped=float((grey >= 250).mean()),
        one_sided=float(np.log((left + 5.0) / (right + 5.0))),
        around=_around(image_bgr, face),
        sharpness=sharpness_of(grey),
    )


def sharpness_of(grey: NDArray[np.uint8]) -> float:
    """Of the inner part of an aligned face."""
    exact = grey.astype(np.float32)
    fine, coarse = (np.asarray(cv2.GaussianBlur(exact, (0, 0), px), np.float32) for px in (FINE_PX, COARSE_PX))
    return min(_change(fine, x) / max(_change(coarse, x), 0.01) for x in (0, 1))


def too_poor(light: Light, limits: LightLimits) -> Iterator[FaceAdvice]:
    """What makes it pointless to look any further."""
    if light.bright < limits.backlit_below and light.around > limits.backlit_times * light.bright:
        yield FaceAdvice.LIGHT_BEHIND
    if light.bright < limits.least_bright:
        yield FaceAdvice.MORE_LIGHT
    if light.clipped > limits.most_clipped:
        yield FaceAdvice.LESS_LIGHT
    if light.sharpness < limits.least_sharp_to_follow:
        yield FaceAdvice.HOLD_STILL


def poor(light: Light, limits: LightLimits) -> Iterator[FaceAdvice]:
    """What only spoils the comparison."""
    if abs(light.one_sided) > limits.most_one_sided:
        yield FaceAdvice.LIGHT_ASIDE
    if light.sharpness < limits.least_sharp:
        yield FaceAdvice.HOLD_STILL


def _change(grey: NDArray[np.float32], x: int) -> float:
    return float(cv2.Sobel(grey, cv2.CV_32F, x, 1 - x, ksize=1).var())


def _around(image_bgr: Image, face: Face) -> float:
    """The brighter quarter of what is beside head and shoulders begins here."""
    sparse = image_bgr[::SPARSE, ::SPARSE].mean(axis=2)
    x, y, width, height = (value / SPARSE for value in face.box)
    beside = np.ones(sparse.shape, bool)
    beside[max(0, int(y - 0.3 * height)) :, max(0, int(x - 0.3 * width)) : max(0, int(x + 1.3 * width))] = False
    return float(np.percentile(sparse[beside], 75)) if beside.any() else 0.0
