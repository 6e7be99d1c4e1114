"""Codes as a desk camera sees them at their worst, drawn here: each kind of harm in four strengths.

The harms are those that make readers fail on photographs: out of focus, moved, dark and noisy, pale, glaring, bent
around a rod, crumpled, seen from the side, small in the frame, badly printed, worn, shown on a screen's grid,
light on dark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import segno
import zxingcpp

Grey = np.ndarray[Any, np.dtype[np.uint8]]
Random = np.random.Generator
FRAME = (960, 1280)
STRENGTHS = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class CodePicture:
    """A frame (H, W) uint8 and what its one code says."""

    image: Grey
    text: str
    kind: str
    harm: str
    strength: float


def code_pictures(a_kind: int, *, seed: int = 7) -> Iterator[CodePicture]:
    """``a_kind`` pictures of every harm and strength, of QR codes and of Code 128."""
    for harm, hurt in HARMS.items():
        for strength in STRENGTHS:
            for number in range(a_kind):
                for kind in ("QRCode", "Code128"):
                    stamp = [seed, number, round(strength * 100), *harm.encode(), len(kind)]
                    random = np.random.default_rng(stamp)
                    text, code = _qr(random) if kind == "QRCode" else _code128(random)
                    image = _noisy(hurt(code, strength, random), 2.0, random)
                    yield CodePicture(image, text, kind, harm, strength)


def _qr(random: Random) -> tuple[str, Grey]:
    text = f"TB1:{random.integers(1 << 60):016x}"
    made = segno.make(text, error=("m", "l", "q")[int(random.integers(3))], micro=False)
    modules = np.array([list(row) for row in made.matrix], np.uint8)
    return text, _module_picture(np.pad(1 - modules, 4, constant_values=1), 6)


def _code128(random: Random) -> tuple[str, Grey]:
    text = f"5104{random.integers(10**6):06d}"
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    bars = np.array(zxingcpp.write_barcode_to_image(made, scale=3))
    return text, np.asarray(np.pad(bars, 40, constant_values=255), np.uint8)


def _module_picture(modules: Grey, size: int) -> Grey:
    return np.asarray(np.kron(modules * 255, np.ones((size, size), np.uint8)), np.uint8)


def _laid(code: Grey, random: Random, *, width: float = 330.0, turn: float = 20.0, tilt: float = 8.0) -> Grey:
    """The code on a white desk, turned by up to ``turn`` degrees, its corners moved by up to ``tilt`` pixels."""
    height_px, width_px = code.shape
    flat = np.array([[0, 0], [width_px, 0], [width_px, height_px], [0, height_px]], np.float32)
    angle = np.deg2rad(random.uniform(-turn, turn))
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    size = width / max(code.shape)
    laid = (flat - flat.mean(axis=0)) @ spin.T * size + random.uniform(-tilt, tilt, (4, 2)) + (640, 480)
    warp = cv2.getPerspectiveTransform(flat, laid.astype(np.float32))
    smooth = cv2.INTER_AREA if size < 1 else cv2.INTER_LINEAR
    frame = cv2.warpPerspective(code, warp, FRAME[::-1], flags=smooth, borderValue=(235,))
    return np.asarray(np.minimum(frame, 235), np.uint8)


def _noisy(image: Grey, sigma: float, random: Random) -> Grey:
    noisy = image.astype(np.float32) + random.normal(0, sigma, image.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def _out_of_focus(code: Grey, strength: float, random: Random) -> Grey:
    radius = 1.5 + 4.5 * strength
    grid = np.hypot(*np.mgrid[-9:10, -9:10])
    disc = np.clip(radius + 0.5 - grid, 0, 1)
    return np.asarray(cv2.filter2D(_laid(code, random), -1, disc / disc.sum()), np.uint8)


def _moved(code: Grey, strength: float, random: Random) -> Grey:
    length, angle = round(3 + 14 * strength), random.uniform(0, np.pi)
    line = np.zeros((31, 31), np.uint8)
    end = (round(15 + length / 2 * np.cos(angle)), round(15 + length / 2 * np.sin(angle)))
    cv2.line(line, (30 - end[0], 30 - end[1]), end, 255)
    return np.asarray(cv2.filter2D(_laid(code, random), -1, line / line.sum()), np.uint8)


def _dark(code: Grey, strength: float, random: Random) -> Grey:
    frame = _laid(code, random).astype(np.float32) * (0.5 - 0.42 * strength)
    return _noisy(np.asarray(cv2.GaussianBlur(frame, (0, 0), 1.0), np.uint8), 2 + 7 * strength, random)


def _pale(code: Grey, strength: float, random: Random) -> Grey:
    """A thermal slip that faded."""
    ink = 0.45 - 0.40 * strength
    frame = 235 - (235 - _laid(code, random).astype(np.float32)) * ink
    return _noisy(np.asarray(frame, np.uint8), 4.0, random)


def _glaring(code: Grey, strength: float, random: Random) -> Grey:
    frame = _laid(code, random).astype(np.float32)
    rows, columns = np.mgrid[: FRAME[0], : FRAME[1]]
    for _ in range(2):
        at = random.uniform(-110, 110, 2) + np.array([480, 640])
        far = np.hypot(rows - at[0], columns - at[1])
        frame += 320 * strength * np.exp(-((far / (60 + 90 * strength)) ** 2))
    return np.clip(frame, 0, 255).astype(np.uint8)


def _shaded(code: Grey, strength: float, random: Random) -> Grey:
    """A hard shadow across, light falling off to one side."""
    frame = _laid(code, random).astype(np.float32)
    rows, columns = np.mgrid[: FRAME[0], : FRAME[1]]
    angle = random.uniform(0, np.pi)
    along = (columns - 640) * np.cos(angle) + (rows - 480) * np.sin(angle)
    fall = 1 - 0.75 * strength / (1 + np.exp(-along / (6 + 40 * random.random())))
    return np.clip(frame * fall, 0, 255).astype(np.uint8)


def _bent(code: Grey, strength: float, random: Random) -> Grey:
    """Around a rod, or a page that curls."""
    frame = _laid(code, random, turn=8.0)
    rows, columns = np.mgrid[: FRAME[0], : FRAME[1]].astype(np.float32)
    reach = 230.0
    share = np.clip((columns - 640) / reach, -0.99, 0.99)
    bent = np.arcsin(share * strength * 0.95) / (np.arcsin(strength * 0.95) + 1e-6) * reach + 640
    lifted = rows + 55 * strength * (1 - np.sqrt(np.maximum(1 - share**2, 0.0)))
    curled = cv2.remap(frame, bent.astype(np.float32), lifted.astype(np.float32), cv2.INTER_LINEAR)
    return np.asarray(curled, np.uint8)


def _crumpled(code: Grey, strength: float, random: Random) -> Grey:
    """A slip that was in a pocket: facets that lean each its own way, foreshortened and shaded."""
    frame = _laid(code, random)
    rows, columns = np.mgrid[: FRAME[0], : FRAME[1]].astype(np.float32)
    height = np.zeros(FRAME, np.float32)
    for _ in range(7):
        at, angle = random.uniform(-120, 120, 2) + np.array([480, 640]), random.uniform(0, np.pi)
        height += random.normal() * np.abs((columns - at[1]) * np.cos(angle) + (rows - at[0]) * np.sin(angle))
    height = cv2.GaussianBlur(height, (0, 0), 6.0)
    lean_y, lean_x = (slope / 2.6 for slope in np.gradient(height))
    from_side = random.uniform(-1, 1, 2)
    raised = (height - height[480, 640]) / 2.6 * 0.3 * strength
    places = np.dstack([columns + raised * from_side[0], rows + raised * from_side[1]]).astype(np.float32)
    crumpled = cv2.remap(frame, places, None, cv2.INTER_LINEAR)
    light = 1 + 0.25 * strength * (lean_x * random.normal() + lean_y * random.normal())
    return np.clip(crumpled * np.clip(light, 0.3, 1.1), 0, 255).astype(np.uint8)


def _aslant(code: Grey, strength: float, random: Random) -> Grey:
    frame = _laid(code, random, turn=45.0, tilt=15 + 85 * strength)
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), 1.0), np.uint8)


def _small(code: Grey, strength: float, random: Random) -> Grey:
    square = code.shape[0] == code.shape[1]
    return _laid(code, random, width=(150 - 105 * strength) * (1.0 if square else 2.2))


def _badly_printed(code: Grey, strength: float, random: Random) -> Grey:
    """Ink that ran or a ribbon that skips rows and columns."""
    size = 1 + round(3 * strength)
    kernel = np.ones((size, size), np.uint8)
    frame = cv2.erode(code, kernel) if random.random() < 0.5 else cv2.dilate(code, kernel)
    for _ in range(round(10 * strength)):
        at = int(random.integers(24, frame.shape[0] - 24))
        frame[at : at + 2] = 255
    return np.asarray(cv2.GaussianBlur(_laid(np.asarray(frame, np.uint8), random), (0, 0), 1.2), np.uint8)


def _worn(code: Grey, strength: float, random: Random) -> Grey:
    """Creased and rubbed: white scratches, dark specks."""
    frame = code.copy()
    for _ in range(round(22 * strength)):
        begin, end = random.integers(0, max(code.shape), (2, 2))
        cv2.line(frame, tuple(map(int, begin)), tuple(map(int, end)), int(random.choice([255, 255, 90])), 2)
    return np.asarray(cv2.GaussianBlur(_laid(frame, random), (0, 0), 1.0), np.uint8)


def _on_a_screen(code: Grey, strength: float, random: Random) -> Grey:
    """A phone's own grid beating with the sensor's."""
    frame = _laid(code, random).astype(np.float32)
    rows, columns = np.mgrid[: FRAME[0], : FRAME[1]]
    pitch = random.uniform(2.3, 4.5)
    grid = np.sin(2 * np.pi * columns / pitch) * np.sin(2 * np.pi * rows / (pitch * 1.07))
    return np.clip(frame * 0.8 + 95 * strength * grid + 20, 0, 255).astype(np.uint8)


def _light_on_dark(code: Grey, strength: float, random: Random) -> Grey:
    frame = np.asarray(255 - _laid(code, random), np.uint8)
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), 0.6 + 2.2 * strength), np.uint8)


HARMS: dict[str, Callable[[Grey, float, Random], Grey]] = {
    "out of focus": _out_of_focus,
    "moved": _moved,
    "dark": _dark,
    "pale": _pale,
    "glare": _glaring,
    "shadow": _shaded,
    "bent": _bent,
    "crumpled": _crumpled,
    "aslant": _aslant,
    "small": _small,
    "badly printed": _badly_printed,
    "worn": _worn,
    "on a screen": _on_a_screen,
    "light on dark": _light_on_dark,
}
