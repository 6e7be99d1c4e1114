"""What stands on a kept page is read in the background: warnings let go on with a reason, prefill asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hall_of_fakes import Machine, opened
from small_catalogue import FORM, LI, WANG, _paper, item

from kiosk.catalogue.model import FormField
from kiosk.errors import KioskError, ReaderDown
from kiosk.journey.findings import Offer, findings
from kiosk.journey.views import PapersView, StepKind
from kiosk.journey.views_papers import PaperQuestionView
from kiosk.sandbox.papers import drawn
from kiosk.sandbox.papers.sheet import PaperSpecimen
from kiosk.vision.reading.known import KnownPapers
from kiosk.vision.reading.text import PageText

KNOWN = KnownPapers.load()
HOUSEHOLD_NUMBER = FormField(
    id="book_number",
    kind="text",
    label="户号",
    question="户口簿上的户号？",
    required=False,
    from_paper="household.household_number",
)
BOOKISH = item(
    "bookish-one",
    form=(FORM[0], HOUSEHOLD_NUMBER),
    materials=(_paper("book", kind="household", pages_max=4), _paper("spare", need="may")),
)


class HandReader:
    """Reads a page when the test says what stands on it."""

    def __init__(self) -> None:
        self.asked: list[tuple[np.ndarray, Callable[[PageText | KioskError], None]]] = []
        self.rests = 0

    def read(self, page_bgr: np.ndarray, done: Callable[[PageText | KioskError], None]) -> None:
        self.asked.append((page_bgr, done))

    def rest(self) -> None:
        self.rests += 1
        self.asked.clear()

    def says(self, machine: Machine, text: PageText | KioskError) -> None:
        _, done = self.asked.pop(0)
        done(text)
        machine.drain()


def at_book(reader: HandReader | None = None) -> tuple[Machine, HandReader]:
    reader = reader or HandReader()
    texts: Any = reader
    known: Any = KNOWN
    machine = Machine(BOOKISH, texts=texts, known_papers=known)
    machine.past_face("bookish-one")
    while machine.step is StepKind.FORM:
        view = machine.view
        if view.field_id == "book_number":
            machine.on()
        else:
            machine.answer_question()
    assert machine.step is StepKind.PAPERS
    machine.scan()
    return machine, reader


def specimen(name: str, seed: int = 1) -> PaperSpecimen:
    return drawn(name, seed)


def of_person(specimen: PaperSpecimen, name: str, number: str) -> PageText:
    """The specimen's text with another name and number."""
    lines = []
    for line in specimen.text.lines:
        text = line.text.replace(specimen.fields.get("name", "\0"), name)
        lines.append(replace(line, text=text.replace(specimen.fields.get("number", "\0"), number), each=()))
    return PageText(tuple(lines))


def book(machine: Machine) -> Any:
    return machine.journey.inside._personal.draft.papers["book"]


def ways(machine: Machine) -> list[str]:
    return [one.id for one in machine.view.ways]


# in the background ----------------------------------------------------------------------------------------------


def test_a_kept_page_is_read_while_the_person_goes_on() -> None:
    machine, reader = at_book()
    assert (len(reader.asked), book(machine).pages[0].reading) == (1, None)
    machine.on()
    assert machine.view.material_id == "spare"
    reader.says(machine, specimen("member_page").text)
    assert book(machine).pages[0].reading.seen.kind == "household"


def test_pages_are_read_one_after_the_other_and_each_once() -> None:
    machine, reader = at_book()
    machine.journey.add_page()
    machine.scan()
    machine.back()
    assert len(reader.asked) == 1
    reader.says(machine, specimen("household_page").text)
    assert len(reader.asked) == 1
    reader.says(machine, specimen("member_page").text)
    assert (len(reader.asked), all(page.reading for page in book(machine).pages)) == (0, True)


@pytest.mark.parametrize("error", [ReaderDown("a"), KioskError("a")])
def test_a_reader_that_is_not_there_costs_prefill_and_nothing_else(error: KioskError) -> None:
    machine, reader = at_book()
    reader.says(machine, error)
    machine.on()
    assert machine.view.material_id == "spare"


def test_without_a_reader_nothing_is_read() -> None:
    machine = Machine(BOOKISH)
    machine.past_face("bookish-one")
    machine.rest_to_review()
    assert machine.step is StepKind.REVIEW


def test_a_page_turned_by_the_person_is_read_again_as_it_stands() -> None:
    machine, reader = at_book()
    reader.says(machine, ReaderDown("a"))
    machine.journey.change_page(1)
    machine.journey.pick_way("page_turn")
    machine.on()
    page, _ = reader.asked[0]
    assert page.shape == (150, 200, 3)


def test_the_reader_rests_when_the_visit_ends() -> None:
    machine, reader = at_book()
    machine.journey.ask_leave()
    machine.journey.leave()
    assert (reader.rests > 0, reader.asked) == (True, [])


def test_what_was_read_goes_with_the_visit() -> None:
    machine, reader = at_book()
    reader.says(machine, of_person(specimen("member_page"), WANG.name, WANG.number))
    reading = book(machine).pages[0].reading
    corners = reading.text.lines[0].corners
    page = book(machine).pages[0]
    machine.journey.ask_leave()
    machine.journey.leave()
    assert (corners.any(), page.jpeg.strip(b"\0")) == (np.False_, b"")


# another paper, another person ----------------------------------------------------------------------------------


