"""A living face as the camera pair's second eye must see it, in near-infrared light or in depth.

Infrared: a screen sends no near-infrared light and is a dark pane there; ink of most printers lets it through, and
toner leaves a picture lit evenly from rim to rim. A face stands at the same place and in the same pose as in the
colour frame, lit by the lamp beside the lens: brighter in its middle than at its rim, with the lamp's glint in its
eyes. Depth: a face's relief, and no sheet (``relief``).

All of this is set by, and was tried on, the sandbox's emulated streams alone. No infrared or depth camera, no face
under infrared light and no print under it was at hand.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

from kiosk.settings import Infrared
from kiosk.vision.faces.engine import FaceLook
from kiosk.vision.faces.infrared_light import Eyes, InfraredJudge
from kiosk.vision.faces.liveness import Living
from kiosk.vision.faces.mesh import Mesh
from kiosk.vision.faces.relief import DepthJudge
from kiosk.vision.faces.second_sight import Seen, calibration_of
from kiosk.vision.picture import Image


class Judge(Protocol):
    def __call__(self, mesh: Mesh, shape: tuple[int, int], beside: NDArray[Any]) -> Seen:
        """What the second eye says of a face whose mesh lies in a colour frame of this height and width."""


@dataclass(frozen=True)
class Evidence:
    """How many frames it takes. ``share``: part of the judged frames that must say the same."""

    every_s: float = 0.12
    frames: int = 5
    share: float = 0.6
    lost_s: float = 1.5
    """A required second eye that has shown nothing for so long, while a face was there, is a refusal."""


class SecondEyeLayer:
    """A ``Layer`` of one try: asks its judge about each frame that has something beside it."""

    def __init__(self, kind: str, judge: Judge, *, required: bool, evidence: Evidence | None = None) -> None:
        self.name = kind
        self._judge, self._required, self._evidence = judge, required, evidence or Evidence()
        self._said: Counter[Seen] = Counter()
        self._refused = False
        self._next_s = 0.0
        self._last_s: float | None = None
        self._without_s = 0.0

    @property
    def said(self) -> dict[str, int]:
        """How many frames said what; for records and tests."""
        return {seen.value: count for seen, count in self._said.items()}

    def step(self, look: FaceLook, image_bgr: Image, taken_s: float, beside: NDArray[Any] | None) -> None:
        """One more colour frame with what the second eye saw. Raises ``VisionError``."""
        if look.mesh is None or look.in_the_way is not None:
            self._last_s = None
            return
        passed_s = 0.0 if self._last_s is None else taken_s - self._last_s
        self._last_s = taken_s
        self._without_s = self._without_s + passed_s if beside is None else 0.0
        if beside is None or taken_s < self._next_s:
            return
        self._next_s = taken_s + self._evidence.every_s
        self._said[self._judge(look.mesh, look.shape, beside)] += 1
        self._refused = self._refused or self._against()

    def verdict(self) -> Living:
        """``ABSENT`` when no frame ever had anything beside it; a refusal stays one."""
        if self._refused or (self._required and self._without_s > self._evidence.lost_s):
            return Living.NO
        if not self._said:
            return Living.ABSENT
        judged = self._judged()
        if judged < self._evidence.frames:
            return Living.UNSURE
        return Living.YES if self._said[Seen.FACE] / judged >= self._evidence.share else Living.UNSURE

    def begin_again(self) -> None:
        """The face was lost: only a refusal stays."""
        self._said.clear()
        self._last_s, self._without_s = None, 0.0

    def forget(self) -> None:
        """Counts are all it keeps, and they go too."""
        self.begin_again()

    def _judged(self) -> int:
        return self._said.total() - self._said[Seen.UNCLEAR]

    def _against(self) -> bool:
        judged = self._judged()
        against = judged - self._said[Seen.FACE]
        return judged >= self._evidence.frames and against / judged >= self._evidence.share


def second_eye_layer(settings: Infrared, eyes: Eyes) -> SecondEyeLayer:
    """The layer for the camera pair of the settings; one for each try."""
    calibration = calibration_of(settings)
    judge: Judge = (
        InfraredJudge(eyes, calibration)
        if settings.kind == "infrared"
        else DepthJudge(calibration, settings.depth_base_mm, settings.depth_step_mm)
    )
    return SecondEyeLayer(settings.kind, judge, required=settings.required)
