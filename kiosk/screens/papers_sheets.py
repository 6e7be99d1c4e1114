"""The scanner for sheets: how to lay the paper, pages arriving one by one, and what to do when it stops."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.journey.views_papers import SheetsView
from kiosk.screens.arrangement import Body
from kiosk.screens.other_ways import way_button
from kiosk.screens.papers import TALL
from kiosk.screens.papers_buttons import pictured, skip_button, told, two_by_two
from kiosk.screens.screen import StepScreen
from kiosk.screens.trial import best_that_fits
from kiosk.screens.widgets.note import Note
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.sheet import SheetView

PICTURES = {"feeder": "feed-papers", "flatbed": "lay-on-glass"}


class SheetsScreen(StepScreen[SheetsView]):
    """While it scans, the page that came last is shown, and how many there are."""

    def body(self, view: SheetsView) -> Body:
        """A picture of what to do, or of what came."""
        self._drawn = self._kind(view)
        self._count: Note | None = None
        buttons: list[Piece] = [way_button(self.means, one) for one in view.ways]
        buttons += [skip_button(self.means)] if view.can_skip else []
        foot = two_by_two(self.means.look, buttons)
        if view.stage != "busy" or not view.page:
            safe = [told(self.means, view.safe)] if view.safe is not None else []
            foot = [*safe, *foot]
            return best_that_fits(self, pictured(self.means.look, PICTURES[view.source], foot))
        self._sheet = SheetView(self.means.look)
        self._count = Note(self.means.look, tone="ok")
        self._show(view)
        return best_that_fits(self, self._lower_and_lower(self._count))

    def _lower_and_lower(self, count: Note) -> Iterator[Body]:
        """The picture gives room to large words."""
        for height in TALL:
            self._sheet.tall = height
            yield Body(work=[self._sheet], foot=[count], keeps_foot=True)

    def renew(self, view: SheetsView) -> bool:
        """Another page came."""
        if self._kind(view) != self._drawn:
            return False
        if self._count is not None:
            self._show(view)
        return True

    @staticmethod
    def _kind(view: SheetsView) -> object:
        return view.stage, view.page > 0, view.ways, view.can_skip, view.safe

    def _show(self, view: SheetsView) -> None:
        assert self._count is not None
        self._count.title = self.means.word("journey.sheets_count", count=view.count)
        page = self.means.actions.paper_page(view.page)
        if page is not None:
            self._sheet.show(page)
