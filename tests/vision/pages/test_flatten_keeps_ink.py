"""Nothing that makes a page prettier may take a seal or a signature from it: inks before and after."""

from __future__ import annotations

from functools import cache
from typing import Any

import cv2
import numpy as np
import pytest

from benchmarks.verdict_pages.leaves import INK, Leaf, Pen
from benchmarks.verdict_pages.shots import Scene
from kiosk.vision.pages.colour import carries_colour
from kiosk.vision.pages.flatten import even_light, rectify
from kiosk.vision.pages.picture import page_jpeg, read_picture

SEALS = {
    "red seal": ((204, 40, 44), 0.85),
    "faint red seal": ((214, 70, 74), 0.3),
    "blue stamp": ((40, 70, 170), 0.7),
    "faint blue stamp": ((70, 100, 180), 0.3),
}
PENS = {"blue ballpoint": (44, 60, 150), "black ballpoint": (40, 40, 46), "pencil": (140, 140, 144)}
PAPERS = {"white": (250, 250, 248), "cream": (248, 240, 222), "pink": (250, 226, 228)}
INKS = [*SEALS, *PENS]
KEPT = 0.92
"""Of an ink's contrast to its paper, what must be left after the light is evened out."""
KEPT_CODED = 0.85
"""And what must be left of it in the JPEG that goes into the PDF, whose colour is coarser than its grey."""


def _page(paper: str, ink: str) -> Leaf:
    pen = Pen((210, 297), PAPERS[paper], np.random.default_rng(1), np.random.default_rng(2))
    pen.lines(25, 40, 185, 4.6, 10, fixed=True)
    if ink in SEALS:
        colour, strength = SEALS[ink]
        pen.seal(140, 200, 20, colour, strength)
    elif ink in PENS:
        pen.signature(110, 200, 50, PENS[ink], 0.6)
    return pen.done(ink)


@cache
def _flat(paper: str, ink: str) -> Any:
    """The page under the camera with and, under the very same light, without the ink."""
    shots = [Scene(_page(paper, one), 4).close() for one in (ink, "none")]
    return [rectify(shot.image_bgr, shot.corners) for shot in shots]


def _contrast(inked: Any, bare: Any, where: Any) -> float:
    """How much darker than its paper the ink is, by the channel in which it shows most."""
    loss = 1.0 - inked[where].astype(float) / np.maximum(bare[where].astype(float), 1.0)
    return float(loss.mean(axis=0).max())


def _inked(inked: Any, bare: Any) -> Any:
    apart = cv2.blur(cv2.absdiff(inked, bare).max(axis=2), (3, 3))
    return apart > max(12, 0.5 * float(np.percentile(apart, 99.9)))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("ink", INKS)
def test_an_ink_keeps_its_contrast_when_the_light_is_evened_out(paper: str, ink: str) -> None:
    inked, bare = _flat(paper, ink)
    where = _inked(inked, bare)
    before, after = _contrast(inked, bare, where), _contrast(even_light(inked), even_light(bare), where)
    assert where.sum() > 400
    assert after >= KEPT * before > 0.05


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("ink", INKS)
def test_an_ink_keeps_its_contrast_in_the_page_that_is_kept(paper: str, ink: str) -> None:
    inked, bare = _flat(paper, ink)
    where = _inked(inked, bare)
    kept = read_picture(page_jpeg(even_light(inked)))
    assert _contrast(kept, even_light(bare), where) >= KEPT_CODED * _contrast(inked, bare, where)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("ink", [*SEALS, "blue ballpoint"])
def test_a_page_with_coloured_ink_is_not_made_grey(paper: str, ink: str) -> None:
    assert carries_colour(even_light(_flat(paper, ink)[0]))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("ink", ["black ballpoint", "pencil"])
def test_a_page_in_black_and_grey_carries_no_colour_whatever_its_paper(paper: str, ink: str) -> None:
    assert not carries_colour(even_light(_flat(paper, ink)[0]))


def test_a_dark_card_and_a_photo_stay_as_dark_as_they_were() -> None:
    pen = Pen((210, 297), (250, 250, 248), np.random.default_rng(1), np.random.default_rng(2))
    pen.draw.rectangle([300, 900, 1300, 1900], fill=INK)
    shot = Scene(pen.done("dark square"), 4).close()
    flat = rectify(shot.image_bgr, shot.corners)
    middle = tuple(slice(int(0.55 * side), int(0.6 * side)) for side in flat.shape[:2])
    assert float(even_light(flat)[middle].mean()) < 1.5 * float(flat[middle].mean())
