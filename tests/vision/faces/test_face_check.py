"""One try as a state machine, fed with looks by hand: no network, no clock."""

from __future__ import annotations

import pytest
from drawn_try import EyesByHand, Try, asked, face_numbers

from kiosk.vision.faces.challenge import Movement
from kiosk.vision.faces.check import CheckLimits, FaceCheck, FaceEnd, Stage
from kiosk.vision.faces.liveness import Living
from kiosk.vision.faces.quality import FaceAdvice

LEFT, RIGHT, BLINK = Movement.TURN_LEFT, Movement.TURN_RIGHT, Movement.BLINK


def test_a_try_goes_through_look_turn_and_compare() -> None:
    one = Try()
    assert one.see().stage is Stage.LOOK
    assert one.see(2).stage is Stage.TURN
    assert one.until(FaceAdvice.TURN_LEFT).stage is Stage.TURN
    assert one.turn_to(28).advice is FaceAdvice.LOOK_BACK
    one.turn_back(28)
    last = one.see(6)
    assert (last.stage, last.end, last.live, last.fraction) == (Stage.DONE, FaceEnd.COMPARED, True, 1.0)
    assert last.score == pytest.approx(1.0)
    assert last.layers == ("active",)


def test_all_movements_in_their_order_are_a_living_head() -> None:
    one = Try(asked(RIGHT, BLINK, LEFT, LEFT))
    one.until(FaceAdvice.TURN_RIGHT)
    one.turn_to(-28)
    one.turn_back(-28)
    one.until(FaceAdvice.BLINK)
    one.shut_eyes()
    for _ in range(2):
        one.until(FaceAdvice.TURN_LEFT)
        one.turn_to(28)
        one.turn_back(28)
    assert one.see(6).live


def test_the_way_through_only_goes_forward() -> None:
    one = Try()
    seen = [one.see().fraction, one.until(FaceAdvice.TURN_LEFT).fraction, one.turn_to(12).fraction]
    seen += [one.turn_to(28).fraction, one.turn_back(28).fraction]
    assert seen == sorted(seen)


def test_slow_people_have_time() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    one.see(60)
    for degrees in range(0, 24):
        one.see(2, degrees=degrees)
    one.until(FaceAdvice.LOOK_BACK, degrees=23)
    one.see(40, degrees=15)
    assert one.see(8).live


def test_a_single_frame_gone_wrong_changes_nothing() -> None:
    one = Try(asked(BLINK, LEFT))
    one.until(FaceAdvice.BLINK)
    one.see(3)
    one.see(degrees=-40)
    one.see(3)
    one.shut_eyes()
    one.until(FaceAdvice.TURN_LEFT)
    one.see(4)
    assert one.see(degrees=-40).stage is Stage.TURN
    assert one.see(3).advice is FaceAdvice.TURN_LEFT


def test_blinking_unasked_is_no_movement() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    for _ in range(4):
        one.see(2, shut=True)
        assert one.see(5).advice is FaceAdvice.TURN_LEFT


def test_looking_down_to_read_is_no_movement() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    assert one.see(20, shut=True).advice is FaceAdvice.TURN_LEFT


def test_small_movements_are_no_movement() -> None:
    one = Try(asked(BLINK, LEFT))
    one.until(FaceAdvice.BLINK)
    for degrees in (3, 6, 3, -3, -6, -3):
        assert one.see(2, degrees=degrees).advice is FaceAdvice.BLINK


def test_a_head_on_its_way_is_not_what_the_movements_are_measured_against() -> None:
    one = Try()
    for degrees in (9, 6, 3, 0):
        assert one.see(degrees=degrees).stage is Stage.LOOK
    assert one.see().stage is Stage.TURN


def test_who_rested_aside_and_then_looks_here_is_looked_at_anew_and_passes() -> None:
    one = Try()
    assert one.see(3, degrees=10).stage is Stage.TURN
    assert one.until(FaceAdvice.LOOK_BACK, degrees=-2).stage is Stage.TURN
    one.until(FaceAdvice.TURN_LEFT, degrees=-2)
    one.turn_to(28)
    one.turn_back(28)
    assert one.see(6).live


