"""Saving while scanning: every page is sealed and brought to the disk as it is made, and each paper's bound pages
once the person has gone on from the papers.

The room that scans knows nothing of it: after every change of the scene the draft is looked at, and what is on the
disk is brought in line with it, on a worker, one piece of work at a time. The keys are in the visit alone. A disk
that takes nothing now is no news for the person: what it refused stays in memory and goes with the submit.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from kiosk.errors import JourneyError, KioskError, OfflineError
from kiosk.journey.draft import KeptPage, Paper, Reading
from kiosk.journey.ports import Hall
from kiosk.offline.ids import new_application_id
from kiosk.offline.parts import PartFacts, PartKey, seal_part
from kiosk.vision.pages.pdf import BoundPage


@dataclass(frozen=True, eq=False, repr=False)
class Seen:
    """A page as it was looked at: the thing itself, and what of it can change and goes into the bound paper."""

    page: KeptPage
    quarter_turns: int
    reading: Reading | None

    def bound(self) -> BoundPage:
        """As it is bound; once it was read, with its words."""
        text = self.reading.text if self.reading is not None else None
        if self.reading is not None and text is not None:
            text = text.turned(self.quarter_turns - self.reading.quarter_turns)
        return BoundPage(bytes(self.page.jpeg), text, self.quarter_turns)

    def is_same(self, other: Seen) -> bool:
        """Pages hold pictures, so they are told apart by being, not by looking equal."""
        same = self.page is other.page and self.reading is other.reading
        return same and self.quarter_turns == other.quarter_turns


Pages = tuple[Seen, ...]
Snapshot = Mapping[str, Pages]
"""Material id → the pages it has now."""


@dataclass(repr=False)
class Sealed:
    """Something that was sealed: what it was made of, its key, and its bytes until the disk has taken them."""

    pages: Pages
    key: PartKey
    unsaved: bytes = b""

    def is_of(self, pages: Pages) -> bool:
        """Was it made of just these pages, as they are?"""
        return _alike(self.pages, pages)


@dataclass(repr=False)
class SealedPapers:
    """The keys of what lies sealed on the disk; part of the visit's data, so the wipe overwrites them.

    The wipe may come while a worker seals: no container here is ever changed, only exchanged for another.
    """

    pages: list[Sealed] = field(default_factory=list)
    materials: dict[str, Sealed] = field(default_factory=dict)

    def every(self) -> tuple[Sealed, ...]:
        """All of them, as they are at this moment."""
        return (*tuple(self.pages), *tuple(self.materials.values()))


class Safekeeping:
    """Follows one visit's draft. ``follow`` and ``forget`` are the main thread's, ``handing_in`` a worker's."""

    def __init__(self, hall: Hall, kept: SealedPapers) -> None:
        self._hall, self._kept = hall, kept
        self._one = threading.Lock()
        self.application_id: UUID = new_application_id()
        """Of the application this visit may hand in; the parts are bound to it."""
        self._seen: tuple[Snapshot, bool] = ({}, False)
        self._busy = self._begun = self._over = self._handed_in = self._handing_in = False

    def follow(self, papers: Mapping[str, Paper], *, settled: bool) -> None:
        """Looks at the draft's papers; ``settled``: nobody is scanning now, so their pages can be bound."""
        now = snapshot(papers)
        if self._over or (_same(now, self._seen[0]) and (settled, self._seen[1]) != (True, False)):
            return
        self._seen = (now, settled)
        self._begun = True
        self._start()

    def forget(self) -> None:
        """The visit is over: what it saved and did not hand in goes from the disk; what is begun is not saved."""
        self._over, self._seen = True, ({}, False)
        if self._begun:
            self._start()

    @contextlib.contextmanager
    def handing_in(self, papers: Mapping[str, Paper], wanted: Sequence[str]) -> Iterator[dict[str, Sealed]]:
        """Every wanted material with pages, bound and sealed; with its bytes where the disk has not taken them.

        Within the block none of it is made anew or taken away, whatever is read meanwhile. Raises ``VisionError``
        for pages that cannot be bound, ``SealBroken``; ``JourneyError`` after the visit.
        """
        with self._one:
            if self._over:
                raise JourneyError("the visit is over")
            now = {one: pages for one, pages in snapshot(papers).items() if one in wanted}
            self._bring(now, settled=True)
            scans = self._kept.materials.copy()
            self._handing_in = True
        try:
            yield scans
        finally:
            with self._one:
                self._handing_in = False
                if self._over:
                    self._clear()

    def handed_in(self) -> None:
        """The application is saved: the keys have gone with it, and end here."""
        with self._one:
            self._handed_in = True
            self._end_keys()

    def made_anew(self) -> None:
        """What lies on the disk is not what was saved: the next ``handing_in`` seals everything again."""
        with self._one:
            self._end_keys()

    def _start(self) -> None:
        if not self._busy:
            self._busy, seen, over = True, self._seen, self._over
            self._hall.runner.run(lambda: self._work(*seen, over=over), lambda _: self._done(seen, over))

    def _done(self, seen: tuple[Snapshot, bool], over: bool) -> None:
        self._busy = False
        if self._over is not over or (not over and self._seen is not seen):
            self._start()

    def _work(self, now: Snapshot, settled: bool, *, over: bool) -> None:
        with self._one:
            if self._handing_in:
                return
            if over:
                self._clear()
            elif not (self._over or self._handed_in):
                with contextlib.suppress(KioskError):  # it is tried again with the next change, and at submit
                    self._bring(now, settled)

    def _bring(self, now: Snapshot, settled: bool) -> None:
        for material_id in now.keys() if settled else ():
            self._bind(material_id, now[material_id])
        covered = [page for one in tuple(self._kept.materials.values()) for page in one.pages]
        here = () if settled else now.values()
        loose = tuple(one for pages in here for one in pages if not _among(one, covered))
        for seen in loose:
            if not any(_among(seen, one.pages) for one in self._kept.pages):
                fresh = self._sealed("page", bytes(seen.page.jpeg), (seen,))
                self._kept.pages = [*self._kept.pages, fresh]
        self._let_go(now, loose)

    def _bind(self, material_id: str, pages: Pages) -> None:
        had = self._kept.materials.get(material_id)
        if had is not None and had.is_of(pages):
            if had.unsaved:
                self._save(had)
            return
        content = self._hall.papers.pdf([one.bound() for one in pages])
        fresh = self._sealed(f"{material_id}.pdf", content, pages)
        self._kept.materials = self._kept.materials | {material_id: fresh}
        if had is not None:
            _end_key(had)

    def _let_go(self, now: Snapshot, loose: Pages) -> None:
        """What the draft has no more, and pages that are in a bound paper now, go; their keys first."""
        had = self._kept.every()
        materials = {one: sealed for one, sealed in tuple(self._kept.materials.items()) if one in now}
        pages = [one for one in tuple(self._kept.pages) if any(_among(seen, loose) for seen in one.pages)]
        self._kept.pages, self._kept.materials = pages, materials
        stays = self._kept.every()
        for one in had:
            if not any(one is other for other in stays):
                _end_key(one)
        with contextlib.suppress(OfflineError):
            self._hall.outbox.drop_parts(self.application_id, [one.key.sealed_sha256 for one in stays])

    def _sealed(self, name: str, content: bytes, pages: Pages) -> Sealed:
        facts = PartFacts.of(self.application_id, name, content)
        key, sealed = seal_part(facts, content, self._hall.sealer.key().suite_id)
        fresh = Sealed(pages, key, sealed)
        self._save(fresh)
        return fresh

    def _save(self, one: Sealed) -> None:
        with contextlib.suppress(OfflineError):
            self._hall.outbox.keep_part(self.application_id, one.unsaved)
            one.unsaved = b""

    def _clear(self) -> None:
        self._end_keys()
        self._hall.outbox.drop_parts(self.application_id)

    def _end_keys(self) -> None:
        ended = self._kept.every()
        self._kept.pages, self._kept.materials = [], {}
        for one in ended:
            _end_key(one)


def snapshot(papers: Mapping[str, Paper]) -> Snapshot:
    """The papers that have pages, as they are now."""
    return {
        one: tuple(Seen(page, page.quarter_turns, page.reading) for page in paper.pages)
        for one, paper in papers.items()
        if paper.pages
    }


def _same(now: Snapshot, before: Snapshot) -> bool:
    return now.keys() == before.keys() and all(_alike(pages, before[one]) for one, pages in now.items())


def _alike(pages: Pages, others: Pages) -> bool:
    return len(pages) == len(others) and all(a.is_same(b) for a, b in zip(pages, others, strict=True))


def _among(seen: Seen, pages: Sequence[Seen]) -> bool:
    """Is it one of them? Turned or not: its picture is the same."""
    return any(seen.page is other.page for other in pages)


def _end_key(one: Sealed) -> None:
    one.key.key[:] = bytes(len(one.key.key))
    one.pages, one.unsaved = (), b""
