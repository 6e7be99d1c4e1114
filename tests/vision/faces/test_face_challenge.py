"""Depth by parallax: no homography of a flat picture has any, a head that turns has."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from drawn_head import WIDE, head, turned
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.vision.faces.challenge import BRIDGE, TIP, Turn, TurnChallenge, parallax


@settings(max_examples=60, deadline=None)
@given(
    yaw=st.floats(-65, 65),
    pitch=st.floats(-45, 45),
    roll=st.floats(-30, 30),
    size=st.floats(0.4, 2.0),
    distance=st.floats(400, 3000),
)
def test_no_flat_picture_has_parallax_however_it_is_held(
    yaw: float, pitch: float, roll: float, size: float, distance: float
) -> None:
    flat = head()
    rotation, _ = cv2.Rodrigues(np.radians([pitch, yaw, roll]))
    in_space = (np.column_stack([flat[:, :2] - [320, 200], np.zeros(468)]) * size) @ rotation.T
    seen = flat.copy()
    seen[:, :2] = in_space[:, :2] * (distance / (distance + in_space[:, 2:])) + [300, 220]
    measured = parallax(flat, seen)
    assert abs(measured.tip) < 0.01
    assert abs(measured.bridge) < 0.01


@pytest.mark.parametrize(("turn", "degrees"), [(Turn.LEFT, 25.0), (Turn.RIGHT, -25.0)])
def test_a_head_that_turns_to_the_side_asked_for_meets_the_challenge(turn: Turn, degrees: float) -> None:
    challenge = TurnChallenge(turn, head())
    for step in range(11):
        challenge.step(turned(head(), degrees * step / 10), step / 10)
    assert challenge.met


def test_a_head_that_turns_to_the_other_side_does_not() -> None:
    challenge = TurnChallenge(Turn.LEFT, head())
    for step in range(11):
        challenge.step(turned(head(), -2.5 * step), step / 10)
    assert not challenge.met
    assert challenge.fraction == 0.0


def test_paper_bent_about_an_upright_axis_does_not() -> None:
    bent = head()
    for point in (*TIP, *BRIDGE):
        bent[point, 2] = -0.60 * WIDE
    challenge = TurnChallenge(Turn.LEFT, bent)
    for step in range(11):
        challenge.step(turned(bent, 2.5 * step), step / 10)
    assert not challenge.met


def test_a_picture_swapped_for_a_turned_one_is_a_leap_and_never_counts() -> None:
    challenge = TurnChallenge(Turn.LEFT, head())
    challenge.step(head(), 0.0)
    challenge.step(turned(head(), 30), 0.04)
    challenge.step(turned(head(), 30), 0.08)
    assert challenge.leapt
    assert not challenge.met


def test_points_on_one_spot_have_no_parallax() -> None:
    assert parallax(head(), np.zeros((468, 3), np.float32)).tip == 0.0
