"""What every step has in common: what it works with, its view, and actions that do nothing unless it has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal, Protocol, TypeVar

from kiosk.errors import KioskError
from kiosk.journey.actions import Point
from kiosk.journey.ports import Bgr, Hall
from kiosk.journey.rooms.writing import Writing
from kiosk.journey.safekeeping import Safekeeping
from kiosk.journey.sentences import Trouble
from kiosk.journey.views import NextPlace, Option, Progress, StepKind, View
from kiosk.platform.contract import HelperRecord
from kiosk.settings import Settings
from kiosk.visit import Personal, Visit
from kiosk.wording import Phrase, Wording

T = TypeVar("T")


class Passage(Protocol):
    """How a room leads on; the journey is it."""

    def forward(self) -> None:
        """To the step that follows; after an edit back to the review."""

    def back(self) -> None:
        """To where the person came from."""

    def go(self, step: StepKind, focus: str = "") -> None:
        """To a step, and there to the question or paper ``focus``."""

    def edit(self, step: StepKind, focus: str) -> None:
        """To a step for one change; forward and back then lead to the review."""

    def trouble(self, trouble: Trouble, offered: Mapping[str, Option] | None = None) -> None:
        """Shows what went wrong and the ways on; the room's ``take_way`` gets the choice. ``offered`` are ways
        whose words come from elsewhere."""

    def close_ways(self) -> None:
        """Back to the room under the ways."""

    def open(self, room: Room) -> None:
        """Another room over this one, until ``close_ways``."""

    def staff_check(self) -> None:
        """A member of staff signs that card and person belong together; then forward."""

    def staff_sign(
        self,
        purpose: Literal["check", "document"],
        signed: Callable[[HelperRecord], None],
        back: Callable[[], None],
    ) -> None:
        """Code and PIN of a member of staff: calls ``signed`` with who it was, or ``back``."""

    def end(self, how: str, *, again: bool = False) -> None:
        """Ends and wipes the visit; ``again`` begins the next one at once."""

    def part(self) -> None:
        """After the farewell: the machine rests, or the helper's desk comes back."""

    def sign_in(self, code: str, name: str) -> None:
        """A helper has shown who they are: opens the desk."""

    def sign_out(self) -> None:
        """The helper leaves the desk."""

    def progress(self) -> Progress | None:
        """Where the shown step stands among all."""

    def refresh(self) -> None:
        """Something on the screen changed."""


@dataclass
class Browse:
    """What the person looks through before an item is chosen."""

    scope: str = ""
    grouping: str = "life_event"
    group: str = ""
    query: str = ""
    typing: bool = False


@dataclass(frozen=True, repr=False)
class Stay:
    """What the rooms of one visit work with; a new one each visit."""

    hall: Hall
    settings: Settings
    visit: Visit
    passage: Passage
    paper_words: Wording
    """The language of slips: Chinese."""
    safe: Safekeeping
    """What was scanned, on the disk already."""
    browse: Browse = field(default_factory=Browse)


