"""What attackers hold up: prints of the owner, with open or shut eyes or holes for eyes, and a tablet."""

from __future__ import annotations

import math
from functools import cache

import cv2
import numpy as np

from kiosk.sandbox.head_shape import HEIGHT_PX, WIDTH_PX, Floats
from kiosk.sandbox.person import PX_PER_CM, Person, Pose
from kiosk.vision.faces.mesh import EYES, OVAL
from kiosk.vision.picture import Image

CUT = (slice(20, 470), slice(130, 510))
"""Of a frame of the person: head and shoulders."""
EDGE_PX = 14
PRINT_PX = (380 + 2 * EDGE_PX, 450 + 2 * EDGE_PX)
"""Width and height of a print's picture."""
LIFE_CM = PRINT_PX[0] / PX_PER_CM
"""Width of a print that shows the face in its own size."""
SKIN_BGR = (132, 164, 206)
TABLET_PX = (400, 530)
TABLET_CM = 17.5
"""Ten inches, upright."""
SCREEN = (slice(25, 505), slice(20, 380))


def printed(owner: Person, pose: Pose | None = None) -> Image:
    """A print (478x408x3 BGR) of the owner before grey: paler, softer, less deep in its blacks."""
    studio = np.full((HEIGHT_PX, WIDTH_PX, 3), 214, np.uint8)
    shown = cv2.GaussianBlur(owner.before(studio, pose or Pose())[CUT], (0, 0), 0.6)
    inked = cv2.convertScaleAbs(shown, alpha=0.86, beta=22)
    return np.asarray(
        cv2.copyMakeBorder(inked, EDGE_PX, EDGE_PX, EDGE_PX, EDGE_PX, cv2.BORDER_CONSTANT, value=(238, 238, 238)),
        np.uint8,
    )


def on_print(points: Floats) -> Floats:
    """Pixels of the owner's frame as pixels of the print."""
    return np.asarray(points - (CUT[1].start - EDGE_PX, CUT[0].start - EDGE_PX), np.float32)


def eye_places(person: Person) -> list[Floats]:
    """Outlines of both eyes of the frame with the default pose, Nx2 each."""
    return [person.where(Pose(), person.mesh[list(eye), :2]) for eye in EYES]


def with_holes(print_bgr: Image, owner: Person) -> Image:
    """BGRA of the print with both eyes cut out."""
    alpha = np.full(print_bgr.shape[:2], 255, np.uint8)
    for eye in eye_places(owner):
        around = on_print((eye - eye.mean(axis=0)) * (1.15, 1.5) + eye.mean(axis=0))
        cv2.fillPoly(alpha, [around.astype(np.int32)], 0, cv2.LINE_AA)
    return np.dstack([print_bgr, alpha])


def mask_of(owner: Person) -> Image:
    """BGRA of the owner's face alone, cut out along its rim, with holes for the eyes: to be worn."""
    cut = with_holes(printed(owner), owner)
    oval = on_print(owner.where(Pose(), owner.mesh[list(OVAL), :2]))
    face = np.zeros(cut.shape[:2], np.uint8)
    cv2.fillPoly(
        face, [((oval - oval.mean(axis=0)) * 1.08 + oval.mean(axis=0)).astype(np.int32)], 255, cv2.LINE_AA
    )
    cut[:, :, 3] = np.minimum(cut[:, :, 3], face)
    return cut


def covered(print_bgr: Image, owner: Person, part: float) -> Image:
    """The print with a strip of skin-coloured paper moved down over the eyes; ``part`` 0..1 of the way."""
    if part <= 0.0:
        return print_bgr
    taped = print_bgr.copy()
    for eye in eye_places(owner):
        on = on_print(eye)
        left, top = on.min(axis=0) - np.array([4, 5])
        right, bottom = on.max(axis=0) + np.array([4, 3])
        colour = print_bgr[int(top) - 3 : int(top), int(left) : int(right)].reshape(-1, 3).mean(axis=0)
        down = (int(right), int(top + part * (bottom - top)))
        cv2.rectangle(taped, (int(left), int(top)), down, [float(value) for value in colour], -1)
    return taped


def with_thumbs(picture_bgr: Image) -> Image:
    """Two thumbs on the picture's lower edges."""
    held = picture_bgr.copy()
    height, width = held.shape[:2]
    for x, lean in ((6, -25), (width - 7, 25)):
        cv2.ellipse(held, ((x, 0.8 * height), (34, 74), lean), (110, 138, 182), -1, cv2.LINE_AA)
        cv2.ellipse(held, ((x, 0.8 * height), (28, 66), lean), SKIN_BGR, -1, cv2.LINE_AA)
    return held


def tablet(shown_bgr: Image, seconds: float, distance_cm: float, yaw_deg: float) -> Image:
    """A tablet (530x400x3) that shows a frame of 480x640: bezel, glow, moiré, a lamp mirrored in the glass."""
    body = np.full((TABLET_PX[1], TABLET_PX[0], 3), 22, np.uint8)
    screen = shown_bgr[:, 140:500].astype(np.float32) * _TINT + np.float32(12.0)
    rolling = np.sin(2 * math.pi * (_GRID[0][:, :1] / 310.0 + np.float32(7.3 * seconds)))
    screen *= (_moire(round(distance_cm)) + np.float32(0.03) * rolling)[:, :, None]
    x = round(min(max(270 + 5.0 * yaw_deg, LAMP_PX), 360 - LAMP_PX))
    screen[20 : 20 + 2 * LAMP_PX, x - LAMP_PX : x + LAMP_PX] += _LAMP
    body[SCREEN] = np.clip(screen, 0, 255).astype(np.uint8)
    return body


@cache
def _moire(distance_cm: int) -> Floats:
    """480x360 gains: the screen's grid against the sensor's, another pattern at every distance."""
    ys, xs = _GRID
    fine = 0.9 + 0.05 * (distance_cm - 33)
    beats = np.sin(fine * xs + 0.31 * ys) * np.sin(0.27 * xs - (fine + 0.12) * ys)
    return np.asarray(1.0 + 0.035 * beats, np.float32)


LAMP_PX = 70
_TINT = np.array([1.08, 1.02, 0.98], np.float32)
_GRID = np.mgrid[0:480, 0:360].astype(np.float32)
_AROUND = np.mgrid[-LAMP_PX:LAMP_PX, -LAMP_PX:LAMP_PX].astype(np.float32)
_LAMP = (46.0 * np.exp(-((_AROUND[1] / 26) ** 2) - (_AROUND[0] / 34) ** 2))[:, :, None].astype(np.float32)
