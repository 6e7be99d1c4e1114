"""Composes training pictures: ``python -m benchmarks.page_net.compose OUT --count 4000 --seed 1 [--photos DIR]``,
with ``--weak`` more of what the net is weak at (``mixes.WEAK``).

Writes ``OUT/<seed>.npz``: ``images`` (N, 256, 256, 3) uint8 BGR, ``corners`` (N, 4, 2) float32 as shares of the
frame (may lie outside of it), ``present`` (N,) bool. A frame of any shape is squeezed into the square, as the
product does.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.page_net import camera, things
from benchmarks.page_net.ink import Random
from benchmarks.page_net.laying import Quad, corners, filling, lay
from benchmarks.page_net.mixes import PLAIN, WEAK, Mix
from benchmarks.page_net.neighbours import card_beside, painted_over
from benchmarks.page_net.papers import Paper, paper
from benchmarks.page_net.tops import top
from benchmarks.page_net.under import fan, under

SIDE = 256
"""The net's input, px."""
CANVAS = 340
"""Square root of the composed frame's area, px."""
_SHAPES = (3 / 4, 3 / 4, 3 / 4, 9 / 16, 4 / 3, 4 / 3, 16 / 9, 1.0, 9 / 20)


@dataclass(frozen=True)
class Scene:
    """One picture and its truth; ``quad`` is ``None`` where there is no paper."""

    image_bgr: Any
    quad: Quad | None


def scene(random: Random, papers: Sequence[Paper], photos: Sequence[Any], mix: Mix = PLAIN) -> Scene:
    """One random scene, about ``CANVAS`` px."""
    shape = _SHAPES[int(random.integers(len(_SHAPES)))] * np.exp(random.normal(0, 0.03))
    width, height = round(CANVAS * np.sqrt(shape)), round(CANVAS / np.sqrt(shape))
    frame = np.clip(top(random, height, width, photos).astype(np.float32), 0, 255)
    if random.random() < mix.empty:
        return Scene(camera.taken(random, camera.lit(random, _without(random, frame))), None)
    sheet = papers[int(random.integers(len(papers)))]
    books = [one for one in papers if one.spine is not None]
    if books and random.random() < mix.open_book:
        sheet = books[int(random.integers(len(books)))]
    if random.random() < mix.too_near:
        return Scene(camera.taken(random, camera.lit(random, _too_near(random, frame, sheet))), None)
    if random.random() < mix.painted_over:
        return _second_look(random, frame, sheet, papers)
    return Scene(*_with_paper(random, frame, sheet, papers, mix))


def _with_paper(random: Random, frame: Any, sheet: Paper, papers: Sequence[Paper], mix: Mix) -> tuple[Any, Quad]:
    """A paper on the desk, and all that may lie around, under and over it; the picture and the corners."""
    height, width = frame.shape[:2]
    aspect = sheet.image_rgb.shape[0] / sheet.image_rgb.shape[1]
    cut = bool(random.random() < mix.cut)
    fills = not cut and bool(random.random() < mix.fills)
    small = not cut and not fills and bool(random.random() < mix.small)
    quad = (
        filling(random, width, height) if fills else corners(random, aspect, width, height, cut=cut, small=small)
    )
    if random.random() < mix.alike:
        _alike(random, frame, sheet)
    if not cut and not fills:
        _beside(random, frame, quad, papers)
        if random.random() < mix.card_beside:
            card_beside(random, frame, quad, papers)
    tone = things.skin(random)
    held = random.random() < 0.14
    if held:
        things.palm(frame, random, quad, tone)
    if mix.fanned and random.random() < mix.fanned:
        fan(random, frame, quad, sheet, papers)
    else:
        under(random, frame, quad, sheet)
    if random.random() < mix.shaded:
        things.shade(frame, quad, random, 0.7)
    laid = lay(random, sheet, quad, width, height)
    frame = laid.onto(frame)
    if random.random() < (0.85 if held else 0.16):
        things.fingers_over(frame, random, quad, tone)
    if random.random() < 0.08:  # something laid on the paper's rim
        things.thing(frame, random, quad[int(random.integers(4))] * 0.8 + quad.mean(axis=0) * 0.2)
    frame = camera.lit(random, frame)
    if random.random() < 0.15 + 0.35 * sheet.gloss:
        frame = camera.glare(random, frame, laid.cover, sheet.gloss)
    return camera.taken(random, frame), quad


def _second_look(random: Random, frame: Any, sheet: Paper, papers: Sequence[Paper]) -> Scene:
    """What is seen when a page has been found and painted over: the smaller paper beside it, or nothing more."""
    height, width = frame.shape[:2]
    quad = corners(random, sheet.image_rgb.shape[0] / sheet.image_rgb.shape[1], width, height)
    second = card_beside(random, frame, quad, papers) if random.random() < 0.6 else None
    for _ in range(int(random.choice([0, 0, 1, 2, 4]))):
        things.thing(frame, random, random.uniform(0, 1, 2) * (width, height))
    things.shade(frame, quad, random, 0.7)
    laid = lay(random, sheet, quad, width, height)
    lit = camera.lit(random, laid.onto(frame))
    return Scene(painted_over(camera.taken(random, lit), quad), second)


