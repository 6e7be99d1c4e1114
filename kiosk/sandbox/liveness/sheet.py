"""A picture held before the camera: flat or bent about its upright or its level axis, turned in space.

Flat ones are one homography. For a bent one the ray of every pixel is cut with the cylinder the paper lies on.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.sandbox.head_shape import HEIGHT_PX, WIDTH_PX, Floats
from kiosk.sandbox.person import FOCAL_PX
from kiosk.vision.picture import Image

LEAST_BEND = 0.004
"""A radius of two and a half metres is flat."""


@dataclass(frozen=True)
class Hold:
    """How a picture is held; lengths in cm from the camera's axis to the picture's middle."""

    distance_cm: float
    aside_cm: float = 0.0
    below_cm: float = 0.0
    yaw_deg: float = 0.0
    """Positive: turns its face to the picture's right, as a head does."""
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    bend: float = 0.0
    """1 / radius in cm; positive: the edges go away from the camera, as a face's sides do."""
    lying: bool = False
    """Bent about the level axis instead of the upright one."""

    def axes(self) -> Floats:
        """3x3: the picture's rightward, downward and backward directions, in the camera's x, y, z."""
        yaw, pitch, roll = (np.radians(angle) for angle in (self.yaw_deg, self.pitch_deg, self.roll_deg))
        turn_y = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
        turn_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
        turn_z = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
        return np.asarray((turn_z @ turn_x @ turn_y).T, np.float32)

    def middle(self) -> Floats:
        """The picture's middle in the camera's x, y, z."""
        return np.array([self.aside_cm, self.below_cm, self.distance_cm], np.float32)


def held(picture: Image, width_cm: float, hold: Hold) -> tuple[Image, Image]:
    """480x640x3 BGR and 480x640 alpha of a picture (HxWx3 BGR or HxWx4 with alpha) of that width, held so."""
    if picture.shape[2] == 3:
        picture = np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])
    seen = _flat(picture, width_cm, hold) if abs(hold.bend) < LEAST_BEND else _bent(picture, width_cm, hold)
    return np.ascontiguousarray(seen[:, :, :3]), np.ascontiguousarray(seen[:, :, 3])


def seen_at(points: Floats, size: tuple[int, int], width_cm: float, hold: Hold) -> Floats:
    """Where Nx2 pixels of the picture (``size`` is its width and height) are in the frame: Nx2."""
    on_paper = (points - np.array(size, np.float32) / 2) * (width_cm / size[0])
    if abs(hold.bend) >= LEAST_BEND:
        along = on_paper[:, 1 if hold.lying else 0] * hold.bend
        bent = np.column_stack([np.sin(along) / hold.bend, on_paper[:, 0 if hold.lying else 1]])
        across = bent[:, ::-1] if hold.lying else bent
        local = np.column_stack([across, (1.0 - np.cos(along)) / hold.bend])
    else:
        local = np.column_stack([on_paper, np.zeros(len(on_paper))])
    space = local @ hold.axes() + hold.middle()
    return np.asarray(space[:, :2] / space[:, 2:] * FOCAL_PX + (WIDTH_PX / 2, HEIGHT_PX / 2), np.float32)


def _flat(picture: Image, width_cm: float, hold: Hold) -> Image:
    height, width = picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform(corners, seen_at(corners, (width, height), width_cm, hold))
    return np.asarray(cv2.warpPerspective(picture, turn, (WIDTH_PX, HEIGHT_PX), flags=cv2.INTER_LINEAR), np.uint8)


def _bent(picture: Image, width_cm: float, hold: Hold) -> Image:
    """Along the paper and the light on it from where each pixel's ray meets the cylinder."""
    ys, xs = np.mgrid[0 : HEIGHT_PX // 2, 0 : WIDTH_PX // 2].astype(np.float32)
    rays = np.dstack([xs * 2 + 0.5 - WIDTH_PX / 2, ys * 2 + 0.5 - HEIGHT_PX / 2, np.full_like(xs, FOCAL_PX)])
    axes = hold.axes()
    ray, start = rays @ axes.T, axes @ -hold.middle()
    one, other = (1, 0) if hold.lying else (0, 1)
    radius = 1.0 / hold.bend
    far = start[2] - radius
    a = ray[:, :, one] ** 2 + ray[:, :, 2] ** 2
    b = start[one] * ray[:, :, one] + far * ray[:, :, 2]
    under = b**2 - a * (start[one] ** 2 + far**2 - radius**2)
    root = np.sqrt(np.maximum(under, 0.0))
    length = (-b - np.sign(radius) * root) / a
    met = start + length[:, :, None] * ray
    along = np.arctan2(np.sign(radius) * met[:, :, one], np.sign(radius) * (radius - met[:, :, 2])) * radius
    along = np.where(under > 0.0, along, 1e4)
    px = picture.shape[1] / width_cm
    places = [along, met[:, :, other]] if one == 0 else [met[:, :, other], along]
    map_x = (places[0] * px + picture.shape[1] / 2 - 0.5).astype(np.float32)
    map_y = (places[1] * px + picture.shape[0] / 2 - 0.5).astype(np.float32)
    frame = (WIDTH_PX, HEIGHT_PX)
    seen = cv2.remap(picture, cv2.resize(map_x, frame), cv2.resize(map_y, frame), cv2.INTER_LINEAR)
    light = np.clip(1.0 - 0.22 * np.abs(np.sin(along * hold.bend)) + 0.05 * np.sin(along * hold.bend), 0.5, 1.1)
    shaded = seen[:, :, :3] * cv2.resize(light.astype(np.float32), frame)[:, :, None]
    return np.dstack([np.clip(shaded, 0, 255).astype(np.uint8), seen[:, :, 3]])
