"""What a tablet plays of the card's owner: a still, another challenge's recording, all movements in turn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kiosk.sandbox.liveness.attacks import Film
from kiosk.sandbox.liveness.manner import TURNS, Manner, Performer
from kiosk.sandbox.person import Pose
from kiosk.vision.faces.quality import FaceAdvice

MOVEMENTS = (FaceAdvice.TURN_LEFT, FaceAdvice.TURN_RIGHT, FaceAdvice.BLINK, FaceAdvice.LEAN_IN)
FILMED = Manner(reaction_s=(0.2, 0.5), turn_s=(0.5, 0.9), sway_deg=0.6, sway_cm=0.3)


def still() -> Film:
    """One picture."""
    return lambda _seconds, _asked: Pose()


def recording(of: Sequence[FaceAdvice], random: np.random.Generator, movement_s: float, pause_s: float) -> Film:
    """The owner, doing these movements with pauses, over and over."""
    owner = Performer(FILMED, random)
    length_s = len(of) * (movement_s + pause_s)

    def film(seconds: float, _asked: FaceAdvice) -> Pose:
        number, within = divmod(seconds % length_s, movement_s + pause_s)
        movement = of[int(number)]
        back = FaceAdvice.MOVE_BACK if movement is FaceAdvice.LEAN_IN else FaceAdvice.LOOK_BACK
        return owner.pose(seconds, movement if pause_s <= within else back if within > 0.05 else movement)

    return film


def other_challenge(random: np.random.Generator) -> Film:
    """What a check some other day asked for, at the pace of a check."""
    drawn = [MOVEMENTS[int(random.integers(len(MOVEMENTS)))] for _ in range(4)]
    if not set(drawn) & set(TURNS):
        drawn[0] = FaceAdvice.TURN_LEFT
    return recording(drawn, random, float(random.uniform(2.0, 3.2)), float(random.uniform(1.2, 2.0)))


def everything(random: np.random.Generator) -> Film:
    """All four movements one after the other, quickly, so that the one asked for comes soon."""
    order = [MOVEMENTS[int(number)] for number in random.permutation(len(MOVEMENTS))]
    return recording(order, random, float(random.uniform(1.2, 1.8)), float(random.uniform(0.8, 1.2)))


def puppet(random: np.random.Generator) -> Film:
    """An operator with a clip of every movement, who plays the one that is asked for."""
    owner = Performer(FILMED, random)
    return owner.pose
