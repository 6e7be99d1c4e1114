"""What the networks and the rooms say to the sandbox's person: covered, badly lit, moving, low, or in company."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from kiosk.sandbox import worn
from kiosk.sandbox.face_scenes import FaceScenes, hall
from kiosk.sandbox.person import Pose
from kiosk.sandbox.worn import Cloth
from kiosk.vision.faces.advice import FaceAdvice
from kiosk.vision.faces.detector import FaceDetector
from kiosk.vision.faces.engine import FaceEngine, FaceLook
from kiosk.vision.faces.mesh import Mesh
from kiosk.vision.picture import Image

Wear = Callable[[Image, Mesh], Image]
PEOPLE = ["resident", "somebody_else"]


def frame_of(scenes: FaceScenes, who: str = "resident", pose: Pose | None = None) -> Image:
    """As the person stands in the hall."""
    return getattr(scenes, who).before(hall(), pose or Pose())  # type: ignore[no-any-return]


def as_seen(image_bgr: Image) -> Image:
    """Through the camera's JPEG and a little noise."""
    noisy = np.clip(image_bgr + np.random.default_rng(3).normal(0, 2.0, image_bgr.shape), 0, 255).astype(np.uint8)
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 85])[1], 1), np.uint8)


def worn_by(engine: FaceEngine, frame: Image, wear: Wear) -> FaceLook:
    mesh = engine.look(frame).mesh
    assert mesh is not None
    return engine.look(as_seen(wear(frame, mesh)))


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("cloth", list(Cloth))
def test_a_mask_is_to_be_taken_off(engine: FaceEngine, scenes: FaceScenes, who: str, cloth: Cloth) -> None:
    look = worn_by(engine, frame_of(scenes, who), lambda frame, mesh: worn.mask(frame, mesh, cloth))
    assert look.advice is FaceAdvice.MASK_OFF


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("lets_through", [0.05, 0.2])
def test_dark_glasses_are_to_be_taken_off(
    engine: FaceEngine, scenes: FaceScenes, who: str, lets_through: float
) -> None:
    look = worn_by(engine, frame_of(scenes, who), lambda frame, mesh: worn.sunglasses(frame, mesh, lets_through))
    assert look.advice is FaceAdvice.GLASSES_OFF


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(
    "wear",
    [
        lambda frame, _: frame,
        worn.glasses,
        lambda frame, mesh: worn.glasses(frame, mesh, thick=True),
        lambda frame, mesh: worn.glasses(frame, mesh, glare=True),
        worn.scarf,
        lambda frame, mesh: worn.scarf(frame, mesh, (226, 226, 228)),
        lambda frame, _: (frame * 0.4).astype(np.uint8),
        lambda frame, _: cv2.cvtColor(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR),
        lambda frame, _: np.clip(frame * np.array([0.7, 0.9, 1.2]), 0, 255).astype(np.uint8),
    ],
    ids=["bare", "glasses", "thick", "glare", "scarf", "white scarf", "dim", "grey", "warm lamp"],
)
def test_what_people_wear_and_how_they_look_is_no_reason_to_refuse_them(
    engine: FaceEngine, scenes: FaceScenes, who: str, wear: Wear
) -> None:
    assert worn_by(engine, frame_of(scenes, who), wear).advice is None


def test_a_window_behind_is_told_apart_from_a_dark_hall(engine: FaceEngine, scenes: FaceScenes) -> None:
    frame = frame_of(scenes)
    look = engine.look(frame)
    assert look.face is not None
    x, y, width, height = look.face.box
    person = np.zeros(frame.shape[:2], np.float32)
    cv2.ellipse(person, ((x + width / 2, y + height / 2), (1.5 * width, 1.7 * height), 0.0), 1.0, -1)
    person[int(y + 0.8 * height) :, int(x - width) : int(x + 2 * width)] = 1.0
    lit = np.where(person[:, :, None] > 0, frame * 0.2, 245).astype(np.uint8)
    assert engine.look(as_seen(lit)).advice is FaceAdvice.LIGHT_BEHIND
    assert engine.look(as_seen((frame * 0.12).astype(np.uint8))).advice is FaceAdvice.MORE_LIGHT


def test_half_a_face_in_shadow(engine: FaceEngine, scenes: FaceScenes) -> None:
    frame = frame_of(scenes)
    lit = np.clip((335 - np.arange(frame.shape[1])) / 30, 0.06, 1.0)
    assert engine.look((frame * lit[None, :, None]).astype(np.uint8)).advice is FaceAdvice.LIGHT_ASIDE


@pytest.mark.parametrize("along", [(33, 1), (1, 27)], ids=["sideways", "up and down"])
def test_a_moving_face_is_asked_to_hold_still(
    engine: FaceEngine, scenes: FaceScenes, along: tuple[int, int]
) -> None:
    assert engine.look(as_seen(cv2.blur(frame_of(scenes), along))).advice is FaceAdvice.HOLD_STILL


def test_a_head_turned_too_far_is_not_judged_for_coverings(engine: FaceEngine, scenes: FaceScenes) -> None:
    look = engine.look(frame_of(scenes, pose=Pose(yaw_deg=24)))
    assert (look.in_the_way, look.turned, look.spoilt) == (None, FaceAdvice.FACE_THE_CAMERA, None)


