"""One kept page, shown whole on the desk's ground."""

from __future__ import annotations

from typing import Any

import numpy as np
from kivy.properties import NumericProperty

from kiosk.screens.look import Look
from kiosk.screens.widgets.moving import Film
from kiosk.screens.widgets.on_desk import BORDER, RADIUS, draw_picture, lay_out
from kiosk.screens.widgets.piece import Box, Brush, Piece


class SheetView(Piece):
    """``tall``: its height at most; it takes no more than three quarters of its width."""

    tall = NumericProperty(668)

    def __init__(self, look: Look, **values: Any) -> None:
        self._film = Film()
        super().__init__(look, **values)

    def wanted(self, width: float) -> float:
        return float(min(self.tall, width * 0.75))

    @property
    def picture(self) -> Any | None:
        """The page's texture."""
        return self._film.texture

    def show(self, page_bgr: np.ndarray) -> None:
        """HxWx3 uint8."""
        if self._film.show(page_bgr):
            self._renew()
        else:
            self.canvas.ask_update()

    def paint(self, brush: Brush) -> None:
        desk = Box(BORDER, BORDER, brush.width - 2 * BORDER, brush.height - 2 * BORDER)
        brush.card(Box(0, 0, brush.width, brush.height))
        brush.fill(desk, self.theme.desk, RADIUS - BORDER)
        shown = lay_out(self._film, desk)
        if shown is not None:
            draw_picture(brush, self._film, desk, shown)

    def clear(self) -> None:
        """No picture stays."""
        super().clear()
        self._film.drop()
