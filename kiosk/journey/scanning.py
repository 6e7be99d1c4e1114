"""The paper port over ``kiosk.vision.pages``."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.journey.ports import Bgr
from kiosk.vision.pages.desk import NOTHING_BEFORE, Before, PageShot, PageWatch, take
from kiosk.vision.pages.pdf import BoundPage, material_pdf
from kiosk.vision.pages.quads import Quad
from kiosk.vision.pages.upright import Upright


class PaperDesk:
    """Finds, flattens, turns, judges and binds pages; holds nothing between calls but the net that knows up."""

    def __init__(self, upright: Upright | None = None) -> None:
        self._upright = upright

    def watch(self, before: Before = NOTHING_BEFORE) -> PageWatch:
        """A fresh watch for a page that is none of ``before``."""
        return PageWatch(before)

    def take(self, image_bgr: Bgr, corners: Quad | None = None, before: Before = NOTHING_BEFORE) -> PageShot:
        """Takes the page in the picture (HxWx3 uint8), or what lies in ``corners``. Raises ``VisionError``."""
        return take(image_bgr, corners, upright=self._upright, before=before)

    def pdf(self, pages: Sequence[BoundPage]) -> bytes:
        """One PDF of the pages. Raises ``VisionError``."""
        return material_pdf(pages)
