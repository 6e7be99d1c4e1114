"""Attackers: each knows what is asked and does the best that a pair of hands can do with what they hold.

An attacker is an ``Actor``: ``frame(seconds, asked)`` gives what the camera sees. The owner of the card is
somebody else, whose pictures and films they have.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np

from kiosk.sandbox.liveness import pictures
from kiosk.sandbox.liveness.manner import Manner, Performer
from kiosk.sandbox.liveness.sheet import Hold, held, seen_at
from kiosk.sandbox.person import Person, Pose, over
from kiosk.vision.faces.quality import FaceAdvice
from kiosk.vision.picture import Image


class Actor(Protocol):
    """Whoever stands before the camera."""

    def frame(self, seconds: float, asked: FaceAdvice) -> Image:
        """480x640x3 BGR as seen at a time, while the screen asks for something."""


@dataclass(frozen=True)
class Stage:
    """What every attacker has: the owner's looks, their own, a hall and dice."""

    owner: Person
    attacker: Person
    hall: Image
    random: np.random.Generator
    movements: int = 4
    """How many the check asks for; attackers have seen the screen before."""

    def between(self, least: float, most: float) -> float:
        """A draw of the dice."""
        return float(self.random.uniform(least, most))

    def behind(self) -> Image:
        """The hall with the attacker behind what is held up."""
        return self.attacker.before(self.hall, Pose(distance_cm=96.0, below_cm=7.0))


HANDS = Manner(reaction_s=(0.35, 0.8), turn_deg=(24.0, 34.0), sway_deg=1.2, sway_cm=0.5)


class HeldPhoto:
    """A print, turned, bent and brought nearer in step with what is asked."""

    def __init__(
        self,
        stage: Stage,
        *,
        tilts: tuple[float, float] = (0.0, 0.0),
        bends: tuple[float, float] = (0.0, 0.0),
        rest_bend: float = 0.0,
        lying: bool = False,
        slides_cm: float = 0.0,
        shuts: Callable[[Image, float], Image] | None = None,
    ) -> None:
        """``tilts`` and ``bends`` are spans of what a full turn becomes: times its angle, and 1/cm."""
        self._stage = stage
        self._size = stage.between(0.55, 1.0)
        self._hands = Performer(replace(HANDS, rest=Pose()), stage.random)
        self._print = pictures.with_thumbs(pictures.printed(stage.owner))
        self._behind = stage.behind()
        self._tilt, self._bend = stage.between(*tilts), stage.between(*bends) / self._size
        self._rest_bend, self._lying, self._slides_cm = rest_bend / self._size, lying, slides_cm
        self._shuts = shuts

    def frame(self, seconds: float, asked: FaceAdvice) -> Image:
        """See ``Actor``."""
        pose = self._hands.pose(seconds, asked)
        blinks = asked is FaceAdvice.BLINK
        picture = (
            self._print if self._shuts is None else self._shuts(self._print, pose.eyes_shut if blinks else 0.0)
        )
        hold = self.hold(pose)
        return over(self._behind, *held(picture, pictures.LIFE_CM * self._size, hold))

    def hold(self, pose: Pose) -> Hold:
        """The hands' movement, as of a print."""
        turned = pose.yaw_deg / 30.0
        return Hold(
            pose.distance_cm * self._size,
            pose.aside_cm + self._slides_cm * turned * self._size,
            pose.below_cm * self._size + 0.6 * self._size,
            yaw_deg=pose.yaw_deg * self._tilt,
            pitch_deg=pose.pitch_deg,
            roll_deg=pose.roll_deg,
            bend=self._rest_bend + self._bend * abs(turned),
            lying=self._lying,
        )


