"""The application is being saved: a calm moment, nothing to touch, nothing that turns."""

from __future__ import annotations

from kiosk.journey.views import SubmitView
from kiosk.screens.arrangement import Body, Placed
from kiosk.screens.means import Means
from kiosk.screens.screen import StepScreen
from kiosk.screens.widgets.piece import Box, Piece
from kiosk.screens.widgets.words import Picture


class SubmitScreen(StepScreen[SubmitView]):
    """The last bud of the branch opens, once."""

    question_size = 104
    question_align = "center"

    def __init__(self, means: Means, view: SubmitView) -> None:
        super().__init__(means, view)
        if self._branch is not None:
            self._branch.bloom()

    def body(self, view: SubmitView) -> Body:
        """A picture."""
        return Body()

    def decoration(self, placed: Placed) -> list[tuple[Piece, Box]]:
        """A branch in bloom below the words, off both edges of the panel."""
        look = self.means.look
        width = look.page[0]
        if look.landscape:
            return [(Picture(look, "kapok-sprig", 404), Box(width - 940, 330, 940, 404))]
        return [(Picture(look, "branch-in-bloom", 420), Box(0, placed.bottom + 40, width, 420))]
