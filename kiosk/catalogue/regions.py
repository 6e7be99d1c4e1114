"""The divisions of China by GB/T 2260 code: below one another, partners of the mission first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from kiosk.catalogue.model import Region
from kiosk.errors import CatalogueError


class Regions:
    """Provinces, cities and counties, and who lies in whom."""

    def __init__(self, regions: Iterable[Region]) -> None:
        """Raises ``CatalogueError`` for a code given twice or a parent that is not there."""
        self._by_code: dict[str, Region] = {}
        for one in regions:
            if one.code in self._by_code:
                raise CatalogueError("stands twice", row=f"region {one.code}", field="code")
            self._by_code[one.code] = one
        for one in self._by_code.values():
            if one.parent and one.parent not in self._by_code:
                raise CatalogueError(f"no region {one.parent}", row=f"region {one.code}", field="parent")

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __len__(self) -> int:
        return len(self._by_code)

    def get(self, code: str) -> Region | None:
        """The region of a code, or ``None``."""
        return self._by_code.get(code)

    @cached_property
    def _children(self) -> Mapping[str, tuple[Region, ...]]:
        below: dict[str, list[Region]] = {}
        for one in self._by_code.values():
            below.setdefault(one.parent, []).append(one)
        return {code: tuple(sorted(ones, key=lambda one: one.code)) for code, ones in below.items()}

    @cached_property
    def partners(self) -> tuple[Region, ...]:
        """Regions the city or its districts have signed with, in the order of the catalogue."""
        return tuple(one for one in self._by_code.values() if one.partner)

    @property
    def provinces(self) -> tuple[Region, ...]:
        """Every province, those that hold a partner first, in the partners' order."""
        holding = dict.fromkeys(self.path(one.code)[0] for one in self.partners)
        return (*holding, *(one for one in self.children("") if one not in holding))

    def children(self, code: str) -> tuple[Region, ...]:
        """What lies directly below ``code`` (provinces for the empty code), in code order."""
        return self._children.get(code, ())

    def path(self, code: str) -> tuple[Region, ...]:
        """From the province down to ``code``; empty for an unknown code."""
        steps: list[Region] = []
        while (here := self._by_code.get(code)) is not None:
            steps.insert(0, here)
            code = here.parent
        return tuple(steps)

    def full_name(self, code: str) -> str:
        """``四川省攀枝花市仁和区``; empty for an unknown code."""
        return "".join(one.name for one in self.path(code))

    def within(self, code: str, outer: str) -> bool:
        """Whether ``code`` is ``outer`` or lies in it."""
        return any(one.code == outer for one in self.path(code))

    def of_address(self, address: str) -> Region | None:
        """The narrowest division an address begins with (the address printed on an ID card), or ``None``.

        A county may follow its province directly, as cards print it (``云南省永仁县``).
        """
        found: Region | None = None
        rest, code = address, ""
        while match := self._starting(rest, code):
            found, rest, code = match, rest.removeprefix(match.name), match.code
        return found

    def _starting(self, text: str, code: str) -> Region | None:
        near = self.children(code)
        far = tuple(two for one in near for two in self.children(one.code)) if code else ()
        fitting = [one for one in (*near, *far) if text.startswith(one.name)]
        return max(fitting, key=lambda one: len(one.name), default=None)
