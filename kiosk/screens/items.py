"""Items of a group, or what a search found; while the person writes, the keys take the lower part."""

from __future__ import annotations

from dataclasses import replace

from kiosk.journey.views import ItemRow, ItemsView
from kiosk.screens.arrangement import Body, tall
from kiosk.screens.screen import StepScreen
from kiosk.screens.widgets.keys import Keys
from kiosk.screens.widgets.search import SearchField
from kiosk.screens.widgets.tiles import OptionRow


class ItemsScreen(StepScreen[ItemsView]):
    """A list to choose from; rows say what can be done here and where the item is valid."""

    # Box and keys are kept while the list below changes with every letter.
    _search: SearchField | None = None
    _keys: Keys | None = None

    def body(self, view: ItemsView) -> Body:
        """Box, list, and the keys while they are open."""
        look = self.means.look
        self._rows_shown, self._pages_shown = view.rows, view.pages
        self._search = self._search or self._make_search(view)
        self._search.text = view.query
        rows = [self._row(one) for one in view.rows]
        if not view.typing:
            if look.landscape:
                return Body(under=[self._search], work=rows, left_share=0.4, gap=16)
            return Body(over=[self._search], work=rows, gap=16)
        keys = self._keys = self._keys or self._make_keys()
        shown = [] if look.roomy or look.low else rows
        if look.landscape:
            return self._beside_keys(self._search, keys, shown)
        return Body(over=[self._search], work=shown, foot=[keys], keeps_foot=True, foot_at_end=True, gap=12)

    def _beside_keys(self, search: SearchField, keys: Keys, rows: list[OptionRow]) -> Body:
        """Landscape: as many rows as fit below the box, the keys at the right."""
        body = Body(work=[keys], under=[search], gap=16, left_share=0.42, keeps_foot=True)
        left, _ = self.columns(body)
        while rows and tall([*self._head(), search, *rows], left.width, body.gap) > left.height:
            rows.pop()
        return replace(body, under=[search, *rows])

    def pages(self, view: ItemsView) -> tuple[int, int]:
        """While the person writes, the best are shown; the way on shows all."""
        return (0, 1) if view.typing else (view.page, view.pages)

    def renew(self, view: ItemsView) -> bool:
        """The text in the box is renewed in place; another list is built anew."""
        if view.rows != self._rows_shown or view.pages != self._pages_shown:
            return False
        if self._search is not None:
            self._search.text = view.query
        return True

    def _make_search(self, view: ItemsView) -> SearchField:
        means = self.means
        search = SearchField(means.look, hint=means.word("search_hint"), text=view.query, writing=view.typing)
        search.bind(on_release=lambda *_: means.actions.open_search())
        return search

    def _make_keys(self) -> Keys:
        keys = Keys(self.means.look, mode="latin", words=self.means.key_words)
        keys.bind(on_key=lambda _, key: self.means.actions.type_key(key))
        return keys

    def _row(self, item: ItemRow) -> OptionRow:
        means = self.means
        scopes = "、".join(means.words.say(f"catalogue.scope_{one}") for one in item.scopes)
        note = " · ".join(one for one in (means.say(item.detail), scopes) if one)
        row = OptionRow(means.look, title=item.name, note=note)
        row.bind(on_release=lambda *_: means.actions.pick_item(item.id))
        return row
