"""The corners of a page are laid by hand on the picture that is held."""

from __future__ import annotations

from kiosk.journey.views_papers import CornersView
from kiosk.screens.arrangement import Body
from kiosk.screens.screen import StepScreen
from kiosk.screens.widgets.corners import CornerPad


class CornersScreen(StepScreen[CornersView]):
    """The pad is the work; the way on cuts the page out."""

    def body(self, view: CornersView) -> Body:
        """The picture with its four dots."""
        area = self.stage.area() if not self.means.look.landscape else self.columns(Body())[1]
        self._pad = CornerPad(
            self.means.look, said=self.means.word("screens_b.corner_pad"), corners=view.corners, tall=area.height
        )
        self._pad.bind(on_corner=lambda _, number, point: self.means.actions.move_corner(number, point))
        frame = self.means.actions.paper_frame()
        if frame is not None:
            self._pad.show(frame[1])
        return Body(work=[self._pad])

    def renew(self, view: CornersView) -> bool:
        """Only the dots move."""
        self._pad.corners = view.corners
        return True

    def flash_missing(self) -> None:
        """The picture blinks."""
        self._pad.flash()
