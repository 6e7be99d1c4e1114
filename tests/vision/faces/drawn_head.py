"""A head drawn as a smooth relief, to be turned, brought nearer and bent exactly, and pictures of it."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from kiosk.vision.faces.challenge import BRIDGE, PLANE, TIP
from kiosk.vision.faces.mesh import EYES, Mesh

WIDE = 80.0
"""Eye distance of the drawn face in pixels."""
AXIS = (320.0, 200.0)


def relief(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Depth in eye distances of a face's place: a nose before cheeks that fall back to the ears."""
    nose = 0.6 * np.exp(-(x**2) / 0.12 - (y - 0.55) ** 2 / 0.25)
    return 0.35 * x**2 + 0.05 * (y - 0.4) ** 2 - nose


def head() -> Mesh:
    """A new copy of the drawn head."""
    return _head().copy()


@lru_cache(maxsize=1)
def _head() -> Mesh:
    """A face of 468 points looking into the camera; the points that have a name are where they belong."""
    random = np.random.default_rng(3)
    mesh = np.zeros((468, 3), np.float32)
    mesh[:, 0], mesh[:, 1] = random.uniform(-1.0, 1.0, 468), random.uniform(-0.7, 1.5, 468)
    for middle, eye in zip((-0.5, 0.5), EYES, strict=True):
        for number, point in enumerate(eye):
            angle = 2 * np.pi * number / len(eye)
            mesh[point, :2] = (middle - 0.15 * np.cos(angle), 0.06 * np.sin(angle))
    across, down = (-0.65, -0.35, 0.35, 0.65, -0.32, 0.32), (0.0, 0.0, 0.0, 0.0, 1.0, 1.0)
    for point, x, y in zip(PLANE, across, down, strict=True):
        mesh[point, :2] = (x, y)
    mesh[list(TIP), :2] = (0.0, 0.55)
    mesh[list(BRIDGE), :2] = (0.0, 0.0)
    mesh[:, 2] = relief(mesh[:, 0], mesh[:, 1])
    return mesh * np.float32(WIDE) + np.array([*AXIS, 0], np.float32)


def turned(mesh: Mesh, degrees: float) -> Mesh:
    """The head turned about an upright axis, positive to the person's own left (the picture's right)."""
    angle = np.radians(degrees)
    x, z = mesh[:, 0] - 320, mesh[:, 2]
    seen = mesh.copy()
    seen[:, 0] = 320 + x * np.cos(angle) - z * np.sin(angle)
    seen[:, 2] = z * np.cos(angle) + x * np.sin(angle)
    return seen


def nearer(mesh: Mesh, times: float, camera_px: float = 620.0) -> Mesh:
    """The head come nearer, ``camera_px`` pixels from the camera before: what is nearer grows more."""
    seen = mesh.copy()
    grown = (camera_px + mesh[:, 2:]) / (camera_px / times + mesh[:, 2:])
    seen[:, :2] = (mesh[:, :2] - AXIS) * grown + AXIS
    seen[:, 2] = mesh[:, 2] * times
    return seen


def enlarged(mesh: Mesh, times: float) -> Mesh:
    """A picture brought nearer."""
    return np.asarray((mesh - [*AXIS, 0]) * times + [*AXIS, 0], np.float32)


def held(mesh: Mesh, yaw: float, pitch: float, roll: float, size: float, away_px: float) -> Mesh:
    """A flat picture of the head, held in space before a camera."""
    rotation, _ = cv2.Rodrigues(np.radians([pitch, yaw, roll]))
    flat = np.column_stack([mesh[:, :2] - AXIS, np.zeros(len(mesh))]) * size
    in_space = flat @ rotation.T
    seen = mesh.copy()
    seen[:, :2] = in_space[:, :2] * (away_px / (away_px + in_space[:, 2:])) + [300, 220]
    return seen


def bent(mesh: Mesh, radians: float, *, upright_axis: bool = True) -> Mesh:
    """A flat picture bent into an arc over 300 pixels: about an upright axis, or about a lying one."""
    seen = mesh.copy()
    along = 0 if upright_axis else 1
    way = mesh[:, along] - AXIS[along]
    radius = 300.0 / radians
    seen[:, along] = AXIS[along] + radius * np.sin(way / radius)
    seen[:, 2] = radius * (1.0 - np.cos(way / radius))
    return seen


# Pictures --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def texture(*, shut: bool) -> np.ndarray:
    """480x640x3: the head's skin, with pores to follow, and its eyes."""
    random = np.random.default_rng(5)
    grain = cv2.GaussianBlur(random.normal(0, 1, (480, 640)), (0, 0), 2.0)
    image = np.clip(150 + 150 * grain, 60, 200).astype(np.uint8)
    for middle in (-0.5, 0.5):
        x, y = AXIS[0] + middle * WIDE, AXIS[1]
        if shut:
            cv2.line(image, (int(x) - 10, int(y) + 3), (int(x) + 10, int(y) + 3), 90, 2)
            continue
        cv2.ellipse(image, ((x, y), (0.3 * WIDE, 0.16 * WIDE), 0), 235, -1)
        cv2.circle(image, (int(x), int(y)), 5, 20, -1)
    return cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)


@lru_cache(maxsize=256)
def _sources(degrees: float, depth: float) -> tuple[np.ndarray, np.ndarray]:
    """Where each pixel of a turned head's picture comes from in its texture."""
    angle = np.radians(degrees)
    ys, xs = np.mgrid[0:240, 0:320].astype(np.float32) * 2 + 0.5
    from_x = xs.copy()
    y = (ys - AXIS[1]) / WIDE
    for _ in range(25):
        z = depth * relief((from_x - AXIS[0]) / WIDE, y) * WIDE
        there = (xs - AXIS[0] + z * np.sin(angle)) / np.cos(angle) + AXIS[0]
        from_x = 0.5 * from_x + 0.5 * np.clip(there, 160, 480)
    whole = (cv2.resize(one.astype(np.float32), (640, 480)) for one in (from_x, ys))
    from_x, from_y = whole
    return from_x, from_y


def picture_of_head(degrees: float, *, shut: bool = False, depth: float = 1.0) -> np.ndarray:
    """480x640x3 of the head turned so far."""
    return cv2.remap(texture(shut=shut), *_sources(float(degrees), depth), cv2.INTER_LINEAR)


def picture_of_sheet(seen: Mesh, *, shut: bool = False) -> np.ndarray:
    """480x640x3 of the head's picture on a sheet that puts the head's mesh where ``seen`` has it."""
    return _sheet(np.ascontiguousarray(seen[:, :2], np.float32).tobytes(), shut)


@lru_cache(maxsize=64)
def _sheet(seen: bytes, shut: bool) -> np.ndarray:
    x, y = ((np.frombuffer(seen, np.float32).reshape(-1, 2) - AXIS) / 200.0).T
    powers = [(i, j) for i in range(5) for j in range(5 - i)]
    model = np.stack([x**i * y**j for i, j in powers], axis=1)
    fitted = np.linalg.lstsq(model, head()[:, :2].astype(np.float64), rcond=None)[0]
    ys, xs = np.mgrid[0:120, 0:160].astype(np.float64) * 4 + 1.5
    ys, xs = (ys - AXIS[1]) / 200.0, (xs - AXIS[0]) / 200.0
    coarse = sum(xs[..., None] ** i * ys[..., None] ** j * fitted[n] for n, (i, j) in enumerate(powers))
    sources = cv2.resize(np.asarray(coarse, np.float32), (640, 480), interpolation=cv2.INTER_LINEAR)
    return cv2.remap(texture(shut=shut), sources, None, cv2.INTER_LINEAR)
