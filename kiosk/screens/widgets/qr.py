"""A QR code from text: black modules on white, whatever the theme."""

from __future__ import annotations

from typing import Any

import numpy as np
import qrcode
from kivy.graphics.texture import Texture
from kivy.properties import NumericProperty, StringProperty
from qrcode.constants import ERROR_CORRECT_M

from kiosk.screens.look import Look
from kiosk.screens.theme import Colour
from kiosk.screens.widgets.piece import Box, Brush, Piece

WHITE: Colour = (1.0, 1.0, 1.0, 1.0)
QUIET_MODULES = 4
"""ISO/IEC 18004: four modules of quiet zone."""


class QrView(Piece):
    """``side`` design px wide and high; nothing for an empty text."""

    stretches = False

    text = StringProperty("")
    side = NumericProperty(420)

    def __init__(self, look: Look, **values: Any) -> None:
        self._drawn: tuple[str, Any] = ("", None)
        super().__init__(look, **values)

    def wanted(self, width: float) -> float:
        return float(min(self.side, width))

    def natural(self) -> float:
        return float(self.side)

    def paint(self, brush: Brush) -> None:
        side = min(brush.width, brush.height)
        box = Box((brush.width - side) / 2, (brush.height - side) / 2, side, side)
        brush.shadow(box)
        brush.fill(box, WHITE, 24)
        if not self.text:
            return
        if self._drawn[0] != self.text:
            self._drawn = (self.text, _texture(self.text))
        texture = self._drawn[1]
        module = side / (texture.width + 2 * QUIET_MODULES)
        inner = side - 2 * QUIET_MODULES * module
        brush.texture(texture, Box(box.x + (side - inner) / 2, box.top + (side - inner) / 2, inner, inner))

    def clear(self) -> None:
        super().clear()
        self._drawn = ("", None)


def _texture(text: str) -> Any:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    modules = np.array(code.get_matrix(), dtype=bool)
    pixels = np.where(modules, 0, 255).astype(np.uint8)[::-1, :, None].repeat(3, axis=2)
    texture = Texture.create(size=modules.shape, colorfmt="rgb")
    texture.blit_buffer(pixels.tobytes(), colorfmt="rgb", bufferfmt="ubyte")
    texture.min_filter = texture.mag_filter = "nearest"
    return texture
