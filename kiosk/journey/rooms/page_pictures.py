"""Pictures of kept pages for the screen: the small one at once, one that can be read as soon as it is unpacked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kiosk.errors import KioskError
from kiosk.journey.draft import KeptPage, Paper
from kiosk.journey.ports import Bgr
from kiosk.journey.rooms.room import Room
from kiosk.visit import erase


class PagePictures:
    """Of one paper, while ``room`` is open; holds one large picture at a time."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._page: KeptPage | None = None
        self._large: Bgr | None = None
        self.shown = 0
        """Another number whenever a page's picture is another than before."""

    def of(self, paper: Paper, number: int) -> Bgr | None:
        """Page ``number`` (1-based) as it was turned, HxWx3 uint8; ``None`` where there is none."""
        return self.of_pages(paper.pages, number)

    def of_pages(self, pages: Sequence[KeptPage], number: int) -> Bgr | None:
        """The same of any pages."""
        if not 1 <= number <= len(pages):
            return None
        page = pages[number - 1]
        if page is not self._page:
            self._unpack(page)
        return np.rot90(page.small_bgr if self._large is None else self._large, -page.quarter_turns)

    def _unpack(self, page: KeptPage) -> None:
        self.forget()
        self._page = page
        papers, jpeg = self._room.hall.papers, bytes(page.jpeg)
        self._room.run(lambda: papers.preview(jpeg), lambda large: self._unpacked(page, large))

    def _unpacked(self, page: KeptPage, large: Bgr | KioskError) -> None:
        if isinstance(large, KioskError):
            return  # the small picture stands
        if page is not self._page:
            erase(large)
            return
        self._large = large
        self.shown += 1

    def forget(self) -> None:
        """No large picture stays."""
        erase(self._large)
        self._page = self._large = None
