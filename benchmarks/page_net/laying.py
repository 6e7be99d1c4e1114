"""How a paper lies before the camera: its four corners in perspective, and its surface curled, folded,
crumpled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from benchmarks.page_net.ink import Random, mottled
from benchmarks.page_net.papers import Paper

LEAST_SHARE, LEAST_SMALL = 0.035, 0.008
"""Of the frame that a paper covers."""
Quad = Any
"""(4, 2) float32 px, clockwise from the paper's own top left."""


def corners(
    random: Random, aspect: float, width: int, height: int, *, cut: bool = False, small: bool = False
) -> Quad:
    """Where the corners of a paper of ``aspect`` (height over width) come to lie in a frame; a ``small`` one is
    a card, or far away."""
    for _ in range(60):
        leaning = _projected(random, aspect)
        low, high = leaning.min(axis=0), leaning.max(axis=0)
        fit = float(np.min((width, height) / (high - low)))
        kind = random.random()
        share = (
            random.uniform(0.93, 0.995)
            if kind < 0.2
            else random.uniform(0.6, 0.95)
            if kind < 0.75
            else random.uniform(0.28, 0.7)
        )
        if cut:
            share = random.uniform(0.25, 1.7)
        elif small:
            share = random.uniform(0.11, 0.4)
        laid = (leaning - low) * fit * share
        room = np.array([width, height]) - laid.max(axis=0)
        if cut:
            shift = room * random.uniform(0, 1, 2)
            axis, beyond = int(random.integers(2)), random.uniform(0.05, 0.5) * np.ptp(laid, axis=0)
            low_end = random.random() < 0.5
            shift[axis] = -beyond[axis] if low_end else room[axis] + beyond[axis]
        else:
            shift = room * np.clip(random.normal(0.5, 0.25, 2), 0.02, 0.98)
        laid = laid + shift
        if _usable(laid, width, height, cut=cut, least=LEAST_SMALL if small else LEAST_SHARE):
            return laid.astype(np.float32)
    flat = np.array([[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]])
    return (flat * (width, height)).astype(np.float32)


def filling(random: Random, width: int, height: int) -> Quad:
    """Corners of a paper laid so near that it covers nearly all of the frame, its rims just within or without."""
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    outward = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    each_side = random.uniform(-0.035, 0.09, 4)[[[3, 0], [1, 0], [1, 2], [3, 2]]]  # top, right, bottom, left
    lean = np.abs(random.normal(0, 0.012, (4, 2)))
    quad = (unit + outward * (each_side + lean)) * (width, height)
    return np.roll(quad, int(random.integers(4)), axis=0).astype(np.float32)


def _projected(random: Random, aspect: float) -> Quad:
    """A unit paper turned in its plane and leaned in space, through a pinhole."""
    kind = random.random()
    roll = (
        random.normal(0, 6)
        if kind < 0.5
        else random.normal(0, 15) + 90 * int(random.integers(4))
        if kind < 0.8
        else random.uniform(0, 360)
    )
    strong = random.random() < 0.35
    pitch, yaw = random.normal(0, 26 if strong else 9), random.normal(0, 18 if strong else 7)
    flat = np.array([[-0.5, -aspect / 2], [0.5, -aspect / 2], [0.5, aspect / 2], [-0.5, aspect / 2]]) / np.sqrt(
        aspect
    )
    space = np.concatenate([flat, np.zeros((4, 1))], axis=1)
    for axis, degrees in ((2, roll), (0, np.clip(pitch, -55, 55)), (1, np.clip(yaw, -45, 45))):
        turn = np.zeros(3)
        turn[axis] = np.deg2rad(degrees)
        space = space @ cv2.Rodrigues(turn)[0].T
    away = random.uniform(1.5, 4.0)
    return space[:, :2] / (space[:, 2:] + away)


