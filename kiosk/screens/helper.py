"""The helper's desk: staff code and PIN, then the day's counts and what waits on this machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.journey.views_cases import CaseRow, HelperView
from kiosk.screens.arrangement import Body
from kiosk.screens.means import Means
from kiosk.screens.screen import StepScreen
from kiosk.screens.trial import best_that_fits
from kiosk.screens.widgets.field import Field
from kiosk.screens.widgets.note import Note
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.review import Line, ReviewRows
from kiosk.screens.widgets.stack import Row
from kiosk.screens.widgets.words import NumberCard, Words
from kiosk.screens.writing import box_and_keys, make_keys

KEYS = {"code": "latin", "pin": "digits"}
"""Staff codes may have letters, PINs have none."""


class HelperScreen(StepScreen[HelperView]):
    """A sign-in of two boxes, and a desk that names nobody who was helped."""

    def __init__(self, means: Means, view: HelperView) -> None:
        self._link = ""
        super().__init__(means, view)

    def body(self, view: HelperView) -> Body:
        """The box and its keys, or the desk."""
        return self._desk(view) if view.stage == "desk" else self._sign_in(view)

    def renew(self, view: HelperView) -> bool:
        """A key changes the box; the desk is counted anew."""
        if view.stage == "desk":
            return False
        for name, value in self._typed(view).items():
            setattr(self._box, name, value)
        return True

    def signs(self, link: str, helper: str) -> None:
        """Without a network the desk says that work goes on."""
        super().signs(link, helper)
        if link != self._link:
            self._link = link
            if self.view.stage == "desk":
                self._lay(self.body(self.view))

    def flash_missing(self) -> None:
        """The box blinks."""
        if self.view.stage != "desk":
            self._box.flash()

    # sign in ----------------------------------------------------------------------------------------------------

    def _sign_in(self, view: HelperView) -> Body:
        means, word = self.means, self.means.word
        hint = "pin_hint" if view.stage == "pin" else "staff_code_hint"
        self._box = Field(means.look, hint=word(f"screens_b.{hint}"), **self._typed(view))
        return box_and_keys(means, self._box, make_keys(means, KEYS[view.stage]))

    def _typed(self, view: HelperView) -> dict[str, str]:
        if view.error is not None:
            return {"text": view.shown, "state": "error", "message": self.means.say(view.error)}
        return {"text": view.shown, "state": "writing", "message": ""}

    # desk -------------------------------------------------------------------------------------------------------

    def _desk(self, view: HelperView) -> Body:
        look, word = self.means.look, self.means.word
        counts = Row(
            look,
            NumberCard(look, label=word("screens_b.desk_waiting"), number=str(view.waiting), icon=""),
            NumberCard(look, label=word("screens_b.desk_delivered"), number=str(view.delivered_today), icon=""),
        )
        present = Note(
            look, title=word("screens_b.desk_present"), detail=word("screens_b.desk_present_more"), tone="info"
        )
        said = [*self._offline(view), counts]
        return best_that_fits(self, self._shorter_and_shorter(view, said, present))

    def _shorter_and_shorter(self, view: HelperView, said: list[Piece], present: Note) -> Iterator[Body]:
        """The table in as few pieces as fit; the pieces turn pages."""
        for size in range(max(1, len(view.rows)), 0, -1):
            heading, *cards = self._rows(view, size)
            present.detail = "" if self.means.look.landscape else self.means.word("screens_b.desk_present_more")
            if self.means.look.landscape:
                yield Body(over=[heading], work=cards, under=[*said, present])
            else:
                yield Body(over=[*said, heading], work=cards, foot=[present])

    def _offline(self, view: HelperView) -> list[Piece]:
        if not self._link:
            return []
        word = self.means.word
        detail = word("screens_b.desk_offline_more", count=view.waiting)
        return [Note(self.means.look, title=word("screens_b.desk_offline"), detail=detail, tone="look")]

    def _rows(self, view: HelperView, size: int) -> list[Piece]:
        look, word = self.means.look, self.means.word
        title = "desk_latest" if view.rows else "desk_empty"
        rows = view.rows
        cards = [self._card(rows[place : place + size]) for place in range(0, len(rows), size)]
        return [Words(look, text=word(f"screens_b.{title}"), size=44, bold=True), *cards]

    def _card(self, rows: Sequence[CaseRow]) -> ReviewRows:
        table = ReviewRows(self.means.look, rows=[self._line(one) for one in rows])
        table.bind(on_show=lambda _, case_id: self.means.actions.open_case(case_id))
        return table

    def _line(self, row: CaseRow) -> Line:
        show = self.means.word("screens_b.desk_look") if row.can_open else ""
        return Line(row.id, self.means.say(row.state), f"{row.item_name}\n{row.number}", show=show)
