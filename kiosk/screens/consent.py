"""What is read, why and for how long, in rows; the consents below them, each a choice of its own."""

from __future__ import annotations

from kiosk.journey.views import ConsentView, Option
from kiosk.screens.arrangement import Body
from kiosk.screens.screen import StepScreen
from kiosk.screens.tables import tables, together
from kiosk.screens.widgets.guide import Material
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.tiles import OptionRow
from kiosk.wording import Phrase

ICONS = {
    "journey.reads_card": "identification-card-duotone",
    "journey.reads_filled": "files-duotone",
    "journey.reads_face": "camera-duotone",
    "journey.asks_contact": "phone-duotone",
}
TOGETHER = ("face", "no_face")
GAP_OF_ROWS = 18
SAID_BY_TABLE = ("identity", "face")
ICON_ELSE = "shield-check-duotone"


class ConsentScreen(StepScreen[ConsentView]):
    """Nothing is chosen beforehand; a touch gives a consent, another takes it back."""

    def body(self, view: ConsentView) -> Body:
        """The table and one row for each consent; yes and no for the face stand together."""
        self._rows = {one.id: self._row(one) for one in view.consents}
        told = self._tables(view)
        rows, room = list(self._rows.values()), self.room_for_work()
        if self.means.look.landscape and self.fits_left(rows, gap=GAP_OF_ROWS):
            return Body(work=told, under=rows, gap=GAP_OF_ROWS)
        face = [self._rows[one.id] for one in view.consents if one.id in TOGETHER]
        rows = [one for one in rows if one not in face]
        return Body(work=[*told, *rows, *together(self.means.look, face, room, GAP_OF_ROWS)], gap=GAP_OF_ROWS)

    def renew(self, view: ConsentView) -> bool:
        """Only what is chosen changes."""
        if set(self._rows) != {one.id for one in view.consents}:
            return False
        for one in view.consents:
            self._rows[one.id].chosen = one.chosen
        return True

    def _tables(self, view: ConsentView) -> list[Piece]:
        room = self.room_for_work()
        return tables(
            self.means.look, [self._line(what, why) for what, why in view.reads], room.width, room.height
        )

    def _short(self, option: Option) -> bool:
        """Lying, the column holds the rows when what the table says is not said twice; what a no means stays."""
        return self.means.look.landscape and option.id in SAID_BY_TABLE

    def _line(self, what: Phrase, why: Phrase) -> Material:
        say = self.means.say
        return Material(icon=ICONS.get(what.key, ICON_ELSE), name=say(what), detail=say(why), tag="", tone="may")

    def _row(self, option: Option) -> OptionRow:
        means = self.means
        row = OptionRow(
            means.look,
            title=means.say(option.phrase),
            note="" if self._short(option) else means.say(option.detail),
            icon=option.icon,
            chosen=option.chosen,
            done=means.word("chosen" if option.id == "no_face" else "agreed"),
        )
        row.bind(on_release=lambda *_: means.actions.set_consent(option.id, not row.chosen))
        return row
