"""Every kind of attack as a sequence of meshes, quickly; the same with pictures is ``make demo-liveness``."""

from __future__ import annotations

import pytest
from drawn_head import enlarged, nearer
from drawn_try import Try, arched, asked, tilted

from kiosk.vision.faces.challenge import Movement
from kiosk.vision.faces.check import FaceEnd
from kiosk.vision.faces.quality import FaceAdvice

LEFT, RIGHT, BLINK, LEAN = Movement.TURN_LEFT, Movement.TURN_RIGHT, Movement.BLINK, Movement.LEAN_IN


def _answered(one: Try, movement: Movement) -> None:
    """Does what is asked, as a living head."""
    one.until(FaceAdvice(movement.value))
    if movement is BLINK:
        one.shut_eyes()
        return
    side = 28 if movement is LEFT else -28
    one.turn_to(side)
    one.turn_back(side)


def test_a_flat_photo_held_still() -> None:
    assert Try().see(160).end is FaceEnd.NOT_TURNED


@pytest.mark.parametrize("most", [20.0, 40.0, 55.0])
def test_a_photo_tilted_to_the_side_asked_for(most: float) -> None:
    one = Try(asked(LEFT))
    one.until(FaceAdvice.TURN_LEFT, shape=tilted(0.0))
    for number in range(140):
        tilt = most * ((number % 20) / 10 if number % 20 < 10 else 2 - (number % 20) / 10)
        last = one.see(shape=tilted(tilt))
    assert last.end is FaceEnd.NOT_TURNED


@pytest.mark.parametrize("radians", [0.4, 0.9, 1.4])
def test_a_photo_bent_and_turned(radians: float) -> None:
    one = Try(asked(LEFT))
    one.until(FaceAdvice.TURN_LEFT)
    for part in range(10):
        one.see(shape=arched(radians * (part + 1) / 10))
    last = one.see(140, shape=arched(radians))
    assert not last.live
    assert last.done


def test_a_photo_moved_about() -> None:
    one = Try()
    for number in range(160):
        last = one.see(x=320.0 + 25 * (number % 4 - 1.5))
    assert last.end is FaceEnd.NOT_TURNED


def test_a_photo_brought_nearer_when_a_head_should_lean_in() -> None:
    one = Try(asked(LEAN, LEFT))
    one.until(FaceAdvice.LEAN_IN)
    last = one.see(140, shape=lambda mesh: enlarged(mesh, 1.4))
    assert last.end is FaceEnd.NOT_TURNED


@pytest.mark.parametrize("shown", [RIGHT, BLINK])
def test_a_video_of_another_order(shown: Movement) -> None:
    one = Try(asked(LEFT, LEFT))
    one.until(FaceAdvice.TURN_LEFT)
    if shown is BLINK:
        one.shut_eyes()
    last = one.turn_to(-28)
    assert last.end is FaceEnd.WRONG_MOVE


def test_a_video_that_turns_while_eyes_should_be_shut() -> None:
    one = Try(asked(BLINK, LEFT))
    one.until(FaceAdvice.BLINK)
    assert one.turn_to(28).end is FaceEnd.WRONG_MOVE


def test_a_video_that_leans_in_while_it_should_turn() -> None:
    one = Try(asked(LEFT))
    one.until(FaceAdvice.TURN_LEFT)
    last = one.see(6, shape=lambda mesh: nearer(mesh, 1.45))
    assert last.end is FaceEnd.WRONG_MOVE


def test_a_video_that_moves_before_it_is_asked() -> None:
    one = Try(asked(LEFT, LEFT, pause_s=2.0))
    for _ in range(2):
        _answered(one, LEFT)
        one.see(8)
        last = one.turn_to(28)
        one.turn_back(28)
    assert last.end is FaceEnd.UNSTEADY


def test_a_movement_already_on_its_way_when_it_is_asked_for_does_not_count() -> None:
    one = Try(asked(LEFT, pause_s=0.6))
    one.see(3)
    while one.check.progress.advice is not FaceAdvice.TURN_LEFT:
        one.see()
    one.see(degrees=20)
    one.see(degrees=28)
    assert one.see(3, degrees=28).advice is not FaceAdvice.LOOK_BACK
    assert not one.check.progress.live


def test_eyes_that_were_shut_before_they_were_asked_to_do_not_count() -> None:
    one = Try(asked(LEFT, BLINK))
    _answered(one, LEFT)
    one.until(FaceAdvice.BLINK)
    one.see(12, shut=True)
    one.see(4)
    assert one.see(30, shut=False).advice is not FaceAdvice.BLINK


def test_eyes_behind_a_cut_out_photo_blink_but_do_not_turn() -> None:
    one = Try(asked(BLINK, LEFT))
    one.until(FaceAdvice.BLINK, shape=tilted(0.0))
    one.shut_eyes(shape=tilted(0.0))
    one.until(FaceAdvice.TURN_LEFT, shape=tilted(0.0))
    assert one.see(140, shape=tilted(35.0)).end is FaceEnd.NOT_TURNED


def test_a_hand_passed_over_the_eyes_of_a_photo_is_no_blink() -> None:
    one = Try(asked(BLINK, LEFT))
    one.until(FaceAdvice.BLINK)
    one.shut_eyes(covered=True)
    assert one.see(4).advice is FaceAdvice.BLINK


def test_another_face_slid_in_after_the_movements() -> None:
    one = Try()
    _answered(one, LEFT)
    assert one.see(8, person=1).end is FaceEnd.CHANGED


def test_a_living_head_slid_in_for_the_movements_alone() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    assert one.turn_to(28, person=1).end is FaceEnd.CHANGED


def test_a_turned_picture_slid_in_is_a_leap() -> None:
    one = Try()
    one.until(FaceAdvice.TURN_LEFT)
    one.see(3)
    one.see(degrees=45.0)
    assert not one.see(3, degrees=45.0).live
    assert one.check.progress.advice is not FaceAdvice.LOOK_BACK


def test_a_gap_between_two_frames_begins_again() -> None:
    one = Try(asked(LEFT, LEFT))
    _answered(one, LEFT)
    one.now_s += 1.5
    one.see()
    assert one.check.progress.fraction < 0.2
