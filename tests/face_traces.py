"""What would be found of a face if it stayed: pieces of the pictures that are judged, and of its numbers.

The pieces are kept masked, so that the search for them finds what the product has left and not this memory of it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kiosk.journey import face_watch
from kiosk.vision.faces.comparer import FaceComparer
from kiosk.vision.faces.engine import FaceEngine

MASK = 0xA5
PIECE = 48
MOST = 16
"""Of each kind, the newest; a visit judges hundreds of frames."""
LEAST_SPREAD = 4.0
"""A piece of an even ground would be found anywhere."""


class FaceTraces:
    """Listens to the face engine of this process from its making on."""

    def __init__(self) -> None:
        self.numbers: list[bytes] = []
        self.pictures: list[bytes] = []
        self.jpegs: list[bytes] = []
        self._patch = pytest.MonkeyPatch()
        self._listen(FaceComparer, "embed", lambda made: [_middle(made)], self.numbers)
        self._listen(
            FaceComparer, "numbers", lambda made: [_middle(made.embedding), _middle(made.second)], self.numbers
        )
        self._listen(face_watch, "portrait_jpeg", lambda made: [_of_jpeg(made)], self.jpegs)
        self._listen_to_frames()

    def pieces(self) -> list[bytes]:
        """All of them, unmasked; pictures that were sent also as base64, as they stand in a question."""
        jpegs = [_masked(one) for one in self.jpegs]
        coded = [base64.b64encode(one) for one in jpegs]
        return [*(_masked(one) for one in (*self.numbers, *self.pictures)), *jpegs, *coded]

    def _listen(self, owner: Any, name: str, pieces: Callable[[Any], list[bytes]], kept: list[bytes]) -> None:
        real = getattr(owner, name)

        def heard(*values: Any) -> Any:
            made = real(*values)
            for piece in pieces(made):
                _keep(kept, piece)
            return made

        self._patch.setattr(owner, name, heard)

    def _listen_to_frames(self) -> None:
        real, kept = FaceEngine.look, self.pictures

        def look(engine: FaceEngine, image_bgr: Any, *more: Any) -> Any:
            seen = real(engine, image_bgr, *more)
            if seen.face is not None:
                x, y = seen.face.centre
                _keep(kept, _strip(image_bgr, int(x), int(y)))
            if seen.aligned_bgr is not None:
                _keep(kept, _strip(seen.aligned_bgr, 56, 56))
            return seen

        self._patch.setattr(FaceEngine, "look", look)


def _strip(image_bgr: Any, x: int, y: int) -> bytes:
    """Bytes along a row through the face; empty where it is all one colour."""
    row = np.asarray(image_bgr)[min(max(y, 0), image_bgr.shape[0] - 1), max(0, x - 8) : max(0, x - 8) + PIECE // 3]
    return row.tobytes() if row.size == PIECE and float(row.std()) > LEAST_SPREAD else b""


def _of_numbers(made: Any) -> list[bytes]:
    return [_middle(made.embedding), _middle(made.second)]


def _middle(numbers: Any) -> bytes:
    flat = numbers.reshape(-1)
    return bytes(flat[flat.size // 2 : flat.size // 2 + PIECE // flat.itemsize].tobytes())


def _of_jpeg(jpeg: bytes) -> bytes:
    """From the coded picture, behind the tables that every JPEG has; at a place where base64 begins anew."""
    start = len(jpeg) // 2 // 3 * 3
    return jpeg[start : start + PIECE]


def _keep(kept: list[bytes], piece: bytes) -> None:
    if len(piece) == PIECE:
        kept.append(_masked(piece))
        del kept[:-MOST]


def _masked(piece: bytes) -> bytes:
    return bytes(one ^ MASK for one in piece)
