"""What moving did to a face, measured point by point in the picture: the depth that a flat thing has not.

The mesh is too coarse for fine depth: it always lays much the same face, also on paper. So its points are followed
by optical flow from the look into the camera. A homography, which is all that moving and tilting can do to a flat
picture, is fitted together with what depth adds, by least squares: when a head turns, points at depth ``z`` slide
by ``z * slide``; when it comes nearer, they move outwards by ``-z * gain``. Lengths are eye distances.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.vision.faces.challenge.upright import (
    CROP_EYES_PX,
    CROP_MIDDLE,
    Floats,
    Upright,
    face_crop,
    upright,
)
from kiosk.vision.faces.mesh import EYES, Mesh
from kiosk.vision.picture import Image

FEWEST_POINTS = 100
WINDOW = (17, 17)
CRITERIA = (3, 30, 0.01)
MOST_ASTRAY_PX = 0.6
"""Between a point and where the flow there and back puts it."""
_LIDS = sorted({point for eye in EYES for point in eye})


@dataclass(frozen=True)
class Perspective:
    """``across`` and ``along``: gain in 1/eye distance; ``residue``: median of what the fit leaves."""

    across: float
    along: float
    residue: float


def perspective(before: Upright, now: Floats, counted: np.ndarray) -> Perspective:
    """Of points that are ``now`` there (Nx2) in the upright face; ``counted`` says which of them."""
    x, y = before.points[counted].T
    depth, rest = before.depth[counted], np.zeros(int(counted.sum()))
    extra = ([depth, rest, -depth * x, rest], [rest, depth, rest, -depth * y])
    fitted, residue = _fit(x, y, now[counted], extra)
    return Perspective(float(fitted[10]), float(fitted[11]), residue)


def slide(before: Upright, now: Floats, counted: np.ndarray) -> float:
    """How far depth slid across, for each eye distance of it; positive: the head turned to its own left."""
    x, y = before.points[counted].T
    depth, rest = before.depth[counted], np.zeros(int(counted.sum()))
    fitted, _ = _fit(x, y, now[counted], ([depth, rest], [rest, depth]))
    return -float(fitted[8])


def _fit(x: Floats, y: Floats, now: Floats, extra: tuple[list[Floats], list[Floats]]) -> tuple[Floats, float]:
    """A homography (eight numbers, exact as the points' new places are known) and what ``extra`` holds."""
    now_x, now_y = now.T
    one, rest = np.ones_like(x), np.zeros_like(x)
    plane_x = [one, x, y, rest, rest, rest, -now_x * x, -now_x * y]
    plane_y = [rest, rest, rest, one, x, y, -now_y * x, -now_y * y]
    rows = (np.stack([*plane_x, *extra[0]], axis=1), np.stack([*plane_y, *extra[1]], axis=1))
    return _robust(np.vstack(rows), np.concatenate([now_x - x, now_y - y]))


def _robust(model: Floats, wanted: Floats) -> tuple[Floats, float]:
    """Least squares that a smile, a blink or a slipped point cannot pull (Cauchy weights, eight rounds)."""
    weight: Floats = np.ones(len(wanted))
    fitted: Floats = np.zeros(model.shape[1])
    residue: Floats = np.zeros(len(wanted))
    for _ in range(8):
        solved = np.linalg.lstsq(model * weight[:, None], wanted * weight, rcond=None)[0]
        fitted = np.asarray(solved, np.float64)
        residue = np.abs(model @ fitted - wanted)
        scale = 2.25 * float(np.median(residue)) + 1e-4
        weight = np.sqrt(1.0 / (1.0 + (residue / scale) ** 2))
    return fitted, float(np.median(residue))


class NeutralFace:
    """The face looking into the camera, kept to follow its points from; 224x224 grey, upright."""

    def __init__(self, image_bgr: Image, mesh: Mesh) -> None:
        self._before = upright(mesh)
        self._grey = face_crop(image_bgr, self._before)
        self._places = _in_crop(self._before)

    def perspective(self, image_bgr: Image, mesh: Mesh) -> Perspective | None:
        """What coming nearer did to the face; ``None`` when too few of its points can be followed."""
        now, counted = self._followed(image_bgr, upright(mesh))
        return perspective(self._before, now, counted) if int(counted.sum()) >= FEWEST_POINTS else None

    def slide(self, image_bgr: Image, mesh: Mesh) -> float | None:
        """What turning did to it (``slide``); ``None`` when too few of its points can be followed."""
        now, counted = self._followed(image_bgr, upright(mesh))
        return slide(self._before, now, counted) if int(counted.sum()) >= FEWEST_POINTS else None

    def _followed(self, image_bgr: Image, face: Upright) -> tuple[Floats, np.ndarray]:
        """Each point's place now, as the flow finds it from where the mesh puts it, and whether it was found."""
        grey = face_crop(image_bgr, face)
        there, found = _flow(self._grey, grey, self._places, _in_crop(face))
        back, found_back = _flow(grey, self._grey, there, self._places)
        grey.fill(0)
        astray = np.hypot(*(back - self._places).T)
        counted = found & found_back & (astray < MOST_ASTRAY_PX)
        counted[_LIDS] = False
        return (there.astype(np.float64) - CROP_MIDDLE) / CROP_EYES_PX, counted

    def forget(self) -> None:
        """Overwrites the picture and its points."""
        self._grey.fill(0)
        self._places.fill(0)
        self._before.points.fill(0)
        self._before.depth.fill(0)


def _in_crop(face: Upright) -> np.ndarray:
    return (face.points * CROP_EYES_PX + CROP_MIDDLE).astype(np.float32)


def _flow(one: Image, other: Image, places: np.ndarray, guess: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    there, found, _ = cv2.calcOpticalFlowPyrLK(
        one,
        other,
        np.ascontiguousarray(places[:, None]),
        np.ascontiguousarray(guess[:, None]).copy(),
        winSize=WINDOW,
        maxLevel=1,
        criteria=CRITERIA,
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
    )
    return there[:, 0], found[:, 0] == 1