def test_eyes_that_were_open_and_stay_shut_are_noticed(engine: FaceEngine, scenes: FaceScenes) -> None:
    eyes = engine.follow()
    for _ in range(5):
        assert eyes.look(frame_of(scenes)).advice is None
    assert eyes.look(frame_of(scenes, pose=Pose(eyes_shut=1.0))).advice is FaceAdvice.OPEN_EYES


@pytest.mark.parametrize("who", PEOPLE)
def test_open_eyes_are_open_in_every_pose_and_light_of_a_try(
    engine: FaceEngine, scenes: FaceScenes, who: str
) -> None:
    eyes = engine.follow()
    for pose in (Pose(), Pose(yaw_deg=5), Pose(yaw_deg=-5), Pose(pitch_deg=4), Pose(distance_cm=75)):
        for light in (1.0, 0.6):
            seen = eyes.look(as_seen((frame_of(scenes, who, pose) * light).astype(np.uint8)))
            assert seen.spoilt is not FaceAdvice.OPEN_EYES


def test_who_sits_is_seen_low_and_not_sent_away(engine: FaceEngine, scenes: FaceScenes) -> None:
    low = np.float64([[1, 0, 0], [0, 1, 130]])
    frame = cv2.warpAffine(frame_of(scenes), low, (640, 480), borderMode=cv2.BORDER_REPLICATE)
    assert engine.look(frame).advice is None


def test_a_small_face_low_in_a_large_frame_is_asked_closer(engine: FaceEngine, scenes: FaceScenes) -> None:
    small = cv2.resize(frame_of(scenes)[60:420, 160:480], None, fx=0.2, fy=0.2, interpolation=cv2.INTER_AREA)
    frame = cv2.resize(hall(), (1920, 1080))
    frame[900 : 900 + small.shape[0], 940 : 940 + small.shape[1]] = small
    assert engine.look(frame).advice is FaceAdvice.COME_CLOSER


def test_a_face_found_low_has_its_points_in_the_whole_frame(models_dir: object, scenes: FaceScenes) -> None:
    detector = FaceDetector(models_dir)  # type: ignore[arg-type]
    low = np.float64([[1, 0, 0], [0, 1, 120]])
    frame = cv2.warpAffine(frame_of(scenes), low, (640, 480), borderMode=cv2.BORDER_REPLICATE)
    whole, part = detector.find(frame)[0], detector.find_low(frame)[0]
    assert part.box == pytest.approx(whole.box, abs=12)
    assert np.abs(part.points - whole.points).max() < 12
    assert part.row[4:14] == pytest.approx(part.points.reshape(-1))


def test_somebody_behind_is_not_minded_and_somebody_beside_is(engine: FaceEngine, scenes: FaceScenes) -> None:
    frame = frame_of(scenes)
    behind = cv2.resize(frame_of(scenes, "somebody_else")[60:400, 160:480], None, fx=0.35, fy=0.35)
    frame[60 : 60 + behind.shape[0], 20 : 20 + behind.shape[1]] = behind
    assert engine.look(frame).advice is None
    beside = np.hstack([frame_of(scenes)[:, 160:480], frame_of(scenes, "somebody_else")[:, 160:480]])
    assert engine.look(beside).advice is FaceAdvice.ONE_AT_A_TIME


def test_the_person_at_the_machine_is_followed_while_another_passes_nearer(
    engine: FaceEngine, scenes: FaceScenes
) -> None:
    eyes = engine.follow()
    mine = eyes.look(frame_of(scenes)).face
    assert mine is not None
    nearer = cv2.resize(frame_of(scenes, "somebody_else")[60:400, 190:450], None, fx=1.3, fy=1.3)
    frame = frame_of(scenes)
    frame[20 : 20 + nearer.shape[0], : nearer.shape[1] - 110] = nearer[:, 110:]
    look = eyes.look(frame)
    assert look.face is not None
    assert look.face.centre == pytest.approx(mine.centre, abs=25)


@pytest.mark.parametrize(
    "worse",
    [
        lambda frame: cv2.GaussianBlur(frame, (0, 0), 5.0),
        lambda frame: (frame * 0.25).astype(np.uint8),
        lambda frame: np.clip(frame * 2.0, 0, 255).astype(np.uint8),
    ],
    ids=["blurred", "dim", "bright"],
)
def test_the_better_frame_is_worth_more(
    engine: FaceEngine, scenes: FaceScenes, worse: Callable[[Image], Image]
) -> None:
    frame = frame_of(scenes)
    assert engine.look(worse(frame)).worth < engine.look(frame).worth


def test_a_straighter_and_nearer_head_is_worth_more(engine: FaceEngine, scenes: FaceScenes) -> None:
    straight = engine.look(frame_of(scenes)).worth
    assert engine.look(frame_of(scenes, pose=Pose(yaw_deg=15))).worth < straight
    assert engine.look(frame_of(scenes, pose=Pose(distance_cm=95))).worth < straight
    assert engine.look(hall()).worth == 0.0
