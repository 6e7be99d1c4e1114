"""Submitted or saved: said large, with the number, what to take along, and a code when no paper came."""

from __future__ import annotations

from kiosk.journey.views import PrintState, ReceiptView
from kiosk.screens.arrangement import Body, Placed
from kiosk.screens.means import Means
from kiosk.screens.screen import StepScreen
from kiosk.screens.trial import best_that_fits
from kiosk.screens.widgets.branch import BranchProgress
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.note import Note
from kiosk.screens.widgets.piece import Box, Brush, Piece
from kiosk.screens.widgets.qr import QrView
from kiosk.screens.widgets.stack import Column, Gap, Row
from kiosk.screens.widgets.take import TakeCard
from kiosk.screens.widgets.words import NumberCard, Picture, Words

BLOOM = {False: Box(0, 70, 1080, 420), True: Box(0, 76, 980, 364)}
"""Where the branch in bloom lies, by landscape (design-language 10, 10L); it replaces the branch of steps."""
ROOM_FOR_BLOOM = {False: 304, True: 240}
PICTURE = 240


class Seal(Piece):
    """The large check before 已提交."""

    stretches = False
    SIDE = 116

    def wanted(self, width: float) -> float:
        """As high as the title's line."""
        return float(self.SIDE)

    def natural(self) -> float:
        """A square."""
        return float(self.SIDE)

    def paint(self, brush: Brush) -> None:
        """A check in a disc."""
        brush.icon("check-circle-fill", 0, 0, self.SIDE, self.theme.ok)


class ReceiptScreen(StepScreen[ReceiptView]):
    """What is true now stands on top; the paper comes after it."""

    question_size = 116

    def __init__(self, means: Means, view: ReceiptView) -> None:
        self._seal = Seal(means.look)
        self._title: Row | None = None
        super().__init__(means, view)

    # the top ----------------------------------------------------------------------------------------------------

    def _blooms(self, view: ReceiptView) -> bool:
        """The hub has it and paper came: the whole branch flowers. Larger text needs the room."""
        look = self.means.look
        plain = look.scale == 1 and not look.low and not look.high_contrast
        return plain and not view.saved_offline and not view.show_code and view.notice is None

    def _make_branch(self) -> BranchProgress | None:
        return None if self._blooms(self.view) else super()._make_branch()

    def _leave(self) -> str:
        """结束办理 is the way on."""
        return ""

    def heading(self) -> tuple[str, str]:
        """What is true now; the rest stands below it."""
        return self.means.say(self.view.title), ""

    def _head(self) -> list[Piece]:
        title = self._question if self.view.saved_offline else self._sealed()
        return [title, *([] if self._crowded else super()._head()[1:])]

    @property
    def _crowded(self) -> bool:
        """Large text in landscape: the notice stands with the work."""
        return self.means.look.roomy and self.means.look.landscape

    def _sealed(self) -> Row:
        if self._title is None:
            self._title = Row(self.means.look, self._seal, self._question, gap=26)
        return self._title

    def decoration(self, placed: Placed) -> list[tuple[Piece, Box]]:
        """The branch runs off the edges of the panel."""
        if self._branch is not None:
            return []
        landscape = self.means.look.landscape
        name = "branch-to-the-left" if landscape else "branch-in-bloom"
        return [(Picture(self.means.look, name, BLOOM[landscape].height), BLOOM[landscape])]

    def body(self, view: ReceiptView) -> Body:
        """Number, then the things to take or the code. Where room is short, the line below the title goes."""
        return best_that_fits(self, (self._body_with(view, lead) for lead in (self._lead(view), [])))

    def _body_with(self, view: ReceiptView, lead: list[Piece]) -> Body:
        look = self.means.look
        above: Piece = Gap(look, ROOM_FOR_BLOOM[look.landscape])
        if self._branch is not None:
            above = Picture(look, "offline-saved" if view.saved_offline else "step-3-bloom", PICTURE)
        work = self._code(view) if view.show_code else self._things(view)
        if self._crowded and self._note is not None:
            work.insert(0, self._note)
        said = [*lead, self._number(view)]
        if look.landscape:
            return Body(above=[above], work=work, under=said)
        return Body(above=[above], work=work, over=said)

    def update(self, view: ReceiptView) -> bool:
        """Another top makes another screen."""
        old = self.view
        same = (self._blooms(old), old.saved_offline) == (self._blooms(view), view.saved_offline)
        return same and super().update(view)

    def _lead(self, view: ReceiptView) -> list[Piece]:
        lead, due = self.means.say(view.lead), self.means.say(view.due)
        said = self.means.word("screens_b.due", lead=lead, due=due) if due else lead
        return [Words(self.means.look, text=said, size=46)] if said else []

    def _number(self, view: ReceiptView) -> NumberCard:
        if view.case_number:
            name, number = "case_number", view.case_number
        else:
            name, number = "number_saved" if view.saved_offline else "number", view.number
        label = self.means.word(f"screens_b.{name}")
        return NumberCard(self.means.look, label=label, number=number, icon="receipt-duotone")

    # paper came -------------------------------------------------------------------------------------------------

    def _things(self, view: ReceiptView) -> list[Piece]:
        look, word = self.means.look, self.means.word
        cards: list[Piece] = [self._slip(view)]
        if view.card_on_reader or view.card_taken:
            cards.append(self._card(view, len(cards) + 1))
        heading = Words(look, text=word("screens_b.take_before_leaving"), size=52, bold=True)
        return [heading, Row(look, *cards, gap=20)]

    def _slip(self, view: ReceiptView) -> TakeCard:
        word = self.means.word
        name = "take_slips" if view.handover else "take_receipt"
        where = "slips_here" if view.handover else "receipt_here"
        printing = view.printing is PrintState.PRINTING
        return TakeCard(
            self.means.look,
            picture="take-receipt",
            title=f"1 {word(f'screens_b.{name}')}",
            where=word("screens_b.receipt_coming" if printing else f"screens_b.{where}"),
        )

    def _card(self, view: ReceiptView, number: int) -> TakeCard:
        word = self.means.word
        return TakeCard(
            self.means.look,
            picture="take-card-back",
            title=f"{number} {word('screens_b.take_card')}",
            where=word("screens_b.card_here"),
            taken=view.card_taken,
            taken_text=word("screens_b.taken"),
        )

    # paper did not come -----------------------------------------------------------------------------------------

    def _code(self, view: ReceiptView) -> list[Piece]:
        look, word = self.means.look, self.means.word
        pieces: list[Piece] = []
        if view.trouble is not None:
            said = word("screens_b.trouble_safe", trouble=self.means.say(view.trouble))
            pieces.append(Note(look, title=said, tone="look"))
        again = Button(look, text=word("screens_b.print_again"), icon="printer-bold")
        again.bind(on_release=lambda *_: self.means.actions.print_again())
        words: list[Piece] = [
            Words(look, text=word("screens_b.code_title"), size=52, bold=True),
            Words(look, text=word("screens_b.code_use"), size=44),
        ]
        code = QrView(look, text=view.code, side=420)
        if look.roomy:
            return [*pieces, *words, code, again]
        return [*pieces, Row(look, code, Column(look, *words, again), gap=36)]
