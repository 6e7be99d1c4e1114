"""Passive liveness: up to three small networks that tell skin from paper and screens, where they are installed.

They are on no package registry, so a terminal has them only when its settings name their files and hashes
(``[faces.passive]``): Silent-Face's MiniFASNetV2 and MiniFASNetV1SE (minivision, Apache-2.0) and facenox. A file
that is not the named one is refused like any other weights. What is fed to them follows the makers' own code; rule
and thresholds were chosen on 278 live and 15 spoof pictures (``docs/faces.md``), which is few.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from kiosk.errors import ModelMissing, NotAnImage
from kiosk.settings import Passive, PassiveNet
from kiosk.vision.faces.detector import Face
from kiosk.vision.faces.engine import FaceLook
from kiosk.vision.faces.liveness import Living
from kiosk.vision.picture import Image
from kiosk.vision.pinned import Pinned, trusted

FASNET_PX, FACENOX_PX = 80, 128
V2_AROUND, V1SE_AROUND, FACENOX_AROUND = 2.7, 4.0, 1.5
"""Side of the cut in face boxes."""
LIVE = 1
"""MiniFASNet's class of a living face."""
ENOUGH_FACENOX, ENOUGH_FASNET = 0.2, 0.3
LEAST_FRAMES, MOST_FRAMES = 5, 40
EVERY_S = 0.15


@dataclass(frozen=True)
class Seen:
    """One frame: 0 spoof .. 1 live; ``None`` for a network that is not installed."""

    fasnet: float | None
    """Mean of the MiniFASNets there are."""
    facenox: float | None


class PassiveNets:
    """The networks that the settings name. Raises ``ModelMissing`` for one that is not the pinned file."""

    def __init__(self, settings: Passive) -> None:
        pinned = ((settings.v2, V2_AROUND), (settings.v1se, V1SE_AROUND))
        self._fasnets = [(_loaded(net), around) for net, around in pinned if net is not None]
        self._facenox = None if settings.facenox is None else _loaded(settings.facenox)
        self._one_at_a_time = threading.Lock()

    @property
    def installed(self) -> bool:
        """Is there any?"""
        return bool(self._fasnets) or self._facenox is not None

    def look(self, image_bgr: Image, face: Face) -> Seen:
        """What they say of one face in a frame (HxWx3 BGR). Raises ``NotAnImage``."""
        with self._one_at_a_time:
            try:
                fasnet = [_fasnet(net, image_bgr, face, around) for net, around in self._fasnets]
                facenox = None if self._facenox is None else _facenox(self._facenox, image_bgr, face)
            except cv2.error as error:
                raise NotAnImage("the passive networks cannot look at this picture") from error
        return Seen(float(np.mean(fasnet)) if fasnet else None, facenox)


class PassiveLayer:
    """A ``Layer`` of one try: the median over at least five good frames."""

    name = "passive"

    def __init__(self, nets: PassiveNets) -> None:
        self._nets = nets
        self._seen: list[Seen] = []
        self._next_s = -1e9

    def step(self, look: FaceLook, image_bgr: Image, taken_s: float, beside: Image | None) -> None:
        """One more frame; only those that could be compared are asked about. Raises ``NotAnImage``."""
        poor = look.face is None or look.in_the_way is not None or look.turned is not None
        if poor or not self._nets.installed or taken_s < self._next_s or len(self._seen) >= MOST_FRAMES:
            return
        assert look.face is not None
        self._next_s = taken_s + EVERY_S
        self._seen.append(self._nets.look(image_bgr, look.face))

    def verdict(self) -> Living:
        """``ABSENT`` when no network is installed."""
        if not self._nets.installed:
            return Living.ABSENT
        if len(self._seen) < LEAST_FRAMES:
            return Living.UNSURE
        return judged(self._seen)

    def begin_again(self) -> None:
        """Another face may come."""
        self._seen = []

    def forget(self) -> None:
        """Only a few numbers were kept; they are dropped."""
        self._seen = []


def judged(seen: list[Seen]) -> Living:
    """The rule: the median of each must reach its least; all networks that are there must agree."""
    limits = (
        ([one.fasnet for one in seen if one.fasnet is not None], ENOUGH_FASNET),
        ([one.facenox for one in seen if one.facenox is not None], ENOUGH_FACENOX),
    )
    live = all(float(np.median(values)) >= least for values, least in limits if values)
    return Living.YES if live else Living.NO


def _loaded(net: PassiveNet) -> cv2.dnn.Net:
    file = Path(net.file)
    content = trusted(file.parent, Pinned(file.name, net.sha256, 0))
    try:
        return cv2.dnn.readNetFromONNX(np.frombuffer(content, np.uint8))
    except cv2.error as error:
        raise ModelMissing(f"{file.name}: OpenCV cannot load it") from error


def _fasnet(net: cv2.dnn.Net, image_bgr: Image, face: Face, around: float) -> float:
    """Silent-Face: a cut around the box that is pushed into the frame, 80x80 BGR, 0..255."""
    left, top, right, bottom = _within(image_bgr.shape, face, around)
    cut = cv2.resize(image_bgr[top : bottom + 1, left : right + 1], (FASNET_PX, FASNET_PX))
    net.setInput(cv2.dnn.blobFromImage(cut))
    return float(_softmax(net.forward())[LIVE])


def _within(shape: tuple[int, ...], face: Face, around: float) -> tuple[int, int, int, int]:
    """Left, top, right, bottom: as large as fits, moved so that it lies inside the frame."""
    height, width = shape[:2]
    _, _, box_width, box_height = face.box
    scale = min((height - 1) / box_height, (width - 1) / box_width, around)
    wide, high = box_width * scale, box_height * scale
    x, y = face.centre
    left = min(max(x - wide / 2, 0.0), width - 1 - wide)
    top = min(max(y - high / 2, 0.0), height - 1 - high)
    return int(left), int(top), int(left + wide), int(top + high)


def _facenox(net: cv2.dnn.Net, image_bgr: Image, face: Face) -> float:
    """facenox: a square around the box, mirrored beyond the frame's rim, 128x128 RGB, 0..1; two logits."""
    side = int(max(face.box[2], face.box[3]) * FACENOX_AROUND)
    x, y = face.centre
    rim = side
    wide = cv2.copyMakeBorder(image_bgr, rim, rim, rim, rim, cv2.BORDER_REFLECT_101)
    left, top = int(x - side / 2) + rim, int(y - side / 2) + rim
    cut = wide[max(top, 0) : top + side, max(left, 0) : left + side]
    net.setInput(cv2.dnn.blobFromImage(cv2.resize(cut, (FACENOX_PX, FACENOX_PX)), 1 / 255.0, swapRB=True))
    live, spoof = np.asarray(net.forward(), np.float64).reshape(-1)[:2]
    return float(1.0 / (1.0 + np.exp(spoof - live)))


def _softmax(logits: np.ndarray) -> np.ndarray:
    raised = np.exp(logits.reshape(-1) - logits.max())
    return np.asarray(raised / raised.sum(), np.float64)
