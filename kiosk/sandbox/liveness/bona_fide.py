"""Honest people: the quick and the slow, the tall, the short and those who sit, in good light and in bad."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from kiosk.sandbox.liveness.manner import Manner, Performer
from kiosk.sandbox.liveness.optics import Light, lit, place
from kiosk.sandbox.person import Person, Pose, over
from kiosk.vision.faces.quality import FaceAdvice
from kiosk.vision.picture import Image


@dataclass(frozen=True)
class Honesty:
    """One kind of honest person, as spans the dice draw from."""

    manner: Callable[[np.random.Generator], Manner] = lambda _random: Manner()
    light: Light = Light.HALL
    glasses: str = ""
    glare: bool = False
    """A lamp that runs over the glasses as the head turns."""
    size: float = 1.0
    passer_by: bool = False


def _sitting(random: np.random.Generator) -> Manner:
    return Manner(rest=Pose(below_cm=float(random.uniform(5.0, 8.5)), pitch_deg=-4.0, distance_cm=66.0))


def _tall(random: np.random.Generator) -> Manner:
    return Manner(rest=Pose(below_cm=float(random.uniform(-6.0, -3.5)), pitch_deg=7.0, distance_cm=64.0))


def _child(random: np.random.Generator) -> Manner:
    rest = Pose(
        below_cm=float(random.uniform(4.0, 7.5)), pitch_deg=-5.0, distance_cm=float(random.uniform(52, 60))
    )
    return Manner(rest=rest, turn_s=(0.4, 0.7), sway_deg=1.8, sway_cm=0.9, near_cm=(33.0, 36.0))


def _askew(random: np.random.Generator) -> Manner:
    rest = Pose(roll_deg=float(random.uniform(-9, 9)), aside_cm=float(random.uniform(-5, 5)), yaw_deg=3.0)
    return Manner(rest=rest)


SLOW = Manner(
    reaction_s=(3.0, 5.0),
    turn_deg=(18.0, 20.0),
    turn_s=(1.6, 2.4),
    shut_s=(0.8, 1.8),
    lid_s=0.22,
    near_s=(2.0, 3.0),
)
BONA_FIDE: dict[str, Honesty] = {
    "normal": Honesty(),
    "slow": Honesty(lambda _random: SLOW),
    "jerky": Honesty(lambda _random: Manner(turn_s=(0.22, 0.35), jerks=1.0, near_s=(0.4, 0.6))),
    "glasses": Honesty(glasses="clear"),
    "glasses_glare": Honesty(glasses="clear", glare=True),
    "restless": Honesty(lambda _random: Manner(sway_deg=3.0, sway_cm=1.2)),
    "sitting": Honesty(_sitting),
    "dim": Honesty(light=Light.DIM),
    "window_behind": Honesty(light=Light.BACK),
    "lamp_beside": Honesty(light=Light.SIDE),
    "tall": Honesty(_tall),
    "hesitant": Honesty(lambda random: Manner(wrong_first_deg=float(random.uniform(7.0, 13.0)))),
    "passer_by": Honesty(passer_by=True),
    "child": Honesty(_child, size=0.87),
    "blinks_often": Honesty(lambda _random: Manner(blinks_every_s=(0.8, 1.6))),
    "askew": Honesty(_askew),
}


class HonestPerson:
    """The card's owner, following in their manner."""

    def __init__(
        self, kind: Honesty, person: Person, stranger: Person | None, hall: Image, random: np.random.Generator
    ) -> None:
        """``stranger`` walks past behind, where the kind says so."""
        self._kind, self._person, self._stranger = kind, person, stranger
        self._hall = place(hall, kind.light)
        self._performer = Performer(kind.manner(random), random)
        self._walks_at_s = float(random.uniform(1.5, 4.0))

    def frame(self, seconds: float, asked: FaceAdvice) -> Image:
        """See ``Actor``."""
        pose = self._performer.pose(seconds, asked)
        image, alpha = self._person.cut(pose)
        if self._kind.light in (Light.BACK, Light.SIDE):
            face_x = float(self._person.where(pose, self._person.mesh[[168], :2])[0, 0])
            image = lit(image, self._kind.light, face_x)
        seen = over(self._behind(seconds), image, alpha)
        return self._with_glare(seen, pose) if self._kind.glare else seen

    def _behind(self, seconds: float) -> Image:
        if self._stranger is None:
            return self._hall
        away = 110.0 * (seconds - self._walks_at_s) - 160.0
        there = Pose(yaw_deg=30.0, distance_cm=190.0, aside_cm=away % 700.0 - 160.0)
        return self._stranger.before(self._hall, there) if abs(there.aside_cm) < 150.0 else self._hall

    def _with_glare(self, seen: Image, pose: Pose) -> Image:
        """The hall's lamps in both lenses; they run across as the head turns."""
        glare = np.zeros(seen.shape, np.uint8)
        eyes = self._person.where(pose, self._person.mesh[[159, 386], :2])
        apart = float(np.linalg.norm(eyes[1] - eyes[0]))
        for eye in eyes:
            x = float(eye[0]) + apart * (0.16 - 0.016 * pose.yaw_deg)
            if abs(x - float(eye[0])) > 0.36 * apart:
                continue
            spot = ((x, float(eye[1]) - 0.03 * apart), (0.17 * apart, 0.26 * apart), 15.0)
            cv2.ellipse(glare, spot, (215, 220, 222), -1, cv2.LINE_AA)
        return np.asarray(cv2.add(seen, cv2.GaussianBlur(glare, (0, 0), 2.0)), np.uint8)


def at_distance(manner: Manner, distance_cm: float) -> Manner:
    """The same manner, standing nearer or farther."""
    return replace(manner, rest=replace(manner.rest, distance_cm=distance_cm))
