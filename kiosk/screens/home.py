"""What would you like to do? Search, scope tags, life events or departments, my cases, display switches."""

from __future__ import annotations

from kiosk.journey.views import HomeView, Option
from kiosk.screens.arrangement import Body, Placed
from kiosk.screens.display import display_switches, text_switch
from kiosk.screens.means import Means
from kiosk.screens.screen import StepScreen
from kiosk.screens.tiles_in_rows import duotone, in_rows
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.chips import Choice, ScopeChips
from kiosk.screens.widgets.header import Header
from kiosk.screens.widgets.piece import Box, Piece
from kiosk.screens.widgets.search import SearchField
from kiosk.screens.widgets.stack import Row
from kiosk.screens.widgets.tiles import EntryRow, LifeTile, OptionRow
from kiosk.screens.widgets.words import Picture

PANEL = 690
"""Width of the valley in landscape (design-language, 02L)."""


class HomeScreen(StepScreen[HomeView]):
    """The eight life events at a glance; large text shows fewer at a time."""

    _scope_open = False

    def __init__(self, means: Means, view: HomeView) -> None:
        look = means.look
        if look.landscape or look.low:
            self.question_size = 86
        self._picture = self._make_picture(means)
        super().__init__(means, view)

    # where things stand -----------------------------------------------------------------------------------------

    def place_header(self, header: Header) -> None:
        """Beside the valley in landscape; left out for text so large that its room is needed."""
        look = self.means.look
        if look.roomy:
            return
        if look.landscape:
            width = look.page[0] - PANEL
            self.stage.put(header, Box(PANEL, 0, width, header.wanted(width)))
        else:
            self.stage.header(header)

    def columns(self, body: Body) -> tuple[Box, Box]:
        """The question in the sky of the valley."""
        look, area = self.means.look, self.stage.area()
        bottom = area.top + area.height
        top = 36.0 if look.roomy else self._header.wanted(PANEL)
        sky = 220.0 if look.roomy else 300.0
        right = Box(PANEL + 40, top, look.page[0] - PANEL - 80, bottom - top)
        return Box(44, sky, PANEL - 80, bottom - sky), right

    def decoration(self, placed: Placed) -> list[tuple[Piece, Box]]:
        """The branch beside the question, or the valley."""
        look = self.means.look
        if self._picture is None:
            return []
        if look.landscape:
            return [(self._picture, Box(0, 0, PANEL, PANEL * 1920 / 1080))]
        if look.low:
            return [(self._picture, Box(0, 380, look.page[0], 420))]
        return [(self._picture, Box(look.page[0] - 518, 104, 538, 176))]

    @staticmethod
    def _make_picture(means: Means) -> Picture | None:
        look = means.look
        if look.high_contrast or (look.roomy and not look.landscape):
            return None
        if look.landscape:
            return Picture(look, "attract-valley", PANEL * 1920 / 1080)
        if look.low:
            return Picture(look, "branch-in-bloom", 420)
        return Picture(look, "kapok-sprig", 176) if look.scale == 1 and means.words.language == "zh" else None

    # what there is ----------------------------------------------------------------------------------------------

    def body(self, view: HomeView) -> Body:
        """The models' order: 02, 02L, 02c (large text), 02d (low position)."""
        look = self.means.look
        if self._scope_open:
            return Body(work=[self._scope_row(one) for one in view.scopes])
        self._chips = None if look.roomy else self._make_chips(view)
        over: list[Piece] = [self._make_search(view), self._chips or self._large_line(view)]
        tiles: list[Piece] = [self._tile(one) for one in view.groups]
        if look.roomy:
            cases = self._cases_button()
            if look.landscape:
                return Body(under=over[1:], over=over[:1], work=in_rows(look, tiles, 2), by_pager=cases, gap=14)
            return Body(over=over, work=tiles, by_pager=cases, gap=14)
        if look.landscape or look.low:
            tiles.append(self._cases_tile())
            switches = [*display_switches(self.means, icons=not look.low), self._grouping(view)]
            foot = [Row(look, *switches, weights=[1] * len(switches))]
            return Body(over=over, work=in_rows(look, tiles, columns=3), foot=foot, gap=14)
        line = Row(look, self._cases_row(), self._grouping(view), weights=[2, 1])
        switches_line = Row(look, *display_switches(self.means), weights=[1, 1, 1])
        return Body(over=over, work=in_rows(look, tiles, columns=2), foot=[line, switches_line], gap=20)

    def renew(self, view: HomeView) -> bool:
        """Only the chosen scope changes under the person."""
        if self._scope_open or self._chips is None:
            return False
        self._chips.chosen = _chosen(view).id
        return True

    def _make_search(self, view: HomeView) -> SearchField:
        search = SearchField(self.means.look, hint=self.means.word("search_hint"), text=view.query)
        search.bind(on_release=lambda *_: self.means.actions.open_search())
        return search

    def _make_chips(self, view: HomeView) -> ScopeChips:
        choices = [Choice(one.id, self.means.say(one.phrase)) for one in view.scopes]
        chips = ScopeChips(self.means.look, choices=choices, chosen=_chosen(view).id)
        chips.bind(on_pick=lambda _, scope: self.means.actions.pick_scope(scope))
        return chips

    # large text: the tags behind one button ---------------------------------------------------------------------

    def _large_line(self, view: HomeView) -> Row:
        chosen = _chosen(view)
        words = self.means.say(chosen.phrase) if chosen.id else self.means.word("scope_any")
        scope = Button(self.means.look, text=words, icon="caret-right-bold", icon_after=True)
        scope.bind(on_release=lambda *_: self._open_scopes())
        return Row(self.means.look, scope, text_switch(self.means, "secondary"), weights=[5, 3])

    def _open_scopes(self) -> None:
        self._scope_open = True
        self.lay_anew()

    def _scope_row(self, option: Option) -> OptionRow:
        row = OptionRow(
            self.means.look,
            title=self.means.say(option.phrase),
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

    # the parts --------------------------------------------------------------------------------------------------

    def _tile(self, option: Option) -> LifeTile:
        means, look = self.means, self.means.look
        # The catalogue's examples are Chinese only.
        plain = look.landscape or look.low or look.roomy or means.words.language != "zh"
        tile = LifeTile(
            look,
            title=means.say(option.phrase),
            note="" if plain else means.say(option.detail),
            icon=duotone(option.icon),
            upright=look.low and not look.roomy and not look.landscape,
        )
        tile.bind(on_release=lambda *_: means.actions.pick_group(option.id))
        return tile

    def _cases_tile(self) -> LifeTile:
        look = self.means.look
        tile = LifeTile(
            look,
            title=self.means.word("my_cases"),
            icon="folder-user-duotone",
            upright=look.low and not look.landscape,
        )
        tile.bind(on_release=lambda *_: self.means.actions.open_cases())
        return tile

    def _cases_row(self) -> EntryRow:
        word = self.means.word
        row = EntryRow(
            self.means.look, title=word("my_cases"), action=word("see_progress"), icon="folder-user-duotone"
        )
        row.bind(on_release=lambda *_: self.means.actions.open_cases())
        return row

    def _cases_button(self) -> Button:
        button = Button(self.means.look, text=self.means.word("my_cases"), icon="folder-user-duotone")
        button.bind(on_release=lambda *_: self.means.actions.open_cases())
        return button

    def _grouping(self, view: HomeView) -> Button:
        look = self.means.look
        other = "department" if view.grouping == "life_event" else "life_event"
        icon = "" if look.low and not look.landscape else "list-bold"
        button = Button(look, text=self.means.word(f"by_{other}"), icon=icon, kind="quiet", tall=100)
        button.bind(on_release=lambda *_: self.means.actions.pick_grouping(other))
        return button


def _chosen(view: HomeView) -> Option:
    return next((one for one in view.scopes if one.chosen), view.scopes[0])
