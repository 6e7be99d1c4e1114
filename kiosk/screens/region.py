"""Where does the matter belong? Province, city, county, one after the other, by words and without a map."""

from __future__ import annotations

from kiosk.journey.views import Option, RegionView
from kiosk.screens.arrangement import Body
from kiosk.screens.screen import StepScreen
from kiosk.screens.tiles_in_rows import in_rows
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.place import Level, PlacePath
from kiosk.screens.widgets.tiles import ChoiceTile, EntryRow


class RegionScreen(StepScreen[RegionView]):
    """The path above, the choices of the present level below, and a way for who is not sure."""

    def body(self, view: RegionView) -> Body:
        """Two columns of choices; one when the text is large."""
        look = self.means.look
        self._path = self._make_path(view)
        self._tiles = {one.id: self._tile(one) for one in view.options}
        choices: list[Piece] = [*self._tiles.values(), self._not_sure()]
        card = view.card_address_option
        address: list[Piece] = [self._card_row(card)] if card is not None else []
        if look.roomy:
            back = [self._level_button(view)] if view.level else []
            return Body(over=back, work=[*address, *choices], gap=16)
        work = in_rows(look, choices, columns=2)
        if self.means.look.landscape:
            return Body(over=address, work=work, under=[self._path], gap=18)
        return Body(over=[self._path, *address], work=work, gap=20)

    def renew(self, view: RegionView) -> bool:
        """What is chosen changes in place."""
        if (
            {one.id for one in view.options} != set(self._tiles)
            or len(view.path) != len(self._path.levels)
            or self.means.look.roomy
        ):
            return False
        for one in view.options:
            self._tiles[one.id].chosen = one.chosen
        self._path.levels, self._path.current = self._levels(view), view.level
        return True

    def _levels(self, view: RegionView) -> list[Level]:
        return [Level(self.means.say(label), value) for label, value in view.path]

    def _make_path(self, view: RegionView) -> PlacePath:
        word = self.means.word
        path = PlacePath(
            self.means.look,
            levels=self._levels(view),
            current=view.level,
            choosing=word("choosing"),
            missing=word("not_chosen"),
        )
        path.bind(on_pick=lambda _, level: self.means.actions.pick_level(level))
        return path

    def _card_row(self, option: Option) -> EntryRow:
        means = self.means
        row = EntryRow(
            means.look,
            title=means.say(option.phrase),
            note=means.word("card_address"),
            action="" if means.look.roomy else means.word("chosen" if option.chosen else "take_this"),
            icon="identification-card-duotone",
        )
        row.bind(on_release=lambda *_: means.actions.pick_region(option.id))
        return row

    def _level_button(self, view: RegionView) -> Button:
        """Large text: the way so far in one button, which leads back a level."""
        way = " ".join(value for _, value in view.path[: view.level])
        button = Button(self.means.look, text=way, icon="pencil-simple-bold")
        button.bind(on_release=lambda *_: self.means.actions.pick_level(view.level - 1))
        return button

    def _tile(self, option: Option) -> ChoiceTile:
        means = self.means
        tile = ChoiceTile(
            means.look,
            title=means.say(option.phrase),
            note=means.say(option.detail),
            chosen=option.chosen,
            done=means.word("chosen"),
        )
        tile.bind(on_release=lambda *_: means.actions.pick_region(option.id))
        return tile

    def _not_sure(self) -> Button:
        button = Button(self.means.look, text=self.means.word("not_sure"), icon="chats-duotone", kind="ghost")
        button.bind(on_release=lambda *_: self.means.actions.call_help())
        return button
