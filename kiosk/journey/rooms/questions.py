"""One question a screen: what form and delivery have in common."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.catalogue.model import Answer, FormField
from kiosk.journey.rooms.boxes import after_key, shown
from kiosk.journey.rooms.region import choices
from kiosk.journey.rooms.room import Room, onward, page_of, say
from kiosk.journey.rooms.writing import Writing
from kiosk.journey.validation import fault
from kiosk.journey.views import FieldKind, FormView, Notice, Option, StepKind
from kiosk.wording import Phrase

OPTIONS_A_PAGE = 8
YES_NO = {"yes": True, "no": False}


class Questions:
    """Asks fields one after the other into ``answers``. ``fields`` is asked anew each time, so conditions live."""

    def __init__(
        self, room: Room, fields: Callable[[], tuple[FormField, ...]], answers: dict[str, Answer], focus: str = ""
    ) -> None:
        self._room, self._fields, self._answers = room, fields, answers
        asked = fields()
        at_focus = [one.id for one in asked if one.id == focus]
        self._at = at_focus[0] if at_focus else asked[0].id if asked else ""
        self._opened()

    def _opened(self) -> None:
        self._page = 0
        self._error: Phrase | None = None
        self._path: list[str] = []
        self.close()
        if self._fields() and self.field.kind == "text":
            self._room.writing = Writing(self._room, self._write)

    def close(self) -> None:
        """The question is left: letters nobody chose a word for go."""
        if self._room.writing is not None:
            self._room.writing.close()
            self._room.writing = None

    @property
    def field(self) -> FormField:
        """The question on the screen; the nearest before it when its condition no longer holds."""
        asked = self._fields()
        return next((one for one in asked if one.id == self._at), asked[-1])

    @property
    def value(self) -> str:
        """The present answer as text."""
        answer = self._answers.get(self.field.id, "")
        if isinstance(answer, bool):
            return "yes" if answer else "no"
        return answer

    def view(self, step: StepKind, notice: Notice | None = None) -> FormView:
        """The question, its box or its options."""
        field, asked = self.field, self._fields()
        number = [one.id for one in asked].index(field.id) + 1
        options, self._page, pages = page_of(self._options(field), self._page, OPTIONS_A_PAGE)
        return FormView(
            step=step,
            key=f"{step.value}/{field.id}/{len(self._path)}/{self._page}",
            title=Phrase.verbatim(field.question, en=field.question_en or None),
            lead=self._lead(field, number, len(asked)),
            progress=self._room.passage.progress(),
            onward=onward("form_next" if number < len(asked) else "form_done"),
            notice=notice,
            field_id=field.id,
            kind=FieldKind(field.kind),
            value=self.value,
            shown=self._shown(field),
            hint=field.hint,
            error=self._error,
            options=tuple(options),
            page=self._page,
            pages=pages,
            from_card=field.id in self._room.personal.draft.from_card,
            entry=self._room.writing.view() if self._room.writing is not None else None,
        )

    def _lead(self, field: FormField, number: int, count: int) -> Phrase:
        if field.id in self._room.personal.draft.from_card:
            return say("form_from_card", number=number, count=count)
        return say("form_count" if field.required else "form_count_optional", number=number, count=count)

    def _shown(self, field: FormField) -> str:
        if field.kind == "region":
            regions = self._room.hall.catalogue.regions
            open_at = self._path[-1] if self._path else ""
            answered = regions.within(self.value, open_at) if open_at else True
            return regions.full_name(self.value if answered else open_at)
        return shown(field, self.value)

    def _options(self, field: FormField) -> list[Option]:
        match field.kind:
            case "choice":
                return [
                    Option(
                        one.value,
                        Phrase.verbatim(one.name, en=one.name_en or None),
                        chosen=one.value == self.value,
                    )
                    for one in field.choices
                ]
            case "yes_no":
                return [Option(one, say(one), chosen=one == self.value) for one in YES_NO]
            case "region":
                return self._regions()
            case _:
                return []

    def _regions(self) -> list[Option]:
        parent = self._path[-1] if self._path else ""
        chosen = {one.code for one in self._room.hall.catalogue.regions.path(self.value)}
        up = [Option("up", say("region_up"), icon="arrow-left-bold")] if self._path else []
        below = choices(self._room.hall, parent)
        return up + [Option(one.code, Phrase.verbatim(one.name), chosen=one.code in chosen) for one in below]

    # what a person does -----------------------------------------------------------------------------------------

    def type_key(self, key: str) -> None:
        """One key: to spell with, or straight into the box."""
        if self._room.writing is not None:
            self._error = None
            self._room.writing.key(key)
        else:
            self._write(key)

    def _write(self, key: str) -> None:
        """One key or one word into the box."""
        field = self.field
        text = after_key(field, self.value, key)
        if text != self.value:
            self._set(field, text)

    def answer(self, value: str) -> None:
        """A choice, a division, yes or no, or a whole date."""
        field = self.field
        self._error = None
        match field.kind:
            case "yes_no" if value in YES_NO:
                self._set(field, YES_NO[value])
            case "choice" if value in {one.value for one in field.choices}:
                self._set(field, value)
            case "region":
                self._answer_region(field, value)
            case "date" | "text" | "phone" | "id_number":
                self._set(field, after_key(field, "", value))

    def _answer_region(self, field: FormField, code: str) -> None:
        if code == "up":
            self._path = self._path[:-1]
        elif code in {one.id for one in self._regions()}:
            if self._room.hall.catalogue.regions.children(code):
                self._path = [*self._path, code]
            else:
                self._set(field, code)
        self._page = 0 if code != self.value else self._page

    def _set(self, field: FormField, answer: Answer) -> None:
        self._error = None
        self._room.personal.draft.from_card.discard(field.id)
        if answer == "":
            self._answers.pop(field.id, None)
        else:
            self._answers[field.id] = answer

    def turn_page(self, step: int) -> None:
        """More options."""
        self._page += step

    def on(self) -> bool:
        """To the next question; ``False`` when this was the last one. A faulty answer stays, with its sentence."""
        return not self.settled() or self._move(+1)

    def settled(self) -> bool:
        """Is the present answer good? Shows its sentence when not."""
        if self._room.writing is not None and self._room.writing.composing:
            self._error = Phrase("entry.pick_first")
            return False
        field = self.field
        self._error = fault(field, self._answers.get(field.id), self._room.hall.clock.today())
        return self._error is None

    def back(self) -> bool:
        """To the question before; ``False`` when this was the first one."""
        return self._move(-1)

    def _move(self, by: int) -> bool:
        ids = [one.id for one in self._fields()]
        place = ids.index(self.field.id) + by
        if not 0 <= place < len(ids):
            return False
        self._at = ids[place]
        self._opened()
        return True
