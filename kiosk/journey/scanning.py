"""The paper port over ``kiosk.vision.pages``."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from kiosk.errors import NotAnImage
from kiosk.journey.ports import Bgr
from kiosk.vision.pages.desk import NOTHING_BEFORE, Before, PageShot, PageWatch, take, take_sheet
from kiosk.vision.pages.find import check_image
from kiosk.vision.pages.pdf import BoundPage, material_pdf
from kiosk.vision.pages.picture import read_picture
from kiosk.vision.pages.quads import Quad
from kiosk.vision.pages.sides import both_sides, both_sides_of_sheets
from kiosk.vision.pages.upright import Upright

SHOWN_PX = 1000
"""The picture's width on the panel (design-language, part 14: 996 px)."""


class PaperDesk:
    """Finds, flattens, turns, judges and binds pages; holds nothing between calls but the net that knows up."""

    def __init__(self, upright: Upright | None = None) -> None:
        self._upright = upright

    def watch(self, before: Before = NOTHING_BEFORE) -> PageWatch:
        """A fresh watch for a page that is none of ``before``."""
        return PageWatch(before)

    def small(self, image_bgr: Bgr) -> Bgr:
        """The picture (HxWx3 uint8) as it is shown: a copy about ``SHOWN_PX`` wide. Raises ``NotAnImage``.

        Whole pixels go into one, which OpenCV does many times faster than any other reduction.
        """
        check_image(image_bgr)
        fewer = max(1, round(image_bgr.shape[1] / SHOWN_PX))
        size = (image_bgr.shape[1] // fewer, image_bgr.shape[0] // fewer)
        whole = image_bgr[: size[1] * fewer, : size[0] * fewer]
        if fewer == 1:
            return image_bgr.copy()
        return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.uint8)

    def join(self, front: bytes, back: bytes) -> PageShot:
        """One A4 page of the two sides of a card (JPEG), in true size. Raises ``VisionError``."""
        return take_sheet(both_sides(read_picture(front), read_picture(back)))

    def join_sheets(self, front: bytes, back: bytes) -> PageShot:
        """The same of two pages of a scanner's glass. Raises ``VisionError``."""
        return take_sheet(both_sides_of_sheets(read_picture(front), read_picture(back)))

    def whole(self, jpeg: bytes) -> Bgr:
        """A taken page in its full size. Raises ``NotAnImage``."""
        return read_picture(jpeg)

    def preview(self, jpeg: bytes) -> Bgr:
        """A taken page in half its size, in which its print can still be read. Raises ``NotAnImage``."""
        page = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_REDUCED_COLOR_2)
        if page is None:
            raise NotAnImage("the page is damaged")
        return np.asarray(page, np.uint8)

    def take(self, image_bgr: Bgr, corners: Quad | None = None, before: Before = NOTHING_BEFORE) -> PageShot:
        """Takes the page in the picture (HxWx3 uint8), or what lies in ``corners``. Raises ``VisionError``."""
        return take(image_bgr, corners, upright=self._upright, before=before)

    def take_sheet(self, sheet_bgr: Bgr, before: Before = NOTHING_BEFORE) -> PageShot:
        """Takes a page that fills the picture (HxWx3 uint8) to its rim. Raises ``VisionError``."""
        return take_sheet(sheet_bgr, upright=self._upright, before=before)

    def pdf(self, pages: Sequence[BoundPage]) -> bytes:
        """One PDF of the pages. Raises ``VisionError``."""
        return material_pdf(pages)
