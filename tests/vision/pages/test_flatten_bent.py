"""A bent page is straightened; whatever is not clearly bent is flattened by its four corners as before."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from benchmarks.bent_pages.bends import Seen, bent, picture, seen
from benchmarks.verdict_pages.leaves import leaf
from benchmarks.verdict_pages.shots import SOUND, Scene, desk, spoilt
from kiosk.vision.pages.bow import bow
from kiosk.vision.pages.flatten import flattened, page_size, rectify

SIZE_MM = (125.0, 176.0)
RULES = (0.15, 0.5, 0.85)
"""Where ruled lines cross the paper, as shares of its height."""


def ruled() -> Any:
    paper = np.full((1408, 1000, 3), 248, np.uint8)
    for share in RULES:
        cv2.line(paper, (60, round(share * 1408)), (940, round(share * 1408)), (20, 20, 20), 6)
    return paper


def laid(steep_deg: float, shape: str = "arch", turn_deg: float = 2.0, hide: Any = None) -> tuple[Any, Seen]:
    """A ruled page under the camera; ``hide`` draws over the scene."""
    place = seen(bent(SIZE_MM, shape, steep_deg), (30.0, -20.0), turn_deg)
    frame = desk(np.random.default_rng(4))
    picture(frame, ruled(), place)
    if hide is not None:
        hide(frame, place.corners)
    return spoilt(frame * np.float32(0.92), place.corners, SOUND, 1, lens=0.6), place


def waviness(flat: Any) -> float:
    """How far the most crooked rule strays from a straight line across the page, px."""
    grey = cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY).astype(np.float32)
    height, width = grey.shape
    strays = []
    for share in RULES:
        top = round((share - 0.06) * height)
        part = grey[top : round((share + 0.06) * height), round(0.1 * width) : round(0.9 * width)]
        rows = top + part.argmin(axis=0)
        strays.append(float(np.ptp(cv2.blur(rows.astype(np.float32)[None], (9, 1))[0])))
    return max(strays)


@pytest.mark.parametrize(("shape", "steep_deg"), [("arch", 45.0), ("fold", 60.0)])
def test_the_lines_of_a_bent_page_are_straightened(shape: str, steep_deg: float) -> None:
    image, place = laid(steep_deg, shape)
    before, after = (waviness(way(image, place.corners)) for way in (rectify, flattened))
    assert before > 6
    assert after < 0.5 * before


def test_a_page_that_lies_sideways_is_straightened_too() -> None:
    image, place = laid(45.0, turn_deg=91.0)
    clockwise = np.roll(place.corners, 1, axis=0)
    before, after = (waviness(np.rot90(way(image, clockwise), -1)) for way in (rectify, flattened))
    assert before > 6
    assert after < 0.5 * before


def test_a_page_bent_a_little_is_left_alone() -> None:
    image, place = laid(4.0)
    assert np.array_equal(flattened(image, place.corners), rectify(image, place.corners))


@pytest.mark.parametrize("kind", ["form", "table", "receipt", "card_front", "household", "photo"])
def test_a_flat_page_is_left_alone(kind: str) -> None:
    shot = Scene(leaf(kind, 1), 2).whole()
    assert bow(shot.image_bgr, shot.corners, page_size(shot.corners, 1920, 1440)) is None
    assert np.array_equal(flattened(shot.image_bgr, shot.corners), rectify(shot.image_bgr, shot.corners))


def test_a_flat_page_with_a_finger_at_its_rim_is_left_alone() -> None:
    def finger(frame: Any, corners: Any) -> None:
        at = corners[0] * 0.6 + corners[1] * 0.4
        cv2.ellipse(frame, (int(at[0]), int(at[1])), (40, 60), 0, 0, 360, (120, 150, 205), -1, cv2.LINE_AA)

    image, place = laid(0.0, hide=finger)
    assert np.array_equal(flattened(image, place.corners), rectify(image, place.corners))


def test_a_large_photograph_is_straightened_as_a_small_one_is() -> None:
    image, place = laid(45.0)
    large = cv2.resize(image, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    page = flattened(large, place.corners * 3, long_px=700)
    assert max(page.shape[:2]) == 700
    assert waviness(page) < 0.5 * waviness(rectify(large, place.corners * 3, long_px=700))
