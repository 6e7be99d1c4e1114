"""Check every line, sign, hand in. The printer is asked before, not after."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from kiosk.catalogue.model import FormField
from kiosk.devices.base import DeviceKind, StatusChanged
from kiosk.identity.card_text import showable
from kiosk.identity.numbers import mask_name, mask_number, mask_phone
from kiosk.journey import asked, sentences
from kiosk.journey.actions import Point
from kiosk.journey.draft import Paper, Stroke
from kiosk.journey.findings import findings
from kiosk.journey.rooms.boxes import readable
from kiosk.journey.rooms.room import Room, Stay, missing, onward, page_of, say
from kiosk.journey.views import NextPlace, Notice, ReviewRow, ReviewView, StepKind
from kiosk.visit import erase
from kiosk.wording import Phrase

ROWS_A_PAGE = 6
SHOWN_S = 5.0
"""How long a masked line stays open."""
LEAST_INK = 0.5
"""Shortest signature, all strokes together, in pad widths; a dot or a tick is none."""
MOST_POINTS = 4000


class ReviewRoom(Room):
    """The last look before handing in."""

    kind = StepKind.REVIEW

    def __init__(self, stay: Stay) -> None:
        super().__init__(stay)
        self._paperless = False
        self._seen = {0}
        self._signed_for = 0

    def enter(self, focus: str = "") -> None:
        """At the first page; pages seen before need not be seen again. What was changed has to be signed anew."""
        self._page = 0
        self._open_row, self._open_until_s = "", 0.0
        self._notice: Notice | None = None
        if self.personal.draft.strokes and self._signed_for != self._content():
            erase(self.personal.draft.strokes)
            self._notice = Notice("info", say("review_sign_again"))

    def exit(self) -> None:
        """Remembers what the signature stands under."""
        self._signed_for = self._content()

    def _content(self) -> int:
        """A number that changes with the draft's content, and says nothing of it."""
        draft = self.personal.draft
        papers = [(name, _paper_content(one)) for name, one in draft.papers.items()]
        filled = (
            self.personal.role,
            draft.path,
            draft.situation,
            draft.way,
            sorted(draft.answers.items(), key=str),
        )
        return hash(repr((filled, sorted(draft.delivery.items(), key=str), sorted(papers))))

    def view(self) -> ReviewView:
        """Six lines and the pad."""
        lines = self._rows()
        rows, self._page, pages = page_of(lines, self._page, ROWS_A_PAGE)
        self._pages = pages
        strokes = self.personal.draft.strokes
        return ReviewView(
            step=self.kind,
            key=f"review/{self._page}",
            title=say("review_title"),
            lead=say("review_lead") if pages == 1 else say("review_lead_pages", page=self._page + 1, pages=pages),
            progress=self.passage.progress(),
            onward=self._onward(),
            notice=self._notice,
            rows=tuple(rows),
            page=self._page,
            pages=pages,
            strokes=tuple(tuple(stroke) for stroke in strokes),
            signed=ink(strokes) >= LEAST_INK,
            all_seen=self._all_seen,
        )

    @property
    def _all_seen(self) -> bool:
        return len(self._seen) >= self._pages

    def _onward(self) -> NextPlace:
        if not self._all_seen:
            return missing("review_unseen")
        strokes = self.personal.draft.strokes
        if not strokes:
            return missing("review_unsigned")
        return onward("review_go_on") if ink(strokes) >= LEAST_INK else missing("review_sign_more")

    # the lines --------------------------------------------------------------------------------------------------

    def _rows(self) -> list[ReviewRow]:
        personal, today = self.personal, self.hall.clock.today()
        rows = [*self._person_rows(), *self._matter_rows()]
        for field in asked.questions(personal, today):
            rows.append(self._answer_row("answer", field, personal.draft.answers.get(field.id, "")))
        rows += [*self._paper_rows(), *self._delivery_rows()]
        return rows

    def _person_rows(self) -> list[ReviewRow]:
        person = self.personal.identity
        rows = []
        if person is not None:
            name, number = showable(person.name), person.number
            rows.append(self._row("name", say("row_name"), name, mask_name(name), can_edit=False))
            rows.append(self._row("number", say("row_number"), number, mask_number(number), can_edit=False))
        actor = self.personal.actor.identity
        if self.personal.role and actor is not None:
            label = say(f"row_{self.personal.role}")
            rows.append(self._row("actor", label, showable(actor.name), mask_name(actor.name), can_edit=False))
        if self.personal.helper is not None:
            rows.append(ReviewRow("helper", say("row_helper"), self.personal.helper.name, can_edit=False))
        return rows

    def _matter_rows(self) -> list[ReviewRow]:
        draft, item = self.personal.draft, self.personal.draft.chosen
        rows = [
            ReviewRow("item", say("row_item"), item.name, can_edit=False),
            ReviewRow("region", say("row_region"), self.hall.catalogue.regions.full_name(draft.region)),
        ]
        named = [one.name for one in item.situations if one.id == draft.situation]
        if named:
            rows.append(ReviewRow("situation", say("row_situation"), named[0], can_edit=len(item.situations) > 1))
        return rows

    def _answer_row(self, group: str, field: FormField, answer: str | bool) -> ReviewRow:
        label = Phrase.verbatim(field.label, en=field.label_en or None)
        row_id = f"{group}:{field.id}"
        if isinstance(answer, bool):
            return ReviewRow(row_id, label, self.stay.paper_words.say("journey.yes" if answer else "journey.no"))
        match field.kind:
            case "phone":
                return self._row(row_id, label, answer, mask_phone(answer))
            case "id_number":
                return self._row(row_id, label, answer, mask_number(answer))
            case "choice":
                names = [one.name for one in field.choices if one.value == answer]
                return ReviewRow(row_id, label, names[0] if names else answer)
            case "region":
                return ReviewRow(row_id, label, self.hall.catalogue.regions.full_name(answer))
            case "date":
                return ReviewRow(row_id, label, readable(answer))
        if field.prefill in ("name", "number"):
            return self._row(
                row_id, label, answer, (mask_name if field.prefill == "name" else mask_number)(answer)
            )
        return ReviewRow(row_id, label, answer)

    def _row(self, row_id: str, label: Phrase, value: str, masked: str, *, can_edit: bool = True) -> ReviewRow:
        shown = self._open_row == row_id or not value
        return ReviewRow(row_id, label, value if shown else masked, can_edit, masked=not shown)

    def _paper_rows(self) -> list[ReviewRow]:
        say_it, rows = self.stay.paper_words.say, []
        for one in asked.materials(self.personal, self.hall.clock.today()):
            label = Phrase.verbatim(one.name, en=one.name_en or None)
            paper = self.personal.draft.papers.get(one.id)
            if one.original_travels:
                rows.append(ReviewRow(f"original:{one.id}", label, say_it("journey.row_original"), can_edit=False))
            elif paper is not None and paper.pages:
                rows.append(
                    ReviewRow(f"paper:{one.id}", label, say_it("journey.row_pages", count=len(paper.pages)))
                )
            else:
                bring = self.personal.draft.chosen.kiosk_level != "appointment"
                value = say_it("journey.row_later" if bring else "journey.row_bring")
                rows.append(ReviewRow(f"paper:{one.id}", label, value, can_edit=bring))
        return rows

    def _delivery_rows(self) -> list[ReviewRow]:
        draft = self.personal.draft
        if not draft.way:
            return []
        named = self.stay.paper_words.say(f"journey.delivery_{draft.way}")
        rows = [ReviewRow("delivery", say("row_delivery"), named)]
        if draft.way == "mail":
            rows += [
                self._answer_row("delivery", one, draft.delivery.get(one.id, ""))
                for one in asked.DELIVERY_QUESTIONS
            ]
        return rows

    # what a person does -----------------------------------------------------------------------------------------

    def turn_page(self, step: int) -> None:
        """More lines."""
        self._page = min(max(self._page + step, 0), self._pages - 1)
        self._seen.add(self._page)

    def edit_row(self, row: str) -> None:
        """Back to the question behind a line."""
        if not any(one.id == row and one.can_edit for one in self._rows()):
            return
        group, _, named = row.partition(":")
        step = {
            "region": StepKind.REGION,
            "situation": StepKind.GUIDE,
            "answer": StepKind.FORM,
            "paper": StepKind.PAPERS,
            "delivery": StepKind.DELIVERY,
        }[group]
        self.passage.edit(step, named)

    def show_row(self, row: str) -> None:
        """Opens a masked line for five seconds."""
        if any(one.id == row and one.masked for one in self._rows()):
            self._open_row, self._open_until_s = row, self.hall.clock.monotonic_s() + SHOWN_S

    def tick(self) -> None:
        """Closes the open line."""
        if self._open_row and self.hall.clock.monotonic_s() >= self._open_until_s:
            self._open_row = ""

    def sign(self, strokes: Sequence[Sequence[Point]]) -> None:
        """The signature so far; an empty one wipes the pad.

        Nothing else on the screen changes meanwhile but the way on: a notice would move the pad under the finger.
        """
        signed: list[Stroke] = []
        left = MOST_POINTS
        for stroke in strokes:
            points = [(_inside(x), _inside(y)) for x, y in list(stroke)[:left]]
            left -= len(points)
            if points:
                signed.append(points)
        self.personal.draft.strokes[:] = signed

    def go_on(self) -> None:
        """Hands in: first what is still open, then the printer, then it is saved."""
        if not self._onward().enabled:
            return
        gaps = asked.gaps(self.personal, self.hall.clock.today()) or self._odd_papers()
        if gaps:
            self.passage.edit(gaps[0].step, gaps[0].focus)
        elif not self._paperless and sentences.away(self.hall.printer.status):
            self.passage.trouble(sentences.for_printer(self.hall.printer.status))
        else:
            self.passage.forward()

    def _odd_papers(self) -> tuple[asked.Gap, ...]:
        """Papers about which the reader found out something after they were left."""
        papers = asked.to_scan(self.personal, self.hall.clock.today())
        odd = (one for one in papers if findings(self.personal, one, self.hall.clock.today()))
        return tuple(asked.Gap(StepKind.PAPERS, one.id) for one in odd)

    def take_way(self, way: str) -> None:
        """Without paper, or waiting until somebody has put in a roll."""
        if way == "on":
            self._paperless = True
            self.passage.close_ways()
            self.go_on()
        elif way == "wait":
            self.hall.call_staff()
            self.passage.close_ways()
            self._notice = Notice("info", say("review_waiting_paper"))

    def handle(self, event: object) -> None:
        """Paper is back: says so, and takes the question away."""
        match event:
            case StatusChanged(device=DeviceKind.PRINTER, status=status) if not sentences.away(status):
                self.passage.close_ways()
                self._notice = Notice("ok", say("review_paper_back"))


def _paper_content(paper: Paper) -> object:
    pages = [(len(page.jpeg), page.quarter_turns) for page in paper.pages]
    return paper.later, pages, sorted(paper.remarks.items())


def ink(strokes: Sequence[Sequence[Point]]) -> float:
    """Length of all strokes together, in pad widths (height counts as on the pad, 370 to 1008)."""
    return sum(
        math.hypot(b[0] - a[0], (b[1] - a[1]) * 370 / 1008) for stroke in strokes for a, b in pairwise(stroke)
    )


def _inside(part: float) -> float:
    return min(max(float(part), 0.0), 1.0)
