"""One question of the form: a box and keys to write in it, or the answers to choose from."""

from __future__ import annotations

from kiosk.journey.views import FieldKind, FormView, Option
from kiosk.screens.arrangement import Body
from kiosk.screens.screen import StepScreen
from kiosk.screens.tiles_in_rows import in_rows
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.field import Field
from kiosk.screens.widgets.note import Note
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.tiles import ChoiceTile, OptionRow
from kiosk.screens.widgets.words import Words
from kiosk.screens.writing import Pen, box_and_keys, make_keys

KEYS = {
    FieldKind.TEXT: "latin",
    FieldKind.ID_NUMBER: "id",
    FieldKind.PHONE: "digits",
    FieldKind.DATE: "digits",
}
"""Kinds that are written, and the keys each begins with; the other kinds are chosen."""
ROWS_AT_MOST = 6
"""So many answers stand one below the other; more stand in two columns."""


class FormScreen(StepScreen[FormView]):
    """A key changes the text in the box and nothing else."""

    _pen: Pen | None = None

    def body(self, view: FormView) -> Body:
        """The box over its keys (beside them in landscape), or the answers."""
        self._answers: dict[str, OptionRow | ChoiceTile] = {}
        self._error = view.error
        if view.kind not in KEYS:
            return self._choices(view)
        self._box = Field(self.means.look, hint=view.hint, **self._typed(view))
        self._pen = None
        if view.entry is not None:
            self._pen = Pen(self, self._box, view.entry, self._unpicked(view))
            return self._pen.body()
        self._keys = make_keys(self.means, KEYS[view.kind])
        return box_and_keys(self.means, self._box, self._keys)

    def renew(self, view: FormView) -> bool:
        """A key: the box. A choice: what is chosen."""
        if view.kind in KEYS:
            return self._renew_box(view)
        if view.error != self._error or set(self._answers) != {one.id for one in view.options if one.id != "up"}:
            return False
        for one in view.options:
            if one.id in self._answers:
                self._answers[one.id].chosen = one.chosen
        return True

    def flash_missing(self) -> None:
        """The box blinks."""
        if self.view.kind in KEYS:
            self._box.flash()

    def heading(self) -> tuple[str, str]:
        """With large text the line below the question gives its room to the keys."""
        title, lead = super().heading()
        return title, "" if self.view.entry is not None and self.means.look.roomy else lead

    # written ----------------------------------------------------------------------------------------------------

    def _typed(self, view: FormView) -> dict[str, str]:
        if view.error is not None and not self._unpicked(view):
            return {"text": view.shown, "state": "error", "message": self.means.say(view.error)}
        return {"text": view.shown, "state": "done" if view.from_card else "writing", "message": ""}

    def _unpicked(self, view: FormView) -> str:
        """What is said about letters that no word was chosen for: beside them, not below the box."""
        return self.means.say(view.error) if view.entry is not None and view.entry.letters else ""

    def _renew_box(self, view: FormView) -> bool:
        """False when box, words and keys have to be made anew."""
        width = self._box.width / self.means.look.unit
        height = self._box.wanted(width)
        for name, value in self._typed(view).items():
            setattr(self._box, name, value)
        if (self._pen is None) != (view.entry is None):
            return False
        pen, entry = self._pen, view.entry
        if pen is not None and entry is not None and not pen.renew(view.shown, entry, self._unpicked(view)):
            return False
        if self._box.wanted(width) != height:
            self._lay(self._pen.body() if self._pen is not None else self._body)
        return True

    # chosen -----------------------------------------------------------------------------------------------------

    def _choices(self, view: FormView) -> Body:
        look = self.means.look
        said: list[Piece] = []
        if view.error is not None:
            said.append(Note(look, title=self.means.say(view.error), tone="look"))
        if view.shown and view.kind is FieldKind.REGION:
            said.append(Words(look, text=view.shown, size=52, bold=True))
        said += [self._up(one) for one in view.options if one.id == "up"]
        answers = [one for one in view.options if one.id != "up"]
        few = len(answers) <= ROWS_AT_MOST and view.kind is not FieldKind.REGION
        work = self._rows(answers) if few else self._tiles(answers)
        return Body(work=work, under=said) if look.landscape else Body(work=work, over=said)

    def _up(self, option: Option) -> Button:
        button = Button(self.means.look, text=self.means.say(option.phrase), icon=option.icon)
        button.bind(on_release=lambda *_: self.means.actions.answer(option.id))
        return button

    def _rows(self, options: list[Option]) -> list[Piece]:
        return [self._answer(OptionRow, one) for one in options]

    def _tiles(self, options: list[Option]) -> list[Piece]:
        look = self.means.look
        return in_rows(look, [self._answer(ChoiceTile, one) for one in options], columns=1 if look.roomy else 2)

    def _answer(self, kind: type[OptionRow] | type[ChoiceTile], option: Option) -> Piece:
        means = self.means
        tile = kind(
            means.look,
            title=means.say(option.phrase),
            note=means.say(option.detail),
            chosen=option.chosen,
            done=means.word("chosen"),
        )
        tile.bind(on_release=lambda *_: means.actions.answer(option.id))
        self._answers[option.id] = tile
        return tile
