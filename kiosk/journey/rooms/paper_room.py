"""What the rooms of papers have in common: the paper that is asked for, and where one gets from here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from kiosk.catalogue.model import Material
from kiosk.devices.pages import SourceName
from kiosk.journey.draft import KeptPage, Paper
from kiosk.journey.rooms.room import Room, Stay, say
from kiosk.journey.sentences import Trouble
from kiosk.journey.views import Notice, Option, StepKind
from kiosk.vision.pages.desk import NOTHING_BEFORE, Before, PageShot
from kiosk.vision.pages.judge import Verdict
from kiosk.visit import erase
from kiosk.wording import Phrase

Corners = tuple[tuple[float, float], ...]


class Table(Protocol):
    """The papers of a visit, one after the other (``PapersRoom``)."""

    auto: bool
    """Is a good page taken by itself? The person may say no, for all papers that follow."""
    taken_at: Corners
    """Where the page lay that was taken last: while it still lies there it is not taken again by itself."""

    @property
    def material(self) -> Material:
        """What is asked for now."""

    @property
    def paper(self) -> Paper:
        """What is kept of it."""

    @property
    def place(self) -> tuple[int, int]:
        """Which paper it is, 1-based, and of how many."""

    @property
    def last(self) -> bool:
        """Does the step end after this paper?"""

    @property
    def several(self) -> bool:
        """Are there several places where pages can come from?"""

    def fetch(self, retake: int = 0) -> None:
        """To where pages come from, for one more or for page ``retake`` anew."""

    def sources(self, retake: int = 0) -> None:
        """To the choice of where they come from."""

    def choose_source(self, name: SourceName) -> None:
        """Pages come from there from now on."""

    def kept(self, page: int, notice: Notice | None = None) -> None:
        """To a kept page, 1-based."""

    def took(self, page: KeptPage, place: int) -> None:
        """A page was taken under the lamp for ``place`` (0: one more): kept, or joined with its other side."""

    def took_on_glass(self, page: KeptPage, place: int) -> None:
        """The same of a page from the scanner's glass."""

    def only_one_side(self, place: int) -> None:
        """The card has no other side: its first is the page."""

    def drop_front(self) -> None:
        """The first side of a card is to be taken anew."""

    def page(self, number: int) -> None:
        """To what can be done with a page."""

    def corners(self, place: int, back: Callable[[], None]) -> None:
        """To the corners of the paper's shot, for page ``place`` (0: one more); ``back`` leads out of there."""

    def reframe(self, number: int) -> None:
        """To the corners of the paper's shot, which page ``number`` is in; the page cut out takes its place."""

    def next_paper(self) -> None:
        """To the next paper, or out of the step."""

    def paper_before(self) -> None:
        """To the paper before, or out of the step."""


class PaperRoom(Room):
    """One of the rooms at the table."""

    kind = StepKind.PAPERS

    def __init__(self, stay: Stay, table: Table) -> None:
        super().__init__(stay)
        self.table = table

    @property
    def named(self) -> Phrase:
        """The paper that is asked for."""
        return Phrase.verbatim(self.table.material.name, en=self.table.material.name_en or None)

    def head(self, name: str, stage: str) -> dict[str, Any]:
        """What every view of a paper begins with."""
        material = self.table.material
        number, count = self.table.place
        return {
            "step": self.kind,
            "key": f"papers/{material.id}/{stage}",
            "title": say(name, paper=self.named),
            "lead": say("papers_count", number=number, count=count),
            "progress": self.passage.progress(),
        }

    def both_sides_wanted(self) -> Notice | None:
        """What to say when one page came as it is, of a card whose both sides are asked for."""
        if self.table.material.both_sides and len(self.table.paper.pages) == 1:
            return Notice("info", say("papers_both_sides"))
        return None

    def page_wanted(self, retake: int) -> Phrase | None:
        """The name of the page that comes next, or of page ``retake`` (1-based), where it has one."""
        names, number = self.table.material.page_names, retake or len(self.table.paper.pages) + 1
        if number > len(names):
            return None
        page = names[number - 1]
        return say("papers_page_wanted", number=number, page=Phrase.verbatim(page.name, en=page.name_en or None))

    @property
    def ways(self) -> tuple[Option, ...]:
        """What every room that fetches pages offers beside: that a card has no other side, or another place they
        can come from."""
        if self.table.paper.front is not None:
            return (ONE_SIDE,)
        return (OTHER_SOURCE,) if self.table.several else ()

    # without this paper -----------------------------------------------------------------------------------------

    def skip_paper(self) -> None:
        """没有这张纸: a paper that may be left out comes later; one that must be there asks how to go on."""
        if self.table.paper.pages:
            return
        if self.may_come_later:
            self._later()
        else:
            self.passage.trouble(
                Trouble("journey.paper_must", ("again", "counter", "end"), illustration="lay-paper")
            )

    @property
    def may_come_later(self) -> bool:
        """Is it no fault to leave without it?"""
        return self.table.material.need != "must" and not self.table.paper.pages

    def _later(self) -> None:
        self.table.paper.later = True
        self.table.next_paper()

    def take_way(self, way: str) -> None:
        """Brings the paper later."""
        if way == "later" and self.may_come_later:
            self.passage.close_ways()
            self._later()


ONE_SIDE = Option("one_side", say("papers_one_side"), icon="check-bold")
OTHER_SOURCE = Option("other_source", say("papers_other_source"), icon="swap-bold")


_SOUND = (Verdict.GOOD, Verdict.TURNED)
"""What is said of a page that can be read, the better first."""


def place_page(paper: Paper, page: KeptPage, place: int) -> int:
    """The page joins the others, or takes the one at ``place`` (1-based) out; returns where it stands."""
    paper.later = False
    if not 0 < place <= len(paper.pages):
        paper.pages.append(page)
        return len(paper.pages)
    paper.remarks.clear()
    erase(paper.pages[place - 1])
    paper.pages[place - 1] = page
    return place


def kept_page(shot: PageShot) -> KeptPage:
    """What stays of a page that was taken."""
    good = shot.verdict in _SOUND
    return KeptPage(
        bytearray(shot.jpeg),
        shot.thumbnail_bgr.copy(),
        good,
        verdict=shot.verdict,
        coloured=shot.coloured,
        known=shot.fingerprint,
    )


def joined_page(shot: PageShot, sides: Sequence[Verdict]) -> KeptPage:
    """What stays of a card's two sides: as good as they were, for the sheet around them is nobody's."""
    page = kept_page(shot)
    page.verdict = max(sides, key=lambda one: _SOUND.index(one) if one in _SOUND else len(_SOUND))
    page.good = page.verdict in _SOUND
    return page


def before(paper: Paper, place: int) -> Before:
    """What must not come again: a card's first side, or the page before ``place`` (1-based; 0: the last one)."""
    if paper.front is not None:
        return Before(front=paper.front.known)
    pages = paper.pages[: place - 1] if place else paper.pages
    return Before(last=pages[-1].known) if pages else NOTHING_BEFORE
