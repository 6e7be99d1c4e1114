"""The active challenge: movements drawn at random, judged on the mesh by what only a head with depth shows."""

from __future__ import annotations

from kiosk.vision.faces.challenge.baseline import Baseline, Signs
from kiosk.vision.faces.challenge.run import ChallengeRun, Event, Pace
from kiosk.vision.faces.challenge.sequence import Challenge, Movement, random_challenge
from kiosk.vision.faces.challenge.turn import (
    BRIDGE,
    ENOUGH_PARALLAX,
    PLANE,
    TIP,
    Parallax,
    Turn,
    TurnWatch,
    parallax,
)

__all__ = [
    "BRIDGE",
    "ENOUGH_PARALLAX",
    "PLANE",
    "TIP",
    "Baseline",
    "Challenge",
    "ChallengeRun",
    "Event",
    "Movement",
    "Pace",
    "Parallax",
    "Signs",
    "Turn",
    "TurnWatch",
    "parallax",
    "random_challenge",
]
