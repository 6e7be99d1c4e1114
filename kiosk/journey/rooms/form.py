"""What the card does not say: one question a screen, prefilled where it does."""

from __future__ import annotations

from kiosk.journey import asked
from kiosk.journey.rooms.questions import Questions
from kiosk.journey.rooms.room import Room
from kiosk.journey.views import FormView, StepKind


class FormRoom(Room):
    """The item's own questions; conditions are looked at after each answer."""

    kind = StepKind.FORM

    def enter(self, focus: str = "") -> None:
        """Fills in what the card says, and stands at ``focus`` or at the first question."""
        personal = self.personal
        if personal.identity is not None:
            asked.prefill(personal.draft, personal.identity)
        self._edit = bool(focus) and focus != "last"
        fields = asked.questions(personal, self.hall.clock.today())
        at = fields[-1].id if focus == "last" and fields else focus
        self._questions = Questions(
            self, lambda: asked.questions(self.personal, self.hall.clock.today()), personal.draft.answers, at
        )

    def exit(self) -> None:
        """Letters nobody chose a word for go."""
        self._questions.close()

    def view(self) -> FormView:
        """The question."""
        return self._questions.view(self.kind)

    def go_on(self) -> None:
        """The next question, or the next step; after an edit straight back to the review."""
        if (self._edit and self._questions.settled()) or (not self._edit and not self._questions.on()):
            self.passage.forward()

    def go_back(self) -> None:
        """The question before, or the step before."""
        if self._edit or not self._questions.back():
            self.passage.back()

    def type_key(self, key: str) -> None:
        """One key."""
        self._questions.type_key(key)

    def answer(self, value: str) -> None:
        """A choice."""
        self._questions.answer(value)

    def turn_page(self, step: int) -> None:
        """More options."""
        self._questions.turn_page(step)
