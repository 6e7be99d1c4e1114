"""What the emulated face camera sees: the resident, somebody else, a held-up photo, nobody, darkness, distance.

Each scene is a short loop in which the living turn their head to both sides, until somebody tells them what the
screen asks for (``hear``): from then on they follow. A frame is drawn when it is first due and kept as JPEG, so
what was drawn once costs next to nothing.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np

from kiosk.sandbox import worn
from kiosk.sandbox.camera import as_jpeg
from kiosk.sandbox.head_shape import HEIGHT_PX, WIDTH_PX, Looks
from kiosk.sandbox.liveness.attack_kinds import ATTACKS, BEYOND
from kiosk.sandbox.liveness.attacks import Actor, Stage
from kiosk.sandbox.liveness.bona_fide import BONA_FIDE, HonestPerson
from kiosk.sandbox.liveness.manner import Manner, Performer
from kiosk.sandbox.person import Person, Pose
from kiosk.vision.faces.quality import FaceAdvice
from kiosk.vision.picture import Image

FPS = 15
LOOP_S = 6.0
TURN_DEG = 28.0
PHOTO_TILT_DEG = 38.0


class Scene(StrEnum):
    """What can stand before the camera."""

    RESIDENT = "resident"
    SOMEBODY_ELSE = "somebody_else"
    PHOTO_MOVED = "photo_moved"
    PHOTO_TILTED = "photo_tilted"
    NOBODY = "nobody"
    DARK = "dark"
    FAR = "far"
    TWO_PEOPLE = "two_people"


RESIDENT = "portrait_a.png"
LIVING = (Scene.RESIDENT, Scene.SOMEBODY_ELSE)
"""Scenes whose person follows what is heard."""
FOLLOWS = Manner(reaction_s=(0.4, 0.6), turn_deg=(27.0, 29.0), turn_s=(0.6, 0.8), sway_deg=0.0, sway_cm=0.0)
MOST_KEPT = 800


@dataclass(frozen=True)
class Shown:
    """What was rendered last: a camera's second eye looks at the same."""

    scene: Scene
    loop_s: float
    pose: Pose
    """Of the living in it."""


