"""Two networks together: what is like what, and that nothing stays."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.errors import ModelMissing
from kiosk.sandbox.face_scenes import FaceScenes, Scene
from kiosk.vision.faces.comparer import FaceComparer, FaceNumbers, cosine, similarity
from kiosk.vision.faces.detector import FaceDetector
from kiosk.vision.faces.engine import FaceEngine
from kiosk.vision.faces.weights import SFACE


@pytest.fixture(scope="module")
def detector(models_dir: Path) -> FaceDetector:
    return FaceDetector(models_dir)


@pytest.fixture(scope="module")
def comparer(models_dir: Path) -> FaceComparer:
    return FaceComparer(models_dir)


def _through_a_thousand_bytes(photo_bgr: np.ndarray) -> np.ndarray:
    for quality in range(100, 0, -1):
        _, coded = cv2.imencode(".webp", photo_bgr, [cv2.IMWRITE_WEBP_QUALITY, quality])
        if len(coded) <= 1024:
            break
    return cv2.imdecode(coded, cv2.IMREAD_COLOR)


def _unit(place: int) -> np.ndarray:
    numbers = np.zeros(128, np.float32)
    numbers[place] = 1.0
    return numbers


def test_without_its_weights_there_is_no_comparer(models_dir: Path, tmp_path: Path) -> None:
    (tmp_path / SFACE.name).symlink_to(models_dir / SFACE.name)
    with pytest.raises(ModelMissing, match="dlib"):
        FaceComparer(tmp_path)


def test_a_mirrored_photo_is_the_same_face(
    comparer: FaceComparer, detector: FaceDetector, scenes: FaceScenes
) -> None:
    photo = scenes.resident.card_photo()
    one = comparer.reference(photo, detector)
    mirrored = comparer.reference(np.ascontiguousarray(photo[:, ::-1]), detector)
    assert one is not None
    assert mirrored is not None
    assert similarity(one, [mirrored]) > 0.97


def test_the_owner_is_told_from_others_by_a_thousand_bytes(engine: FaceEngine, scenes: FaceScenes) -> None:
    reference = engine.prepare_reference(_through_a_thousand_bytes(scenes.resident.card_photo()))
    assert reference is not None
    likeness = {}
    for scene in (Scene.RESIDENT, Scene.SOMEBODY_ELSE):
        frame = scenes.frame(scene, 0.1)
        likeness[scene] = similarity(reference, [engine.numbers(frame, engine.look(frame))])
    assert likeness[Scene.RESIDENT] > likeness[Scene.SOMEBODY_ELSE] + 0.3


def test_the_same_picture_is_as_like_as_can_be(
    comparer: FaceComparer, detector: FaceDetector, scenes: FaceScenes
) -> None:
    one = comparer.reference(scenes.resident.card_photo(), detector)
    assert one is not None
    assert similarity(one, [one, one]) == pytest.approx(1.0, abs=1e-5)


def test_several_frames_count_together() -> None:
    reference = FaceNumbers(_unit(0), np.zeros(128, np.float32))
    good, stray = FaceNumbers(_unit(0), np.zeros(128, np.float32)), FaceNumbers(_unit(1), _unit(0))
    alone, together = similarity(reference, [stray]), similarity(reference, [good, good, stray])
    assert alone < together < similarity(reference, [good])


def test_nothing_is_like_nobody() -> None:
    with pytest.raises(ValueError, match="nothing to compare"):
        similarity(FaceNumbers(_unit(0), _unit(0)), [])


def test_the_numbers_of_both_networks_are_forgotten(
    comparer: FaceComparer, detector: FaceDetector, scenes: FaceScenes
) -> None:
    one = comparer.reference(scenes.resident.card_photo(), detector)
    assert one is not None
    arrays = [value for value in vars(one).values() if isinstance(value, np.ndarray)]
    assert len(arrays) == 2
    one.forget()
    assert not any(array.any() for array in arrays)


def test_following_needs_one_network_only(engine: FaceEngine, scenes: FaceScenes) -> None:
    frame = scenes.frame(Scene.RESIDENT, 0.1)
    look = engine.look(frame)
    assert cosine(engine.embed(look), engine.numbers(frame, look).embedding) > 0.9


def test_a_look_without_a_face_has_no_numbers(engine: FaceEngine) -> None:
    blank = np.full((480, 640, 3), 128, np.uint8)
    with pytest.raises(ValueError, match="without a face"):
        engine.numbers(blank, engine.look(blank))
