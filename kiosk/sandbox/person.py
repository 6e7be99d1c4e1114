"""The synthetic person: a public-domain portrait that turns its head, blinks, breathes and comes nearer.

``head_shape`` gives the portrait depth. Each frame is seen by a pinhole camera: every node of the head is turned
in space and projected, so a nose comes nearer faster than the ears. The frame is one remap: for every pixel the
place in the portrait that is seen there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from kiosk.sandbox.head_shape import (
    BODY_PX,
    COARSE,
    FACE_CENTRE,
    FACE_WIDTH_PX,
    FINE,
    HEIGHT_PX,
    WIDTH_PX,
    Floats,
    Looks,
    shaped,
    with_lids,
)
from kiosk.vision.faces.detector import FaceDetector
from kiosk.vision.faces.mesh import FaceMesh, Mesh
from kiosk.vision.picture import Image, decoded

CARD_WIDTH_PX, CARD_HEIGHT_PX = 102, 126
"""The chip photo's size (GA/T 490)."""
CARD_FACE_WIDTH_PX = 57.0
"""Face width on the chip photo: 207 of 358 px on the printed one (GA/T 461), here of 102."""
REST_CM = 60.0
PX_PER_CM = 11.8
"""At that distance: a face 14 cm wide is ``FACE_WIDTH_PX``."""
FOCAL_PX = REST_CM * PX_PER_CM
"""Of a camera that sees 48 degrees across."""
PORTRAIT_CM = 130.0
"""From where the portraits were taken."""
LID_STEPS = 8
ROUNDS = 7


@dataclass(frozen=True)
class Pose:
    """How the person stands in one frame."""

    yaw_deg: float = 0.0
    """Positive: towards the person's own left, the picture's right."""
    pitch_deg: float = 0.0
    """Positive: looks down."""
    eyes_shut: float = 0.0
    """0 open, 1 shut."""
    breath: float = 0.0
    """-1 out, 1 in."""
    roll_deg: float = 0.0
    """Positive: the head leans to the picture's left."""
    distance_cm: float = REST_CM
    aside_cm: float = 0.0
    """To the picture's right."""
    below_cm: float = 0.0
    """Below the usual height: who sits, who is short."""


