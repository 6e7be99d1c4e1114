"""Fits the finder's score: ``python -m benchmarks.page_net.score`` composes new scenes at full size, of the main
recipe and of what the net is weak at, looks at each with the net as shipped, and fits the chance that the outline
overlaps the true page by 0.9 or more.

Prints the numbers for ``kiosk/vision/pages/find.py`` and how well they hold on the half that was not fitted.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.documents_find import overlap
from benchmarks.page_net import compose
from benchmarks.page_net.mixes import PLAIN, WEAK
from benchmarks.page_net.papers import paper
from kiosk.vision.pages import find
from kiosk.vision.pages.evidence import snapped
from kiosk.vision.pages.net import PageNet
from kiosk.vision.pages.quads import is_page_shaped

RIGHT = 0.9
RIDGE = 0.3


def rows(plain: int, weak: int, seed: int, photos: Path | None) -> Any:
    """(N, 4) presence, agreement, weakest edge, right or not, in any order; scenes in which the net sees nothing
    are left out."""
    random = np.random.default_rng(seed)
    papers, pictures, net = [paper(random) for _ in range(80)], compose.pictures(photos), PageNet()
    found = []
    for mix in (*(PLAIN,) * plain, *(WEAK,) * weak):
        made = compose.scene(random, papers, pictures, mix)
        working = find.working_frame(made.image_bgr)
        sight = find.sight(working, net)
        if sight is None:
            continue
        page = snapped(working, snapped(working, sight.corners).corners)
        if not is_page_shaped(page.corners, working.shape[1], working.shape[0]):
            continue
        right = made.quad is not None and overlap(page.corners, _shown(made, working)) >= RIGHT
        found.append([*find.clues(sight, page.corners, page.edge), float(right)])
    return random.permutation(np.array(found))


def _shown(made: compose.Scene, working: Any) -> Any:
    """What the frame shows of the true page, (N, 2) px of the working frame; where it is cut the rim is a side."""
    (height, width), across = working.shape[:2], working.shape[1] / made.image_bgr.shape[1]
    rim = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - np.float32(0.5)
    truth = np.asarray((made.quad + 0.5) * across - 0.5, np.float32)
    return cv2.intersectConvexConvex(truth, rim)[1].reshape(-1, 2)


def fitted(samples: Any) -> Any:
    """(4,) intercept and weights by Newton's method with a small ridge."""
    design = np.concatenate([np.ones((len(samples), 1)), samples[:, :3]], axis=1)
    weights = np.zeros(4)
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (chance - samples[:, 3]) + RIDGE * weights
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + RIDGE * np.eye(4)
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def main() -> None:
    """Prints the weights and a table: score said, right in truth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plain", type=int, default=450, help="scenes of the main recipe")
    parser.add_argument("--weak", type=int, default=350, help="scenes of mixes.WEAK")
    parser.add_argument("--seed", type=int, default=900_002)
    parser.add_argument("--canvas", type=int, default=800)
    parser.add_argument("--photos", type=Path)
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    compose.CANVAS = asked.canvas
    samples = rows(asked.plain, asked.weak, asked.seed, asked.photos)
    half = len(samples) // 2
    weights = fitted(samples[:half])
    chance = 1 / (1 + np.exp(-(weights[0] + samples[half:, :3] @ weights[1:])))
    for low, high in ((0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 0.9), (0.9, 1.01)):
        within = (chance >= low) & (chance < high)
        if within.any():
            right = samples[half:, 3][within].mean()
            print(f"said {low:.2f} to {min(high, 1):.2f}: {right:.2f} right of {within.sum()}")
    print("_SCORE =", tuple(round(float(v), 2) for v in fitted(samples)), f"on {len(samples)} outlines")


if __name__ == "__main__":
    main()
