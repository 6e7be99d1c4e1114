"""Which of several outlines is taken: the one that fits, and the second net asked only where there is a choice."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from composed_desks import overlap

from kiosk.vision.pages.choice import AHEAD, FITS, SAME, possible, settled
from kiosk.vision.pages.fit import INNER_PX, SIDE_PX, FitNet, cut_along
from kiosk.vision.pages.net import Seen
from kiosk.vision.pages.quads import Quad
from kiosk.vision.pages.sight import HALF, Sight, outlines

CELLS = 48
FRAME = np.array([800, 600], np.float32)
LOWER = np.array([[180, 150], [500, 150], [500, 450], [180, 450]], np.float32)
"""The paper below, of which a strip looks out on the left."""
UPPER = np.array([[260, 150], [500, 150], [500, 450], [260, 450]], np.float32)


class Judge(FitNet):
    """Says of an outline how it fits by where its left side lies."""

    def __init__(self, upper: float, lower: float) -> None:
        super().__init__()
        self.upper, self.lower, self.asked = upper, lower, 0

    def fit(self, working_bgr: np.ndarray, quad: Quad) -> float:
        self.asked += 1
        return self.upper if abs(quad[0, 0] - UPPER[0, 0]) < 12 else self.lower


def desk() -> np.ndarray:
    frame = np.full((600, 800, 3), 90, np.uint8)
    frame[150:450, 180:500] = 200
    frame[150:450, 260:500] = 245
    return frame


def seen(strip: float) -> Sight:
    """What the net says of ``desk()``: a whole for the upper paper, ``strip`` for what looks out of the lower."""
    across, down = (np.arange(CELLS) + 0.5) * 800 / CELLS, (np.arange(CELLS) + 0.5) * 600 / CELLS
    rows = (down > 150) & (down < 450)
    cover = np.zeros((CELLS, CELLS), np.float32)
    cover[np.ix_(rows, (across > 180) & (across < 500))] = strip
    cover[np.ix_(rows, (across > 260) & (across < 500))] = 1.0
    maps = Seen(cover, np.zeros_like(cover), np.zeros_like(cover), 1.0)
    first = np.zeros(2)
    return Sight(outlines(maps, first, FRAME, HALF)[0], maps, first, FRAME, 1.0)


def test_of_two_papers_on_each_other_the_one_that_fits_is_outlined() -> None:
    corners, fit = settled(desk(), seen(0.9), Judge(upper=3.0, lower=0.0))
    assert overlap(corners, UPPER) > 0.97
    assert fit == 3.0


def test_the_larger_outline_stays_where_the_smaller_does_not_fit_clearly_better() -> None:
    corners, fit = settled(desk(), seen(0.9), Judge(upper=AHEAD - 0.1, lower=0.0))
    assert overlap(corners, LOWER) > 0.97
    assert fit == 0.0


def test_an_outline_that_fits_has_no_rivals() -> None:
    judge = Judge(upper=9.0, lower=FITS)
    assert overlap(settled(desk(), seen(0.9), judge)[0], LOWER) > 0.97
    assert judge.asked == 1


@pytest.mark.parametrize("far", [np.nan, 1e3, 1e7])
def test_an_outline_no_page_can_have_is_not_asked_about_and_its_rivals_are(far: float) -> None:
    wild = replace(seen(0.9), corners=np.array([[0, 0], [far, 0], [far, 3], [0, 3]], np.float32))
    corners, fit = settled(desk(), wild, Judge(upper=3.0, lower=0.0))
    assert overlap(corners, UPPER) > 0.97
    assert fit == 3.0


def test_what_is_possible_is_page_shaped_and_not_twice_the_same() -> None:
    found = possible(desk(), seen(0.9), (0.5, 0.6, 0.97, 0.99))
    assert [max(overlap(one, paper) for one in found) > 0.97 for paper in (LOWER, UPPER)] == [True, True]
    assert all(overlap(one, other) < SAME for one, other in combinations(found, 2))


def test_a_page_is_cut_out_as_the_square_in_the_middle() -> None:
    cut = cut_along(desk(), UPPER - 0.5)
    rim = (SIDE_PX - INNER_PX) // 2
    assert cut.shape == (SIDE_PX, SIDE_PX, 4)
    assert cut[rim + 2 : -rim - 2, rim + 2 : -rim - 2, 0].min() > 235
    assert cut[: rim - 2, :, 0].max() < 100
    assert cut[rim + 2 : -rim - 2, 2 : rim - 2, 0] == pytest.approx(200, abs=4)


def test_what_lies_beyond_the_frame_is_marked() -> None:
    shown = cut_along(desk(), UPPER - np.array([380, 0], np.float32))[..., 3]
    assert not shown[:, : SIDE_PX // 2 - 2].any()
    assert shown[:, -SIDE_PX // 4 :].all()
