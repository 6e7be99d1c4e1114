"""Things people wear on their faces, drawn on any picture by the face's mesh: mask, sunglasses, glasses, scarf.

The sandbox's people and the measured photos of ``benchmarks`` wear them; what lies under a cloth still shades it,
and a lens lets through as much as it does in the street.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.faces.mesh import EYES, OVAL, Mesh
from kiosk.vision.picture import Image

JAW = (93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323)
"""Along the lower face from the person's right ear over the chin to the left."""
CHEEKBONES = (346, 347, 197, 118, 117)
"""Where a mask ends above: from the left cheekbone over the ridge of the nose to the right one."""
BELOW_THE_NOSE = (410, 2, 186)
"""Where it ends when somebody wears it under the nose."""


class Cloth(StrEnum):
    """A mask's make."""

    BLUE = "blue"
    WHITE = "white"
    BLACK = "black"
    PINK = "pink"
    CHECKED = "checked"


COLOURS_BGR = {
    Cloth.BLUE: (205, 178, 128),
    Cloth.WHITE: (226, 228, 228),
    Cloth.BLACK: (38, 34, 34),
    Cloth.PINK: (176, 150, 226),
    Cloth.CHECKED: (120, 140, 90),
}


def mask(image_bgr: Image, mesh: Mesh, cloth: Cloth = Cloth.BLUE, *, under_nose: bool = False) -> Image:
    """A copy of the picture (HxWx3 BGR) whose face (468x3 mesh) wears a mask."""
    above = BELOW_THE_NOSE if under_nose else CHEEKBONES
    edge = mesh[[*JAW, *above], :2].copy()
    edge[:19, 1] += 0.03 * _height(mesh)
    drawn = _cloth(image_bgr.shape, mesh, cloth) * _shade(image_bgr, mesh)
    return _laid(image_bgr, drawn, _filled(image_bgr.shape, [edge], soft=0.006 * _height(mesh)))


def sunglasses(image_bgr: Image, mesh: Mesh, lets_through: float = 0.1) -> Image:
    """A copy whose face wears sunglasses; ``lets_through`` is the part of the light that passes a lens twice."""
    lenses = _lenses(mesh)
    lens = image_bgr.astype(np.float32) * lets_through + np.float32(14.0)
    worn = _laid(image_bgr, lens, _filled(image_bgr.shape, lenses, soft=1.0))
    return _framed(worn, mesh, lenses, (24, 22, 22), 0.05)


def glasses(image_bgr: Image, mesh: Mesh, *, thick: bool = False, glare: bool = False) -> Image:
    """A copy whose face wears clear glasses; ``thick`` black frames, ``glare`` a lamp in both lenses."""
    worn, lenses = image_bgr, _lenses(mesh)
    if glare:
        spots = [(lens - lens.mean(axis=0)) * (0.6, 0.3) + lens.mean(axis=0) * (1, 1) for lens in lenses]
        lamp = np.full(image_bgr.shape, 238, np.float32)
        worn = _laid(worn, lamp, 0.8 * _filled(image_bgr.shape, spots, soft=2.0))
    return _framed(worn, mesh, lenses, (30, 28, 28) if thick else (110, 112, 118), 0.055 if thick else 0.018)


def scarf(image_bgr: Image, mesh: Mesh, colour_bgr: tuple[int, int, int] = (92, 60, 58)) -> Image:
    """A copy whose hair, ears and neck are under a scarf; brows, cheeks, nose, mouth and chin are free."""
    oval = mesh[list(OVAL), :2]
    middle = oval.mean(axis=0)
    wide, high = oval.max(axis=0) - oval.min(axis=0)
    down = np.array([0.0, high], np.float32)
    around = _filled(
        image_bgr.shape, [_ellipse(middle - down * np.float32(0.06), 0.78 * wide, 0.80 * high)], soft=1.0
    )
    free = _filled(
        image_bgr.shape, [_ellipse(middle + down * np.float32(0.04), 0.44 * wide, 0.50 * high)], soft=1.5
    )
    drawn = np.broadcast_to(np.array(colour_bgr, np.float32), image_bgr.shape)
    return _laid(image_bgr, drawn, around * (1.0 - free))


