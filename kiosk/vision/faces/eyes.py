"""Are the eyes open? Judged against the same person's own open eyes.

Height over width of the lids' opening, by the mesh, is 0.17 with shut eyes on one person and 0.17 with a broad
smile on another, and shutting takes no more than a sixth off it in a narrow eye. So no number parts open from shut
for everybody: the person's own open eye is kept, searched for where the eye is now, and how well it is found
again, how much of its dark and white is left, and what the mesh says are multiplied. Before an open eye is known
only an opening hardly anybody has with open eyes counts as shut, in both eyes, and never in a bowed head.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.vision.faces.mesh import Mesh
from kiosk.vision.picture import Image

LIDS = ((33, 160, 158, 133, 153, 144), (263, 387, 385, 362, 380, 373))
"""Of the right and left eye: outer corner, two points of the upper lid, inner corner, two of the lower."""
PATCHES = ((slice(47, 57), slice(31, 47)), (slice(47, 57), slice(66, 82)))
"""Both eyes on the aligned face of 112x112: rows and columns, without the corners, which stay when lids fall."""
ASTRAY_PX = 3
"""How far an eye is searched for."""


@dataclass(frozen=True)
class EyeLimits:
    """Chosen so that none of 338 frontal ORL faces (narrow eyes, glasses, smiles; least 0.141) counts as shut."""

    surely_shut: float = 0.125
    of_own: float = 0.5
    """Below this likeness to the own open eyes they are shut. On four portraits, heads within 10 degrees and light
    halved: open 0.63 and more in 98 of 100, shut 0.24 to 0.46 in the middle, at worst 0.76: rather a
    blink too many let pass than a narrow eye refused.
    """
    bowed_deg: float = 24.0
    """A head bowed further shows its lids; nothing is said about its eyes."""


def openness(mesh: Mesh) -> tuple[float, float]:
    """Height over width of the person's right and left eye's opening."""
    right, left = (_opening(mesh, lids) for lids in LIDS)
    return right, left


class OwnEyes:
    """One person's open eyes, the widest seen so far; belongs to a try and is overwritten with it."""

    def __init__(self, limits: EyeLimits | None = None) -> None:
        self._limits = limits or EyeLimits()
        self._widest = 0.0
        self._patches: tuple[Image, ...] = ()

    def shut(self, aligned_bgr: Image, mesh: Mesh, pitch_deg: float) -> bool:
        """Are both eyes shut in this frame (112x112x3 BGR and its mesh)? The frame is learnt from as well."""
        wide = max(openness(mesh))
        if pitch_deg > self._limits.bowed_deg or not np.isfinite(wide):
            return False
        grey = np.asarray(cv2.cvtColor(aligned_bgr, cv2.COLOR_BGR2GRAY), np.uint8)
        if wide < self._limits.surely_shut:
            return True
        if wide > self._widest:
            self._keep(grey, wide)
            return False
        return self._likeness(grey, wide) < self._limits.of_own

    def forget(self) -> None:
        """Overwrites the eyes."""
        for patch in self._patches:
            patch.fill(0)
        self._widest, self._patches = 0.0, ()

    def _keep(self, grey: Image, wide: float) -> None:
        self.forget()
        self._widest = wide
        self._patches = tuple(grey[patch].copy() for patch in PATCHES)

    def _likeness(self, grey: Image, wide: float) -> float:
        """Of the eye more like its own: 1 as open as then; may be negative."""
        each = (_found_again(grey, own, patch) for own, patch in zip(self._patches, PATCHES, strict=True))
        return max(each) * min(1.0, wide / self._widest)


def _found_again(grey: Image, own: Image, patch: tuple[slice, slice]) -> float:
    rows, columns = patch
    around = grey[
        rows.start - ASTRAY_PX : rows.stop + ASTRAY_PX, columns.start - ASTRAY_PX : columns.stop + ASTRAY_PX
    ]
    _, best, _, (x, y) = cv2.minMaxLoc(cv2.matchTemplate(around, own, cv2.TM_CCOEFF_NORMED))
    there = around[y : y + own.shape[0], x : x + own.shape[1]]
    return float(best) * min(1.0, _contrast(there) / max(_contrast(own), 1e-3))


def _contrast(eye: Image) -> float:
    dark, bright = np.percentile(eye, (8, 90))
    return float((bright - dark) / max(bright, 1.0))


def _opening(mesh: Mesh, lids: tuple[int, ...]) -> float:
    outer, over1, over2, inner, under2, under1 = (mesh[point, :2] for point in lids)
    high = float(np.linalg.norm(over1 - under1) + np.linalg.norm(over2 - under2))
    return high / max(2.0 * float(np.linalg.norm(outer - inner)), 1e-6)
