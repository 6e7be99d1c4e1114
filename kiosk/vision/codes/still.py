"""Codes of a picture that will not come again: everything is tried, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from kiosk.vision.codes.engines import Code, Grey, first, second
from kiosk.vision.codes.treatments import TREATMENTS
from kiosk.vision.pages.find import check_image

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

MOST_PX = 1600
"""A larger picture is reduced to this: a code that needs more was not held to the camera."""
SECOND_PX = 900
"""The second opinion looks at no more than this, as its time grows with the frame (70 ms at 1600 px, 20 here)."""
STILL_S = 1.5
"""Time a still picture is given; all treatments of a full one take about half a second."""
_SIDES = (1600, 1000)
"""Sizes at which a still is looked at: a blurred code is read better from the smaller one."""


def read_codes(image_bgr: Bgr) -> list[Code]:
    """Every code of the picture (H, W, 3) uint8 as it is, each text once; an empty list when there is none.

    Raises ``NotAnImage`` for an array that is no picture.
    """
    grey = grey_of(image_bgr)
    return each_once(first(at_most(grey, MOST_PX)) or second(at_most(grey, SECOND_PX)))


def read_still(
    image_bgr: Bgr, *, within_s: float = STILL_S, clock: Callable[[], float] = time.monotonic
) -> list[Code]:
    """Every code of the picture (H, W, 3) uint8; what is not read as it is, is looked at in every other light.

    Ends with the first treatment that reads anything, and begins none after ``within_s``. Raises ``NotAnImage``
    for an array that is no picture.
    """
    begun = clock()
    grey = grey_of(image_bgr)
    found = first(at_most(grey, MOST_PX))
    sides = [side for side in _SIDES if side == _SIDES[0] or side < max(grey.shape)]
    for look in TREATMENTS:
        for side in sides:
            if found or clock() - begun > within_s:
                return each_once(found)
            found = look.read(at_most(grey, side))
    return each_once(found)


def grey_of(image_bgr: Bgr) -> Grey:
    """(H, W) uint8. Raises ``NotAnImage`` for an array that is no picture."""
    check_image(image_bgr)
    return np.asarray(cv2.cvtColor(image_bgr, cv2.COLOR_BGR2GRAY), np.uint8)


def at_most(grey: Grey, side_px: int) -> Grey:
    """``grey`` with a long side of at most ``side_px``."""
    scale = side_px / max(grey.shape)
    if scale >= 1.0:
        return grey
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def each_once(codes: list[Code]) -> list[Code]:
    """The same without doubles, in order."""
    return list(dict.fromkeys(codes))
