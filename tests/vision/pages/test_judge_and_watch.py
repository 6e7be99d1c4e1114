"""Each verdict on its own fault, one at a time, and the watch over live frames."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from composed_desks import composed

from kiosk.sandbox.desk import DeskFault, DeskScene, Lay
from kiosk.sandbox.specimens import ALL, Specimen, certificate, household_page, residence_permit
from kiosk.vision.pages.cut import is_cut
from kiosk.vision.pages.desk import PageWatch
from kiosk.vision.pages.exposure import glare
from kiosk.vision.pages.find import FoundPage, find_page
from kiosk.vision.pages.judge import GLARE_SHARE, Verdict, judge, judge_grey

VERDICT_OF = {
    DeskFault.GLARE: Verdict.GLARE,
    DeskFault.DARK: Verdict.DARK,
    DeskFault.BLUR: Verdict.BLURRED,
    DeskFault.CUT_OFF: Verdict.CUT_OFF,
}


def verdict_on(image: np.ndarray) -> Verdict:
    return judge(image, find_page(image))


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.__name__)
@pytest.mark.parametrize("fault", VERDICT_OF)
def test_each_fault_on_each_paper_gets_its_own_verdict(page, fault: DeskFault) -> None:
    scene = DeskScene(page(), faults=frozenset({fault}))
    assert verdict_on(scene.picture()) is VERDICT_OF[fault]


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.__name__)
def test_a_paper_laid_well_is_good(page) -> None:
    assert verdict_on(DeskScene(page()).picture()) is Verdict.GOOD


def test_an_empty_desk_is_no_paper() -> None:
    assert verdict_on(DeskScene().picture()) is Verdict.NO_PAPER


def test_a_black_frame_is_dark_and_not_empty() -> None:
    assert verdict_on(np.full((1200, 1600, 3), 6, np.uint8)) is Verdict.DARK


def test_a_paper_too_far_away_is_too_small() -> None:
    card = residence_permit()
    tiny = Specimen("tiny", card.image_bgr, card.width_mm * 0.72, card.height_mm * 0.72)
    assert verdict_on(DeskScene(tiny).picture()) is Verdict.TOO_SMALL


def test_darkness_alone_does_not_read_as_blur() -> None:
    sharp = cv2.cvtColor(composed(2).image_bgr, cv2.COLOR_BGR2GRAY)
    assert judge_grey((sharp * 0.3).astype(np.uint8)) is Verdict.DARK


def test_a_blank_sheet_is_empty_and_not_blurred() -> None:
    sheet = np.clip(np.random.default_rng(3).normal(220, 2.5, (900, 640)), 0, 255).astype(np.uint8)
    assert judge_grey(sheet) is Verdict.EMPTY


def test_paper_that_the_lamp_whitens_towards_one_side_is_no_glare() -> None:
    shade = np.clip(np.linspace(225, 275, 900, dtype=np.float32), 0, 255).astype(np.uint8)
    assert glare(np.repeat(shade[:, None], 640, axis=1)) == 0.0


def test_a_reflection_on_grey_paper_is_glare() -> None:
    page = np.full((900, 640), 200, np.uint8)
    cv2.circle(page, (300, 400), 40, 255, -1)
    assert glare(page) == pytest.approx(np.pi * 40**2 / (828 * 590), rel=0.1)


def shone_on(level: int, axes: tuple[int, int], size: tuple[int, int]) -> np.ndarray:
    """An even page (h, w) with a reflection of these half axes in its middle."""
    spot = np.zeros(size, np.float32)
    cv2.ellipse(spot, (size[1] // 2, size[0] // 2), axes, 0, 0, 360, 420.0, -1)
    return np.clip(level + cv2.GaussianBlur(spot, (0, 0), 1.0), 0, 255).astype(np.uint8)


def test_white_card_around_a_picture_is_no_glare() -> None:
    page = np.full((900, 640), 253, np.uint8)
    page[110:790, 110:530] = 60
    assert glare(page) == 0.0


def test_a_narrow_reflection_is_glare_on_a_card_and_a_highlight_on_a_sheet() -> None:
    card, sheet = (glare(shone_on(60, (28, 5), size)) for size in ((236, 374), (900, 640)))
    assert (card > GLARE_SHARE, sheet) == (True, 0.0)


def test_paper_that_is_white_all_over_is_no_glare() -> None:
    assert glare(np.full((900, 640), 255, np.uint8)) == 0.0


def test_paper_that_reaches_the_rim_beyond_its_found_corners_is_cut() -> None:
    image = np.full((1200, 1600, 3), 40, np.uint8)
    image[200:900, 0:900] = 230
    inner = np.array([[100, 200], [900, 200], [900, 900], [100, 900]], np.float32)
    assert is_cut(image, inner)


def test_corners_around_the_whole_frame_are_cut() -> None:
    whole = np.array([[-5, -5], [1600, 0], [1600, 1200], [0, 1200]], np.float32)
    assert judge(np.full((1200, 1600, 3), 200, np.uint8), FoundPage(whole, 1.0)) is Verdict.CUT_OFF


def test_a_sharp_page_is_seldom_called_blurred_and_a_blurred_one_seldom_sharp() -> None:
    wrong = 0
    for seed in range(10):
        desk = composed(seed)
        assert desk.corners is not None
        page = FoundPage(desk.corners, 1.0)
        wrong += judge(desk.image_bgr, page) is Verdict.BLURRED
        wrong += judge(cv2.GaussianBlur(desk.image_bgr, (0, 0), 3), page) is Verdict.GOOD
    assert wrong <= 1


def test_a_page_is_good_only_when_it_has_lain_still() -> None:
    scene, watch = DeskScene(certificate()), PageWatch()
    verdicts = [watch.step(scene.picture(noise)).verdict for noise in range(4)]
    assert verdicts == [Verdict.MOVING, Verdict.MOVING, Verdict.GOOD, Verdict.GOOD]


def test_a_page_that_slides_is_moving() -> None:
    watch = PageWatch()
    for step in range(4):
        look = watch.step(DeskScene(household_page(), Lay(at=(0.4 + 0.02 * step, 0.5))).picture())
    assert look.verdict is Verdict.MOVING


def test_a_page_under_a_hand_is_never_called_good() -> None:
    watch = PageWatch()
    for progress in (0.3, 0.5, 0.6, 0.7, 0.8, 0.9):
        assert watch.step(DeskScene(certificate(), progress=progress).picture()).verdict is not Verdict.GOOD


def test_a_page_that_is_taken_away_is_gone_at_once() -> None:
    watch = PageWatch()
    watch.step(DeskScene(certificate()).picture())
    look = watch.step(DeskScene().picture())
    assert (look.verdict, look.corners, look.score) == (Verdict.NO_PAPER, None, 0.0)


def test_a_fault_is_named_once_the_page_lies_still() -> None:
    scene, watch = DeskScene(certificate(), faults=frozenset({DeskFault.GLARE})), PageWatch()
    looks = [watch.step(scene.picture(noise)) for noise in range(3)]
    assert looks[-1].verdict is Verdict.GLARE


def test_corners_are_shares_of_the_frame() -> None:
    scene = DeskScene(certificate())
    look = PageWatch().step(scene.picture())
    assert look.corners == pytest.approx(scene.corners() / (1600, 1200), abs=0.005)


def test_a_watch_that_forgets_starts_over() -> None:
    scene, watch = DeskScene(certificate()), PageWatch()
    for noise in range(3):
        watch.step(scene.picture(noise))
    watch.forget()
    assert watch.step(scene.picture()).verdict is Verdict.MOVING
