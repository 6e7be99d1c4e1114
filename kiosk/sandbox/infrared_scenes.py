"""What a camera pair's second eye sees of the scenes: near-infrared light with a lamp beside the lens, or depth.

Drawn from what ``FaceScenes`` shows at that moment, half as large. Plausible, and no more: skin bright and lit by
the angle and distance at which it stands, a glint in each open eye, paper with faint toner, a screen as a dark
pane with the lamp's reflection, and the hall lost in the dark.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.sandbox.camera import as_jpeg
from kiosk.sandbox.face_scenes import FaceScenes, Scene, Shown, in_space, moved_at, tilted_at
from kiosk.sandbox.head_shape import HEIGHT_PX, WIDTH_PX
from kiosk.sandbox.person import REST_CM, Person, Pose
from kiosk.vision.picture import Image

Floats = NDArray[np.float32]

COLUMNS, ROWS = WIDTH_PX // 2, HEIGHT_PX // 2
DEPTH_BASE_MM, DEPTH_STEP_MM = 300.0, 2.0
"""What one value of the 8-bit depth stream stands for: 302 mm to 810 mm; further away nothing is measured."""
SKIN, TONER, HALL = 165.0, 0.3, 14.0
"""Grey levels of skin that faces the lamp and of the hall; how much of a print's contrast toner keeps."""
MOST_KEPT = 400
PICTURE = np.array([[0, 0], [380, 0], [380, 450], [0, 450]], np.float32)
"""A held-up picture's corners before it is turned in space, in pixels of the colour frame."""


class Held(StrEnum):
    """What a picture that is held up is."""

    PRINT = "print"
    SCREEN = "screen"


class InfraredScenes:
    """The second eye of ``FaceScenes``. ``render_*`` are for ``MjpegServer``."""

    def __init__(self, scenes: FaceScenes) -> None:
        self._scenes = scenes
        self.held = Held.PRINT
        """What the photo scenes hold up."""
        self.film = False
        """Are the living of the colour frame a perfect film on a large screen, of every movement asked for?"""
        self._kept: dict[tuple[str, Shown, Held, bool], bytes] = {}
        self._noise = np.random.default_rng(11).normal(0, 2.0, (ROWS, COLUMNS)).astype(np.float32)

    def render_infrared(self, _seconds: float) -> bytes:
        """The JPEG of the moment in near-infrared light."""
        return self._rendered("infrared", self.infrared)

    def render_depth(self, _seconds: float) -> bytes:
        """The JPEG of the moment's distances, in steps of ``DEPTH_STEP_MM`` from ``DEPTH_BASE_MM``."""
        return self._rendered("depth", lambda shown: as_values(self.depth_mm(shown)))

    def infrared(self, shown: Shown) -> Image:
        """240x320x3 grey."""
        grey = np.full((ROWS, COLUMNS), HALL, np.float32)
        for draw in self._things(shown):
            draw(grey, None)
        return _as_picture(grey + self._noise)

    def depth_mm(self, shown: Shown) -> Floats:
        """240x320 millimetres, 0 where the eye cannot measure."""
        away = np.zeros((ROWS, COLUMNS), np.float32)
        for draw in self._things(shown):
            draw(None, away)
        return away

    def _rendered(self, eye: str, draw: Callable[[Shown], Image]) -> bytes:
        shown = self._scenes.shown
        key = (eye, shown, self.held, self.film)
        if key not in self._kept:
            if len(self._kept) > MOST_KEPT:
                self._kept.clear()
            self._kept[key] = as_jpeg(draw(shown), 95)
        return self._kept[key]

    def _things(self, shown: Shown) -> list[Callable[[Floats | None, Floats | None], None]]:
        """What stands there, furthest first; each draws itself in light or in distances."""
        if self.film:
            return [lambda grey, away: self._picture(_BEFORE_EVERYTHING, Held.SCREEN, grey, away)]
        resident, other, pose = self._scenes.resident, self._scenes.somebody_else, shown.pose
        match shown.scene:
            case Scene.NOBODY:
                return []
            case Scene.PHOTO_MOVED | Scene.PHOTO_TILTED:
                placed = moved_at if shown.scene is Scene.PHOTO_MOVED else tilted_at
                return [lambda grey, away: self._picture(placed(shown.loop_s), self.held, grey, away)]
            case Scene.SOMEBODY_ELSE:
                return [lambda grey, away: _person(other, pose, _WHOLE, grey, away)]
            case Scene.FAR:
                return [lambda grey, away: _person(resident, pose, _FAR, grey, away)]
            case Scene.TWO_PEOPLE:
                return [
                    lambda grey, away: _person(resident, pose, _LEFT, grey, away),
                    lambda grey, away: _person(other, pose, _RIGHT, grey, away),
                ]
            case _:
                return [lambda grey, away: _person(resident, pose, _WHOLE, grey, away)]

    def _picture(
        self,
        placed: tuple[tuple[float, float], float, float, float],
        held: Held,
        grey: Floats | None,
        away: Floats | None,
    ) -> None:
        """A flat picture held up, turned in space: a print or a screen."""
        (x, y), size, yaw_deg, pitch_deg = placed
        seen = in_space(PICTURE - PICTURE.mean(axis=0), size, yaw_deg, pitch_deg) + np.array([x, y])
        turn = cv2.getPerspectiveTransform(PICTURE, (seen / 2).astype(np.float32))
        pane = cv2.warpPerspective(np.full((450, 380), 255, np.uint8), turn, (COLUMNS, ROWS)) > 128
        if grey is not None:
            grey[pane] = cv2.warpPerspective(self._surface(held), turn, (COLUMNS, ROWS))[pane]
        if away is not None:
            ys, xs = np.mgrid[0:ROWS, 0:COLUMNS].astype(np.float32)
            slope_x, slope_y = np.tan(np.radians(yaw_deg)), np.tan(np.radians(pitch_deg))
            flat = 10 * REST_CM + ((2 * xs - x) * slope_x + (2 * ys - y) * slope_y) * (10 / 11.8)
            away[pane] = flat[pane]

    def _surface(self, held: Held) -> Floats:
        """450x380 grey levels of what the picture is made of."""
        if held is Held.SCREEN:
            dark = np.full((450, 380), 7.0, np.float32)
            cv2.circle(dark, (240, 120), 26, 230.0, -1)
            return np.asarray(cv2.GaussianBlur(dark, (0, 0), 9), np.float32)
        white = np.full((HEIGHT_PX, WIDTH_PX, 3), 225, np.uint8)
        portrait = self._scenes.resident.before(white, Pose())[20:470, 130:510]
        toner = cv2.cvtColor(portrait, cv2.COLOR_BGR2GRAY).astype(np.float32)
        return np.asarray(190.0 + TONER * (toner - 225.0), np.float32)


