"""The way a person came, step by step, so that back leads where they were and never in a circle."""

from __future__ import annotations

from collections.abc import Collection

from kiosk.journey.views import StepKind

BEFORE_THE_PLAN = (StepKind.HOME, StepKind.ITEMS)
"""Steps that stand before an item is chosen, so in no item's plan."""


class Route:
    """The steps behind the person. ``returning`` while one change leads back to the review."""

    def __init__(self) -> None:
        self._behind: list[StepKind] = []
        self.returning = False

    def go(self, here: StepKind, to: StepKind, plan: Collection[StepKind]) -> None:
        """From ``here`` on; going to a step that was passed shortens the way back to it."""
        if to in self._behind:
            del self._behind[self._behind.index(to) :]
        elif here is not to and (here in BEFORE_THE_PLAN or here in plan):
            self._behind.append(here)
        if to is StepKind.HOME:
            self._behind.clear()
            self.returning = False

    def back(self, plan: Collection[StepKind]) -> StepKind | None:
        """The last step that is still one of the item's; ``None`` when there is none behind."""
        while self._behind:
            step = self._behind.pop()
            if step in plan or step in BEFORE_THE_PLAN:
                return step
        return None
