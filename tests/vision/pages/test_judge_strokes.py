"""Sharpness knows neither contrast nor content; movement leaves its direction; an empty page has no strokes."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from benchmarks.verdict_pages.leaves import KINDS, blank, leaf
from benchmarks.verdict_pages.shots import Scene, Spoil
from kiosk.vision.pages.flatten import rectify
from kiosk.vision.pages.judge import JUDGE_PX, Verdict, judge_flat
from kiosk.vision.pages.strokes import strokes

SOUND = Spoil()


def flat(scene: Scene, spoil: Spoil = SOUND) -> Any:
    shot = scene.close(spoil)
    return rectify(shot.image_bgr, shot.corners, long_px=JUDGE_PX)


@pytest.fixture(scope="module", params=["form", "card_front", "few_words", "bank_card"])
def scene(request) -> Scene:
    return Scene(leaf(request.param, 3), 1)


def test_a_sound_page_is_good_in_bright_and_in_dim_light(scene: Scene) -> None:
    assert [judge_flat(flat(scene, Spoil(light=light))) for light in (1.0, 0.65)] == [Verdict.GOOD] * 2


def test_half_the_light_leaves_sharpness_as_it_is(scene: Scene) -> None:
    bright, dim = (
        strokes(cv2.cvtColor(flat(scene, Spoil(light=light)), cv2.COLOR_BGR2GRAY)).sharpness
        for light in (1.0, 0.5)
    )
    assert dim == pytest.approx(bright, abs=0.02)


def test_out_of_focus_and_moved_are_two_things(scene: Scene) -> None:
    spoilt = (Spoil(blur=2.2), Spoil(motion=12, angle=10))
    assert [judge_flat(flat(scene, one)) for one in spoilt] == [Verdict.BLURRED, Verdict.SMEARED]


@pytest.mark.parametrize("layout", range(2))
def test_scribbled_lines_drawn_out_to_pale_bands_were_moved(layout: int) -> None:
    scene = Scene(leaf("notes", layout), layout)
    steps = (SOUND, Spoil(blur=1.0), Spoil(motion=8, angle=80), Spoil(motion=12, angle=63))
    assert [judge_flat(flat(scene, one)) for one in steps] == [Verdict.GOOD] * 2 + [Verdict.SMEARED] * 2


def test_a_form_moved_along_its_columns_is_moved_though_the_slants_stay_alike() -> None:
    assert judge_flat(flat(Scene(leaf("form", 0), 0), Spoil(motion=8, angle=80))) is Verdict.SMEARED


def test_a_photo_without_a_thin_stroke_is_not_called_moved() -> None:
    page = flat(Scene(leaf("photo", 1), 1))
    seen = strokes(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY))
    assert (seen.thinnest, judge_flat(page)) == (1.0, Verdict.GOOD)


def test_bars_that_run_one_way_are_not_called_moved() -> None:
    sheet = np.full((900, 640), 225, np.uint8)
    for left in range(80, 560, 9):
        sheet[200:500, left : left + 3] = 30
    assert judge_flat(cv2.cvtColor(cv2.GaussianBlur(sheet, (0, 0), 0.7), cv2.COLOR_GRAY2BGR)) is Verdict.GOOD


def test_a_dark_card_in_two_thirds_of_the_light_is_good() -> None:
    assert judge_flat(flat(Scene(leaf("bank_card", 0), 0), Spoil(light=0.65))) is Verdict.GOOD


def test_a_wide_reflection_that_fades_slowly_between_dense_print_is_glare() -> None:
    assert judge_flat(flat(Scene(leaf("dense", 1), 1), Spoil(glare=0.12))) is Verdict.GLARE


def test_too_little_light_is_dark_even_for_a_dark_card(scene: Scene) -> None:
    assert judge_flat(flat(scene, Spoil(light=0.25))) is Verdict.DARK


@pytest.mark.parametrize("seed", range(3))
def test_the_back_of_a_paper_is_empty_though_print_shines_through(seed: int) -> None:
    assert judge_flat(flat(Scene(blank(seed), seed))) is Verdict.EMPTY


def test_a_page_with_a_few_words_is_not_empty() -> None:
    assert judge_flat(flat(Scene(leaf("few_words", 5), 2))) is Verdict.GOOD


def test_an_even_page_has_no_sharpness_and_no_ink() -> None:
    seen = strokes(np.full((900, 640), 210, np.uint8))
    assert (np.isnan(seen.sharpness), seen.share, seen.evenness) == (True, 0.0, 1.0)


def test_a_scrap_of_a_few_pixels_is_judged_without_a_fault() -> None:
    scrap = np.array([[0, 220, 0], [220, 0, 220], [0, 220, 0]], np.uint8)
    assert np.isnan(strokes(scrap).sharpness)


def test_every_kind_of_leaf_is_drawn_and_none_is_empty() -> None:
    assert [kind for kind in KINDS if strokes(leaf(kind, 0).image_bgr[::2, ::2, 1].copy()).share < 0.005] == []
