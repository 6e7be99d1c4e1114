"""Head and shoulders out of a camera picture, small enough to send."""

from __future__ import annotations

import cv2

from kiosk.errors import NotAnImage
from kiosk.vision.picture import Image

AROUND = 2.0
"""The cut's side in face heights; the face stands in its middle."""
SIDE_PX = 480
QUALITIES = (90, 80, 65, 50)
MOST_BYTES = 128 * 1024


def portrait_jpeg(image_bgr: Image, box: tuple[float, float, float, float]) -> bytes:
    """A square JPEG of at most 480 px and 128 KB around ``box`` (x, y, width, height as parts of the picture).

    Raises ``NotAnImage`` for a box outside the picture.
    """
    height, width = image_bgr.shape[:2]
    x, y, face_width, face_height = box
    side = max(face_height * height, face_width * width) * AROUND
    middle_x, middle_y = (x + face_width / 2) * width, (y + face_height / 2) * height
    left, top = max(0, round(middle_x - side / 2)), max(0, round(middle_y - side / 2))
    cut = image_bgr[top : round(middle_y + side / 2), left : round(middle_x + side / 2)]
    if cut.size == 0:
        raise NotAnImage("no face in the picture")
    scale = min(1.0, SIDE_PX / max(cut.shape[:2]))
    small = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    for quality in QUALITIES:
        done, coded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if done and len(coded) <= MOST_BYTES:
            break
    small.fill(0)
    return coded.tobytes()
