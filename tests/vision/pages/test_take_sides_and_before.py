"""A shot stands upright by itself and knows its page again; whether colour matters; two sides on one sheet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kiosk.errors import ModelMissing, NotAnImage
from kiosk.sandbox.desk import DeskScene, Lay
from kiosk.sandbox.specimens import ALL, certificate, household_page, residence_permit
from kiosk.vision.pages.colour import carries_colour
from kiosk.vision.pages.desk import Before, PageWatch, take, take_sheet
from kiosk.vision.pages.flatten import A4_LONG_PX, A4_SHORT_PX
from kiosk.vision.pages.judge import Verdict
from kiosk.vision.pages.sides import both_sides, both_sides_of_sheets, what_lies
from kiosk.vision.pages.upright import AS_IT_LIES, Turn, UprightNet, turned
from provisioning.models import default_folder

Image = np.ndarray[Any, Any]


@pytest.fixture(scope="module")
def upright() -> UprightNet:
    return UprightNet(default_folder())


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.__name__)
@pytest.mark.parametrize("lies", range(4))
def test_a_page_laid_any_way_round_comes_out_upright(upright: UprightNet, page, lies: int) -> None:
    sheet = take_sheet(turned(page().image_bgr, lies), upright=upright)
    assert (sheet.turned, sheet.verdict) == (Turn(-lies % 4, True), Verdict.GOOD)
    assert (sheet.height_px > sheet.width_px) == (page().height_mm > page().width_mm)


def test_a_page_without_any_print_is_left_as_it_lies(upright: UprightNet) -> None:
    noise = np.random.default_rng(1).normal(220, 2, (900, 640, 3)).astype(np.uint8)
    shot = take_sheet(noise, upright=upright)
    assert (shot.turned, shot.verdict) == (AS_IT_LIES, Verdict.EMPTY)


def test_without_its_weights_the_net_is_missing(tmp_path) -> None:
    with pytest.raises(ModelMissing):
        UprightNet(tmp_path)


def test_what_is_no_picture_has_no_way_up(upright: UprightNet) -> None:
    with pytest.raises(NotAnImage):
        upright.quarter_turns(np.zeros((5, 5), np.uint8))


def test_the_page_that_was_taken_is_known_again_live_and_at_the_shot() -> None:
    scene = DeskScene(certificate())
    first = take(scene.picture(0))
    before = Before(last=first.fingerprint)
    watch = PageWatch(before)
    looks = [watch.step(DeskScene(certificate(), Lay(turn_deg=0.5)).picture(noise)).verdict for noise in range(3)]
    assert looks[-1] is Verdict.DUPLICATE
    assert take(scene.picture(1), before=before).verdict is Verdict.DUPLICATE


def test_another_page_is_no_duplicate() -> None:
    first = take(DeskScene(certificate()).picture())
    assert (
        take(DeskScene(household_page()).picture(), before=Before(last=first.fingerprint)).verdict is Verdict.GOOD
    )


def test_the_front_laid_once_more_is_not_the_back() -> None:
    front = take(DeskScene(residence_permit()).picture())
    again = take(DeskScene(residence_permit(), Lay(turn_deg=-6)).picture(), before=Before(front=front.fingerprint))
    assert again.verdict is Verdict.WRONG_SIDE


@pytest.mark.parametrize("page", [certificate, household_page], ids=["certificate", "household page"])
def test_a_page_with_a_seal_carries_colour(page) -> None:
    assert take(DeskScene(page()).picture()).coloured


def test_a_page_in_black_under_a_warm_lamp_carries_none() -> None:
    page = np.full((900, 640, 3), (205, 222, 238), np.uint8)
    page[100:120, 80:500] = (30, 32, 36)
    assert not carries_colour(page)


def test_two_sides_lie_in_true_size_front_above_back() -> None:
    front, back = np.full((540, 856, 3), 60, np.uint8), np.full((856, 540, 3), 120, np.uint8)
    sheet = both_sides(front, back)
    assert sheet.shape == (A4_LONG_PX, A4_SHORT_PX, 3)
    rows, columns = np.nonzero((sheet == 60).all(axis=2))
    assert (np.ptp(columns) + 1, np.ptp(rows) + 1) == (506, 319)  # 85.6 x 54 mm at 150 dpi
    below, _ = np.nonzero((sheet == 120).all(axis=2))
    assert (rows.max() < below.min(), np.ptp(below) + 1) == (True, 319)


def test_a_side_of_another_shape_keeps_its_shape() -> None:
    square = np.full((500, 500, 3), 60, np.uint8)
    rows, columns = np.nonzero((both_sides(square, square)[: A4_LONG_PX // 2] == 60).all(axis=2))
    assert np.ptp(columns) == np.ptp(rows)


def on_glass(
    card: Image, at: tuple[int, int], *, lid: int = 250, shape: tuple[int, int] = (A4_LONG_PX, A4_SHORT_PX)
) -> Image:
    """A card at 150 dpi on a glass whose lid is not quite even."""
    noise = np.random.default_rng(1).normal(0, 3, (*shape, 3))
    glass = np.full((*shape, 3), lid, np.uint8)
    glass[:8] = 90  # the lid's shadow
    top, left = at
    glass[top : top + card.shape[0], left : left + card.shape[1]] = card
    return np.clip(glass + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("lid", [250, 30])
@pytest.mark.parametrize("at", [(14, 14), (700, 300), (1400, 700)])
def test_a_card_anywhere_on_the_glass_is_found_with_a_margin_and_without_the_lids_shadow(
    at: tuple[int, int], lid: int
) -> None:
    laid = what_lies(on_glass(np.full((319, 506, 3), 140, np.uint8), at, lid=lid))
    rows, columns = np.nonzero((np.abs(laid.astype(int) - 140) < 16).all(axis=2))
    assert np.ptp(rows) + 1 >= 319 - 2
    assert np.ptp(columns) + 1 >= 506 - 2
    assert laid.shape[0] <= 319 + 2 * 24 + 2
    assert laid.shape[1] <= 506 + 2 * 24 + 2


def test_a_glass_with_nothing_on_it_stays_whole() -> None:
    empty = on_glass(np.zeros((0, 0, 3), np.uint8), (0, 0))
    assert what_lies(empty).shape == empty.shape


@pytest.mark.parametrize("shape", [(A4_LONG_PX, A4_SHORT_PX), (A4_SHORT_PX, A4_LONG_PX)])
def test_two_sides_from_the_glass_lie_in_true_size_front_above_back(shape: tuple[int, int]) -> None:
    sides = [on_glass(np.full((319, 506, 3), shade, np.uint8), (200, 100), shape=shape) for shade in (60, 140)]
    sheet = both_sides_of_sheets(*sides)
    assert sheet.shape == (A4_LONG_PX, A4_SHORT_PX, 3)
    above, columns = np.nonzero((np.abs(sheet.astype(int) - 60) < 16).all(axis=2))
    below, _ = np.nonzero((np.abs(sheet.astype(int) - 140) < 16).all(axis=2))
    assert abs(np.ptp(columns) + 1 - 506) <= 2
    assert abs(np.ptp(above) + 1 - 319) <= 2
    assert above.max() < A4_LONG_PX // 2 <= below.min()


def test_what_fills_the_glass_is_made_smaller_to_its_half() -> None:
    full = on_glass(np.full((1500, 1000, 3), 60, np.uint8), (100, 100))
    sheet = both_sides_of_sheets(full, full)
    rows, columns = np.nonzero((np.abs(sheet[: A4_LONG_PX // 2].astype(int) - 60) < 16).all(axis=2))
    assert np.ptp(rows) < A4_LONG_PX // 2
    assert abs(np.ptp(rows) / np.ptp(columns) - 1.5) < 0.02


def test_a_pale_lid_leaves_no_edge_on_the_sheet_and_a_dark_one_stays() -> None:
    card = np.full((319, 506, 3), 140, np.uint8)
    assert what_lies(on_glass(card, (200, 100), lid=236))[:8].mean() > 253
    assert abs(what_lies(on_glass(card, (200, 100), lid=30))[:8].mean() - 30) < 3
