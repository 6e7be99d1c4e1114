"""The emulated face camera as the terminal meets it: HTTP in, decision out."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kiosk.devices.camera import Camera
from kiosk.sandbox.camera import MjpegServer, as_jpeg
from kiosk.sandbox.face_scenes import FPS, FaceScenes, Scene, pose_at
from kiosk.sandbox.liveness.manner import Manner, Performer
from kiosk.sandbox.photo_codec import decode, encode
from kiosk.settings_devices import FaceCamera
from kiosk.vision.faces.challenge import Challenge, Movement
from kiosk.vision.faces.check import FaceCheck
from kiosk.vision.faces.comparer import cosine
from kiosk.vision.faces.engine import FaceEngine
from kiosk.vision.faces.progress import CheckLimits
from kiosk.vision.faces.quality import FaceAdvice
from kiosk.vision.picture import decoded
from provisioning.models import FileState, check, default_folder

PATIENCE_S = 20.0


@pytest.fixture(scope="module")
def models_dir() -> Path:
    folder = default_folder()
    if any(entry.state is not FileState.GOOD for entry in check(folder)):
        pytest.fail("weights missing; run: python -m provisioning models", pytrace=False)
    return folder


@pytest.fixture(scope="module")
def scenes(models_dir: Path) -> FaceScenes:
    return FaceScenes(models_dir)


@pytest.fixture
def server(scenes: FaceScenes) -> Iterator[MjpegServer]:
    camera = MjpegServer(scenes.render, FPS)
    camera.start()
    yield camera
    camera.stop()


def test_a_resident_before_the_camera_is_recognised_over_the_wire(
    server: MjpegServer, scenes: FaceScenes, models_dir: Path
) -> None:
    """However slowly a busy machine lets the frames through."""
    scenes.act(Scene.RESIDENT)
    engine = FaceEngine(models_dir)
    challenge = Challenge((Movement.TURN_LEFT, Movement.TURN_RIGHT), (0.4, 0.4))
    patient = CheckLimits(lost_s=PATIENCE_S, try_s=10 * PATIENCE_S, move_s=2 * PATIENCE_S)
    attempt = FaceCheck(engine, engine.prepare_reference(scenes.resident.card_photo()), challenge, patient)
    camera = Camera(FaceCamera(source=server.url, network=True), lambda _event: None)
    camera.start()
    camera.start_stream()
    sequence = 0
    while not attempt.progress.done:
        frame = camera.next_frame(sequence, PATIENCE_S)
        sequence = frame.sequence
        scenes.hear(attempt.step(frame.image_bgr, frame.taken_s).advice)
    scenes.hear(None)
    camera.stop()
    assert attempt.progress.live
    assert (attempt.progress.score or 0.0) > 0.42


def test_a_frame_is_drawn_once_and_then_kept(scenes: FaceScenes) -> None:
    scenes.act(Scene.RESIDENT)
    assert scenes.render(0.01) is scenes.render(6.01)


def test_each_scene_gives_a_frame_of_the_cameras_size(scenes: FaceScenes) -> None:
    for scene in Scene:
        scenes.act(scene)
        assert scenes.scene is scene
        assert decoded(scenes.render(1.0)).shape == (480, 640, 3)


@pytest.mark.parametrize("kind", ["photo_in_step", "tablet_puppet", "another_person", "passer_by"])
def test_an_attacker_or_an_honest_person_can_be_put_before_the_camera(scenes: FaceScenes, kind: str) -> None:
    scenes.act(Scene.NOBODY)
    empty = decoded(scenes.render(1.0)).astype(int)
    scenes.stage(kind)
    seen = decoded(scenes.render(1.1))
    scenes.act(Scene.RESIDENT)
    assert seen.shape == (480, 640, 3)
    assert np.abs(seen - empty).mean() > 10


def test_an_unknown_kind_leaves_who_stands_there(scenes: FaceScenes) -> None:
    scenes.act(Scene.NOBODY)
    with pytest.raises(KeyError):
        scenes.stage("juggler")
    assert scenes.scene is Scene.NOBODY


def test_the_card_photo_has_the_chips_size(scenes: FaceScenes) -> None:
    for person in (scenes.resident, scenes.somebody_else):
        assert person.card_photo().shape == (126, 102, 3)


def test_the_owner_is_still_known_by_the_chips_thousand_bytes(scenes: FaceScenes, models_dir: Path) -> None:
    engine = FaceEngine(models_dir)
    picture = decode(encode(scenes.resident.card_photo()))
    chip_bgr = np.ascontiguousarray(np.asarray(picture.convert("RGB"), np.uint8)[:, :, ::-1])
    reference = engine.prepare_reference(chip_bgr)
    assert reference is not None
    owner = engine.embed(engine.look(scenes.frame(Scene.RESIDENT, 0.1)))
    stranger = engine.embed(engine.look(scenes.frame(Scene.SOMEBODY_ELSE, 0.1)))
    assert cosine(reference.embedding, owner) > 0.42
    assert cosine(reference.embedding, stranger) < 0.34


def test_the_living_turn_to_both_sides_and_blink_within_a_loop() -> None:
    poses = [pose_at(number / FPS) for number in range(6 * FPS)]
    assert max(pose.yaw_deg for pose in poses) > 25
    assert min(pose.yaw_deg for pose in poses) < -25
    assert max(pose.eyes_shut for pose in poses) > 0.9


@pytest.mark.parametrize(
    ("asked", "follows"),
    [
        (FaceAdvice.TURN_LEFT, lambda pose: pose.yaw_deg > 20),
        (FaceAdvice.TURN_RIGHT, lambda pose: pose.yaw_deg < -20),
        (FaceAdvice.BLINK, lambda pose: pose.eyes_shut > 0.9),
        (FaceAdvice.LEAN_IN, lambda pose: pose.distance_cm < 43),
    ],
)
def test_who_is_told_what_to_do_follows_and_looks_back(asked: FaceAdvice, follows) -> None:  # type: ignore[no-untyped-def]
    person = Performer(Manner(), np.random.default_rng(1))
    looks = [person.pose(number / FPS, FaceAdvice.LOOK_HERE) for number in range(FPS)]
    assert not any(follows(pose) for pose in looks)
    does = [person.pose(number / FPS, asked) for number in range(FPS, 4 * FPS)]
    assert any(follows(pose) for pose in does)
    last = [person.pose(number / FPS, FaceAdvice.LOOK_BACK) for number in range(4 * FPS, 8 * FPS)][-1]
    assert abs(last.yaw_deg) < 3
    assert last.distance_cm > 57


def test_the_resident_follows_what_the_screen_asks_once_told(scenes: FaceScenes, models_dir: Path) -> None:
    engine = FaceEngine(models_dir)
    scenes.act(Scene.RESIDENT)
    scenes.hear(FaceAdvice.TURN_LEFT)
    yaws = [engine.look(decoded(scenes.render(number / 4))).yaw_deg for number in range(1, 9)]
    scenes.hear(None)
    assert min(yaws) > -8
    assert yaws[-1] > 18


def test_the_port_refuses_while_unplugged_and_stays_the_same(server: MjpegServer) -> None:
    url = server.url
    port = int(url.split(":")[2].split("/")[0])
    server.unplug()
    assert not server.plugged
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)
    server.plug()
    server.plug()
    assert server.plugged
    assert server.url == url


def test_images_are_streamed_as_jpeg() -> None:
    assert as_jpeg(np.zeros((20, 20, 3), np.uint8)).startswith(b"\xff\xd8")
