"""Items of a group, or what a search found."""

from __future__ import annotations

from kiosk.catalogue.model import ServiceItem
from kiosk.catalogue.search import Hit
from kiosk.errors import KioskError
from kiosk.journey.rooms.home import SCOPES, take_item
from kiosk.journey.rooms.room import Room, missing, onward, page_of, say
from kiosk.journey.views import ItemRow, ItemsView, StepKind
from kiosk.wording import Phrase

ROWS_A_PAGE = 5
ROWS_WHILE_TYPING = 3
QUERY_LENGTH = 24
FOUND_AT_MOST = 30


class ItemsRoom(Room):
    """A list to choose an item from; searching happens away from the main thread."""

    kind = StepKind.ITEMS

    def enter(self, focus: str = "") -> None:
        """Opens the group, or looks for what is in the box."""
        self._page = 0
        self._found: tuple[ServiceItem, ...] = ()
        self._looked_for = ""
        self._look()

    def view(self) -> ItemsView:
        """A page of rows; fewer while the keys take half the screen."""
        browse = self.stay.browse
        size = ROWS_WHILE_TYPING if browse.typing else ROWS_A_PAGE
        items, self._page, pages = page_of(self._items(), self._page, size)
        return ItemsView(
            step=self.kind,
            key=f"items/{browse.group}/{browse.typing}/{self._page}",
            title=self._title(),
            lead=None if items or not (browse.query or browse.group) else say("items_none_more"),
            onward=onward("items_close_keys") if browse.typing else missing("home_missing"),
            query=browse.query,
            typing=browse.typing,
            rows=tuple(self._row(one) for one in items),
            page=self._page,
            pages=pages,
        )

    def _title(self) -> Phrase:
        browse = self.stay.browse
        if browse.group:
            catalogue = self.hall.catalogue
            named = {one.id: (one.name, one.name_en) for one in catalogue.departments}
            named |= {one.id: (one.name, one.name_en) for one in catalogue.categories}
            name, name_en = named[browse.group]
            return Phrase.verbatim(name, en=name_en)
        if browse.query and browse.query == self._looked_for and not self._found:
            return say("items_none")
        return say("items_found" if browse.query else "items_type")

    def _items(self) -> tuple[ServiceItem, ...]:
        browse = self.stay.browse
        if not browse.group:
            return self._found
        catalogue = self.hall.catalogue
        by = catalogue.by_category if browse.grouping == "life_event" else catalogue.by_department
        return tuple(one for one in by(browse.group) if not browse.scope or browse.scope in one.scopes)

    def _row(self, item: ServiceItem) -> ItemRow:
        return ItemRow(
            id=item.id,
            name=item.plain_name if item.complete else item.name,
            detail=say(f"level_{item.kiosk_level}", mode=say(f"mode_{item.mode}")),
            scopes=tuple(one for one in SCOPES if one in item.scopes),
            level=item.kiosk_level,
            official=item.listed_as_official,
        )

    def _look(self) -> None:
        browse = self.stay.browse
        query = browse.query
        if browse.group:
            return
        if not query:
            self._found, self._looked_for = (), ""
            return
        scope = next((one for one in SCOPES if one == browse.scope), None)
        search = self.hall.search

        def found(hits: list[Hit] | KioskError) -> None:
            if query == browse.query and not isinstance(hits, KioskError):
                self._found, self._looked_for = tuple(one.item for one in hits), query

        self.run(lambda: search.find(query, FOUND_AT_MOST, scope), found)

    def go_on(self) -> None:
        """Closes the keys, so that the whole list is seen."""
        self.stay.browse.typing = False

    def go_back(self) -> None:
        """To the groups."""
        self.passage.go(StepKind.HOME)

    def turn_page(self, step: int) -> None:
        """More rows."""
        self._page += step

    def open_search(self) -> None:
        """Opens the keys over the whole catalogue."""
        self.stay.browse.group, self.stay.browse.typing = "", True
        self._look()

    def search(self, query: str) -> None:
        """Sets the box."""
        self.stay.browse.group, self.stay.browse.query, self._page = "", query[:QUERY_LENGTH], 0
        self._look()

    def type_key(self, key: str) -> None:
        """Writes into the box."""
        if self.stay.browse.typing:
            self.search(typed(self.stay.browse.query, key))

    def pick_scope(self, scope: str) -> None:
        """Only items with this tag."""
        if scope in ("", *SCOPES):
            self.stay.browse.scope = "" if scope == self.stay.browse.scope else scope
            self._look()

    def pick_item(self, item_id: str) -> None:
        """Chooses what to do."""
        take_item(self, item_id)


def typed(text: str, key: str) -> str:
    """``text`` after one key."""
    if key == "backspace":
        return text[:-1]
    if key == "clear":
        return ""
    return text + key if key.isprintable() else text
