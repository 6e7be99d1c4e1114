"""Reads the catalogue's folder and refuses it, naming row and field, when a row cannot be used.

    sources.json  categories.json  departments.json  lists.json  partners.json  regions.json
    pinyin.json   synonyms.json
    items/*.json  one complete item a file          rows.json  items that are named in a list and no more

``schema.json`` beside them describes all of these as JSON Schema for whoever writes them with other tools.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kiosk.catalogue import references
from kiosk.catalogue.form import fields_of
from kiosk.catalogue.model import Category, Department, OfficialList, Region, Scope, ServiceItem, Source
from kiosk.catalogue.regions import Regions
from kiosk.errors import CatalogueError

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class ScopeTotal:
    """How much of a scope's announced list is known: the honest side of 148 / 311 / 229."""

    scope: Scope
    announced: int
    sourced: int
    """Items whose place in a list of this scope was read on a page."""
    recalled: int
    """Items put there from memory or another city's menu; never shown as official."""
    complete: int
    """Items of this scope with guide, form and papers."""


@dataclass(frozen=True)
class Catalogue:
    """Everything the terminal knows about matters. Immutable; a new bundle is a new ``Catalogue``."""

    items: tuple[ServiceItem, ...]
    sources: Mapping[str, Source]
    categories: tuple[Category, ...]
    departments: tuple[Department, ...]
    lists: Mapping[str, OfficialList]
    regions: Regions
    pinyin: Mapping[str, str]
    """Text → its syllables, parted by blanks; made with the bundle."""
    synonyms: Mapping[str, tuple[str, ...]]
    """What people say → what items are called."""
    version: str
    """SHA-256 over all files, hexadecimal."""

    @staticmethod
    def load(folder: Path) -> Catalogue:
        """Reads a folder. Raises ``CatalogueError`` naming row and field of the first fault."""
        regions = _regions(folder)
        catalogue = Catalogue(
            items=tuple(_items(folder)),
            sources=_by_id(_rows(folder, "sources.json", Source)),
            categories=tuple(_by_id(_rows(folder, "categories.json", Category)).values()),
            departments=tuple(_by_id(_rows(folder, "departments.json", Department)).values()),
            lists=_by_id(_rows(folder, "lists.json", OfficialList)),
            regions=Regions(regions),
            pinyin={str(k): str(v) for k, v in _object(folder, "pinyin.json").items()},
            synonyms=_synonyms(folder),
            version=_version(folder),
        )
        references.check(catalogue)
        return catalogue

    @cached_property
    def _by_id(self) -> Mapping[str, ServiceItem]:
        return {one.id: one for one in self.items}

    def item(self, item_id: str) -> ServiceItem:
        """The item of an id. Raises ``KeyError`` for an id nobody wrote."""
        return self._by_id[item_id]

    def by_category(self, category: str) -> tuple[ServiceItem, ...]:
        """Items of a life event; what can be done here comes first."""
        return _useful_first(one for one in self.items if one.life_event == category)

    def by_department(self, department: str) -> tuple[ServiceItem, ...]:
        """Items of a department; what can be done here comes first."""
        return _useful_first(one for one in self.items if one.department == department)

    def by_scope(self, scope: Scope) -> tuple[ServiceItem, ...]:
        """Items with a scope tag; what can be done here comes first."""
        return _useful_first(one for one in self.items if scope in one.scopes)

    def belongs(self, item: ServiceItem, region_code: str) -> bool:
        """Whether the matter may belong to a region."""
        if "all" in item.regions:
            return region_code in self.regions
        outer = [one for one in item.regions if one != "partners"]
        if "partners" in item.regions:
            outer += [one.code for one in self.regions.partners]
        return any(self.regions.within(region_code, one) for one in outer)

    def sources_of(self, item: ServiceItem) -> tuple[Source, ...]:
        """Every page behind an item: its guide's first, then those of papers and lists."""
        named = [*item.guide.source_ids]
        named += [one for paper in item.materials for one in paper.source_ids]
        named += [one for listing in item.listings for one in listing.source_ids]
        return tuple(self.sources[one] for one in dict.fromkeys(named))

    def totals(self) -> tuple[ScopeTotal, ...]:
        """What is known of each announced list. Complete items count once a scope."""
        return tuple(self._total(one) for one in ("cross_province", "sichuan_chongqing", "in_province"))

    def _total(self, scope: Scope) -> ScopeTotal:
        sourced = recalled = 0
        for item in self.items:
            states = {one.verification for one in item.listings if self.lists[one.list].scope == scope}
            sourced += "sourced" in states
            recalled += bool(states) and "sourced" not in states
        announced = max((one.announced for one in self.lists.values() if one.scope == scope), default=0)
        complete = sum(one.complete and scope in one.scopes for one in self.items)
        return ScopeTotal(scope, announced, sourced, recalled, complete)


