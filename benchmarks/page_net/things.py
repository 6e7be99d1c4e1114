"""Things beside and above papers: pens, phones, keyboards, cups, cables, other sheets, and hands that hold
them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from benchmarks.page_net.ink import Random, mottled
from benchmarks.page_net.tops import colour

Frame = Any
"""(H, W, 3) float32 BGR 0…255, drawn into."""
Point = Any
_SHIFT = 4
_SKINS = ((120, 155, 205), (140, 175, 225), (95, 130, 185), (150, 185, 235), (70, 100, 150), (110, 140, 215))


def thing(frame: Frame, random: Random, at: Point) -> None:
    """One thing at ``at`` (x, y), with its shadow."""
    kinds: list[Callable[[Frame, Random, Point, float], None]] = [
        _pen,
        _pen,
        _phone,
        _keyboard,
        _cup,
        _cable,
        _block,
        _mouse,
    ]
    size = float(min(frame.shape[:2]))
    kinds[int(random.integers(len(kinds)))](frame, random, at, size)


def polygon(frame: Frame, points: Any, fill: Any, random: Random | None = None) -> None:
    """A filled polygon with soft rims; a shadow below it where ``random`` is given."""
    if random is not None:
        shade(frame, points, random)
    scaled = np.round(np.asarray(points) * (1 << _SHIFT)).astype(np.int32)
    cv2.fillPoly(frame, [scaled], [float(v) for v in fill], cv2.LINE_AA, _SHIFT)


def shade(frame: Frame, points: Any, random: Random, strength: float = 0.6) -> None:
    """The soft shadow of a polygon, thrown a little to one side."""
    small = np.zeros((frame.shape[0] // 2, frame.shape[1] // 2), np.float32)
    shift = random.normal(0, 0.012 * frame.shape[1], 2)
    cv2.fillPoly(small, [((np.asarray(points) + shift) / 2).astype(np.int32)], 1.0)
    soft = cv2.GaussianBlur(small, (0, 0), float(random.uniform(0.8, 6)))
    soft = cv2.resize(soft, (frame.shape[1], frame.shape[0]))
    frame *= 1 - (soft * random.uniform(0, strength))[..., None]


def box(at: Point, width: float, height: float, angle: float) -> Any:
    """Corners (4, 2) of a turned rectangle around ``at``."""
    flat = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (width / 2, height / 2)
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return flat @ spin.T + at


def _pen(frame: Frame, random: Random, at: Point, size: float) -> None:
    angle, long, thick = (
        random.uniform(0, 6.28),
        size * random.uniform(0.25, 0.6),
        size * random.uniform(0.012, 0.035),
    )
    body = colour(random)
    polygon(frame, box(at, long, thick, angle), body, random)
    polygon(frame, box(at, long * 0.96, thick * 0.25, angle), np.minimum(body * 1.4 + 30, 255))
    tip = at + np.array([np.cos(angle), np.sin(angle)]) * long / 2
    polygon(frame, box(tip, thick * 2, thick * 0.5, angle), colour(random))


def rounded(at: Point, width: float, height: float, angle: float, radius: float) -> Any:
    """A turned rectangle with round corners, as a polygon."""
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (width / 2 - radius, height / 2 - radius)
    arc = [
        corner + radius * np.array([np.cos(a), np.sin(a)])
        for place, corner in enumerate(corners)
        for a in np.linspace(np.pi + place * np.pi / 2, 1.5 * np.pi + place * np.pi / 2, 5)
    ]
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.array(arc) @ spin.T + at


def _phone(frame: Frame, random: Random, at: Point, size: float) -> None:
    wide, angle = size * random.uniform(0.14, 0.26), random.uniform(0, 6.28)
    tall = wide * random.uniform(1.9, 2.2)
    polygon(frame, rounded(at, wide, tall, angle, wide * 0.12), np.full(3, random.uniform(8, 60)), random)
    screen = np.full(3, random.uniform(4, 40)) if random.random() < 0.7 else random.uniform(40, 230, 3)
    polygon(frame, rounded(at, wide * 0.92, tall * 0.94, angle, wide * 0.09), screen)
    if random.random() < 0.5:
        polygon(frame, box(at + random.normal(0, wide / 4, 2), wide * 0.3, tall * 0.2, angle), screen * 1.3 + 20)


def _keyboard(frame: Frame, random: Random, at: Point, size: float) -> None:
    angle, key = random.choice([0.0, 1.57]) + random.normal(0, 0.25), size * random.uniform(0.03, 0.06)
    rows, columns = 5, int(random.integers(8, 15))
    body = np.full(3, random.uniform(10, 70)) if random.random() < 0.7 else np.full(3, random.uniform(150, 235))
    polygon(frame, rounded(at, key * (columns + 0.6), key * (rows + 0.6), angle, key * 0.3), body, random)
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    cap = np.clip(body + random.uniform(-25, 40), 0, 255)
    for row in range(rows):
        for column in range(columns):
            middle = at + spin @ (np.array([column - (columns - 1) / 2, row - (rows - 1) / 2]) * key)
            polygon(frame, box(middle, key * 0.84, key * 0.84, angle), cap)
            if random.random() < 0.8:
                polygon(frame, box(middle, key * 0.2, key * 0.25, angle), np.full(3, 255 - cap.mean()))


def _cup(frame: Frame, random: Random, at: Point, size: float) -> None:
    radius, rim = size * random.uniform(0.08, 0.17), colour(random)
    turn = np.linspace(0, 2 * np.pi, 40)
    squash = np.array([1.0, random.uniform(0.7, 1.0)])
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1) * squash
    polygon(frame, at + circle * radius, rim, random)
    polygon(frame, at + circle * radius * 0.86, rim * 0.6)
    polygon(frame, at + circle * radius * 0.82, colour(random) * 0.8)


def _cable(frame: Frame, random: Random, at: Point, size: float) -> None:
    points = at + random.normal(0, size * 0.35, (4, 2))
    t = np.linspace(0, 1, 40)[:, None]
    line = (
        (1 - t) ** 3 * points[0]
        + 3 * t * (1 - t) ** 2 * points[1]
        + 3 * t**2 * (1 - t) * points[2]
        + t**3 * points[3]
    )
    thick = max(1, int(size * random.uniform(0.006, 0.02)))
    cv2.polylines(frame, [line.astype(np.int32)], False, colour(random).tolist(), thick, cv2.LINE_AA)


def _block(frame: Frame, random: Random, at: Point, size: float) -> None:
    """A stapler, a rubber, a box, a coin stack: small and coloured."""
    tone, angle = colour(random), random.uniform(0, 6.28)
    wide, tall = size * random.uniform(0.04, 0.14), size * random.uniform(0.06, 0.2)
    polygon(frame, rounded(at, wide, tall, angle, wide * random.uniform(0.02, 0.4)), tone, random)
    polygon(frame, box(at - size * 0.006, wide * 0.7, tall * 0.7, angle), np.minimum(tone * 1.15, 255))


def _mouse(frame: Frame, random: Random, at: Point, size: float) -> None:
    turn = np.linspace(0, 2 * np.pi, 40)
    oval = np.stack([np.cos(turn) * 0.6, np.sin(turn)], axis=1) * size * random.uniform(0.06, 0.1)
    angle = random.uniform(0, 6.28)
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    tone = np.full(3, float(random.choice([20, 40, 120, 230])))
    polygon(frame, at + oval @ spin.T, tone, random)
    polygon(frame, at + oval @ spin.T * 0.6 - size * 0.01, np.minimum(tone * 1.2 + 12, 255))


def skin(random: Random) -> Any:
    """A skin's colour, (3,) float32 BGR."""
    return np.array(_SKINS[int(random.integers(len(_SKINS)))], np.float32) * random.uniform(0.65, 1.12)


