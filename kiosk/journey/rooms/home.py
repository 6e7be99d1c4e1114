"""What would you like to do? Life events or departments, scope tags, search, my cases."""

from __future__ import annotations

from kiosk.catalogue.model import Scope, ServiceItem
from kiosk.journey.rooms.room import Room, missing, page_of, say
from kiosk.journey.views import BackPlace, HomeView, Option, StepKind
from kiosk.wording import Phrase

GROUPS_A_PAGE = 8
SCOPES: tuple[Scope, ...] = ("cross_province", "sichuan_chongqing", "in_province")
GROUPINGS = ("life_event", "department")
DEPARTMENT_ICON = "buildings-duotone"


class HomeRoom(Room):
    """The first question."""

    kind = StepKind.HOME

    def enter(self, focus: str = "") -> None:
        """Begins at the first page."""
        self._page = 0
        self.stay.browse.typing = False

    def view(self) -> HomeView:
        """Eight groups at a time."""
        browse = self.stay.browse
        groups, self._page, pages = page_of(self._groups(), self._page, GROUPS_A_PAGE)
        return HomeView(
            step=self.kind,
            key=f"home/{browse.grouping}/{self._page}",
            title=say("home_title"),
            back=BackPlace.EXIT,
            onward=missing("home_missing"),
            query=browse.query,
            scope=browse.scope,
            scopes=tuple(Option(one, say(f"scope_{one}"), chosen=one == browse.scope) for one in ("", *SCOPES)),
            grouping="department" if browse.grouping == "department" else "life_event",
            groups=tuple(groups),
            page=self._page,
            pages=pages,
        )

    def _groups(self) -> list[Option]:
        catalogue = self.hall.catalogue
        if self.stay.browse.grouping == "life_event":
            return [
                Option(one.id, Phrase.verbatim(one.name, en=one.name_en), Phrase.verbatim(one.examples), one.icon)
                for one in catalogue.categories
            ]
        return [
            Option(one.id, Phrase.verbatim(one.name, en=one.name_en), icon=DEPARTMENT_ICON)
            for one in catalogue.departments
            if any(item.department == one.id for item in catalogue.items)
        ]

    def go_on(self) -> None:
        """Something has to be chosen first."""

    def go_back(self) -> None:
        """退出: nothing was begun, so nothing is asked."""
        self.passage.end("left")

    def turn_page(self, step: int) -> None:
        """More groups."""
        self._page += step

    def pick_scope(self, scope: str) -> None:
        """Only items with this tag from now on; the same tag again shows all."""
        if scope in ("", *SCOPES):
            self.stay.browse.scope = "" if scope == self.stay.browse.scope else scope

    def pick_grouping(self, grouping: str) -> None:
        """By life event or by department."""
        if grouping in GROUPINGS:
            self.stay.browse.grouping, self._page = grouping, 0

    def pick_group(self, group: str) -> None:
        """Its items."""
        if group in {one.id for one in self._groups()}:
            self.stay.browse.group, self.stay.browse.query = group, ""
            self.passage.go(StepKind.ITEMS)

    def open_search(self) -> None:
        """The list with the keys."""
        self.stay.browse.group, self.stay.browse.typing = "", True
        self.passage.go(StepKind.ITEMS)

    def search(self, query: str) -> None:
        """The list with what was found."""
        self.stay.browse.query = query
        self.open_search()

    def pick_item(self, item_id: str) -> None:
        """An item straight away."""
        take_item(self, item_id)


def take_item(room: Room, item_id: str) -> None:
    """Takes up an item, if there is such a one."""
    item = item_of(room, item_id)
    if item is not None:
        room.visit.choose(item)
        room.passage.forward()


def item_of(room: Room, item_id: str) -> ServiceItem | None:
    """The item of an id, or ``None``."""
    try:
        return room.hall.catalogue.item(item_id)
    except KeyError:
        return None
