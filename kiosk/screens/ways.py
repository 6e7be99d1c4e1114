"""Something went wrong: what happened, what is safe, and the ways on."""

from __future__ import annotations

from kiosk.journey.views import Option, WaysView
from kiosk.screens.arrangement import Body
from kiosk.screens.screen import StepScreen
from kiosk.screens.widgets.note import Note
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.tiles import OptionRow
from kiosk.screens.widgets.words import Picture, Words


class WaysScreen(StepScreen[WaysView]):
    """The first way is chosen beforehand; the way on takes the chosen one."""

    def heading(self) -> tuple[str, str]:
        """What happened; the question about the ways stands over them."""
        return self.means.say(self.view.title), ""

    def body(self, view: WaysView) -> Body:
        """Picture, what is safe, the ways, and a line for staff."""
        look, means = self.means.look, self.means
        several = view.options if len(view.options) > 1 else ()
        self._rows = {one.id: self._row(one) for one in several}
        above = [Picture(look, view.illustration, 330)] if view.illustration else []
        safe = [self._safe(view)] if view.safe is not None else []
        work: list[Piece] = []
        if view.lead is not None:
            work.append(Words(look, text=means.say(view.lead), size=50, bold=True))
        staff = [Words(look, text=means.say(view.staff), size=40)] if view.staff is not None else []
        rows = [*work, *self._rows.values()]
        if look.landscape:
            return Body(above=above, work=rows, under=[*safe, *staff], gap=20)
        return Body(above=above, over=safe, work=rows, under=staff, gap=20)

    def renew(self, view: WaysView) -> bool:
        """Only what is chosen changes."""
        if set(self._rows) != {one.id for one in view.options}:
            return False
        for one in view.options:
            self._rows[one.id].chosen = one.chosen
            self._rows[one.id].said = self._said(one)
        return True

    def _leave(self) -> str:
        """Where ending is one of the ways, it is not offered twice."""
        return "" if any(one.id == "end" for one in self.view.options) else super()._leave()

    def _said(self, option: Option) -> str:
        """The chosen way's words stand on the way on, too."""
        title = self.means.say(option.phrase)
        return f"{title} {self.means.word('chosen')}" if option.chosen else title

    def _safe(self, view: WaysView) -> Note:
        assert view.safe is not None
        means = self.means
        return Note(
            means.look, title=means.say(view.safe.phrase), detail=means.say(view.safe.detail), tone=view.safe.tone
        )

    def _row(self, option: Option) -> OptionRow:
        means = self.means
        row = OptionRow(
            means.look,
            title=means.say(option.phrase),
            said=self._said(option),
            note=means.say(option.detail),
            icon=option.icon,
            chosen=option.chosen,
            done=means.word("chosen"),
        )
        row.bind(on_release=lambda *_: means.actions.pick_way(option.id))
        return row
