"""Check every line, then sign with a finger."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial

from kiosk.journey.views import ReviewRow, ReviewView
from kiosk.screens.arrangement import Body
from kiosk.screens.means import Means
from kiosk.screens.screen import StepScreen
from kiosk.screens.trial import best_that_fits
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.review import Line, ReviewRows
from kiosk.screens.widgets.sign import SignPad
from kiosk.screens.widgets.stack import Column, Row
from kiosk.screens.widgets.words import Words

GAP = 20
PAD = (370, 320, 264, 220)
"""Heights of the pad; lower where a note or page buttons need room."""
LEFT = 0.46
"""Landscape: the lines need as much width as in portrait."""


class ReviewScreen(StepScreen[ReviewView]):
    """The lines turn pages; the pad stays under them, with what was drawn on it."""

    note_for_question = True

    def __init__(self, means: Means, view: ReviewView) -> None:
        self._pad: SignPad | None = None
        super().__init__(means, view)

    def body(self, view: ReviewView) -> Body:
        """The lines, and the pad with its heading below them; large text gives the pad a page of its own."""
        if self._pad is not None:
            self._pad.unbind(on_strokes=self._signed)
        self._pages = view.pages
        body = best_that_fits(self, self._shorter_and_shorter(view))
        self._cards = [piece for piece in body.work if isinstance(piece, ReviewRows)]
        self._size = len(self._cards[0].rows) if self._cards else 1
        self._pad = self._pad_of(body)
        self._pad.bind(on_strokes=self._signed)
        return body

    def _shorter_and_shorter(self, view: ReviewView) -> Iterator[Body]:
        """A lower pad, then cards of fewer lines, which turn pages."""
        look = self.means.look
        signing_of = cache(partial(self._signing, view))
        for self._size in range(max(1, len(view.rows)), 0, -1):
            cards = [self._card(rows) for rows in self._groups(view)]
            for height in PAD:
                signing = signing_of(height)
                if look.roomy and not look.landscape:
                    yield Body(work=[*cards, signing], gap=GAP)
                else:
                    yield Body(work=cards, under=[signing], gap=GAP, left_share=LEFT)

    @staticmethod
    def _pad_of(body: Body) -> SignPad:
        every = [one for piece in (*body.work, *body.under) for one in piece.walk(restrict=True)]
        return next(one for one in every if isinstance(one, SignPad))

    def heading(self) -> tuple[str, str]:
        """The pages stand at the page buttons, and what can be changed has its own button."""
        return self.means.say(self.view.title), ""

    def renew(self, view: ReviewView) -> bool:
        """A line opened or closed; a pad wiped elsewhere. Strokes just drawn are on the pad already."""
        groups = self._groups(view)
        if len(groups) != len(self._cards) or view.pages != self._pages:
            return False
        for card, rows in zip(self._cards, groups, strict=True):
            card.rows = [self._line(one) for one in rows]
        if self._pad is not None and not view.strokes and self._pad.strokes:
            self._pad.strokes = []
        return True

    def flash_missing(self) -> None:
        """The pad's frame blinks."""
        if self._pad is not None:
            self._pad.flash()

    def close(self) -> None:
        """Taking the pad down is not a wiped signature."""
        if self._pad is not None:
            self._pad.unbind(on_strokes=self._signed)
        super().close()

    # lines ------------------------------------------------------------------------------------------------------

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

    def _signing(self, view: ReviewView, height: int) -> Column:
        return Column(self.means.look, self._pad_heading(), self._make_pad(view, height), gap=GAP)

    def _make_pad(self, view: ReviewView, height: int) -> SignPad:
        pad = SignPad(self.means.look, hint=self.means.word("screens_b.sign_empty"), tall=height)
        pad.strokes = [list(stroke) for stroke in view.strokes]
        return pad

    def _signed(self, _: SignPad, strokes: list[list[tuple[float, float]]]) -> None:
        self.means.actions.sign(strokes)

    def _pad_heading(self) -> Row:
        look, word = self.means.look, self.means.word
        again = Button(look, text=word("screens_b.sign_again"), icon="arrow-counter-clockwise-bold")
        again.bind(on_release=lambda *_: self._again())
        return Row(look, Words(look, text=word("screens_b.sign_here"), size=48, bold=True), again)

    def _again(self) -> None:
        if self._pad is not None:
            self._pad.strokes = []
        self.means.actions.sign([])
