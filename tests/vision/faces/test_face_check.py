"""One try as a state machine, fed with looks by hand: no network, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from drawn_head import head, turned

from kiosk.vision.faces.challenge import Turn
from kiosk.vision.faces.check import CheckLimits, FaceCheck, FaceEnd, FaceProgress, Stage, random_turn
from kiosk.vision.faces.comparer import Embedding, FaceNumbers, Reference
from kiosk.vision.faces.detector import Face
from kiosk.vision.faces.engine import FaceLook
from kiosk.vision.faces.quality import FaceAdvice, Measures

FRAME = np.zeros((480, 640, 3), np.uint8)


def _person(number: int) -> Embedding:
    embedding = np.zeros(128, np.float32)
    embedding[number] = 1.0
    return embedding


def _numbers(person: int) -> FaceNumbers:
    """A person as both networks see them: a stranger's distance is 1."""
    return FaceNumbers(_person(person), _person(person) / np.float32(2**0.5))


@dataclass
class Sees:
    """What the next frame shows."""

    degrees: float = 0.0
    person: int = 0
    there: bool = True
    x: float = 320.0
    advice: FaceAdvice | None = None


@dataclass
class EyesByHand:
    """Turns ``Sees`` into looks."""

    sees: Sees = field(default_factory=Sees)

    def look(self, image_bgr: np.ndarray) -> FaceLook:
        sees = self.sees
        if not sees.there:
            return FaceLook((480, 640), None, None, None, None, 0.0, 0.0, FaceAdvice.NOBODY, None)
        face = Face((sees.x - 80, 120, 160, 200), np.zeros((5, 2), np.float32), 0.9, np.zeros(15, np.float32))
        away = FaceAdvice.FACE_THE_CAMERA if abs(sees.degrees) > 10 else None
        mesh = turned(head(), sees.degrees)
        return FaceLook((480, 640), face, mesh, FRAME, Measures(120, 9), sees.degrees, 0.0, sees.advice, away)

    def embed(self, look: FaceLook) -> Embedding:
        return _person(self.sees.person)

    def numbers(self, image_bgr: np.ndarray, look: FaceLook) -> FaceNumbers:
        return _numbers(self.sees.person)


class Try:
    """A check with its own time: every frame comes 0.1 s after the last."""

    def __init__(self, turn: Turn = Turn.LEFT, reference: Reference | None = None) -> None:
        self.eyes = EyesByHand()
        self.check = FaceCheck(self.eyes, reference or _numbers(0), turn)
        self.now_s = 100.0

    def see(self, frames: int = 1, **sees: object) -> FaceProgress:
        self.eyes.sees = Sees(**sees)  # type: ignore[arg-type]
        for _ in range(frames):
            self.now_s += 0.1
            progress = self.check.step(FRAME, self.now_s)
        return progress

    def turn_to(self, degrees: float, **sees: object) -> FaceProgress:
        for part in range(1, 6):
            progress = self.see(degrees=degrees * part / 5, **sees)
        return progress


def test_a_try_goes_through_look_turn_and_compare() -> None:
    one = Try()
    assert one.see().stage is Stage.LOOK
    assert one.see(2).advice is FaceAdvice.TURN_LEFT
    assert one.turn_to(28).advice is FaceAdvice.LOOK_BACK
    assert one.see(degrees=20).advice is FaceAdvice.LOOK_BACK
    assert one.see(1).stage is Stage.COMPARE
    last = one.see(2)
    assert (last.stage, last.end, last.live, last.fraction) == (Stage.DONE, FaceEnd.COMPARED, True, 1.0)
    assert last.score == pytest.approx(1.0)


def test_the_way_through_only_goes_forward() -> None:
    one = Try()
    seen = [one.see().fraction, one.see(2).fraction, one.turn_to(14).fraction, one.turn_to(28).fraction]
    assert seen == sorted(seen)


def test_somebody_else_ends_with_a_low_score() -> None:
    one = Try(reference=_numbers(7))
    one.see(3)
    one.turn_to(28)
    assert one.see(3).score == pytest.approx(0.0, abs=1e-6)


