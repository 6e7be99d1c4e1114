"""The networks on the sandbox's people: who is accepted, who is not, and what a bad frame is told."""

from __future__ import annotations

import shutil
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.errors import ModelMissing, NotAnImage, VisionError
from kiosk.sandbox.face_scenes import FPS, FaceScenes, Scene, in_space
from kiosk.sandbox.person import Pose
from kiosk.vision.faces.challenge import ENOUGH_PARALLAX, Challenge, Movement, parallax
from kiosk.vision.faces.challenge.sequence import TURNS
from kiosk.vision.faces.check import CheckLimits, FaceCheck, FaceEnd, FaceProgress
from kiosk.vision.faces.comparer import FaceComparer, Reference, cosine
from kiosk.vision.faces.detector import FaceDetector
from kiosk.vision.faces.engine import FaceEngine
from kiosk.vision.faces.mesh import FaceMesh
from kiosk.vision.faces.quality import FaceAdvice
from kiosk.vision.faces.weights import MESH, SFACE, YUNET
from kiosk.vision.picture import decoded
from kiosk.vision.pinned import Pinned, is_pinned, trusted

GREY = np.full((480, 640, 3), 128, np.uint8)
ACCEPT, RETRY = 0.42, 0.34


def _frame(scenes: FaceScenes, scene: Scene, number: int) -> np.ndarray:
    """As a camera would deliver it: through JPEG."""
    scenes.act(scene)
    return decoded(scenes.render((number + 0.5) / FPS))


def _play(
    engine: FaceEngine, scenes: FaceScenes, scene: Scene, *movements: Movement, from_s: float = 0.0
) -> FaceProgress:
    """One try before a scene that hears what is asked, at half the camera's pace."""
    reference = engine.prepare_reference(scenes.resident.card_photo())
    challenge = Challenge(movements, (0.4,) * len(movements))
    check = FaceCheck(engine.follow(), reference, challenge, CheckLimits(move_s=6.5))
    for number in range(0, 60 * FPS, 2):
        scenes.hear(check.progress.advice)
        if check.step(_frame(scenes, scene, number + round(from_s * FPS)), number / FPS).done:
            break
    scenes.hear(None)
    return check.progress


def test_the_cards_owner_is_accepted(engine: FaceEngine, scenes: FaceScenes) -> None:
    last = _play(engine, scenes, Scene.RESIDENT, *Movement, from_s=0.0)
    assert last.end is FaceEnd.COMPARED
    assert last.score is not None
    assert last.score >= ACCEPT


def test_a_second_identity_is_refused(engine: FaceEngine, scenes: FaceScenes) -> None:
    last = _play(engine, scenes, Scene.SOMEBODY_ELSE, Movement.TURN_LEFT, from_s=200.0)
    assert last.live
    assert last.score is not None
    assert last.score < RETRY


@pytest.mark.parametrize("scene", [Scene.PHOTO_MOVED, Scene.PHOTO_TILTED])
@pytest.mark.parametrize("turn", TURNS)
def test_a_held_up_photo_of_the_owner_is_refused(
    engine: FaceEngine, scenes: FaceScenes, scene: Scene, turn: Movement
) -> None:
    assert not _play(engine, scenes, scene, turn).live


def test_no_tilt_of_a_photo_looks_like_a_turn(engine: FaceEngine, scenes: FaceScenes) -> None:
    paper = np.full((480, 640, 3), 210, np.uint8)
    portrait = scenes.resident.before(paper, Pose())
    straight = engine.look(portrait).mesh
    assert straight is not None
    corners = np.array([[0, 0], [640, 0], [640, 480], [0, 480]], np.float32)
    middle = np.array([320, 240])
    most = 0.0
    for yaw in (-55, -40, -25, 25, 40, 55):
        for pitch in (-25, 0, 25):
            seen = in_space(corners - middle, 1.0, yaw, pitch) + middle
            tilt = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
            mesh = engine.look(cv2.warpPerspective(portrait, tilt, (640, 480), borderValue=(180, 190, 190))).mesh
            if mesh is not None:
                most = max(most, abs(parallax(straight, mesh).tip))
    assert most < 0.7 * ENOUGH_PARALLAX


@pytest.mark.parametrize(
    ("scene", "advice"),
    [
        (Scene.RESIDENT, None),
        (Scene.NOBODY, FaceAdvice.NOBODY),
        (Scene.TWO_PEOPLE, FaceAdvice.ONE_AT_A_TIME),
        (Scene.DARK, FaceAdvice.MORE_LIGHT),
        (Scene.FAR, FaceAdvice.COME_CLOSER),
    ],
)
def test_a_scene_gets_its_advice(
    engine: FaceEngine, scenes: FaceScenes, scene: Scene, advice: FaceAdvice | None
) -> None:
    assert engine.look(_frame(scenes, scene, 1)).advice is advice


def _shifted(frame: np.ndarray) -> np.ndarray:
    return cv2.warpAffine(frame, np.float64([[1, 0, 190], [0, 1, 0]]), (640, 480), borderMode=cv2.BORDER_REPLICATE)


def _noisy(frame: np.ndarray) -> np.ndarray:
    return np.clip(frame + np.random.default_rng(1).normal(0, 6, frame.shape), 0, 255).astype(np.uint8)