def _height(mesh: Mesh) -> float:
    return float(np.ptp(mesh[list(OVAL), 1]))


def _ellipse(middle: NDArray[np.float32], half_width: float, half_height: float) -> NDArray[np.float32]:
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    around = np.column_stack([half_width * np.cos(turn), half_height * np.sin(turn)])
    return np.asarray(around + middle, np.float32)


def _lenses(mesh: Mesh) -> list[NDArray[np.float32]]:
    eyes = [mesh[list(eye), :2].mean(axis=0) for eye in EYES]
    apart = float(np.linalg.norm(eyes[1] - eyes[0]))
    down = (mesh[152, :2] - mesh[10, :2]) / max(_height(mesh), 1.0)
    return [_ellipse(eye + 0.06 * apart * down, 0.44 * apart, 0.34 * apart) for eye in eyes]


def _framed(
    image_bgr: Image, mesh: Mesh, lenses: Sequence[NDArray[np.float32]], colour: tuple[int, int, int], part: float
) -> Image:
    """Rims and the bridge between them; ``part`` of the eyes' distance is their thickness."""
    framed = image_bgr.copy()
    thick = max(1, round(part * float(np.linalg.norm(lenses[1].mean(axis=0) - lenses[0].mean(axis=0)))))
    for lens in lenses:
        cv2.polylines(framed, [lens.round().astype(np.int32)], True, colour, thick, cv2.LINE_AA)
    inner = np.stack([lenses[0][0], lenses[1][len(lenses[1]) // 2]]).round().astype(np.int32)
    if inner[0, 0] < inner[1, 0]:
        cv2.polylines(framed, [inner], False, colour, thick, cv2.LINE_AA)
    return framed


def _cloth(shape: tuple[int, ...], mesh: Mesh, cloth: Cloth) -> NDArray[np.float32]:
    """The cloth as it hangs, pleats and pattern with it."""
    drawn = np.broadcast_to(np.array(COLOURS_BGR[cloth], np.float32), shape).copy()
    ys, xs = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    pleat = 0.075 * _height(mesh)
    drawn *= (1.0 + 0.05 * np.sin(2 * np.pi * ys / pleat))[:, :, None]
    if cloth is Cloth.CHECKED:
        lines = (np.sin(2 * np.pi * xs / pleat) * np.sin(2 * np.pi * ys / pleat) > 0)[:, :, None]
        drawn = np.where(lines, drawn, drawn * 1.35)
    return np.asarray(drawn, np.float32)


def _shade(image_bgr: Image, mesh: Mesh) -> NDArray[np.float32]:
    """0.35..1.2: the light that falls on the face, taken from the skin's own brightness, softly."""
    grey = cv2.cvtColor(image_bgr, cv2.COLOR_BGR2GRAY).astype(np.float32)
    soft = cv2.GaussianBlur(grey, (0, 0), 0.18 * _height(mesh))
    return np.asarray(np.clip(soft / 150.0, 0.35, 1.15), np.float32)[:, :, None]


def _filled(shape: tuple[int, ...], edges: Sequence[NDArray[np.float32]], soft: float) -> NDArray[np.float32]:
    """HxWx1: 1 inside the edges, 0 outside."""
    inside = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(inside, [edge.round().astype(np.int32) for edge in edges], 255)
    return np.asarray(cv2.GaussianBlur(inside, (0, 0), max(soft, 0.5)), np.float32)[:, :, None] / np.float32(255)


def _laid(image_bgr: Image, over: NDArray[np.float32], alpha: NDArray[np.float32]) -> Image:
    return np.asarray(np.clip(image_bgr * (1.0 - alpha) + over * alpha, 0, 255), np.uint8)