def test_without_a_card_photo_only_life_is_judged() -> None:
    one = Try()
    one.check = FaceCheck(one.eyes, None, Turn.LEFT)
    one.see(3)
    one.turn_to(28)
    last = one.see(3)
    assert last.live
    assert last.score is None


def test_the_other_side_is_not_the_side_asked_for() -> None:
    one = Try(Turn.RIGHT)
    one.see(3)
    assert one.turn_to(28).advice is FaceAdvice.TURN_RIGHT


def test_who_never_turns_ends_as_not_turned() -> None:
    one = Try()
    last = one.see(110)
    assert (last.end, last.live, last.score) == (FaceEnd.NOT_TURNED, False, None)


def test_nobody_ends_as_too_slow() -> None:
    one = Try()
    assert one.see(5, there=False).advice is FaceAdvice.NOBODY
    assert one.see(310, there=False).end is FaceEnd.TOO_SLOW


def test_another_person_after_the_turn_is_a_change() -> None:
    one = Try()
    one.see(3)
    one.turn_to(28)
    last = one.see(person=1)
    assert (last.end, last.live) == (FaceEnd.CHANGED, False)


def test_another_person_who_turns_is_a_change() -> None:
    one = Try()
    one.see(3)
    assert one.turn_to(28, person=1).end is FaceEnd.CHANGED


def test_another_person_while_looking_starts_the_look_again() -> None:
    one = Try()
    one.see(2)
    one.see(person=1)
    assert one.see(2, person=1).stage is Stage.LOOK
    assert one.see(1, person=1).stage is Stage.TURN


def test_a_face_gone_for_a_moment_is_followed_on() -> None:
    one = Try()
    one.see(3)
    one.see(4, there=False)
    assert one.see().stage is Stage.TURN


def test_a_face_gone_for_long_starts_again() -> None:
    one = Try()
    one.see(3)
    one.see(12, there=False)
    assert one.see().stage is Stage.LOOK


def test_a_face_that_comes_back_after_a_gap_without_frames_starts_again() -> None:
    one = Try()
    one.see(3)
    one.now_s += 2.0
    assert one.see().stage is Stage.LOOK


def test_a_face_that_jumps_is_another_face() -> None:
    one = Try()
    one.see(3)
    assert one.see(x=480.0).stage is Stage.LOOK


def test_a_leap_from_straight_to_turned_starts_again() -> None:
    one = Try()
    one.see(3)
    one.see()
    assert one.see(degrees=35.0).stage is Stage.LOOK


def test_bad_light_during_the_turn_is_said_and_does_not_count() -> None:
    one = Try()
    one.see(3)
    assert one.turn_to(28, advice=FaceAdvice.MORE_LIGHT).advice is FaceAdvice.MORE_LIGHT
    assert one.check.progress.stage is Stage.TURN


def test_bad_frames_are_not_compared() -> None:
    one = Try()
    assert one.see(8, advice=FaceAdvice.HOLD_STILL).advice is FaceAdvice.HOLD_STILL
    assert one.check.progress.fraction == 0.0


def test_after_the_end_nothing_changes() -> None:
    one = Try()
    last = one.see(110)
    assert one.turn_to(28) is last


def test_forgetting_overwrites_the_numbers_and_ends_the_try() -> None:
    one = Try()
    one.see(2)
    kept = [probe.numbers.embedding for probe in one.check._before]
    one.check.forget()
    assert all(not numbers.any() for numbers in kept)
    assert one.check.progress.done
    assert one.check.progress.live is False


def test_a_reference_forgets() -> None:
    reference = _numbers(3)
    reference.forget()
    assert not reference.embedding.any()


def test_the_box_is_in_parts_of_the_frame() -> None:
    assert Try().see().box == pytest.approx((0.375, 0.25, 0.25, 200 / 480))


def test_both_sides_are_asked_for() -> None:
    assert {random_turn() for _ in range(100)} == set(Turn)


def test_limits_can_be_given() -> None:
    check = FaceCheck(EyesByHand(), None, Turn.LEFT, CheckLimits(probes=1))
    assert check.step(FRAME, 0.0).stage is Stage.TURN
