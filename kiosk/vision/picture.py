"""Pictures at the border of vision: bytes become an image, or ``NotAnImage``."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.errors import NotAnImage

Image = NDArray[np.uint8]


def decoded(data: bytes) -> Image:
    """PNG, JPEG or BMP bytes as an HxWx3 uint8 BGR image. Raises ``NotAnImage``."""
    try:
        image_bgr = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
    except cv2.error:
        image_bgr = None
    if image_bgr is None:
        raise NotAnImage("the bytes are no picture")
    return checked(np.asarray(image_bgr, np.uint8))


def checked(image_bgr: object) -> Image:
    """The image itself when it is HxWx3 uint8 with at least 16 pixels a side. Raises ``NotAnImage``."""
    if not isinstance(image_bgr, np.ndarray) or image_bgr.dtype != np.uint8 or image_bgr.ndim != 3:
        raise NotAnImage("not an array of 8-bit colour pixels")
    if image_bgr.shape[2] != 3 or min(image_bgr.shape[:2]) < 16:
        raise NotAnImage("not a colour picture of a useful size")
    return image_bgr
