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
from kiosk.vision.pages.choice import settled
from kiosk.vision.pages.fit import FitNet
from kiosk.vision.pages.net import PageNet
from kiosk.vision.pages.quads import is_page_shaped
from kiosk.vision.pages.sight import sight

RIGHT = 0.9
RIDGE = 0.3


def rows(plain: int, weak: int, seed: int, photos: Path | None) -> Any:
    """(N, 4) presence, agreement, fit, right or not, in any order; scenes in which the net sees nothing
    are left out."""
    random = np.random.default_rng(seed)
    papers, pictures = [paper(random) for _ in range(80)], compose.pictures(photos)
    net, fit_net = PageNet(), FitNet()
    found = []
    for mix in (*(PLAIN,) * plain, *(WEAK,) * weak):
        made = compose.scene(random, papers, pictures, mix)
        working = find.working_frame(made.image_bgr)
        seen = sight(working, net)
        if seen is None:
            continue
        page, fit = settled(working, seen, fit_net)
        if not is_page_shaped(page, working.shape[1], working.shape[0]):
            continue
        right = made.quad is not None and overlap(page, compose.shown(made, working)) >= RIGHT
        found.append([*find.clues(seen, page, fit), float(right)])
    return random.permutation(np.array(found))


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
