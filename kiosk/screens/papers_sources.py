"""Where do the pages come from, and what lies on a stick: rows that lead on."""

from __future__ import annotations

from kiosk.journey.views import Option
from kiosk.journey.views_papers import FilesView, PaperQuestionView, SourcesView
from kiosk.screens.arrangement import Body
from kiosk.screens.means import Means
from kiosk.screens.other_ways import way_button
from kiosk.screens.papers_buttons import pictured, skip_button, told, two_by_two
from kiosk.screens.screen import StepScreen
from kiosk.screens.trial import best_that_fits
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.tiles import OptionRow


class SourcesScreen(StepScreen[SourcesView]):
    """One row a place."""

    def body(self, view: SourcesView) -> Body:
        """The places, and that there is no such paper."""
        rows = [source_row(self.means, one) for one in view.ways]
        skip = [skip_button(self.means)] if view.can_skip else []
        return Body(work=rows, foot=skip, gap=18)


class PaperQuestionScreen(StepScreen[PaperQuestionView]):
    """One row an answer."""

    def body(self, view: PaperQuestionView) -> Body:
        """The answers."""
        return Body(work=[source_row(self.means, one) for one in view.ways], gap=18)


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
        return Body(work=[*trouble, *(source_row(self.means, one) for one in view.files)], foot=foot, gap=18)


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
