"""An illustration whose arm comes in from the panel's right edge, where the body leaves room for it."""

from __future__ import annotations

from kiosk.screens.arrangement import Placed
from kiosk.screens.look import Look
from kiosk.screens.widgets.piece import Box, Piece
from kiosk.screens.widgets.stack import Gap
from kiosk.screens.widgets.words import Picture

SHAPE = 720 / 580
"""Width to height of the card illustrations."""


class EdgePicture:
    """``room`` goes into the body; ``boxes`` is the screen's decoration."""

    def __init__(self, look: Look, name: str) -> None:
        self._look, self._name = look, name
        self._picture: Picture | None = None
        self._room: Gap | None = None

    def room(self, height: int) -> Gap:
        """A gap of the picture's height in design pixels."""
        self._picture = self._picture or Picture(self._look, self._name, height)
        self._room = Gap(self._look, height)
        return self._room

    def none(self) -> None:
        """This body has no picture."""
        self._room = None

    def boxes(self, placed: Placed) -> list[tuple[Piece, Box]]:
        """Up to the right edge; nothing where the body had no room."""
        room = next((box for piece, box in placed.boxes if piece is self._room), None)
        if room is None or self._room is None or self._picture is None:
            return []
        width = room.height * SHAPE
        return [(self._picture, Box(self._look.page[0] - width, room.top, width, room.height))]
