"""Depth by parallax and by perspective: no flat picture has any, however it is held; a head has both."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_head import WIDE, bent, enlarged, head, held, nearer, picture_of_head, picture_of_sheet, texture, turned
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.vision.faces.challenge import BRIDGE, TIP, Challenge, Movement, Turn, TurnWatch, parallax
from kiosk.vision.faces.challenge.blink import LONGEST_S, SHORTEST_S, BlinkWatch, covered
from kiosk.vision.faces.challenge.flow import NeutralFace, Perspective, perspective, slide
from kiosk.vision.faces.challenge.nearer import LeanWatch, of_a_head
from kiosk.vision.faces.challenge.sequence import BITS, TURNS, all_sequences, random_challenge
from kiosk.vision.faces.challenge.turn import LeapWatch
from kiosk.vision.faces.challenge.upright import upright
from kiosk.vision.faces.mesh import Mesh

ALL = np.ones(468, bool)


def _face() -> NeutralFace:
    return NeutralFace(texture(shut=False), head())


def _watched(turn: Turn, degrees: float, depth: float = 1.0) -> TurnWatch:
    """Somebody turns so far, in ten steps."""
    watch = TurnWatch(turn, _face())
    before = head() * [1, 1, depth]
    for step in range(11):
        seen = turned(before, degrees * step / 10)
        watch.step(parallax(head(), seen), picture_of_head(degrees * step / 10, depth=depth), seen)
    return watch


@settings(max_examples=60, deadline=None)
@given(
    yaw=st.floats(-65, 65),
    pitch=st.floats(-45, 45),
    roll=st.floats(-30, 30),
    size=st.floats(0.4, 2.0),
    away_px=st.floats(400, 3000),
)
def test_no_flat_picture_has_parallax_however_it_is_held(
    yaw: float, pitch: float, roll: float, size: float, away_px: float
) -> None:
    measured = parallax(head(), held(head(), yaw, pitch, roll, size, away_px))
    assert abs(measured.tip) < 0.01
    assert abs(measured.bridge) < 0.01


@pytest.mark.parametrize(("turn", "degrees"), [(Turn.LEFT, 25.0), (Turn.RIGHT, -25.0)])
def test_a_head_that_turns_to_the_side_asked_for_meets_the_challenge(turn: Turn, degrees: float) -> None:
    assert _watched(turn, degrees).met


def test_a_head_that_turns_to_the_other_side_does_not() -> None:
    watch = _watched(Turn.LEFT, -25.0)
    assert not watch.met
    assert watch.fraction == 0.0


def test_a_flat_nose_turns_as_well() -> None:
    assert _watched(Turn.LEFT, 28.0, depth=0.7).met


def test_paper_that_lifts_the_bridge_as_much_as_the_tip_does_not() -> None:
    paper = head()
    for point in (*TIP, *BRIDGE):
        paper[point, 2] = -0.60 * WIDE
    watch = TurnWatch(Turn.LEFT, _face())
    for step in range(11):
        seen = turned(paper, 2.5 * step)
        watch.step(parallax(paper, seen), picture_of_head(2.5 * step), seen)
    assert not watch.met


def test_a_mesh_that_sees_a_nose_in_flat_paper_is_not_believed() -> None:
    """As it does in a mask of paper: the picture's own points have not slid."""
    watch = TurnWatch(Turn.LEFT, _face())
    for step in range(11):
        seen = turned(head(), 2.5 * step)
        watch.step(parallax(head(), seen), picture_of_sheet(held(head(), -2.5 * step, 0, 0, 1, 900)), seen)
    assert not watch.met


@settings(max_examples=30, deadline=None)
@given(degrees=st.floats(12, 30), side=st.sampled_from([1, -1]))
def test_depth_slides_to_the_side_a_head_turns_to(degrees: float, side: int) -> None:
    after = upright(turned(head(), side * degrees)).points
    assert slide(upright(head()), after, ALL) * side > 0.16


