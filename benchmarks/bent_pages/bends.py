"""How a page is bent, and what the camera above the desk sees of it.

All lines at right angles to the bend stay straight and parallel to the desk: a page is a strip of a cylinder over
any profile. Millimetres on the desk; ``share`` is 0…1 of the paper's own width, measured along the paper.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from benchmarks.verdict_pages.shots import HEIGHT, PX_MM, WIDTH

EYE_MM = 420.0
"""How high the camera stands: it sees 440 mm of the desk."""
SHAPES: dict[str, Callable[[Any, float], Any]] = {
    "arch": lambda share, steep: steep * (1 - 2 * share),
    "fold": lambda share, steep: steep * (1 - share / 0.3) * np.exp(-share / 0.3),
    "spread": lambda share, steep: np.where(
        share < 0.5,
        -steep * (1 - (1 - 2 * share) / 0.3) * np.exp(-(1 - 2 * share) / 0.3),
        steep * (1 - (2 * share - 1) / 0.3) * np.exp(-(2 * share - 1) / 0.3),
    ),
}
"""The slope in radians at a share of the width, whose greatest is ``steep``: a curled sheet, a booklet's page
beside its fold at the left, an open booklet with the fold in the middle."""
_STEPS = 1200


@dataclass(frozen=True, eq=False)
class Bend:
    """A paper of ``size_mm`` (width, height) bent over a profile: places across the desk and heights (N,) mm,
    slopes (N,) radians, of N places along the paper."""

    size_mm: tuple[float, float]
    across: Any
    height: Any
    slope: Any

    @property
    def stretch_mm(self) -> float:
        """How wide the bent paper is on the desk."""
        return float(self.across[-1])


def bent(size_mm: tuple[float, float], shape: str, steep_deg: float) -> Bend:
    """A paper bent in one of ``SHAPES``; with 0° it lies flat."""
    share = np.linspace(0, 1, _STEPS)
    slope = SHAPES[shape](share, np.deg2rad(steep_deg))
    step = size_mm[0] / (_STEPS - 1)
    middle = (slope[1:] + slope[:-1]) / 2
    across = np.concatenate([[0], np.cumsum(np.cos(middle) * step)])
    height = np.concatenate([[0], np.cumsum(np.sin(middle) * step)])
    return Bend(size_mm, across, height - height.min(), slope)


@dataclass(frozen=True, eq=False)
class Seen:
    """Where each pixel of the frame lies on the paper: ``along`` and ``down`` (H, W) float32 as shares (outside of
    0…1 there is desk), the slope there, and the paper's corners (4, 2) float32 px."""

    along: Any
    down: Any
    slope: Any
    corners: Any


def seen(bend: Bend, at_mm: tuple[float, float], turn_deg: float) -> Seen:
    """The paper with its middle at ``at_mm`` from the middle of the desk, turned in its plane."""
    turn = np.deg2rad(turn_deg)
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    ray = np.stack([(x - (WIDTH - 1) / 2) / PX_MM, (y - (HEIGHT - 1) / 2) / PX_MM], axis=-1) @ spin
    eye = -np.asarray(at_mm) @ spin + np.array([bend.stretch_mm / 2, bend.size_mm[1] / 2])
    high = np.zeros((HEIGHT, WIDTH), np.float32)
    for _ in range(25):  # where the ray meets the paper: each time nearer
        across = eye[0] + ray[..., 0] * (1 - high / EYE_MM)
        high = (0.5 * high + 0.5 * np.interp(across, bend.across, bend.height)).astype(np.float32)
    down = (eye[1] + ray[..., 1] * (1 - high / EYE_MM)) / bend.size_mm[1]
    share = np.linspace(0, 1, _STEPS)
    along = np.interp(across, bend.across, share)
    beyond = np.where(across < 0, across, np.maximum(across - bend.stretch_mm, 0)) / bend.size_mm[0]
    slope = np.interp(across, bend.across, bend.slope)
    return Seen(*(part.astype(np.float32) for part in (along + beyond, down, slope)), _corners(bend, eye, spin))


def _corners(bend: Bend, eye: Any, spin: Any) -> Any:
    ends = ((0, 0.0), (-1, 0.0), (-1, bend.size_mm[1]), (0, bend.size_mm[1]))
    found = []
    for place, down in ends:
        away = (np.array([bend.across[place], down]) - eye) / (1 - bend.height[place] / EYE_MM)
        found.append(spin @ away * PX_MM + np.array([(WIDTH - 1) / 2, (HEIGHT - 1) / 2]))
    return np.array(found, np.float32)


def picture(frame: Any, paper_bgr: Any, place: Seen, *, lamp_deg: float = 25.0) -> None:
    """Draws the bent paper (h, w, 3) into ``frame`` (H, W, 3) float32, lit by a lamp leaning ``lamp_deg`` to the
    left, with its shadow on the desk."""
    inside = (place.along >= 0) & (place.along <= 1) & (place.down >= 0) & (place.down <= 1)
    cover = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 0.6)[..., None]
    shadow = cv2.GaussianBlur(np.roll(inside.astype(np.float32), (8, 6), (0, 1)), (0, 0), 7)
    frame *= 1 - 0.35 * shadow[..., None]
    long = float(np.linalg.norm(place.corners[3] - place.corners[0]))
    shrink = min(1.0, long / paper_bgr.shape[0])
    small = cv2.resize(paper_bgr, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    rows, columns = small.shape[:2]
    drawn = cv2.remap(
        small,
        place.along * columns - 0.5,
        place.down * rows - 0.5,
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    lamp = np.deg2rad(lamp_deg)
    light = np.clip(np.cos(place.slope - lamp) / np.cos(lamp), 0.3, 1.15)[..., None]
    frame *= 1 - cover
    frame += drawn.astype(np.float32) * light * cover
