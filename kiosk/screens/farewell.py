"""The card is still here: one picture, one sentence, said aloud."""

from __future__ import annotations

from kiosk.journey.views import FarewellView
from kiosk.screens.arrangement import Body
from kiosk.screens.screen import StepScreen
from kiosk.screens.widgets.words import Picture


class FarewellScreen(StepScreen[FarewellView]):
    """The hand takes the card."""

    question_size = 104
    question_align = "center"

    def body(self, view: FarewellView) -> Body:
        """A picture."""
        look = self.means.look
        return Body(work=[Picture(look, "take-card-back", 520 if look.landscape or look.low else 760)])
