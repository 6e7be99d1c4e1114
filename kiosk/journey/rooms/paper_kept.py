"""The pages kept so far of one paper: another one, one anew, change one, or on to the next paper."""

from __future__ import annotations

from kiosk.journey import asked
from kiosk.journey.draft import KeptPage
from kiosk.journey.ports import Bgr
from kiosk.journey.rooms.page_pictures import PagePictures
from kiosk.journey.rooms.paper_room import PaperRoom, Table
from kiosk.journey.rooms.room import Stay, missing, onward, say
from kiosk.journey.views import NextPlace, Notice, PageThumb, PapersView
from kiosk.vision.pages.judge import Verdict
from kiosk.wording import Phrase

POOR = frozenset(
    {
        *(Verdict.BLURRED, Verdict.SMEARED, Verdict.DARK, Verdict.GLARE, Verdict.CUT_OFF, Verdict.TOO_SMALL),
        *(Verdict.FINGERS, Verdict.TWO_PAGES, Verdict.EMPTY, Verdict.WRONG_SIDE, Verdict.DUPLICATE),
    }
)
"""What has a sentence of its own when such a page was kept all the same."""


class KeptRoom(PaperRoom):
    """Shows page ``shown``, 1-based."""

    def __init__(self, stay: Stay, table: Table, shown: int, notice: Notice | None = None) -> None:
        super().__init__(stay, table)
        self._shown, self._notice = shown, notice
        self._pictures = PagePictures(self)

    def exit(self) -> None:
        """No large picture of a page stays."""
        self._pictures.forget()

    def view(self) -> PapersView:
        """The page, and the others."""
        material, pages = self.table.material, self.table.paper.pages
        head = self.head("papers_kept", "kept")
        if self._left > 0:
            head["title"] = say("papers_kept_some", paper=self.named, missing=self._left)
        return PapersView(
            **head,
            material_id=material.id,
            stage="kept",
            onward=self._onward(),
            notice=self._notice,
            verdict=kept_verdict(pages[self._shown - 1], colour=material.colour),
            good=True,
            thumbs=tuple(self._thumb(place, one) for place, one in enumerate(pages, start=1)),
            shown=self._pictures.shown,
            can_add=len(pages) < material.pages_max,
        )

    def _thumb(self, place: int, page: KeptPage) -> PageThumb:
        colour = self.table.material.colour
        good = page.good and (page.coloured or not colour)
        return PageThumb(place, good, place == self._shown, kept_verdict(page, colour=colour))

    @property
    def _left(self) -> int:
        """How many pages are still missing."""
        return self.table.material.pages_min - len(self.table.paper.pages)

    def _onward(self) -> NextPlace:
        if self._left > 0:
            return missing("papers_more_pages", missing=self._left)
        return onward("papers_done" if self.table.last else "papers_next")

    def go_on(self) -> None:
        """The next paper, once this one is whole."""
        if asked.enough(self.personal.draft, self.table.material):
            self.table.next_paper()

    def go_back(self) -> None:
        """The paper before."""
        self.table.paper_before()

    def add_page(self) -> None:
        """One more page of this paper."""
        if len(self.table.paper.pages) < self.table.material.pages_max:
            self.table.fetch()

    def retake_page(self, number: int) -> None:
        """A page anew; the old one stays until the new one is kept."""
        if self._has(number):
            self.table.fetch(retake=number)

    def change_page(self, number: int) -> None:
        """To what can be done with it."""
        if self._has(number):
            self.table.page(number)

    def _has(self, number: int) -> bool:
        return 1 <= number <= len(self.table.paper.pages)

    def paper_page(self, number: int) -> Bgr | None:
        """A kept page as it was turned."""
        return self._pictures.of(self.table.paper, number)


def kept_verdict(page: KeptPage, *, colour: bool) -> Phrase:
    """What is said of a page that was kept; ``colour``: a copy in grey will not do."""
    if colour and not page.coloured:
        return say("papers_page_kept_grey")
    if page.verdict is Verdict.TURNED and not page.quarter_turns:
        return say("papers_page_kept_turned")
    if page.good:
        return say("papers_page_kept")
    return say(f"kept_{page.verdict}" if page.verdict in POOR else "papers_page_kept_poor")
