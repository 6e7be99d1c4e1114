"""Check every line, then sign with a finger."""

from __future__ import annotations

from kiosk.journey.views import ReviewRow, ReviewView
from kiosk.screens.arrangement import COLUMN_GAP, LEFT_SHARE, Body, tall
from kiosk.screens.screen import StepScreen
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.review import Line, ReviewRows
from kiosk.screens.widgets.sign import SignPad
from kiosk.screens.widgets.stack import Column, Row
from kiosk.screens.widgets.words import Words

GAP = 20
PAD = {False: 370, True: 264}
"""Height of the pad; lower where a note or page buttons need room."""


class ReviewScreen(StepScreen[ReviewView]):
    """The lines turn pages; the pad stays under them, with what was drawn on it."""

    def body(self, view: ReviewView) -> Body:
        """The lines, and the pad with its heading: below them, or on a page of its own with large text."""
        self._pad = self._make_pad(view)
        signing = [self._pad_heading(), self._pad]
        apart = self.means.look.roomy and not self.means.look.landscape
        self._size = self._together(view, [] if apart else signing)
        self._cards = [self._card(rows) for rows in self._groups(view)]
        if apart:
            return Body(work=[*self._cards, Column(self.means.look, *signing, gap=GAP)], gap=GAP)
        return Body(work=self._cards, under=signing, gap=GAP)

    def heading(self) -> tuple[str, str]:
        """The pages stand at the page buttons, and what can be changed has its own button."""
        return self.means.say(self.view.title), ""

    def renew(self, view: ReviewView) -> bool:
        """A line opened or closed; a pad wiped elsewhere. Strokes just drawn are on the pad already."""
        groups = self._groups(view)
        if len(groups) != len(self._cards):
            return False
        for card, rows in zip(self._cards, groups, strict=True):
            card.rows = [self._line(one) for one in rows]
        if not view.strokes and self._pad.strokes:
            self._pad.strokes = []
        return True

    def flash_missing(self) -> None:
        """The pad's frame blinks."""
        self._pad.flash()

    def close(self) -> None:
        """Taking the pad down is not a wiped signature."""
        self._pad.unbind(on_strokes=self._signed)
        super().close()

    # lines ------------------------------------------------------------------------------------------------------

    def _together(self, view: ReviewView, signing: list[Piece]) -> int:
        """So many lines a card that one always fits beside what stays on the screen."""
        look, frame = self.means.look, self._frame(more_pages=view.pages > 1)
        room = frame.side if look.landscape else frame.area
        width, left = room.width * (1 - LEFT_SHARE) - COLUMN_GAP / 2 if look.landscape else room.width, room.height
        if not look.landscape:
            left -= tall([*self._head(), *signing], width, GAP) + GAP
        for size in range(len(view.rows), 1, -1):
            turning = view.pages > 1 or size < len(view.rows)
            card = ReviewRows(look, rows=[self._line(one) for one in view.rows[:size]])
            if card.wanted(width) + (frame.pager_height + GAP if turning else 0) <= left:
                return size
        return 1

    def _groups(self, view: ReviewView) -> list[list[ReviewRow]]:
        """Cards of so many lines; together they turn pages."""
        rows = list(view.rows)
        return [rows[place : place + self._size] for place in range(0, len(rows), self._size)]

    def _card(self, rows: list[ReviewRow]) -> ReviewRows:
        card = ReviewRows(self.means.look, rows=[self._line(one) for one in rows])
        card.bind(
            on_change=lambda _, row: self.means.actions.edit_row(row),
            on_show=lambda _, row: self.means.actions.show_row(row),
        )
        return card

    def _line(self, row: ReviewRow) -> Line:
        means = self.means
        return Line(
            id=row.id,
            label=means.say(row.label),
            value=row.value,
            change=means.word("screens_b.change") if row.can_edit else "",
            show=means.word("screens_b.show_all") if row.masked else "",
        )

    # signature --------------------------------------------------------------------------------------------------

    def _make_pad(self, view: ReviewView) -> SignPad:
        crowded = view.pages > 1 or view.notice is not None
        pad = SignPad(self.means.look, hint=self.means.word("screens_b.sign_empty"), tall=PAD[crowded])
        pad.strokes = [list(stroke) for stroke in view.strokes]
        pad.bind(on_strokes=self._signed)
        return pad

    def _signed(self, _: SignPad, strokes: list[list[tuple[float, float]]]) -> None:
        self.means.actions.sign(strokes)

    def _pad_heading(self) -> Row:
        look, word = self.means.look, self.means.word
        again = Button(look, text=word("screens_b.sign_again"), icon="arrow-counter-clockwise-bold")
        again.bind(on_release=lambda *_: self._again())
        return Row(look, Words(look, text=word("screens_b.sign_here"), size=48, bold=True), again)

    def _again(self) -> None:
        self._pad.strokes = []
        self.means.actions.sign([])
