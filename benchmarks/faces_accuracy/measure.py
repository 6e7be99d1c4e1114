"""Turns pictures into numbers and pairs into scores, three ways: ours, the plain net, and dlib itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.faces_accuracy.chip import Condition, as_card
from benchmarks.faces_accuracy.labelled import Labelled
from benchmarks.faces_accuracy.peer import Dlib
from kiosk.errors import NotAnImage
from kiosk.vision.faces.card_photo import SMALL_PX, TIMES
from kiosk.vision.faces.comparer import SECOND_WEIGHT, FaceComparer, FaceNumbers
from kiosk.vision.faces.detector import FaceDetector
from kiosk.vision.picture import Image, checked

NOT_FOUND = -9.0
"""The score of a pair whose reference shows no face: the person is not recognised."""


@dataclass(frozen=True)
class Scored:
    """One way of comparing under one condition."""

    condition: str
    method: str
    same: np.ndarray
    """Scores of pairs of one person; more is more alike."""
    different: np.ndarray
    not_found: int
    """References without a face; their pairs of one person count as not matched."""
    references: int
    on_our_scale: bool = False
    """Do the settings' thresholds belong to these scores?"""


class Eyes:
    """Our detector and comparer, and dlib where it can be had."""

    def __init__(self, models_dir: Path, peer: Dlib | None) -> None:
        self._detector, self._comparer = FaceDetector(models_dir), FaceComparer(models_dir)
        self._cards = FaceDetector(models_dir)
        self._peer = peer

    def ours(self, image_bgr: Image, *, card: bool) -> FaceNumbers | None:
        """As the terminal does it with a card's photo or a camera's frame."""
        if card:
            return self._comparer.reference(image_bgr, self._detector)
        large = _large(image_bgr)
        faces = self._detector.find(large)
        return self._comparer.numbers(large, faces[0]) if faces else None

    def plain(self, image_bgr: Image) -> np.ndarray | None:
        """SFace as its makers describe it: one size, one detection, one picture."""
        large = _large(image_bgr)
        faces = self._detector.find(large)
        return self._comparer.embed(self._comparer.align(large, faces[0])) if faces else None

    def dlib(self, image_bgr: Image) -> np.ndarray | None:
        """dlib's own way from the same detection."""
        if self._peer is None:
            return None
        large = _large(image_bgr)
        faces = self._detector.find(large)
        return self._peer.numbers(large, faces[0]) if faces else None

    def card(self, image_bgr: Image, condition: Condition) -> Image | None:
        """What a card would hold; ``None`` when the full photo shows no face."""
        large = _large(image_bgr)
        faces = self._detector.find(large)
        return as_card(large, faces[0], condition) if faces else None


def score(
    labelled: Labelled,
    eyes: Eyes,
    conditions: Sequence[Condition],
    methods: Sequence[str],
    told: Callable[[str], None],
) -> list[Scored]:
    """Every condition and method on all pairs."""
    images = [_read(file) for file in labelled.files]
    used = sorted({pair.reference for pair in labelled.pairs})
    probes = {method: _numbers(eyes, method, images, card=False) for method in methods}
    told(f"{labelled.name}: {len(images)} pictures, {len(labelled.pairs)} pairs")
    rows = []
    for condition in conditions:
        cards = [None] * len(images) if condition is Condition.FULL else _cards(eyes, images, used, condition)
        for method in methods:
            full = condition is Condition.FULL
            references = probes[method] if full else _numbers(eyes, method, cards, card=True)
            rows.append(_scored(labelled, condition, method, references, probes[method], len(used)))
        told(f"{labelled.name}: {condition}")
    return rows


def _cards(
    eyes: Eyes, images: Sequence[Image | None], used: Sequence[int], condition: Condition
) -> list[Image | None]:
    cards: list[Image | None] = [None] * len(images)
    for place in used:
        image = images[place]
        cards[place] = None if image is None else eyes.card(image, condition)
    return cards


def _read(file: Path) -> Image | None:
    image = cv2.imread(str(file), cv2.IMREAD_COLOR)
    try:
        return checked(image)
    except NotAnImage:
        return None


def _numbers(eyes: Eyes, method: str, images: Sequence[Image | None], *, card: bool) -> list[np.ndarray | None]:
    found: list[np.ndarray | None] = []
    for image in images:
        if image is None:
            found.append(None)
        elif method == "ours":
            numbers = eyes.ours(image, card=card)
            found.append(None if numbers is None else np.concatenate([numbers.embedding, numbers.second]))
        else:
            found.append(eyes.plain(image) if method == "SFace plain" else eyes.dlib(image))
    return found


def _scored(
    labelled: Labelled,
    condition: str,
    method: str,
    references: list[np.ndarray | None],
    probes: list[np.ndarray | None],
    used: int,
) -> Scored:
    """Pairs whose probe shows no face are left out: the camera would have asked for another frame."""
    places = {pair.reference for pair in labelled.pairs}
    missing = sum(references[place] is None for place in places)
    width = next(len(numbers) for numbers in probes if numbers is not None)
    blank = np.zeros(width, np.float32)
    table = alike(
        method,
        np.array([blank if one is None else one for one in references]),
        np.array([blank if one is None else one for one in probes]),
    )
    same, different = [], []
    for pair in labelled.pairs:
        if probes[pair.probe] is None:
            continue
        value = NOT_FOUND if references[pair.reference] is None else table[pair.reference, pair.probe]
        (same if pair.same else different).append(value)
    return Scored(condition, method, np.array(same), np.array(different), missing, used, method == "ours")


def alike(method: str, references: np.ndarray, probes: np.ndarray) -> np.ndarray:
    """Likeness of each reference (row) to each probe (column)."""
    if method == "SFace plain":
        return references @ probes.T
    if method == "dlib":
        return 1.0 - _distances(references, probes)
    near = 1.0 - _distances(references[:, 128:], probes[:, 128:])
    return (1 - SECOND_WEIGHT) * (references[:, :128] @ probes[:, :128].T) + SECOND_WEIGHT * near


def _distances(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    squares = (one**2).sum(1)[:, None] + (other**2).sum(1)[None] - 2 * one @ other.T
    return np.sqrt(np.maximum(squares, 0))


def _large(image_bgr: Image) -> Image:
    """A picture as it is, or a small one as the plain way takes it."""
    if max(image_bgr.shape[:2]) >= SMALL_PX:
        return image_bgr
    return np.asarray(cv2.resize(image_bgr, None, fx=TIMES, fy=TIMES, interpolation=cv2.INTER_CUBIC), np.uint8)
