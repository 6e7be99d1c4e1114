"""What this room tells the terminal's event queue; the journal's entries of like names are made from these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class LinkState(StrEnum):
    """The way to the hub.

    ``captive``: somebody else answers; ``sick``: the hub answers and cannot work; ``clock``: this machine's clock
    and the hub's certificate do not agree, so nobody can say who answers.
    """

    UNKNOWN = "unknown"
    UP = "up"
    DOWN = "down"
    CAPTIVE = "captive"
    SICK = "sick"
    CLOCK = "clock"


@dataclass(frozen=True)
class LinkStateChanged:
    """The way to the hub moved to another state. Posted once per change."""

    state: LinkState


@dataclass(frozen=True)
class ApplicationDelivered:
    """The hub acknowledged an application; ``attempts`` counts the one that succeeded."""

    application_id: UUID
    case_number: str
    attempts: int


@dataclass(frozen=True)
class ApplicationParked:
    """The hub refused an application; it waits for staff. ``problem`` is the hub's problem type."""

    application_id: UUID
    problem: str


@dataclass(frozen=True)
class OutboxTroubled:
    """The outbox could not be worked with; ``code`` is the error's, empty when all is well again."""

    code: str
