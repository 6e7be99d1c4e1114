"""Finds items by what a person writes: Chinese words, everyday words, pinyin in full or by its first letters.

Everything is prepared once from the catalogue, so a query is a walk over short strings in memory and needs no
network. What a hit is worth falls from the item's plain name to its department; items that can be done at the
terminal come before items that can only be read about.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Scope, ServiceItem

_LEVEL_BONUS = {"apply": 12.0, "precheck": 8.0, "appointment": 6.0, "guide": 0.0}
_ENOUGH = 0.5
"""The part of a Chinese query's letter pairs that a text must hold to count as near."""


@dataclass(frozen=True)
class Hit:
    """An item found, the better the higher ``score``, and the words it was found by."""

    item: ServiceItem
    score: float
    by: str


@dataclass(frozen=True)
class _Term:
    """One text of an item: as written, its letter pairs, its pinyin and first letters, and what a hit is worth."""

    text: str
    shown: str
    pairs: frozenset[str]
    letters: str
    initials: str
    starts: tuple[int, ...]
    """Where syllables begin in ``letters``."""
    weight: float


class Search:
    """Offline search over a catalogue."""

    def __init__(self, catalogue: Catalogue, synonyms: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._catalogue = catalogue
        self._synonyms = dict(catalogue.synonyms if synonyms is None else synonyms)
        self._entries = [(item, tuple(self._terms(item))) for item in catalogue.items]

    def find(self, query: str, limit: int = 20, scope: Scope | None = None) -> list[Hit]:
        """The best ``limit`` items for ``query``, best first; nothing for an empty query. Pure and thread-safe."""
        wanted = plain(query)
        if not wanted:
            return []
        asked = [(wanted, 1.0), *((plain(word), 0.9) for word in self._synonyms.get(wanted, ()))]
        hits = []
        for item, terms in self._entries:
            if scope is not None and scope not in item.scopes:
                continue
            score, by = max(((_worth(text, term) * part, term.shown) for text, part in asked for term in terms))
            if score > 0:
                hits.append(Hit(item, score + _LEVEL_BONUS[item.kiosk_level], by))
        hits.sort(key=lambda hit: (-hit.score, len(hit.item.name), hit.item.id))
        return hits[:limit]

    def _terms(self, item: ServiceItem) -> Iterable[_Term]:
        category = next(one for one in self._catalogue.categories if one.id == item.life_event)
        department = next(one for one in self._catalogue.departments if one.id == item.department)
        texts = [(item.plain_name, 100.0), (item.name, 96.0), (item.name_en, 90.0)]
        texts += [(word, 88.0) for word in (*item.words, *item.parts)]
        texts += [(one.name, 60.0) for one in item.situations]
        texts += [(category.name, 50.0), (category.examples, 40.0), (department.name, 40.0)]
        return [self._term(text, weight) for text, weight in texts]

    def _term(self, shown: str, weight: float) -> _Term:
        syllables = self._catalogue.pinyin.get(shown, "").split()
        starts = tuple(accumulate((len(one) for one in syllables), initial=0))
        text = plain(shown)
        initials = "".join(one[0] for one in syllables)
        return _Term(text, shown, _pairs(text), "".join(syllables), initials, starts, weight)


def plain(text: str) -> str:
    """Text as it is compared: full-width letters made plain, lower case, only letters and digits."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).lower() if one.isalnum())


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 2] for place in range(len(text) - 1)) or frozenset(text)


def _worth(query: str, term: _Term) -> float:
    """0 when the term has nothing of the query."""
    if query in term.text:
        return term.weight * _nearness(query, term.text, term.text.find(query) == 0)
    if query.isascii():
        return _latin(query, term)
    shared = len(_pairs(query) & term.pairs) / len(_pairs(query))
    return term.weight * 0.6 * shared if shared >= _ENOUGH else 0.0


def _latin(query: str, term: _Term) -> float:
    if term.initials and query in term.initials:
        return term.weight * 0.85 * _nearness(query, term.initials, term.initials.startswith(query))
    at = term.letters.find(query)
    while at >= 0 and at not in term.starts:
        at = term.letters.find(query, at + 1)
    return term.weight * 0.8 * _nearness(query, term.letters, at == 0) if at >= 0 else 0.0


def _nearness(query: str, text: str, at_start: bool) -> float:
    """Between 0.7 and 1: a whole match is best, then a start, then a long part."""
    return 0.7 + 0.2 * len(query) / len(text) + (0.1 if at_start else 0.0)