def _near(frame: np.ndarray) -> np.ndarray:
    return cv2.resize(frame[90:345, 150:490], (640, 480), interpolation=cv2.INTER_CUBIC)


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        (lambda frame: cv2.GaussianBlur(frame, (0, 0), 6), FaceAdvice.HOLD_STILL),
        (lambda frame: cv2.blur(frame, (33, 1)), FaceAdvice.HOLD_STILL),
        (lambda frame: cv2.add(frame, (100, 100, 100, 0)), FaceAdvice.LESS_LIGHT),
        (lambda frame: (frame * 0.14).astype(np.uint8), FaceAdvice.MORE_LIGHT),
        (_shifted, FaceAdvice.TO_THE_MIDDLE),
        (_near, FaceAdvice.MOVE_BACK),
        (_noisy, None),
    ],
    ids=["blur", "motion", "bright", "dark", "aside", "near", "noise"],
)
def test_a_spoilt_frame_gets_its_advice(engine: FaceEngine, scenes: FaceScenes, change, advice) -> None:  # type: ignore[no-untyped-def]
    assert engine.look(change(_frame(scenes, Scene.RESIDENT, 1))).advice is advice


def test_a_turned_head_is_asked_to_face_the_camera(engine: FaceEngine, scenes: FaceScenes) -> None:
    look = engine.look(scenes.resident.before(GREY, Pose(yaw_deg=25)))
    assert look.advice is FaceAdvice.FACE_THE_CAMERA
    assert look.yaw_deg > 10


def test_a_frame_larger_than_the_search_gives_points_in_its_own_pixels(
    engine: FaceEngine, scenes: FaceScenes
) -> None:
    frame = _frame(scenes, Scene.RESIDENT, 1)
    small, large = engine.look(frame).box, engine.look(cv2.resize(frame, None, fx=2, fy=2)).box
    assert small == pytest.approx(large, abs=0.03)


def test_a_card_photo_without_a_face_has_no_reference(engine: FaceEngine) -> None:
    assert engine.prepare_reference(np.full((126, 102, 3), 200, np.uint8)) is None


def test_a_larger_card_photo_is_the_same_face(engine: FaceEngine, scenes: FaceScenes) -> None:
    small = engine.prepare_reference(scenes.resident.card_photo())
    large = engine.prepare_reference(scenes.resident.before(GREY, Pose()))
    assert isinstance(small, Reference)
    assert isinstance(large, Reference)
    assert cosine(small.embedding, large.embedding) > ACCEPT


def test_a_look_without_a_face_cannot_be_embedded(engine: FaceEngine) -> None:
    with pytest.raises(ValueError, match="without a face"):
        engine.embed(engine.look(GREY))


@pytest.mark.parametrize(
    "wrong",
    [np.zeros((480, 640), np.uint8), np.zeros((4, 4, 3), np.uint8), np.zeros((90, 90, 3), np.float32), b"x", None],
)
def test_what_is_no_picture_is_not_an_image(engine: FaceEngine, wrong: object) -> None:
    for door in (engine.look, engine.prepare_reference):
        with pytest.raises(NotAnImage):
            door(wrong)  # type: ignore[operator]


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff\xe0 cut", b"BM" + bytes(60), bytes(1024)])
def test_bytes_that_are_no_picture_are_not_an_image(data: bytes) -> None:
    with pytest.raises(NotAnImage):
        decoded(data)


def test_a_picture_that_says_it_is_endless_is_not_an_image() -> None:
    good, png = cv2.imencode(".png", GREY)
    assert good
    endless = bytearray(png.tobytes())
    endless[16:24] = b"\x7f\xff\xff\xff" * 2
    endless[29:33] = zlib.crc32(endless[12:29]).to_bytes(4, "big")
    with pytest.raises(NotAnImage):
        decoded(bytes(endless))


def test_picture_bytes_are_decoded() -> None:
    good, png = cv2.imencode(".png", GREY)
    assert good
    assert decoded(png.tobytes()).shape == GREY.shape


@pytest.mark.parametrize("pinned", [YUNET, SFACE, MESH])
def test_weights_with_one_bit_changed_are_refused(models_dir: Path, tmp_path: Path, pinned: Pinned) -> None:
    for other in (YUNET, SFACE, MESH):
        shutil.copyfile(models_dir / other.name, tmp_path / other.name)
    content = bytearray((tmp_path / pinned.name).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / pinned.name).write_bytes(content)
    with pytest.raises(ModelMissing, match="SHA-256"):
        FaceEngine(tmp_path)
    assert not is_pinned(tmp_path / pinned.name, pinned)


def test_an_empty_folder_is_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="not in the models folder"):
        FaceEngine(tmp_path)


@pytest.mark.parametrize(
    ("module", "part", "name"),
    [("detector", FaceDetector, "YUNET"), ("comparer", FaceComparer, "SFACE"), ("mesh", FaceMesh, "MESH")],
)
def test_weights_opencv_cannot_read_are_a_missing_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, part: type, name: str
) -> None:
    monkeypatch.setattr(f"kiosk.vision.faces.{module}.trusted", lambda *_: b"no network at all" * 10)
    with pytest.raises(ModelMissing, match="cannot load"):
        part(tmp_path)


class _Failing:
    """A network of OpenCV's that fails in every call."""

    def __getattr__(self, name: str) -> object:
        def fail(*_: object) -> None:
            raise cv2.error("the network failed")

        return fail


@pytest.mark.parametrize("part", ["_detector", "_mesh", "_comparer"])
def test_opencv_errors_never_cross_the_border(
    models_dir: Path, scenes: FaceScenes, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    frame = _frame(scenes, Scene.RESIDENT, 1)
    broken = FaceEngine(models_dir)
    good = broken.look(frame)
    monkeypatch.setattr(getattr(broken, part), "_net", _Failing())
    with pytest.raises(VisionError):
        broken.look(frame)
    if part == "_comparer":
        with pytest.raises(VisionError):
            broken.embed(good)


def test_a_missing_file_is_not_the_pinned_one(tmp_path: Path) -> None:
    assert not is_pinned(tmp_path / "none", YUNET)
    with pytest.raises(ModelMissing):
        trusted(tmp_path, YUNET)
