"""A step on the panel: header, branch, question, body and river, built from one view of the journey.

A screen names what its step shows (``body``) and what can be renewed in place (``renew``). Where things go, the
four fixed places and turning pages are the same for all and done here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from kiosk.journey.views import BackPlace, Notice, View
from kiosk.screens.arrangement import GAP, Body, Frame, Heights, Placed, arrange, columns, tall
from kiosk.screens.means import Means
from kiosk.screens.river import dock_words, make_dock, spoken
from kiosk.screens.widgets.branch import BranchProgress
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.dock import RiverDock
from kiosk.screens.widgets.header import Header
from kiosk.screens.widgets.note import Note
from kiosk.screens.widgets.pager import Pager, pager_height
from kiosk.screens.widgets.piece import Box, Piece
from kiosk.screens.widgets.stage import Stage
from kiosk.screens.widgets.words import Question

V = TypeVar("V", bound=View)


LOW_REACH = 824
"""Low position: what is touched begins here, design px from the top (design-language, tokens)."""


class Screen(Generic[V]):
    """Anything the host can show: a stage, built from a view and renewed by later views of the same key."""

    stage: Stage

    def __init__(self, means: Means, view: V) -> None:
        self.means, self.view = means, view

    def update(self, view: V) -> bool:
        """Shows another view of the same key; false when it has to be built anew."""
        raise NotImplementedError

    def read_aloud(self) -> None:
        """Says the sentences of the view without being asked."""
        self.means.voice.say(spoken(self.means), self.means.words.language)

    def touched_nothing(self) -> None:
        """A touch that no piece took."""

    def tick(self) -> None:
        """A few seconds have passed: the clock may show another minute."""

    def speaking(self, speaking: bool) -> None:
        """The voice began or fell silent."""

    def signs(self, link: str, helper: str) -> None:
        """Quiet words in the header: that there is no network, and who helps; both may be empty."""

    def pieces(self) -> list[Piece]:
        """Pieces the screen holds beside those on the stage."""
        return []

    def close(self) -> None:
        """The screen is taken down: nothing of it goes on."""


class StepScreen(Screen[V]):
    """A step with its fixed places. ``body`` must be given; ``renew`` where a view can change under the person."""

    question_size = 76
    question_align = "left"
    note_for_question = False
    """With large text a notice stands in the place of the question."""

    def __init__(self, means: Means, view: V) -> None:
        super().__init__(means, view)
        self._page = -1 if means.turning.take() else 0
        self.stage = Stage(means.look)
        self._shown: list[Piece] = []
        self._body = Body()
        self._signs = ""
        self._header = self._make_header()
        self.place_header(self._header)
        self._branch = self._make_branch()
        self.dock = self._make_dock()
        self._question = self.make_question()
        self._note = self._renewed_note(None, view.notice)
        self._lay(self.body(view))

    # for each step ----------------------------------------------------------------------------------------------

    def body(self, view: V) -> Body:
        """What stands below the question."""
        raise NotImplementedError

    def renew(self, view: V) -> bool:
        """Puts a later view of the same key into the pieces; false when the body has to be made anew."""
        return False

    def pages(self, view: V) -> tuple[int, int]:
        """(page, pages) of the view itself, for steps whose lists the journey cuts into pages."""
        return getattr(view, "page", 0), getattr(view, "pages", 1)

    def decoration(self, placed: Placed) -> list[tuple[Piece, Box]]:
        """Pictures behind the other pieces, with their boxes."""
        return []

    # shown and renewed ------------------------------------------------------------------------------------------

    def update(self, view: V) -> bool:
        """Puts what changed into what is drawn; the body is made anew when the step cannot renew it."""
        if view == self.view:
            return True
        self.view = view
        self._header.leave = self._leave()
        height = self._head_height()
        self._renew_fixed()
        if not self.renew(view):
            self._lay(self.body(view))
        elif height != self._head_height():
            self._lay(self._body)
        return True

    def tick(self) -> None:
        """The clock beside the place."""
        self._header.place = self._place()

    def signs(self, link: str, helper: str) -> None:
        """In the place of the hall's name where that is shown, else beside the leave button."""
        words = "　".join(one for one in (helper, link) if one)
        if words == self._signs:
            return
        self._signs = words
        self._header.place = self._place()
        crowded = words and self._header.leave and self.means.look.scale > 1
        self._header.name = "" if crowded else self.means.word("name")

    def speaking(self, speaking: bool) -> None:
        """朗读 becomes 停一停 while the voice reads."""
        self.dock.speaking = speaking

    def flash_missing(self) -> None:
        """What is missing blinks once; steps that know it say which piece."""

    def pieces(self) -> list[Piece]:
        """Also those of pages that are not shown."""
        return pieces_of(self._body)

    # the fixed places -------------------------------------------------------------------------------------------

    def _make_header(self) -> Header:
        means = self.means
        header = Header(means.look, name=means.word("name"), place=self._place(), leave=self._leave())
        header.bind(on_leave=lambda *_: means.actions.ask_leave())
        return header

    def place_header(self, header: Header) -> None:
        """On top, over the whole width."""
        self.stage.header(header)

    def _place(self) -> str:
        if self._leave():
            return self._signs
        return self.means.word("place", hall=self._signs or self.means.hall_name, time=self.means.time)

    def _leave(self) -> str:
        ways = getattr(self.view, "ways", ()) or getattr(self.view, "options", ())
        ended = any(way.id == "end" for way in ways)
        offered = self.view.can_leave and self.view.back is not BackPlace.EXIT and not ended
        return self.means.word("leave") if offered else ""

    def _make_branch(self) -> BranchProgress | None:
        if self.view.progress is None:
            return None
        branch = BranchProgress(self.means.look, **self._branch_words())
        self.stage.progress(branch)
        return branch

    def _branch_words(self) -> dict[str, Any]:
        progress = self.view.progress
        assert progress is not None
        word = self.means.word
        return {
            "count": progress.count,
            "current": progress.number,
            "step": word("step", number=progress.number),
            "of": word("step_of", count=progress.count),
            "name": self.means.say(progress.name),
        }

    def _make_dock(self) -> RiverDock:
        means = self.means
        dock = make_dock(means, self.view)
        dock.bind(on_refused=lambda _, reason: self._refused(reason))
        self.stage.dock(dock)
        return dock

    def _refused(self, reason: str) -> None:
        self.means.voice.say(reason, self.means.words.language)
        self.flash_missing()

    def _renew_fixed(self) -> None:
        for name, value in dock_words(self.means, self.view).items():
            setattr(self.dock, name, value)
        if self._branch is not None and self.view.progress is not None:
            for name, value in self._branch_words().items():
                setattr(self._branch, name, value)
        self._question.title, self._question.lead = self.heading()
        self._leave_lead_out(self._question)
        self._note = self._renewed_note(self._note, self.view.notice)

    # question, notice, body -------------------------------------------------------------------------------------

    def heading(self) -> tuple[str, str]:
        """The question and the line below it."""
        return self.means.say(self.view.title), self.means.say(self.view.lead)

    def make_question(self) -> Question:
        """The question in its size; steps that give an instruction make it larger."""
        title, lead = self.heading()
        question = Question(
            self.means.look,
            title=title,
            lead=lead,
            size=self.question_size,
            align=self.question_align,
        )
        self._leave_lead_out(question)
        return question

    def _leave_lead_out(self, question: Question) -> None:
        """Landscape: where large words already fill the column, the line below the question goes."""
        if self.means.look.landscape:
            left, _ = self.columns(Body())
            if question.wanted(left.width) > left.height:
                question.lead = ""

    def _renewed_note(self, note: Note | None, notice: Notice | None) -> Note | None:
        if notice is None:
            return None
        words = {"title": self.means.say(notice.phrase), "detail": self.means.say(notice.detail)}
        if note is None:
            return Note(self.means.look, tone=notice.tone, **words)
        for name, value in {**words, "tone": notice.tone}.items():
            setattr(note, name, value)
        return note

    def _head(self) -> list[Piece]:
        if self._note is None:
            return [self._question]
        alone = self.note_for_question and self.means.look.roomy
        return [self._note] if alone else [self._question, self._note]

    def _head_height(self) -> float:
        width = self.stage.area().width
        return sum(piece.wanted(width) for piece in self._head())

    def lay_anew(self) -> None:
        """The body once more from the same view, from its first page."""
        self._page = 0
        self._lay(self.body(self.view))

    def _lay(self, body: Body) -> None:
        """Puts every piece where it goes; pieces of other pages and of an earlier body are taken off."""
        gone = {*pieces_of(self._body)} - {*pieces_of(body)}
        self._body = body
        page, pages = self.pages(self.view)
        placed = self.placed(body)
        self._page = placed.page
        behind = self.decoration(placed)
        boxes = [*behind, *placed.boxes]
        if placed.pager is not None:
            boxes.append((self._make_pager(placed, page, pages), placed.pager))
        kept = {id(piece) for piece, _ in boxes}
        for piece in self._shown:
            if id(piece) not in kept:
                self.stage.take(piece)
        for piece, _ in behind:
            if piece.parent is None:
                self.stage.add_widget(piece, len(self.stage.children))
        for piece, box in boxes:
            self.stage.put(piece, box)
        self._shown = [piece for piece, _ in boxes]
        wipe(*gone)

    def placed(self, body: Body, page: int | None = None, heights: Heights | None = None) -> Placed:
        """Where the pieces of a body would go now, on the present page or another. ``heights``: as measured."""
        _, pages = self.pages(self.view)
        frame = self._frame(body, more_pages=pages > 1)
        frame = replace(frame, page=self._page if page is None else page, heights=heights or Heights())
        return arrange(frame, self._head(), body)

    def room_for_work(self, left_share: float = 0.5) -> Box:
        """Where the work can be at most, once question and page buttons have their room."""
        if self.means.look.landscape:
            _, right = self.columns(Body(left_share=left_share))
            return Box(right.x, right.top, right.width, right.height - pager_height(self.means.look) - GAP)
        area, head = self.stage.area(), self._head_height() + GAP * len(self._head())
        top = max(area.top + head, LOW_REACH if self.means.look.low else 0)
        height = area.top + area.height - top - pager_height(self.means.look) - GAP
        return Box(area.x, top, area.width, height)

    def fits_left(self, under: Sequence[Piece], left_share: float = 0.5, gap: int = GAP) -> bool:
        """Landscape: is there room for these below the question?"""
        left, _ = self.columns(Body(left_share=left_share))
        return tall([*self._head(), *under], left.width, gap) <= left.height

    def columns(self, body: Body) -> tuple[Box, Box]:
        """Landscape: where question and work stand."""
        return columns(self.stage.area(), self.stage.side(), body.left_share)

    def _frame(self, body: Body | None = None, *, more_pages: bool) -> Frame:
        look = self.means.look
        return Frame(
            self.stage.area(),
            self.stage.side(),
            columns=self.columns(body or Body()) if look.landscape else None,
            reach=LOW_REACH if look.low and not look.landscape else None,
            pager_height=pager_height(look),
            page=self._page,
            more_pages=more_pages,
        )

    def _make_pager(self, placed: Placed, page: int, pages: int) -> Piece:
        word = self.means.word
        if self._body.by_pager is not None:
            return self._make_round(placed, page, pages)
        first, last = page == 0 and placed.page == 0, page == pages - 1 and placed.page == placed.pages - 1
        count, number = (placed.pages, placed.page) if pages == 1 else (pages, page)
        pager = Pager(
            self.means.look,
            page=0 if first else 1,
            pages=(1 if first else 2) if last else 3,
            earlier=word("earlier"),
            later=word("later"),
            shown=f"{number + 1}/{count}",
        )
        pager.bind(on_turn=lambda _, step: self._turn(step, placed.pages))
        return pager

    def _make_round(self, placed: Placed, page: int, pages: int) -> Button:
        """Where the pager has half a line: one button, and the first page follows the last."""
        count, number = (placed.pages, placed.page) if pages == 1 else (pages, page)
        button = Button(self.means.look, text=f"{self.means.word('later')} {number + 1}/{count}")
        last = placed.page == placed.pages - 1
        ends = last and page == pages - 1
        step = -page if ends and pages > 1 else 1
        if ends and pages == 1:
            button.bind(on_release=lambda *_: self._turn(-placed.page, placed.pages))
        else:
            button.bind(on_release=lambda *_: self._turn(step, placed.pages))
        return button

    def _turn(self, step: int, pages: int) -> None:
        page = self._page + step
        if 0 <= page < pages:
            self._page = page
            self._lay(self._body)
        else:
            self.means.turning.backwards = step < 0
            self.means.actions.turn_page(step)


def pieces_of(body: Body) -> list[Piece]:
    """Every piece of a body, shown or not."""
    line = [body.by_pager] if body.by_pager is not None else []
    return [*body.above, *body.beside, *body.over, *body.work, *body.foot, *body.under, *line]


def wipe(*pieces: Piece) -> None:
    """Empties pieces and all pieces in them, each once."""
    every = dict.fromkeys(one for piece in pieces for one in piece.walk(restrict=True))
    for one in reversed(every):
        if isinstance(one, Piece):
            one.clear()
