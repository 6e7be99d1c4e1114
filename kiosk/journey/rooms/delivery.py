"""How do you want the result? By post asks where to, like a form."""

from __future__ import annotations

from kiosk.journey import asked
from kiosk.journey.rooms.questions import Questions
from kiosk.journey.rooms.room import Room, missing, onward, say
from kiosk.journey.views import DeliveryView, Option, StepKind, View

ICONS = {"pickup": "storefront-duotone", "mail": "truck-duotone", "electronic": "device-mobile-duotone"}


class DeliveryRoom(Room):
    """The item's ways of delivery, and the questions of delivery by post."""

    kind = StepKind.DELIVERY

    def enter(self, focus: str = "") -> None:
        """At the choice, or at the question ``focus``."""
        draft = self.personal.draft
        if draft.way not in draft.chosen.delivery:
            draft.way = draft.chosen.delivery[0] if len(draft.chosen.delivery) == 1 else ""
        questions = {one.id for one in asked.DELIVERY_QUESTIONS}
        self._edit = focus in questions
        self._questions = self._open(focus) if self._edit else None

    def _open(self, focus: str = "") -> Questions:
        if self.personal.identity is not None:
            asked.prefill(self.personal.draft, self.personal.identity)
        return Questions(self, lambda: asked.DELIVERY_QUESTIONS, self.personal.draft.delivery, focus)

    def exit(self) -> None:
        """Letters nobody chose a word for go."""
        if self._questions is not None:
            self._questions.close()

    def view(self) -> View:
        """The ways, or one question."""
        if self._questions is not None:
            return self._questions.view(self.kind)
        draft = self.personal.draft
        return DeliveryView(
            step=self.kind,
            key="delivery",
            title=say("delivery_title"),
            lead=say("delivery_lead"),
            progress=self.passage.progress(),
            onward=onward("delivery_go_on") if draft.way else missing("delivery_missing"),
            options=tuple(
                Option(one, say(f"delivery_{one}"), say(f"delivery_{one}_more"), ICONS[one], one == draft.way)
                for one in draft.chosen.delivery
            ),
        )

    def pick_delivery(self, way: str) -> None:
        """Chooses."""
        if self._questions is None and way in self.personal.draft.chosen.delivery:
            self.personal.draft.way = next(one for one in self.personal.draft.chosen.delivery if one == way)

    def go_on(self) -> None:
        """On; by post through its questions."""
        if self._questions is None:
            self._leave_choice()
        elif (self._edit and self._questions.settled()) or (not self._edit and not self._questions.on()):
            self.passage.forward()

    def _leave_choice(self) -> None:
        if self.personal.draft.way == "mail":
            self._questions = self._open()
        elif self.personal.draft.way:
            self.passage.forward()

    def go_back(self) -> None:
        """The question before, the choice, or the step before."""
        if self._questions is None or self._edit:
            self.passage.back()
        elif not self._questions.back():
            self._questions = None

    def type_key(self, key: str) -> None:
        """One key."""
        if self._questions is not None:
            self._questions.type_key(key)

    def answer(self, value: str) -> None:
        """A whole answer at once."""
        if self._questions is not None:
            self._questions.answer(value)
