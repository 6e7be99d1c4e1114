"""Where do the pages come from, and what lies on a stick: rows that lead on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kiosk.journey.views import Option
from kiosk.journey.views_papers import FilesView, PaperQuestionView, SourcesView
from kiosk.screens.arrangement import Body
from kiosk.screens.means import Means
from kiosk.screens.other_ways import way_button
from kiosk.screens.papers import TALL
from kiosk.screens.papers_buttons import pictured, skip_button, told, two_by_two
from kiosk.screens.screen import StepScreen
from kiosk.screens.trial import best_that_fits
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.sheet import SheetView
from kiosk.screens.widgets.tiles import OptionRow

LOW_ROW = 130
"""Height of a row without a note, design px, where all places are to stand on one page."""


class SourcesScreen(StepScreen[SourcesView]):
    """One row a place."""

    def body(self, view: SourcesView) -> Body:
        """The places, and that there is no such paper."""
        rows = [source_row(self.means, one) for one in view.ways]
        skip = [skip_button(self.means)] if view.can_skip else []
        if not self.means.look.landscape:
            return Body(work=rows, foot=skip, gap=18)
        low = [source_row(self.means, replace(one, detail=None) if one.enabled else one) for one in view.ways]
        for row in low:
            row.least = LOW_ROW
        return best_that_fits(self, (Body(work=one, under=skip, spills_below=True, gap=18) for one in (rows, low)))


class PaperQuestionScreen(StepScreen[PaperQuestionView]):
    """The page that is asked about where there is room for it, and one row an answer."""

    def body(self, view: PaperQuestionView) -> Body:
        """The page and the answers."""
        self._ways = view.ways
        self._sheet = SheetView(self.means.look)
        self._show(view)
        rows = [source_row(self.means, one) for one in view.ways]
        return best_that_fits(self, self._lower_and_lower(rows, pictured=view.page > 0))

    def _lower_and_lower(self, rows: list[Piece], *, pictured: bool) -> Iterator[Body]:
        """The picture gives room to the answers, and goes before one of them does."""
        for height in TALL if pictured else ():
            self._sheet.tall = height
            if self.means.look.landscape:
                yield Body(work=rows, under=[self._sheet], gap=18)
            else:
                yield Body(work=rows, over=[self._sheet], gap=18)
        yield Body(work=rows, gap=18)

    def renew(self, view: PaperQuestionView) -> bool:
        """Its picture can be read now."""
        if view.ways != self._ways:
            return False
        self._show(view)
        return True

    def _show(self, view: PaperQuestionView) -> None:
        page = self.means.actions.paper_page(view.page) if view.page else None
        if page is not None:
            self._sheet.show(page)


class FilesScreen(StepScreen[FilesView]):
    """One row a file; names are the person's own and go with the screen."""

    def body(self, view: FilesView) -> Body:
        """The files of this page, or what to do."""
        buttons: list[Piece] = [way_button(self.means, one) for one in view.ways]
        buttons += [skip_button(self.means)] if view.can_skip else []
        foot = two_by_two(self.means.look, buttons)
        if view.stage != "list":
            return best_that_fits(self, pictured(self.means.look, "plug-stick", foot))
        trouble = [told(self.means, view.trouble)] if view.trouble is not None else []
        rows = [*trouble, *(source_row(self.means, one) for one in view.files)]
        if self.means.look.landscape:
            return Body(work=rows, under=foot, spills_below=True, gap=18)
        return Body(work=rows, foot=foot, gap=18)


def source_row(means: Means, option: Option) -> OptionRow:
    """A row that leads on, or shows why it does not."""
    row = OptionRow(
        means.look,
        title=means.say(option.phrase),
        note=means.say(option.detail),
        icon=option.icon,
        reason="" if option.enabled else means.say(option.detail),
    )
    row.bind(on_release=lambda *_: means.actions.pick_way(option.id))
    return row
