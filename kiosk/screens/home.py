"""What would you like to do? Search, scope tags, life events or departments, my cases, display switches."""

from __future__ import annotations

from kiosk.journey.views import HomeView, Option
from kiosk.screens.arrangement import Body, Placed
from kiosk.screens.display import display_switches, text_switch
from kiosk.screens.screen import StepScreen
from kiosk.screens.tiles_in_rows import in_rows
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.chips import Choice, ScopeChips
from kiosk.screens.widgets.piece import Box, Piece
from kiosk.screens.widgets.search import SearchField
from kiosk.screens.widgets.stack import Row
from kiosk.screens.widgets.tiles import EntryRow, LifeTile, OptionRow
from kiosk.screens.widgets.words import Picture


class HomeScreen(StepScreen[HomeView]):
    """The eight life events at a glance; large text shows fewer at a time."""

    _scope_open = False

    def body(self, view: HomeView) -> Body:
        """The model's order from top to bottom."""
        if self._scope_open:
            return Body(work=[self._scope_row(one) for one in view.scopes])
        large = self.means.look.roomy
        self._search = self._make_search(view)
        self._chips = None if large else self._make_chips(view)
        over: list[Piece] = [self._search, self._chips or self._large_line(view)]
        tiles: list[Piece] = [self._tile(one) for one in view.groups]
        look = self.means.look
        if large:
            return Body(over=over, work=tiles, by_pager=self._cases_button(), gap=18)
        if self.means.look.landscape or look.low:
            tiles.append(self._cases_tile())
            return Body(
                over=over,
                work=in_rows(look, tiles, columns=3),
                foot=[Row(look, *display_switches(self.means), self._grouping(view))],
                gap=18,
                left_share=0.34,
            )
        return Body(
            over=over,
            work=in_rows(look, tiles, columns=2),
            foot=[
                Row(look, self._cases_row(), self._grouping(view), weights=[2, 1]),
                Row(look, *display_switches(self.means)),
            ],
            gap=18,
        )

    def renew(self, view: HomeView) -> bool:
        """Only the chosen scope changes under the person."""
        if self._scope_open or self._chips is None:
            return False
        self._chips.chosen = _chosen(view).id
        return True

    def decoration(self, placed: Placed) -> list[tuple[Piece, Box]]:
        """The branch beside the question."""
        look = self.means.look
        if self.means.look.landscape or look.low or look.scale > 1 or look.high_contrast:
            return []
        return [(Picture(look, "kapok-sprig", 170), Box(540, 110, 540, 176))]

    def _make_search(self, view: HomeView) -> SearchField:
        search = SearchField(self.means.look, hint=self.means.word("search_hint"), text=view.query)
        search.bind(on_release=lambda *_: self.means.actions.open_search())
        return search

    def _make_chips(self, view: HomeView) -> ScopeChips:
        choices = [Choice(one.id, self.means.say(one.phrase)) for one in view.scopes]
        chips = ScopeChips(self.means.look, choices=choices, chosen=_chosen(view).id)
        chips.bind(on_pick=lambda _, scope: self.means.actions.pick_scope(scope))
        return chips

    def _large_line(self, view: HomeView) -> Row:
        words = self.means.word("scope_where", scope=self.means.say(_chosen(view).phrase))
        scope = Button(self.means.look, text=words, icon="caret-right-bold", icon_after=True, kind="secondary")
        scope.bind(on_release=lambda *_: self._open_scopes(True))
        return Row(self.means.look, scope, text_switch(self.means, "secondary"), weights=[2, 1])

    def _open_scopes(self, opened: bool) -> None:
        self._scope_open = opened
        self.lay_anew()

    def _scope_row(self, option: Option) -> OptionRow:
        row = OptionRow(
            self.means.look,
            title=self.means.say(option.phrase),
            note="",
            icon="",
            chosen=option.chosen,
            done=self.means.word("chosen"),
        )
        row.bind(on_release=lambda *_: self._pick_scope(option))
        return row

    def _pick_scope(self, option: Option) -> None:
        self._scope_open = False
        if option.chosen:
            self.lay_anew()
        else:
            self.means.actions.pick_scope(option.id)

    def _tile(self, option: Option) -> LifeTile:
        means = self.means
        plain = means.look.landscape or means.look.low or means.look.roomy
        tile = LifeTile(
            means.look,
            title=means.say(option.phrase),
            note="" if plain else means.say(option.detail),
            icon=option.icon,
            upright=means.look.low,
        )
        tile.bind(on_release=lambda *_: means.actions.pick_group(option.id))
        return tile

    def _cases_tile(self) -> LifeTile:
        means = self.means
        tile = LifeTile(
            means.look,
            title=means.word("my_cases"),
            note="",
            icon="folder-user-duotone",
            upright=means.look.low,
        )
        tile.bind(on_release=lambda *_: means.actions.open_cases())
        return tile

    def _cases_row(self) -> EntryRow:
        word = self.means.word
        row = EntryRow(
            self.means.look,
            title=word("my_cases"),
            note="",
            action=word("see_progress"),
            icon="folder-user-duotone",
        )
        row.bind(on_release=lambda *_: self.means.actions.open_cases())
        return row

    def _cases_button(self) -> Button:
        button = Button(self.means.look, text=self.means.word("my_cases"), icon="folder-user-duotone")
        button.bind(on_release=lambda *_: self.means.actions.open_cases())
        return button

    def _grouping(self, view: HomeView) -> Button:
        other = "department" if view.grouping == "life_event" else "life_event"
        button = Button(self.means.look, text=self.means.word(f"by_{other}"), icon="list-bold", kind="quiet")
        button.bind(on_release=lambda *_: self.means.actions.pick_grouping(other))
        return button


def _chosen(view: HomeView) -> Option:
    return next((one for one in view.scopes if one.chosen), view.scopes[0])
