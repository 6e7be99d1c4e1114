"""A page as if it had been scanned: the perspective taken out, then the lamp's shading, with every colour kept.

Only lightness is evened out, by one gain for all three channels, so the ratio of the channels stays: a red seal is
as red as before, and signatures keep their blue.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from kiosk.errors import VisionError
from kiosk.vision.pages.bow import bow, straightened
from kiosk.vision.pages.find import check_image
from kiosk.vision.pages.quads import Quad

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

DPI = 150
A4_LONG_PX = round(297 / 25.4 * DPI)
"""Long side of ISO 216 A4 at 150 dpi: 1754 px. A page is never enlarged, only reduced to this."""
A4_SHORT_PX = round(210 / 25.4 * DPI)
WHITE = 246.0
"""Grey that bare paper is brought to; below 255, so that its faintest print still shows."""
MOST_GAIN = 2.2
"""Noise is not turned into grain."""
TRIM_PX = 1.5
"""Cut from each side of the flat page: the desk shines through the outermost pixel."""
DARK_PAPER, LIT_PAPER = 95.0, 150.0
"""Bare paper as dark as the first is a dark cover and stays so; as bright as the second it is brought to white."""
MOST_FALL_OFF = 0.4
"""A desk lamp lights the darkest corner of a page with at least the rest of its brightest place."""
PALE = 0.65
"""Paper is at least this bright beside its brightest place, and more than half of a page is paper."""
DEEPEST_SHADE = 0.6
"""Darker than this share of the lamp's light is no shade but a large dark thing on the page: a photo, a suit."""
_MAP_PX = 160
"""Long side of the small map in which the lamp's shading is found; shading is smooth."""


def rectify(image_bgr: Bgr, corners: Quad, *, long_px: int = A4_LONG_PX) -> Bgr:
    """The page within ``corners`` (4, 2) px, TL TR BR BL, seen straight on, (h, w, 3) uint8 in its own aspect.

    The long side has as many pixels as in the frame, at most ``long_px``. Raises ``NotAnImage`` for an array that
    is no frame and ``VisionError`` for corners that enclose nothing.
    """
    return _straight_on(image_bgr, _measured(image_bgr, corners, long_px))


def rectify_grey(image_bgr: Bgr, corners: Quad, *, long_px: int = A4_LONG_PX) -> Bgr:
    """As ``rectify``, but (h, w) uint8 grey, in half of the time."""
    measured = _measured(image_bgr, corners, long_px)
    return _straight_on(np.asarray(cv2.cvtColor(image_bgr, cv2.COLOR_BGR2GRAY), np.uint8), measured)


