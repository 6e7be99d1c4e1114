"""The face port over ``kiosk.vision.faces``."""

from __future__ import annotations

from kiosk.devices.video import Frame
from kiosk.errors import VisionError
from kiosk.journey.ports import Bgr
from kiosk.vision.faces.check import FaceCheck, FaceProgress, random_turn
from kiosk.vision.faces.comparer import MODEL, Reference
from kiosk.vision.faces.engine import FaceEngine


class FaceDesk:
    """Begins tries with one engine."""

    model = MODEL

    def __init__(self, engine: FaceEngine) -> None:
        self._engine = engine

    def begin(self, card_photo: Bgr | None) -> CardTry:
        """A try with a side to turn to, chosen now. Raises ``VisionError`` when the card shows no face."""
        reference = None if card_photo is None else self._engine.prepare_reference(card_photo)
        if reference is None and card_photo is not None:
            raise VisionError("no face in the card's picture")
        return CardTry(FaceCheck(self._engine, reference, random_turn()), reference)


class CardTry:
    """One try; ``forget`` leaves no number of either face behind."""

    def __init__(self, check: FaceCheck, reference: Reference | None) -> None:
        self._check, self._reference = check, reference

    def step(self, frame: Frame) -> FaceProgress:
        """Looks at a frame. Raises ``NotAnImage``."""
        return self._check.step(frame.image_bgr, frame.taken_s)

    def forget(self) -> None:
        """Overwrites the numbers of both faces."""
        self._check.forget()
        if self._reference is not None:
            self._reference.forget()