def _usable(quad: Quad, width: int, height: int, *, cut: bool, least: float) -> bool:
    around = quad.astype(np.float32).reshape(-1, 1, 2)
    sides = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
    if not cv2.isContourConvex(around) or sides.min() < 0.48 * np.sqrt(least) * min(width, height):
        return False
    area = cv2.contourArea(around)
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    shown, _ = cv2.intersectConvexConvex(quad.astype(np.float32), frame)
    if not cut:
        return area > least * width * height and shown > 0.995 * area
    return 0.025 * width * height < shown < 0.97 * area and shown > 0.35 * area and shown < 0.93 * width * height


@dataclass(frozen=True)
class Laid:
    """A paper seen in the frame: its colours (H, W, 3) float32 BGR and how much of it covers each pixel (H, W,
    1)."""

    colours: Any
    cover: Any

    def onto(self, frame: Any) -> Any:
        """``frame`` (H, W, 3) float32 with the paper laid on it."""
        return frame * (1 - self.cover) + self.colours * self.cover


def lay(random: Random, paper: Paper, quad: Quad, width: int, height: int) -> Laid:
    """The paper drawn into an empty frame, with its curl, folds, crumples and torn rims."""
    image = _shrunk(paper.image_rgb[..., ::-1], quad)
    rows, columns = image.shape[:2]
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    back = cv2.getPerspectiveTransform(quad.astype(np.float32), unit)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    depth = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    depth = np.where(np.abs(depth) < 1e-6, 1e-6, depth)
    u = (back[0, 0] * x + back[0, 1] * y + back[0, 2]) / depth
    v = (back[1, 0] * x + back[1, 1] * y + back[1, 2]) / depth
    behind = (
        depth * np.sign(depth[tuple(np.clip(quad.mean(axis=0)[::-1].astype(int), 0, (height - 1, width - 1)))])
        <= 0
    )
    u, v = np.where(behind, -9, u), np.where(behind, -9, v)
    across, down = (float(np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2,
                    float(np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2)  # fmt: skip
    light: Any = 1.0
    if paper.spine is not None and random.random() < 0.7:
        u, v, light = _open(random, u, v, paper.spine)
    elif not paper.stiff:
        u, v = _curled(random, u, v)
    inside = _inside(random, paper, u, v, across, down)
    colours = cv2.remap(image, (u * columns - 0.5).astype(np.float32), (v * rows - 0.5).astype(np.float32),
                        cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)  # fmt: skip
    if not paper.stiff:
        colours *= _folds(random, u, v) * _crumples(random, width, height)
    colours *= light
    if random.random() < 0.3 * (1 - paper.stiff):  # print of the other side, shade of a thin paper
        colours *= 1 - 0.05 * np.clip(mottled(random, height, width, 20), 0, 1)[..., None]
    return Laid(colours, inside[..., None])


def _shrunk(image: Any, quad: Quad) -> Any:
    """The flat picture at about the size it will have, as a warp alone would alias."""
    across = float(np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2
    scale = across / image.shape[1]
    if scale > 0.8:
        return np.ascontiguousarray(image)
    return cv2.resize(image, None, fx=max(scale, 0.03), fy=max(scale, 0.03), interpolation=cv2.INTER_AREA)


def _curled(random: Random, u: Any, v: Any) -> tuple[Any, Any]:
    """Rims that bow while the corners stay."""
    if random.random() < 0.4:
        return u, v
    strength = random.choice([0.006, 0.012, 0.025])
    inner_u, inner_v = np.clip(u, 0, 1), np.clip(v, 0, 1)
    bow = [random.normal(0, strength) for _ in range(6)]
    wave_v = (
        np.sin(np.pi * inner_v) * (bow[0] + bow[1] * (2 * inner_u - 1))
        + bow[2] * np.sin(2 * np.pi * inner_v) * 0.6
    )
    wave_u = (
        np.sin(np.pi * inner_u) * (bow[3] + bow[4] * (2 * inner_v - 1))
        + bow[5] * np.sin(2 * np.pi * inner_u) * 0.6
    )
    return u + wave_v, v + wave_u


def _open(random: Random, u: Any, v: Any, spine: int) -> tuple[Any, Any, Any]:
    """An open book whose pages rise from its fold: rims that bulge on both sides of it and fall back to the desk,
    one page turned to the lamp there and the other away from it, a dark gutter; and the light, (H, W, 1)."""
    along, across = (u, v) if spine == 0 else (v, u)
    off = 2 * (along - 0.5 - random.normal(0, 0.006))
    reach = random.uniform(0.08, 0.35)
    rise = np.abs(off) / reach * np.exp(1 - np.abs(off) / reach)
    bulge = np.abs(random.normal(0, 0.03)) * rise
    centre = random.uniform(0.2, 0.8)  # where the camera's axis meets the book
    across = centre + (across - centre) / (1 + bulge)
    near = np.exp(-np.abs(off) / reach)
    light = 1 - random.normal(0, 0.35) * np.sign(off) * near
    light *= 1 - random.uniform(0, 0.9) * np.exp(-np.abs(off) / random.uniform(0.004, 0.05))
    light = np.clip(light, 0.06, 1.3).astype(np.float32)[..., None]
    return (along, across, light) if spine == 0 else (across, along, light)


def _inside(random: Random, paper: Paper, u: Any, v: Any, across: float, down: float) -> Any:
    """Cover 0…1 with soft rims; round corners, a dog's ear, a torn end, a wavy cut."""
    du, dv = np.minimum(u, 1 - u) * across, np.minimum(v, 1 - v) * down
    if paper.ragged:
        teeth = np.abs(np.mod(u * random.uniform(15, 40), 1) - 0.5) * random.uniform(0, 4)
        dv = dv - teeth
    if not paper.stiff and random.random() < 0.25:
        waves = np.interp(np.clip(v, 0, 1), np.linspace(0, 1, 12), random.normal(0, random.uniform(0.2, 1.6), 12))
        du = du - waves
    far = np.minimum(du, dv)
    if paper.round_corner:
        radius = paper.round_corner * across
        far = np.minimum(far, radius - np.hypot(np.maximum(radius - du, 0), np.maximum(radius - dv, 0)))
    if not paper.stiff and random.random() < 0.15:
        ear = random.uniform(0.03, 0.16) * min(across, down)
        cu, cv = (u if random.random() < 0.5 else 1 - u) * across, (v if random.random() < 0.5 else 1 - v) * down
        far = np.minimum(far, (cu + cv * random.uniform(0.5, 2.0) - ear) * 0.7)
    return np.clip(far + 0.5, 0, 1).astype(np.float32)


def _folds(random: Random, u: Any, v: Any) -> Any:
    """Planes of different light between folds, a thin crease at each."""
    light = np.ones_like(u)
    if random.random() < 0.6:
        return light[..., None]
    for axis in (u, v):
        for place in random.choice([0.25, 1 / 3, 0.5, 2 / 3, 0.75], int(random.integers(0, 3)), replace=False):
            at = axis - place - random.normal(0, 0.02) - (u + v - axis - 0.5) * random.normal(0, 0.02)
            light *= (
                1 + random.normal(0, 0.05) * np.sign(at) + random.normal(0, 0.14) * np.exp(-np.abs(at) / 0.006)
            )
            light *= 1 + random.normal(0, 0.08) * np.exp(-np.abs(at) / 0.06)
    return light[..., None]


def _crumples(random: Random, width: int, height: int) -> Any:
    """Facets of a paper that was in a pocket."""
    light = np.ones((height, width), np.float32)
    if random.random() < 0.55:
        return light[..., None]
    strength = random.choice([0.02, 0.05, 0.12])
    for cells in (int(random.integers(4, 9)), int(random.integers(10, 26))):
        ridges = np.abs(mottled(random, height, width, cells))
        slope = (
            cv2.Sobel(ridges, cv2.CV_32F, 1, 0, ksize=5) * random.normal()
            + cv2.Sobel(ridges, cv2.CV_32F, 0, 1, ksize=5) * random.normal()
        )
        light *= 1 + strength * np.clip(slope / (np.abs(slope).mean() * 2.5 + 1e-3), -2, 2)
    return light[..., None]
