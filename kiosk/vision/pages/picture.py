"""Picture bytes in and out: what comes in is checked before it is unpacked, what goes out is plain JPEG."""

from __future__ import annotations

import io
from typing import Any

import cv2
import numpy as np
from PIL import Image

from kiosk.errors import NotAnImage, VisionError

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

MOST_PIXELS = 60_000_000
"""A larger picture is refused unopened: 60 megapixels are 180 MB unpacked, and A4 at 600 dpi has 35."""
QUALITY = 50
"""JPEG quality at which print at 150 dpi was read as well as the original (measured: 54 of 54 fields)."""
PAGE_BYTES = 158_000
"""Room of one page in the PDF, so that picture, text layer and frame stay within 170 KB."""
_QUALITIES = (QUALITY, 44, 38, 32, 26, 20)


def read_picture(data: bytes) -> Bgr:
    """The picture in ``data`` (JPEG, PNG, BMP, TIFF, WebP), (H, W, 3) uint8 BGR, turned as its EXIF says.

    Raises ``NotAnImage`` for anything else, for broken files and for more than ``MOST_PIXELS``.
    """
    try:
        with Image.open(io.BytesIO(data)) as peek:
            pixels = peek.width * peek.height
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise NotAnImage("these bytes are no picture") from None
    if pixels > MOST_PIXELS:
        raise NotAnImage("the picture has too many pixels")
    try:
        image_bgr = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        image_bgr = None
    if image_bgr is None or image_bgr.size == 0:
        raise NotAnImage("the picture is damaged")
    return np.asarray(image_bgr, np.uint8)


def page_jpeg(page_bgr: Bgr, *, room: int = PAGE_BYTES) -> bytes:
    """The page (h, w, 3) uint8 as baseline colour JPEG without metadata, in at most ``room`` bytes.

    Quality begins at ``QUALITY`` and falls until it fits; a page too busy even for the last is made smaller. The
    same page gives the same bytes. Raises ``VisionError`` when the picture cannot be coded.
    """
    page = page_bgr
    while True:
        for quality in _QUALITIES:
            data = _coded(page, quality)
            if len(data) <= room:
                return data
        if min(page.shape[:2]) < 200:
            raise VisionError("a page does not fit its room")
        page = np.asarray(cv2.resize(page, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA), np.uint8)


def _coded(page_bgr: Bgr, quality: int) -> bytes:
    try:
        good, data = cv2.imencode(
            ".jpg", page_bgr, [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
        )
    except cv2.error:
        good, data = False, None
    if not good or data is None:
        raise VisionError("the page cannot be coded as JPEG")
    return bytes(data)
