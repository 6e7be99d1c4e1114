"""The emulated pair of eyes as the terminal meets it: two streams in, one verdict of the second eye out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import pytest

from kiosk.devices.camera import Camera
from kiosk.sandbox.camera import MjpegServer
from kiosk.sandbox.face_scenes import FPS, FaceScenes, Scene, Shown, pose_at
from kiosk.sandbox.infrared_scenes import DEPTH_BASE_MM, DEPTH_STEP_MM, Held, InfraredScenes, as_values
from kiosk.sandbox.person import Pose
from kiosk.settings_devices import FaceCamera, Infrared
from kiosk.vision.faces.engine import FaceEngine
from kiosk.vision.faces.infrared import second_eye_layer
from kiosk.vision.faces.liveness import Living
from kiosk.vision.faces.mesh import OVAL
from provisioning.models import FileState, check, default_folder

PATIENCE_S = 30.0
Kind = Literal["infrared", "depth"]
STILL = Pose()


@pytest.fixture(scope="module")
def models_dir() -> Path:
    folder = default_folder()
    if any(entry.state is not FileState.GOOD for entry in check(folder)):
        pytest.fail("weights missing; run: python -m provisioning models", pytrace=False)
    return folder


@pytest.fixture(scope="module")
def scenes(models_dir: Path) -> FaceScenes:
    return FaceScenes(models_dir)


@pytest.fixture(scope="module")
def engine(models_dir: Path) -> FaceEngine:
    return FaceEngine(models_dir)


@pytest.fixture
def second(scenes: FaceScenes) -> InfraredScenes:
    return InfraredScenes(scenes)


@pytest.fixture
def eyes(scenes: FaceScenes, second: InfraredScenes, request: pytest.FixtureRequest) -> Iterator[FaceCamera]:
    kind: Kind = request.param
    colour = MjpegServer(scenes.render, FPS)
    render = second.render_infrared if kind == "infrared" else second.render_depth
    other = MjpegServer(render, FPS, name=kind)
    colour.start()
    other.start()
    yield FaceCamera(
        source=colour.url,
        network=True,
        infrared=Infrared(
            source=other.url, kind=kind, apart_ms=200, depth_base_mm=DEPTH_BASE_MM, depth_step_mm=DEPTH_STEP_MM
        ),
    )
    colour.stop()
    other.stop()


both_kinds = pytest.mark.parametrize("eyes", ["infrared", "depth"], indirect=True)


def _verdict(settings: FaceCamera, engine: FaceEngine) -> Living:
    """What the second eye says in the end, over the wire."""
    assert settings.infrared is not None
    layer = second_eye_layer(settings.infrared, engine)
    camera = Camera(settings, lambda _event: None)
    camera.start()
    camera.start_stream()
    sequence, ends = 0, time.monotonic() + PATIENCE_S
    while layer.verdict() in (Living.UNSURE, Living.ABSENT) and time.monotonic() < ends:
        frame = camera.next_frame(sequence, PATIENCE_S)
        sequence = frame.sequence
        look = engine.look(frame.image_bgr)
        if look.face is not None:
            layer.step(look, frame.image_bgr, frame.taken_s, frame.beside)
    camera.stop()
    return layer.verdict()


@both_kinds
@pytest.mark.parametrize("scene", [Scene.RESIDENT, Scene.SOMEBODY_ELSE])
def test_a_living_head_is_one_to_the_second_eye(
    eyes: FaceCamera, engine: FaceEngine, scenes: FaceScenes, scene: Scene
) -> None:
    scenes.act(scene)
    assert _verdict(eyes, engine) is Living.YES


@both_kinds
@pytest.mark.parametrize("held", list(Held))
@pytest.mark.parametrize("scene", [Scene.PHOTO_MOVED, Scene.PHOTO_TILTED])
def test_what_is_held_up_is_none_to_the_second_eye(
    eyes: FaceCamera, engine: FaceEngine, scenes: FaceScenes, second: InfraredScenes, scene: Scene, held: Held
) -> None:
    scenes.act(scene)
    second.held = held
    assert _verdict(eyes, engine) is Living.NO


@both_kinds
def test_a_film_that_deceives_the_colour_eye_does_not_deceive_the_second(
    eyes: FaceCamera, engine: FaceEngine, scenes: FaceScenes, second: InfraredScenes
) -> None:
    scenes.act(Scene.RESIDENT)
    second.film = True
    assert _verdict(eyes, engine) is Living.NO


def test_the_second_eye_sees_the_moment_that_was_shown_last(scenes: FaceScenes, second: InfraredScenes) -> None:
    scenes.act(Scene.RESIDENT)
    scenes.render(0.0)
    straight = second.render_infrared(99.0)
    assert second.render_infrared(3.0) is straight
    scenes.render(2.0)
    assert second.render_infrared(99.0) != straight


def test_only_so_many_moments_are_kept(scenes: FaceScenes, second: InfraredScenes) -> None:
    kept = second.render_depth(0.0)
    for yaw in np.linspace(0.1, 0.9, 401):
        second._kept[("depth", Shown(Scene.NOBODY, float(yaw), STILL), Held.PRINT, False)] = b""
    scenes.act(Scene.NOBODY)
    scenes.render(0.0)
    second.render_depth(0.0)
    assert kept not in second._kept.values()


def test_a_shut_eye_has_no_glint(scenes: FaceScenes, second: InfraredScenes) -> None:
    spots = []
    for shut in (0.0, 1.0):
        picture = second.infrared(Shown(Scene.RESIDENT, 0.0, Pose(eyes_shut=shut)))
        x, y = scenes.resident.mesh[[33, 133], :2].mean(axis=0) / 2
        spots.append(int(picture[int(y) - 3 : int(y) + 4, int(x) - 3 : int(x) + 5].max()))
    assert spots[0] - spots[1] > 40


def test_whoever_comes_nearer_is_nearer_and_brighter(scenes: FaceScenes, second: InfraredScenes) -> None:
    near, usual = (Shown(Scene.RESIDENT, 0.0, Pose(distance_cm=cm)) for cm in (45.0, 60.0))
    x, y = scenes.resident.mesh[list(OVAL), :2].mean(axis=0) / 2
    at = (int(y), int(x))
    assert second.depth_mm(near)[at] < second.depth_mm(usual)[at] - 100
    assert second.infrared(near)[at].mean() > second.infrared(usual)[at].mean()


def test_two_people_and_one_far_away_stand_where_the_colour_eye_has_them(
    scenes: FaceScenes, second: InfraredScenes, engine: FaceEngine
) -> None:
    for scene in (Scene.TWO_PEOPLE, Scene.FAR):
        colour = engine.look(scenes.frame(scene, 0.0))
        other = engine.look(second.infrared(Shown(scene, 0.0, pose_at(0.0))))
        assert colour.box is not None
        assert other.box is not None
        assert other.box[2] == pytest.approx(colour.box[2], rel=0.25)


def test_nobody_is_dark_and_has_no_distance(second: InfraredScenes) -> None:
    empty = Shown(Scene.NOBODY, 0.0, STILL)
    assert second.infrared(empty).max() < 40
    assert not second.depth_mm(empty).any()


def test_distances_out_of_reach_are_not_measured() -> None:
    sent = as_values(np.array([[0.0, 300.0, 302.0, 600.0, 809.0, 900.0]], np.float32))
    assert sent[0, :, 0].tolist() == [0, 0, 1, 150, 254, 0]


def test_the_depth_stream_survives_its_jpeg(scenes: FaceScenes, second: InfraredScenes) -> None:
    scenes.act(Scene.RESIDENT)
    scenes.render(0.0)
    sent = cv2.imdecode(np.frombuffer(second.render_depth(0.0), np.uint8), cv2.IMREAD_GRAYSCALE)
    drawn = as_values(second.depth_mm(scenes.shown))[:, :, 0]
    x, y = (int(value) for value in scenes.resident.mesh[list(OVAL), :2].mean(axis=0) / 2)
    apart = np.abs(sent.astype(int) - drawn)[y - 25 : y + 25, x - 20 : x + 20]
    assert np.percentile(apart, 95) <= 2
