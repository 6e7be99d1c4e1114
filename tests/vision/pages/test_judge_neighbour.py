"""Two papers at once, and an outline that may be of something else."""

from __future__ import annotations

import pytest
from composed_desks import composed

from benchmarks.verdict_pages.leaves import leaf
from benchmarks.verdict_pages.shots import Scene
from kiosk.sandbox.desk import DeskScene
from kiosk.sandbox.specimens import certificate
from kiosk.vision.pages.desk import take
from kiosk.vision.pages.find import SURE_SCORE, FoundPage, find_page
from kiosk.vision.pages.judge import Verdict, judge
from kiosk.vision.pages.neighbour import has_neighbour


@pytest.mark.parametrize("kind", ["household", "receipt"])
def test_a_card_beside_a_paper_makes_two_pages(kind: str) -> None:
    image = Scene(leaf(kind, 1), 1, beside=leaf("card_front", 3)).whole().image_bgr
    assert judge(image, find_page(image)) is Verdict.TWO_PAGES


def test_clutter_beside_a_page_is_seldom_a_second_page() -> None:
    taken = 0
    for seed in range(8):
        desk = composed(seed)
        assert desk.corners is not None
        taken += has_neighbour(desk.image_bgr, FoundPage(desk.corners, 1.0))
    assert taken <= 1


def test_an_outline_of_low_score_is_unsure() -> None:
    scene = DeskScene(certificate())
    page = FoundPage(scene.corners(), SURE_SCORE - 0.01)
    assert judge(scene.picture(), page) is Verdict.UNSURE


def test_corners_set_by_hand_are_not_doubted() -> None:
    image = Scene(leaf("household", 1), 1, beside=leaf("card_front", 3)).whole()
    shares = image.corners / (1920, 1440)
    assert take(image.image_bgr, shares).verdict is Verdict.GOOD