class Person:
    """One portrait made able to move. Raises ``ModelMissing`` or ``NotAnImage`` when the cache is not set up.

    ``wears`` draws on the texture (BGR image and 468x3 mesh in its pixels), for instance glasses.
    """

    def __init__(
        self,
        portrait: Path,
        models_dir: Path,
        looks: Looks | None = None,
        wears: Callable[[Image, Mesh], Image] | None = None,
    ) -> None:
        self._looks = looks or Looks()
        self._shape = shaped(
            decoded(portrait.read_bytes()), self._looks, FaceDetector(models_dir), FaceMesh(models_dir)
        )
        self._wears = wears
        self._textures: dict[int, Image] = {}
        nodes_y, nodes_x = np.mgrid[0 : BODY_PX // COARSE, 0 : WIDTH_PX // COARSE].astype(np.float32)
        self._nodes = (nodes_x * COARSE + (COARSE - 1) / 2, nodes_y * COARSE + (COARSE - 1) / 2)
        ys, xs = np.mgrid[0 : HEIGHT_PX // COARSE, 0 : WIDTH_PX // COARSE].astype(np.float32)
        self._grid = np.dstack([xs, ys]) * COARSE + (COARSE - 1) / 2

    @property
    def mesh(self) -> Mesh:
        """468x3: the face looking into the camera at ``REST_CM``, in pixels of the frame."""
        return self._shape.mesh

    def before(self, background_bgr: Image, pose: Pose) -> Image:
        """A 480x640x3 frame of the person before a background of the same size."""
        return over(background_bgr, *self.cut(pose))

    def cut(self, pose: Pose) -> tuple[Image, Image]:
        """The person alone: 480x640x3 BGR and 480x640 alpha 0..255."""
        sources = self._sources(pose)
        lids = round(float(np.clip(pose.eyes_shut, 0.0, 1.0)) * LID_STEPS)
        seen = _looked_up(self._texture(lids), sources)
        return np.asarray(seen[:, :, :3], np.uint8), np.asarray(seen[:, :, 3], np.uint8)

    def where(self, pose: Pose, points: Floats) -> Floats:
        """Where Nx2 points of the portrait (units) are seen in the frame, in pixels: Nx2."""
        at = ((points - (COARSE - 1) / 2) / COARSE).astype(np.float32)[None]
        push = _looked_up(self._pushes(pose), at)[0]
        scale, shift = self._plainly(pose)
        return np.asarray(points * scale + shift + push, np.float32)

    def away_mm(self, pose: Pose) -> Floats:
        """How far from the camera what each pixel of the frame shows is: 480x640, in millimetres.

        Only where ``cut`` has the person; what its alpha leaves out means nothing here.
        """
        _, _, away = self._in_space(pose)
        nodes = (self._sources(pose) + 0.5) / (FINE * COARSE) - 0.5
        return np.asarray(_looked_up(away.astype(np.float32), nodes) * (10.0 / PX_PER_CM), np.float32)

    def portrait(self) -> Image:
        """This person as a register keeps them: a 480x640x3 BGR picture before white."""
        white = np.full((HEIGHT_PX, WIDTH_PX, 3), 250, np.uint8)
        return self.before(white, Pose())

    def card_photo(self) -> Image:
        """The 126x102x3 BGR photo of this person's ID card: head and shoulders before white."""
        frame = self.portrait()
        scale = CARD_FACE_WIDTH_PX / (FACE_WIDTH_PX * self._looks.size)
        small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        x, y = int(FACE_CENTRE[0] * scale) - CARD_WIDTH_PX // 2, int(FACE_CENTRE[1] * scale) - 64
        return np.ascontiguousarray(small[y : y + CARD_HEIGHT_PX, x : x + CARD_WIDTH_PX])

    def _texture(self, lids: int) -> Image:
        """BGRA with the lids so far down; kept, as there are only few."""
        if lids not in self._textures:
            shape = self._shape
            drawn = with_lids(shape.texture, shape.mesh, lids / LID_STEPS, framed=self._looks.framed)
            if self._wears is not None:
                drawn = self._wears(drawn, np.asarray(shape.mesh * FINE, np.float32))
            self._textures[lids] = np.asarray(np.dstack([drawn, shape.alpha]), np.uint8)
        return self._textures[lids]

    def _sources(self, pose: Pose) -> Floats:
        """For each pixel of the frame the texture's pixel, 480x640x2: the projection inverted by repetition."""
        push = self._pushes(pose)
        scale, shift = self._plainly(pose)
        plain = np.asarray((self._grid - shift) / scale, np.float32)
        at = plain
        for _ in range(ROUNDS):
            node = (at - np.float32((COARSE - 1) / 2)) * np.float32(1 / COARSE)
            pushed = _looked_up(push, node)
            at = np.asarray(plain - pushed * np.float32(1 / scale), np.float32)
        fine = (at + np.float32(0.5)) * np.float32(FINE) - np.float32(0.5)
        return np.asarray(cv2.resize(fine, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_LINEAR), np.float32)

    def _plainly(self, pose: Pose) -> tuple[float, Floats]:
        """Scale and shift of a person without depth: what most of the projection is."""
        scale = REST_CM / pose.distance_cm
        size = self._looks.size
        moved = np.array([pose.aside_cm * PX_PER_CM, pose.below_cm * PX_PER_CM], np.float32)
        centre, middle = np.array(FACE_CENTRE, np.float32), np.array([WIDTH_PX / 2, HEIGHT_PX / 2], np.float32)
        return scale * size, np.asarray(
            (centre + moved - middle) * scale + middle - centre * scale * size, np.float32
        )

    def _pushes(self, pose: Pose) -> Floats:
        """160x160x2: how far each node is seen from where ``_plainly`` has it."""
        xs, ys = self._nodes
        x, y, away = self._in_space(pose)
        scale, shift = self._plainly(pose)
        seen_x = WIDTH_PX / 2 + (x + pose.aside_cm * PX_PER_CM + FACE_CENTRE[0] - WIDTH_PX / 2) * FOCAL_PX / away
        seen_y = HEIGHT_PX / 2 + (y + pose.below_cm * PX_PER_CM + FACE_CENTRE[1] - HEIGHT_PX / 2) * FOCAL_PX / away
        return np.asarray(np.dstack([seen_x - xs * scale - shift[0], seen_y - ys * scale - shift[1]]), np.float32)

    def _in_space(self, pose: Pose) -> tuple[Floats, Floats, Floats]:
        """Each node of the turned head: aside, below and away from the camera, in units of the portrait."""
        depth, moves = self._shape.depth, self._shape.moves
        xs, ys = self._nodes
        neck_y = float(self._shape.mesh[152, 1])
        reference = (
            float(self._shape.depth[round(FACE_CENTRE[1]) // COARSE, round(FACE_CENTRE[0]) // COARSE]) * 0.7
        )
        flat = 1.0 - (depth - reference) / (PORTRAIT_CM * PX_PER_CM)
        x, y, z = (xs - FACE_CENTRE[0]) * flat, (ys - neck_y) * flat, depth
        turns = (math.radians(angle) for angle in (pose.yaw_deg, pose.pitch_deg, pose.roll_deg))
        yaw, pitch, roll = (turn * moves for turn in turns)
        x, z = x * np.cos(yaw) + z * np.sin(yaw), z * np.cos(yaw) - x * np.sin(yaw)
        y, z = y * np.cos(pitch) + z * np.sin(pitch), z * np.cos(pitch) - y * np.sin(pitch)
        x, y = x * np.cos(roll) - y * np.sin(roll), y * np.cos(roll) + x * np.sin(roll)
        size = self._looks.size
        y = (y + neck_y - FACE_CENTRE[1] - 1.5 * pose.breath * moves) * size
        away = np.maximum(pose.distance_cm * PX_PER_CM - (z - reference) * size, 8 * PX_PER_CM)
        return x * size, y, away


def _looked_up(field: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The field's values at HxWx2 places of it."""
    second: Any = None  # x and y are in one map; OpenCV's types want two
    return cv2.remap(field, at.astype(np.float32), second, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def over(background_bgr: Image, image_bgr: Image, alpha: Image) -> Image:
    """One picture laid over another by an alpha of 0..255."""
    shown = cv2.merge([alpha, alpha, alpha])
    front = cv2.multiply(image_bgr, shown, scale=1 / 255)
    return np.asarray(
        cv2.add(front, cv2.multiply(background_bgr, cv2.bitwise_not(shown), scale=1 / 255)), np.uint8
    )