class Room:
    """A step. Actions a step does not have do nothing, so subclasses only say what they can."""

    kind: ClassVar[StepKind]

    def __init__(self, stay: Stay) -> None:
        self.stay = stay
        self.hall, self.passage, self.visit = stay.hall, stay.passage, stay.visit
        self.writing: Writing | None = None
        """Of the box on the screen, where Chinese can be written; ``Questions`` puts it here."""

    @property
    def personal(self) -> Personal:
        """The person's data."""
        return self.visit.personal

    def run(self, work: Callable[[], T], done: Callable[[T | KioskError], None]) -> None:
        """Works away from the main thread; what comes back after the visit is over is dropped unseen."""

        def come_back(outcome: T | KioskError) -> None:
            if not self.visit.over:
                done(outcome)
                self.passage.refresh()

        self.hall.runner.run(work, come_back)

    # life -------------------------------------------------------------------------------------------------------

    def enter(self, focus: str = "") -> None:
        """The step comes on the screen; ``focus`` names a question or paper to open."""

    def exit(self) -> None:
        """The step leaves the screen: lights off, streams stopped."""

    def view(self) -> View:
        """What is to be drawn."""
        raise NotImplementedError

    def handle(self, event: object) -> None:
        """A device, the link or the outbox has news."""

    def tick(self) -> None:
        """Time has passed."""

    def take_way(self, way: str) -> None:
        """A way on that only this room knows."""

    # actions, named as in kiosk.journey.actions -----------------------------------------------------------------

    def go_on(self) -> None:
        """The way on."""
        self.passage.forward()

    def go_back(self) -> None:
        """Back."""
        self.passage.back()

    def turn_page(self, step: int) -> None:
        """A page of a list."""

    def pick_scope(self, scope: str) -> None:
        """Scope filter."""

    def pick_grouping(self, grouping: str) -> None:
        """Life events or departments."""

    def pick_group(self, group: str) -> None:
        """Opens a group."""

    def open_search(self) -> None:
        """Opens the keys."""

    def search(self, query: str) -> None:
        """Sets the query."""

    def pick_item(self, item_id: str) -> None:
        """Chooses an item."""

    def pick_level(self, level: int) -> None:
        """Goes to a level of the region."""

    def pick_region(self, code: str) -> None:
        """Chooses a division."""

    def pick_situation(self, situation: str) -> None:
        """Chooses a situation."""

    def open_whole_guide(self) -> None:
        """Opens and closes the whole guide."""

    def set_consent(self, kind: str, given: bool) -> None:
        """Gives or takes back a consent."""

    def pick_way(self, way: str) -> None:
        """Another way on."""

    def face_frame(self) -> tuple[int, Bgr] | None:
        """The newest camera picture."""
        return None

    def type_key(self, key: str) -> None:
        """One key."""

    def pick_word(self, number: int) -> None:
        """A word for the letters typed."""
        if self.writing is not None:
            self.writing.pick(number)

    def turn_words(self, count: int) -> None:
        """More words, or those before."""
        if self.writing is not None:
            self.writing.turn(count)

    def switch_writing(self) -> None:
        """中 or 英."""
        if self.writing is not None:
            self.writing.switch()

    def answer(self, value: str) -> None:
        """Answers a question that is chosen, not typed."""

    def pick_delivery(self, way: str) -> None:
        """How the result comes."""

    def paper_frame(self) -> tuple[int, Bgr] | None:
        """The newest picture of the desk."""
        return None

    def paper_page(self, number: int) -> Bgr | None:
        """A kept page, small."""
        return None

    def add_page(self) -> None:
        """One more page."""

    def retake_page(self, number: int) -> None:
        """A page anew."""

    def skip_paper(self) -> None:
        """Without this paper."""

    def show_page(self, number: int) -> None:
        """From the live desk back to a page that is kept."""

    def change_page(self, number: int) -> None:
        """What can be done with a page."""

    def set_auto_shot(self, wanted: bool) -> None:
        """A good page is taken by itself."""

    def frame_by_hand(self) -> None:
        """The corners are laid by hand."""

    def move_corner(self, number: int, point: Point) -> None:
        """A corner goes to a point."""

    def edit_row(self, row: str) -> None:
        """Changes a line."""

    def show_row(self, row: str) -> None:
        """Opens a masked line."""

    def sign(self, strokes: Sequence[Sequence[Point]]) -> None:
        """The signature so far."""

    def print_again(self) -> None:
        """Prints once more."""

    def rate(self, level: int) -> None:
        """1 to 5."""

    def toggle_reason(self, reason: str) -> None:
        """Why it was not good."""

    def open_case(self, case_id: str) -> None:
        """Shows a case."""


def say(name: str, **values: object) -> Phrase:
    """A phrase of the journey."""
    return Phrase(f"journey.{name}", values)


def onward(name: str, *, enabled: bool = True, **values: object) -> NextPlace:
    """The way on with a phrase of the journey."""
    return NextPlace(say(name, **values), enabled=enabled)


def missing(name: str, **values: object) -> NextPlace:
    """The way on is closed, and the phrase says what is missing."""
    return NextPlace(say(name, **values), enabled=False, icon="none")


def page_of(things: Sequence[T], page: int, size: int) -> tuple[Sequence[T], int, int]:
    """The things on a page, the page (kept inside), and how many pages there are (at least one)."""
    pages = max(1, -(-len(things) // size))
    page = min(max(page, 0), pages - 1)
    return things[page * size : (page + 1) * size], page, pages
