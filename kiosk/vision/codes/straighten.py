"""A QR code on bent or crumpled paper, drawn back onto its grid.

zxing-cpp finds such a code and knows its corners and its number of modules, but looks for each module where it
would lie on a plane. Where paper bends, the edges between modules lie beside the lines of the grid. By how much is
asked of the edges nearby: each is the hand of a clock that goes round once a module. Such a clock cannot tell half
a module to the right from half a module to the left, so its turns are counted from the finder patterns on, whose
places are known. What is drawn wrongly is not read: the code's own error correction has the last word.
"""

from __future__ import annotations

import heapq
from typing import Any

import cv2
import numpy as np

from kiosk.vision.codes.engines import OURS, Code, Grey, Unread, first, unread

MODULE_PX = 8
"""A module of the straight picture."""
QUIET = 4
"""Modules of room around it."""
NEARBY = 0.7
"""Modules over which edges are asked together at first (the sigma of a Gaussian): few, for facets are small."""
REST_NEARBY, REST_LOOKS = 1.0, 2
"""The same for what is left then, less than half a module, and how often it is asked for."""
MOST_MODULES = 57
"""Version 10. Larger codes take longer, and none is on a slip or a certificate."""
MOST_CODES = 1
"""So many of a picture are tried, so that a live frame is over in time."""
SMALL_PX = 640
"""A smaller picture is enlarged: the modules of its codes are few pixels wide."""
STEADY = 0.5
"""How far a slope goes on from a module to the next: 1 all of it, 0 not at all."""
FINDER_MODULE = 3
"""From a corner to the middle of its finder pattern."""
Map = np.ndarray[Any, np.dtype[np.float32]]


def straightened(grey: Grey) -> list[Code]:
    """What the bent QR codes of ``grey`` (H, W) uint8 say; one that lies flat is read by ``engines.first``."""
    if max(grey.shape) < SMALL_PX:
        grey = np.asarray(cv2.resize(grey, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_CUBIC), np.uint8)
    bent = [one for one in unread(grey) if one.modules <= MOST_MODULES and _is_square_seen_aslant(one)]
    return [code for one in bent[:MOST_CODES] for code in _read(grey, one)]


def _is_square_seen_aslant(code: Unread) -> bool:
    """Four corners in their order, and at least a pixel for each module."""
    around = code.corners.reshape(-1, 1, 2)
    return bool(cv2.isContourConvex(around)) and cv2.contourArea(around) > code.modules**2


def _read(grey: Grey, code: Unread) -> list[Code]:
    to_grey = _perspective(code)
    side = (code.modules + 2 * QUIET) * MODULE_PX
    grid = np.dstack(np.meshgrid(np.arange(side, dtype=np.float32), np.arange(side, dtype=np.float32)))
    places: Map = grid
    for look in range(1 + REST_LOOKS):
        flat = _seen(grey, to_grey, places)
        beside = np.dstack([_beside(flat, axis, counted=look == 0) for axis in (1, 0)])
        places = _taken(places, grid + beside)
        found = first(_seen(grey, to_grey, places), OURS)
        if found:
            return found
    return []


def _perspective(code: Unread) -> Any:
    """(3, 3): from the straight picture to the seen one."""
    begin, end = QUIET * MODULE_PX - 0.5, (QUIET + code.modules) * MODULE_PX - 0.5
    square = np.array([[begin, begin], [end, begin], [end, end], [begin, end]], np.float32)
    return cv2.getPerspectiveTransform(square, code.corners)


def _seen(grey: Grey, to_grey: Any, places: Map) -> Grey:
    """The picture (side, side) at ``places`` (side, side, 2) of the straight one, a little softened."""
    seen = _taken(grey, cv2.perspectiveTransform(places, to_grey))
    return np.asarray(cv2.GaussianBlur(seen, (0, 0), 1.2), np.uint8)


def _taken(image: Any, places: Any) -> Any:
    """What lies at ``places`` (h, w, 2) of an image or a map."""
    across, down = cv2.split(places)
    return cv2.remap(image, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _beside(flat: Grey, axis: int, *, counted: bool) -> Map:
    """By how many px the edges across ``axis`` (1: a row, 0: a column) lie beside the grid's lines, (side, side).

    ``counted``: the clock's turns are counted from the finder patterns on; else what is told is half a module at
    most.
    """
    turns, sure = _clock(flat, axis, NEARBY if counted else REST_NEARBY)
    if counted:
        turns = _unwound(turns, sure)
    beside = cv2.resize(turns * MODULE_PX, flat.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(beside, np.float32)


def _clock(flat: Grey, axis: int, nearby: float) -> tuple[Map, Map]:
    """For each module of the straight picture, what its edges' clock says (in turns, −0.5…0.5) and how sure."""
    edges = np.abs(cv2.Sobel(flat, cv2.CV_32F, int(axis == 1), int(axis == 0)))
    rim = (QUIET - 1) * MODULE_PX
    edges[:rim] = edges[-rim:] = edges[:, :rim] = edges[:, -rim:] = 0
    hand = np.arange(0.5, len(edges), dtype=np.float32) * np.float32(2 * np.pi / MODULE_PX)
    hand = hand[None, :] if axis == 1 else hand[:, None]
    east, north, all_of_them = (
        _around(part, nearby) for part in (edges * np.cos(hand), edges * np.sin(hand), edges)
    )
    agreed = np.hypot(east, north) / (all_of_them + 1e-3)
    sure = agreed * np.minimum(1.0, all_of_them / (all_of_them.mean() + 1e-3))
    return np.asarray(np.arctan2(north, east) / (2 * np.pi), np.float32), np.asarray(sure, np.float32)


def _around(part: Any, nearby: float) -> Any:
    """The mean over each module, and over what is ``nearby``."""
    modules = (len(part) // MODULE_PX, len(part) // MODULE_PX)
    mean = cv2.resize(part, modules, interpolation=cv2.INTER_AREA)
    return cv2.GaussianBlur(mean, (0, 0), nearby)


def _unwound(turns: Map, sure: Map) -> Map:
    """``turns`` (modules, modules) with whole turns added, so that neighbours follow each other: the surest first,
    from the middles of the three finder patterns on."""
    begin, end = QUIET - 2, len(turns) - QUIET + 2  # the code, and one module around it that bounds the way
    clock, trust = (one[begin:end, begin:end].ravel().tolist() for one in (turns, sure))
    side = end - begin
    within = np.pad(np.ones((side - 2, side - 2), bool), 1).ravel().tolist()
    near, far = 2 + FINDER_MODULE, side - 3 - FINDER_MODULE
    told: dict[int, float] = {}
    waiting = [(-np.inf, row * side + column, 0.0) for row, column in ((near, near), (near, far), (far, near))]
    while waiting:
        _, place, wanted = heapq.heappop(waiting)
        if place in told:
            continue
        here = told[place] = clock[place] + round(wanted - clock[place])
        for step in (-1, 1, -side, side):
            ahead = place + step
            if within[ahead] and ahead not in told:
                slope = here - told.get(place - step, here)
                heapq.heappush(waiting, (-trust[ahead], ahead, here + STEADY * slope))
    counted = np.array([told.get(place, 0.0) for place in range(side * side)], np.float32).reshape(side, side)
    smooth = cv2.GaussianBlur(counted[1:-1, 1:-1], (0, 0), NEARBY)
    return np.asarray(np.pad(smooth, ((begin + 1, len(turns) - end + 1),) * 2, mode="edge"), np.float32)
