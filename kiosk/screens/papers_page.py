"""What can be done with one kept page: its picture, and one button for each change."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.journey.views_papers import PageView
from kiosk.screens.arrangement import Body
from kiosk.screens.other_ways import way_button
from kiosk.screens.papers import TALL
from kiosk.screens.papers_buttons import beside_question, two_by_two
from kiosk.screens.screen import StepScreen
from kiosk.screens.trial import best_that_fits
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.sheet import SheetView


class PageScreen(StepScreen[PageView]):
    """Every change is seen at once in the picture."""

    def body(self, view: PageView) -> Body:
        """The page as it is now, and the ways."""
        self._drawn = self._kind(view)
        self._sheet = SheetView(self.means.look)
        self._show(view)
        buttons: list[Piece] = [way_button(self.means, one) for one in view.ways]
        return best_that_fits(self, self._lower_and_lower(two_by_two(self.means.look, buttons)))

    def _lower_and_lower(self, ways: list[Piece]) -> Iterator[Body]:
        """The picture gives room to large words; when that is not enough, the buttons turn pages."""
        for height in TALL:
            self._sheet.tall = height
            if self.means.look.landscape:
                yield beside_question([self._sheet], ways)
            else:
                yield Body(work=[self._sheet], foot=ways, keeps_foot=True)
        self._sheet.tall = TALL[4]
        yield Body(work=[self._sheet, *ways])

    def renew(self, view: PageView) -> bool:
        """Another picture; other ways are built anew."""
        if self._kind(view) != self._drawn:
            return False
        self._show(view)
        return True

    @staticmethod
    def _kind(view: PageView) -> object:
        return view.number, tuple(one.id for one in view.ways)

    def _show(self, view: PageView) -> None:
        page = self.means.actions.paper_page(view.number)
        if page is not None:
            self._sheet.show(page)
