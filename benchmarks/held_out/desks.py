"""Held-out scenes: noise shaped into wood, stone, cloth and gravel; bent sheets in space; hands, pens, shadows,
lenses.

``scene(seed)`` composes one; the same seed gives the same picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from benchmarks.held_out.sheets import KINDS, Random, Sheet, sheet

SIZES = ((960, 1280), (1600, 1200), (1920, 1080), (1200, 1600), (1600, 1200))
"""Heights and widths: a document camera's landscape, phones' portraits."""
_PALETTES = (
    ((38, 62, 92), (86, 128, 168)), ((120, 150, 176), (176, 204, 222)), ((60, 60, 62), (104, 104, 108)),
    ((196, 200, 204), (232, 234, 236)), ((24, 26, 32), (52, 54, 60)), ((90, 60, 40), (150, 110, 84)),
    ((40, 90, 60), (110, 150, 120)), ((130, 130, 160), (190, 190, 206)),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class HeldOut:
    """``image_bgr`` (H, W, 3) uint8, the corners (4, 2) float32 px or ``None``, and the paper's kind."""

    image_bgr: Any
    corners: Any | None
    kind: str


def scene(seed: int, *, paper: bool = True) -> HeldOut:
    """One scene, with a paper or without."""
    random = np.random.default_rng(50_000 + seed)
    height, width = SIZES[int(random.integers(len(SIZES)))]
    frame = _surface(random, height, width)
    for _ in range(int(random.integers(0, 4))):
        _clutter(random, frame)
    if not paper:
        return HeldOut(_camera(random, frame * _light(random, height, width)), None, "none")
    kinds = list(KINDS)
    lying = sheet(random, kinds[seed % len(kinds)])
    bend, corners = _placed(random, lying, width, height)
    tone = np.array([(120, 150, 200), (90, 125, 180), (150, 180, 225)][int(random.integers(3))], np.float32)
    holds = random.random() < 0.25
    if holds:
        _hand(random, frame, corners, tone)
    _lay(random, frame, lying, bend)
    if holds or random.random() < 0.15:
        _thumb(random, frame, corners, tone)
    frame = frame * _light(random, height, width)
    if random.random() < 0.5 * lying.shines:
        spot = np.zeros((height, width), np.float32)
        at = corners.mean(axis=0) + random.normal(0, 0.1 * width, 2)
        cv2.circle(spot, (int(at[0]), int(at[1])), int(width * random.uniform(0.03, 0.1)), 1.0, -1)
        frame = frame + cv2.GaussianBlur(spot, (0, 0), width * 0.02)[..., None] * 160
    return HeldOut(_camera(random, frame), corners, lying.kind)


def _shaped(random: Random, side: int, steep: float, stretch: float) -> Any:
    """Noise whose spectrum falls with frequency (slope ``steep``), stretched along one axis; (side, side), unit
    spread."""
    down, across = np.meshgrid(np.fft.fftfreq(side), np.fft.rfftfreq(side), indexing="ij")
    size = np.hypot(down / stretch, across * stretch) + 1.5 / side
    waves = np.fft.rfft2(random.normal(0, 1, (side, side))) / size**steep
    noise = np.fft.irfft2(waves, s=(side, side))
    return ((noise - noise.mean()) / noise.std()).astype(np.float32)