@settings(max_examples=30, deadline=None)
@given(yaw=st.floats(-50, 50), pitch=st.floats(-30, 30))
def test_nothing_slides_in_a_flat_picture(yaw: float, pitch: float) -> None:
    after = upright(held(head(), yaw, pitch, 0.0, 1.0, 900.0)).points
    assert abs(slide(upright(head()), after, ALL)) < 0.01


@pytest.mark.parametrize("radians", [0.5, 1.0, 1.4])
def test_little_slides_in_paper_bent_about_an_upright_axis(radians: float) -> None:
    paper = bent(head(), radians)
    after = upright(turned(paper, 28.0)).points
    assert abs(slide(upright(head()), after, ALL)) < 0.16


def test_a_picture_swapped_for_a_turned_one_leaps() -> None:
    leaps = LeapWatch()
    assert not leaps.step(parallax(head(), head()), 0.0)
    assert leaps.step(parallax(head(), turned(head(), 30)), 0.04)


def test_the_quickest_neck_does_not_leap() -> None:
    leaps = LeapWatch()
    assert not any(leaps.step(parallax(head(), turned(head(), 5.0 * step)), 0.04 * step) for step in range(8))


def test_points_on_one_spot_have_no_parallax() -> None:
    assert parallax(head(), np.zeros((468, 3), np.float32)).tip == 0.0


# Coming nearer ---------------------------------------------------------------------------------------------------


def _perspective(before: Mesh, after: Mesh) -> Perspective:
    """As optical flow would measure it, without the flow's own error."""
    face = upright(before)
    return perspective(face, upright(after).points, ALL)


@settings(max_examples=40, deadline=None)
@given(times=st.floats(1.25, 1.6), yaw=st.floats(-5, 5), camera_px=st.floats(480, 900))
def test_a_head_that_comes_nearer_gains_perspective(times: float, yaw: float, camera_px: float) -> None:
    seen = _perspective(head(), turned(nearer(head(), times, camera_px), yaw))
    assert of_a_head(seen, times)


@settings(max_examples=60, deadline=None)
@given(
    yaw=st.floats(-18, 18),
    pitch=st.floats(-18, 18),
    roll=st.floats(-30, 30),
    size=st.floats(1.25, 2.0),
    away_px=st.floats(600, 3000),
)
def test_a_flat_picture_brought_nearer_gains_none(
    yaw: float, pitch: float, roll: float, size: float, away_px: float
) -> None:
    assert not of_a_head(_perspective(head(), held(head(), yaw, pitch, roll, size, away_px)), size)


@pytest.mark.parametrize("radians", [0.3, 0.6, -0.6])
def test_paper_bent_about_a_lying_axis_as_it_comes_nearer_does_not(radians: float) -> None:
    paper = head()
    paper[:, 2] = 0.0
    seen = nearer(bent(paper, radians, upright_axis=False), 1.4)
    assert not of_a_head(_perspective(head(), seen), 1.4)


def test_optical_flow_finds_no_perspective_in_an_enlarged_picture() -> None:
    watch, near = LeanWatch(_face()), enlarged(head(), 1.4)
    for number in range(8):
        watch.step(picture_of_sheet(near), near, 1.4, number * 0.1)
    assert not watch.met


def test_a_face_that_is_not_near_enough_is_not_measured() -> None:
    watch = LeanWatch(_face())
    watch.step(texture(shut=False), head(), 1.1, 0.0)
    assert not watch.met


def test_points_that_cannot_be_followed_tell_nothing() -> None:
    plain = np.full((480, 640, 3), 128, np.uint8)
    assert NeutralFace(plain, head()).perspective(plain, enlarged(head(), 1.4)) is None


# Shutting the eyes -----------------------------------------------------------------------------------------------


def _eyes(watch: BlinkWatch, openness: float, seconds: float, start_s: float, **more: object) -> float:
    """Frames every 0.05 s; returns when it ends."""
    frames = round(seconds / 0.05)
    for number in range(frames):
        watch.step(
            openness, float(more.get("down", 0.0)), start_s + 0.05 * number, is_covered=bool(more.get("covered"))
        )
    return start_s + 0.05 * frames


