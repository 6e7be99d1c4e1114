"""Does colour carry meaning on a page? A seal, a signature in blue, a photo; a cast of the lamp does not."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.find import check_image

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

LOOK_PX = 600
"""Long side of the view that is asked."""
LEAST_CHROMA = 13.0
"""Distance from the paper's own colour in 8-bit Lab a, b from which a spot is coloured."""
LEAST_SHARE = 0.00015
"""Share of the page in coloured spots: a short signature in ballpoint on A4 has 0.0004, black print 0.0000."""


def carries_colour(page_bgr: Bgr) -> bool:
    """Is there anything on the flat page (h, w, 3) uint8 that grey would take away? Raises ``NotAnImage``."""
    return coloured_share(page_bgr) >= LEAST_SHARE


def coloured_share(page_bgr: Bgr) -> float:
    """Share of the page in spots of a colour other than the paper's and its print's, 0…1."""
    check_image(page_bgr)
    scale = min(1.0, LOOK_PX / max(page_bgr.shape[:2]))
    small = cv2.resize(page_bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    rim_y, rim_x = small.shape[0] // 50, small.shape[1] // 50
    inner = small[rim_y : small.shape[0] - rim_y, rim_x : small.shape[1] - rim_x]
    lab = cv2.cvtColor(cv2.blur(inner, (3, 3)), cv2.COLOR_BGR2LAB).astype(np.float32)
    axes = lab[..., 1:] - np.median(lab[..., 1:].reshape(-1, 2), axis=0)
    return float((np.hypot(axes[..., 0], axes[..., 1]) >= LEAST_CHROMA).mean())
