"""dlib's network run by OpenCV, how faces are cut out for it, and how a small photo's face is found."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.errors import ModelMissing, NotAnImage
from kiosk.sandbox.face_scenes import FaceScenes
from kiosk.vision.faces import card_photo
from kiosk.vision.faces.alignment import RESNET_CUT, SFACE_POINTS, Cut
from kiosk.vision.faces.card_photo import find_face
from kiosk.vision.faces.detector import FaceDetector
from kiosk.vision.faces.resnet import Resnet, onnx_of
from kiosk.vision.faces.weights import RESNET

OF_DLIB = (-0.10889, 0.11447, 0.03082, -0.04141, -0.08784, -0.07604)
"""First numbers that dlib 20.0.1 itself gives for ``_waves``."""


@pytest.fixture(scope="module")
def detector(models_dir: Path) -> FaceDetector:
    return FaceDetector(models_dir)


def _waves() -> np.ndarray:
    rows, columns = np.mgrid[0:150, 0:150]
    blue, green = rows + columns // 2, 128 + 100 * np.sin(rows / 9.0)
    return np.stack([blue, green, columns], -1).clip(0, 255).astype(np.uint8)


def _through_a_thousand_bytes(photo_bgr: np.ndarray) -> np.ndarray:
    for quality in range(100, 0, -1):
        _, coded = cv2.imencode(".webp", photo_bgr, [cv2.IMWRITE_WEBP_QUALITY, quality])
        if len(coded) <= 1024:
            break
    return cv2.imdecode(coded, cv2.IMREAD_COLOR)


# dlib's network ---------------------------------------------------------------------------------------------


def test_the_second_network_gives_dlibs_own_numbers(models_dir: Path) -> None:
    assert Resnet(models_dir).embed(_waves())[:6] == pytest.approx(OF_DLIB, abs=2e-5)


@pytest.mark.parametrize("cut", [0, 100, 300_000, 22_400_000])
def test_a_file_that_ends_too_early_is_no_network(models_dir: Path, cut: int) -> None:
    with pytest.raises(ModelMissing, match="not the network"):
        onnx_of((models_dir / RESNET.name).read_bytes()[:cut])


def test_what_the_second_network_cannot_measure_is_no_image(models_dir: Path) -> None:
    with pytest.raises(NotAnImage):
        Resnet(models_dir).embed(np.zeros((0, 0, 3), np.uint8))


# Alignment --------------------------------------------------------------------------------------------------


def test_a_turned_and_shifted_face_is_put_where_it_belongs() -> None:
    angle = np.radians(20.0)
    turn = 2.5 * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    points = (SFACE_POINTS @ turn.T + (300.0, 80.0)).astype(np.float32)
    into = Cut(112, SFACE_POINTS).into(points)
    assert points @ into[:, :2].T + into[:, 2] == pytest.approx(SFACE_POINTS, abs=0.01)


def test_the_eyes_lie_where_dlib_wants_them() -> None:
    eyes = RESNET_CUT.points[:2] / 150
    assert eyes == pytest.approx((0.25 + np.array([[0.22733, 0.22140], [0.75281, 0.22123]])) / 1.5, abs=1e-3)


def test_a_cut_out_of_an_empty_picture_is_no_image() -> None:
    with pytest.raises(NotAnImage):
        RESNET_CUT.out_of(np.zeros((0, 0, 3), np.uint8), SFACE_POINTS.astype(np.float32))


# Small photos -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [70, 102, 140, 250, 480])
def test_the_face_is_found_on_photos_of_every_size(detector: FaceDetector, scenes: FaceScenes, width: int) -> None:
    portrait = scenes.resident.portrait()[:, 120:520]
    photo = cv2.resize(portrait, (width, round(width * 1.2)), interpolation=cv2.INTER_AREA)
    assert find_face(photo, detector) is not None


def test_the_face_is_found_after_a_thousand_bytes(detector: FaceDetector, scenes: FaceScenes) -> None:
    for person in (scenes.resident, scenes.somebody_else):
        assert find_face(_through_a_thousand_bytes(person.card_photo()), detector) is not None


class _OnlyBeforeWhite:
    """Sees a face only when there is a white rim round it."""

    def __init__(self, detector: FaceDetector) -> None:
        self._detector = detector

    def find(self, image_bgr: np.ndarray) -> tuple[object, ...]:
        rim = image_bgr[: image_bgr.shape[0] // 6]
        return self._detector.find(image_bgr) if rim.min() == 255 else ()


def test_a_face_that_fills_the_photo_is_tried_with_a_rim(detector: FaceDetector, scenes: FaceScenes) -> None:
    photo = scenes.resident.card_photo()
    found = find_face(photo, _OnlyBeforeWhite(detector))  # type: ignore[arg-type]
    assert found is not None
    image, face = found
    assert image.shape[0] > card_photo.TIMES * photo.shape[0]
    plain = find_face(photo, detector)
    assert plain is not None
    shift = card_photo.TIMES * round(card_photo.RIM * photo.shape[0])
    assert face.points - shift == pytest.approx(plain[1].points, abs=3.0)


def test_no_face_is_found_where_there_is_none(detector: FaceDetector) -> None:
    assert find_face(np.full((126, 102, 3), 230, np.uint8), detector) is None
    assert find_face(np.full((600, 480, 3), 230, np.uint8), detector) is None


def test_what_is_no_photo_is_not_an_image(detector: FaceDetector) -> None:
    with pytest.raises(NotAnImage):
        find_face(np.zeros((126, 102), np.uint8), detector)
