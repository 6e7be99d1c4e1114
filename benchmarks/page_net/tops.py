"""Desk tops and whatever else papers are photographed on: wood, stone, tiles, cloth, seats, print, photographs.

Every top is (H, W, 3) float32 BGR 0…255; ``top(random, height, width, photos)`` draws one and leans it back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np

from benchmarks.page_net.ink import Random, mottled

Top = Any
_WOODS = (
    (60, 98, 140),
    (40, 70, 110),
    (90, 140, 185),
    (120, 165, 200),
    (30, 45, 70),
    (150, 185, 210),
    (50, 60, 120),
)
_GREYS = (20, 35, 60, 90, 120, 150, 180, 205, 225, 240)


def top(random: Random, height: int, width: int, photos: Sequence[Any]) -> Top:
    """One surface; a tenth of the time two of them meet at an edge."""
    if random.random() < 0.12:
        return _edge(random, _one(random, height, width, photos), _one(random, height, width, photos))
    return _one(random, height, width, photos)


def _one(random: Random, height: int, width: int, photos: Sequence[Any]) -> Top:
    kinds: list[tuple[float, Callable[[Random, int, int], Top]]] = [
        (0.16, _plain), (0.2, _wood), (0.07, _speckled), (0.06, _marble), (0.07, _tiles), (0.12, _cloth),
        (0.1, _seat), (0.05, _carpet), (0.04, _strips), (0.03, _sheets), (0.03, _blots),
    ]  # fmt: skip
    if photos and random.random() < 0.14:
        return _photo(random, height, width, photos)
    shares = np.array([share for share, _ in kinds])
    draw = kinds[int(random.choice(len(kinds), p=shares / shares.sum()))][1]
    return _leaning(random, draw, height, width)


def _leaning(random: Random, draw: Callable[[Random, int, int], Top], height: int, width: int) -> Top:
    """The surface turned and seen at a slant."""
    side = int(max(height, width) * 1.25)
    flat = draw(random, side, side)
    if random.random() < 0.25:
        return flat[:height, :width].copy()
    shift = random.uniform(-0.28, 0.08, (4, 2)) * side
    corners = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    outward = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
    quarter = int(random.integers(4))
    target = np.roll(corners - 0.5 * side, quarter, axis=0) * 1.1 - shift * outward * 0.6
    target = target + np.array([width / 2, height / 2])
    warp = cv2.getPerspectiveTransform(corners, target.astype(np.float32))
    return cv2.warpPerspective(flat, warp, (width, height), borderMode=cv2.BORDER_REFLECT_101)


def colour(random: Random) -> Any:
    """A desk's colour, (3,) float32 BGR: greys, whites and blacks most, woods, any other."""
    kind = random.random()
    if kind < 0.5:
        base = np.full(3, float(random.choice(_GREYS))) + random.normal(0, 8, 3)
    elif kind < 0.86:
        base = np.array(_WOODS[int(random.integers(len(_WOODS)))], float) * random.uniform(0.7, 1.25)
    else:
        base = random.uniform(10, 245, 3)
    return np.clip(base, 4, 252).astype(np.float32)


def _filled(random: Random, height: int, width: int) -> Top:
    return np.tile(colour(random), (height, width, 1))


def _plain(random: Random, height: int, width: int) -> Top:
    flat = _filled(random, height, width)
    flat += (mottled(random, height, width, int(random.integers(2, 9))) * random.uniform(0, 7))[..., None]
    return flat + (mottled(random, height, width, 150) * random.uniform(0, 3))[..., None]