def _useful_first(items: Iterable[ServiceItem]) -> tuple[ServiceItem, ...]:
    order = ("apply", "precheck", "appointment", "guide")
    return tuple(sorted(items, key=lambda one: (order.index(one.kiosk_level), not one.listed_as_official)))


def _read(folder: Path, name: str) -> Any:
    try:
        return json.loads((folder / name).read_bytes().decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CatalogueError(f"cannot be read: {error}", row=name) from error


def _object(folder: Path, name: str) -> Mapping[str, Any]:
    found = _read(folder, name)
    if not isinstance(found, Mapping):
        raise CatalogueError("must be a JSON object", row=name)
    return found


def _list(folder: Path, name: str, key: str = "rows") -> list[Any]:
    found = _object(folder, name).get(key)
    if not isinstance(found, list):
        raise CatalogueError("must be a list", row=name, field=key)
    return found


def _rows(folder: Path, name: str, model: type[M]) -> list[M]:
    return [_row(one, model, f"{name} row {place}") for place, one in enumerate(_list(folder, name), 1)]


def _row(raw: object, model: type[M], where: str) -> M:
    named = raw.get("id") if isinstance(raw, Mapping) else None
    row = f"{where} ({named})" if isinstance(named, str) else where
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise CatalogueError(first["msg"], row=row, field=field) from None


def _by_id(rows: list[M]) -> dict[str, M]:
    found: dict[str, M] = {}
    for one in rows:
        name = str(getattr(one, "id"))  # noqa: B009 - every model handed in has an id
        if name in found:
            raise CatalogueError("stands twice", row=f"{type(one).__name__} {name}", field="id")
        found[name] = one
    return found


def _synonyms(folder: Path) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for said, meant in _object(folder, "synonyms.json").items():
        if not (isinstance(meant, list) and all(isinstance(one, str) for one in meant)):
            raise CatalogueError("must be a list of words", row="synonyms.json", field=str(said))
        found[str(said)] = tuple(meant)
    return found


def _items(folder: Path) -> list[ServiceItem]:
    files = sorted((folder / "items").glob("*.json"))
    raw: list[tuple[str, object]] = [(f"items/{one.name}", _object(folder, f"items/{one.name}")) for one in files]
    raw += [(f"rows.json row {place}", one) for place, one in enumerate(_list(folder, "rows.json"), 1)]
    return list(_by_id([_item(one, where) for where, one in raw]).values())


def _item(raw: object, where: str) -> ServiceItem:
    if not isinstance(raw, Mapping):
        raise CatalogueError("must be a JSON object", row=where)
    schema = raw.get("form", {})
    if not isinstance(schema, Mapping):
        raise CatalogueError("must be a JSON Schema", row=where, field="form")
    try:
        fields = fields_of(schema)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(("form", *(str(part) for part in first["loc"])))
        raise CatalogueError(first["msg"], row=where, field=field) from None
    except ValueError as error:
        raise CatalogueError(str(error), row=where, field="form") from None
    return _row({**raw, "form": fields, "form_schema": schema}, ServiceItem, where)


def _regions(folder: Path) -> list[Region]:
    """Partners first, in their own order, so that choosing begins with them."""
    partners = [str(one.get("code")) for one in _list(folder, "partners.json") if isinstance(one, Mapping)]
    found: dict[str, Region] = {}
    for place, one in enumerate(_list(folder, "regions.json"), 1):
        row = f"regions.json row {place}"
        if not (isinstance(one, list) and len(one) == 3):
            raise CatalogueError("must be [code, name, parent]", row=row)
        region = _row(
            {"code": one[0], "name": one[1], "parent": one[2], "partner": one[0] in partners}, Region, row
        )
        if region.code in found:
            raise CatalogueError("stands twice", row=row, field="code")
        found[region.code] = region
    for code in partners:
        if code not in found:
            raise CatalogueError("no such region", row=f"partners.json ({code})", field="code")
    first = [found.pop(code) for code in dict.fromkeys(partners)]
    return [*first, *found.values()]


def files(folder: Path) -> list[Path]:
    """The catalogue's files, in the order their bytes are hashed and packed."""
    return sorted(
        (*folder.glob("*.json"), *folder.glob("items/*.json")), key=lambda one: one.relative_to(folder).as_posix()
    )


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for one in files(folder):
        content = one.read_bytes()
        digest.update(f"{one.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
