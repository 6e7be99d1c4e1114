"""One challenge as it goes: look into the camera, move as asked, look back, and so on to the last movement.

What counts is the first movement seen after the asking. It must be the one asked for, it must begin after it was
asked for and not faster than a person can answer, and between two movements nothing may move but to come back. So
a video of other movements, or of the same in another order or pace, fails with the first that does not fit.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from kiosk.vision.faces.challenge.baseline import Baseline, Signs, Smooth
from kiosk.vision.faces.challenge.blink import MOST_COVERED, BlinkWatch, covered
from kiosk.vision.faces.challenge.nearer import LeanWatch
from kiosk.vision.faces.challenge.sequence import Challenge, Movement
from kiosk.vision.faces.challenge.turn import LeapWatch, Turn, TurnWatch
from kiosk.vision.faces.engine import FaceLook
from kiosk.vision.faces.quality import FaceAdvice
from kiosk.vision.picture import Image

NEUTRAL_TIP = 0.09
NEUTRAL_WIDTH = (0.80, 1.15)
NEUTRAL_EYES = 0.72
WRONG_TIP = 0.22
"""Turned although something else was asked for, some 18 degrees; people who hesitate reach 13."""
WRONG_WIDTH = 1.32
LOOKS_S = 0.2
"""Looking into the camera for so long is having come back."""
ASTRAY_S = 2.5
"""So long away from the baseline before anything is asked, and it is the baseline that is off."""
QUICKEST_S = 0.25
"""From the asking to a plain sign of movement; nobody answers what they must first read or hear any sooner."""
BEGUN_TIP, BEGUN_WIDTH = 0.13, 1.15

_SIDES = {Movement.TURN_LEFT: Turn.LEFT, Movement.TURN_RIGHT: Turn.RIGHT}


class Event(StrEnum):
    """What a frame brought."""

    GOES_ON = "goes_on"
    WRONG = "wrong"
    """Another movement than the one asked for."""
    UNASKED = "unasked"
    """A movement before it was asked for."""
    LEAPT = "leapt"
    """Faster than a person can move."""
    NOT_SEEN = "not_seen"
    """The time for a movement is over."""
    ASTRAY = "astray"
    """Before anything was asked, the head did not look as the baseline says it does: that is to be taken anew."""
    DONE = "done"
    """The last movement was made, and the head looks into the camera again."""


@dataclass(frozen=True)
class Pace:
    """Seconds; fair to slow people."""

    move_s: float = 12.0
    """For one movement, from the asking."""
    settle_s: float = 12.0
    """For coming back."""


class _Asked:
    """One movement that was asked for."""

    def __init__(self, movement: Movement, baseline: Baseline, asked_s: float) -> None:
        self.movement, self._baseline, self.asked_s = movement, baseline, asked_s
        self._turn = TurnWatch(_SIDES[movement], baseline.face) if movement in _SIDES else None
        self._blink = BlinkWatch()
        self._lean = LeanWatch(baseline.face)
        self._began_s: float | None = None

    @property
    def fraction(self) -> float:
        """0..1 of the movement."""
        return 0.0 if self._turn is None else self._turn.fraction

    def step(self, look: FaceLook, image_bgr: Image, signs: Signs, taken_s: float) -> Event:
        """``DONE`` when the movement asked for is the one that was made."""
        assert look.mesh is not None
        if self._turn is not None:
            self._turn.step(signs.parallax, image_bgr, look.mesh)
        self._blink.step(signs.eyes, signs.down_deg, taken_s, is_covered=_is_covered(self._baseline, look, signs))
        if self.movement is Movement.LEAN_IN and abs(signs.tip) < WRONG_TIP:
            self._lean.step(image_bgr, look.mesh, signs.width, taken_s)
        if not _has_begun(signs):
            self._began_s = None
        elif self._began_s is None:
            self._began_s = taken_s
        if self._is_wrong(signs):
            return Event.WRONG
        if not self._is_made():
            return Event.GOES_ON
        begun_s = self._blink.began_s if self.movement is Movement.BLINK else self._began_s
        quick = begun_s is not None and begun_s - self.asked_s < QUICKEST_S
        return Event.UNASKED if quick else Event.DONE

    def _is_made(self) -> bool:
        if self.movement is Movement.BLINK:
            return self._blink.met
        return self._lean.met if self._turn is None else self._turn.met

    def _is_wrong(self, signs: Signs) -> bool:
        asked = _SIDES.get(self.movement)
        if any(signs.towards(turn) >= WRONG_TIP for turn in Turn if turn is not asked):
            return True
        return self.movement is not Movement.LEAN_IN and signs.width >= WRONG_WIDTH


def _has_begun(signs: Signs) -> bool:
    return abs(signs.tip) >= BEGUN_TIP or signs.width >= BEGUN_WIDTH


def _is_covered(baseline: Baseline, look: FaceLook, signs: Signs) -> bool:
    """Asked only of eyes that look shut: the alignment of a turned or near face differs anyway."""
    if signs.eyes > NEUTRAL_EYES or look.aligned_bgr is None or baseline.aligned_bgr is None:
        return False
    return covered(baseline.aligned_bgr, look.aligned_bgr) > MOST_COVERED


class ChallengeRun:
    """Goes through one challenge with one person's baseline. Times are those of the frames."""

    def __init__(self, challenge: Challenge, baseline: Baseline, began_s: float, pace: Pace | None = None) -> None:
        self._challenge, self._baseline, self._pace = challenge, baseline, pace or Pace()
        self._made = 0
        self._asked: _Asked | None = None
        self._smooth, self._leaps = Smooth(), LeapWatch()
        self._held: deque[Signs] = deque(maxlen=15)
        self._held_since: float | None = None
        self._looks = False
        """Did the head come to rest since the last movement? What moves after that was not asked for."""
        self._settling_since = self._neutral_s = began_s
        self.advice = FaceAdvice.LOOK_HERE

    @property
    def asking(self) -> bool:
        """Is a movement asked for now?"""
        return self._asked is not None

    @property
    def moved(self) -> bool:
        """Was at least one movement made?"""
        return self._made > 0

    @property
    def fraction(self) -> float:
        """0..1 of all movements."""
        part = self._asked.fraction if self._asked is not None else 0.0
        return (self._made + part) / len(self._challenge.movements)

    def step(self, look: FaceLook, image_bgr: Image, taken_s: float) -> Event:
        """One more frame with a mesh; ``advice`` then says what to show."""
        assert look.mesh is not None
        signs = self._smooth.add(self._baseline.signs(image_bgr, look.mesh, look.pitch_deg))
        if self._leaps.step(signs.parallax, taken_s):
            return Event.LEAPT
        if self._asked is None:
            return self._settle(signs, taken_s)
        return self._watch(self._asked, look, image_bgr, signs, taken_s)

    def forget(self) -> None:
        """Overwrites the baseline; the run is over."""
        self._baseline.forget()
        self._held.clear()

    def _watch(self, asked: _Asked, look: FaceLook, image_bgr: Image, signs: Signs, taken_s: float) -> Event:
        event = asked.step(look, image_bgr, signs, taken_s)
        if event is Event.DONE:
            self._made += 1
            self._asked, self._settling_since, self._held_since = None, taken_s, None
            self._looks = False
            self.advice = _back(signs)
            return Event.GOES_ON
        if event is Event.GOES_ON and taken_s - asked.asked_s > self._pace.move_s:
            return Event.NOT_SEEN
        self.advice = FaceAdvice(asked.movement.value)
        return event

    def _settle(self, signs: Signs, taken_s: float) -> Event:
        if self._looks and _stirs(signs):
            return Event.UNASKED
        if not _is_neutral(signs):
            if signs.eyes >= NEUTRAL_EYES:
                self._held_since = None
            self.advice = _back(signs)
            if not self.moved and taken_s - self._neutral_s > ASTRAY_S:
                return Event.ASTRAY
            return Event.NOT_SEEN if taken_s - self._settling_since > self._pace.settle_s else Event.GOES_ON
        self._neutral_s = taken_s
        self._held_since = taken_s if self._held_since is None else self._held_since
        self._looks = self._looks or taken_s - self._held_since >= LOOKS_S
        self._held.append(signs)
        self.advice = FaceAdvice.LOOK_HERE
        if self._made == len(self._challenge.movements):
            return Event.DONE
        if taken_s - self._held_since >= self._challenge.pauses_s[self._made]:
            self._ask(taken_s)
        return Event.GOES_ON

    def _ask(self, taken_s: float) -> None:
        self._baseline.settle(self._held)
        self._held.clear()
        movement = self._challenge.movements[self._made]
        self._asked = _Asked(movement, self._baseline, taken_s)
        self.advice = FaceAdvice(movement.value)


def _stirs(signs: Signs) -> bool:
    """A movement. Shut eyes are none: people look down to read, and blink."""
    return abs(signs.tip) >= WRONG_TIP or signs.width >= WRONG_WIDTH


def _is_neutral(signs: Signs) -> bool:
    low, high = NEUTRAL_WIDTH
    return abs(signs.tip) <= NEUTRAL_TIP and low <= signs.width <= high and signs.eyes >= NEUTRAL_EYES


def _back(signs: Signs) -> FaceAdvice:
    """What brings the head back."""
    if signs.width > NEUTRAL_WIDTH[1]:
        return FaceAdvice.MOVE_BACK
    if abs(signs.tip) > NEUTRAL_TIP:
        return FaceAdvice.LOOK_BACK
    return FaceAdvice.COME_CLOSER if signs.width < NEUTRAL_WIDTH[0] else FaceAdvice.LOOK_HERE