def finger(frame: Frame, random: Random, root: Point, tip: Point, thick: float, tone: Any) -> None:
    """A finger from ``root`` to ``tip``: round across, a nail near the tip, a crease or two."""
    height, width = frame.shape[:2]
    way = np.asarray(tip, float) - root
    long = float(np.linalg.norm(way)) + 1e-3
    along = way / long
    left, upper = np.floor(np.minimum(root, tip) - thick).astype(int)
    right, lower = np.ceil(np.maximum(root, tip) + thick).astype(int)
    left, upper, right, lower = max(0, left), max(0, upper), min(width, right), min(height, lower)
    if right - left < 2 or lower - upper < 2:
        return
    shade(
        frame, box((np.asarray(root) + tip) / 2, long, thick, float(np.arctan2(along[1], along[0]))), random, 0.7
    )
    y, x = np.mgrid[upper:lower, left:right].astype(np.float32)
    out = np.clip((x - root[0]) * along[0] + (y - root[1]) * along[1], 0, long - thick / 2)
    far = np.hypot(x - root[0] - out * along[0], y - root[1] - out * along[1]) / (
        thick / 2 * (1.12 - 0.2 * out / long)
    )
    cover = np.clip((1 - far) * thick / 3, 0, 1)[..., None]
    light = (0.62 + 0.45 * np.sqrt(np.clip(1 - far * far, 0, 1)))[..., None]
    creases = 1 - 0.12 * np.exp(-(((out / long - 0.55) * 14) ** 2))[..., None]
    drawn = np.asarray(tone) * light * creases
    nail_at = np.asarray(tip) - along * thick * 0.62
    nail = np.hypot((x - nail_at[0]), (y - nail_at[1])) < thick * 0.27
    if random.random() < 0.6:
        drawn[nail] = drawn[nail] * 0.7 + np.array([170, 175, 225]) * 0.3
    part = frame[upper:lower, left:right]
    part[:] = part * (1 - cover) + drawn * cover


