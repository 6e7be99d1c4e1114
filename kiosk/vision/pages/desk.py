"""The document camera's desk as the journey sees it: a look at each live frame, and a shot when one is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from kiosk.errors import VisionError
from kiosk.vision.pages.find import FoundPage, find_page
from kiosk.vision.pages.flatten import even_light, rectify
from kiosk.vision.pages.judge import Verdict, judge
from kiosk.vision.pages.picture import page_jpeg
from kiosk.vision.pages.quads import Quad
from kiosk.vision.pages.steady import Steadiness

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

THUMBNAIL_PX = 320


@dataclass(frozen=True)
class PageLook:
    """One look. ``corners`` (4, 2) float32 as shares of the frame, TL TR BR BL, or ``None``; ``score`` 0…1.

    ``verdict`` is ``GOOD`` only for a page that has lain still, so a shot may be taken by itself then.
    """

    verdict: Verdict
    corners: Quad | None
    score: float


@dataclass(frozen=True, repr=False)
class PageShot:
    """A page taken: ``jpeg`` (colour, at most 165 KB, flat, evenly lit), ``thumbnail_bgr`` at most 320 px long."""

    jpeg: bytes
    thumbnail_bgr: Bgr
    verdict: Verdict
    width_px: int
    height_px: int


class PageWatch:
    """Watches the live frames of one page; knows no clock. Made anew, or told to ``forget``, for each visit."""

    def __init__(self) -> None:
        self._steadiness = Steadiness()

    def step(self, image_bgr: Bgr) -> PageLook:
        """Looks at one live frame (H, W, 3) uint8. Raises ``NotAnImage`` for an array that is no frame."""
        found = find_page(image_bgr)
        corners = _shares(found, image_bgr)
        steady = self._steadiness.step(image_bgr, corners)
        if found is None:
            return PageLook(judge(image_bgr, None), None, 0.0)
        return PageLook(judge(image_bgr, found) if steady else Verdict.MOVING, corners, found.score)

    def forget(self) -> None:
        """Drops what it remembers of the last frames."""
        self._steadiness.forget()


def take(image_bgr: Bgr, corners: Quad | None = None) -> PageShot:
    """The page of one frame (H, W, 3) uint8, flattened and coded, with the verdict on it.

    ``corners`` (4, 2) as shares of the frame take the place of the finder's. Without any page the whole frame is
    taken and the verdict says so: whoever stands there may know better. Raises ``NotAnImage`` for an array that is
    no frame and ``VisionError`` for corners that enclose nothing.
    """
    height, width = image_bgr.shape[:2] if isinstance(image_bgr, np.ndarray) and image_bgr.ndim == 3 else (0, 0)
    if corners is None:
        found = find_page(image_bgr)
    else:
        found = FoundPage(np.asarray(corners, np.float32) * np.array([width, height], np.float32), 1.0)
    rim = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float32)
    flat = rectify(image_bgr, rim if found is None else found.corners)
    if min(flat.shape[:2]) < 32:
        raise VisionError("the page is too small to be taken")
    page = even_light(flat)
    shrink = min(1.0, THUMBNAIL_PX / max(page.shape[:2]))
    small = cv2.resize(page, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    verdict = judge(image_bgr, found)
    return PageShot(page_jpeg(page), np.asarray(small, np.uint8), verdict, page.shape[1], page.shape[0])


def _shares(found: FoundPage | None, image_bgr: Bgr) -> Quad | None:
    if found is None:
        return None
    return np.asarray(found.corners / np.array([image_bgr.shape[1], image_bgr.shape[0]], np.float32), np.float32)
