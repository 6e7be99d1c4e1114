"""The text of a page keeps its places when the page is turned."""

from __future__ import annotations

import numpy as np

from kiosk.vision.reading.text import PageText, TextLine

LINE = TextLine("申请表", np.array([[0.1, 0.2], [0.5, 0.2], [0.5, 0.3], [0.1, 0.3]], np.float32), 0.9)


def test_a_quarter_turn_clockwise_brings_the_top_left_to_the_top_right() -> None:
    turned = PageText((LINE,)).turned(1).lines[0]
    np.testing.assert_allclose([[0.8, 0.1], [0.8, 0.5], [0.7, 0.5], [0.7, 0.1]], turned.corners, atol=1e-6)


def test_four_quarter_turns_are_none() -> None:
    np.testing.assert_allclose(LINE.corners, PageText((LINE,)).turned(4).lines[0].corners, atol=1e-6)


def test_the_words_of_a_page_stand_in_no_picture_of_the_object() -> None:
    assert "申请表" not in repr(PageText((LINE,))) + repr(LINE)
