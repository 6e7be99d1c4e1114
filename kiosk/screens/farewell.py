"""The card is still here: one picture, one sentence, said aloud."""

from __future__ import annotations

from kiosk.journey.views import FarewellView
from kiosk.screens.arrangement import Body, Placed
from kiosk.screens.edge_picture import EdgePicture
from kiosk.screens.means import Means
from kiosk.screens.screen import StepScreen
from kiosk.screens.widgets.piece import Box, Piece


class FarewellScreen(StepScreen[FarewellView]):
    """The hand takes the card."""

    question_size = 104

    def __init__(self, means: Means, view: FarewellView) -> None:
        self._edge = EdgePicture(means.look, "take-card-back")
        super().__init__(means, view)

    def body(self, view: FarewellView) -> Body:
        """Room for the picture."""
        look = self.means.look
        return Body(work=[self._edge.room(640 if look.landscape else 360 if look.low else 780)])

    def decoration(self, placed: Placed) -> list[tuple[Piece, Box]]:
        """The picture, up to the panel's right edge."""
        return self._edge.boxes(placed)