def test_looking_anew_before_anything_is_asked_costs_nothing() -> None:
    one = Try()
    for degrees in (9, -9, 9, -9):
        one.see(4, degrees=degrees)
        assert one.see(25, degrees=-degrees).advice is FaceAdvice.LOOK_BACK
        assert one.see(5, degrees=-degrees).stage is Stage.TURN
        one.see(12, there=False)
    assert not one.check.progress.done


def test_somebody_else_ends_with_a_low_score() -> None:
    one = Try(reference=face_numbers(7))
    one.until(FaceAdvice.TURN_LEFT)
    one.turn_to(28)
    one.turn_back(28)
    assert one.see(6).score == pytest.approx(0.0, abs=1e-6)


def test_without_a_card_photo_only_life_is_judged() -> None:
    one = Try()
    one.check = FaceCheck(one.eyes, None, asked(LEFT))
    one.until(FaceAdvice.TURN_LEFT)
    one.turn_to(28)
    one.turn_back(28)
    last = one.see(6)
    assert last.live
    assert last.score is None


def test_who_never_turns_ends_as_not_turned() -> None:
    one = Try()
    last = one.see(140)
    assert (last.end, last.live, last.score, last.layers) == (FaceEnd.NOT_TURNED, False, None, ())


def test_who_never_looks_back_ends_as_not_turned() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    one.turn_to(28)
    assert one.see(140, degrees=28).end is FaceEnd.NOT_TURNED


def test_nobody_ends_as_too_slow() -> None:
    one = Try()
    assert one.see(5, there=False).advice is FaceAdvice.NOBODY
    assert one.see(760, there=False).end is FaceEnd.TOO_SLOW


def test_another_person_after_the_turn_is_a_change() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    one.turn_to(28)
    one.turn_back(28)
    assert one.see(6, person=1).end is FaceEnd.CHANGED


def test_another_person_who_turns_is_a_change() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    assert one.turn_to(28, person=1).end is FaceEnd.CHANGED


def test_another_person_between_two_movements_is_a_change() -> None:
    one = Try(asked(LEFT, LEFT))
    one.until(FaceAdvice.TURN_LEFT)
    one.turn_to(28)
    one.turn_back(28)
    assert one.see(8, person=1).end is FaceEnd.CHANGED


def test_one_doubtful_frame_of_a_moving_head_is_no_change() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    one.see(3)
    one.see(person=1)
    assert one.see(3).advice is FaceAdvice.TURN_LEFT


def test_another_person_while_looking_starts_the_look_again() -> None:
    one = Try()
    one.see(2)
    one.see(person=1)
    assert one.see(1, person=1).stage is Stage.LOOK
    assert one.see(1, person=1).stage is Stage.TURN


def test_a_face_gone_for_a_moment_is_followed_on() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    one.see(4, there=False)
    assert one.see().stage is Stage.TURN


def test_a_face_gone_for_long_starts_again() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    one.see(12, there=False)
    assert one.see().stage is Stage.LOOK


def test_a_face_gone_twice_ends_the_try() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    one.see(12, there=False)
    one.until(FaceAdvice.TURN_LEFT)
    assert one.see(12, there=False).end is FaceEnd.UNSTEADY


def test_before_anything_is_asked_coming_and_going_is_free() -> None:
    one = Try()
    for _ in range(6):
        one.see(2)
        one.see(12, there=False)
    assert not one.check.progress.done


def test_a_face_that_comes_back_after_a_gap_without_frames_starts_again() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    one.now_s += 2.0
    assert one.see().stage is Stage.LOOK


def test_a_face_that_jumps_is_another_face() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    assert one.see(x=480.0).stage is Stage.LOOK


def test_bad_light_during_the_turn_is_said_and_does_not_count() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    assert one.turn_to(28, advice=FaceAdvice.MORE_LIGHT).advice is FaceAdvice.MORE_LIGHT
    assert one.check.progress.stage is Stage.TURN


def test_blur_during_the_turn_belongs_to_it() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    assert one.turn_to(28, advice=FaceAdvice.HOLD_STILL).advice is FaceAdvice.LOOK_BACK


def test_bad_frames_are_not_compared() -> None:
    one = Try()
    assert one.see(8, advice=FaceAdvice.HOLD_STILL).advice is FaceAdvice.HOLD_STILL
    assert one.check.progress.fraction == 0.0


def test_after_the_end_nothing_changes() -> None:
    one = Try()
    last = one.see(140)
    assert one.turn_to(28) is last


