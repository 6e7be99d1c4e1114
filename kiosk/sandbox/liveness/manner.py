"""How somebody follows an instruction: late or at once, far or a little, smoothly or in jerks.

The same hands and necks move the honest and the attackers: an attacker who holds a photo turns it when he is told
to turn. Times are of a stream that begins at nought.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from kiosk.sandbox.person import REST_CM, Pose
from kiosk.vision.faces.quality import FaceAdvice

Span = tuple[float, float]
"""Least and most; drawn anew for every movement."""

TURNS = {FaceAdvice.TURN_LEFT: 1.0, FaceAdvice.TURN_RIGHT: -1.0}
STRAIGHT = (FaceAdvice.LOOK_HERE, FaceAdvice.LOOK_BACK, FaceAdvice.FACE_THE_CAMERA, FaceAdvice.THANK_YOU)
HEEDED = (
    *TURNS,
    *STRAIGHT,
    FaceAdvice.BLINK,
    FaceAdvice.LEAN_IN,
    FaceAdvice.MOVE_BACK,
    FaceAdvice.COME_CLOSER,
    FaceAdvice.TO_THE_MIDDLE,
)
"""What makes somebody move; light, stillness and other people do not."""


@dataclass(frozen=True)
class Manner:
    """One way of following."""

    reaction_s: Span = (0.45, 1.0)
    """From the instruction on the screen to the first movement."""
    turn_deg: Span = (24.0, 33.0)
    turn_s: Span = (0.6, 1.1)
    """A turn one way."""
    shut_s: Span = (0.5, 1.1)
    """Eyes shut when asked to shut them."""
    lid_s: float = 0.12
    """A lid's way down."""
    near_cm: Span = (36.0, 41.0)
    near_s: Span = (0.9, 1.6)
    blinks_every_s: Span = (3.0, 6.0)
    """Without being asked; such a blink lasts a fifth of a second."""
    sway_deg: float = 0.8
    sway_cm: float = 0.4
    """Small movements all along."""
    jerks: float = 0.0
    """0..1: overshoots and comes back."""
    wrong_first_deg: float = 0.0
    """Begins to the other side so far, then corrects."""
    rest: Pose = field(default_factory=Pose)
    """How they stand when they look into the camera."""


@dataclass
class _Motion:
    """One quantity on its way from one value to another, as muscles move it (minimum jerk)."""

    begin_s: float
    length_s: float
    start: float
    end: float
    jerks: float = 0.0

    def at(self, seconds: float) -> float:
        part = (seconds - self.begin_s) / self.length_s
        if part <= 0.0:
            return self.start
        if part >= 1.0:
            settle = self.jerks * 0.22 * math.exp(-4.0 * (part - 1.0)) * math.sin(9.0 * (part - 1.0))
            return self.end + settle * (self.end - self.start)
        smooth = part**3 * (10.0 - 15.0 * part + 6.0 * part**2)
        return self.start + smooth * (self.end - self.start)


