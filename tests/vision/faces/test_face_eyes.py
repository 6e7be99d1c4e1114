"""Shut or open is judged against the same person's own eyes: eyes drawn by hand, on aligned faces and meshes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.vision.faces.eyes import LIDS, OwnEyes, openness
from kiosk.vision.faces.mesh import Mesh
from kiosk.vision.picture import Image

MIDDLES = ((38, 52), (74, 52))
HALF_WIDE = 9


def mesh_of(right: float, left: float | None = None) -> Mesh:
    """A mesh whose eyes are so far open, height over width."""
    mesh = np.zeros((468, 3), np.float32)
    for lids, opening, x in zip(LIDS, (right, right if left is None else left), (200.0, 300.0), strict=True):
        outer, over1, over2, inner, under2, under1 = lids
        mesh[outer, :2], mesh[inner, :2] = (x, 100), (x + 40, 100)
        for point, across, side in ((over1, 12, -1), (over2, 28, -1), (under2, 28, 1), (under1, 12, 1)):
            mesh[point, :2] = (x + across, 100 + side * opening * 20)
    return mesh


def face_of(right: float, left: float | None = None, light: float = 1.0) -> Image:
    """An aligned face with only skin, the white of the eyes, irises, and a dark line of lashes."""
    large = np.full((448, 448, 3), 160, np.uint8)
    for (x, y), opening in zip(MIDDLES, (right, right if left is None else left), strict=True):
        middle, half = (4 * x, 4 * y), (4 * HALF_WIDE, max(2, round(4 * HALF_WIDE * opening)))
        eye, iris = np.zeros((448, 448), np.uint8), np.zeros((448, 448), np.uint8)
        cv2.ellipse(eye, middle, half, 0, 0, 360, 255, -1)
        cv2.circle(iris, middle, 15, 255, -1)
        large[eye > 0] = 225
        large[(eye & iris) > 0] = 40
        cv2.ellipse(large, middle, half, 0, 180, 360, (60, 60, 60), 4)
    small = cv2.resize(large, (112, 112), interpolation=cv2.INTER_AREA)
    return np.asarray(small * light, np.uint8)


def is_shut(
    own: OwnEyes, right: float, left: float | None = None, *, pitch: float = 8.0, light: float = 1.0
) -> bool:
    return own.shut(face_of(right, left, light), mesh_of(right, left), pitch)


def after(frames: int, opening: float) -> OwnEyes:
    own = OwnEyes()
    for _ in range(frames):
        is_shut(own, opening)
    return own


@given(st.floats(0.02, 0.8), st.floats(0.02, 0.8))
def test_openness_is_height_over_width(right: float, left: float) -> None:
    assert openness(mesh_of(right, left)) == pytest.approx((right, left), rel=1e-3)


@pytest.mark.parametrize("opening", [0.14, 0.17, 0.2, 0.3, 0.45, 0.6])
def test_nobody_is_told_to_open_eyes_that_are_as_open_as_always(opening: float) -> None:
    own = OwnEyes()
    assert not any(is_shut(own, opening, light=light) for light in (1.0, 0.9, 0.6, 0.4, 1.1) * 6)


@pytest.mark.parametrize("opening", [0.25, 0.30, 0.40, 0.55])
def test_lids_that_have_fallen_are_noticed(opening: float) -> None:
    own = after(3, opening)
    assert own.shut(face_of(0.03), mesh_of(0.75 * opening), 8.0)


def test_one_shut_eye_is_not_both() -> None:
    assert not is_shut(after(3, 0.30), 0.03, 0.30)


def test_eyes_never_seen_open_are_shut_only_when_hardly_open_at_all() -> None:
    assert is_shut(OwnEyes(), 0.10)
    assert not is_shut(OwnEyes(), 0.15)


def test_nothing_is_said_about_eyes_of_a_bowed_head() -> None:
    assert not is_shut(after(3, 0.30), 0.05, pitch=26.0)


def test_a_blink_does_not_change_what_is_known() -> None:
    own = after(3, 0.30)
    for _ in range(4):
        assert is_shut(own, 0.05)
    assert not is_shut(own, 0.29)


def test_another_person_begins_anew() -> None:
    own = after(3, 0.45)
    own.forget()
    assert not is_shut(own, 0.17)


def test_forgetting_overwrites_the_eyes() -> None:
    own = after(2, 0.30)
    kept = own._patches
    assert all(patch.any() for patch in kept)
    own.forget()
    assert not any(patch.any() for patch in kept)


def test_a_mesh_without_eyes_says_nothing() -> None:
    assert not OwnEyes().shut(face_of(0.3), np.full((468, 3), np.nan, np.float32), 8.0)
