"""Hold the phone's code to the scanner: which apps' codes are good here, and what the terminal is doing."""

from __future__ import annotations

from kiosk.journey.views import CodeView
from kiosk.screens.arrangement import Body
from kiosk.screens.other_ways import way_button
from kiosk.screens.screen import StepScreen
from kiosk.screens.waiting import Waiting
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.words import Picture, Words


class CodeScreen(StepScreen[CodeView]):
    """A picture of what to do, the apps, and the way back to the card."""

    def body(self, view: CodeView) -> Body:
        """The notice of a code that was not good stands with the apps."""
        look, means = self.means.look, self.means
        picture = Picture(look, "show-code", 640 if look.landscape else 620 if look.scale == 1 else 420)
        apps: list[Piece] = [
            Words(look, text=means.word("code_apps"), size=44, bold=True),
            *(Words(look, text=one, size=44, icon="device-mobile-bold") for one in view.apps),
        ]
        said: list[Piece] = [Waiting(look, text=means.word("code_asking" if view.asking else "code_waiting"))]
        said += [way_button(means, one) for one in view.ways]
        if look.landscape:
            return Body(work=[picture], under=[*apps, *said], left_share=0.5)
        return Body(beside=[picture], work=[*apps, *said])

    def renew(self, view: CodeView) -> bool:
        """Each state is a body of its own."""
        return False
