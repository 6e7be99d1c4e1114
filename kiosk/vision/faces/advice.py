"""The one instruction of a moment, and which comes first when several would be right."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


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
    LIGHT_BEHIND = "light_behind"
    """The face is dark before a bright window."""
    MORE_LIGHT = "more_light"
    LESS_LIGHT = "less_light"
    LIGHT_ASIDE = "light_aside"
    """One half of the face is in shadow."""
    MASK_OFF = "mask_off"
    GLASSES_OFF = "glasses_off"
    """Dark ones; clear ones stay on."""
    OPEN_EYES = "open_eyes"
    HOLD_STILL = "hold_still"
    FACE_THE_CAMERA = "face_the_camera"
    THANK_YOU = "thank_you"


ORDER = (
    FaceAdvice.NOBODY,
    FaceAdvice.ONE_AT_A_TIME,
    FaceAdvice.COME_CLOSER,
    FaceAdvice.MOVE_BACK,
    FaceAdvice.TO_THE_MIDDLE,
    FaceAdvice.LIGHT_BEHIND,
    FaceAdvice.MORE_LIGHT,
    FaceAdvice.LESS_LIGHT,
    FaceAdvice.FACE_THE_CAMERA,
    FaceAdvice.MASK_OFF,
    FaceAdvice.GLASSES_OFF,
    FaceAdvice.LIGHT_ASIDE,
    FaceAdvice.HOLD_STILL,
    FaceAdvice.OPEN_EYES,
)
"""What is found in frames, the most important first.

Who and where, then whether there is light enough to see, then how the head is held, as coverings and shadows are
judged on a face that looks here; small things last.
"""


def first(found: Iterable[FaceAdvice]) -> FaceAdvice | None:
    """The most important of what was found; ``None`` when nothing was."""
    return min(found, key=ORDER.index, default=None)
