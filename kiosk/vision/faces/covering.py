"""Is the mouth or are the eyes covered? By what masks and dark glasses do to a face, not by what people look like.

Skin is compared with the same person's skin. A mask makes the tip and the sides of the nose, the mouth and a cheek
unlike every place where skin shows (brows, forehead, temples), and like each other. A beard leaves the nose free,
a scarf or a fringe leaves one of the places free, clear glasses leave the skin around the eyes as bright as the
cheeks: one place that is alike is enough. What no difference shows (a mask of the skin's own colour, or in a grey
picture one as bright as the skin) is let pass, as the comparison decides anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.faces.advice import FaceAdvice
from kiosk.vision.picture import Image

Patch = tuple[int, int, int, int]
"""Middle x and y, half width and half height in pixels of the aligned face of 112x112."""

BROWS: Patch = (56, 40, 5, 5)
FOREHEAD: tuple[Patch, ...] = ((42, 30, 6, 5), (70, 30, 6, 5), (56, 28, 7, 5))
TEMPLES: tuple[Patch, ...] = ((20, 46, 4, 5), (92, 46, 4, 5))
BRIDGE: Patch = (56, 56, 3, 3)
NOSE: Patch = (56, 74, 4, 4)
NOSTRILS: tuple[Patch, ...] = ((46, 76, 3, 3), (66, 76, 3, 3))
MOUTH: Patch = (56, 92, 8, 4)
CHEEKS: tuple[Patch, ...] = ((30, 82, 5, 5), (82, 82, 5, 5))
CHIN: Patch = (56, 107, 8, 4)
LIDS: tuple[Patch, ...] = ((38, 52, 7, 4), (74, 52, 7, 4), (34, 60, 6, 2), (78, 60, 6, 2))
"""Both eyes, and the skin below them that a lens covers too."""

COLOUR_OF_LIGHT = 25.0
"""So many units of Lab colour count as much as brightness 2.7 times as high."""
DARK_FLOOR = 8.0
"""Lab lightness below which differences are noise."""
ALIKE = 0.5
"""How much the covered places may differ among themselves, as part of their difference from skin."""


@dataclass(frozen=True)
class CoveringLimits:
    """Chosen so that none of 1,582 pictures of free faces is taken for covered (``docs/faces.md``)."""

    mask: float = 0.23
    unlike_eyes: float = 0.30
    eye_light: float = 0.60


@dataclass(frozen=True)
class Covering:
    """``mask`` grows with how unlike skin nose and mouth are; the eyes are covered when unlike skin and dark."""

    mask: float = 0.0
    unlike_eyes: float = 0.0
    eye_light: float = 1.0
    """The lightest place of the eyes over the face's own lightness."""


def covering_of(aligned_bgr: Image) -> Covering:
    """Of an aligned frontal face, 112x112x3 BGR."""
    soft = cv2.GaussianBlur(aligned_bgr, (0, 0), 1.0).astype(np.float32) / np.float32(255)
    lab = np.asarray(cv2.cvtColor(soft, cv2.COLOR_BGR2LAB), np.float32)
    skin = _colours(lab, BROWS, *FOREHEAD, *TEMPLES)
    with_bridge = np.vstack([skin, _colours(lab, BRIDGE)])
    nose, nostrils, mouth, cheeks = (_colours(lab, *patches) for patches in ((NOSE,), NOSTRILS, (MOUTH,), CHEEKS))
    covered = min(
        _unlike(np.vstack([nose, nostrils]), with_bridge).min(),
        _unlike(mouth, skin).min(),
        _unlike(cheeks, skin).max(),
    )
    cloth = np.vstack([nose, nostrils, mouth])
    spread = max(float(_differences(one, cloth).max()) for one in cloth)
    free = np.vstack([nose, cheeks, _colours(lab, CHIN), skin[:4]])
    eyes = _colours(lab, *LIDS)
    own = float(np.median(free[:, 0]))
    return Covering(
        mask=float(covered) - ALIKE * spread,
        unlike_eyes=float(_unlike(eyes, free).min()),
        eye_light=float((eyes[:, 0].max() + 2.0) / (own + 2.0)),
    )


def covered(covering: Covering, limits: CoveringLimits) -> Iterator[FaceAdvice]:
    """What the person should take off."""
    if covering.mask > limits.mask:
        yield FaceAdvice.MASK_OFF
    if covering.unlike_eyes > limits.unlike_eyes and covering.eye_light < limits.eye_light:
        yield FaceAdvice.GLASSES_OFF


def _colours(lab: NDArray[np.float32], *patches: Patch) -> NDArray[np.float32]:
    """Nx3: the middle colour of each patch."""
    return np.asarray(
        [np.median(lab[y - h : y + h + 1, x - w : x + w + 1].reshape(-1, 3), axis=0) for x, y, w, h in patches],
        np.float32,
    )


def _unlike(places: NDArray[np.float32], skin: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each place the difference from the skin most like it."""
    return np.asarray([_differences(place, skin).min() for place in places], np.float32)


def _differences(place: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    light = np.log((place[0] + DARK_FLOOR) / (others[:, 0] + DARK_FLOOR))
    colour = np.hypot(place[1] - others[:, 1], place[2] - others[:, 2]) / COLOUR_OF_LIGHT
    return np.asarray(np.hypot(light, colour), np.float32)
