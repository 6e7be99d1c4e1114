"""One face followed from frame to frame: where it is, and that it stays the same person's.

A face that is gone too long or jumps is not followed on. Whose face it is is asked of the network in every frame
that is compared, and every few tenths of a second while the head moves.
"""

from __future__ import annotations

from kiosk.vision.faces.comparer import Embedding, cosine
from kiosk.vision.faces.engine import FaceLook
from kiosk.vision.faces.progress import CheckLimits


class Place:
    """Where the followed face was last seen."""

    def __init__(self, limits: CheckLimits, now_s: float) -> None:
        self._limits, self._seen_s = limits, now_s
        self._place: tuple[float, float, float] | None = None

    def lost(self, look: FaceLook, taken_s: float) -> bool:
        """Is this frame's face not the continuation of the last one's?"""
        gone_s = taken_s - self._seen_s
        if look.face is None:
            return gone_s > self._limits.lost_s
        x, y = look.face.centre
        width = look.face.box[2]
        before, self._place, self._seen_s = self._place, (x, y, width), taken_s
        if before is None:
            return False
        jump = max(abs(x - before[0]), abs(y - before[1])) / max(min(width, before[2]), 1.0)
        return jump > self._limits.largest_jump or gone_s > self._limits.lost_s

    def forget(self) -> None:
        """The next face is a new one."""
        self._place = None


class SameOne:
    """Is it the same person in all frames? ``known`` is set by the first frame."""

    def __init__(self, limits: CheckLimits) -> None:
        self._limits = limits
        self._known: Embedding | None = None
        self._strange = 0
        self._asked_s = -1e9

    def good(self, embedding: Embedding) -> bool:
        """A frame that is looked at straight."""
        if self._known is None:
            self._known = embedding.copy()
        return cosine(self._known, embedding) >= self._limits.same_face

    def due(self, taken_s: float) -> bool:
        """Is it time to ask again while the head moves?"""
        if taken_s - self._asked_s < self._limits.known_every_s:
            return False
        self._asked_s = taken_s
        return True

    def moving(self, embedding: Embedding) -> bool:
        """A frame of a head that moves; one doubtful frame alone is a blurred one."""
        if self._known is None:
            return True
        strange = cosine(self._known, embedding) < self._limits.same_moving
        self._strange = self._strange + 1 if strange else 0
        if strange:
            self._asked_s = -1e9
        return self._strange < 2

    def forget(self) -> None:
        """Overwrites the numbers."""
        if self._known is not None:
            self._known.fill(0)
        self._known, self._strange = None, 0
