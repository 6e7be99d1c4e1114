"""A try with drawn heads: looks made by hand, pictures with drawn eyes, a clock of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from drawn_head import bent, head, held, picture_of_head, picture_of_sheet, turned

from kiosk.vision.faces.challenge import Challenge, Movement
from kiosk.vision.faces.check import CheckLimits, FaceCheck, FaceProgress
from kiosk.vision.faces.comparer import Embedding, FaceNumbers, Reference
from kiosk.vision.faces.detector import Face
from kiosk.vision.faces.engine import FaceLook
from kiosk.vision.faces.liveness import Layer
from kiosk.vision.faces.mesh import Mesh
from kiosk.vision.faces.quality import FaceAdvice

STEP_S = 0.1
SKIN = np.full((112, 112, 3), 150, np.uint8)


def numbers(person: int) -> Embedding:
    """A person's embedding: nobody is like anybody else."""
    embedding = np.zeros(128, np.float32)
    embedding[person] = 1.0
    return embedding


def face_numbers(person: int) -> FaceNumbers:
    """A person as both networks see them: a stranger's distance is 1."""
    return FaceNumbers(numbers(person), numbers(person) / np.float32(2**0.5))


def asked(*movements: Movement, pause_s: float = 0.3) -> Challenge:
    """A challenge with short pauses."""
    return Challenge(movements, (pause_s,) * len(movements))


@dataclass
class Sees:
    """What the next frame shows."""

    degrees: float = 0.0
    person: int = 0
    there: bool = True
    x: float = 320.0
    advice: FaceAdvice | None = None
    shut: bool = False
    covered: bool = False
    shape: Callable[[Mesh], Mesh] | None = None
    """What is held up instead of a head; gets the head's mesh."""

    @property
    def mesh(self) -> Mesh:
        """Of the head, or of what is held up."""
        return turned(head(), self.degrees) if self.shape is None else self.shape(head())

    @property
    def picture(self) -> np.ndarray:
        """480x640x3."""
        if self.shape is None:
            return picture_of_head(self.degrees, shut=self.shut)
        return picture_of_sheet(self.mesh, shut=self.shut)


def tilted(yaw: float) -> Callable[[Mesh], Mesh]:
    """A flat picture, tilted."""
    return lambda mesh: held(mesh, yaw, 0.0, 0.0, 1.0, 900.0)


def arched(radians: float) -> Callable[[Mesh], Mesh]:
    """Paper bent about an upright axis and turned by 25 degrees."""
    return lambda mesh: turned(bent(mesh, radians), 25.0)


@dataclass
class EyesByHand:
    """Turns ``Sees`` into looks."""

    sees: Sees = field(default_factory=Sees)
    looks: list[FaceLook] = field(default_factory=list)
    embedded: list[Embedding] = field(default_factory=list)

    def look(self, image_bgr: np.ndarray) -> FaceLook:
        sees = self.sees
        if not sees.there:
            return FaceLook((480, 640), None, None, None, None, 0.0, 0.0, FaceAdvice.NOBODY, None)
        face = Face((sees.x - 80, 120, 160, 200), np.zeros((5, 2), np.float32), 0.9, np.zeros(15, np.float32))
        away = FaceAdvice.FACE_THE_CAMERA if abs(sees.degrees) > 10 else None
        aligned = (SKIN * (0.3 if sees.covered else 1.0)).astype(np.uint8)
        if sees.covered:
            aligned[70:] = 150
        look = FaceLook((480, 640), face, sees.mesh, aligned, None, sees.degrees, 0.0, sees.advice, away)
        self.looks.append(look)
        return look

    def embed(self, look: FaceLook) -> Embedding:
        self.embedded.append(numbers(self.sees.person))
        return self.embedded[-1]

    def numbers(self, image_bgr: np.ndarray, look: FaceLook) -> FaceNumbers:
        made = face_numbers(self.sees.person)
        self.embedded += [made.embedding, made.second]
        return made


class Try:
    """A check whose frames come 0.1 s one after the other."""

    def __init__(
        self,
        challenge: Challenge | None = None,
        reference: Reference | None = None,
        limits: CheckLimits | None = None,
        layers: tuple[Layer, ...] = (),
    ) -> None:
        self.eyes = EyesByHand()
        first = challenge or asked(Movement.TURN_LEFT)
        self.check = FaceCheck(self.eyes, reference or face_numbers(0), first, limits, layers, draw=lambda: first)
        self.now_s = 100.0

    def see(self, frames: int = 1, **sees: object) -> FaceProgress:
        self.eyes.sees = Sees(**sees)  # type: ignore[arg-type]
        image = self.eyes.sees.picture
        for _ in range(frames):
            self.now_s += STEP_S
            progress = self.check.step(image, self.now_s)
        return progress

    def until(self, advice: FaceAdvice, most: int = 40, **sees: object) -> FaceProgress:
        """Looks on until that is shown; fails when it never is."""
        for _ in range(most):
            progress = self.see(**sees)
            if progress.advice is advice:
                return progress
        raise AssertionError(f"{advice.value} never shown, but {progress.advice.value} {progress.end}")

    def turn_to(self, degrees: float, **sees: object) -> FaceProgress:
        """Waits as long as people do, turns in half a second and stays for three frames."""
        self.see(2, **sees)
        for part in range(1, 6):
            self.see(degrees=degrees * part / 5, **sees)
        return self.see(3, degrees=degrees, **sees)

    def turn_back(self, degrees: float, **sees: object) -> FaceProgress:
        """And back."""
        for part in range(4, -1, -1):
            progress = self.see(degrees=degrees * part / 5, **sees)
        return progress

    def shut_eyes(self, frames: int = 7, **sees: object) -> FaceProgress:
        """Waits as long as people do, shuts the eyes and opens them."""
        self.see(2, **sees)
        self.see(frames, shut=True, **sees)
        return self.see(3, **sees)
