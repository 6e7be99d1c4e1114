"""What the camera pair's second eye can say of a face, and where it must see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.settings_devices import Infrared
from kiosk.vision.faces.mesh import Mesh


class Seen(StrEnum):
    """What the second eye says of one frame."""

    FACE = "face"
    MISSING = "missing"
    """No face where the colour frame has one: a screen, or ink that this light does not see."""
    FLAT = "flat"
    """A face without relief: paper, or a bent sheet."""
    ELSEWHERE = "elsewhere"
    """Another pose than the colour frame's: not the same head, or not the same moment."""
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Calibration:
    """A point's place, in parts of a frame's width and height, from the first eye's frame to the second's."""

    scale: float = 1.0
    shift_x: float = 0.0
    shift_y: float = 0.0

    def carried(self, mesh: Mesh, shape: tuple[int, int], other: tuple[int, int]) -> Mesh:
        """The mesh in pixels of the other frame; shapes are height and width."""
        (rows, columns), (other_rows, other_columns) = shape, other
        parts = mesh[:, :2] / (columns, rows) - 0.5
        placed = (parts * self.scale + (self.shift_x, self.shift_y) + 0.5) * (other_columns, other_rows)
        depth = mesh[:, 2] * (self.scale * other_columns / columns)
        return np.column_stack([placed, depth]).astype(np.float32)


def calibration_of(settings: Infrared) -> Calibration:
    """As the technician set it."""
    return Calibration(settings.scale, settings.shift_x, settings.shift_y)


def millimetres(image: NDArray[Any], base_mm: float, step_mm: float) -> NDArray[np.float32]:
    """A depth frame (HxW uint16, or HxWx3 uint8 grey) as HxW millimetres, 0 where nothing is known."""
    values = image if image.ndim == 2 else image[:, :, 1]
    away = values.astype(np.float32) * np.float32(step_mm) + np.float32(base_mm)
    away[values == 0] = 0.0
    return away
