"""What can be done with one kept page: turn it, lay its corners anew, move it among the others, take it out."""

from __future__ import annotations

import numpy as np

from kiosk.errors import KioskError
from kiosk.journey.draft import KeptPage, Shot
from kiosk.journey.ports import Bgr
from kiosk.journey.rooms.page_pictures import PagePictures
from kiosk.journey.rooms.paper_room import Corners, PaperRoom, Table
from kiosk.journey.rooms.room import Stay, onward, say
from kiosk.journey.sentences import Trouble
from kiosk.journey.views import Option
from kiosk.journey.views_papers import PageView
from kiosk.vision.pages.find import SURE_SCORE
from kiosk.visit import erase

ICONS = {
    "page_turn": "arrow-clockwise-bold",
    "page_corners": "crop-bold",
    "page_earlier": "arrow-up-bold",
    "page_later": "arrow-down-bold",
    "page_delete": "trash-bold",
}


RIM: Corners = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
"""Where the corners begin on a page in which no smaller one is seen."""


class PageRoom(PaperRoom):
    """Changes page ``number``, 1-based; every change is done at once and can be undone the same way."""

    def __init__(self, stay: Stay, table: Table, number: int) -> None:
        super().__init__(stay, table)
        self._number = number
        self._turns = 0
        self._over = False
        self._pictures = PagePictures(self)

    def exit(self) -> None:
        """No large picture of the page stays."""
        self._over = True
        self._pictures.forget()

    def view(self) -> PageView:
        """The page, and what can be done with it."""
        count = len(self.table.paper.pages)
        head = self.head("papers_kept", "page")
        head["title"] = say("page_change", number=self._number, count=count)
        return PageView(
            **head,
            onward=onward("page_changed"),
            number=self._number,
            shown=self._turns + self._pictures.shown,
            ways=tuple(Option(one, say(one), icon=ICONS[one]) for one in self._ways()),
        )

    def _ways(self) -> tuple[str, ...]:
        paper = self.table.paper
        return (
            "page_turn",
            "page_corners",
            *(("page_earlier",) if self._number > 1 else ()),
            *(("page_later",) if self._number < len(paper.pages) else ()),
            "page_delete",
        )

    def pick_way(self, way: str) -> None:
        """Does it."""
        if way not in self._ways():
            return
        self._turns += 1
        match way:
            case "page_turn":
                page = self.table.paper.pages[self._number - 1]
                page.quarter_turns = (page.quarter_turns + 1) % 4
            case "page_corners":
                self._reframe()
            case "page_earlier":
                self._swap(self._number - 1)
            case "page_later":
                self._swap(self._number + 1)
            case "page_delete":
                self.passage.trouble(
                    Trouble("journey.page_delete_ask", ("page_keep", "page_delete"), "", asks=False)
                )

    def _reframe(self) -> None:
        """On the picture the page was cut from while that is held; else on the page itself."""
        paper, page = self.table.paper, self.table.paper.pages[self._number - 1]
        if paper.shot is not None and paper.shot.page == self._number:
            self.table.reframe(self._number)
            return
        papers, jpeg, turns = self.hall.papers, bytes(page.jpeg), page.quarter_turns

        def whole() -> Shot:
            image_bgr = np.ascontiguousarray(np.rot90(papers.whole(jpeg), -turns))
            look = papers.watch().step(image_bgr)
            if look.corners is None or look.score < SURE_SCORE:
                return Shot(image_bgr, list(RIM), 0)
            return Shot(image_bgr, [(float(x), float(y)) for x, y in look.corners], 0)

        self.run(whole, lambda shot: self._unpacked(page, shot))

    def _unpacked(self, page: KeptPage, shot: Shot | KioskError) -> None:
        if isinstance(shot, KioskError):
            return
        paper = self.table.paper
        places = [number for number, one in enumerate(paper.pages, start=1) if one is page]
        if self._over or places != [self._number]:
            erase(shot)
            return
        erase(paper.shot)
        paper.shot, shot.page = shot, self._number
        self.table.reframe(self._number)

    def _swap(self, other: int) -> None:
        paper = self.table.paper
        one, two = self._number - 1, other - 1
        paper.pages[one], paper.pages[two] = paper.pages[two], paper.pages[one]
        if paper.shot is not None and paper.shot.page in (self._number, other):
            paper.shot.page = other if paper.shot.page == self._number else self._number
        self._number = other

    def take_way(self, way: str) -> None:
        """The answer to whether the page is to go."""
        if way in ("page_delete", "page_keep"):
            self.passage.close_ways()
        if way == "page_delete":
            self._delete()

    def _delete(self) -> None:
        paper = self.table.paper
        erase(paper.pages.pop(self._number - 1))
        paper.remarks.clear()
        erase(paper.shot)
        paper.shot = None
        if paper.pages:
            self.table.kept(min(self._number, len(paper.pages)))
        else:
            self.table.fetch()

    def go_on(self) -> None:
        """Back among the pages, as it is now."""
        self.table.kept(self._number)

    def go_back(self) -> None:
        """The same: what was done stays done."""
        self.table.kept(self._number)

    def paper_page(self, number: int) -> Bgr | None:
        """The page as it was turned."""
        return self._pictures.of(self.table.paper, number)
