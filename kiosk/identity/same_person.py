"""Is the person before the camera the card's owner? The policy alone: numbers in, a decision out.

The thresholds belong to one way of comparing (``vision.faces.comparer.MODEL``) and were measured with it: from
0.42 on it is the owner, below 0.34 somebody else, and between the two the picture may be to blame; section 2 of
``docs/faces.md`` has the false match rate each stands for. A try without a living head never accepts, whatever its
score.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    """What happens now."""

    ACCEPT = "accept"
    AGAIN = "again"
    """Another try."""
    REFUSE = "refuse"
    """The tries are used up: the other ways (staff, counter)."""


class Band(StrEnum):
    """What the record keeps of a score, never the score itself."""

    ACCEPT = "accept"
    RETRY = "retry"
    REFUSE = "refuse"
    UNKNOWN = "unknown"
    """No score: no living head, or no photo on the card."""


@dataclass(frozen=True)
class Verdict:
    """The decision about one try; ``tries`` counts it in."""

    decision: Decision
    band: Band
    tries: int
    tries_left: int


@dataclass(frozen=True)
class SamePersonPolicy:
    """Likenesses from which a score accepts or may be tried again, and how many tries a visit has.

    Raises ``ValueError`` for values that are no policy.
    """

    accept: float = 0.42
    retry: float = 0.34
    tries: int = 3

    def __post_init__(self) -> None:
        if not -1.0 <= self.retry <= self.accept <= 1.0 or self.tries < 1:
            raise ValueError("retry must not be above accept, and there must be a try")

    def decide(self, score: float | None, *, live: bool, tries_before: int) -> Verdict:
        """The verdict on one more try. ``score`` is ``None`` when nothing could be compared."""
        tries = tries_before + 1
        left = max(0, self.tries - tries)
        band = self.band(score)
        if live and band is Band.ACCEPT:
            return Verdict(Decision.ACCEPT, band, tries, left)
        return Verdict(Decision.AGAIN if left else Decision.REFUSE, band, tries, left)

    def band(self, score: float | None) -> Band:
        """The band of a score; a score that is no number is unknown."""
        if score is None or score != score:
            return Band.UNKNOWN
        if score >= self.accept:
            return Band.ACCEPT
        return Band.RETRY if score >= self.retry else Band.REFUSE
