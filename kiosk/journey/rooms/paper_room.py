"""What the rooms of papers have in common: the paper that is asked for, and where one gets from here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from kiosk.catalogue.model import Material
from kiosk.journey.draft import KeptPage, Paper
from kiosk.journey.rooms.room import Room, Stay, say
from kiosk.journey.views import StepKind
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

    def live(self, retake: int = 0) -> None:
        """To the desk, for one page more or for page ``retake`` anew."""

    def kept(self, page: int) -> None:
        """To a kept page, 1-based."""

    def page(self, number: int) -> None:
        """To what can be done with a page."""

    def corners(self, place: int, back: Callable[[], None]) -> None:
        """To the corners of the paper's shot, for page ``place`` (0: one more); ``back`` leads out of there."""

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

    def head(self, name: str, stage: str) -> dict[str, Any]:
        """What every view of a paper begins with."""
        material = self.table.material
        number, count = self.table.place
        named = Phrase.verbatim(material.name, en=material.name_en or None)
        return {
            "step": self.kind,
            "key": f"papers/{material.id}/{stage}",
            "title": say(name, paper=named),
            "lead": say("papers_count", number=number, count=count),
            "progress": self.passage.progress(),
        }

    def keep(self, page: KeptPage, place: int) -> None:
        """The page the paper's shot gave joins the others, or takes the one at ``place`` (1-based) out."""
        paper = self.table.paper
        paper.later = False
        if 0 < place <= len(paper.pages):
            erase(paper.pages[place - 1])
            paper.pages[place - 1] = page
        else:
            paper.pages.append(page)
            place = len(paper.pages)
        if paper.shot is not None:
            paper.shot.page = place
            self.table.taken_at = tuple(paper.shot.corners)
        self.table.kept(place)


def kept_page(shot: PageShot) -> KeptPage:
    """What stays of a page that was taken."""
    good = shot.verdict in (Verdict.GOOD, Verdict.TURNED)
    small_bgr = shot.thumbnail_bgr.copy()
    return KeptPage(bytearray(shot.jpeg), small_bgr, good, verdict=shot.verdict, known=shot.fingerprint)


def before(paper: Paper, place: int) -> Before:
    """What must not come again: the page before ``place`` (1-based; 0: the last one)."""
    pages = paper.pages[: place - 1] if place else paper.pages
    return Before(last=pages[-1].known) if pages else NOTHING_BEFORE
