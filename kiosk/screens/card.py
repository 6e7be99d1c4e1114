"""Put the card on the lit spot: waiting, reading, read, and what to do when it cannot be read."""

from __future__ import annotations

from kiosk.journey.views import CardState, CardView
from kiosk.screens.arrangement import Body
from kiosk.screens.other_ways import way_button, way_rows
from kiosk.screens.screen import StepScreen
from kiosk.screens.waiting import Waiting
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.stack import Row
from kiosk.screens.widgets.words import NumberCard, Picture, Words

ROOM_FOR_PICTURE = {False: 780, True: 560}
"""Height of the illustration, by landscape."""


class CardScreen(StepScreen[CardView]):
    """The picture shows what to do; the line below what the machine is doing."""

    def body(self, view: CardView) -> Body:
        """By state."""
        match view.state:
            case CardState.WAITING | CardState.READING:
                return self._at_work(view)
            case CardState.READ:
                return self._read(view)
            case _:
                return self._stuck(view)

    def renew(self, view: CardView) -> bool:
        """Each state is a body of its own."""
        return False

    def _at_work(self, view: CardView) -> Body:
        means = self.means
        words = "card_waiting" if view.state is CardState.WAITING else "card_reading"
        line: list[Piece] = [Waiting(means.look, text=means.word(words))]
        line += [way_button(means, one) for one in view.ways[:1]]
        private = Words(means.look, means.word("card_private"), size=40, icon="lock-key-bold")
        picture = Picture(means.look, "place-card", ROOM_FOR_PICTURE[means.look.landscape])
        if means.look.landscape:
            return Body(work=[picture], under=[Row(means.look, *line), private], left_share=0.48)
        return Body(beside=[picture], work=[Row(means.look, *line), private])

    def _read(self, view: CardView) -> Body:
        means = self.means
        number = NumberCard(means.look, label=view.name, number=view.number, icon="identification-card-duotone")
        rows: list[Piece] = [number, *(way_button(means, one) for one in view.ways)]
        return Body(beside=[Picture(means.look, "place-card", 560)], work=rows)

    def _stuck(self, view: CardView) -> Body:
        picture = "call-helper" if view.state is CardState.NO_READER else "place-card"
        return Body(beside=[Picture(self.means.look, picture, 520)], work=way_rows(self.means, view.ways))
