"""Put the card on the lit spot: waiting, reading, read, and what to do when it cannot be read."""

from __future__ import annotations

from kiosk.journey.views_identity import CardState, CardView
from kiosk.screens.arrangement import Body, Placed
from kiosk.screens.edge_picture import EdgePicture
from kiosk.screens.means import Means
from kiosk.screens.other_ways import way_button, way_rows
from kiosk.screens.screen import StepScreen
from kiosk.screens.waiting import Waiting
from kiosk.screens.widgets.piece import Box, Piece
from kiosk.screens.widgets.stack import Gap, Row
from kiosk.screens.widgets.words import NumberCard, Picture, Words

WAYS_WITH_PICTURE = 3
"""With more ways the picture would be too small to tell anything."""


class CardScreen(StepScreen[CardView]):
    """The picture shows what to do; the line below what the machine is doing."""

    def __init__(self, means: Means, view: CardView) -> None:
        self._edge = EdgePicture(means.look, "place-card")
        super().__init__(means, view)

    def body(self, view: CardView) -> Body:
        """By state."""
        self._edge.none()
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

    def decoration(self, placed: Placed) -> list[tuple[Piece, Box]]:
        """The picture, up to the panel's right edge, where the body has left room for it."""
        return self._edge.boxes(placed)

    def _room_for_picture(self) -> Gap:
        look = self.means.look
        return self._edge.room(640 if look.landscape else 280 if look.low else 780 if look.scale == 1 else 600)

    def _at_work(self, view: CardView) -> Body:
        means = self.means
        words = "card_waiting" if view.state is CardState.WAITING else "card_reading"
        buttons: list[Piece] = [way_button(means, one) for one in view.ways]
        beside = [Row(means.look, *buttons)] if buttons and not means.look.roomy else buttons
        stacked: list[Piece] = [Waiting(means.look, text=means.word(words)), *beside]
        private = Words(means.look, means.word("card_private"), size=40, icon="lock-key-bold")
        if means.look.landscape:
            return Body(work=[self._room_for_picture()], under=[*stacked, private], left_share=0.5)
        return Body(beside=[self._room_for_picture()], work=[*stacked, private])

    def _read(self, view: CardView) -> Body:
        means = self.means
        card = NumberCard(means.look, label=view.name, number=view.number, icon="identification-card-duotone")
        bloom = Picture(means.look, "step-3-bloom", 300 if means.look.landscape else 420)
        return Body(beside=[bloom], work=[card, *(way_button(means, one) for one in view.ways)], gap=36)

    def _stuck(self, view: CardView) -> Body:
        if view.state is CardState.NO_READER:
            picture = Picture(self.means.look, "call-helper", 520)
            return Body(beside=[picture], work=way_rows(self.means, view.ways))
        fits = len(view.ways) <= WAYS_WITH_PICTURE
        room: list[Piece] = [self._edge.room(780 - 180 * max(0, len(view.ways) - 1))] if fits else []
        return Body(beside=room, work=way_rows(self.means, view.ways))
