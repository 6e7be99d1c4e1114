"""What a try says after each frame, how it ends, and its times."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.vision.faces.quality import FaceAdvice


class Stage(StrEnum):
    """Where the try stands."""

    LOOK = "look"
    TURN = "turn"
    """The movements that are asked for."""
    COMPARE = "compare"
    DONE = "done"


class FaceEnd(StrEnum):
    """How a try ended."""

    COMPARED = "compared"
    """A living head of one person: the score counts."""
    NOT_TURNED = "not_turned"
    """The movement asked for was not seen: a picture, or somebody who did not."""
    WRONG_MOVE = "wrong_move"
    """Another movement was made than the one asked for."""
    UNSTEADY = "unsteady"
    """Lost, leapt or moved unasked more often than a try allows."""
    NOT_LIVE = "not_live"
    """A layer beside the challenge is certain that this is no living face."""
    CHANGED = "changed"
    """More than one person was before the camera in this try."""
    TOO_SLOW = "too_slow"
    """The time of one try is over."""


@dataclass(frozen=True)
class CheckLimits:
    """Times in seconds, similarities as SFace cosine."""

    probes: int = 3
    """Good frames before the first movement, and as many after the last."""
    kept: int = 5
    """Best frames that the comparison chooses from."""
    move_s: float = 12.0
    """For one movement and as long for coming back; slow people need four."""
    try_s: float = 75.0
    """Of steady looking; the whole of a try for somebody who stands there."""
    lost_s: float = 0.8
    """A face gone for longer starts the try again."""
    same_face: float = 0.40
    """Good frames of one try below this are two people; one person turned by 25 degrees measured 0.80 to 0.85."""
    same_moving: float = 0.25
    """The same while the head moves, twice running."""
    known_every_s: float = 0.4
    """How often it is made sure during a movement that it is still the same person."""
    largest_jump: float = 0.7
    """Of the face's width, from frame to frame."""
    begin_again: int = 1
    """How often a try may draw another challenge after its first movement was asked for."""


@dataclass(frozen=True)
class FaceProgress:
    """What to show after a frame. ``box`` is the face as parts of the frame (x, y, width, height)."""

    stage: Stage
    advice: FaceAdvice
    fraction: float
    """0..1 of the whole try."""
    box: tuple[float, float, float, float] | None = None
    done: bool = False
    end: FaceEnd | None = None
    score: float | None = None
    """Best cosine with the card; ``None`` without a card photo or when the try did not come so far."""
    layers: tuple[str, ...] = ()
    """Which layers of liveness judged, ``active`` (the challenge) among them; empty before the end."""

    @property
    def live(self) -> bool:
        """Did a living head of one person go through the whole try?"""
        return self.end is FaceEnd.COMPARED
