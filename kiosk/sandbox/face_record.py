"""The emulated province's record of its residents' faces, compared by the product's own face engine."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from kiosk.errors import NotAnImage
from kiosk.identity.same_person import Band, SamePersonPolicy
from kiosk.platform.contract import FaceAnswer
from kiosk.vision.faces.comparer import Reference, similarity
from kiosk.vision.faces.engine import FaceEngine
from kiosk.vision.picture import Image, decoded


class FaceRecord:
    """``portraits``: HxWx3 BGR by the resident's name in the sandbox; a resident without one has no record."""

    def __init__(self, models: Path, portraits: Mapping[str, Image]) -> None:
        """The networks are loaded by ``prepare`` or with the first question."""
        self._models, self._portraits = models, portraits
        self._engine: FaceEngine | None = None
        self._references: dict[int, Reference] = {}
        self._policy = SamePersonPolicy()
        self._one = threading.Lock()

    def prepare(self) -> None:
        """Loads the networks, so that nobody waits for them. Raises ``ModelMissing``."""
        with self._one:
            self._loaded()

    def same_face(self, who: str, picture: bytes) -> FaceAnswer:
        """Is the face in the JPEG that resident's? Raises ``ModelMissing`` when the set-up brought no weights."""
        if who not in self._portraits:
            return FaceAnswer(result="no_record")
        with self._one:
            return self._compare(self._portraits[who], picture)

    def _compare(self, portrait: Image, picture: bytes) -> FaceAnswer:
        engine = self._loaded()
        try:
            probe = engine.prepare_reference(decoded(picture))
        except NotAnImage:
            probe = None
        if probe is None:
            return FaceAnswer(result="unclear")
        match self._policy.band(similarity(self._reference(engine, portrait), [probe])):
            case Band.ACCEPT:
                return FaceAnswer(result="same")
            case Band.REFUSE:
                return FaceAnswer(result="different")
            case _:
                return FaceAnswer(result="unclear")

    def _loaded(self) -> FaceEngine:
        self._engine = self._engine or FaceEngine(self._models)
        return self._engine

    def _reference(self, engine: FaceEngine, portrait: Image) -> Reference:
        if id(portrait) not in self._references:
            found = engine.prepare_reference(portrait)
            assert found is not None, "a portrait of the sandbox shows a face"
            self._references[id(portrait)] = found
        return self._references[id(portrait)]
