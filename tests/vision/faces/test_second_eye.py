"""The layer of the second eye: infrared frames and distances drawn for each test, with a mesh of known shape."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.settings_devices import Infrared
from kiosk.vision.faces.engine import FaceLook
from kiosk.vision.faces.infrared import Evidence, SecondEyeLayer, second_eye_layer
from kiosk.vision.faces.infrared_light import InfraredJudge, lighting
from kiosk.vision.faces.liveness import Living
from kiosk.vision.faces.mesh import EYES, OVAL, Mesh
from kiosk.vision.faces.relief import DepthJudge, relief
from kiosk.vision.faces.second_sight import Calibration, Seen, calibration_of, millimetres

SHAPE = (240, 320)
PLACE = Calibration()
EVIDENCE = Evidence(every_s=0.0)


def face(yaw_deg: float = 0.0, at: tuple[float, float] = (160.0, 120.0), size: float = 1.0) -> Mesh:
    """A head of ellipsoid shape as a 468-point mesh: 80 pixels wide, eyes 37 apart, a nose before them."""
    points = np.zeros((468, 3), np.float32)
    spread = np.random.default_rng(4).uniform(-1, 1, (468, 2))
    spread[np.hypot(*spread.T) > 1] *= 0.6
    points[:, 0], points[:, 1] = spread[:, 0] * 36, spread[:, 1] * 50
    for number, index in enumerate(OVAL):
        angle = 2 * np.pi * number / len(OVAL)
        points[index, :2] = 40 * np.sin(angle), -55 * np.cos(angle)
    named = {33: (-28, -15), 133: (-12, -15), 362: (12, -15), 263: (28, -15), 61: (-14, 25), 291: (14, 25)}
    named |= {1: (0, 8), 4: (0, 5), 6: (0, -15), 168: (0, -20)}
    named |= {50: (-24, 5), 280: (24, 5), 205: (-20, 14), 425: (20, 14)}
    for eye, x in zip(EYES, (-20, 20), strict=True):
        for number, index in enumerate(eye):
            if index not in named:
                angle = 2 * np.pi * number / len(eye)
                named[index] = (x + 8 * np.cos(angle), -15 + 4 * np.sin(angle))
    for index, place in named.items():
        points[index, :2] = place
    points[:, 2] = depth(points[:, 0], points[:, 1])
    yaw = np.radians(yaw_deg)
    x, z = points[:, 0].copy(), points[:, 2].copy()
    points[:, 0], points[:, 2] = x * np.cos(yaw) - z * np.sin(yaw), x * np.sin(yaw) + z * np.cos(yaw)
    return np.asarray(points * size + (*at, 0.0), np.float32)


def depth(x: Any, y: Any) -> Any:
    """Pixels behind the tip of the nose at places from the face's middle."""
    round_head = 30 * ((x / 40) ** 2 * 0.6 + (y / 55) ** 2 * 0.4)
    return round_head - 16 * np.exp(-((x / 7) ** 2) - ((y - 6) / 11) ** 2)


MM_PER_PX = 62.0 / 40.0


def distances(surface: Any, noise_mm: float = 0.8) -> np.ndarray:
    """A depth frame in millimetres of ``surface(x, y)``, in pixels behind 550 mm at places from its middle."""
    ys, xs = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]].astype(np.float32)
    away = 550 + MM_PER_PX * surface(xs - 160, ys - 120)
    return np.asarray(away + np.random.default_rng(1).normal(0, noise_mm, SHAPE), np.float32)


def values(away_mm: np.ndarray) -> np.ndarray:
    """The same as the 8-bit stream sends it: from 300 mm in steps of 2."""
    steps = np.rint((away_mm - 300) / 2)
    steps[(steps < 1) | (steps > 255)] = 0
    return np.repeat(steps.astype(np.uint8)[:, :, None], 3, axis=2)


DEPTH = DepthJudge(PLACE, 300.0, 2.0)

SHEETS = {
    "flat": lambda x, y: 0 * x,
    "tilted": lambda x, y: 0.7 * x - 0.3 * y,
    "bent upright": lambda x, y: 30 * (x / 40) ** 2,
    "bent upright and tilted": lambda x, y: 30 * (x / 40) ** 2 + 0.4 * y,
    "bent across": lambda x, y: 30 * (y / 55) ** 2,
    "bent along a diagonal": lambda x, y: 25 * ((x + y) / 65) ** 2,
    "rolled": lambda x, y: 45 - np.sqrt(np.maximum(45**2 - np.minimum(np.abs(x), 44) ** 2, 0)),
}


