"""The table of the counted run, and whether its goals hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table

from kiosk.sandbox.liveness.attack_kinds import ATTACKS, BEYOND
from kiosk.sandbox.liveness.bona_fide import BONA_FIDE
from kiosk.sandbox.liveness.played import Played

HONEST_REFUSED = 0.02
"""At most 4 of 200 in the first try; of the attacks none."""


@dataclass(frozen=True)
class Count:
    """The runs of one kind, or of several together."""

    name: str
    runs: int
    accepted: int
    ends: str
    seconds: float
    """Median of a run."""
    scores: str

    @property
    def refused(self) -> int:
        """Not accepted in the first try."""
        return self.runs - self.accepted


def count(name: str, played: Sequence[Played]) -> Count:
    """Counts runs; ``ends`` names how the refused ended."""
    ends = Counter("low_score" if one.end == "compared" else one.end for one in played if not one.accepted)
    scores = sorted(one.score for one in played if one.score is not None)
    shown = f"{scores[0]:.2f} to {scores[-1]:.2f}" if scores else ""
    seconds = sorted(one.seconds for one in played)
    return Count(
        name,
        len(played),
        sum(one.accepted for one in played),
        ", ".join(f"{end} {number}" for end, number in ends.most_common()),
        seconds[len(seconds) // 2] if seconds else 0.0,
        shown,
    )


def of_kinds(kinds: Sequence[str], played: Sequence[Played]) -> list[Count]:
    """One count a kind that was played, in the order of the kinds."""
    by_kind = {kind: [one for one in played if one.run.kind == kind] for kind in kinds}
    return [count(kind, runs) for kind, runs in by_kind.items() if runs]


def holds(played: Sequence[Played]) -> bool:
    """No attack accepted, and hardly an honest person refused."""
    attacks = count("", [one for one in played if one.run.kind in ATTACKS])
    honest = count("", [one for one in played if one.run.honest])
    return attacks.accepted == 0 and honest.refused <= HONEST_REFUSED * honest.runs


def table(played: Sequence[Played]) -> Table:
    """Everything: each kind, the totals with their goals."""
    drawn = Table("kind", "runs", "accepted", "refused", "refused by", "score", "seconds (median)")
    for title, kinds in (("attacks", ATTACKS), ("honest people", BONA_FIDE), ("beyond the goal", BEYOND)):
        runs = [one for one in played if one.run.kind in kinds]
        if not runs:
            continue
        for row in of_kinds(list(kinds), played):
            _add(drawn, row, row.name)
        _add(drawn, count(title, runs), f"{title}, all", style="bold", end_section=True)
    drawn.caption = (
        f"goals: attacks accepted 0, honest refused in the first try at most {HONEST_REFUSED:.0%}: "
        f"{'held' if holds(played) else 'MISSED'}"
    )
    return drawn


def _add(drawn: Table, row: Count, name: str, style: str = "", *, end_section: bool = False) -> None:
    cells = (name, f"{row.runs}", f"{row.accepted}", f"{row.refused}", row.ends, row.scores, f"{row.seconds:.0f}")
    drawn.add_row(*cells, style=style, end_section=end_section)