def _surface(random: Random, height: int, width: int) -> Any:
    low, high = (np.array(c, np.float32) for c in _PALETTES[int(random.integers(len(_PALETTES)))])
    kind, side = int(random.integers(5)), 512
    if kind == 0:  # wood
        share = 0.5 + 0.22 * _shaped(random, side, 1.0, 3.5)
    elif kind == 1:  # stone, plaster, leather
        share = 0.5 + random.uniform(0.05, 0.25) * _shaped(random, side, random.uniform(0.5, 1.6), 1.0)
    elif kind == 2:  # twill
        y, x = np.mgrid[0:side, 0:side]
        share = 0.5 + 0.2 * np.sign(np.sin((x + y) / random.uniform(2, 7))) + 0.1 * _shaped(random, side, 1.3, 1.0)
    elif kind == 3:  # pebbles and mosaic, Voronoi cells
        seeds = np.full((side, side), 255, np.uint8)
        seeds[tuple(random.integers(0, side, (2, int(random.integers(60, 700)))))] = 0
        far, cell = cv2.distanceTransformWithLabels(seeds, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_CCOMP)
        tones = random.uniform(0.1, 0.9, int(cell.max()) + 1)
        share = tones[cell] - 0.25 * far / far.max()
    else:  # plain
        share = 0.5 + 0.05 * _shaped(random, side, 1.8, 1.0)
    flat = low + (high - low) * np.clip(share, 0, 1)[..., None].astype(np.float32)
    zoom = random.uniform(0.6, 1.1)
    source = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32) * side * zoom * 0.9
    source += random.uniform(0, 0.1, (4, 2)).astype(np.float32) * side
    source = np.roll(source, int(random.integers(4)), axis=0)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    warp = cv2.getPerspectiveTransform(source, target)
    return cv2.warpPerspective(flat, warp, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)


def _clutter(random: Random, frame: Any) -> None:
    """Rulers, lids, tape rolls, sticky notes and folders, of one colour with a lighter rim."""
    height, width = frame.shape[:2]
    at, size = random.uniform(0, 1, 2) * (width, height), 0.12 * min(height, width) * random.uniform(0.5, 1.4)
    colour = tuple(float(v) for v in random.uniform(10, 235, 3))
    paler = tuple(min(255.0, v * 1.2 + 12) for v in colour)
    kind = int(random.integers(3))
    if kind == 0:
        turned = (tuple(map(float, at)), (size * 0.35, size * 4.5), float(random.uniform(0, 180)))
        corners = cv2.boxPoints(turned).astype(np.int32)
        cv2.fillConvexPoly(frame, corners, colour, cv2.LINE_AA)
        cv2.polylines(frame, [corners], True, paler, 3, cv2.LINE_AA)
    elif kind == 1:
        cv2.circle(frame, (int(at[0]), int(at[1])), int(size), colour, -1, cv2.LINE_AA)
        cv2.circle(frame, (int(at[0]), int(at[1])), int(size * 0.6), paler, int(size * 0.2), cv2.LINE_AA)
    else:
        turn = np.linspace(0, 2 * np.pi, 9)[:-1] + random.uniform(0, 6)
        rough = at + np.stack([np.cos(turn), np.sin(turn)], axis=1) * size * random.uniform(0.5, 1.2, (8, 1))
        cv2.fillPoly(frame, [rough.astype(np.int32)], colour, cv2.LINE_AA)


@dataclass(frozen=True)
class _Bend:
    """A sheet bent along one direction, turned and moved before a pinhole: maps shares of the sheet to pixels."""

    size: Any
    axis: Any
    curl: float
    turn: Any
    away: float
    scale: float
    shift: Any

    def at(self, u: Any, v: Any) -> tuple[Any, Any]:
        """Pixels (x, y) of the points (u, v) of the sheet, each an array of shares."""
        x, y = (u - 0.5) * self.size[0], (v - 0.5) * self.size[1]
        z = self.curl * (x * self.axis[0] + y * self.axis[1]) ** 2
        seen = [self.turn[row, 0] * x + self.turn[row, 1] * y + self.turn[row, 2] * z for row in range(3)]
        depth = seen[2] + self.away
        return seen[0] / depth * self.scale + self.shift[0], seen[1] / depth * self.scale + self.shift[1]

    def corners(self) -> Any:
        """(4, 2) float32 px."""
        x, y = self.at(np.array([0.0, 1, 1, 0]), np.array([0.0, 0, 1, 1]))
        return np.stack([x, y], axis=1).astype(np.float32)


