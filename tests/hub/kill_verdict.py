"""What became of what was confirmed: held against the outbox, the hub's cases and its objects."""

from __future__ import annotations

import collections
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Verdict:
    """What became of what was confirmed."""

    confirmed: int
    kept: int
    """Rows in the outbox: confirmed, or killed between commit and receipt."""
    cases: int
    lost: int
    doubled: int
    altered: int
    strange: int
    """Cases or rows that do not belong together."""

    @property
    def good(self) -> bool:
        """Nothing lost, doubled, altered or strange."""
        return not (self.lost or self.doubled or self.altered or self.strange)


def judged(
    confirmed: dict[UUID, str],
    rows: dict[UUID, str],
    cases: list[tuple[UUID, str, str]],
    objects: dict[str, str],
) -> Verdict:
    """Holds what was confirmed (id → sha256) against the outbox (id → case number), the hub's cases (id, sha256,
    case number) and its objects (name → sha256 of the bytes)."""
    arrived = {application_id: sha256 for application_id, sha256, _ in cases}
    numbers = {application_id: number for application_id, _, number in cases}
    times = collections.Counter(application_id for application_id, _, _ in cases)
    wrong = [one for one in confirmed if one in arrived and arrived[one] != confirmed[one]]
    torn = [sha256 for sha256 in arrived.values() if objects.get(sha256) != sha256]
    strange = (set(arrived) ^ set(rows)) - set(confirmed)
    return Verdict(
        confirmed=len(confirmed),
        kept=len(rows),
        cases=len(cases),
        lost=len(set(confirmed) - set(arrived)) + len(set(confirmed) - set(rows)),
        doubled=sum(count - 1 for count in times.values()) + len(cases) - len({number for _, _, number in cases}),
        altered=len(wrong) + len(torn),
        strange=len(strange) + sum(1 for one, number in rows.items() if numbers.get(one) != number),
    )
