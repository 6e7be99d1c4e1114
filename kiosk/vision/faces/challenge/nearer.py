"""Did a head come nearer, or a picture of one? A head's perspective grows stronger, a picture's never does.

Measured on the sandbox (``flow``), for each unit of width, at 1.3 to 1.65 times the width: heads 0.04 to 0.18 in
69 of 72 frames, pictures tilted by up to 25 degrees -0.03 to 0.01, paper bent about a lying axis up to 0.03. Paper
bent about an upright axis has relief of its own, which the turn of the head tells from a nose (``turn``).
"""

from __future__ import annotations

import numpy as np

from kiosk.vision.faces.challenge.flow import NeutralFace, Perspective
from kiosk.vision.faces.mesh import Mesh
from kiosk.vision.picture import Image

ENOUGH_WIDTH = 1.25
"""Times the usual eye distance: from 60 cm to 48."""
ENOUGH_GAIN = 0.035
"""Of perspective for each unit of width."""
MOST_RESIDUE = 0.007
"""Median, in eye distances."""


def of_a_head(seen: Perspective, width: float) -> bool:
    """Is this a head that came nearer until it was ``width`` times as wide?"""
    least = ENOUGH_GAIN * (width - 1.0)
    return min(seen.across, seen.along) >= least and seen.residue <= MOST_RESIDUE


class LeanWatch:
    """Watches one leaning in. ``met`` once a head with depth came near enough."""

    EVERY_S = 0.08
    LEAST, KEPT = 3, 5
    """Measurements that the median is taken of."""

    def __init__(self, face: NeutralFace) -> None:
        self._face = face
        self._measured: list[Perspective] = []
        self._last_s = -1e9
        self.met = False

    def step(self, image_bgr: Image, mesh: Mesh, width: float, taken_s: float) -> None:
        """One more frame of a face ``width`` times as wide as usual."""
        if width < ENOUGH_WIDTH or taken_s - self._last_s < self.EVERY_S:
            return
        self._last_s = taken_s
        seen = self._face.perspective(image_bgr, mesh)
        if seen is None:
            return
        self._measured = [*self._measured, seen][-self.KEPT :]
        if len(self._measured) >= self.LEAST:
            middle = np.median([(one.across, one.along, one.residue) for one in self._measured], axis=0)
            self.met = of_a_head(Perspective(*(float(value) for value in middle)), width)
