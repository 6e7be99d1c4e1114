"""The document camera's desk as the journey sees it: a look at each live frame, and a shot when one is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from kiosk.errors import VisionError
from kiosk.vision.pages.colour import carries_colour
from kiosk.vision.pages.find import FoundPage, check_image, find_page
from kiosk.vision.pages.flatten import A4_LONG_PX, even_light, flattened, rectify
from kiosk.vision.pages.judge import Verdict, judge, judge_flat
from kiosk.vision.pages.picture import page_jpeg
from kiosk.vision.pages.quads import Quad
from kiosk.vision.pages.sameness import Fingerprint, fingerprint, is_same
from kiosk.vision.pages.steady import Steadiness
from kiosk.vision.pages.upright import AS_IT_LIES, Turn, Upright, turned

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

THUMBNAIL_PX = 320
WATCH_PX = 640
"""Long side of the flat page in which a live look knows a page again."""


@dataclass(frozen=True)
class PageLook:
    """One look. ``corners`` (4, 2) float32 as shares of the frame, TL TR BR BL, or ``None``; ``score`` 0…1.

    ``verdict`` is ``GOOD`` only for a page that has lain still, so a shot may be taken by itself then.
    """

    verdict: Verdict
    corners: Quad | None
    score: float


@dataclass(frozen=True)
class Before:
    """What must not come again: the ``last`` page taken, and the ``front`` of which this is the back."""

    last: Fingerprint | None = None
    front: Fingerprint | None = None

    def verdict(self, page: Fingerprint) -> Verdict:
        """``WRONG_SIDE``, ``DUPLICATE`` or ``GOOD``."""
        if self.front is not None and is_same(page, self.front):
            return Verdict.WRONG_SIDE
        if self.last is not None and is_same(page, self.last):
            return Verdict.DUPLICATE
        return Verdict.GOOD


NOTHING_BEFORE = Before()


@dataclass(frozen=True, repr=False)
class PageShot:
    """A page taken: ``jpeg`` (colour, at most 158 KB, flat, evenly lit), ``thumbnail_bgr`` at most 320 px long.

    ``turned`` says how it was turned to stand upright, ``coloured`` whether grey would take meaning away, and
    ``fingerprint`` knows the page again (``Before``).
    """

    jpeg: bytes
    thumbnail_bgr: Bgr
    verdict: Verdict
    width_px: int
    height_px: int
    turned: Turn = AS_IT_LIES
    coloured: bool = True
    fingerprint: Fingerprint | None = None


class PageWatch:
    """Watches the live frames of one page; knows no clock. Made anew, or told to ``forget``, for each visit."""

    def __init__(self, before: Before = NOTHING_BEFORE) -> None:
        self._before = before
        self._steadiness = Steadiness()
        self._good = False

    def step(self, image_bgr: Bgr) -> PageLook:
        """Looks at one live frame (H, W, 3) uint8. Raises ``NotAnImage`` for an array that is no frame."""
        found = find_page(image_bgr)
        corners = _shares(found, image_bgr)
        self._good = self._steadiness.step(image_bgr, corners) and self._good
        if found is None:
            return PageLook(judge(image_bgr, None), None, 0.0)
        if not self._steadiness.steady:
            return PageLook(Verdict.MOVING, corners, found.score)
        # A good page stays good until something moves or the light changes; a fault is looked at anew each time.
        verdict = Verdict.GOOD if self._good else self._judged(image_bgr, found)
        self._good = verdict is Verdict.GOOD
        return PageLook(verdict, corners, found.score)

    def _judged(self, image_bgr: Bgr, found: FoundPage) -> Verdict:
        verdict = judge(image_bgr, found)
        if verdict is not Verdict.GOOD or self._before == NOTHING_BEFORE:
            return verdict
        return self._before.verdict(fingerprint(rectify(image_bgr, found.corners, long_px=WATCH_PX)))

    def forget(self) -> None:
        """Drops what it remembers of the last frames."""
        self._steadiness.forget()
        self._good = False


def take(
    image_bgr: Bgr, corners: Quad | None = None, *, upright: Upright | None = None, before: Before = NOTHING_BEFORE
) -> PageShot:
    """The page of one frame (H, W, 3) uint8, flattened, turned upright and coded, with the verdict on it.

    ``corners`` (4, 2) as shares of the frame take the place of the finder's: they were set by hand, so only what
    lies within is judged. Without any page the whole frame is taken and the verdict says so: whoever stands there
    may know better. Without ``upright`` the page stays as it lies. Raises ``NotAnImage`` for an array that is no
    frame and ``VisionError`` for corners that enclose nothing.
    """
    check_image(image_bgr)
    height, width = image_bgr.shape[:2]
    if corners is not None:
        flat = flattened(image_bgr, np.asarray(corners, np.float32) * np.array([width, height], np.float32))
        return _shot(flat, judge_flat(flat), upright, before)
    found = find_page(image_bgr)
    rim = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float32)
    flat = flattened(image_bgr, rim if found is None else found.corners)
    return _shot(flat, judge(image_bgr, found, flat), upright, before)


def take_sheet(
    sheet_bgr: Bgr,
    *,
    upright: Upright | None = None,
    before: Before = NOTHING_BEFORE,
) -> PageShot:
    """The page that a flatbed, a feeder or a file brought, (h, w, 3) uint8 to its rim: no desk, no perspective.

    Raises ``NotAnImage`` for an array that is no picture and ``VisionError`` for one too small to be a page.
    """
    check_image(sheet_bgr)
    scale = min(1.0, A4_LONG_PX / max(sheet_bgr.shape[:2]))
    flat = np.asarray(cv2.resize(sheet_bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    return _shot(flat, judge_flat(flat), upright, before)


def _shot(flat_bgr: Bgr, verdict: Verdict, upright: Upright | None, before: Before) -> PageShot:
    """The shot of a flat page as it lay."""
    if min(flat_bgr.shape[:2]) < 32:
        raise VisionError("the page is too small to be taken")
    even = even_light(flat_bgr)
    turn = AS_IT_LIES if upright is None or verdict is Verdict.EMPTY else upright.quarter_turns(even)
    page = turned(even, turn.quarters)
    known = fingerprint(page)
    if verdict is Verdict.GOOD:
        verdict = before.verdict(known)
    if verdict is Verdict.GOOD and upright is not None and not turn.sure:
        verdict = Verdict.TURNED
    return PageShot(
        page_jpeg(page), _small(page), verdict, page.shape[1], page.shape[0], turn, carries_colour(page), known
    )


def _small(page_bgr: Bgr) -> Bgr:
    shrink = min(1.0, THUMBNAIL_PX / max(page_bgr.shape[:2]))
    return np.asarray(cv2.resize(page_bgr, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)


def _shares(found: FoundPage | None, image_bgr: Bgr) -> Quad | None:
    if found is None:
        return None
    return np.asarray(found.corners / np.array([image_bgr.shape[1], image_bgr.shape[0]], np.float32), np.float32)
