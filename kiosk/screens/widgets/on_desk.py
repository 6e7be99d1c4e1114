"""A picture of the desk in its frame, and the page's outline over it, which follows the page smoothly."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kiosk.screens.theme import Colour
from kiosk.screens.widgets.moving import Film
from kiosk.screens.widgets.piece import Box, Brush

BORDER, RADIUS = 6, 32
WHITE: Colour = (1.0, 1.0, 1.0, 1.0)
FOLLOWS_S = 0.08
"""The outline comes 63 % nearer to the page in this time: looks come eight times a second, pictures more often."""
JUMP = 0.25
"""A page this far (share of the picture) from the last one is another one; the outline does not fly there."""
STILL = 0.0005

Corner = tuple[float, float]
Corners = Sequence[Corner]


def lay_out(film: Film, desk: Box) -> Box | None:
    """Where the picture is shown whole within ``desk``; ``None`` before there is one."""
    width, height = film.size
    if not width:
        return None
    share = min(desk.width / width, desk.height / height)
    left, top = desk.x + (desk.width - width * share) / 2, desk.top + (desk.height - height * share) / 2
    return Box(left, top, width * share, height * share)


def draw_picture(brush: Brush, film: Film, desk: Box, shown: Box, *, below: float = 0) -> None:
    """The picture, and the card's frame around the desk with its round corners; the card goes on ``below``."""
    reaches_corner = shown.x - desk.x < RADIUS and shown.top - desk.top < RADIUS
    upper = RADIUS if reaches_corner else 0
    brush.film(film.texture, shown, upper, lower=0 if below else upper)
    brush.frame(
        Box(desk.x - BORDER, desk.top - BORDER, desk.width + 2 * BORDER, desk.height + 2 * BORDER + below),
        brush.theme.card,
        BORDER,
        RADIUS,
    )


def draw_outline(brush: Brush, shown: Box, corners: Corners) -> None:
    """The four sides and the four dots."""
    points = [at(shown, one) for one in corners]
    for one, other in zip(points, points[1:] + points[:1], strict=True):
        brush.line([one, other], brush.theme.sun, 8)
    for x, y in points:
        brush.disc(x, y, 22, WHITE)
        brush.disc(x, y, 17, brush.theme.sun)


def draw_ring(brush: Brush, x: float, y: float, radius: float, share: float) -> None:
    """How far a wait has come, clockwise from above: ``share`` 0…1 of a circle."""
    turns = [math.tau * share * step / 48 for step in range(49)]
    path = [(x + radius * math.sin(turn), y - radius * math.cos(turn)) for turn in turns]
    brush.circle(x, y, radius + 6, brush.theme.mist, 12)
    brush.line(path, brush.theme.ok if not brush.theme.framed else brush.theme.sun, 12)


def at(shown: Box, share: Corner) -> Corner:
    """A point of the picture (shares) in design px."""
    return shown.x + share[0] * shown.width, shown.top + share[1] * shown.height


class Follower:
    """The outline as it is drawn, on its way to where the page was last seen."""

    def __init__(self) -> None:
        self.corners: list[Corner] = []
        self._aim: Corners = ()

    def aim(self, corners: Corners) -> None:
        """The page was seen here; with no corners the outline goes at once."""
        self._aim = corners if len(corners) == 4 else ()
        far = not self.corners or any(
            math.dist(one, other) > JUMP for one, other in zip(self.corners, self._aim, strict=False)
        )
        if not self._aim or far:
            self.corners = list(self._aim)

    def step(self, seconds: float) -> bool:
        """Comes nearer; false when it is there."""
        gap = max((math.dist(one, other) for one, other in zip(self.corners, self._aim, strict=True)), default=0.0)
        if gap < STILL:
            return False
        share = 1.0 - math.exp(-seconds / FOLLOWS_S)
        self.corners = [
            (x + (to_x - x) * share, y + (to_y - y) * share)
            for (x, y), (to_x, to_y) in zip(self.corners, self._aim, strict=True)
        ]
        return True