def _placed(random: Random, lying: Sheet, width: int, height: int) -> tuple[_Bend, Any]:
    """A pose that shows the whole sheet, between a seventh and nearly all of the frame."""
    rows, columns = lying.image_bgr.shape[:2]
    size = np.array([columns, rows]) / np.sqrt(rows * columns)
    while True:
        upright = np.deg2rad(random.normal(0, 9) + 90 * int(random.integers(4)) * (random.random() < 0.35))
        if random.random() < 0.2:
            upright = random.uniform(0, 2 * np.pi)
        lean = np.deg2rad(random.normal(0, 15, 2))
        turn = cv2.Rodrigues(np.array([lean[0], 0, 0.0]))[0] @ cv2.Rodrigues(np.array([0, lean[1], 0.0]))[0]
        turn = turn @ cv2.Rodrigues(np.array([0, 0, upright]))[0]
        angle = float(random.choice([0.0, np.pi / 2, random.uniform(0, np.pi)]))
        curl = lying.bends * random.uniform(-0.22, 0.22) * (random.random() < 0.6)
        bend = _Bend(size, (np.cos(angle), np.sin(angle)), curl, turn, random.uniform(2.0, 4.5), 1.0, (0.0, 0.0))
        raw = bend.corners()
        fit = float(np.min((width, height) / np.ptp(raw, axis=0))) * random.uniform(0.42, 0.97)
        room = np.array([width, height]) - np.ptp(raw, axis=0) * fit
        shift = room * random.uniform(0.1, 0.9, 2) - raw.min(axis=0) * fit
        bend = _Bend(size, bend.axis, curl, turn, bend.away, fit, shift)
        corners = bend.corners()
        if cv2.contourArea(corners) > 0.06 * width * height and cv2.isContourConvex(corners.reshape(-1, 1, 2)):
            return bend, corners


