"""The flat page: its shape, its even light, its colours; and the shot made of it."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from kiosk.errors import NotAnImage, VisionError
from kiosk.sandbox.desk import DeskScene, Lay
from kiosk.sandbox.specimens import Specimen, certificate, household_page
from kiosk.vision.pages.desk import take
from kiosk.vision.pages.flatten import A4_LONG_PX, even_light, page_size, rectify, rectify_grey
from kiosk.vision.pages.judge import Verdict
from kiosk.vision.pages.picture import PAGE_BYTES, page_jpeg, read_picture

Image = np.ndarray[Any, Any]


def red(image_bgr: Image) -> Image:
    """Seal ink: red clearly above green and blue."""
    wide = image_bgr.astype(np.int16)
    return (wide[..., 2] - np.maximum(wide[..., 0], wide[..., 1])) > 60


def shot_of(scene: DeskScene) -> Image:
    return read_picture(take(scene.picture()).jpeg)


@pytest.mark.parametrize("page", [certificate, household_page], ids=["certificate", "household page"])
def test_a_seal_is_still_there_after_flattening(page) -> None:
    scene = DeskScene(page())
    flat = rectify(scene.picture(), scene.corners())
    before, after = red(flat), red(even_light(flat))
    assert (before & after).sum() >= 0.95 * before.sum() > 500


def test_a_faint_seal_is_not_washed_out() -> None:
    page = np.full((800, 600, 3), 205, np.uint8)
    cv2.circle(page, (300, 500), 90, (150, 150, 205), 8)
    after = even_light(page).astype(int)
    assert after[500, 210, 2] - after[500, 210, 0] >= 50


def test_a_signature_keeps_its_blue() -> None:
    page = np.full((800, 600, 3), 190, np.uint8)
    cv2.line(page, (100, 600), (300, 640), (160, 60, 30), 5)
    before, after = page[620, 200].astype(float), even_light(page)[620, 200].astype(float)
    assert after / after.sum() == pytest.approx(before / before.sum(), abs=0.02)


def test_the_lamp_s_shading_is_evened_out() -> None:
    shade = np.linspace(140, 235, 600, dtype=np.float32)
    page = np.repeat(np.tile(shade, (800, 1))[..., None], 3, axis=2).astype(np.uint8)
    assert float(even_light(page).std()) < 0.25 * float(page.std())


def test_a_dark_cover_stays_dark() -> None:
    assert float(even_light(np.full((400, 300, 3), 45, np.uint8)).mean()) < 110


@pytest.mark.parametrize("tilt", [0.0, 0.03, 0.10])
@pytest.mark.parametrize("page", [certificate, household_page], ids=["certificate", "household page"])
def test_the_flat_page_has_the_paper_s_own_shape(page, tilt: float) -> None:
    scene = DeskScene(page(), Lay(turn_deg=3, tilt=tilt))
    width, height = page_size(scene.corners(), 1600, 1200)
    assert height / width == pytest.approx(page().height_mm / page().width_mm, rel=0.06)


def test_the_grey_page_is_the_grey_of_the_page() -> None:
    scene = DeskScene(certificate(), Lay(turn_deg=3, tilt=0.03))
    grey = rectify_grey(scene.picture(), scene.corners(), long_px=900)
    same = cv2.cvtColor(rectify(scene.picture(), scene.corners(), long_px=900), cv2.COLOR_BGR2GRAY)
    assert grey.shape == same.shape
    assert cv2.absdiff(grey, same).max() <= 3  # rounded in another order


def test_a_page_is_reduced_to_150_dpi_of_a4_and_never_enlarged() -> None:
    large = np.full((4000, 3000, 3), 200, np.uint8)
    corners = np.array([[50, 50], [2900, 50], [2900, 3900], [50, 3900]], np.float32)
    assert max(rectify(large, corners).shape[:2]) == A4_LONG_PX
    assert max(rectify(large[:800, :600].copy(), corners / 6).shape[:2]) < 700


@pytest.mark.parametrize("corners", [np.zeros((4, 2)), np.full((4, 2), np.nan), np.zeros((3, 2))])
def test_corners_around_nothing_are_refused(corners) -> None:
    with pytest.raises(VisionError):
        rectify(np.zeros((100, 100, 3), np.uint8), corners)


def test_a_shot_is_a_small_jpeg_with_its_thumbnail_and_verdict() -> None:
    shot = take(DeskScene(certificate()).picture())
    assert shot.verdict is Verdict.GOOD
    assert len(shot.jpeg) <= PAGE_BYTES
    assert read_picture(shot.jpeg).shape == (shot.height_px, shot.width_px, 3)
    assert max(shot.thumbnail_bgr.shape[:2]) == 320


def test_corners_drawn_by_hand_take_the_place_of_the_found_ones() -> None:
    scene = DeskScene(certificate())
    middle = np.array([[0.4, 0.4], [0.5, 0.4], [0.5, 0.6], [0.4, 0.6]], np.float32)
    shot = take(scene.picture(), middle)
    assert (shot.width_px, shot.height_px) == pytest.approx((160, 240), abs=4)


def test_without_a_page_the_whole_frame_is_taken_and_said_to_hold_none() -> None:
    shot = take(DeskScene().picture())
    assert shot.verdict is Verdict.NO_PAPER
    assert shot.width_px > 1500


@pytest.mark.parametrize("wrong", [None, np.zeros((5, 5), np.uint8), np.zeros((5, 5, 3), np.uint8)])
def test_what_is_no_frame_cannot_be_taken(wrong) -> None:
    with pytest.raises(NotAnImage):
        take(wrong)


def test_corners_around_a_speck_cannot_be_taken() -> None:
    speck = np.array([[0.5, 0.5], [0.51, 0.5], [0.51, 0.51], [0.5, 0.51]], np.float32)
    with pytest.raises(VisionError):
        take(DeskScene().picture(), speck)


def test_a_shot_does_not_show_its_page_in_a_traceback_or_log() -> None:
    shot = take(DeskScene(certificate()).picture())
    assert "jpeg" not in repr(shot)


def test_a_busy_page_is_coded_harder_until_it_fits() -> None:
    noise = np.random.default_rng(2).integers(0, 256, (1754, 1240, 3), np.uint8)
    assert len(page_jpeg(noise)) <= PAGE_BYTES


def test_a_page_that_never_fits_is_said_so() -> None:
    with pytest.raises(VisionError):
        page_jpeg(np.random.default_rng(2).integers(0, 256, (300, 300, 3), np.uint8), room=50)


def test_an_empty_array_cannot_be_coded() -> None:
    with pytest.raises(VisionError):
        page_jpeg(np.zeros((0, 0, 3), np.uint8))


def test_a_paper_is_only_equal_to_itself() -> None:
    page = certificate()
    assert page != Specimen(page.name, page.image_bgr, page.width_mm, page.height_mm)
