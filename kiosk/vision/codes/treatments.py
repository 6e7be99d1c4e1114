"""The same frame in another light, for codes that cannot be read as they are.

Which harm each mends, and how many codes it gave back on what was drawn for it, stands in ``docs/documents.md``;
they are in the order of that gain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.vision.codes.engines import BARS, OURS, SQUARES, Code, Grey, first, second
from kiosk.vision.codes.straighten import straightened

_GAP = np.ones((5, 5), np.uint8)
_NEAR = np.ones((7, 7), np.uint8)
_LEAST_SPAN = 12.0
"""Grey levels between the darkest and the brightest nearby below which there is no print, only noise."""
_SHRUNK = 0.125
"""The map of nearby extremes is made at an eighth of the size: a module is smaller, a quiet zone larger."""


def evened(grey: Grey) -> Grey:
    """Noise softened, then every place stretched between the darkest and the brightest nearby: shade, fading."""
    soft = cv2.GaussianBlur(grey, (0, 0), 1.0)
    small = cv2.resize(soft, None, fx=_SHRUNK, fy=_SHRUNK, interpolation=cv2.INTER_AREA)
    brightest, darkest = (
        cv2.resize(cv2.blur(one, (7, 7)), grey.shape[::-1]).astype(np.float32)
        for one in (cv2.dilate(small, _NEAR), cv2.erode(small, _NEAR))
    )
    span = np.maximum(brightest - darkest, _LEAST_SPAN)
    return np.asarray(cv2.convertScaleAbs((soft - darkest) / span, alpha=255.0), np.uint8)


def sharpened(grey: Grey) -> Grey:
    """Out of focus, or moved a little."""
    return np.asarray(cv2.addWeighted(grey, 3.0, cv2.GaussianBlur(grey, (0, 0), 2.0), -2.0, 0), np.uint8)


def closed(grey: Grey) -> Grey:
    """White gaps in the ink closed: a ribbon that skips, a scratch."""
    return np.asarray(cv2.morphologyEx(grey, cv2.MORPH_OPEN, _GAP), np.uint8)


def enlarged(grey: Grey) -> Grey:
    """Twice as large, edges sharpened: small codes."""
    large = cv2.resize(grey, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_CUBIC)
    return sharpened(np.asarray(large, np.uint8))


def negative(grey: Grey) -> Grey:
    """Light bars on dark, evened."""
    return np.asarray(255 - evened(grey), np.uint8)


def turned(degrees: float) -> Callable[[Grey], Grey]:
    """Bars that lie aslant are sought along rows and columns only."""

    def turn(grey: Grey) -> Grey:
        height, width = grey.shape
        spin = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        return np.asarray(cv2.warpAffine(grey, spin, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)

    return turn


@dataclass(frozen=True)
class Look:
    """One way to read a grey picture (H, W) uint8; in a live frame its long side has at most ``live_px``, so that
    the look ends in time."""

    name: str
    read: Callable[[Grey], list[Code]]
    live_px: int


def _by_first(treatment: Callable[[Grey], Grey]) -> Callable[[Grey], list[Code]]:
    return lambda grey: first(treatment(grey), OURS)


AS_IT_IS = Look("as it is", lambda grey: first(grey, OURS), 1280)
TREATMENTS = (
    Look("evened", _by_first(evened), 960),
    Look("straightened", straightened, 960),
    Look("second opinion", second, 720),
    Look("sharpened", _by_first(sharpened), 960),
    Look("gaps closed", _by_first(closed), 1280),
    Look("other bars", lambda grey: first(grey, BARS), 640),
    Look("enlarged", _by_first(enlarged), 540),
    Look("other squares", lambda grey: first(grey, SQUARES), 540),
    Look("aslant by 45", _by_first(turned(45.0)), 960),
    Look("negative", _by_first(negative), 800),
    Look("aslant by 20", _by_first(turned(20.0)), 960),
    Look("evened, second opinion", lambda grey: second(evened(grey)), 720),
    Look("negative, second opinion", lambda grey: second(np.asarray(255 - grey, np.uint8)), 720),
)
