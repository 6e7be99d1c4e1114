"""Page finding: overlap with the true page, honesty where there is none, and time; on pictures nobody trained on.

Measured are our finder, the contour finder that came before it and the tutorial's contour, on FlatCV's pictures
(when the shared test data are there), on our held-out composed set, on real photographs (when
``benchmarks.photographs.fetch`` has brought them) and on the folder ``PAPERS`` (``benchmarks/labelled.py`` says in
which form), and on pictures without a page.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.contours.find import find_page as contour_page
from benchmarks.figure import Figure, against, at_most, percentile, plain
from benchmarks.held_out.desks import scene
from benchmarks.labelled import Labelled, labelled
from benchmarks.page_net import compose
from benchmarks.page_net.mixes import FANNED
from benchmarks.page_net.papers import paper
from benchmarks.photographs.labels import default_folder, here, photographs
from kiosk.vision.pages.find import SURE_SCORE, find_page

PROJECT = Path(__file__).resolve().parents[1]
FRAME_MS = 30.0
GOAL_MEAN, GOAL_SHARE = 0.95, 0.95
COMPOSED, FANS, EMPTY = 40, 60, 24
FAN_SEED, FAN_PX = 77_003, 800
Image = np.ndarray[Any, np.dtype[np.uint8]]
Finder = Callable[[Image], Any]


@dataclass(frozen=True)
class Tried:
    """One finder on one picture: overlap with the truth (0 for no answer), its score, and milliseconds of
    processor time."""

    overlap: float
    answered: bool
    score: float
    took_ms: float


def figures() -> list[Figure]:
    """Every set, every finder."""
    cv2.setNumThreads(1)
    found = _flatcv() + _composed() + _on_others() + _photographs() + _empty() + _speed()
    if os.environ.get("PAPERS"):
        every = labelled(Path(os.environ["PAPERS"]))
        found += _rows(f"pictures of {Path(os.environ['PAPERS']).name}", _try_all(every))
    return found


def testdata() -> Path:
    """The shared test pictures: ``$TONGBAN_TESTDATA``, or ``../shared/testdata`` beside the project."""
    return Path(os.environ.get("TONGBAN_TESTDATA") or PROJECT.parent / "shared" / "testdata")


def _flatcv() -> list[Figure]:
    every = labelled(testdata() / "documents" / "flatcv")
    found = []
    for group in sorted({one.group for one in every}):
        found += _rows(f"FlatCV {group.replace('_', ' ')}", _try_all(one for one in every if one.group == group))
    return found


def _composed() -> list[Figure]:
    tried: dict[str, list[Tried]] = {name: [] for name in FINDERS}
    for seed in range(COMPOSED):
        made = scene(seed)
        for name, finder in FINDERS.items():
            tried[name].append(_try(finder, made.image_bgr, made.corners))
    return _rows("held-out composed", tried)


def _on_others() -> list[Figure]:
    """Papers that lie on a fan of others, by the recipe that the fit net was trained on, but other pictures."""
    random = np.random.default_rng(FAN_SEED)
    papers = [paper(random) for _ in range(FANS)]
    compose.CANVAS = FAN_PX
    tried: dict[str, list[Tried]] = {name: [] for name in FINDERS}
    for _ in range(FANS):
        made = compose.scene(random, papers, (), FANNED)
        for name, finder in FINDERS.items():
            tried[name].append(_try(finder, made.image_bgr, compose.shown(made, made.image_bgr)))
    return _rows("composed, on a fan of others", tried)


def _photographs() -> list[Figure]:
    """Photographs that somebody took, of papers and of none; labelled by eye."""
    every = here(default_folder(), photographs())
    found = _rows("real photographs", _try_all(one for one in every if one.corners is not None))
    without = [one.image() for one in every if one.corners is None]
    return found + (_false_answers("photographs without a paper", without) if without else [])


def _empty() -> list[Figure]:
    """False answers where there is no page: composed desks, and photographs of codes and packages."""
    frames = [scene(10_000 + seed, paper=False).image_bgr for seed in range(EMPTY)]
    found = _false_answers("composed desks without a page", frames)
    codes = [file for file in sorted((testdata() / "barcodes").glob("*/*.*")) if file.suffix in (".png", ".jpg")]
    if codes:
        found += _false_answers("photographs of codes", [cv2.imread(str(file)) for file in codes])
    return found


def _false_answers(name: str, frames: list[Image]) -> list[Figure]:
    pages = [page for page in map(find_page, frames) if page is not None]
    before = sum(contour_page(frame) is not None for frame in frames)
    return [
        against(f"{name}: a page is claimed", len(pages), "contour finder", before, "", len(frames)),
        plain(f"{name}: surely", sum(page.score >= SURE_SCORE for page in pages), "", len(frames)),
    ]


def _speed() -> list[Figure]:
    """Processor time of whole ``find_page`` calls on one core, which a busy machine does not colour."""
    rows = []
    for width, height in ((1280, 960), (1600, 1200), (4000, 3000)):
        frames = [cv2.resize(scene(seed).image_bgr, (width, height)) for seed in range(4)]
        find_page(frames[0])
        took = []
        for turn in range(24):
            begun = time.process_time()
            find_page(frames[turn % 4])
            took.append((time.process_time() - begun) * 1000)
        name = f"a frame of {width} x {height}, processor time on one core"
        rows.append(at_most(name, statistics.median(took), "ms", len(took), FRAME_MS))
    return rows


def _try_all(every: Iterable[Labelled]) -> dict[str, list[Tried]]:
    tried: dict[str, list[Tried]] = {name: [] for name in FINDERS}
    for one in every:
        image = one.image()
        for name, finder in FINDERS.items():
            tried[name].append(_try(finder, image, one.corners))
    return tried


def _try(finder: Finder, image: Image, truth: Any) -> Tried:
    begun = time.process_time()
    page = finder(image)
    took = (time.process_time() - begun) * 1000
    if page is None or truth is None:
        return Tried(0.0, page is not None, 0.0, took)
    corners, score = (page.corners, page.score) if hasattr(page, "corners") else (page, 1.0)
    return Tried(overlap(corners, truth), True, score, took)


def _rows(name: str, tried: dict[str, list[Tried]]) -> list[Figure]:
    ours = tried["ours"]
    if not ours:
        return []
    count, rows = len(ours), []
    for peer in [key for key in tried if key != "ours"]:
        mean, theirs = (statistics.mean(one.overlap for one in group) for group in (ours, tried[peer]))
        rows.append(against(f"{name}: mean overlap (IoU)", mean, peer, theirs, "", count))
        for least in (0.9, 0.95):
            share, their_share = (
                sum(one.overlap >= least for one in group) / count for group in (ours, tried[peer])
            )
            rows.append(
                against(f"{name}: share with IoU of {least:g} or more", share, peer, their_share, "", count)
            )
        missed, their_missed = (sum(not one.answered for one in group) for group in (ours, tried[peer]))
        rows.append(against(f"{name}: no answer", missed, peer, their_missed, "", count))
    sure = [one for one in ours if one.score >= SURE_SCORE]
    if sure:
        right = sum(one.overlap >= 0.9 for one in sure) / len(sure)
        rows.append(plain(f"{name}: of the sure answers, right", right, "", len(sure)))
    took = [one.took_ms for one in ours]
    rows.append(plain(f"{name}: a frame, 95th percentile", percentile(took, 95), "ms", count))
    return rows


def tutorial_page(frame: Image) -> Any:
    """The tutorial's way: Canny 75/200, the largest contour with four corners, (4, 2) float32 px or ``None``."""
    edges = cv2.Canny(cv2.GaussianBlur(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), (5, 5), 0), 75, 200)
    outlines, _ = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True)[:5]:
        corners = cv2.approxPolyDP(outline, 0.02 * cv2.arcLength(outline, True), True)
        if len(corners) == 4:
            return corners.reshape(4, 2).astype(np.float32)
    return None


def overlap(corners: Any, truth: Any) -> float:
    """Intersection over union of two quads; 0 where the first is not convex."""
    first, second = np.asarray(corners, np.float32), np.asarray(truth, np.float32)
    if not cv2.isContourConvex(first.reshape(-1, 1, 2)):
        return 0.0
    common, _ = cv2.intersectConvexConvex(first, second)
    return float(common / max(cv2.contourArea(first) + cv2.contourArea(second) - common, 1e-6))


FINDERS: dict[str, Finder] = {"ours": find_page, "contour finder": contour_page, "tutorial contour": tutorial_page}
