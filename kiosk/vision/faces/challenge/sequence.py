"""Which movements are asked for, in which order and after which pauses: drawn anew for every try.

What a person who follows does, by the advice that is shown:

- ``LOOK_HERE``, ``LOOK_BACK``, ``HOLD_STILL``, ``THANK_YOU``: looks into the camera, eyes open, at the usual
  distance;
- ``TURN_LEFT``, ``TURN_RIGHT``: turns the head by some 20 degrees or more to the own side and stays there until
  ``LOOK_BACK`` is shown;
- ``BLINK``: shuts both eyes for a moment (0.3 to 3 seconds; shorter is a blink nobody asked for) and opens them;
- ``LEAN_IN``: brings the head nearer until it is some 1.3 times as wide, and stays until ``MOVE_BACK`` is shown;
- ``MOVE_BACK``: back to the usual distance.

A replayed video must show just these movements in just this order: see ``BITS``.
"""

from __future__ import annotations

import itertools
import math
import secrets
from dataclasses import dataclass
from enum import StrEnum

STEPS = 4
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.4, 1.2
"""How long the head looks into the camera before the next movement is asked for."""


class Movement(StrEnum):
    """One thing asked for; the values are those of ``FaceAdvice``. Left and right are the person's own."""

    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    BLINK = "blink"
    LEAN_IN = "lean_in"


TURNS = (Movement.TURN_LEFT, Movement.TURN_RIGHT)


@dataclass(frozen=True)
class Challenge:
    """What is asked for, in order; ``pauses_s`` holds the seconds before each movement is asked for.

    Raises ``ValueError`` when no turn is among them, as only a turn shows depth beyond doubt.
    """

    movements: tuple[Movement, ...]
    pauses_s: tuple[float, ...]

    def __post_init__(self) -> None:
        if not set(TURNS) & set(self.movements):
            raise ValueError("a challenge asks for a turn at least once")
        if len(self.pauses_s) != len(self.movements):
            raise ValueError("a challenge has a pause before each movement")


def all_sequences(steps: int = STEPS) -> list[tuple[Movement, ...]]:
    """Every order that may be drawn: at least one turn, at most one leaning in, which is the most tiring."""
    return [
        order
        for order in itertools.product(Movement, repeat=steps)
        if set(TURNS) & set(order) and order.count(Movement.LEAN_IN) <= 1
    ]


BITS = math.log2(len(all_sequences()))
"""Of randomness in the order: 184 sequences of four, 7.5 bits. The pauses come on top and are not counted."""


def random_challenge(steps: int = STEPS) -> Challenge:
    """Drawn by the system's random source, so that nobody can prepare for it."""
    pauses = (
        SHORTEST_PAUSE_S + (LONGEST_PAUSE_S - SHORTEST_PAUSE_S) * secrets.randbelow(1001) / 1000
        for _ in range(steps)
    )
    return Challenge(secrets.choice(all_sequences(steps)), tuple(pauses))
