"""Is a living head before the camera? What each layer says, and what they say together.

The active challenge must say yes. Every other layer that this terminal has (passive networks, the surroundings of
the face, an infrared or depth stream) may only refuse: one ``NO`` of any of them ends the try. A layer that is not
there, or cannot tell, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.vision.faces.engine import FaceLook
from kiosk.vision.picture import Image


class Living(StrEnum):
    """What a layer says after the frames it has seen."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    """Too little seen, or nothing that speaks for or against."""
    ABSENT = "absent"
    """Not installed, or the stream it needs is not there."""


class Layer(Protocol):
    """One way of judging life; belongs to one try."""

    @property
    def name(self) -> str:
        """One lower-case word, kept with the case: ``passive``, ``infrared``, ``depth``, ``surroundings``."""

    def step(self, look: FaceLook, image_bgr: Image, taken_s: float, beside: Image | None) -> None:
        """One more frame of the face that is followed, and when it was taken (monotonic seconds).

        ``image_bgr`` is HxWx3; ``beside`` is what the camera's second stream (infrared, depth) showed at the same
        time, or ``None``. A layer looks at as many frames as it can afford. Raises ``VisionError``.
        """

    def verdict(self) -> Living:
        """From all frames so far."""

    def begin_again(self) -> None:
        """The face was lost: what was seen of it counts no more, except a ``NO`` that was already certain."""

    def forget(self) -> None:
        """Overwrites everything kept of a face."""


@dataclass(frozen=True)
class Judgement:
    """What all layers say together."""

    living: bool
    layers: tuple[str, ...]
    """Names of the layers that judged: said yes or no. ``active`` is the challenge."""
    refused_by: tuple[str, ...] = ()


def judge(active: Living, layers: Iterable[Layer]) -> Judgement:
    """The rule of fusion: the challenge must say yes, and nobody else no."""
    said: Sequence[tuple[str, Living]] = [("active", active), *((layer.name, layer.verdict()) for layer in layers)]
    refused = tuple(name for name, living in said if living is Living.NO)
    judged = tuple(name for name, living in said if living in (Living.YES, Living.NO))
    return Judgement(active is Living.YES and not refused, judged, refused)
