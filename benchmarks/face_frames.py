"""What a frame is refused for: false alarms on free faces, misses on spoilt ones, counted on a folder of photos.

``TONGBAN_FACES`` names the folder (any photos with one face each, read recursively). Every photo is judged as it
is; some are judged again with glasses, scarves and masks drawn on them, blurred, darkened, lit from one side. Only
faces that look into the camera count, as the others are asked to turn first. Nothing of a photo is kept or shown.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from benchmarks.figure import Figure, at_most, plain
from kiosk.sandbox import worn
from kiosk.vision.faces.comparer import FaceComparer
from kiosk.vision.faces.covering import covering_of
from kiosk.vision.faces.detector import Face, FaceDetector
from kiosk.vision.faces.eyes import OwnEyes
from kiosk.vision.faces.light import light_of, too_poor
from kiosk.vision.faces.mesh import FaceMesh, Mesh, pitch_deg, yaw_deg
from kiosk.vision.faces.quality import FaceAdvice, Measures, QualityLimits, spoiling, turned_away
from kiosk.vision.picture import Image
from provisioning.models import default_folder

PHOTOS = Path(os.environ.get("TONGBAN_FACES", "../shared/testdata/faces"))
KINDS = frozenset({".jpg", ".jpeg", ".png", ".pgm", ".bmp", ".webp"})
SMALL_PX, UPSCALE, LARGE_PX = 200, 3, 960
DRAWN_EVERY = 3
"""Of grey photos, that are many, every third is drawn on."""

Change = Callable[[Image, Mesh], Image]
FREE: dict[str, Change] = {
    "clear glasses": lambda image, mesh: worn.glasses(image, mesh),
    "thick frames": lambda image, mesh: worn.glasses(image, mesh, thick=True),
    "glare on glasses": lambda image, mesh: worn.glasses(image, mesh, glare=True),
    "dark scarf": lambda image, mesh: worn.scarf(image, mesh),
    "white scarf": lambda image, mesh: worn.scarf(image, mesh, (226, 226, 228)),
    "half as bright": lambda image, _: np.asarray(image * 0.5, np.uint8),
    "a third as bright": lambda image, _: np.asarray(image * 0.34, np.uint8),
}
"""Must not be refused."""
COVERED: dict[str, tuple[FaceAdvice, Change]] = {
    **{f"{cloth.value} mask": (FaceAdvice.MASK_OFF, partial(worn.mask, cloth=cloth)) for cloth in worn.Cloth},
    "dark glasses, 5 %": (FaceAdvice.GLASSES_OFF, lambda image, mesh: worn.sunglasses(image, mesh, 0.05)),
    "dark glasses, 20 %": (FaceAdvice.GLASSES_OFF, lambda image, mesh: worn.sunglasses(image, mesh, 0.20)),
    "dark glasses, 35 %": (FaceAdvice.GLASSES_OFF, lambda image, mesh: worn.sunglasses(image, mesh, 0.35)),
}
SPOILT: dict[str, tuple[FaceAdvice, Callable[[Image], Image]]] = {
    "blur, 3 px of 112": (
        FaceAdvice.HOLD_STILL,
        lambda face: np.asarray(cv2.GaussianBlur(face, (0, 0), 3), np.uint8),
    ),
    "motion, 15 px of 112": (FaceAdvice.HOLD_STILL, lambda face: np.asarray(cv2.blur(face, (15, 1)), np.uint8)),
    "a tenth as bright": (FaceAdvice.MORE_LIGHT, lambda face: np.asarray(face * 0.1, np.uint8)),
    "three times as bright": (
        FaceAdvice.LESS_LIGHT,
        lambda face: np.asarray(np.clip(face * 3.0, 0, 255), np.uint8),
    ),
    "one half in shadow": (FaceAdvice.LIGHT_ASIDE, lambda face: _half_dark(face)),
}
"""Of the aligned face, where blur has the same size for everybody."""


@dataclass(frozen=True)
class Photo:
    """A face that looks into the camera; pictures as BGR."""

    image_bgr: Image
    face: Face
    mesh: Mesh
    grey: bool


class Rooms:
    """The rooms that judge, without memory and without the rules of place."""

    def __init__(self, models: Path) -> None:
        self._detector, self._mesh, self._comparer = FaceDetector(models), FaceMesh(models), FaceComparer(models)
        self._limits = QualityLimits()

    def photo(self, image_bgr: Image) -> Photo | None:
        """The largest face; ``None`` when there is none or it looks elsewhere."""
        faces = self._detector.find(image_bgr)
        if not faces:
            return None
        mesh = self._mesh.points(image_bgr, faces[0])
        if turned_away(yaw_deg(mesh), pitch_deg(mesh), self._limits) is not None:
            return None
        grey = bool(np.ptp(image_bgr.astype(np.int16), axis=2).max() == 0)
        return Photo(image_bgr, faces[0], mesh, grey)

    def aligned(self, photo: Photo) -> Image:
        """The aligned face."""
        return self._comparer.align(photo.image_bgr, photo.face)

    def found(self, photo: Photo, aligned_bgr: Image) -> set[FaceAdvice]:
        """Everything that the rooms find."""
        light = light_of(aligned_bgr, photo.image_bgr, photo.face)
        shut = OwnEyes(self._limits.eyes).shut(aligned_bgr, photo.mesh, pitch_deg(photo.mesh))
        measures = Measures(light, covering_of(aligned_bgr), shut)
        return {*too_poor(light, self._limits.light), *spoiling(measures, self._limits)}


def figures() -> list[Figure]:
    """Counts; an empty list of photos is one row that says so."""
    rooms = Rooms(default_folder())
    photos = [photo for photo in (rooms.photo(image) for image in _images(PHOTOS)) if photo is not None]
    if not photos:
        return [plain("photos found for the frame counts", 0, "photos", 0)]
    drawn = [photo for number, photo in enumerate(photos) if not photo.grey or number % DRAWN_EVERY == 0]
    return [*_free(rooms, photos, drawn), *_covered(rooms, drawn), *_spoilt(rooms, drawn)]


def _free(rooms: Rooms, photos: list[Photo], drawn: list[Photo]) -> Iterator[Figure]:
    yield from _alarms("as they are", [rooms.found(photo, rooms.aligned(photo)) for photo in photos])
    for name, change in FREE.items():
        yield from _alarms(name, [rooms.found(*pair) for pair in _changed(rooms, drawn, change)])


def _alarms(name: str, found: list[set[FaceAdvice]]) -> Iterator[Figure]:
    counts = Counter(advice for one in found for advice in one)
    for advice in (FaceAdvice.MASK_OFF, FaceAdvice.GLASSES_OFF):
        yield at_most(f"free face, {name}: {advice.value} said", counts.pop(advice, 0), "photos", len(found), 0)
    others = sum(1 for one in found if one - {FaceAdvice.MASK_OFF, FaceAdvice.GLASSES_OFF})
    said = ", ".join(f"{advice.value} {count}" for advice, count in sorted(counts.items()))
    yield plain(f"free face, {name}: anything else said ({said or 'nothing'})", others, "photos", len(found))


def _covered(rooms: Rooms, drawn: list[Photo]) -> Iterator[Figure]:
    for name, (advice, change) in COVERED.items():
        for grey in (False, True):
            pairs = list(_changed(rooms, [photo for photo in drawn if photo.grey is grey], change))
            missed = sum(1 for photo, aligned in pairs if advice not in rooms.found(photo, aligned))
            yield plain(f"{name}, {'grey' if grey else 'colour'}: not noticed", missed, "photos", len(pairs))


def _spoilt(rooms: Rooms, drawn: list[Photo]) -> Iterator[Figure]:
    for name, (advice, change) in SPOILT.items():
        missed = sum(1 for photo in drawn if advice not in rooms.found(photo, change(rooms.aligned(photo))))
        yield plain(f"{name}: not noticed", missed, "photos", len(drawn))


def _changed(rooms: Rooms, photos: list[Photo], change: Change) -> Iterator[tuple[Photo, Image]]:
    """Drawn on and seen anew; a face that is not found any more is asked for differently, and left out."""
    for photo in photos:
        image = change(photo.image_bgr, photo.mesh)
        if photo.grey:
            image = np.repeat(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)[:, :, None], 3, axis=2)
        seen = rooms.photo(np.ascontiguousarray(image))
        if seen is not None:
            yield seen, rooms.aligned(seen)


def _half_dark(face_bgr: Image) -> Image:
    """The picture's right half in a tenth of the light, softly."""
    light = np.clip(np.linspace(1.9, -0.6, face_bgr.shape[1]), 0.1, 1.0)
    return np.asarray(face_bgr * light[None, :, None], np.uint8)


def _images(folder: Path) -> Iterator[Image]:
    """Every photo, small ones enlarged as a chip photo is, large ones made smaller."""
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() not in KINDS:
            continue
        image = cv2.imread(str(file))
        if image is None:
            continue
        longest = max(image.shape[:2])
        scale = UPSCALE if longest < SMALL_PX else min(1.0, LARGE_PX / longest)
        way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        yield np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=way), np.uint8)