def palm(frame: Frame, random: Random, corners: Any, tone: Any) -> None:
    """A hand behind a paper: a large soft shape that shows at one side, with finger tips at another."""
    size = float(np.linalg.norm(corners[1] - corners[0]))
    middle = corners.mean(axis=0) + random.normal(0, 0.25 * size, 2)
    turn = np.linspace(0, 2 * np.pi, 60)
    reach = size * random.uniform(0.45, 0.95) * (1 + 0.12 * np.sin(turn * 3 + random.uniform(0, 6)))
    blob = middle + np.stack([np.cos(turn), np.sin(turn) * random.uniform(0.8, 1.5)], axis=1) * reach[:, None]
    area = np.zeros(frame.shape[:2], np.float32)
    cv2.fillPoly(area, [blob.astype(np.int32)], 1.0)
    away = random.normal(0, 1, 2)
    away /= np.linalg.norm(away) + 1e-3
    arm = box(
        middle + away * size * 2, size * 4, size * random.uniform(0.4, 0.8), float(np.arctan2(away[1], away[0]))
    )
    cv2.fillPoly(area, [arm.astype(np.int32)], 1.0)
    area = cv2.GaussianBlur(area, (0, 0), 1.5)
    depth = np.clip(cv2.GaussianBlur(area, (0, 0), size * 0.08 + 1), 0, 1)
    light = 0.5 + 0.5 * depth + 0.04 * mottled(random, *frame.shape[:2], 30)
    frame[:] = frame * (1 - area[..., None]) + np.asarray(tone) * light[..., None] * area[..., None]
    for _ in range(int(random.integers(0, 5))):
        tip = corners.mean(axis=0) + (corners[int(random.integers(4))] - corners.mean(axis=0)) * random.uniform(
            0.9, 1.3
        )
        finger(frame, random, middle, tip + random.normal(0, size * 0.1, 2), size * random.uniform(0.1, 0.2), tone)


def fingers_over(frame: Frame, random: Random, corners: Any, tone: Any) -> None:
    """Thumbs or fingers laid over the paper's rim from outside."""
    side = int(random.integers(4))
    start, end = corners[side], corners[(side + 1) % 4]
    forward = (end - start) / (np.linalg.norm(end - start) + 1e-3)
    outward = np.array([forward[1], -forward[0]])
    size = float(min(frame.shape[:2]))
    thick = size * random.uniform(0.05, 0.13)
    at = random.uniform(0.02, 0.98)
    lean = random.normal(0, 0.35)
    for count in range(int(random.choice([1, 1, 1, 2, 3, 4]))):
        edge = start + (end - start) * at + forward * count * thick * 1.05
        inward = -outward * thick * random.uniform(0.3, 2.2)
        way = outward + forward * lean
        root = edge + way * size * random.uniform(0.3, 0.8)
        finger(
            frame, random, root, edge + inward + forward * lean * -thick, thick * random.uniform(0.85, 1.1), tone
        )
