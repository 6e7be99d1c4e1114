"""Number and name typed by hand: for a living face the hub can compare, for staff who saw the document, for a
child whose number stands in the household book."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.catalogue.model import FormField
from kiosk.errors import KioskError
from kiosk.identity.document import IdentityDocument
from kiosk.identity.known import known_by_number
from kiosk.journey import sentences
from kiosk.journey.rooms.questions import Questions
from kiosk.journey.rooms.room import Room, Stay
from kiosk.journey.sources import Shown, option
from kiosk.journey.views import FormView, Notice, Option, StepKind
from kiosk.platform.contract import HelperRecord, IdentityCheck
from kiosk.visit import Known

QUESTIONS = (
    FormField(
        id="typed_number",
        kind="id_number",
        label="身份证号",
        question="身份证号是多少？",
        label_en="ID number",
        question_en="What is the ID number?",
    ),
    FormField(
        id="typed_name",
        kind="text",
        label="姓名",
        question="叫什么名字？",
        label_en="Name",
        question_en="What is the name?",
        max_length=50,  # 民委发〔2016〕33号: at least 50 characters
    ),
)

Done = Callable[[IdentityDocument], None]


class TypedRoom(Room):
    """Two questions; what is written lives in the visit and goes when somebody is known."""

    kind = StepKind.CARD

    def __init__(self, stay: Stay, done: Done, back: Callable[[], None]) -> None:
        super().__init__(stay)
        self._done, self._came_back = done, back
        self._notice: Notice | None = None

    def enter(self, focus: str = "") -> None:
        """Begins with the number; what was written before is still there."""
        self._questions = Questions(self, lambda: QUESTIONS, self.personal.written, focus)

    def exit(self) -> None:
        """Letters nobody chose a word for go."""
        self._questions.close()

    def view(self) -> FormView:
        """The question."""
        return self._questions.view(self.kind, self._notice)

    def go_on(self) -> None:
        """The name after the number; then the two make a person, or a sentence says why not."""
        self._notice = None
        if self._questions.on():
            return
        written = self.personal.written
        try:
            person = known_by_number(str(written["typed_name"]), str(written["typed_number"]))
        except KioskError as error:
            self._notice = Notice("look", sentences.for_error(error).title)
            return
        self._done(person)

    def go_back(self) -> None:
        """The question before, or the card."""
        if not self._questions.back():
            self._came_back()

    def type_key(self, key: str) -> None:
        """One key."""
        self._notice = None
        self._questions.type_key(key)

    def answer(self, value: str) -> None:
        """A whole answer."""
        self._questions.answer(value)


class TypedSource:
    """写号码和姓名. Of the one who is here only where the hub can compare the face with the record; of a child
    always, for the household book is scanned with it."""

    way = "typed"

    def option(self) -> Option:
        """写身份证号."""
        return option(self.way, "keyboard-bold")

    def offered(self, stay: Stay, for_applicant: bool) -> bool:
        """See above."""
        hall = stay.hall
        if for_applicant:
            return stay.visit.personal.role == "guardian"
        compares = stay.settings.faces.offered and hall.identity.ways().faces and hall.faces is not None
        return compares and not sentences.away(hall.camera.status)

    def room(self, stay: Stay, known: Known, shown: Shown, back: Callable[[], None]) -> Room:
        """Asks number and name."""

        def done(person: IdentityDocument) -> None:
            stay.visit.personal.written.clear()
            shown(person, "typed", "")

        return TypedRoom(stay, done, back)


class StaffSource:
    """工作人员看过证件: a helper types what the document says and signs that they saw it. Works offline."""

    way = "staff_seen"

    def option(self) -> Option:
        """请工作人员看证件."""
        return option(self.way, "seal-check-bold")

    def offered(self, stay: Stay, for_applicant: bool) -> bool:
        """Always: staff can see any document."""
        return True

    def room(self, stay: Stay, known: Known, shown: Shown, back: Callable[[], None]) -> Room:
        """Number and name, then code and PIN."""

        def done(person: IdentityDocument) -> None:
            def signed(record: HelperRecord) -> None:
                stay.visit.personal.written.clear()
                known.check = IdentityCheck(method="staff", at=stay.hall.clock.utc(), staff_code=record.staff_code)
                shown(person, "staff", "")

            stay.passage.staff_sign("document", signed, back)

        return TypedRoom(stay, done, back)
