"""Holds the rows of a catalogue against one another: sources, categories, lists, regions, conditions, claims."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from kiosk.catalogue.model import Category, Condition, Department, Fact, OfficialList, ServiceItem, Source
from kiosk.catalogue.regions import Regions
from kiosk.errors import CatalogueError


class Whole(Protocol):
    """The parts of a catalogue that items point into."""

    @property
    def items(self) -> tuple[ServiceItem, ...]: ...
    @property
    def sources(self) -> Mapping[str, Source]: ...
    @property
    def categories(self) -> tuple[Category, ...]: ...
    @property
    def departments(self) -> tuple[Department, ...]: ...
    @property
    def lists(self) -> Mapping[str, OfficialList]: ...
    @property
    def regions(self) -> Regions: ...


def check(whole: Whole) -> None:
    """Raises ``CatalogueError`` naming row and field of the first row that points nowhere or claims too much."""
    for one in whole.lists.values():
        _known(one.source_ids, whole.sources, f"lists.json ({one.id})", "source_ids")
    categories = {one.id for one in whole.categories}
    departments = {one.id for one in whole.departments}
    for item in whole.items:
        row = f"item {item.id}"
        _known([item.life_event], categories, row, "life_event")
        _known([item.department], departments, row, "department")
        _known([one.list for one in item.listings], whole.lists, row, "listings.list")
        for code in item.regions:
            if code not in ("all", "partners") and code not in whole.regions:
                raise CatalogueError(f"no region {code}", row=row, field="regions")
        for field, ids in _sources(item):
            _known(ids, whole.sources, row, field)
        _once(item, row)
        _conditions(item, row)
        _from_papers(item, row)
        _claims(item, whole, row)


def _known(names: Iterable[str], among: Collection[str], row: str, field: str) -> None:
    for name in names:
        if name not in among:
            raise CatalogueError(f"nothing is called {name}", row=row, field=field)


def _sources(item: ServiceItem) -> Iterable[tuple[str, tuple[str, ...]]]:
    guide = item.guide
    yield "guide.source_ids", guide.source_ids
    lists: dict[str, tuple[Fact, ...]] = {"conditions": guide.conditions, "flow": guide.flow, "basis": guide.basis}
    single = {"time_limit": guide.time_limit, "fee": guide.fee, "result": guide.result, "hotline": guide.hotline}
    lists |= {name: (fact,) for name, fact in single.items() if fact is not None}
    for name, facts in lists.items():
        for fact in facts:
            yield f"guide.{name}", fact.source_ids
    for paper in item.materials:
        yield f"materials.{paper.id}", paper.source_ids
    for listing in item.listings:
        yield f"listings.{listing.list}", listing.source_ids


def _once(item: ServiceItem, row: str) -> None:
    parts = {
        "situations": [one.id for one in item.situations],
        "form": [one.id for one in item.form],
        "materials": [one.id for one in item.materials],
        **{f"form.{one.id}.choices": [choice.value for choice in one.choices] for one in item.form},
    }
    for field, names in parts.items():
        for name in names:
            if names.count(name) > 1:
                raise CatalogueError(f"{name} stands twice", row=row, field=field)


def _conditions(item: ServiceItem, row: str) -> None:
    """A question may depend on questions before it, a paper on any question."""
    situations = {one.id for one in item.situations}
    earlier: dict[str, Collection[str | bool]] = {}
    for question in item.form:
        if question.only_if:
            _condition(question.only_if, situations, earlier, row, f"form.{question.id}.only_if")
        earlier[question.id] = _possible(question.kind, [one.value for one in question.choices])
    for paper in item.materials:
        if paper.only_if:
            _condition(paper.only_if, situations, earlier, row, f"materials.{paper.id}.only_if")


def _from_papers(item: ServiceItem, row: str) -> None:
    """An answer may come from a paper only if the item asks for that paper."""
    kinds = {paper.kind for paper in item.materials if paper.kind}
    for question in item.form:
        if question.from_paper:
            _known([question.from_paper.partition(".")[0]], kinds, row, f"form.{question.id}.from_paper")


def _possible(kind: str, choices: list[str]) -> Collection[str | bool]:
    """The answers a condition may ask for; only choices and yes/no have a countable set of them."""
    return (True, False) if kind == "yes_no" else choices if kind == "choice" else ()


def _condition(
    condition: Condition, situations: set[str], answers: Mapping[str, Collection[str | bool]], row: str, field: str
) -> None:
    _known(condition.situations(), situations, row, field)
    _known(condition.fields(), answers, row, field)
    for name, wanted in condition.answers.items():
        for one in wanted:
            if one not in answers[name]:
                raise CatalogueError(f"{name} can never be {one}", row=row, field=field)
    for inner in condition.any_of:
        _condition(inner, situations, answers, row, field)


def _claims(item: ServiceItem, whole: Whole, row: str) -> None:
    found = [one for one in item.listings if one.verification == "sourced" and whole.lists[one.list].official]
    if item.listed_as_official and not found:
        raise CatalogueError("no official list is sourced for it", row=row, field="listed_as_official")
    if not item.listings and not item.guide.source_ids:
        raise CatalogueError("a row needs a source", row=row, field="listings")
    if item.kiosk_level != "guide" and not item.scopes:
        raise CatalogueError("a matter no list holds can only be read about", row=row, field="scopes")
    if item.kiosk_level != "guide" and not item.complete:
        raise CatalogueError("guide, form or papers are not complete", row=row, field="kiosk_level")