class FaceScenes:
    """The loops of all scenes. Raises ``ModelMissing`` when the weights or portraits are not set up."""

    def __init__(self, models_dir: Path) -> None:
        self._models = models_dir
        self._actor: Actor | None = None
        self.resident = Person(models_dir / RESIDENT, models_dir)
        self.somebody_else = Person(models_dir / "portrait_b.jpg", models_dir)
        self._hall = hall()
        self._scene = Scene.RESIDENT
        self._loops: dict[tuple[Scene, int], bytes] = {}
        self._kept: dict[tuple[Scene, Pose], bytes] = {}
        self._asked: FaceAdvice | None = None
        self._follower = Performer(FOLLOWS, np.random.default_rng(3))
        self._drawn_s = 0.0
        self._one = threading.Lock()
        self.shown = Shown(Scene.RESIDENT, 0.0, pose_at(0.0))
        self._draw: dict[Scene, Callable[[float], Image]] = {
            Scene.RESIDENT: lambda t: self.resident.before(self._hall, pose_at(t)),
            Scene.SOMEBODY_ELSE: lambda t: self.somebody_else.before(self._hall, pose_at(t)),
            Scene.PHOTO_MOVED: lambda t: self._photo(*moved_at(t)),
            Scene.PHOTO_TILTED: lambda t: self._photo(*tilted_at(t)),
            Scene.NOBODY: lambda _t: self._hall,
            Scene.DARK: lambda t: _darkened(self.resident.before(self._hall, pose_at(t))),
            Scene.FAR: self._far,
            Scene.TWO_PEOPLE: self._two,
        }

    @property
    def scene(self) -> Scene:
        """What is played now."""
        return self._scene

    def act(self, scene: Scene) -> None:
        """Plays another scene from the next frame on; any thread."""
        self._scene, self._actor = scene, None

    def stage(self, kind: str) -> None:
        """Plays an attack or an honest person of ``liveness`` by name. Raises ``KeyError`` for any other."""
        self._actor = self._made(kind)

    def hear(self, asked: FaceAdvice | None) -> None:
        """What the screen asks for now; ``None``: nobody says, and the living go round in their loop."""
        self._asked = asked

    def render(self, seconds: float) -> bytes:
        """The JPEG of the scene at a time of the stream, for ``MjpegServer``."""
        scene, asked, actor = self._scene, self._asked, self._actor
        if actor is not None:
            return as_jpeg(actor.frame(seconds, asked or FaceAdvice.LOOK_HERE))
        if asked is None or scene not in LIVING:
            return self._looped(scene, seconds)
        pose = _coarse(self._following(seconds).pose(seconds, asked))
        self.shown = Shown(scene, 0.0, pose)
        key = (scene, pose)
        if key not in self._kept:
            if len(self._kept) > MOST_KEPT:
                self._kept.clear()
            self._kept[key] = as_jpeg(self._living(scene, pose))
        return self._kept[key]

    def _made(self, kind: str) -> Actor:
        """The resident is the card's owner; somebody else attacks, or walks past."""
        dice = np.random.default_rng()
        if kind not in BONA_FIDE:
            return {**ATTACKS, **BEYOND}[kind](Stage(self.resident, self.somebody_else, self._hall, dice))
        honest = BONA_FIDE[kind]
        looks, wears = Looks(size=honest.size), worn.glasses if honest.glasses else None
        same = looks == Looks() and wears is None
        person = self.resident if same else Person(self._models / RESIDENT, self._models, looks, wears)
        return HonestPerson(honest, person, self.somebody_else if honest.passer_by else None, self._hall, dice)

    def _looped(self, scene: Scene, seconds: float) -> bytes:
        number = int(seconds * FPS) % int(LOOP_S * FPS)
        self.shown = Shown(scene, number / FPS, pose_at(number / FPS))
        key = (scene, 0 if scene is Scene.NOBODY else number)
        if key not in self._loops:
            self._loops[key] = as_jpeg(self.frame(scene, number / FPS))
        return self._loops[key]

    def _following(self, seconds: float) -> Performer:
        """Who follows what is heard; a stream that begins anew has somebody new."""
        with self._one:
            if seconds < self._drawn_s:
                self._follower = Performer(FOLLOWS, np.random.default_rng(3))
            self._drawn_s = seconds
            return self._follower

    def _living(self, scene: Scene, pose: Pose) -> Image:
        if scene is Scene.SOMEBODY_ELSE:
            return self.somebody_else.before(self._hall, pose)
        return self.resident.before(self._hall, pose)

    def frame(self, scene: Scene, seconds: float) -> Image:
        """The 480x640x3 BGR frame of a scene at a time of its loop."""
        return self._draw[scene](seconds % LOOP_S)

    def _far(self, seconds: float) -> Image:
        near = self.resident.before(self._hall, pose_at(seconds))
        place = np.array([[0.34, 0, WIDTH_PX * 0.33], [0, 0.34, HEIGHT_PX * 0.36]])
        frame = self._hall.copy()
        cv2.warpAffine(near, place, (WIDTH_PX, HEIGHT_PX), frame, cv2.INTER_AREA, cv2.BORDER_TRANSPARENT)
        return frame

    def _two(self, seconds: float) -> Image:
        pose = pose_at(seconds)
        frames = (self.resident.before(self._hall, pose), self.somebody_else.before(self._hall, pose))
        quarter = WIDTH_PX // 4
        return np.hstack([frame[:, quarter : 3 * quarter] for frame in frames])

    def _photo(self, centre: tuple[float, float], size: float, yaw_deg: float, pitch_deg: float) -> Image:
        """A printed portrait of the resident held before the camera, turned in space."""
        portrait = self.resident.before(_paper(), Pose())[20:470, 130:510]
        print_bgr = cv2.copyMakeBorder(portrait, 14, 14, 14, 14, cv2.BORDER_CONSTANT, value=(235, 235, 235))
        high, wide = print_bgr.shape[:2]
        corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
        half = np.array([wide / 2, high / 2])
        seen = in_space(corners - half, size, yaw_deg, pitch_deg) + centre
        turn = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
        frame = self._hall.copy()
        cv2.warpPerspective(
            print_bgr, turn, (WIDTH_PX, HEIGHT_PX), frame, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT
        )
        return frame