def _blinked(shut_s: float, **more: object) -> bool:
    watch = BlinkWatch()
    now_s = _eyes(watch, 1.0, 0.5, 0.0)
    now_s = _eyes(watch, 0.3, shut_s, now_s, **more)
    _eyes(watch, 0.95, 0.3, now_s)
    return watch.met


@settings(max_examples=40, deadline=None)
@given(shut_s=st.floats(SHORTEST_S + 0.06, LONGEST_S - 0.06))
def test_eyes_shut_for_a_moment_are_what_was_asked_for(shut_s: float) -> None:
    assert _blinked(shut_s)


@pytest.mark.parametrize("shut_s", [0.1, 0.2, 3.5, 8.0])
def test_a_passing_blink_and_sleep_are_not(shut_s: float) -> None:
    assert not _blinked(shut_s)


def test_eyes_that_do_not_open_again_are_not() -> None:
    watch = BlinkWatch()
    _eyes(watch, 0.2, 1.0, _eyes(watch, 1.0, 0.5, 0.0))
    assert not watch.met
    assert watch.shut_s > 0.5


def test_something_laid_over_the_eyes_is_not() -> None:
    assert not _blinked(0.8, covered=True)


def test_a_head_bent_down_is_not() -> None:
    assert not _blinked(0.8, down=25.0)


def test_after_eyes_were_covered_a_real_one_still_counts() -> None:
    watch = BlinkWatch()
    now_s = _eyes(watch, 0.3, 0.8, 0.0, covered=True)
    now_s = _eyes(watch, 1.0, 0.5, now_s)
    now_s = _eyes(watch, 0.3, 0.8, now_s)
    _eyes(watch, 1.0, 0.2, now_s)
    assert watch.met


def _skin() -> np.ndarray:
    return np.full((112, 112, 3), 150, np.uint8)


def test_a_hand_over_the_eyes_covers_more_than_lids() -> None:
    hand, lids = _skin(), _skin()
    hand[30:60] = 90
    for columns in (slice(30, 48), slice(64, 82)):
        lids[46:58, columns] = 90
    assert covered(_skin(), hand) > 0.13
    assert covered(_skin(), lids) < 0.13


def test_another_exposure_covers_nothing() -> None:
    assert covered(_skin(), (_skin() * 0.5).astype(np.uint8)) < 0.02


def test_the_dark_rim_of_glasses_that_slips_with_the_alignment_covers_nothing() -> None:
    """Aligned by the eyes, a face moves by a pixel or three when they shut."""
    framed = _skin()
    framed[36:41, 26:86] = framed[67:71, 26:86] = 25
    assert covered(framed, np.roll(framed, 3, axis=0)) < 0.13
    assert covered(framed, np.roll(framed, -2, axis=0)) < 0.13


# What is drawn ---------------------------------------------------------------------------------------------------


def test_every_challenge_has_a_turn_and_leans_in_once_at_most() -> None:
    for order in all_sequences():
        assert set(order) & set(TURNS)
        assert order.count(Movement.LEAN_IN) <= 1


def test_the_bits_that_are_stated_are_those_that_are_drawn() -> None:
    assert len(all_sequences()) == 184
    assert pytest.approx(7.52, abs=0.01) == BITS


def test_all_movements_are_asked_for_at_all_places() -> None:
    drawn = [random_challenge().movements for _ in range(400)]
    for place in range(4):
        assert {order[place] for order in drawn} == set(Movement)


def test_pauses_differ() -> None:
    assert len({random_challenge().pauses_s for _ in range(20)}) == 20


def test_a_challenge_without_a_turn_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="turn"):
        Challenge((Movement.BLINK, Movement.LEAN_IN), (0.5, 0.5))


def test_a_challenge_with_too_few_pauses_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="pause"):
        Challenge((Movement.TURN_LEFT, Movement.BLINK), (0.5,))
