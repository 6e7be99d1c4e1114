"""Makes a full photo into what a card's chip would hold of it: 102x126 pixels before white, in 1,024 bytes.

The chip's own code (GA/T 490) is a vendor's secret; WebP and JPEG at the same size stand in for it.
"""

from __future__ import annotations

from enum import StrEnum

import cv2
import numpy as np

from kiosk.vision.faces.detector import Face
from kiosk.vision.picture import Image

WIDTH_PX, HEIGHT_PX = 102, 126
FACE_WIDTH_PX = 55.0
FACE_MIDDLE_PX = 64.0
"""From the top. Of the printed photo the face is 207 of 358 px wide (GA/T 461)."""
MOST_BYTES = 1024
WHITE = 250


class Condition(StrEnum):
    """What becomes of the reference."""

    FULL = "full photo"
    CLEAN = "102x126 clean"
    WEBP = "102x126, 1 KB WebP"
    JPEG = "102x126, 1 KB JPEG"


def as_card(image_bgr: Image, face: Face, condition: Condition) -> Image:
    """The photo under a condition. Raises ``ValueError`` for the full photo, of which no card is made."""
    if condition is Condition.FULL:
        raise ValueError("a full photo is compared as it is")
    small = _before_white(_head(image_bgr, face))
    if condition is Condition.CLEAN:
        return small
    if condition is Condition.WEBP:
        return _coded(small, ".webp", cv2.IMWRITE_WEBP_QUALITY)
    return _coded(small, ".jpg", cv2.IMWRITE_JPEG_QUALITY, (cv2.IMWRITE_JPEG_OPTIMIZE, 1))


def _head(image_bgr: Image, face: Face) -> Image:
    scale = FACE_WIDTH_PX / face.box[2]
    x, y = face.centre
    if scale < 1:
        image_bgr = np.asarray(cv2.GaussianBlur(image_bgr, (0, 0), 0.4 / scale), np.uint8)
    into = np.array([[scale, 0, WIDTH_PX / 2 - scale * x], [0, scale, FACE_MIDDLE_PX - scale * y]])
    way = cv2.INTER_LINEAR if scale < 1 else cv2.INTER_CUBIC
    size = (WIDTH_PX, HEIGHT_PX)
    return np.asarray(cv2.warpAffine(image_bgr, into, size, flags=way, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _before_white(small_bgr: Image) -> Image:
    """Head and shoulders stay, as two ellipses with soft rims."""
    stays = np.zeros((HEIGHT_PX, WIDTH_PX), np.float32)
    head = ((WIDTH_PX / 2, FACE_MIDDLE_PX - 2), (FACE_WIDTH_PX * 1.35, FACE_WIDTH_PX * 1.95), 0.0)
    shoulders = ((WIDTH_PX / 2, HEIGHT_PX + 4.0), (WIDTH_PX * 0.95, 60.0), 0.0)
    for ellipse in (head, shoulders):
        cv2.ellipse(stays, ellipse, 1.0, -1)
    stays = cv2.GaussianBlur(stays, (0, 0), 1.2)[:, :, None]
    return np.asarray(small_bgr * stays + WHITE * (1 - stays), np.uint8)


def _coded(small_bgr: Image, ending: str, quality_key: int, more: tuple[int, ...] = ()) -> Image:
    """Through the best quality that fits."""
    for quality in range(100, -1, -1):
        _, coded = cv2.imencode(ending, small_bgr, [quality_key, quality, *more])
        if len(coded) <= MOST_BYTES:
            break
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
