"""What is read, why and for how long, in rows; the consents below them, each a choice of its own."""

from __future__ import annotations

from kiosk.journey.views import ConsentView, Option
from kiosk.screens.arrangement import Body
from kiosk.screens.screen import StepScreen
from kiosk.screens.widgets.guide import Material, MaterialTable
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.tiles import OptionRow
from kiosk.wording import Phrase

ICONS = {
    "journey.reads_card": "identification-card-duotone",
    "journey.reads_form": "pencil-simple-duotone",
    "journey.reads_papers": "files-duotone",
    "journey.reads_face": "camera-duotone",
}
ICON_ELSE = "shield-check-duotone"


class ConsentScreen(StepScreen[ConsentView]):
    """Nothing is chosen beforehand; a touch gives a consent, another takes it back."""

    def body(self, view: ConsentView) -> Body:
        """The table and one row for each consent."""
        self._rows = {one.id: self._row(one) for one in view.consents}
        tables = self._tables(view)
        if self.means.look.landscape:
            return Body(work=tables, under=list(self._rows.values()), gap=18)
        return Body(work=[*tables, *self._rows.values()])

    def renew(self, view: ConsentView) -> bool:
        """Only what is chosen changes."""
        if set(self._rows) != {one.id for one in view.consents}:
            return False
        for one in view.consents:
            self._rows[one.id].chosen = one.chosen
        return True

    def _tables(self, view: ConsentView) -> list[Piece]:
        look = self.means.look
        rows = [self._line(what, why) for what, why in view.reads]
        parts = [rows[start : start + look.rows_together] for start in range(0, len(rows), look.rows_together)]
        # In landscape the question stands beside the table and is its heading.
        title = "" if look.landscape else self.means.word("reads")
        return [MaterialTable(look, title="" if number else title, rows=one) for number, one in enumerate(parts)]

    def _line(self, what: Phrase, why: Phrase) -> Material:
        say = self.means.say
        return Material(icon=ICONS.get(what.key, ICON_ELSE), name=say(what), detail=say(why), tag="", tone="may")

    def _row(self, option: Option) -> OptionRow:
        means = self.means
        row = OptionRow(
            means.look,
            title=means.say(option.phrase),
            note=means.say(option.detail),
            icon=option.icon,
            chosen=option.chosen,
            done=means.word("agreed"),
        )
        row.bind(on_release=lambda *_: means.actions.set_consent(option.id, not row.chosen))
        return row