class Performer:
    """Follows instructions in a manner; ``pose`` must be asked with times that only go on."""

    def __init__(self, manner: Manner, random: np.random.Generator) -> None:
        self._manner, self._random = manner, random
        rest = manner.rest
        self._asked = FaceAdvice.LOOK_HERE
        self._tracks: dict[str, list[_Motion]] = {
            "yaw": [_Motion(0.0, 1e-3, rest.yaw_deg, rest.yaw_deg)],
            "distance": [_Motion(0.0, 1e-3, rest.distance_cm, rest.distance_cm)],
            "aside": [_Motion(0.0, 1e-3, rest.aside_cm, rest.aside_cm)],
            "below": [_Motion(0.0, 1e-3, rest.below_cm, rest.below_cm)],
        }
        self._shut: list[tuple[float, float]] = []
        self._next_blink_s = self._draw(manner.blinks_every_s)
        self._again_s = math.inf
        self._phases = random.uniform(0, 2 * math.pi, 8)

    @property
    def asked(self) -> FaceAdvice:
        """What this person is following now."""
        return self._asked

    def pose(self, seconds: float, asked: FaceAdvice) -> Pose:
        """How they stand at a time, being shown this instruction."""
        if asked in HEEDED and asked is not self._asked:
            self._asked = asked
            self._follow(seconds + self._draw(self._manner.reaction_s))
        elif seconds >= self._again_s:
            self._follow(seconds)
        if seconds >= self._next_blink_s:
            self._shut.append((seconds, seconds + 0.09))
            self._next_blink_s = seconds + self._draw(self._manner.blinks_every_s)
        return self._standing(seconds)

    def _follow(self, at_s: float) -> None:
        """Plans the movement for what is asked; done again after a while if it is still asked."""
        manner, rest = self._manner, self._manner.rest
        self._again_s = math.inf
        if self._asked in TURNS:
            self._turn(TURNS[self._asked], at_s)
            self._again_s = at_s + 4.0
        elif self._asked is FaceAdvice.BLINK:
            self._shut.append((at_s, at_s + self._draw(manner.shut_s)))
            self._next_blink_s = at_s + 3.0
            self._again_s = at_s + 2.2
        elif self._asked is FaceAdvice.LEAN_IN:
            near = self._draw(manner.near_cm)
            now = self._now("distance", at_s)
            self._move("distance", at_s, near if now > near + 3.0 else now - 3.0, self._draw(manner.near_s))
            self._again_s = at_s + 4.0
        elif self._asked is FaceAdvice.MOVE_BACK:
            now = self._now("distance", at_s)
            away = rest.distance_cm if now < rest.distance_cm - 4.0 else now + 6.0
            self._move("distance", at_s, away, self._draw(manner.near_s))
            self._again_s = at_s + 3.0
        elif self._asked is FaceAdvice.COME_CLOSER:
            self._move("distance", at_s, self._now("distance", at_s) - 10.0, 1.0)
            self._again_s = at_s + 3.0
        elif self._asked is FaceAdvice.TO_THE_MIDDLE:
            for track in ("aside", "below"):
                self._move(track, at_s, 0.35 * self._now(track, at_s), 1.0)
            self._again_s = at_s + 2.5
        else:
            self._straight(at_s)

    def _straight(self, at_s: float) -> None:
        rest, manner = self._manner.rest, self._manner
        self._move("yaw", at_s, rest.yaw_deg, self._draw(manner.turn_s))
        if self._asked is FaceAdvice.LOOK_BACK:
            self._move("distance", at_s, rest.distance_cm, self._draw(manner.near_s))

    def _turn(self, side: float, at_s: float) -> None:
        manner = self._manner
        length = self._draw(manner.turn_s)
        if manner.wrong_first_deg and abs(self._now("yaw", at_s)) < 6.0:
            self._move("yaw", at_s, -side * manner.wrong_first_deg, 0.5)
            at_s += 0.85
        already = side * self._now("yaw", at_s) > manner.turn_deg[0] - 4.0
        if already:
            self._move("yaw", at_s, 0.0, length)
            at_s += length + 0.4
        self._move("yaw", at_s, side * self._draw(manner.turn_deg), length)

    def _move(self, track: str, at_s: float, to: float, length_s: float) -> None:
        motions = self._tracks[track]
        motions[:] = [motion for motion in motions if motion.begin_s < at_s]
        start = motions[-1].at(at_s) if motions else to
        motions.append(_Motion(at_s, max(length_s, 0.05), start, to, self._manner.jerks))

    def _now(self, track: str, seconds: float) -> float:
        begun = [motion for motion in self._tracks[track] if motion.begin_s <= seconds]
        return (begun[-1] if begun else self._tracks[track][0]).at(seconds)

    def _standing(self, seconds: float) -> Pose:
        manner, rest, sway = self._manner, self._manner.rest, self._sways(seconds)
        return replace(
            rest,
            yaw_deg=self._now("yaw", seconds) + manner.sway_deg * sway[0],
            pitch_deg=rest.pitch_deg + manner.sway_deg * sway[1],
            roll_deg=rest.roll_deg + 0.7 * manner.sway_deg * sway[2],
            distance_cm=self._now("distance", seconds) + manner.sway_cm * sway[3],
            aside_cm=self._now("aside", seconds) + manner.sway_cm * sway[4],
            below_cm=self._now("below", seconds) + 0.6 * manner.sway_cm * sway[5],
            eyes_shut=max((self._lid(seconds, *span) for span in self._shut), default=rest.eyes_shut),
            breath=math.sin(2 * math.pi * seconds / 3.6 + self._phases[6]),
        )

    def _sways(self, seconds: float) -> list[float]:
        """Six slow wanderings of about 1."""
        return [
            math.sin(1.3 * seconds + self._phases[i]) * 0.6
            + math.sin(3.1 * seconds + 1.7 * self._phases[-1 - i]) * 0.4
            for i in range(6)
        ]

    def _lid(self, seconds: float, begin_s: float, end_s: float) -> float:
        down = float(np.clip((seconds - begin_s) / self._manner.lid_s, 0.0, 1.0))
        up = float(np.clip((end_s + 1.3 * self._manner.lid_s - seconds) / (1.3 * self._manner.lid_s), 0.0, 1.0))
        return min(down, up)

    def _draw(self, span: Span) -> float:
        return float(self._random.uniform(*span))


def resting(distance_cm: float = REST_CM, **pose: float) -> Pose:
    """A rest pose at a distance."""
    return Pose(distance_cm=distance_cm, **pose)