_BEFORE_EVERYTHING = ((WIDTH_PX / 2, HEIGHT_PX / 2), 1.8, 0.0, 0.0)
_WHOLE = np.array([[0.5, 0, 0], [0, 0.5, 0]])
_FAR = np.array([[0.17, 0, WIDTH_PX * 0.165], [0, 0.17, HEIGHT_PX * 0.18]])
_LEFT = np.array([[0.5, 0, -WIDTH_PX / 8], [0, 0.5, 0]])
_RIGHT = np.array([[0.5, 0, WIDTH_PX / 8], [0, 0.5, 0]])


def _person(person: Person, pose: Pose, place: Any, grey: Floats | None, away: Floats | None) -> None:
    """Somebody living; ``place`` is the 2x3 map from the colour frame to this one."""
    image_bgr, alpha = person.cut(pose)
    far_mm = person.away_mm(pose)
    body = cv2.warpAffine(alpha, place, (COLUMNS, ROWS), flags=cv2.INTER_AREA) > 128
    if grey is not None:
        lit = cv2.warpAffine(_lit(person, pose, image_bgr, far_mm), place, (COLUMNS, ROWS), flags=cv2.INTER_AREA)
        grey[body] = lit[body]
    if away is not None:
        away[body] = cv2.warpAffine(far_mm, place, (COLUMNS, ROWS), flags=cv2.INTER_NEAREST)[body]


def _lit(person: Person, pose: Pose, image_bgr: Image, far_mm: Floats) -> Floats:
    """480x640 grey levels: little of the picture's own contrast, much of the angle to the lamp beside the lens."""
    own = cv2.GaussianBlur(cv2.cvtColor(image_bgr, cv2.COLOR_BGR2GRAY), (0, 0), 1.5).astype(np.float32)
    smooth = cv2.GaussianBlur(far_mm, (0, 0), 4)
    per_px = far_mm / (10 * REST_CM * 1.18)
    slope_x, slope_y = (cv2.Sobel(smooth, cv2.CV_32F, x, 1 - x, scale=1 / 8) / per_px for x in (1, 0))
    facing = 1.0 / np.sqrt(1.0 + slope_x**2 + slope_y**2)
    lamp = (10 * REST_CM / np.maximum(far_mm, 250.0)) ** 2
    light = (SKIN + 0.35 * (own - 128.0)) * facing * lamp
    return _with_glints(person, pose, np.asarray(np.clip(light, 0, 235), np.float32))


def _with_glints(person: Person, pose: Pose, light: Floats) -> Floats:
    if pose.eyes_shut > 0.4:
        return light
    middles = np.array([person.mesh[[33, 133], :2].mean(axis=0), person.mesh[[362, 263], :2].mean(axis=0)])
    for x, y in person.where(pose, middles.astype(np.float32)):
        cv2.circle(light, (round(float(x)), round(float(y))), 8, 60.0, -1, cv2.LINE_AA)
        cv2.circle(light, (round(float(x)) + 2, round(float(y)) - 1), 3, 255.0, -1, cv2.LINE_AA)
    return light


def as_values(away_mm: Floats) -> Image:
    """HxWx3 grey as the 8-bit depth stream sends it; 0 where nothing is measured or it is out of reach."""
    values = np.rint((away_mm - DEPTH_BASE_MM) / DEPTH_STEP_MM)
    values[(away_mm <= 0) | (values < 1) | (values > 255)] = 0
    return np.asarray(cv2.cvtColor(values.astype(np.uint8), cv2.COLOR_GRAY2BGR), np.uint8)


def _as_picture(grey: Floats) -> Image:
    return np.asarray(cv2.cvtColor(np.clip(grey, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR), np.uint8)
