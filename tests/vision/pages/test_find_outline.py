"""From the net's maps to corners, and from corners to the edges of the frame itself."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from composed_desks import overlap

from kiosk.vision.pages.evidence import snapped
from kiosk.vision.pages.outline import agreement, page_outlines

CELLS = 48
TURNED = np.array([[10.3, 8.1], [37.6, 11.4], [35.2, 40.7], [8.9, 36.2]], np.float32)


def cover_of(*quads: np.ndarray) -> np.ndarray:
    """The cover that a perfect net would give for ``quads``, in cells."""
    fine = np.zeros((CELLS * 16, CELLS * 16), np.uint8)
    for quad in quads:
        cv2.fillConvexPoly(fine, np.round((quad * 16 - 0.5) * 16).astype(np.int32), 255, cv2.LINE_8, 4)
    return np.asarray(cv2.resize(fine, (CELLS, CELLS), interpolation=cv2.INTER_AREA), np.float32) / 255


def outline_of(cover: np.ndarray) -> np.ndarray:
    outlines = page_outlines(cover)
    assert outlines
    return outlines[0]


def test_corners_lie_within_a_fifth_of_a_cell_of_the_true_ones() -> None:
    assert np.abs(outline_of(cover_of(TURNED)) - TURNED).max() < 0.2


def test_of_several_outlines_the_one_that_explains_the_cover_best_comes_first() -> None:
    cover = cover_of(TURNED)
    cover[7:18, 8:14] = 0
    found = [agreement(one, cover) for one in page_outlines(cover)]
    assert len(found) > 1
    assert found[0] == max(found)


def test_a_bitten_corner_is_where_its_sides_would_meet() -> None:
    cover = cover_of(TURNED)
    cover[7:12, 8:14] = 0
    assert overlap(outline_of(cover), TURNED) > 0.96


def test_of_two_pages_the_larger_is_outlined() -> None:
    small = np.array([[39, 40], [46, 40], [46, 46], [39, 46]], np.float32)
    assert overlap(outline_of(cover_of(TURNED, small)), TURNED) > 0.97


def test_a_page_cut_by_the_frame_ends_at_its_rim() -> None:
    beyond = np.array([[-9.0, 10.0], [30.0, 10.0], [30.0, 38.0], [-9.0, 38.0]], np.float32)
    shown = np.array([[0.0, 10.0], [30.0, 10.0], [30.0, 38.0], [0.0, 38.0]], np.float32)
    assert overlap(outline_of(cover_of(beyond)), shown) > 0.96


@pytest.mark.parametrize("level", [0.0, 0.4])
def test_no_cover_gives_no_outline(level: float) -> None:
    assert page_outlines(np.full((CELLS, CELLS), level, np.float32)) == []


def test_a_speck_gives_no_outline() -> None:
    cover = np.zeros((CELLS, CELLS), np.float32)
    cover[20:22, 20:22] = 1
    assert page_outlines(cover) == []


def test_agreement_is_high_for_the_outline_of_a_page_and_low_for_that_of_a_ring() -> None:
    assert agreement(TURNED, cover_of(TURNED)) > 0.97
    ring = cover_of(TURNED)
    ring[16:32, 16:30] = 0
    assert agreement(TURNED, ring) < 0.75


def frame_with(quad: np.ndarray, paper: int, desk: int, noise: float = 3.0) -> np.ndarray:
    """A desk of one grey with a paper of another, a little blurred, with sensor noise."""
    frame = np.full((750, 1000, 3), desk, np.uint8)
    cv2.fillConvexPoly(frame, np.round(quad * 16).astype(np.int32), (paper,) * 3, cv2.LINE_AA, 4)
    blurred = cv2.GaussianBlur(frame, (0, 0), 1.2).astype(np.float32)
    return np.clip(blurred + np.random.default_rng(2).normal(0, noise, frame.shape), 0, 255).astype(np.uint8)


PAGE = np.array([[210, 120], [760, 160], [720, 660], [190, 600]], np.float32)


@pytest.mark.parametrize(
    ("paper", "desk"), [(240, 60), (40, 150), (235, 222)], ids=["light", "dark", "white on white"]
)
def test_sides_move_onto_the_edges_of_the_frame(paper: int, desk: int) -> None:
    seen = PAGE + np.array([[5, -6], [-6, 4], [6, 5], [-4, -5]], np.float32)
    assert np.abs(snapped(frame_with(PAGE, paper, desk), seen) - PAGE).max() < 1.5


def test_where_the_frame_shows_no_edge_the_outline_stays() -> None:
    assert np.abs(snapped(frame_with(PAGE, 128, 128), PAGE) - PAGE).max() < 8


def test_a_pen_across_the_rim_does_not_draw_the_side_to_itself() -> None:
    frame = frame_with(PAGE, 235, 90)
    cv2.line(frame, (420, 90), (640, 190), (20, 20, 160), 14, cv2.LINE_AA)
    assert np.abs(snapped(frame, PAGE + 3) - PAGE).max() < 3


def test_a_side_outside_the_frame_stays_and_the_others_move() -> None:
    cut = PAGE - np.array([260, 0], np.float32)
    seen = cut + np.array([[0, -6], [5, -6], [5, 5], [0, 5]], np.float32)
    assert np.abs(snapped(frame_with(cut, 235, 80), seen) - cut).max() < 1.5
