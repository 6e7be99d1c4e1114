"""How a scripted resident lays papers down, and answers what is asked about them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kiosk.journey.views import PapersView, StepKind, View
from kiosk.journey.views_papers import PaperQuestionView, SourcesView
from kiosk.sandbox.resident import Act

if TYPE_CHECKING:
    from kiosk.sandbox.player import Player

SPECIMENS = {
    "household_book": ("household_own_first", "household"),
    "guardianship_proof": ("household", "certificate"),
    "residence_permit": ("residence_permit", "certificate"),
}
"""Which of the sandbox's papers stand for which material, page by page and around again."""
ANY_PAPER = ("certificate", "household")
"""For any other material."""
OTHER_SIDE = "card_back"
"""What lies on the desk when a card has been turned over."""


class PaperHand:
    """The hand of one player."""

    def __init__(self, player: Player) -> None:
        self._player = player

    def scan_papers(self) -> Act:
        """Good pages for every paper asked for, as many as it needs, under the document camera."""
        while self._player.view.step is StepKind.PAPERS:
            if isinstance(self._player.view, SourcesView):
                yield from self.choose_source("desk")
            if isinstance(self._player.view, PaperQuestionView):
                yield from self.answer_question()
                continue
            yield from self._player.comes(PapersView)
            live = self._player.view
            assert isinstance(live, PapersView)
            papers = SPECIMENS.get(live.material_id, ANY_PAPER)
            yield from self.scan_page(papers[len(live.thumbs) % len(papers)])
            kept = self._player.view
            if kept.onward is not None and kept.onward.enabled:
                yield from self._player.onward()
            else:
                yield from self._player.resident.touch(self._player.say("screens_b.add_page"))
            yield from self._player.resident.until(
                partial(self._player.left_key, kept.key), "what follows the page"
            )

    def choose_source(self, source: str) -> Act:
        """Where the pages come from, by its name in ``SourcesView``."""
        yield from self._player.comes(SourcesView)
        key = self._player.view.key
        yield from self._player.choose(source)
        yield from self._player.resident.until(lambda: self._player.view.key != key, f"the way to {source}")

    def answer_question(self) -> Act:
        """About a paper that was read: it stays as it is, whatever the terminal thinks of it."""
        yield from self._player.photograph()
        view = self._player.view
        assert isinstance(view, PaperQuestionView)
        yield from self._player.choose(next(one.id for one in view.ways if one.id in ("misread", "leave_value")))
        yield from self._player.resident.until(partial(self._player.left, view), "what follows the question")

    def scan_page(self, paper: str) -> Act:
        """Lays a paper down and waits until the terminal has taken it by itself; turns a card over when asked."""
        yield from self._player.comes(PapersView, lambda view: getattr(view, "stage", "") == "live")
        self._player.hall.do("lay_paper", paper=paper)
        yield from self._player.resident.until(lambda: getattr(self._player.view, "good", False), "a good page")
        yield from self._player.photograph()
        yield from self._player.comes(PapersView, lambda view: _kept(view) or _turn_over(view))
        self._player.hall.do("clear_desk")
        if _turn_over(self._player.view):
            yield from self._player.resident.moves_hand()
            self._player.hall.do("lay_paper", paper=OTHER_SIDE)
            yield from self._player.comes(PapersView, _kept)
            self._player.hall.do("clear_desk")


def _kept(view: object) -> bool:
    return getattr(view, "stage", "") == "kept"


def _turn_over(view: View) -> bool:
    return bool(view.title.key == "journey.papers_second_side")