def flattened(image_bgr: Bgr, corners: Quad, *, long_px: int = A4_LONG_PX) -> Bgr:
    """As ``rectify``, and a page whose rims bow as a bent page's do (``bow``) is straightened too."""
    quad, width, height, shrink = _measured(image_bgr, corners, long_px)
    bent = bow(image_bgr, quad, (width, height))
    if bent is None:
        return rectify(image_bgr, corners, long_px=long_px)
    if shrink < 0.5:
        smaller = cv2.resize(image_bgr, None, fx=2 * shrink, fy=2 * shrink, interpolation=cv2.INTER_AREA)
        return flattened(np.asarray(smaller, np.uint8), quad * np.float32(2 * shrink), long_px=long_px)
    at = np.stack([*straightened(width, height, bent), np.ones((height, width), np.float32)], axis=-1)
    seen = cv2.transform(at, np.linalg.inv(_warp(quad, width, height)))
    x, y = (np.asarray(seen[..., axis] / seen[..., 2], np.float32) for axis in (0, 1))
    return np.asarray(cv2.remap(image_bgr, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _straight_on(image: Bgr, measured: tuple[Quad, int, int, float]) -> Bgr:
    quad, width, height, shrink = measured
    # Reducing by more than half in one bilinear warp would alias fine print.
    how = cv2.INTER_AREA if shrink < 0.5 else cv2.INTER_CUBIC
    warp = _warp(quad, width, height)
    page = cv2.warpPerspective(image, warp, (width, height), flags=how, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(page, np.uint8)


def _measured(image_bgr: Bgr, corners: Quad, long_px: int) -> tuple[Quad, int, int, float]:
    """The corners (4, 2), width and height of the flat page, and how much smaller it is than in the frame."""
    check_image(image_bgr)
    quad = np.asarray(corners, np.float32).reshape(-1, 2)
    if quad.shape != (4, 2) or not np.isfinite(quad).all() or cv2.contourArea(quad) < 64:
        raise VisionError("the corners enclose no page")
    width, height = page_size(quad, image_bgr.shape[1], image_bgr.shape[0])
    shrink = min(1.0, long_px / max(width, height))
    return quad, max(8, round(width * shrink)), max(8, round(height * shrink)), shrink


def _warp(quad: Quad, width: int, height: int) -> Any:
    """From the frame to the flat page, a little of each rim cut off."""
    left, top, right, bottom = -TRIM_PX, -TRIM_PX, width - 1 + TRIM_PX, height - 1 + TRIM_PX
    return cv2.getPerspectiveTransform(
        quad, np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    )


def page_size(quad: Quad, frame_width: int, frame_height: int) -> tuple[float, float]:
    """Width and height in px of the flat page that looks like ``quad``.

    The aspect is that of a rectangle seen by a camera whose axis is the frame's middle (Zhang and He, "Whiteboard
    scanning and image enhancement", 2007); where perspective is too weak to tell, that of the mean sides.
    """
    top, right, bottom, left = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
    width, height = float(max(top, bottom)), float(max(left, right))
    mean_aspect = float((top + bottom) / (left + right))
    aspect = _true_aspect(quad - np.array([frame_width / 2, frame_height / 2]))
    if aspect is None or not 0.85 < aspect / mean_aspect < 1.18:
        aspect = mean_aspect
    return (width, width / aspect) if width / aspect >= height else (height * aspect, height)


def _true_aspect(quad: Any) -> float | None:
    """Width over height by Zhang and He; ``None`` when the quad is nearly a parallelogram."""
    top_left, top_right, bottom_right, bottom_left = (
        np.array([*corner, 1.0]) for corner in quad.astype(np.float64)
    )
    across = float(np.cross(top_left, bottom_right) @ bottom_left)
    second = across / float(np.cross(top_right, bottom_right) @ bottom_left or 1e-9)
    third = float(np.cross(top_left, bottom_right) @ top_right) / float(
        np.cross(bottom_left, bottom_right) @ top_right or 1e-9
    )
    along_x, along_y = second * top_right - top_left, third * bottom_left - top_left
    if min(abs(along_x[2]), abs(along_y[2])) < 0.02:
        return None
    focal = -(along_x[0] * along_y[0] + along_x[1] * along_y[1]) / (along_x[2] * along_y[2])
    if focal <= 0:
        return None
    squares = [(v[0] ** 2 + v[1] ** 2) / focal + v[2] ** 2 for v in (along_x, along_y)]
    return float(np.sqrt(squares[0] / squares[1])) if squares[1] > 0 else None


def even_light(page_bgr: Bgr) -> Bgr:
    """The page (h, w, 3) uint8 under an even lamp, bare paper near white; hue and saturation unchanged.

    Raises ``NotAnImage`` for an array that is no picture.
    """
    check_image(page_bgr)
    height, width = page_bgr.shape[:2]
    bare = _bare_paper(page_bgr)
    most = float(np.interp(np.median(bare), (DARK_PAPER, LIT_PAPER), (1.0, MOST_GAIN)))
    gain = np.clip(WHITE / np.maximum(bare, 1.0), 0.9, max(0.9, most)).astype(np.float32)
    whole = cv2.resize(gain, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(page_bgr, cv2.merge([whole, whole, whole]), dtype=cv2.CV_8U), np.uint8)


def _bare_paper(page_bgr: Bgr) -> Any:
    """How bright bare paper is or would be at every place of a small map, (h, w) float32."""
    height, width = page_bgr.shape[:2]
    scale = _MAP_PX / max(height, width)
    tiny = cv2.resize(
        page_bgr, (max(8, round(width * scale)), max(8, round(height * scale))), interpolation=cv2.INTER_AREA
    )
    # The largest channel, not the grey: a red seal's red is as bright as the paper, so no seal darkens the map.
    light = np.asarray(tiny.max(axis=2), np.uint8)
    side = _MAP_PX // 5 | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))
    closed = cv2.morphologyEx(light, cv2.MORPH_CLOSE, kernel, borderType=cv2.BORDER_REPLICATE).astype(np.float32)
    lamp = _lamp(closed)
    brightest = float(np.percentile(closed, 98))
    if float((light >= PALE * brightest).mean()) < 0.5:
        # A dark card with bright letters, or a photo: no paper by which to follow the lamp, so one gain for all.
        return np.full_like(closed, brightest)
    bare = np.where(closed < DEEPEST_SHADE * lamp, lamp, closed)
    return cv2.GaussianBlur(bare, (0, 0), side / 4, borderType=cv2.BORDER_REPLICATE)


def _lamp(closed: Any) -> Any:
    """The lamp's smooth fall-off alone: a quadratic surface through the brighter places, (h, w) float32."""
    height, width = closed.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    sparse, level = terms[::3, ::3].reshape(-1, 6), closed[::3, ::3].ravel()
    kept = level >= np.percentile(level, 75)
    surface = np.full(6, 0.0)
    for _ in range(3):
        surface = np.linalg.lstsq(sparse[kept], level[kept], rcond=None)[0]
        kept = level >= 0.9 * (sparse @ surface)
    brightest = float(np.percentile(level[kept], 90)) if kept.any() else 255.0
    return np.clip(terms @ surface, (1 - MOST_FALL_OFF) * brightest, brightest).astype(np.float32)
