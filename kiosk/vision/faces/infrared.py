"""A living face as the camera pair's second eye must see it, in near-infrared light or in depth.

Infrared: a screen sends no near-infrared light and is a dark pane there; ink of most printers lets it through, and
toner leaves a picture lit evenly from rim to rim. A face stands at the same place and in the same pose as in the
colour frame, lit by the lamp beside the lens: brighter in its middle than at its rim, with the lamp's glint in its
eyes. Depth: a face's relief, and no sheet (``relief``).

All of this is set by, and was tried on, the sandbox's emulated streams alone. No infrared or depth camera, no face
under infrared light and no print under it was at hand.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

from kiosk.settings_devices import Infrared
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
    window: int = 12
    """Of the newest judged frames; so that a living head at first does not outweigh a picture after it."""
    wait_s: float = 1.5
    """A required second eye that has not said yes after so long before a face is a refusal."""
    longest_gap_s: float = 0.5
    """Two frames further apart than this count as so long: what was between them, nobody watched."""


class SecondEyeLayer:
    """A ``Layer`` of one try: asks its judge about each frame that has something beside it."""

    def __init__(self, kind: str, judge: Judge, *, required: bool, evidence: Evidence | None = None) -> None:
        self.name = kind
        self._judge, self._required, self._evidence = judge, required, evidence or Evidence()
        self._said: Counter[Seen] = Counter()
        self._newest: deque[Seen] = deque(maxlen=self._evidence.window)
        self._refused = False
        self._next_s = 0.0
        self._last_s: float | None = None
        self._watched_s = 0.0

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
        self._watched_s += min(passed_s, self._evidence.longest_gap_s)
        if beside is None or taken_s < self._next_s:
            return
        self._next_s = taken_s + self._evidence.every_s
        self._count(self._judge(look.mesh, look.shape, beside))

    def verdict(self) -> Living:
        """``ABSENT`` when no frame ever had anything beside it; a refusal stays one."""
        if self._refused:
            return Living.NO
        said = self._as_said()
        waited = self._watched_s > self._evidence.wait_s
        return Living.NO if self._required and waited and said is not Living.YES else said

    def begin_again(self) -> None:
        """The face was lost: only a refusal stays."""
        self._said.clear()
        self._newest.clear()
        self._last_s, self._watched_s = None, 0.0

    def forget(self) -> None:
        """Counts are all it keeps, and they go too."""
        self.begin_again()

    def _count(self, seen: Seen) -> None:
        self._said[seen] += 1
        if seen is Seen.UNCLEAR:
            return
        self._newest.append(seen)
        against = sum(one is not Seen.FACE for one in self._newest)
        enough = len(self._newest) >= self._evidence.frames
        self._refused = self._refused or (enough and against / len(self._newest) >= self._evidence.share)

    def _as_said(self) -> Living:
        if not self._said:
            return Living.ABSENT
        judged = self._said.total() - self._said[Seen.UNCLEAR]
        if judged < self._evidence.frames:
            return Living.UNSURE
        return Living.YES if self._said[Seen.FACE] / judged >= self._evidence.share else Living.UNSURE


def second_eye_layer(settings: Infrared, eyes: Eyes) -> SecondEyeLayer:
    """The layer for the camera pair of the settings; one for each try."""
    calibration = calibration_of(settings)
    judge: Judge = (
        InfraredJudge(eyes, calibration)
        if settings.kind == "infrared"
        else DepthJudge(calibration, settings.depth_base_mm, settings.depth_step_mm)
    )
    return SecondEyeLayer(settings.kind, judge, required=settings.required)