def test_limits_can_be_given() -> None:
    eyes = EyesByHand()
    check = FaceCheck(eyes, None, asked(LEFT), CheckLimits(probes=1))
    assert check.step(eyes.sees.picture, 0.0).stage is Stage.TURN


# Nothing stays ---------------------------------------------------------------------------------------------------


def _arrays_after(one: Try) -> list[object]:
    """Every array a look held or an embedding was."""
    looks = [part for look in one.eyes.looks[:3] for part in (look.mesh, look.aligned_bgr)]
    return [*looks, *one.eyes.embedded]


def test_forgetting_overwrites_every_number_of_the_face_and_ends_the_try() -> None:
    one = Try(asked(LEFT, LEFT))
    one.until(FaceAdvice.TURN_LEFT)
    one.turn_to(28)
    one.turn_back(28)
    run = one.check._run
    assert run is not None
    baseline = run._baseline
    assert baseline.straight.any()
    kept = [baseline.straight, baseline.face._grey, *baseline.eyes._eyes, baseline.aligned_bgr]
    one.check.forget()
    assert not any(array.any() for array in kept if array is not None)
    assert not any(array.any() for array in _arrays_after(one))  # type: ignore[attr-defined]
    assert one.check.progress.done
    assert one.check.progress.live is False


def test_forgetting_after_the_end_keeps_what_it_said() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    one.turn_to(28)
    one.turn_back(28)
    one.see(6)
    one.check.forget()
    assert one.check.progress.live
    assert not any(array.any() for array in _arrays_after(one))  # type: ignore[attr-defined]


def test_only_the_best_frames_are_kept_and_the_others_overwritten() -> None:
    one = Try(asked(LEFT, RIGHT), limits=CheckLimits(kept=2))
    one.until(FaceAdvice.TURN_LEFT)
    one.turn_to(28)
    one.turn_back(28)
    one.until(FaceAdvice.TURN_RIGHT)
    one.turn_to(-28)
    one.turn_back(-28)
    assert one.see(6).live
    assert len(one.check._probes) == 2


def test_a_reference_forgets() -> None:
    reference = face_numbers(3)
    reference.forget()
    assert not reference.embedding.any()
    assert not reference.second.any()


def test_the_box_is_in_parts_of_the_frame() -> None:
    assert Try().see().box == pytest.approx((0.375, 0.25, 0.25, 200 / 480))


# Other layers ----------------------------------------------------------------------------------------------------


class SaysAlways:
    """A layer of one opinion."""

    def __init__(self, living: Living) -> None:
        self.name, self._living = "second_eye", living
        self.seen, self.again, self.forgotten = 0, 0, False

    def step(self, look: object, image_bgr: object, taken_s: float, beside: object) -> None:
        self.seen += 1

    def verdict(self) -> Living:
        return self._living

    def begin_again(self) -> None:
        self.again += 1

    def forget(self) -> None:
        self.forgotten = True


def _whole_try(layer: SaysAlways) -> Try:
    one = Try(layers=(layer,))
    one.until(FaceAdvice.TURN_LEFT)
    one.turn_to(28)
    one.turn_back(28)
    one.see(6)
    return one


@pytest.mark.parametrize(
    ("living", "end", "layers"),
    [
        (Living.YES, FaceEnd.COMPARED, ("active", "second_eye")),
        (Living.NO, FaceEnd.NOT_LIVE, ("active", "second_eye")),
        (Living.UNSURE, FaceEnd.COMPARED, ("active",)),
        (Living.ABSENT, FaceEnd.COMPARED, ("active",)),
    ],
)
def test_a_layer_may_only_refuse(living: Living, end: FaceEnd, layers: tuple[str, ...]) -> None:
    last = _whole_try(SaysAlways(living)).check.progress
    assert (last.end, last.layers) == (end, layers)
    assert (last.score is None) is (end is FaceEnd.NOT_LIVE)


def test_a_layer_sees_each_face_and_begins_again_and_forgets_with_the_try() -> None:
    layer = SaysAlways(Living.YES)
    one = Try(layers=(layer,))
    one.until(FaceAdvice.TURN_LEFT)
    seen = layer.seen
    one.see(12, there=False)
    assert layer.seen == seen
    assert layer.again > 0
    one.check.forget()
    assert layer.forgotten
