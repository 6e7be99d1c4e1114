"""What paper a page is, and its fields: the known papers together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import CatalogueError
from kiosk.vision.reading.fieldmap import KnownPaper, Part, load_paper
from kiosk.vision.reading.fields import ReadField, read_fields
from kiosk.vision.reading.lookalikes import apart, at_least_apart
from kiosk.vision.reading.pieces import joined, pieces_of, rows
from kiosk.vision.reading.text import PageText

ASSETS = Path(__file__).resolve().parents[3] / "assets" / "papers"
SEEN_FROM = 0.6
"""Less evidence than this is no known paper."""
_WRONG = 0.26
"""Share of a word's signs that may be misread, from four signs on."""


@dataclass(frozen=True)
class SeenPaper:
    """What the page seems to be. ``kind`` is empty for a paper the terminal does not know; ``parts`` are the sides
    or pages of it that were seen; ``confidence`` 0…1."""

    kind: str
    confidence: float
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class ReadPerson:
    """A person who stands on a paper: name, number, or both. ``others``: often not who applies."""

    name: ReadField | None
    number: ReadField | None
    others: bool = False


class KnownPapers:
    """The papers whose fields can be read, by kind."""

    def __init__(self, papers: Iterable[KnownPaper]) -> None:
        self._papers: Mapping[str, KnownPaper] = {paper.kind: paper for paper in papers}

    @staticmethod
    def load(folder: Path = ASSETS) -> KnownPapers:
        """Every ``*.toml`` of the folder. Raises ``CatalogueError`` naming file and field."""
        files = sorted(folder.glob("*.toml"))
        if not files:
            raise CatalogueError("no field map", row=folder.name)
        return KnownPapers([load_paper(file) for file in files])

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind there is."""
        return tuple(self._papers)

    def paper(self, kind: str) -> KnownPaper:
        """The paper of a kind. Raises ``KeyError``."""
        return self._papers[kind]

    def recognise(self, page: PageText) -> SeenPaper:
        """What the page seems to be."""
        lines = _lines(page)
        seen = sorted(
            (_seen(paper, lines) for paper in self._papers.values()), key=lambda one: one.confidence, reverse=True
        )
        first = seen[0]
        # Evidence for two papers at once is evidence for neither.
        ahead = _nats(first) - _nats(seen[1]) if len(seen) > 1 else _nats(first)
        confidence = first.confidence * (1.0 - math.exp(-2.0 * ahead))
        if confidence < SEEN_FROM:
            return SeenPaper("", round(1.0 - confidence, 4))
        return SeenPaper(first.kind, round(confidence, 4), first.parts)

    def read_fields(self, page: PageText, kind: str) -> tuple[ReadField, ...]:
        """The fields of a paper of this kind; none for a kind nobody knows."""
        paper = self._papers.get(kind)
        return () if paper is None else read_fields(page, paper)

    def people(self, kind: str, fields: Sequence[ReadField]) -> tuple[ReadPerson, ...]:
        """Who stands on the paper, from its fields as read."""
        paper = self._papers.get(kind)
        if paper is None:
            return ()
        found: dict[tuple[int, bool], dict[str, ReadField]] = {}
        for field in fields:
            known = paper.field(field.name)
            if known.person and known.kind in ("name", "citizen_number"):
                found.setdefault((known.person, known.others), {})[known.kind] = field
        return tuple(
            ReadPerson(one.get("name"), one.get("citizen_number"), others)
            for (_, others), one in sorted(found.items())
        )


def _nats(seen: SeenPaper) -> float:
    """Evidence as it adds up: the negative logarithm of what is left of the doubt."""
    return -math.log(max(1e-9, 1.0 - seen.confidence))


def _lines(page: PageText) -> list[str]:
    """The page's rows without blanks: a title printed wide apart is one word again."""
    pieces = pieces_of(page)
    return [piece.text for piece in pieces] + [joined(row).text for row in rows(pieces) if len(row) > 1]


def _seen(paper: KnownPaper, lines: Sequence[str]) -> SeenPaper:
    parts = {part.id: _evidence(part, lines) for part in paper.parts}
    missing = 1.0
    for sure in parts.values():
        missing *= 1.0 - sure
    against = float(any(word in line for word in paper.against for line in lines))
    seen = tuple(part for part, sure in parts.items() if sure >= 0.5)
    return SeenPaper(paper.kind, (1.0 - missing) * (1.0 - against), seen)


def _evidence(part: Part, lines: Sequence[str]) -> float:
    missing = 1.0
    for words in part.words:
        missing *= 1.0 - words.weight * _there(words.text, lines)
    return 1.0 - missing


def _there(word: str, lines: Sequence[str]) -> float:
    """How well the word was read anywhere: 1 exactly, less with signs misread, 0 not at all."""
    if any(word in line for line in lines):
        return 1.0
    if len(word) < 4:
        return 0.0
    size = len(word)
    near = (
        apart(line[at : at + size], word)
        for line in lines
        if len(line) >= size - 1 and at_least_apart(line, word) / size <= _WRONG
        for at in range(len(line) - size + 2)
    )
    wrong = min(near, default=99.0) / size
    return 1.0 - wrong if wrong <= _WRONG else 0.0
