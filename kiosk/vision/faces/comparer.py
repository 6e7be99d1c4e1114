"""Compares faces with two networks that learnt differently: SFace and dlib's. Their likenesses are averaged.

Each network turns a face into 128 numbers. SFace's are near in angle, dlib's near in distance when two pictures
show one person; one minus dlib's distance lies on the scale of SFace's cosine (strangers about 0.1, both makers'
thresholds near 0.4), so a weighted mean of the two is one figure. What that buys on small photos stands in
``docs/faces.md``, section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.errors import ModelMissing, NotAnImage
from kiosk.vision.faces.alignment import RESNET_CUT
from kiosk.vision.faces.card_photo import find_face
from kiosk.vision.faces.detector import Face, FaceDetector
from kiosk.vision.faces.resnet import Resnet
from kiosk.vision.faces.weights import SFACE
from kiosk.vision.picture import Image
from kiosk.vision.pinned import trusted

ALIGNED_PX = 112
SECOND_WEIGHT = 1 / 3
"""dlib's part of the mean; less than half, as it is the weaker one on coarse photos."""
MODEL = "sface-2021dec+dlib-resnet-v1.1"
"""The way of comparing, as the record names it; a new one whenever thresholds would have to be measured again."""

Embedding = NDArray[np.float32]
"""128 numbers: SFace's of length 1, dlib's as they come."""


@dataclass(frozen=True, eq=False, repr=False)
class FaceNumbers:
    """A face as both networks see it, each the mean of the face and its mirror image. Ends with the visit."""

    embedding: Embedding
    """SFace's, of length 1."""
    second: Embedding
    """dlib's."""

    def forget(self) -> None:
        """Overwrites the numbers."""
        self.embedding.fill(0)
        self.second.fill(0)


Reference = FaceNumbers
"""The face of the card. Belongs to a visit and ends with it."""


class FaceComparer:
    """SFace (2021-12) and dlib's. Raises ``ModelMissing`` when weights are missing or not the pinned ones."""

    def __init__(self, models_dir: Path) -> None:
        weights = np.frombuffer(trusted(models_dir, SFACE), np.uint8)
        try:
            self._net = cv2.FaceRecognizerSF.create("onnx", weights, np.empty(0, np.uint8))
        except cv2.error as error:
            raise ModelMissing(f"{SFACE.name}: OpenCV cannot load it") from error
        self._resnet = Resnet(models_dir)

    def align(self, image_bgr: Image, face: Face) -> Image:
        """The face as 112x112x3 BGR, eyes and mouth at fixed places. Raises ``NotAnImage``."""
        try:
            return np.asarray(self._net.alignCrop(image_bgr, face.row.reshape(1, -1)), np.uint8)
        except cv2.error as error:
            raise NotAnImage("the face cannot be cut out of the picture") from error

    def embed(self, aligned_bgr: Image) -> Embedding:
        """SFace's numbers alone, to follow one face from frame to frame. Raises ``NotAnImage``."""
        return _of_length_one(self._sface(aligned_bgr))

    def numbers(self, image_bgr: Image, face: Face) -> FaceNumbers:
        """What the comparison needs of a face in an image (HxWx3 BGR). Raises ``NotAnImage``."""
        aligned_bgr, cut_bgr = self.align(image_bgr, face), RESNET_CUT.out_of(image_bgr, face.points)
        try:
            first = [self._sface(one) for one in _both_ways(aligned_bgr)]
            second = [self._resnet.embed(one) for one in _both_ways(cut_bgr)]
        finally:
            aligned_bgr.fill(0)
            cut_bgr.fill(0)
        mean = np.asarray((second[0] + second[1]) / 2, np.float32)
        return FaceNumbers(_of_length_one(first[0] + first[1]), mean)

    def reference(self, photo_bgr: Image, detector: FaceDetector) -> Reference | None:
        """The largest face of a card photo, or ``None`` when it shows none. Raises ``NotAnImage``."""
        found = find_face(photo_bgr, detector)
        return self.numbers(*found) if found else None

    def _sface(self, aligned_bgr: Image) -> Embedding:
        try:
            numbers = np.asarray(self._net.feature(aligned_bgr), np.float32).reshape(-1).copy()
        except cv2.error as error:
            raise NotAnImage("the face cannot be measured") from error
        return _of_length_one(numbers)


def similarity(reference: Reference, probes: Sequence[FaceNumbers]) -> float:
    """How much the faces of ``probes``, all of one person, are the reference's.

    About 0.1 for strangers, 1 for the same picture. The numbers of several frames are averaged first.
    Raises ``ValueError`` without a probe.
    """
    if not probes:
        raise ValueError("nothing to compare")
    first = _of_length_one(np.sum([probe.embedding for probe in probes], axis=0))
    second = np.mean([probe.second for probe in probes], axis=0)
    near = 1.0 - float(np.linalg.norm(reference.second - second))
    return (1.0 - SECOND_WEIGHT) * cosine(reference.embedding, first) + SECOND_WEIGHT * near


def cosine(one: Embedding, other: Embedding) -> float:
    """-1..1, of SFace's numbers alone."""
    return float(np.dot(one, other))


def _both_ways(image_bgr: Image) -> tuple[Image, Image]:
    return image_bgr, np.ascontiguousarray(image_bgr[:, ::-1])


def _of_length_one(numbers: Embedding) -> Embedding:
    return np.asarray(numbers / max(float(np.linalg.norm(numbers)), 1e-9), np.float32)