class Masked:
    """Living eyes behind the owner's print: held flat with holes, or cut out and worn over the face."""

    def __init__(self, stage: Stage, *, worn: bool) -> None:
        self._stage, self._worn = stage, worn
        self._bend = stage.between(1 / 14, 1 / 9) if worn else 0.0
        self._head = Performer(replace(HANDS, sway_deg=0.8), stage.random)
        owner = stage.owner
        self._paper = pictures.mask_of(owner) if worn else pictures.with_holes(pictures.printed(owner), owner)
        if not worn:
            self._paper[:, :, :3] = pictures.with_thumbs(np.ascontiguousarray(self._paper[:, :, :3]))
        self._holes = np.array([pictures.on_print(eye).mean(axis=0) for eye in pictures.eye_places(owner)])
        self._eyes = np.array([eye.mean(axis=0) for eye in pictures.eye_places(stage.attacker)])

    def frame(self, seconds: float, asked: FaceAdvice) -> Image:
        """See ``Actor``."""
        pose = self._head.pose(seconds, asked)
        hold = Hold(
            pose.distance_cm,
            pose.aside_cm,
            pose.below_cm + 0.6,
            yaw_deg=pose.yaw_deg * (1.0 if self._worn else 1.2),
            pitch_deg=pose.pitch_deg,
            roll_deg=pose.roll_deg,
            bend=self._bend,
        )
        wearer = self._wearer(pose, hold)
        return over(wearer, *held(self._paper, pictures.LIFE_CM, hold))

    def _wearer(self, pose: Pose, hold: Hold) -> Image:
        """The attacker, moved so that the eyes are behind the holes."""
        stage = self._stage
        image, alpha = stage.attacker.cut(replace(pose, distance_cm=pose.distance_cm + 2.0))
        eyes = stage.attacker.where(
            replace(pose, distance_cm=pose.distance_cm + 2.0), self._eyes.astype(np.float32)
        )
        holes = seen_at(self._holes.astype(np.float32), pictures.PRINT_PX, pictures.LIFE_CM, hold)
        into, _ = cv2.estimateAffinePartial2D(eyes, holes)
        if into is None:
            return over(stage.hall, image, alpha)
        moved = cv2.warpAffine(np.dstack([image, alpha]), into, (640, 480), flags=cv2.INTER_LINEAR)
        return over(stage.hall, np.ascontiguousarray(moved[:, :, :3]), np.ascontiguousarray(moved[:, :, 3]))


Film = Callable[[float, FaceAdvice], Pose]
"""The owner's pose in what a tablet shows, by the time; a still is always the same."""


class HeldTablet:
    """A tablet with a still or a film of the owner, turned and brought nearer as asked."""

    def __init__(self, stage: Stage, film: Film, *, tilts: float = 1.0, begins_when_asked: bool = False) -> None:
        self._stage, self._film, self._tilts = stage, film, tilts
        self._waits = begins_when_asked
        self._began_s: float | None = None
        self._hands = Performer(HANDS, stage.random)
        self._size = stage.between(0.50, 0.62)
        self._behind = stage.behind()
        self._room = np.asarray(cv2.GaussianBlur(stage.hall, (0, 0), 3), np.uint8)

    def frame(self, seconds: float, asked: FaceAdvice) -> Image:
        """See ``Actor``."""
        if self._began_s is None and (not self._waits or asked in (*ASKS, FaceAdvice.LEAN_IN)):
            self._began_s = seconds
        pose = self._hands.pose(seconds, asked)
        played_s = 0.0 if self._began_s is None else seconds - self._began_s
        shown = self._stage.owner.before(self._room, self._film(played_s, asked))
        distance_cm = pose.distance_cm * self._size
        yaw_deg = pose.yaw_deg * self._tilts
        screen = pictures.tablet(shown, seconds, distance_cm, yaw_deg)
        hold = Hold(
            distance_cm,
            pose.aside_cm * self._size,
            pose.below_cm * self._size + 0.3,
            yaw_deg=yaw_deg,
            pitch_deg=pose.pitch_deg,
            roll_deg=pose.roll_deg,
        )
        return over(self._behind, *held(screen, pictures.TABLET_CM, hold))


ASKS = (FaceAdvice.TURN_LEFT, FaceAdvice.TURN_RIGHT, FaceAdvice.BLINK)


class Swapped:
    """One picture first, another later: ``at`` says when, ``slide_s`` how long the second takes to be there."""

    def __init__(
        self, first: Actor, second: Actor, at: Callable[[float, FaceAdvice], bool], slide_s: float
    ) -> None:
        self._first, self._second, self._at, self._slide_s = first, second, at, slide_s
        self._since_s: float | None = None

    def frame(self, seconds: float, asked: FaceAdvice) -> Image:
        """See ``Actor``."""
        if self._since_s is None and self._at(seconds, asked):
            self._since_s = seconds
        if self._since_s is None:
            return self._first.frame(seconds, asked)
        there = min(1.0, (seconds - self._since_s) / max(self._slide_s, 1e-3))
        second = self._second.frame(seconds, asked)
        if there >= 1.0:
            return second
        rows = round((1.0 - there) * second.shape[0])
        frame = self._first.frame(seconds, asked).copy()
        frame[rows:] = second[: second.shape[0] - rows]
        return frame


class Living:
    """Somebody who does what is asked with their own head."""

    def __init__(self, person: Person, hall: Image, performer: Performer) -> None:
        self._person, self._hall, self._performer = person, hall, performer

    def frame(self, seconds: float, asked: FaceAdvice) -> Image:
        """See ``Actor``."""
        return self._person.before(self._hall, self._performer.pose(seconds, asked))
