"""What is remembered of the person before the camera from frame to frame, within one try.

Which face was theirs, how open their eyes usually are, and how long an advice has been of no use: some people
cannot do what is asked (an eye that does not open, a scar, a veil, a dark hall). After ``PATIENCE`` frames an
advice about how they look is dropped and the comparison decides; advice about place is not, as without it nothing
is seen.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from kiosk.vision.faces.advice import FaceAdvice, first
from kiosk.vision.faces.detector import Face
from kiosk.vision.faces.eyes import OwnEyes
from kiosk.vision.faces.mesh import Mesh
from kiosk.vision.faces.place import ranked
from kiosk.vision.faces.quality import QualityLimits
from kiosk.vision.picture import Image

PATIENCE = {
    FaceAdvice.LIGHT_BEHIND: 75,
    FaceAdvice.MORE_LIGHT: 75,
    FaceAdvice.LESS_LIGHT: 75,
    FaceAdvice.MASK_OFF: 75,
    FaceAdvice.GLASSES_OFF: 75,
    FaceAdvice.HOLD_STILL: 75,
    FaceAdvice.LIGHT_ASIDE: 45,
    FaceAdvice.OPEN_EYES: 45,
}
"""Frames, of 15 to 25 a second: two to five seconds in all, about as long as reading and doing takes."""
LOST_FRAMES = 12
"""A face not seen for so many frames is not waited for any more."""
LOW_EVERY = 4
"""Every so many frames without a face the lower part is searched enlarged."""


class OnePerson:
    """One try's memory of one person: place and two small cuts of the eyes. One thread at a time."""

    def __init__(self, limits: QualityLimits | None = None) -> None:
        self._limits = limits or QualityLimits()
        self._eyes = OwnEyes(self._limits.eyes)
        self._face: Face | None = None
        self._missed = 0
        self._asked: Counter[FaceAdvice] = Counter()

    @property
    def searches_low(self) -> bool:
        """Is the lower part of the frame to be searched as well, now that the whole showed nobody?"""
        return self._missed % LOW_EVERY == 0

    def seen(self, faces: Sequence[Face], width_px: int) -> tuple[Face, ...]:
        """The faces of a frame, the followed person's first."""
        order = ranked(faces, width_px, self._limits.place, self._face)
        if order:
            self._face, self._missed = order[0], 0
            return order
        self._missed += 1
        if self._missed == LOST_FRAMES:
            self.forget()
        return order

    def shut(self, aligned_bgr: Image, mesh: Mesh, pitch_deg: float) -> bool:
        """Are this person's eyes shut? Of a frame in which the head looks into the camera."""
        return self._eyes.shut(aligned_bgr, mesh, pitch_deg)

    def say(self, found: Iterable[FaceAdvice]) -> FaceAdvice | None:
        """The most important of what was found that was not asked for in vain all along."""
        advice = first(one for one in found if self._asked[one] < PATIENCE.get(one, math.inf))
        if advice is not None:
            self._asked[advice] += 1
        return advice

    def forget(self) -> None:
        """Overwrites what is known: the try is over, or another person may come."""
        self._face = None
        self._asked.clear()
        self._eyes.forget()
