"""Where does the matter belong? Province, city, county; partners of the mission first."""

from __future__ import annotations

from kiosk.catalogue.model import Region
from kiosk.identity.document import IdentityDocument
from kiosk.journey.ports import Hall
from kiosk.journey.rooms.room import Room, missing, onward, page_of, say
from kiosk.journey.views import NextPlace, Option, RegionView, StepKind
from kiosk.wording import Phrase

OPTIONS_A_PAGE = 8
LEVELS = ("province", "city", "county")


class RegionRoom(Room):
    """Three choices, one after the other; any can be changed."""

    kind = StepKind.REGION

    def enter(self, focus: str = "") -> None:
        """Stands at the first level that is still open; what no longer belongs to the item is dropped."""
        draft = self.personal.draft
        if draft.region and not self._may_belong(draft.region):
            draft.path.clear()
        self._level = max(0, len(draft.path) - 1) if self._finished() else len(draft.path)
        self._page = 0

    def view(self) -> RegionView:
        """The path so far and the choices of the present level."""
        path, regions = self.personal.draft.path, self.hall.catalogue.regions
        names = [one.name for code in path if (one := regions.get(code)) is not None]
        options, self._page, pages = page_of(self._options(), self._page, OPTIONS_A_PAGE)
        levels = LEVELS if not self._finished() else LEVELS[: len(path)]
        return RegionView(
            step=self.kind,
            key=f"region/{self._level}/{'/'.join(path[: self._level])}/{self._page}",
            title=say(f"region_{LEVELS[self._level]}_title"),
            lead=say("region_lead"),
            progress=self.passage.progress(),
            onward=self._onward(names),
            path=tuple((say(f"region_{lv}"), names[i] if i < len(names) else "") for i, lv in enumerate(levels)),
            level=self._level,
            options=tuple(options),
            card_address_option=self._card_option(),
            page=self._page,
            pages=pages,
        )

    def _onward(self, names: list[str]) -> NextPlace:
        if self._finished():
            return onward("region_go_on", region=names[-1])
        return missing(f"region_{LEVELS[self._level]}_missing")

    def _finished(self) -> bool:
        path = self.personal.draft.path
        return bool(path) and not self.hall.catalogue.regions.children(path[-1])

    def _options(self) -> list[Option]:
        path = self.personal.draft.path
        parent = path[self._level - 1] if self._level else ""
        chosen = path[self._level] if len(path) > self._level else ""
        regions = [one for one in choices(self.hall, parent) if self._may_belong(one.code)]
        return [Option(one.code, Phrase.verbatim(one.name), chosen=one.code == chosen) for one in regions]

    def _may_belong(self, code: str) -> bool:
        """Is the region, something in it or something around it among the item's?"""
        item, catalogue = self.personal.draft.chosen, self.hall.catalogue
        if catalogue.belongs(item, code):
            return True
        outer = [one for one in item.regions if one not in ("all", "partners")]
        if "partners" in item.regions:
            outer += [one.code for one in catalogue.regions.partners]
        return any(catalogue.regions.within(one, code) for one in outer)

    def _card_option(self) -> Option | None:
        person = self.personal.identity
        region, where = self._of(person) if person else (None, "")
        if (
            region is None
            or self.hall.catalogue.regions.children(region.code)
            or not self._may_belong(region.code)
        ):
            return None
        name = self.hall.catalogue.regions.full_name(region.code)
        chosen = self.personal.draft.region == region.code
        return Option(region.code, Phrase.verbatim(name), say(where), chosen=chosen)

    def _of(self, person: IdentityDocument) -> tuple[Region | None, str]:
        """Where the card says they live; without an address the place that their number was given in."""
        regions = self.hall.catalogue.regions
        if person.address:
            return regions.of_address(person.address), "region_on_card"
        given = self.hall.divisions.place_of(person.number, on=person.birth)
        return (regions.get(given.code) if given else None), "region_of_number"

    def go_on(self) -> None:
        """On, once the narrowest division is chosen."""
        if self._finished():
            self.passage.forward()

    def turn_page(self, step: int) -> None:
        """More divisions."""
        self._page += step

    def pick_level(self, level: int) -> None:
        """Back to a level to change it; nothing is dropped until another division is chosen."""
        if 0 <= level <= len(self.personal.draft.path) and level < len(LEVELS):
            self._level, self._page = level, 0

    def pick_region(self, code: str) -> None:
        """Chooses at the present level, or the whole path when it is the card's own address."""
        card = self._card_option()
        regions = self.hall.catalogue.regions
        if card is not None and code == card.id:
            self.personal.draft.path[:] = [one.code for one in regions.path(code)]
            self._level = len(self.personal.draft.path) - 1
        elif code in {one.id for one in self._options()}:
            self._choose(code)

    def _choose(self, code: str) -> None:
        path = self.personal.draft.path
        if path[self._level : self._level + 1] != [code]:
            path[self._level :] = [code]
        if self.hall.catalogue.regions.children(code):
            self._level, self._page = self._level + 1, 0


def choices(hall: Hall, parent: str) -> list[Region]:
    """Divisions directly below ``parent`` (provinces for the empty code), partners and what holds them first."""
    regions = hall.catalogue.regions
    if not parent:
        return list(regions.provinces)
    holding = {step.code for one in regions.partners for step in regions.path(one.code)}
    return sorted(regions.children(parent), key=lambda one: (one.code not in holding, one.code))
