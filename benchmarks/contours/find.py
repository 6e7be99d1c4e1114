"""The page in a frame: candidates from many cues, the best one by the evidence along its sides.

All of it happens on a frame 480 px wide; the answer is in pixels of the frame that was given. The score is honest:
a desk without paper scores low and gives ``None``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from benchmarks.contours import cues, evidence
from kiosk.errors import NotAnImage
from kiosk.vision.pages.quads import Quad, candidates, is_page_shaped, ordered

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

WORK_WIDTH = 480
LEAST_SCORE = 0.55
"""Below this there is no paper to speak of; chosen on composed desks with and without paper."""
SIZE_BONUS = 0.25
"""How much of the choice between two good quads goes to the larger: a page holds frames and photos within."""
FINALISTS = 4
_LAB_WEIGHTS = np.array([evidence.LIGHT_WEIGHT, 1.0, 1.0], np.float32)


@dataclass(frozen=True)
class FoundPage:
    """``corners`` (4, 2) float32 px: top left, top right, bottom right, bottom left as seen. ``score`` 0…1."""

    corners: Quad
    score: float


def find_page(image_bgr: Bgr) -> FoundPage | None:
    """The most likely page of ``image_bgr`` (H, W, 3) uint8, or ``None``.

    Raises ``NotAnImage`` for an array of another shape or type.
    """
    check_image(image_bgr)
    height, width = image_bgr.shape[:2]
    small = _small(image_bgr)
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2LAB), np.uint8)
    weighted = lab.astype(np.float32) * _LAB_WEIGHTS
    best, score = _best(weighted, _candidates(small, lab))
    if best is None or score < LEAST_SCORE:
        return None
    # Pixel centres: the small frame's pixel 0 stands for several of the large frame's.
    corners = (best + 0.5) * np.array([width / small.shape[1], height / small.shape[0]]) - 0.5
    return FoundPage(np.asarray(corners, np.float32), score)


def check_image(image_bgr: Any) -> None:
    """Raises ``NotAnImage`` unless this is an (H, W, 3) uint8 array of at least 32 × 32 px."""
    good = isinstance(image_bgr, np.ndarray) and image_bgr.dtype == np.uint8
    if not good or image_bgr.ndim != 3 or image_bgr.shape[2] != 3 or min(image_bgr.shape[:2]) < 32:
        raise NotAnImage("a frame is (H, W, 3) uint8 of at least 32 x 32 px")


def _small(image_bgr: Bgr) -> Bgr:
    """The frame at ``WORK_WIDTH``: halved while it can be, as OpenCV averages 2 × 2 pixels fastest by far."""
    small = image_bgr
    while small.shape[1] >= 1.5 * WORK_WIDTH:
        small = np.asarray(
            cv2.resize(small, (small.shape[1] // 2, small.shape[0] // 2), interpolation=cv2.INTER_AREA), np.uint8
        )
    height = max(16, round(small.shape[0] * WORK_WIDTH / small.shape[1]))
    return np.asarray(cv2.medianBlur(cv2.resize(small, (WORK_WIDTH, height)), 3), np.uint8)


def _candidates(small: Bgr, lab: Bgr) -> Any:
    """Every candidate of every cue, (N, 4, 2) float32, ordered, without near doubles."""
    height, width = small.shape[:2]
    kept: list[Quad] = []
    for mask in cues.masks(small, lab):
        for rough in candidates(mask):
            quad = ordered(rough)
            if is_page_shaped(quad, width, height) and all(np.abs(quad - other).max() > 3.0 for other in kept):
                kept.append(quad)
    return np.array(kept, np.float32).reshape(-1, 4, 2)


def _best(lab: Any, quads: Any) -> tuple[Quad | None, float]:
    """The winning quad, moved onto its edges, and its score; ``(None, 0)`` where there is no candidate."""
    if not len(quads):
        return None, 0.0
    sides = evidence.look(lab, quads)
    worth = evidence.score(sides, of=sides.support) + SIZE_BONUS * _size(lab, quads)
    finalists = quads[np.argsort(-worth)[:FINALISTS]]
    sides = evidence.look(lab, finalists)
    for _ in range(2):
        moved = np.stack([evidence.snapped(quad, sides, place) for place, quad in enumerate(finalists)])
        looked = evidence.look(lab, moved)
        better = evidence.score(looked, of=looked.straight) >= evidence.score(sides, of=sides.straight) - 0.02
        finalists = np.where(better[:, None, None], moved, finalists).astype(np.float32)
        sides = evidence.look(lab, finalists)
    scores = evidence.score(sides, of=sides.straight)
    paper = evidence.Paperness(lab)
    scores = scores * [paper.of(quad) for quad in finalists]
    winner = int(np.argmax(scores + SIZE_BONUS * _size(lab, finalists)))
    return ordered(finalists[winner]), float(np.clip(scores[winner], 0.0, 1.0))


def _size(lab: Any, quads: Any) -> Any:
    """(N,) the square root of each quad's share of the frame."""
    x, y = quads[..., 0], quads[..., 1]
    area = 0.5 * np.abs((x * np.roll(y, -1, axis=1) - np.roll(x, -1, axis=1) * y).sum(axis=1))
    return np.sqrt(np.minimum(area / (lab.shape[0] * lab.shape[1]), 1.0))
