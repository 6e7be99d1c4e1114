"""The corners of a page laid by hand on a picture that is held: when the outline is wrong, or none was found."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kiosk.errors import KioskError
from kiosk.journey.actions import Point
from kiosk.journey.draft import KeptPage
from kiosk.journey.ports import Bgr
from kiosk.journey.rooms.paper_room import Corners, PaperRoom, Table, before, kept_page
from kiosk.journey.rooms.room import Stay, missing, onward, say
from kiosk.journey.views import Notice
from kiosk.journey.views_papers import CornersView
from kiosk.vision.pages.desk import PageShot
from kiosk.visit import erase

NEAREST = 0.06
"""Two corners keep at least this share of the picture between them."""
INSET = 0.12
"""Where the corners begin when no page was found: this far from the rim."""
BEGIN: Corners = ((INSET, INSET), (1 - INSET, INSET), (1 - INSET, 1 - INSET), (INSET, 1 - INSET))


class CornersRoom(PaperRoom):
    """Holds the corners; the page is cut out of the paper's shot (again) when the person goes on."""

    def __init__(
        self,
        stay: Stay,
        table: Table,
        place: int,
        back: Callable[[], None],
        took: Callable[[KeptPage, int], None],
    ) -> None:
        super().__init__(stay, table)
        self._place, self._came_back, self._took = place, back, took
        self._shown: Bgr | None = None
        self._taking = self._over = False
        self._notice: Notice | None = None

    def enter(self, focus: str = "") -> None:
        """A picture of the size it is shown in."""
        shot = self.table.paper.shot
        assert shot is not None
        self._corners = list(shot.corners)
        self._shown = self.hall.papers.small(shot.image_bgr)

    def exit(self) -> None:
        """The small picture goes; the shot is the paper's."""
        self._over = True
        erase(self._shown)
        self._shown = None

    def view(self) -> CornersView:
        """The four corners."""
        head = self.head("corners_title", "corners")
        head["lead"] = say("corners_lead")
        return CornersView(
            **head,
            onward=missing("papers_taking") if self._taking else onward("papers_use"),
            notice=self._notice,
            corners=tuple(self._corners),
        )

    def move_corner(self, number: int, point: Point) -> None:
        """A corner goes to a point, as long as the four still enclose a page."""
        if self._taking or not 0 <= number < 4:
            return
        corners = list(self._corners)
        corners[number] = (_inside(point[0]), _inside(point[1]))
        if encloses(corners):
            self._corners = corners

    def go_on(self) -> None:
        """Cuts the page out."""
        shot = self.table.paper.shot
        if self._taking or shot is None:
            return
        self._taking = True
        papers, image_bgr, corners = self.hall.papers, shot.image_bgr, np.asarray(self._corners, np.float32)
        known = before(self.table.paper, self._place)
        self.run(lambda: papers.take(image_bgr, corners, known), self._taken)

    def _taken(self, taken: PageShot | KioskError) -> None:
        shot = self.table.paper.shot
        if self._over or shot is None:
            return
        self._taking = False
        if isinstance(taken, KioskError):
            self._notice = Notice("look", say("corners_not_taken"))
            return
        shot.corners[:] = self._corners
        self._taking = True
        self._took(kept_page(taken), self._place)

    def go_back(self) -> None:
        """As it was before."""
        self._came_back()

    def paper_frame(self) -> tuple[int, Bgr] | None:
        """The picture that is held."""
        return None if self._shown is None else (1, self._shown)


def encloses(corners: list[tuple[float, float]]) -> bool:
    """Do the four corners go around a page: convex, clockwise, no two of them in one place?"""
    quad = np.asarray(corners, np.float64)
    sides = np.roll(quad, -1, axis=0) - quad
    following = np.roll(sides, -1, axis=0)
    turns = sides[:, 0] * following[:, 1] - sides[:, 1] * following[:, 0]
    return bool((turns > 0).all() and np.linalg.norm(sides, axis=1).min() >= NEAREST)


def _inside(share: float) -> float:
    return min(max(float(share), 0.0), 1.0)
