"""The ground of every screen: background, and the places of header, branch and river."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty

from kiosk.screens.look import Look
from kiosk.screens.widgets.piece import Box, Brush, Piece

MARGIN = 36
BRANCH_TOP = 16
"""The branch begins so far above the header's lower edge (112 of 128 px)."""


class Stage(Piece):
    """Fills the panel. Pieces are put on it by boxes in design px; ``area()``: the room they have."""

    plain = BooleanProperty(False)

    def __init__(self, look: Look, **values: Any) -> None:
        self._fixed: dict[str, Piece] = {}
        self._boxes: dict[Piece, Box] = {}
        self._panel: Piece | None = None
        super().__init__(look, **values)
        self.size_hint = (1, 1)
        self.size = (look.width_px, look.height_px)

    def header(self, piece: Piece) -> None:
        """Puts the header."""
        self._fix("header", piece)

    def progress(self, piece: Piece) -> None:
        """Puts the step branch below the header."""
        self._fix("progress", piece)

    def dock(self, piece: Piece) -> None:
        """Puts the river."""
        self._fix("dock", piece)

    def put(self, piece: Piece, box: Box) -> None:
        """Puts a piece at a box, or moves it there."""
        self._boxes[piece] = box
        self.seat(piece, box)

    def take(self, piece: Piece) -> None:
        """Takes a piece off."""
        self._boxes.pop(piece, None)
        if piece.parent is self:
            self.remove_widget(piece)

    def overlay(self, piece: Piece | None) -> None:
        """Covers everything with a panel; ``None`` takes it away."""
        if self._panel is not None:
            self.remove_widget(self._panel)
        self._panel = piece
        if piece is not None:
            self.seat(piece, self._whole())

    def area(self) -> Box:
        """The room between the fixed places, design px."""
        return self._room(self._top_of_area())

    def side(self) -> Box:
        """As ``area``, beginning right below the header: in landscape the branch has the left half alone."""
        return self._room(self._height("header") + 12 if "header" in self._fixed else MARGIN)

    # how --------------------------------------------------------------------------------------------------------

    def _room(self, top: float) -> Box:
        width, height = self.look.page
        return Box(MARGIN, top, width - 2 * MARGIN, height - self._height("dock") - top)

    def _top_of_area(self) -> float:
        if "progress" in self._fixed:
            return self._top_of_branch() + self._height("progress") + 28
        return self._height("header") + 32 if "header" in self._fixed else MARGIN

    def _top_of_branch(self) -> float:
        return max(0.0, self._height("header") - BRANCH_TOP)

    def _branch_width(self) -> float:
        width = self.look.page[0]
        return width * 0.475 if self.look.landscape else width

    def _height(self, name: str) -> float:
        piece = self._fixed.get(name)
        return piece.wanted(self.look.page[0]) if piece is not None else 0.0

    def _whole(self) -> Box:
        return Box(0, 0, *self.look.page)

    def _fix(self, name: str, piece: Piece) -> None:
        self._fixed[name] = piece
        self.arrange()

    def arrange(self) -> None:
        width, height = self.look.page
        places = {
            "header": Box(0, 0, width, self._height("header")),
            "progress": Box(0, self._top_of_branch(), self._branch_width(), self._height("progress")),
            "dock": Box(0, height - self._height("dock"), width, self._height("dock")),
        }
        for name, piece in self._fixed.items():
            self.seat(piece, places[name])
        for piece, box in self._boxes.items():
            self.seat(piece, box)
        if self._panel is not None:
            self.seat(self._panel, self._whole())

    def paint(self, brush: Brush) -> None:
        if self.theme.gradient and not self.plain:
            brush.texture(self.look.art.texture("background"), Box(0, 0, brush.width, max(1920, brush.height)))
        else:
            brush.fill(Box(0, 0, brush.width, brush.height), self.theme.page)

    def clear(self) -> None:
        super().clear()
        self._boxes.clear()
        self._fixed.clear()
        self._panel = None
        self.clear_widgets()
