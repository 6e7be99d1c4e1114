"""Is a frame good enough to compare a face in it? If not, the one thing the person should do first.

Place, light, coverings and eyes are judged by a room each; here they come together with the limits of all and with
``worth``, by which the best of several good frames is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from kiosk.vision.faces.advice import FaceAdvice
from kiosk.vision.faces.covering import Covering, CoveringLimits, covered
from kiosk.vision.faces.eyes import EyeLimits
from kiosk.vision.faces.light import Light, LightLimits, poor
from kiosk.vision.faces.place import PlaceLimits

__all__ = ["FaceAdvice", "Measures", "QualityLimits", "spoiling", "turned_away", "worth_of"]

WORST = 0.05
"""What each fault alone leaves of a frame's worth; above zero, so that two poor frames can still be told apart."""


@dataclass(frozen=True)
class QualityLimits:
    """Where a frame stops being good; each room says what its limits were measured on."""

    place: PlaceLimits = field(default_factory=PlaceLimits)
    light: LightLimits = field(default_factory=LightLimits)
    covering: CoveringLimits = field(default_factory=CoveringLimits)
    eyes: EyeLimits = field(default_factory=EyeLimits)
    widest_yaw_deg: float = 12.0
    widest_pitch_deg: float = 28.0


@dataclass(frozen=True)
class Measures:
    """Of one face in one frame. Coverings and eyes are measured on faces that look into the camera."""

    light: Light = field(default_factory=Light)
    covering: Covering = field(default_factory=Covering)
    shut: bool = False
    """Both eyes are shut, as far as one can tell."""


def turned_away(yaw: float, pitch: float, limits: QualityLimits) -> FaceAdvice | None:
    """``FACE_THE_CAMERA`` when the head is turned or nodded too far; degrees."""
    if abs(yaw) > limits.widest_yaw_deg or abs(pitch) > limits.widest_pitch_deg or np.isnan(yaw):
        return FaceAdvice.FACE_THE_CAMERA
    return None


def spoiling(measures: Measures, limits: QualityLimits) -> Iterator[FaceAdvice]:
    """What spoils a frame of a face that looks here and has light enough."""
    yield from covered(measures.covering, limits.covering)
    yield from poor(measures.light, limits.light)
    if measures.shut:
        yield FaceAdvice.OPEN_EYES


def worth_of(measures: Measures, eye_distance_px: float, yaw: float, pitch: float, limits: QualityLimits) -> float:
    """0..1: how much a frame is worth for comparing, to choose among frames of one person.

    Every fault takes its part: small, blurred, turned, dark, clipped, half in shadow, covered, eyes shut. A part
    begins to cost where SFace's similarity begins to fall (``docs/faces.md``).
    """
    light = measures.light
    parts = (
        _part(eye_distance_px, 25.0, 70.0),
        _part(light.sharpness, 3.0, 9.0),
        _part(light.bright, 12.0, 80.0),
        _part(1.0 - light.clipped, 0.2, 0.9),
        _part(-abs(light.one_sided), -2.5, -0.7),
        _part(-abs(yaw), -35.0, 0.0),
        _part(-abs(pitch - TYPICAL_PITCH_DEG), -60.0, -8.0),
        _part(-measures.covering.mask, -limits.covering.mask - 0.2, -limits.covering.mask),
        0.3 if measures.shut else 1.0,
    )
    return float(np.prod([max(WORST, part) for part in parts]))


TYPICAL_PITCH_DEG = 8.0
"""The mesh's line from forehead to chin in people who look straight ahead; half of them lie within 0 to 15."""


def _part(value: float, worthless: float, full: float) -> float:
    if not np.isfinite(value):
        return 0.0
    return float(np.clip((value - worthless) / (full - worthless), 0.0, 1.0))
