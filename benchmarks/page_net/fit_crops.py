"""Composes what the fit net learns from: ``python -m benchmarks.page_net.fit_crops OUT --count 1500 --seed 1
[--photos DIR]``.

Scenes as for the page net, three in ten with the paper on a fan of others and a quarter of what the page net is
weak at; of each the outlines that the finder could take, the true one set a little off, and both with a side or
two moved. Writes ``OUT/<seed>.npz``: ``crops`` (N, 96, 96, 4) uint8 as ``cut_along`` gives them, ``overlaps`` (N,)
float32 with what the frame shows of the true page, 0 where there is none, ``scenes`` (N,) which scene each is of.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.documents_find import overlap
from benchmarks.page_net import compose
from benchmarks.page_net.ink import Random
from benchmarks.page_net.laying import Quad
from benchmarks.page_net.mixes import FANNED, PLAIN, WEAK, Mix
from benchmarks.page_net.papers import paper
from kiosk.vision.pages.choice import possible
from kiosk.vision.pages.fit import cut_along
from kiosk.vision.pages.net import PageNet
from kiosk.vision.pages.quads import ordered
from kiosk.vision.pages.sight import sight

CANVAS = 520
LEVELS = (0.5, 0.15, 0.3, 0.9, 0.97, 0.99, 0.995)
"""More than the finder takes: the net is to know all kinds of wrong outlines."""
OFF = 0.006
"""Deviation of the true corners, as a share of the mean side."""


def _mix(random: Random) -> Mix:
    kind = random.random()
    return FANNED if kind < 0.3 else WEAK if kind < 0.55 else PLAIN


def _tried(random: Random, made: compose.Scene, net: PageNet) -> Iterator[Quad]:
    """Outlines of one scene, right and wrong."""
    seen = sight(made.image_bgr, net)
    found = [] if seen is None else possible(made.image_bgr, seen, LEVELS)
    if made.quad is not None:
        truth = ordered(np.asarray(made.quad, np.float32))
        long = np.linalg.norm(np.roll(truth, -1, axis=0) - truth, axis=1).mean()
        found.append(np.asarray(truth + random.normal(0, OFF * long, (4, 2)), np.float32))
    yield from found
    for base in {0, len(found) - 1} if found else ():
        yield _moved(random, found[base])


def _moved(random: Random, quad: Quad) -> Quad:
    """One or two sides in or out, each end by 3 to 30 % of the side it slides along."""
    moved = quad.astype(np.float64)
    for side in random.choice(4, int(random.integers(1, 3)), replace=False):
        for corner, along in ((side, side - 1), ((side + 1) % 4, (side + 2) % 4)):
            share = random.choice([-1, 1, 1]) * random.uniform(0.03, 0.3)
            moved[corner] += (moved[along] - moved[corner]) * share
    return np.asarray(moved, np.float32)


def crops(random: Random, count: int, photos: list[Any]) -> tuple[Any, Any, Any]:
    """Crops, overlaps and numbers of ``count`` scenes."""
    papers, net = [paper(random) for _ in range(120)], PageNet()
    cut, overlaps, scenes = [], [], []
    for number in range(count):
        made = compose.scene(random, papers, photos, _mix(random))
        truth = None if made.quad is None else compose.shown(made, made.image_bgr)
        for quad in _tried(random, made, net):
            if cv2.isContourConvex(quad.reshape(-1, 1, 2)):
                cut.append(cut_along(made.image_bgr, quad))
                overlaps.append(0.0 if truth is None else overlap(quad, truth))
                scenes.append(number)
    return np.array(cut), np.array(overlaps, np.float32), np.array(scenes)


def main() -> None:
    """Composes one shard."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--photos", type=Path)
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    compose.CANVAS = CANVAS
    cut, overlaps, scenes = crops(np.random.default_rng(asked.seed), asked.count, compose.pictures(asked.photos))
    asked.out.mkdir(parents=True, exist_ok=True)
    np.savez(asked.out / f"{asked.seed}.npz", crops=cut, overlaps=overlaps, scenes=scenes)


if __name__ == "__main__":
    main()
