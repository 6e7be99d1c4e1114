"""The pages of a file that was opened: one is shown large, and each can be wanted or left out."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.journey.views_papers import PicksView
from kiosk.screens.arrangement import Body
from kiosk.screens.means import Means
from kiosk.screens.papers import TALL
from kiosk.screens.papers_buttons import beside_question
from kiosk.screens.screen import StepScreen
from kiosk.screens.trial import best_that_fits
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.page_strip import Page, PageStrip
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.sheet import SheetView


class PicksScreen(StepScreen[PicksView]):
    """A touch on a tile shows the page; the button below wants it or leaves it out."""

    note_for_question = True

    def __init__(self, means: Means, view: PicksView) -> None:
        self._picked = 1
        super().__init__(means, view)

    def body(self, view: PicksView) -> Body:
        """The page, all pages, the button."""
        self._drawn = len(view.thumbs)
        self._sheet = SheetView(self.means.look)
        self._strip = PageStrip(self.means.look)
        self._strip.bind(on_pick=lambda _, place: self._pick(place + 1))
        self._want = Button(self.means.look)
        self._want.bind(on_release=lambda *_: self.means.actions.pick_way(f"page:{self._picked}"))
        self._show(view)
        foot: list[Piece] = [self._strip, self._want] if view.thumbs else []
        return best_that_fits(self, self._lower_and_lower(foot))

    def _lower_and_lower(self, foot: list[Piece]) -> Iterator[Body]:
        """The picture gives room to many pages and to large words; else they turn pages."""
        for height in TALL:
            self._sheet.tall = height
            if self.means.look.landscape:
                yield beside_question([self._sheet], foot)
                yield Body(work=[self._sheet], foot=foot[:1], under=foot[1:], keeps_foot=True)
            else:
                yield Body(work=[self._sheet], foot=foot, keeps_foot=True)
        self._sheet.tall = TALL[4]
        yield Body(work=[self._sheet, *foot])

    def renew(self, view: PicksView) -> bool:
        """Wanted or not, another picture; another page has to be seated."""
        if len(view.thumbs) != self._drawn:
            return False
        self._show(view)
        return True

    def _pick(self, number: int) -> None:
        self._picked = number
        self._show(self.view)

    def _show(self, view: PicksView) -> None:
        word = self.means.word
        self._strip.pages = [
            Page(
                word("screens_b.page_name", number=one.number),
                word("screens_b.page_wanted" if one.chosen else "screens_b.page_unwanted"),
                "good" if one.chosen else "left",
            )
            for one in view.thumbs
        ]
        self._strip.current = self._picked - 1
        wanted = any(one.chosen for one in view.thumbs if one.number == self._picked)
        self._want.text = word("screens_b.leave_page" if wanted else "screens_b.want_page")
        self._want.icon = "x-bold" if wanted else "check-bold"
        page = self.means.actions.paper_page(self._picked)
        if page is not None:
            self._sheet.show(page)
