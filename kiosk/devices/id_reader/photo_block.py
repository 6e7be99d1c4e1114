"""The photo block of a card: what it looks like, and what a picture made of it must look like."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

BLOCK_BYTES = 1024
WIDTH_PX, HEIGHT_PX = 102, 126
HEADER = bytes.fromhex("574C66007E00320000FF")
"""``WL``, width 102, height 126 and constants: the same on every public sample."""

RAW_BYTES = WIDTH_PX * HEIGHT_PX * 3

Bgr = np.ndarray[Any, np.dtype[np.uint8]]


def is_photo_block(wlt: bytes) -> bool:
    """Does this look like a photo block at all? Asked before any decoder sees it."""
    return len(wlt) == BLOCK_BYTES and wlt.startswith(HEADER)


def portrait(image: bytes, *, flip_vertical: bool = False) -> Bgr | None:
    """The picture in ``image`` (BMP or PNG), (126, 102, 3) uint8 BGR; ``None`` when it is none of that size."""
    try:
        picture = cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_COLOR) if image else None
    except cv2.error:
        return None
    if picture is None or picture.shape != (HEIGHT_PX, WIDTH_PX, 3):
        return None
    return _upright(picture, flip_vertical)


def raw_portrait(pixels: bytes, *, flip_vertical: bool = False) -> Bgr | None:
    """The picture in 38,556 bytes of BGR rows; ``None`` for any other size."""
    if len(pixels) != RAW_BYTES:
        return None
    return _upright(np.frombuffer(pixels, np.uint8).reshape(HEIGHT_PX, WIDTH_PX, 3), flip_vertical)


def _upright(picture: Any, flip_vertical: bool) -> Bgr:
    return np.array(picture[::-1] if flip_vertical else picture, dtype=np.uint8, order="C")