def _wood(random: Random, height: int, width: int) -> Top:
    base = np.array(_WOODS[int(random.integers(len(_WOODS)))], np.float32) * random.uniform(0.7, 1.3)
    flat = np.tile(base, (height, width, 1)).astype(np.float32)
    strength = random.uniform(4, 34)
    for across, along, share in ((width // 3, 5, 0.4), (width // 9, 4, 0.5), (width // 40 + 2, 3, 0.6)):
        grain = random.normal(0, 1, (max(2, across), along)).astype(np.float32)
        flat += (cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC) * strength * share)[..., None]
    if random.random() < 0.5:  # planks
        step = int(random.integers(height // 9, height // 2))
        for y in range(int(random.integers(step)), height, step):
            flat[y : y + step] *= random.uniform(0.85, 1.12)
            flat[y : y + int(random.integers(1, 4))] *= random.uniform(0.3, 0.8)
    if random.random() < 0.3:  # rings around a knot
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        at = random.uniform(0, 1, 2) * (height, width)
        far = np.hypot((y - at[0]) * random.uniform(2, 5), x - at[1]) + mottled(random, height, width, 8) * 9
        flat += (np.sin(far / random.uniform(4, 12)) * strength * 0.4)[..., None]
    return flat


def _speckled(random: Random, height: int, width: int) -> Top:
    flat = _filled(random, height, width)
    for cells in (int(random.integers(100, 260)), int(random.integers(20, 90))):
        rough = mottled(random, height, width, cells)
        grains = np.where(rough > random.uniform(0.6, 1.6), rough, 0)[..., None]
        flat += grains * random.normal(0, 32, 3).astype(np.float32)
        flat += (rough * random.uniform(0, 8))[..., None]
    return flat


def _marble(random: Random, height: int, width: int) -> Top:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    wave = sum(mottled(random, height, width, 3 * 2**octave) / 1.7**octave for octave in range(5))
    angle = random.uniform(0, np.pi)
    veins = 1 - np.abs(np.sin((x * np.cos(angle) + y * np.sin(angle)) / random.uniform(30, 120) + wave * 1.6))
    flat = _filled(random, height, width)
    strength = random.normal(0, 60, 3) * np.array([1, 1, 1]) if random.random() < 0.3 else random.normal(0, 60)
    return flat + (veins ** random.uniform(2, 8))[..., None] * strength + (wave * random.uniform(0, 9))[..., None]


def _tiles(random: Random, height: int, width: int) -> Top:
    down = int(random.integers(height // 12, height // 2))
    across = down if random.random() < 0.6 else int(down * random.uniform(1, 3))
    rows, columns = height // down + 2, width // across + 2
    base, spread = colour(random), random.uniform(0, 14)
    tones = base + random.normal(0, spread, (rows, columns, 1)).astype(np.float32)
    if random.random() < 0.2:
        tones[::2, ::2] = tones[1::2, 1::2][: tones[::2, ::2].shape[0], : tones[::2, ::2].shape[1]].mean() * 0.5
    flat = np.repeat(np.repeat(tones, down, 0), across, 1)[:height, :width].copy()
    flat += (mottled(random, height, width, int(random.integers(10, 120))) * random.uniform(0, 10))[..., None]
    joint, thick = colour(random), int(random.integers(1, max(2, down // 14) + 1))
    for y in range(0, height, down):
        flat[y : y + thick] = joint
    for row, y in enumerate(range(0, height, down)):
        start = across // 2 if row % 2 and random.random() < 0.3 else 0
        for x in range(start, width, across):
            flat[y : y + down, x : x + thick] = joint
    return flat


def _cloth(random: Random, height: int, width: int) -> Top:
    flat = _filled(random, height, width)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    pitch = random.uniform(2.2, 7)
    flat += ((np.sin(x * 6.28 / pitch) + np.sin(y * 6.28 / pitch)) * random.uniform(0, 9))[..., None]
    if random.random() < 0.55:  # stripes and plaid
        for axis in (x, y)[: int(random.integers(1, 3))]:
            period = random.uniform(20, 160)
            band = (np.mod(axis + random.uniform(0, 99), period) < period * random.uniform(0.08, 0.55)).astype(
                np.float32
            )
            flat = flat * (1 - 0.6 * band[..., None]) + colour(random) * 0.6 * band[..., None]
    if random.random() < 0.2:  # dots or flowers
        for _ in range(int(random.integers(20, 150))):
            at = (int(random.integers(width)), int(random.integers(height)))
            cv2.circle(flat, at, int(random.integers(2, 18)), colour(random).tolist(), -1, cv2.LINE_AA)
    folds = mottled(random, height, width, int(random.integers(2, 12)))
    slope = cv2.Sobel(folds, cv2.CV_32F, 1, 0, ksize=3) + cv2.Sobel(folds, cv2.CV_32F, 0, 1, ksize=3)
    return (
        flat * (1 + np.clip(slope / (np.abs(slope).max() + 1e-3) * random.uniform(0, 0.5), -0.6, 0.6))[..., None]
    )


def _seat(random: Random, height: int, width: int) -> Top:
    """A car seat, a bag, a sofa: dark leather or cloth, cushions that curve, seams with stitches, holes in
    rows."""
    base = colour(random) * (0.45 if random.random() < 0.7 else 1.0)
    flat = (
        np.tile(base, (height, width, 1)) + (mottled(random, height, width, 180) * random.uniform(1, 8))[..., None]
    )
    curve = 1 + 0.5 * random.uniform(0, 1) * np.tanh(mottled(random, height, width, int(random.integers(2, 5))))
    flat = flat * curve[..., None]
    if random.random() < 0.4:
        pitch = int(random.integers(6, 16))
        holes = np.zeros((height, width), np.float32)
        holes[::pitch, ::pitch] = 1
        flat *= 1 - 0.7 * np.clip(cv2.GaussianBlur(holes, (0, 0), 1.0) * 6, 0, 1)[..., None]
    for _ in range(int(random.integers(0, 4))):
        points = random.uniform(0, 1, (3, 2)) * (width, height) * 1.4 - 0.2 * width
        t = np.linspace(0, 1, 40)[:, None]
        line = (1 - t) ** 2 * points[0] + 2 * t * (1 - t) * points[1] + t**2 * points[2]
        cv2.polylines(
            flat, [line.astype(np.int32)], False, (base * 0.4).tolist(), int(random.integers(2, 5)), cv2.LINE_AA
        )
        if random.random() < 0.6:
            for at in line[::2] + random.uniform(4, 8):
                cv2.circle(flat, (int(at[0]), int(at[1])), 1, np.minimum(base * 2 + 40, 240).tolist(), -1)
    return flat


def _carpet(random: Random, height: int, width: int) -> Top:
    flat = _filled(random, height, width)
    flat += mottled(random, height, width, 300)[..., None] * random.normal(0, 14, 3).astype(np.float32)
    return flat + random.normal(0, random.uniform(4, 26), (height, width, 1)).astype(np.float32)


def _strips(random: Random, height: int, width: int) -> Top:
    """Brushed metal, bamboo mats, ribbed plastic: narrow bands."""
    rows = random.normal(0, 1, (max(2, int(height / random.uniform(1, 12))), 2)).astype(np.float32)
    flat = _filled(random, height, width)
    bands = cv2.resize(rows, (width, height), interpolation=cv2.INTER_LINEAR)
    return flat * (1 + bands * random.uniform(0.02, 0.18))[..., None]


def _sheets(random: Random, height: int, width: int) -> Top:
    """Squared and dotted mats, printed plastic, a writing pad."""
    flat, line = _filled(random, height, width), colour(random)
    step = int(random.integers(8, 60))
    if random.random() < 0.5:
        flat[::step], flat[:, ::step] = line, line
    else:
        flat[::step, ::step] = line
    return flat


def _blots(random: Random, height: int, width: int) -> Top:
    """Many colours in patches: leaves, gravel, a printed plastic cloth."""
    cells = int(random.integers(6, 60))
    channels = [mottled(random, height, width, cells) * random.uniform(10, 60) for _ in range(3)]
    return _filled(random, height, width) + np.stack(channels, axis=-1)


def _photo(random: Random, height: int, width: int, photos: Sequence[Any]) -> Top:
    """A crop of a photograph, now and then out of focus."""
    photo = photos[int(random.integers(len(photos)))]
    rows, columns = photo.shape[:2]
    share = random.uniform(0.35, 1.0)
    tall = int(min(rows, columns * height / width) * share)
    wide = int(min(columns, tall * width / height))
    y, x = int(random.integers(0, rows - tall + 1)), int(random.integers(0, columns - wide + 1))
    crop = cv2.resize(photo[y : y + tall, x : x + wide], (width, height), interpolation=cv2.INTER_AREA).astype(
        np.float32
    )
    if random.random() < 0.4:
        crop = cv2.GaussianBlur(crop, (0, 0), random.uniform(1, 6))
    return crop[:, ::-1].copy() if random.random() < 0.5 else crop


def _edge(random: Random, near: Top, far: Top) -> Top:
    """Two surfaces meeting along a line: a desk's edge and the floor, a wall, a seat and a mat."""
    height, width = near.shape[:2]
    angle = random.choice([0, np.pi / 2]) + random.normal(0, 0.3)
    normal = np.array([np.cos(angle), np.sin(angle)])
    if random.random() < 0.5:
        normal = -normal
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    away = (
        (x - width / 2) * normal[0]
        + (y - height / 2) * normal[1]
        - random.uniform(0.15, 0.45) * min(height, width)
    )
    share = np.clip(away + 0.5, 0, 1)[..., None]
    darker = 1 - random.uniform(0, 0.6) * np.exp(-np.maximum(away, 0) / random.uniform(4, 30))[..., None]
    return near * (1 - share) + far * share * darker
