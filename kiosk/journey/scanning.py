"""The paper port over ``kiosk.vision.pages``."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.journey.ports import Bgr
from kiosk.vision.pages.desk import PageShot, PageWatch, take
from kiosk.vision.pages.pdf import BoundPage, material_pdf


class PaperDesk:
    """Finds, flattens, judges and binds pages; holds nothing between calls."""

    def watch(self) -> PageWatch:
        """A fresh watch."""
        return PageWatch()

    def take(self, image_bgr: Bgr) -> PageShot:
        """Takes the page in the picture (HxWx3 uint8). Raises ``VisionError``."""
        return take(image_bgr)

    def pdf(self, pages: Sequence[BoundPage]) -> bytes:
        """One PDF of the pages. Raises ``VisionError``."""
        return material_pdf(pages)