def pose_at(seconds: float) -> Pose:
    """The living loop: look, turn to the left, look, turn to the right; a blink in each look; breath all along."""
    yaw = TURN_DEG * (_swing(seconds, 1.2, 1.6) - _swing(seconds, 3.8, 1.6))
    shut = max(_swing(seconds, 0.5, 0.3), _swing(seconds, 3.2, 0.3))
    return Pose(
        yaw_deg=yaw,
        pitch_deg=1.2 * math.sin(2 * math.pi * seconds / LOOP_S),
        eyes_shut=shut,
        breath=math.sin(4 * math.pi * seconds / LOOP_S),
    )


def moved_at(seconds: float) -> tuple[tuple[float, float], float, float, float]:
    """A photo moved about and nearer: place, size, no tilt."""
    turn = 2 * math.pi * seconds / LOOP_S
    return (320 + 70 * math.sin(turn), 235 + 25 * math.sin(2 * turn)), 0.95 + 0.15 * math.sin(turn), 0.0, 0.0


def tilted_at(seconds: float) -> tuple[tuple[float, float], float, float, float]:
    """A photo tilted to both sides and a little up and down, with rests between."""
    yaw = PHOTO_TILT_DEG * (_swing(seconds, 1.2, 1.6) - _swing(seconds, 3.8, 1.6))
    return (320 + 0.6 * yaw, 235), 1.0, yaw, 8 * math.sin(4 * math.pi * seconds / LOOP_S)


def in_space(points: np.ndarray, size: float, yaw_deg: float, pitch_deg: float) -> np.ndarray:
    """Nx2 points of a flat picture turned in space and seen by a camera 900 pixels away: Nx2."""
    yaw, pitch = math.radians(yaw_deg), math.radians(pitch_deg)
    x, y = points[:, 0] * size, points[:, 1] * size
    depth = x * math.sin(yaw) + y * math.sin(pitch)
    shrink = 900.0 / (900.0 + depth)
    return np.column_stack([x * math.cos(yaw) * shrink, y * math.cos(pitch) * shrink])


def hall() -> Image:
    """A service hall out of focus: floor, wall, a lit counter and a notice board. Drawn, not photographed."""
    image = np.empty((HEIGHT_PX, WIDTH_PX, 3), np.float32)
    image[:] = np.linspace((196, 200, 198), (150, 156, 158), HEIGHT_PX)[:, None, :]
    for (x, y, width, height), colour in (
        ((0, 300, 640, 180), (128, 138, 146)),
        ((30, 90, 130, 170), (170, 150, 120)),
        ((470, 60, 150, 110), (215, 224, 226)),
        ((430, 250, 210, 90), (112, 132, 160)),
    ):
        cv2.rectangle(image, (x, y), (x + width, y + height), colour, -1)
    soft = cv2.GaussianBlur(image, (0, 0), 18) + np.random.default_rng(5).normal(0, 2.0, image.shape)
    return np.asarray(np.clip(soft, 0, 255), np.uint8)


def _paper() -> Image:
    return np.full((HEIGHT_PX, WIDTH_PX, 3), 225, np.uint8)


def _darkened(image_bgr: Image) -> Image:
    return np.asarray(image_bgr * 0.14, np.uint8)


def _coarse(pose: Pose) -> Pose:
    """A pose near to this one, so that there are few and each is drawn once."""
    return Pose(
        yaw_deg=round(pose.yaw_deg / 1.5) * 1.5,
        eyes_shut=round(pose.eyes_shut * 4) / 4,
        breath=float(round(pose.breath)),
        distance_cm=float(round(pose.distance_cm)),
        aside_cm=float(round(pose.aside_cm)),
        below_cm=float(round(pose.below_cm)),
    )


def _swing(seconds: float, begin: float, length: float) -> float:
    """0 outside, and inside once up to 1 and back, smoothly."""
    inside = (seconds - begin) / length
    return math.sin(math.pi * inside) ** 2 if 0.0 < inside < 1.0 else 0.0
