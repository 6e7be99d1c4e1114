"""Is what a depth camera sees at the place of a face a face's relief, or a sheet, flat or bent?

Paper, a phone or a tablet is a plane; paper bent about any axis is a sheet whose distance changes along one
direction only. The head's nose stands before the cheeks and the corners of the eyes, and no such sheet comes near
to all points of a face at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.vision.faces.mesh import Mesh, yaw_deg
from kiosk.vision.faces.second_sight import Calibration, Seen, millimetres

Floats = NDArray[np.float64]

TIP = (1, 4)
AROUND = (33, 263, 50, 280, 205, 425)
"""Outer corners of the eyes and both cheeks, of MediaPipe's mesh: the ground on which the nose stands."""
EYES_APART = (33, 133, 362, 263)
EYE_DISTANCE_MM = 62.0
"""Between the middles of an adult's eyes (ISO 8559-1 gives 54 to 74); a child's 54 changes little here."""
BENDS = tuple(np.radians(angle) for angle in range(0, 180, 9))


@dataclass(frozen=True)
class Relief:
    """Millimetres, but for the parts.

    ``nose`` before eyes and cheeks; ``off_plane`` and ``off_sheet``: root of the mean squared distance from the
    best plane, and from the best sheet bent about any one direction.
    """

    measured: float
    """Part of the face's points whose distance is known."""
    nose: float = 0.0
    off_plane: float = 0.0
    off_sheet: float = 0.0
    jumps: float = 0.0
    """Part of neighbouring points that lie further apart in depth than a face allows."""


@dataclass(frozen=True)
class DepthLimits:
    """Millimetres, but for the parts; see ``Relief``."""

    widest_yaw_deg: float = 18.0
    """A head turned further shows the camera one side, and its nose stands before the other."""
    least_nose: float = 15.0
    most_nose: float = 65.0
    least_off_sheet: float = 3.5
    most_jumps: float = 0.08
    least_measured: float = 0.6


class DepthJudge:
    """Judges depth frames."""

    def __init__(
        self, calibration: Calibration, base_mm: float, step_mm: float, limits: DepthLimits | None = None
    ) -> None:
        self._calibration, self._limits = calibration, limits or DepthLimits()
        self._base_mm, self._step_mm = base_mm, step_mm

    def __call__(self, mesh: Mesh, shape: tuple[int, int], beside: NDArray[Any]) -> Seen:
        """Never raises: what is not known is ``UNCLEAR``."""
        if abs(yaw_deg(mesh)) > self._limits.widest_yaw_deg:
            return Seen.UNCLEAR
        points = self._calibration.carried(mesh, shape, (beside.shape[0], beside.shape[1]))
        return self._said(relief(points, millimetres(beside, self._base_mm, self._step_mm)))

    def _said(self, found: Relief) -> Seen:
        limits = self._limits
        if found.measured < limits.least_measured:
            return Seen.UNCLEAR
        if found.jumps > limits.most_jumps or found.nose > limits.most_nose:
            return Seen.ELSEWHERE
        if found.nose < limits.least_nose or found.off_sheet < limits.least_off_sheet:
            return Seen.FLAT
        return Seen.FACE


def relief(points: Mesh, away_mm: NDArray[np.float32]) -> Relief:
    """Of one face: its mesh in pixels of ``away_mm``, which is HxW millimetres with 0 where nothing is known."""
    found = _sampled(points, away_mm)
    known = found > 0
    measured = float(known.mean())
    if measured < 0.5 or not known[list(TIP)].any() or known[list(AROUND)].sum() < 4:
        return Relief(measured)
    across, down = _millimetres(points)
    ground = [index for index in AROUND if known[index]]
    nose = [index for index in TIP if known[index]]
    plane = _fitted(_plane(across[ground], down[ground]), found[ground])
    before = _plane(across[nose], down[nose]) @ plane - found[nose]
    x, y, away = across[known], down[known], found[known]
    return Relief(
        measured=measured,
        nose=float(before.mean()),
        off_plane=_residual(_plane(x, y), away),
        off_sheet=min(_residual(_bent(x, y, angle), away) for angle in BENDS),
        jumps=_jumps(across, down, found, known),
    )


def _sampled(points: Mesh, away_mm: NDArray[np.float32]) -> Floats:
    """The median of the 3x3 pixels around each point; 0 where fewer than five of them are known."""
    rows, columns = away_mm.shape
    x = np.rint(points[:, 0]).astype(int)
    y = np.rint(points[:, 1]).astype(int)
    inside = (x >= 1) & (x < columns - 1) & (y >= 1) & (y < rows - 1)
    found = np.zeros(len(points))
    near = np.stack(
        [away_mm[y[inside] + dy, x[inside] + dx] for dy in (-1, 0, 1) for dx in (-1, 0, 1)], axis=1
    ).astype(np.float64)
    near[near <= 0] = np.nan
    enough = np.isfinite(near).sum(axis=1) >= 5
    values = np.zeros(len(near))
    values[enough] = np.nanmedian(near[enough], axis=1)
    found[inside] = values
    return found


def _millimetres(points: Mesh) -> tuple[Floats, Floats]:
    """Across and down from the face's middle, by the distance of its eyes as the frontal face would have it."""
    right, left = points[list(EYES_APART[:2]), :3].mean(axis=0), points[list(EYES_APART[2:]), :3].mean(axis=0)
    scale = EYE_DISTANCE_MM / max(float(np.linalg.norm(left - right)), 1.0)
    centred = (points[:, :2] - points[:, :2].mean(axis=0)) * scale
    return centred[:, 0].astype(np.float64), centred[:, 1].astype(np.float64)


def _plane(x: Floats, y: Floats) -> Floats:
    return np.column_stack([np.ones_like(x), x, y])


def _bent(x: Floats, y: Floats, angle: float) -> Floats:
    """A plane, bent along one direction as far as a polynomial of the fourth degree can follow."""
    along = (x * np.cos(angle) + y * np.sin(angle)) / 50.0
    return np.column_stack([np.ones_like(x), x, y, along**2, along**3, along**4])


def _fitted(terms: Floats, values: Floats) -> Floats:
    found, *_ = np.linalg.lstsq(terms, values, rcond=None)
    return np.asarray(found, np.float64)


def _residual(terms: Floats, values: Floats) -> float:
    return float(np.sqrt(np.mean((terms @ _fitted(terms, values) - values) ** 2)))


STEEPEST = 3.0
"""Millimetres of depth a millimetre aside, plus the slack; the side of a nose is about 2."""
SLACK_MM = 8.0


def _jumps(x: Floats, y: Floats, away: Floats, known: NDArray[np.bool_]) -> float:
    """Each known point beside its nearest known neighbour."""
    apart = np.hypot(x[known][:, None] - x[known][None], y[known][:, None] - y[known][None])
    np.fill_diagonal(apart, np.inf)
    nearest = apart.argmin(axis=1)
    gap = np.abs(away[known] - away[known][nearest])
    return float((gap > SLACK_MM + STEEPEST * apart.min(axis=1)).mean())
