"""Finds items by what a person writes: Chinese words, everyday words, pinyin in full or by its first letters.

Everything is prepared once from the catalogue, so a query is a walk over short strings in memory and needs no
network. What a hit is worth falls from the item's plain name to its department; items that can be done at the
terminal come before items that can only be read about.
"""

from __future__ import annotations

import unicodedata
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
    """One text of an item: as compared, its letter pairs, and what Latin keys find it by."""

    shown: str
    text: str
    """Chinese text as it is compared; empty for a Latin one, which is found by its words."""
    pairs: frozenset[str]
    letters: str
    initials: str
    starts: frozenset[int]
    """Where syllables (or words) begin in ``letters``."""


@dataclass(frozen=True)
class _Wanted:
    """One thing looked for, and how much of a hit's worth it keeps."""

    text: str
    pairs: frozenset[str]
    latin: bool
    part: float


class Search:
    """Offline search over a catalogue. Immutable once made, so any thread may ask."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._synonyms = {plain(said): tuple(map(plain, meant)) for said, meant in catalogue.synonyms.items()}
        self._terms: dict[str, _Term] = {}
        self._entries: list[tuple[ServiceItem, list[tuple[_Term, float]]]] = []
        for item in catalogue.items:
            texts = searchable(item, catalogue)
            for shown, _ in texts:
                self._terms.setdefault(shown, _term(shown, catalogue.pinyin.get(shown, "")))
            self._entries.append((item, [(self._terms[shown], weight) for shown, weight in texts]))

    def find(self, query: str, limit: int = 20, scope: Scope | None = None) -> list[Hit]:
        """The best ``limit`` items for ``query``, best first; nothing for an empty query."""
        wanted = self._wanted(plain(query))
        nearness = {shown: _nearness(wanted, term) for shown, term in self._terms.items()} if wanted else {}
        hits = []
        for item, terms in self._entries:
            if scope is not None and scope not in item.scopes:
                continue
            score, by = max((nearness.get(term.shown, 0.0) * weight, term.shown) for term, weight in terms)
            if score > 0:
                hits.append(Hit(item, score + _LEVEL_BONUS[item.kiosk_level], by))
        hits.sort(key=lambda hit: (-hit.score, len(hit.item.name), hit.item.id))
        return hits[:limit]

    def _wanted(self, query: str) -> list[_Wanted]:
        """The query itself, and what is meant by everyday words in it."""
        if not query:
            return []
        said = [(query, 1.0)]
        for word, meant in self._synonyms.items():
            if word in query:
                share = 0.9 * (0.5 + 0.5 * len(word) / len(query))
                said += [(one, share) for one in meant]
        return [_Wanted(text, _pairs(text), text.isascii(), part) for text, part in said]


def searchable(item: ServiceItem, catalogue: Catalogue) -> list[tuple[str, float]]:
    """The texts an item is found by, and what a full hit on each is worth."""
    category = next(one for one in catalogue.categories if one.id == item.life_event)
    department = next(one for one in catalogue.departments if one.id == item.department)
    texts = [(item.plain_name, 100.0), (item.name, 96.0), (item.name_en, 90.0)]
    texts += [(word, 88.0) for word in (*item.words, *item.parts)]
    texts += [(one.name, 60.0) for one in item.situations]
    return [*texts, (category.name, 50.0), (category.examples, 40.0), (department.name, 40.0)]


def plain(text: str) -> str:
    """Text as it is compared: full-width letters made plain, lower case, only letters and digits."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).lower() if one.isalnum())


def _term(shown: str, pinyin: str) -> _Term:
    latin = shown.isascii()
    syllables = [plain(one) for one in (shown if latin else pinyin).split()]
    text = "" if latin else plain(shown)
    starts = frozenset(accumulate((len(one) for one in syllables), initial=0))
    return _Term(shown, text, _pairs(text), "".join(syllables), "".join(one[:1] for one in syllables), starts)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 2] for place in range(len(text) - 1)) or frozenset(text)


def _nearness(wanted: list[_Wanted], term: _Term) -> float:
    return max(one.part * (_latin(one.text, term) if one.latin else _chinese(one, term)) for one in wanted)


def _chinese(wanted: _Wanted, term: _Term) -> float:
    at = term.text.find(wanted.text)
    if at >= 0:
        return _fit(wanted.text, term.text, at)
    if len(term.text) > 1 and term.text in wanted.text:
        return 0.6 + 0.2 * len(term.text) / len(wanted.text)
    shared = len(wanted.pairs & term.pairs) / len(wanted.pairs)
    return 0.6 * shared if shared >= _ENOUGH else 0.0


def _latin(query: str, term: _Term) -> float:
    at = term.initials.find(query)
    if at >= 0:
        return 0.85 * _fit(query, term.initials, at)
    at = term.letters.find(query)
    while at >= 0 and at not in term.starts:
        at = term.letters.find(query, at + 1)
    return 0.8 * _fit(query, term.letters, at) if at >= 0 else 0.0


def _fit(query: str, text: str, at: int) -> float:
    """Between 0.7 and 1: a whole match is best, then a start, then a long part."""
    return 0.7 + 0.2 * len(query) / len(text) + (0.1 if at == 0 else 0.0)
