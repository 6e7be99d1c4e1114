"""Hold the phone's code to the scanner: which apps' codes are good here, and what the terminal is doing."""

from __future__ import annotations

from kiosk.journey.views_identity import CodeView
from kiosk.screens.arrangement import Body, Placed
from kiosk.screens.edge_picture import EdgePicture
from kiosk.screens.means import Means
from kiosk.screens.other_ways import way_button
from kiosk.screens.screen import StepScreen
from kiosk.screens.waiting import Waiting
from kiosk.screens.widgets.piece import Box, Piece
from kiosk.screens.widgets.words import Words


class CodeScreen(StepScreen[CodeView]):
    """A picture of what to do, the apps, and the way back to the card."""

    def __init__(self, means: Means, view: CodeView) -> None:
        self._edge = EdgePicture(means.look, "show-code")
        super().__init__(means, view)

    def body(self, view: CodeView) -> Body:
        """The notice of a code that was not good stands with the question."""
        look, means = self.means.look, self.means
        apps: list[Piece] = [
            Words(look, text=means.word("code_apps"), size=44, bold=True),
            Words(look, text="　".join(view.apps), size=44, icon="device-mobile-bold"),
        ]
        doing: list[Piece] = [Waiting(look, text=means.word("code_asking" if view.asking else "code_waiting"))]
        doing += [way_button(means, one) for one in view.ways]
        if look.landscape:
            picture = [self._edge.room(480)] if view.notice is None else []
            return Body(work=[*apps, *picture], under=doing)
        tall = 600 if look.scale == 1 and view.notice is None and not look.low else 400
        return Body(beside=[self._edge.room(tall)], work=[*apps, *doing])

    def renew(self, view: CodeView) -> bool:
        """Each state is a body of its own."""
        return False

    def decoration(self, placed: Placed) -> list[tuple[Piece, Box]]:
        """The picture, up to the panel's right edge, where the body has left room for it."""
        return self._edge.boxes(placed)