# Depth ---------------------------------------------------------------------------------------------------------


def test_a_faces_relief_is_a_face() -> None:
    assert DEPTH(face(), SHAPE, values(distances(depth))) is Seen.FACE


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS.keys())
def test_no_sheet_is_a_face_however_it_is_bent(sheet: Any) -> None:
    assert DEPTH(face(), SHAPE, values(distances(sheet))) is Seen.FLAT


def test_sixteen_bits_and_eight_say_the_same() -> None:
    sixteen = DepthJudge(PLACE, 0.0, 1.0)
    assert sixteen(face(), SHAPE, distances(depth).astype(np.uint16)) is Seen.FACE


def test_relief_is_in_millimetres() -> None:
    found = relief(face(), distances(depth, noise_mm=0.0))
    assert found.nose == pytest.approx(MM_PER_PX * 16, rel=0.35)
    assert found.off_plane > found.off_sheet > 3.5
    assert found.measured == 1.0


def test_a_nose_too_long_or_cut_edges_are_no_face() -> None:
    spike = values(distances(lambda x, y: depth(x, y) * 4))
    steps = values(distances(lambda x, y: depth(x, y) + 40 * ((x // 6) % 2)))
    assert DEPTH(face(), SHAPE, spike) is Seen.ELSEWHERE
    assert DEPTH(face(), SHAPE, steps) is Seen.ELSEWHERE


def test_distances_that_are_not_known_say_nothing() -> None:
    away = distances(depth)
    away[:, 150:] = 0
    assert DEPTH(face(), SHAPE, values(away)) is Seen.UNCLEAR
    assert DEPTH(face(), SHAPE, values(np.zeros(SHAPE))) is Seen.UNCLEAR


def test_a_head_turned_far_is_not_judged_in_depth() -> None:
    assert DEPTH(face(yaw_deg=30), SHAPE, values(distances(depth))) is Seen.UNCLEAR


def test_a_face_at_the_rim_of_the_depth_frame_says_nothing() -> None:
    assert DEPTH(face(at=(5.0, 5.0)), SHAPE, values(distances(depth))) is Seen.UNCLEAR


@given(st.floats(-0.8, 0.8), st.floats(-0.8, 0.8), st.floats(0, 40), st.floats(0, np.pi), st.floats(0.0, 2.0))
def test_any_bent_sheet_is_never_a_face(
    slope_x: float, slope_y: float, bend: float, angle: float, noise_mm: float
) -> None:
    def sheet(x: Any, y: Any) -> Any:
        along = (x * np.cos(angle) + y * np.sin(angle)) / 45
        return slope_x * x + slope_y * y + bend * along**2

    found = DEPTH(face(), SHAPE, values(distances(sheet, noise_mm)))
    assert found is not Seen.FACE


# Infrared ------------------------------------------------------------------------------------------------------


class OneFace:
    """Finds what the test says."""

    def __init__(self, mesh: Mesh | None) -> None:
        self.mesh = mesh

    def look(self, image_bgr: np.ndarray) -> FaceLook:
        return look_of(self.mesh)


def look_of(mesh: Mesh | None, **more: Any) -> FaceLook:
    parts = dict.fromkeys(FaceLook.__dataclass_fields__)
    return FaceLook(**(parts | {"shape": SHAPE, "mesh": mesh, "yaw_deg": 0.0, "pitch_deg": 0.0} | more))


def lit(mesh: Mesh, *, falls: float = 0.6, glint: bool = True, level: float = 150.0) -> np.ndarray:
    """A face in infrared light: ``falls`` is the rim's brightness over the middle's."""
    ys, xs = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]].astype(np.float32)
    oval = mesh[list(OVAL), :2]
    centre, half = oval.mean(axis=0), np.ptp(oval, axis=0) / 2
    out = np.hypot((xs - centre[0]) / half[0], (ys - centre[1]) / half[1])
    grey = np.where(out <= 1.05, level * (1 - (1 - falls) * np.clip(out, 0, 1) ** 3), 12.0)
    grey += np.random.default_rng(2).normal(0, 2.0, SHAPE) + np.where(out <= 1, 15 * np.sin(ys / 6), 0)
    if glint:
        for eye in EYES:
            x, y = mesh[list(eye), :2].mean(axis=0)
            cv2.circle(grey, (round(float(x)), round(float(y))), 2, 250.0, -1)
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def seen(found: Mesh | None, image: np.ndarray, mesh: Mesh | None = None) -> Seen:
    return InfraredJudge(OneFace(found), PLACE)(face() if mesh is None else mesh, SHAPE, image)


def test_a_face_lit_from_beside_the_lens_with_a_glint_is_a_face() -> None:
    assert seen(face(), lit(face())) is Seen.FACE


def test_a_screen_shows_no_face_in_this_light() -> None:
    assert seen(None, np.full((*SHAPE, 3), 8, np.uint8)) is Seen.MISSING


def test_a_face_too_dark_for_skin_is_none() -> None:
    assert seen(face(), lit(face(), level=30.0)) is Seen.MISSING


def test_a_print_lit_evenly_without_a_glint_is_flat() -> None:
    assert seen(face(), lit(face(), falls=0.97, glint=False)) is Seen.FLAT


def test_one_grey_is_flat() -> None:
    assert seen(face(), np.full((*SHAPE, 3), 170, np.uint8)) is Seen.FLAT


@pytest.mark.parametrize(("falls", "glint"), [(0.6, False), (0.97, True)])
def test_one_sign_of_life_alone_says_nothing(falls: float, glint: bool) -> None:
    assert seen(face(), lit(face(), falls=falls, glint=glint)) is Seen.UNCLEAR


def test_a_lamp_too_bright_says_nothing() -> None:
    assert seen(face(), np.full((*SHAPE, 3), 255, np.uint8)) is Seen.UNCLEAR


@pytest.mark.parametrize("elsewhere", [face(at=(240.0, 120.0)), face(size=0.4), face(size=2.0)])
def test_a_face_at_another_place_or_of_another_size_is_not_this_one(elsewhere: Mesh) -> None:
    assert seen(elsewhere, lit(elsewhere)) is Seen.MISSING


def test_a_face_in_another_pose_is_not_this_one() -> None:
    assert seen(face(), lit(face()), mesh=face(yaw_deg=30)) is Seen.ELSEWHERE


def test_lighting_is_told_in_grey_levels() -> None:
    light = lighting(np.ascontiguousarray(lit(face())[:, :, 1]), face())
    assert light.middle > light.rim > 60
    assert light.glint > 50


def test_a_face_outside_the_picture_has_no_light() -> None:
    light = lighting(np.full(SHAPE, 90, np.uint8), face(at=(1000.0, 1000.0)))
    assert (light.middle, light.rim, light.contrast) == (0.0, 0.0, 0.0)


# Where the second eye has it -----------------------------------------------------------------------------------


def test_the_calibration_carries_a_face_into_the_other_frame() -> None:
    settings = Infrared(source="0", scale=0.5, shift_x=0.1, shift_y=-0.05)
    carried = calibration_of(settings).carried(face(), SHAPE, (480, 640))
    middle = carried[list(OVAL), :2].mean(axis=0)
    assert middle == pytest.approx([640 * 0.6, 480 * 0.45], abs=2)
    assert np.ptp(carried[list(OVAL), 0]) == pytest.approx(80, abs=1)


def test_nothing_measured_is_no_distance() -> None:
    frame = np.array([[0, 10], [20, 0]], np.uint16)
    assert millimetres(frame, 100.0, 2.0).tolist() == [[0, 120], [140, 0]]


# The layer -----------------------------------------------------------------------------------------------------

BESIDE = np.zeros((4, 4, 3), np.uint8)


class Script:
    """A judge that says what the test wrote."""

    def __init__(self, *said: Seen) -> None:
        self.said = list(said)

    def __call__(self, mesh: Mesh, shape: tuple[int, int], beside: np.ndarray) -> Seen:
        return self.said.pop(0) if len(self.said) > 1 else self.said[0]


def after(
    layer: SecondEyeLayer,
    frames: int,
    beside: np.ndarray | None = BESIDE,
    begin_s: float = 0.0,
    step_s: float = 0.1,
) -> Living:
    for number in range(frames):
        layer.step(look_of(face()), BESIDE, begin_s + step_s * number, beside)
    return layer.verdict()


def layer_of(*said: Seen, required: bool = False) -> SecondEyeLayer:
    return SecondEyeLayer("infrared", Script(*said), required=required, evidence=EVIDENCE)


def test_faces_in_the_second_eye_say_yes() -> None:
    assert after(layer_of(Seen.FACE), 6) is Living.YES


@pytest.mark.parametrize("against", [Seen.MISSING, Seen.FLAT, Seen.ELSEWHERE])
def test_what_speaks_against_a_face_says_no(against: Seen) -> None:
    assert after(layer_of(against), 6) is Living.NO


def test_a_refusal_stays_one() -> None:
    layer = layer_of(*[Seen.MISSING] * 6, Seen.FACE)
    assert after(layer, 6) is Living.NO
    layer.begin_again()
    assert after(layer, 40, begin_s=9.0) is Living.NO


def test_few_frames_are_not_enough() -> None:
    assert after(layer_of(Seen.MISSING), 3) is Living.UNSURE
    assert after(layer_of(Seen.FACE), 3) is Living.UNSURE


def test_unclear_frames_count_for_nothing() -> None:
    assert after(layer_of(Seen.UNCLEAR), 50) is Living.UNSURE


def test_contradicting_frames_are_unsure() -> None:
    assert after(layer_of(*[Seen.FACE, Seen.FACE, Seen.MISSING] * 3, Seen.UNCLEAR), 7) is Living.YES
    assert after(layer_of(*[Seen.FACE, Seen.MISSING] * 5, Seen.UNCLEAR), 10) is Living.UNSURE


def test_without_anything_beside_the_layer_is_absent() -> None:
    assert after(layer_of(Seen.FACE), 100, beside=None) is Living.ABSENT


def test_a_second_eye_that_stalls_in_the_try_leaves_it_unsure() -> None:
    layer = layer_of(Seen.FACE)
    after(layer, 3)
    assert after(layer, 100, beside=None, begin_s=1.0) is Living.UNSURE


def test_a_picture_after_a_living_head_is_refused_however_long_the_head_was_there() -> None:
    assert after(layer_of(*[Seen.FACE] * 60, Seen.MISSING), 70) is Living.NO


@pytest.mark.parametrize("beside", [None, BESIDE])
def test_a_required_second_eye_that_does_not_say_yes_is_a_refusal_after_a_while(beside: np.ndarray | None) -> None:
    layer = layer_of(Seen.UNCLEAR, required=True)
    assert after(layer, 10, beside=beside) in (Living.ABSENT, Living.UNSURE)
    assert after(layer, 20, beside=beside, begin_s=1.0) is Living.NO


def test_a_required_second_eye_that_is_back_goes_on() -> None:
    layer = layer_of(Seen.FACE, required=True)
    assert after(layer, 30, beside=None) is Living.NO
    assert after(layer, 6, begin_s=3.0) is Living.YES


def test_time_that_nobody_watched_counts_little() -> None:
    layer = layer_of(Seen.FACE, required=True)
    assert after(layer, 3, beside=None, step_s=10.0) is Living.ABSENT


def test_a_face_lost_counts_from_the_start_again() -> None:
    layer = layer_of(Seen.FACE)
    after(layer, 6)
    layer.begin_again()
    assert layer.verdict() is Living.ABSENT
    assert layer.said == {}


def test_frames_without_a_face_or_in_the_way_are_not_judged() -> None:
    layer = layer_of(Seen.MISSING, required=True)
    for number in range(60):
        layer.step(look_of(None), BESIDE, 0.1 * number, None)
        layer.step(look_of(face(), in_the_way="come_closer"), BESIDE, 0.1 * number, BESIDE)
    assert layer.said == {}
    assert layer.verdict() is Living.ABSENT


def test_only_as_many_frames_are_judged_as_can_be_afforded() -> None:
    layer = SecondEyeLayer("infrared", Script(Seen.FACE), required=False, evidence=Evidence(every_s=0.12))
    after(layer, 25, step_s=0.04)
    assert layer.said == {"face": 9}


def test_forgetting_leaves_no_count() -> None:
    layer = layer_of(Seen.FACE)
    after(layer, 6)
    layer.forget()
    assert layer.said == {}


@pytest.mark.parametrize("kind", ["infrared", "depth"])
def test_the_settings_make_the_layer(kind: Any) -> None:
    layer = second_eye_layer(Infrared(source="0", kind=kind, required=True, depth_base_mm=300), OneFace(None))
    assert layer.name == kind
    assert after(layer, 30, beside=None) is Living.NO
    layer.begin_again()
    assert after(layer, 2, beside=values(distances(depth)), begin_s=9.0) is Living.UNSURE