def test_another_paper_than_asked_is_told_with_what_was_seen_and_what_was_asked() -> None:
    machine, reader = at_book()
    reader.says(machine, specimen("marriage").text)
    machine.on()
    assert isinstance(machine.view, PaperQuestionView)
    assert (machine.title, machine.reads(machine.view.lead)) == ("这张看着像结婚证", "要的是book 样张")
    assert ways(machine) == ["another", "misread", "other"]
    shown = machine.view.shown
    assert machine.view.page == 1
    assert machine.journey.paper_page(1) is not None
    machine.drain()
    assert machine.view.shown != shown, "the large picture came"


def test_a_paper_that_is_right_on_one_of_its_pages_is_right() -> None:
    machine, reader = at_book()
    machine.journey.add_page()
    machine.scan()
    reader.says(machine, specimen("marriage").text)
    reader.says(machine, of_person(specimen("member_page"), WANG.name, WANG.number))
    machine.on()
    assert machine.view.material_id == "spare"


def test_the_page_in_question_can_be_taken_anew() -> None:
    machine, reader = at_book()
    reader.says(machine, specimen("marriage").text)
    machine.on()
    machine.journey.pick_way("another")
    assert isinstance(machine.view, PapersView)
    assert (machine.view.stage, machine.view.live_page) == ("live", 1)
    machine.scan()
    reader.says(machine, of_person(specimen("member_page"), WANG.name, WANG.number))
    machine.on()
    assert machine.view.material_id == "spare"


def test_somebody_elses_name_and_number_are_told_masked_and_let_go_on_with_a_reason() -> None:
    machine, reader = at_book()
    reader.says(machine, of_person(specimen("member_page"), LI.name, LI.number))
    machine.on()
    assert machine.title == "纸上的人和身份证不一样"
    assert LI.name not in machine.reads(machine.view.lead)
    assert ways(machine) == ["another", "family", "renamed", "misread", "other"]
    machine.journey.pick_way("family")
    assert machine.view.material_id == "spare"
    machine.back()
    machine.on()
    assert machine.view.material_id == "spare", "what was answered is not asked again"


def test_the_persons_own_paper_asks_nothing() -> None:
    machine, reader = at_book()
    reader.says(machine, of_person(specimen("member_page"), WANG.name, WANG.number))
    machine.on()
    assert machine.view.material_id == "spare"


def test_back_from_the_question_leads_to_the_pages_and_it_comes_again() -> None:
    machine, reader = at_book()
    reader.says(machine, specimen("marriage").text)
    machine.on()
    machine.back()
    assert machine.view.stage == "kept"
    machine.on()
    assert isinstance(machine.view, PaperQuestionView)


def test_what_is_found_out_after_the_step_is_asked_before_handing_in() -> None:
    machine, reader = at_book()
    machine.rest_to_review()
    reader.says(machine, of_person(specimen("member_page"), LI.name, LI.number))
    machine.sign_all()
    machine.on()
    assert (machine.step, machine.title) == (StepKind.PAPERS, "纸上的人和身份证不一样")
    machine.journey.pick_way("renamed")
    assert machine.step is StepKind.REVIEW
    machine.sign_all()
    machine.on()
    assert machine.step is StepKind.RECEIPT


@pytest.mark.parametrize("reason", ["family", "renamed", "misread", "other"])
def test_the_reason_goes_into_the_application(reason: str) -> None:
    machine, reader = at_book()
    reader.says(machine, of_person(specimen("member_page"), LI.name, LI.number))
    machine.on()
    machine.journey.pick_way(reason)
    machine.rest_to_review()
    machine.sign_all()
    machine.on()
    application, _ = opened(machine)
    row = next(one for one in application.materials if one.material_id == "book")
    assert [(one.about, one.reason) for one in row.remarks] == [("person", reason)]


# an answer that stands on the paper -----------------------------------------------------------------------------


def with_number(machine: Machine, reader: HandReader) -> str:
    page = specimen("household_page")
    reader.says(machine, page.text)
    return page.fields["household_number"]


def test_an_answer_read_from_the_paper_is_offered_and_taken_only_by_a_touch() -> None:
    machine, reader = at_book()
    number = with_number(machine, reader)
    answers = machine.journey.inside._personal.draft.answers
    machine.on()
    assert (machine.title, ways(machine)) == (f"户号是{number}吗？", ["take_value", "leave_value"])
    assert "book_number" not in answers
    machine.journey.pick_way("take_value")
    assert (answers["book_number"], machine.view.material_id) == (number, "spare")


def test_an_answer_the_person_gave_is_never_overwritten_unasked() -> None:
    machine, reader = at_book()
    answers = machine.journey.inside._personal.draft.answers
    answers["book_number"] = "123456"
    with_number(machine, reader)
    machine.on()
    assert machine.reads(machine.view.lead) == "您填的是123456"
    machine.journey.pick_way("leave_value")
    assert (answers["book_number"], machine.view.material_id) == ("123456", "spare")
    machine.back()
    machine.on()
    assert machine.view.material_id == "spare", "who said no is not asked again"


def test_an_answer_that_stands_already_is_not_offered() -> None:
    machine, reader = at_book()
    page = specimen("household_page")
    machine.journey.inside._personal.draft.answers["book_number"] = page.fields["household_number"]
    reader.says(machine, page.text)
    machine.on()
    assert machine.view.material_id == "spare"


def test_a_value_read_without_certainty_is_offered_to_nobody() -> None:
    machine, reader = at_book()
    page = specimen("household_page")
    unsure = PageText(tuple(replace(line, confidence=0.3, each=()) for line in page.text.lines))
    reader.says(machine, unsure)
    personal, today = machine.journey.inside._personal, machine.clock.today()
    found = findings(personal, BOOKISH.materials[0], today)
    assert [one for one in found if isinstance(one, Offer)] == []
