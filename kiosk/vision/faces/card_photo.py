"""Finds the face on a card's photo, however small it is (the chip's: 102x126 pixels out of 1,024 bytes).

The detector learnt larger faces, so a small photo is made larger; when that shows no face it is tried at other
sizes and with a white rim, as a face that fills the photo looks cut off without one. The five points of a coarse
photo come out a little different at every size, and their middle over several sizes, each also seen in the mirror,
is better than any (``docs/faces.md``, section 3).
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.faces.detector import Face, FaceDetector
from kiosk.vision.picture import Image, checked

SMALL_PX = 240
"""A photo whose longer side is below this is made larger; a chip's has 126, the smallest other 350."""
TIMES = 3.0
"""At three times its size a chip photo's face was found in 1619 of 1622 cases, as it is in 1582."""
OTHER_TIMES = (4.0, 2.0, 6.0)
SEEN_AT = (2.0, 3.0, 4.0)
"""Sizes over which the points are averaged."""
WHITE = (255, 255, 255)
RIM = 0.35
"""White rim in parts of the longer side."""
SMOOTH_PX = 1.5
"""Blur of the enlarged photo, of half a pixel of the small one: the steps of its blocks are no face."""
OTHER_SIDE = [1, 0, 2, 4, 3]
"""The five points in the order a mirror shows them."""


def find_face(photo_bgr: Image, detector: FaceDetector) -> tuple[Image, Face] | None:
    """The largest face and the image it stands in, or ``None`` when the photo shows none.

    ``photo_bgr`` is HxWx3 BGR. A small photo's image is made ``TIMES`` larger and smoothed. Raises ``NotAnImage``.
    """
    photo_bgr = checked(photo_bgr)
    if max(photo_bgr.shape[:2]) >= SMALL_PX:
        faces = detector.find(photo_bgr)
        return (photo_bgr, faces[0]) if faces else None
    for tried_bgr in (photo_bgr, _with_rim(photo_bgr)):
        for times in (TIMES, *OTHER_TIMES):
            faces = detector.find(_larger(tried_bgr, times))
            if faces:
                return _prepared(tried_bgr), _well_placed(tried_bgr, _scaled(faces[0], TIMES / times), detector)
    return None


def _prepared(photo_bgr: Image) -> Image:
    return np.asarray(cv2.GaussianBlur(_larger(photo_bgr, TIMES), (0, 0), SMOOTH_PX), np.uint8)


def _well_placed(photo_bgr: Image, face: Face, detector: FaceDetector) -> Face:
    """``face`` with the middle of all sightings of its points."""
    sightings = [face.points]
    for seen in _sightings(photo_bgr, detector):
        if np.linalg.norm(seen.mean(0) - face.points.mean(0)) < face.eye_distance_px:
            sightings.append(seen)
    return _with_points(face, np.asarray(np.median(sightings[1:] or sightings, axis=0), np.float32))


def _sightings(photo_bgr: Image, detector: FaceDetector) -> Iterator[NDArray[np.float32]]:
    """The largest face's points at each size, plain and mirrored, in pixels of the prepared photo."""
    for times in SEEN_AT:
        large = _larger(photo_bgr, times)
        for face in detector.find(large)[:1]:
            yield face.points * np.float32(TIMES / times)
        for face in detector.find(np.ascontiguousarray(large[:, ::-1]))[:1]:
            points = face.points[OTHER_SIDE]
            points[:, 0] = large.shape[1] - 1 - points[:, 0]
            yield points * np.float32(TIMES / times)


def _scaled(face: Face, factor: float) -> Face:
    row = face.row.copy()
    row[:14] *= factor
    x, y, width, height = (float(value) for value in row[:4])
    return Face((x, y, width, height), row[4:14].reshape(5, 2), face.score, row)


def _with_points(face: Face, points: NDArray[np.float32]) -> Face:
    row = face.row.copy()
    row[4:14] = points.reshape(-1)
    return Face(face.box, points, face.score, row)


def _larger(image_bgr: Image, factor: float) -> Image:
    return np.asarray(cv2.resize(image_bgr, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), np.uint8)


def _with_rim(photo_bgr: Image) -> Image:
    rim = round(RIM * max(photo_bgr.shape[:2]))
    sides = (rim, rim, rim, rim)
    return np.asarray(cv2.copyMakeBorder(photo_bgr, *sides, cv2.BORDER_CONSTANT, value=WHITE), np.uint8)
