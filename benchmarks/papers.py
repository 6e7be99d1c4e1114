"""Papers: how fast and how exactly a page is found and flattened.

Everything is drawn in this run: the sandbox's desk with its specimen papers. The desk is plain, so the tutorial's
contour finds the page there too; how it goes on clutter, wood, tiles and other pictures stands in
``docs/drivers.md``.
"""

from __future__ import annotations

import statistics
from typing import Any

import cv2
import numpy as np

from benchmarks.figure import Figure, against, at_most, interleaved_ms, plain
from kiosk.sandbox.desk import DeskScene, Lay
from kiosk.sandbox.specimens import ALL, certificate
from kiosk.vision.pages.desk import PageWatch, take
from kiosk.vision.pages.find import find_page

FRAME_MS = 40.0
RUNS = 25
Image = np.ndarray[Any, np.dtype[np.uint8]]


def figures() -> list[Figure]:
    """Page found, page taken."""
    return [*_finding(), *_shooting()]


def _finding() -> list[Figure]:
    scenes = [DeskScene(page(), Lay(turn_deg=turn)) for page in ALL for turn in (-4.0, 0.0, 3.0)]
    frames = [scene.picture(number) for number, scene in enumerate(scenes)]
    watch, turn = PageWatch(), iter(range(10**6))
    still = [scenes[0].picture(number) for number in range(4)]
    ours, bare, look = interleaved_ms(
        RUNS * 2,
        lambda: find_page(frames[next(turn) % len(frames)]),
        lambda: _bare_contours(frames[next(turn) % len(frames)]),
        lambda: watch.step(still[next(turn) % len(still)]),
    )
    exact = [_overlap(find_page(frame), scene.corners()) for frame, scene in zip(frames, scenes, strict=True)]
    naive = [
        _overlap_of(_bare_contours(frame), scene.corners()) for frame, scene in zip(frames, scenes, strict=True)
    ]
    return [
        at_most("page found per frame of 1600 x 1200", ours, "ms", RUNS * 2, FRAME_MS),
        against("page found per frame", ours, "cv2.Canny and findContours, full frame", bare, "ms", RUNS * 2),
        plain("live look at a page that lies still: found and judged", look, "ms", RUNS * 2),
        against(
            "overlap of the page found (IoU, median)",
            statistics.median(exact),
            "largest four-cornered contour",
            statistics.median(naive),
            "",
            len(frames),
        ),
    ]


def _bare_contours(frame: Image) -> Any:
    """The tutorial's way: Canny 75/200, the largest contour with four corners."""
    edges = cv2.Canny(cv2.GaussianBlur(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), (5, 5), 0), 75, 200)
    outlines, _ = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True)[:5]:
        corners = cv2.approxPolyDP(outline, 0.02 * cv2.arcLength(outline, True), True)
        if len(corners) == 4:
            return corners.reshape(4, 2).astype(np.float32)
    return None


def _overlap(found: Any, truth: Any) -> float:
    return _overlap_of(None if found is None else found.corners, truth)


def _overlap_of(corners: Any, truth: Any) -> float:
    if corners is None or not cv2.isContourConvex(corners.reshape(-1, 1, 2)):
        return 0.0
    common, _ = cv2.intersectConvexConvex(corners, truth)
    return float(common / (cv2.contourArea(corners) + cv2.contourArea(truth) - common))


def _shooting() -> list[Figure]:
    frame = DeskScene(certificate()).picture()
    (shoot,) = interleaved_ms(RUNS, lambda: take(frame))
    return [at_most("frame to flat page with verdict", shoot, "ms", RUNS, 300.0)]
