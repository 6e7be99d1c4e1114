"""The synthetic person: a public-domain portrait that turns its head, blinks and breathes before the camera.

The portrait is cut out of its background, the 468-point mesh gives its face depth, and each frame is one remap:
for every pixel the place in the portrait that a head turned so far would show there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.faces.detector import FaceDetector
from kiosk.vision.faces.mesh import EYES, OVAL, FaceMesh
from kiosk.vision.picture import Image, decoded

Floats = NDArray[np.float32]

WIDTH_PX, HEIGHT_PX = 640, 480
FACE_WIDTH_PX = 165.0
FACE_CENTRE = (320.0, 215.0)
CARD_WIDTH_PX, CARD_HEIGHT_PX = 102, 126
"""The chip photo's size (GA/T 490)."""
CARD_FACE_WIDTH_PX = 57.0
"""Face width on the chip photo: 207 of 358 px on the printed one (GA/T 461), here of 102."""


@dataclass(frozen=True)
class Pose:
    """How the person stands in one frame."""

    yaw_deg: float = 0.0
    """Positive: towards the person's own left, the picture's right."""
    pitch_deg: float = 0.0
    eyes_shut: float = 0.0
    """0 open, 1 shut."""
    breath: float = 0.0
    """-1 out, 1 in."""


class Person:
    """One portrait made able to move. Raises ``ModelMissing`` or ``NotAnImage`` when the cache is not set up."""

    def __init__(self, portrait: Path, models_dir: Path) -> None:
        self._image = _on_canvas(decoded(portrait.read_bytes()), FaceDetector(models_dir))
        face = FaceDetector(models_dir).find(self._image)[0]
        self._mesh = FaceMesh(models_dir).points(self._image, face)
        self._alpha = _cut_out(self._image, self._mesh)
        self._depth, self._moves = _depth_and_moves(self._mesh)
        self._lids = [_lid(self._mesh[list(eye), :2]) for eye in EYES]
        ys, xs = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX].astype(np.float32)
        self._xs, self._ys = xs, ys

    def before(self, background_bgr: Image, pose: Pose) -> Image:
        """A 480x640x3 frame of the person before a background of the same size."""
        from_x, from_y = self._sources(pose)
        image = cv2.remap(self._image, from_x, from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        alpha = cv2.remap(self._alpha, from_x, from_y, cv2.INTER_LINEAR)[:, :, None]
        return np.asarray(image * alpha + background_bgr * (1.0 - alpha), np.uint8)

    def portrait(self) -> Image:
        """This person as a register keeps them: a 480x640x3 BGR picture before white."""
        white = np.full((HEIGHT_PX, WIDTH_PX, 3), 250, np.uint8)
        return self.before(white, Pose())

    def card_photo(self) -> Image:
        """The 126x102x3 BGR photo of this person's ID card: head and shoulders before white."""
        frame = self.portrait()
        scale = CARD_FACE_WIDTH_PX / FACE_WIDTH_PX
        small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        x, y = int(FACE_CENTRE[0] * scale) - CARD_WIDTH_PX // 2, int(FACE_CENTRE[1] * scale) - 64
        return np.ascontiguousarray(small[y : y + CARD_HEIGHT_PX, x : x + CARD_WIDTH_PX])

    def _sources(self, pose: Pose) -> tuple[Floats, Floats]:
        """For each pixel of the frame, the portrait's pixel: the turn's displacement, inverted by repetition."""
        push_x, push_y = self._pushes(pose)
        from_x, from_y = self._xs, self._ys
        for _ in range(6):
            at_x = cv2.remap(push_x, from_x, from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            at_y = cv2.remap(push_y, from_x, from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            from_x, from_y = self._xs - at_x, self._ys - at_y
        return from_x, self._shut(from_x, from_y, pose.eyes_shut)

    def _pushes(self, pose: Pose) -> tuple[Floats, Floats]:
        """How far each portrait pixel moves: rotation about a pivot in the neck, weak perspective."""
        yaw, pitch = np.radians(pose.yaw_deg), np.radians(pose.pitch_deg)
        pivot_x, pivot_y = float(self._mesh[:, 0].mean()), float(self._mesh[152, 1])
        x, y = self._xs - pivot_x, self._ys - pivot_y
        push_x = x * (np.cos(yaw) - 1.0) + self._depth * np.sin(yaw)
        push_y = y * (np.cos(pitch) - 1.0) + self._depth * np.sin(pitch)
        breathing = np.float32(1.5 * pose.breath)
        return (
            np.asarray(push_x * self._moves, np.float32),
            np.asarray(push_y * self._moves - breathing, np.float32),
        )

    def _shut(self, from_x: Floats, from_y: Floats, shut: float) -> Floats:
        """Inside an open eye the skin of the upper lid is taken instead."""
        if shut <= 0.0:
            return from_y
        lowered = from_y.copy()
        for x, y, half_width, opening in self._lids:
            across = ((from_x - x) / (1.25 * half_width)) ** 2
            above = np.where(from_y < y, (from_y - y) / (1.5 * opening), (from_y - y) / (0.7 * opening))
            lowered -= np.float32(shut * 0.95 * opening) * np.exp(-(across**4) - above**4)
        return np.asarray(lowered, np.float32)


def _on_canvas(portrait_bgr: Image, detector: FaceDetector) -> Image:
    """The portrait scaled and moved so that the face stands where a person before the camera would have it."""
    face = detector.find(portrait_bgr)[0]
    scale = FACE_WIDTH_PX / face.box[2]
    x, y = face.centre
    into = np.array([[scale, 0, FACE_CENTRE[0] - scale * x], [0, scale, FACE_CENTRE[1] - scale * y]])
    way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    if scale < 1:
        portrait_bgr = np.asarray(cv2.GaussianBlur(portrait_bgr, (0, 0), 0.4 / scale), np.uint8)
    canvas = cv2.warpAffine(portrait_bgr, into, (WIDTH_PX, HEIGHT_PX), flags=way, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(canvas, np.uint8)


def _cut_out(image_bgr: Image, mesh: Floats) -> Floats:
    """0..1: is a pixel the person? GrabCut from the face's oval, the hair above it and the shoulders below."""
    oval = mesh[list(OVAL), :2]
    middle, size = oval.mean(axis=0), oval.max(axis=0) - oval.min(axis=0)
    guess = np.full((HEIGHT_PX, WIDTH_PX), cv2.GC_BGD, np.uint8)
    head = (float(middle[0]), float(middle[1] - 0.18 * size[1]))
    cv2.ellipse(guess, (head, (1.75 * size[0], 1.75 * size[1]), 0.0), cv2.GC_PR_FGD, -1)
    guess[int(middle[1] + 0.2 * size[1]) :] = cv2.GC_BGD
    cv2.fillPoly(guess, [((oval - middle) * 1.15 + middle).astype(np.int32)], cv2.GC_PR_FGD)
    chin = float(oval[:, 1].max())
    spread = 1.9 * size[0]
    shoulders = np.array(
        [
            [middle[0] - 0.42 * size[0], chin - 0.25 * size[1]],
            [middle[0] + 0.42 * size[0], chin - 0.25 * size[1]],
            [middle[0] + 0.75 * size[0], chin + 0.02 * size[1]],
            [middle[0] + spread, HEIGHT_PX],
            [middle[0] - spread, HEIGHT_PX],
            [middle[0] - 0.75 * size[0], chin + 0.02 * size[1]],
        ]
    )
    cv2.fillPoly(guess, [shoulders.astype(np.int32)], cv2.GC_PR_FGD)
    cv2.fillPoly(guess, [oval.astype(np.int32)], cv2.GC_FGD)
    body = shoulders * [0.5, 1.0] + [0.5 * middle[0], 0.15 * size[1]]
    cv2.fillPoly(guess, [body.astype(np.int32)], cv2.GC_FGD)
    cv2.setRNGSeed(7)
    cv2.grabCut(image_bgr, guess, (0, 0, 1, 1), np.zeros((1, 65)), np.zeros((1, 65)), 5, cv2.GC_INIT_WITH_MASK)
    person = np.isin(guess, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    opened = cv2.morphologyEx(person, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    inner = cv2.erode(_largest(np.asarray(opened, np.uint8)), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.GaussianBlur(inner.astype(np.float32), (0, 0), 1.3), np.float32)


def _largest(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    kept = labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    return np.asarray(kept, np.uint8)


def _depth_and_moves(mesh: Floats) -> tuple[Floats, Floats]:
    """Two HxW fields: depth of the head in pixels before its pivot, and how much a pixel takes part in a turn.

    Inside the mesh depth is the mesh's own. Around it the head falls back to the pivot's plane like an ellipsoid,
    and below the chin the neck takes part less and less.
    """
    oval = mesh[list(OVAL), :2]
    middle, size = oval.mean(axis=0), oval.max(axis=0) - oval.min(axis=0)
    rim = float(np.median(mesh[list(OVAL), 2]))
    behind = 0.45 * float(size[0])
    nearness = rim + behind - mesh[:, 2]
    ys, xs = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX].astype(np.float32)
    out = np.hypot((xs - middle[0]) / (0.80 * size[0]), (ys - middle[1] + 0.12 * size[1]) / (0.85 * size[1]))
    depth = np.asarray(1.1 * behind * np.sqrt(np.clip(1.0 - out**2, 0.0, 1.0)), np.float32)
    _paint(depth, mesh, nearness)
    depth = np.asarray(cv2.GaussianBlur(depth, (0, 0), 5.0), np.float32)
    chin = float(oval[:, 1].max())
    below = np.clip((ys - chin) / (0.45 * float(size[1])), 0.0, 1.0)
    aside = np.clip((np.abs(xs - middle[0]) / float(size[0]) - 0.95) / 0.5, 0.0, 1.0)
    return depth, np.asarray((1.0 - below) ** 2 * (1.0 - aside * (ys > middle[1])), np.float32)


def _paint(depth: Floats, mesh: Floats, nearness: Floats) -> None:
    """Writes the mesh's depth into the field, triangle by triangle of a Delaunay net over its points."""
    net = cv2.Subdiv2D((0, 0, WIDTH_PX, HEIGHT_PX))
    for x, y in mesh[:, :2]:
        net.insert((float(x), float(y)))
    for triangle in np.asarray(net.getTriangleList(), np.float32):
        corners = triangle.reshape(3, 2)
        if (corners < 0).any() or (corners >= (WIDTH_PX, HEIGHT_PX)).any():
            continue
        near = [nearness[int(np.argmin(np.hypot(*(mesh[:, :2] - corner).T)))] for corner in corners]
        left, top = np.floor(corners.min(axis=0)).astype(int)
        right, bottom = np.ceil(corners.max(axis=0)).astype(int) + 1
        ys, xs = np.mgrid[top:bottom, left:right]
        try:
            weights = np.linalg.solve(
                np.vstack([corners.T, np.ones(3)]), np.stack([xs.ravel(), ys.ravel(), np.ones(xs.size)])
            )
        except np.linalg.LinAlgError:
            continue
        inside = (weights >= -1e-6).all(axis=0)
        depth[ys.ravel()[inside], xs.ravel()[inside]] = (np.array(near) @ weights)[inside]


def _lid(eye: Floats) -> tuple[float, float, float, float]:
    """Centre x and y, half width and opening of one eye, in pixels."""
    low, high = eye.min(axis=0), eye.max(axis=0)
    return (
        float(low[0] + high[0]) / 2,
        float(low[1] + high[1]) / 2,
        float(high[0] - low[0]) / 2,
        float(high[1] - low[1]),
    )
