"""The page finder on desks it was not made beside, and its honesty where there is no page."""

from __future__ import annotations

import numpy as np
import pytest
from composed_desks import composed, overlap

from kiosk.errors import NotAnImage
from kiosk.sandbox.desk import DeskFault, DeskScene, Lay
from kiosk.sandbox.specimens import ALL, certificate
from kiosk.vision.pages.find import FoundPage, find_page
from kiosk.vision.pages.quads import candidates, crossing, is_page_shaped, ordered

SEEDS = range(24)
EMPTY_DESKS = range(1000, 1060)


def found(image: np.ndarray) -> FoundPage:
    page = find_page(image)
    assert page is not None
    return page


def test_pages_on_cluttered_desks_are_found_to_the_corner() -> None:
    overlaps = []
    for seed in SEEDS:
        desk = composed(seed)
        page = find_page(desk.image_bgr)
        assert desk.corners is not None
        overlaps.append(overlap(page.corners, desk.corners) if page else 0.0)
    assert float(np.median(overlaps)) >= 0.95
    assert float(np.mean(np.array(overlaps) >= 0.9)) >= 0.95


def test_a_cluttered_desk_without_paper_is_rarely_mistaken_for_one_with() -> None:
    """What is mistaken is a flat coloured rectangle of a card's size, which a small card may look like too."""
    desks = [composed(seed, paper=False).image_bgr for seed in EMPTY_DESKS]
    assert sum(find_page(desk) is not None for desk in desks) <= len(desks) / 6


@pytest.mark.parametrize("noise", range(3))
def test_the_empty_desk_holds_no_page(noise: int) -> None:
    assert find_page(DeskScene().picture(noise)) is None


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_plain_frame_holds_no_page(level: int) -> None:
    assert find_page(np.full((1200, 1600, 3), level, np.uint8)) is None


def test_noise_holds_no_page() -> None:
    assert find_page(np.random.default_rng(1).integers(0, 256, (600, 800, 3), np.uint8)) is None


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.__name__)
@pytest.mark.parametrize("turn_deg", [-20.0, 0.0, 12.0])
def test_each_specimen_is_found_however_it_is_turned(page, turn_deg: float) -> None:
    scene = DeskScene(page(), Lay(at=(0.48, 0.5), turn_deg=turn_deg * (0.3 if page is certificate else 1.0)))
    assert overlap(found(scene.picture()).corners, scene.corners()) >= 0.97


def test_corners_come_clockwise_from_the_top_left() -> None:
    scene = DeskScene(certificate(), Lay(turn_deg=4))
    assert np.abs(found(scene.picture()).corners - scene.corners()).max() < 6


def test_a_dark_frame_still_shows_where_the_page_is() -> None:
    scene = DeskScene(certificate(), faults=frozenset({DeskFault.DARK}))
    assert overlap(found(scene.picture()).corners, scene.corners()) >= 0.95


def test_a_frame_of_another_size_is_answered_in_its_own_pixels() -> None:
    scene = DeskScene(certificate())
    half = np.ascontiguousarray(scene.picture()[::2, ::2])
    assert overlap(found(half).corners * 2, scene.corners()) >= 0.95


@pytest.mark.parametrize(
    "wrong",
    [np.zeros((10, 10, 3), np.uint8), np.zeros((100, 100), np.uint8), np.zeros((99, 99, 3), np.float32), None],
    ids=["tiny", "grey", "float", "nothing"],
)
def test_what_is_no_frame_is_refused_as_such(wrong) -> None:
    with pytest.raises(NotAnImage):
        find_page(wrong)


def test_an_outline_with_more_than_four_corners_gives_its_longest_sides() -> None:
    mask = np.zeros((360, 480), np.uint8)
    mask[60:300, 100:380] = 255
    mask[60:100, 100:140] = 0  # a dog's ear
    truth = np.array([[100, 60], [379, 60], [379, 299], [100, 299]], np.float32)
    assert max(overlap(ordered(quad), truth) for quad in candidates(mask)) > 0.97


@pytest.mark.parametrize(
    "quad",
    [
        [[0, 0], [200, 0], [10, 10], [0, 200]],
        [[0, 0], [400, 0], [400, 5], [0, 5]],
        [[0, 0], [np.nan, 0], [400, 300], [0, 300]],
        [[-900, 0], [400, 0], [400, 300], [0, 300]],
        [[0, 0], [300, 0], [420, 60], [120, 60]],
    ],
    ids=["concave", "sliver", "nan", "far out", "flat rhomb"],
)
def test_shapes_no_flat_page_can_have_are_left_out(quad) -> None:
    assert not is_page_shaped(np.array(quad, np.float32), 480, 360)


def test_parallel_lines_do_not_meet() -> None:
    across = np.array([1.0, 0.0])
    assert crossing(np.array([0.0, 0.0]), across, np.array([0.0, 5.0]), across) is None
