"""Where the finder looks a second time: at a small page, at what is suspected, or at the frame's middle."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.vision.pages.net import PageNet, Seen
from kiosk.vision.pages.sight import MIDDLE, sight

FRAME = np.full((600, 800, 3), 120, np.uint8)
CELLS = 48


class ShortSighted(PageNet):
    """Sees a bright sheet where it fills an eighth of what is looked at; else as much as ``from_afar``."""

    def __init__(self, from_afar: float) -> None:
        super().__init__()
        self.from_afar, self.looks = from_afar, list[tuple[int, int]]()

    def look(self, image_bgr: np.ndarray) -> Seen:
        self.looks.append(image_bgr.shape[:2])
        rows, columns = (np.arange(CELLS) * side // CELLS for side in image_bgr.shape[:2])
        sheet = image_bgr[rows][:, columns, 0] > 200
        cover = (sheet * (1.0 if sheet.mean() > 0.125 else self.from_afar)).astype(np.float32)
        return Seen(cover, np.zeros_like(cover), np.zeros_like(cover), float(cover.max()))


def desk(left: int, top: int, right: int, bottom: int) -> np.ndarray:
    frame = FRAME.copy()
    frame[top:bottom, left:right] = 250
    return frame


def test_a_sheet_that_is_seen_from_near_alone_is_found_in_the_middle() -> None:
    net = ShortSighted(from_afar=0.0)
    seen = sight(desk(300, 200, 500, 420), net)
    assert seen is not None
    assert seen.corners == pytest.approx(np.array([[300, 200], [500, 200], [500, 420], [300, 420]]) - 0.5, abs=16)
    assert net.looks[-1] == (round(600 * MIDDLE), round(800 * MIDDLE))


def test_what_is_suspected_at_the_rim_is_looked_at_there_and_not_in_the_middle() -> None:
    net = ShortSighted(from_afar=0.3)
    seen = sight(desk(20, 20, 180, 240), net)
    assert seen is not None
    assert seen.corners[0] == pytest.approx([19.5, 19.5], abs=12)
    assert net.looks[-1] != (round(600 * MIDDLE), round(800 * MIDDLE))


def test_an_empty_desk_costs_two_looks_and_holds_nothing() -> None:
    net = ShortSighted(from_afar=0.0)
    assert sight(FRAME, net) is None
    assert net.looks == [(600, 800), (round(600 * MIDDLE), round(800 * MIDDLE))]