def _lay(random: Random, frame: Any, lying: Sheet, bend: _Bend) -> None:
    """The bent sheet drawn into ``frame``, lit by its slope, with its shadow."""
    height, width = frame.shape[:2]
    corners = bend.corners()
    back = cv2.getPerspectiveTransform(corners, np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32))
    ahead = np.linalg.inv(back)
    step = 4
    x, y = np.meshgrid(np.arange(0, width, step) + 1.5, np.arange(0, height, step) + 1.5)
    aim = np.stack([x, y], axis=-1)
    guess = _through(back, aim)
    for _ in range(8 if bend.curl else 0):
        near = np.clip(guess, -0.2, 1.2)
        seen = np.stack(bend.at(near[..., 0], near[..., 1]), axis=-1)
        guess = _through(back, _through(ahead, near) + aim - seen)
    u, v = (cv2.resize(guess[..., axis].astype(np.float32), (width, height)) for axis in (0, 1))
    columns = lying.image_bgr.shape[1]
    long = float(np.linalg.norm(corners[1] - corners[0])), float(np.linalg.norm(corners[3] - corners[0]))
    shrink = min(1.0, 1.2 * long[0] / columns)
    image = cv2.resize(lying.image_bgr, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    drawn = cv2.remap(
        image, u * image.shape[1], v * image.shape[0], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    far = np.minimum(np.minimum(u, 1 - u) * long[0], np.minimum(v, 1 - v) * long[1])
    cover = np.clip(far + 0.5, 0, 1)[..., None]
    slope = 2 * bend.curl * ((u - 0.5) * bend.axis[0] + (v - 0.5) * bend.axis[1])
    light = 1 + np.clip(slope * random.uniform(-1.6, 1.6), -0.35, 0.2)[..., None]
    dark = cv2.GaussianBlur(
        np.roll(cover[..., 0], int(random.integers(-9, 10)), axis=1), (0, 0), random.uniform(2, 14)
    )
    frame *= 1 - random.uniform(0.1, 0.5) * dark[..., None]
    frame *= 1 - cover
    frame += drawn.astype(np.float32) * light * cover


def _through(warp: Any, points: Any) -> Any:
    flat = cv2.perspectiveTransform(points.reshape(1, -1, 2).astype(np.float64), warp)
    return flat.reshape(points.shape)


def _hand(random: Random, frame: Any, corners: Any, tone: Any) -> None:
    """A flat hand under the sheet, its arm leaving the frame at the bottom."""
    height, width = frame.shape[:2]
    size = float(np.linalg.norm(corners[1] - corners[0]))
    middle = corners.mean(axis=0) + random.normal(0, 0.2, 2) * size
    area = np.zeros((height, width), np.float32)
    cv2.ellipse(area, (int(middle[0]), int(middle[1])), (int(size * 0.6), int(size * 0.7)), 0, 0, 360, 1.0, -1)
    cv2.line(area, (int(middle[0]), int(middle[1])), (int(random.uniform(0, width)), height), 1.0, int(size * 0.6))
    for spread in np.linspace(-0.7, 0.7, 4):
        tip = middle + size * np.array([np.sin(spread), -np.cos(spread)]) * random.uniform(0.9, 1.2)
        cv2.line(area, (int(middle[0]), int(middle[1])), (int(tip[0]), int(tip[1])), 1.0, max(2, int(size * 0.16)))
    soft = cv2.GaussianBlur(area, (0, 0), 2)[..., None]
    round_light = 0.55 + 0.45 * np.clip(cv2.GaussianBlur(area, (0, 0), size * 0.05), 0, 1)[..., None]
    frame[:] = frame * (1 - soft) + tone * round_light * soft


def _thumb(random: Random, frame: Any, corners: Any, tone: Any) -> None:
    """Finger ends over one side of the sheet."""
    side = int(random.integers(4))
    start, end = corners[side], corners[(side + 1) % 4]
    out = np.array([(end - start)[1], -(end - start)[0]]) / np.linalg.norm(end - start)
    thick = int(0.06 * min(frame.shape[:2]))
    for count in range(int(random.integers(1, 4))):
        on = (
            start
            + (end - start) * random.uniform(0.1, 0.9)
            + (end - start) / np.linalg.norm(end - start) * count * thick
        )
        tip, root = on - out * thick * random.uniform(0.4, 1.5), on + out * thick * 9
        for share, part in ((1.0, 0.75), (0.75, 0.92), (0.45, 1.04)):
            ends = [(int(p[0]), int(p[1])) for p in (tip, root)]
            cv2.line(frame, *ends, (tone * part).tolist(), int(thick * share), cv2.LINE_AA)


def _light(random: Random, height: int, width: int) -> Any:
    """A window at one side and, at times, somebody's shadow."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = 0.9 + random.uniform(-0.3, 0.3) * (x / width - 0.5) + random.uniform(-0.3, 0.3) * (y / height - 0.5)
    if random.random() < 0.4:
        points = (random.uniform(-0.2, 1.2, (int(random.integers(3, 6)), 2)) * (width, height)).astype(np.int32)
        shade = np.zeros((height, width), np.float32)
        cv2.fillPoly(shade, [cv2.convexHull(points)], 1.0)
        light = light * (1 - random.uniform(0.15, 0.5) * cv2.blur(shade, (int(random.integers(3, 90)),) * 2))
    return light[..., None].astype(np.float32)


def _camera(random: Random, frame: Any) -> Any:
    """Defocus, white balance, exposure, noise and JPEG."""
    seen = cv2.GaussianBlur(frame.astype(np.float32), (0, 0), random.uniform(0.4, 2.2))
    seen = seen * random.uniform(0.9, 1.1, 3).astype(np.float32) * np.float32(random.uniform(0.55, 1.1))
    seen = seen + random.standard_normal(seen.shape, dtype=np.float32) * np.float32(random.uniform(1, 8))
    image = np.clip(seen, 0, 255).astype(np.uint8)
    return cv2.imdecode(
        cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(50, 95))])[1], 1
    )
