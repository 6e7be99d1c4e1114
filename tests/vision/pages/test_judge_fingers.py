"""Fingers over the print are told from fingers at the rim, from brown desks and from brown papers."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from kiosk.vision.pages.find import FoundPage
from kiosk.vision.pages.fingers import has_fingers
from kiosk.vision.pages.judge import Verdict, judge

CORNERS = np.array([[500, 300], [1200, 320], [1180, 1250], [480, 1230]], np.float32)
SKINS = [(120, 155, 205), (70, 100, 150), (150, 185, 235), (45, 62, 92)]
"""BGR, light to dark."""
WOOD = (70, 110, 150)


def printed(desk: tuple[int, int, int] = (66, 60, 44), paper: tuple[int, int, int] = (240, 243, 245)) -> Any:
    """A sheet of print on a desk (1440, 1920, 3) uint8."""
    frame = np.full((1440, 1920, 3), desk, np.uint8)
    cv2.fillConvexPoly(frame, CORNERS.astype(np.int32), paper)
    for row in range(18):
        cv2.putText(
            frame, "print 0123456789", (560, 400 + row * 45), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (30, 30, 30), 2
        )
    return frame


def finger(frame: Any, tip: tuple[int, int], skin: tuple[int, int, int]) -> Any:
    """A thick line from beyond the right rim of the page to ``tip``."""
    cv2.line(frame, (1700, tip[1] + 60), tip, skin, 90, cv2.LINE_AA)
    return frame


@pytest.mark.parametrize("skin", SKINS)
def test_a_finger_over_the_print_is_told_whatever_its_complexion(skin: tuple[int, int, int]) -> None:
    assert has_fingers(finger(printed(), (1000, 700), skin), CORNERS)


def test_the_verdict_says_so() -> None:
    frame = cv2.GaussianBlur(finger(printed(), (1000, 700), SKINS[0]), (0, 0), 0.7)
    assert judge(frame, FoundPage(CORNERS, 1.0)) is Verdict.FINGERS
    assert judge(cv2.GaussianBlur(printed(), (0, 0), 0.7), FoundPage(CORNERS, 1.0)) is Verdict.GOOD


def test_an_outline_that_a_finger_makes_unsure_is_said_to_lie_under_fingers() -> None:
    unsure = FoundPage(CORNERS, 0.5)
    assert judge(finger(printed(), (1000, 700), SKINS[0]), unsure) is Verdict.FINGERS
    assert judge(printed(), unsure) is Verdict.UNSURE


def test_a_finger_that_only_holds_the_margin_may_stay() -> None:
    assert not has_fingers(finger(printed(), (1205, 700), SKINS[0]), CORNERS)


def test_something_of_that_colour_within_the_page_is_no_finger() -> None:
    frame = printed()
    cv2.circle(frame, (900, 1000), 80, SKINS[0], -1)
    assert not has_fingers(frame, CORNERS)


def test_a_hand_beside_the_page_is_no_finger_over_it() -> None:
    frame = printed()
    cv2.circle(frame, (1420, 800), 190, SKINS[0], -1)
    assert not has_fingers(frame, CORNERS)


@pytest.mark.parametrize(("desk", "paper"), [(WOOD, (240, 243, 245)), ((66, 60, 44), (120, 155, 205))])
def test_nothing_is_said_where_desk_or_paper_have_the_colour_of_skin(
    desk: tuple[int, int, int], paper: tuple[int, int, int]
) -> None:
    assert not has_fingers(printed(desk, paper), CORNERS)
