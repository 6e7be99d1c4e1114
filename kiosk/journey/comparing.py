"""The face port over ``kiosk.vision.faces``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from kiosk.devices.video import Frame
from kiosk.errors import VisionError
from kiosk.journey.ports import Bgr
from kiosk.vision.faces.challenge.sequence import STEPS
from kiosk.vision.faces.check import FaceCheck, FaceProgress, random_challenge
from kiosk.vision.faces.comparer import MODEL, Reference
from kiosk.vision.faces.engine import EyesOnOne, FaceEngine
from kiosk.vision.faces.liveness import Layer


class FaceDesk:
    """Begins tries with one engine. ``movements`` is how many a try asks for.

    ``layers`` make what judges life beside the challenge, anew for each try.
    """

    model = MODEL

    def __init__(
        self, engine: FaceEngine, layers: Sequence[Callable[[FaceEngine], Layer]] = (), movements: int = STEPS
    ) -> None:
        self._engine, self._layers = engine, tuple(layers)
        self._draw = partial(random_challenge, movements)

    def begin(self, card_photo: Bgr | None) -> CardTry:
        """A try with movements drawn now. Raises ``VisionError`` when the card shows no face."""
        reference = None if card_photo is None else self._engine.prepare_reference(card_photo)
        if reference is None and card_photo is not None:
            raise VisionError("no face in the card's picture")
        layers = [layer(self._engine) for layer in self._layers]
        eyes = self._engine.follow()
        check = FaceCheck(eyes, reference, self._draw(), layers=layers, draw=self._draw)
        return CardTry(check, eyes, reference)


class CardTry:
    """One try; ``forget`` leaves no number of either face behind."""

    def __init__(self, check: FaceCheck, eyes: EyesOnOne, reference: Reference | None) -> None:
        self._check, self._eyes, self._reference = check, eyes, reference

    def step(self, frame: Frame) -> FaceProgress:
        """Looks at a frame. Raises ``NotAnImage``."""
        return self._check.step(frame.image_bgr, frame.taken_s, frame.beside)

    def forget(self) -> None:
        """Overwrites the numbers of both faces, and what was remembered of the person before the camera."""
        self._check.forget()
        self._eyes.forget()
        if self._reference is not None:
            self._reference.forget()