def _without(random: Random, frame: Any) -> Any:
    """Things, hands, or nothing at all, but no paper."""
    height, width = frame.shape[:2]
    for _ in range(int(random.choice([0, 0, 1, 2, 3, 6]))):
        things.thing(frame, random, random.uniform(0, 1, 2) * (width, height))
    if random.random() < 0.2:
        shape = np.array([[0.3, 0.3], [0.7, 0.3], [0.7, 0.7], [0.3, 0.7]]) * (width, height)
        things.palm(frame, random, shape + random.normal(0, 40, 2), things.skin(random))
    return frame


def _too_near(random: Random, frame: Any, sheet: Paper) -> Any:
    """Print that fills the frame: not one of the paper's sides is seen."""
    height, width = frame.shape[:2]
    whole = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    while True:
        quad = corners(random, sheet.image_rgb.shape[0] / sheet.image_rgb.shape[1], width, height)
        quad = (quad - quad.mean(axis=0)) * random.uniform(1.6, 5) + random.uniform(0, 1, 2) * (width, height)
        quad = quad.astype(np.float32)
        if cv2.intersectConvexConvex(quad, whole)[0] > 0.999 * width * height:
            break
    laid = lay(random, sheet, quad, width, height)
    frame = laid.onto(frame)
    if random.random() < 0.3:
        things.fingers_over(frame, random, whole * 0.8 + quad.mean(axis=0) * 0.2, things.skin(random))
    return frame


def _alike(random: Random, frame: Any, sheet: Paper) -> None:
    """A desk of nearly the paper's own colour: white on white, dark on dark."""
    own = np.median(sheet.image_rgb[::8, ::8].reshape(-1, 3), axis=0)[::-1].astype(np.float32)
    pale = frame - frame.mean(axis=(0, 1))
    frame[:] = np.clip(
        own * random.uniform(0.82, 1.02) + random.normal(0, 5, 3) + pale * random.uniform(0.1, 0.6), 0, 255
    )


def _beside(random: Random, frame: Any, quad: Quad, papers: Sequence[Paper]) -> None:
    """Clutter, and other papers that are smaller, farther away or cut by the frame."""
    height, width = frame.shape[:2]
    if random.random() < 0.22:
        own = cv2.contourArea(quad)
        for _ in range(int(random.integers(1, 3))):
            other = papers[int(random.integers(len(papers)))]
            place = corners(random, other.image_rgb.shape[0] / other.image_rgb.shape[1], width, height)
            shrink = np.sqrt(own * random.uniform(0.1, 0.5) / cv2.contourArea(place))
            place = (place - place.mean(axis=0)) * min(1.0, shrink) + random.uniform(-0.1, 1.1, 2) * (
                width,
                height,
            )
            things.shade(frame, place, random)
            laid = lay(random, other, place.astype(np.float32), width, height)
            frame[:] = laid.onto(frame)
    for _ in range(int(random.choice([0, 0, 0, 1, 2, 4]))):
        things.thing(frame, random, random.uniform(0, 1, 2) * (width, height))


def shown(made: Scene, working: Any) -> Any:
    """What the frame shows of the true page, (N, 2) px of ``working``, the picture at another size or as it is;
    where it is cut the rim is a side."""
    (height, width), across = working.shape[:2], working.shape[1] / made.image_bgr.shape[1]
    rim = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - np.float32(0.5)
    truth = np.asarray((made.quad + 0.5) * across - 0.5, np.float32)
    return cv2.intersectConvexConvex(truth, rim)[1].reshape(-1, 2)


def squared(image_bgr: Any) -> Any:
    """The frame squeezed into the net's input, (256, 256, 3) uint8."""
    return cv2.resize(image_bgr, (SIDE, SIDE), interpolation=cv2.INTER_AREA)


def pictures(folder: Path | None) -> list[Any]:
    """The photographs of ``folder`` (any depth), at most 900 px; none without a folder."""
    found = []
    for file in sorted(folder.rglob("*")) if folder else []:
        image = cv2.imread(str(file)) if file.suffix.lower() in (".jpg", ".png", ".jpeg") else None
        if image is None or min(image.shape[:2]) < 200:
            continue
        scale = min(1.0, 900 / max(image.shape[:2]))
        found.append(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    return found


def main() -> None:
    """Composes one shard."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--weak", action="store_true", help="more of what the net is weak at")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    random = np.random.default_rng(asked.seed)
    papers = [paper(random) for _ in range(max(40, asked.count // 8))]
    photos = pictures(asked.photos)
    mix = WEAK if asked.weak else PLAIN
    scenes = [scene(random, papers, photos, mix) for _ in range(asked.count)]
    images = np.stack([squared(one.image_bgr) for one in scenes])
    sizes = [one.image_bgr.shape[1::-1] for one in scenes]
    quads = [
        np.zeros((4, 2)) if one.quad is None else (one.quad + 0.5) / size
        for one, size in zip(scenes, sizes, strict=True)
    ]
    asked.out.mkdir(parents=True, exist_ok=True)
    present = np.array([one.quad is not None for one in scenes])
    np.savez(asked.out / f"{asked.seed}.npz", images=images, corners=np.array(quads, np.float32), present=present)


if __name__ == "__main__":
    main()
