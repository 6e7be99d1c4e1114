"""A head drawn from few points, to be turned exactly."""

from __future__ import annotations

import numpy as np

from kiosk.vision.faces.challenge import BRIDGE, PLANE, TIP
from kiosk.vision.faces.mesh import Mesh

WIDE = 80.0
"""Eye distance of the drawn face in pixels."""


def head() -> Mesh:
    """A face with only the points that matter: eyes, mouth, bridge and tip of the nose, before one plane."""
    mesh = np.zeros((468, 3), np.float32)
    across = [-0.65, -0.35, 0.35, 0.65, -0.32, 0.32]
    down = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0]
    for point, x, y in zip(PLANE, across, down, strict=True):
        mesh[point] = (x * WIDE, y * WIDE, 0.0)
    for point in TIP:
        mesh[point] = (0.0, 0.55 * WIDE, -0.60 * WIDE)
    for point in BRIDGE:
        mesh[point] = (0.0, 0.0, -0.28 * WIDE)
    return mesh + np.array([320, 200, 0], np.float32)


def turned(mesh: Mesh, degrees: float) -> Mesh:
    """The head turned about an upright axis, positive to the person's own left (the picture's right)."""
    angle = np.radians(degrees)
    x, z = mesh[:, 0] - 320, mesh[:, 2]
    seen = mesh.copy()
    seen[:, 0] = 320 + x * np.cos(angle) - z * np.sin(angle)
    seen[:, 2] = z * np.cos(angle) + x * np.sin(angle)
    return seen
