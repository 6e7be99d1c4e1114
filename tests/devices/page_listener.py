"""What a test of a source of pages needs: somebody who takes its pages, and waits for what it says."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from kiosk.devices.base import DeviceState, StatusChanged
from kiosk.devices.pages import ChoicesListed, PageArrived, PagesEnded, PageSource
from kiosk.errors import KioskError

WAIT_S = 60.0
"""Longest wait for what must happen; a loaded machine is slow, and none of it decides a test."""
T = TypeVar("T")


class Listener:
    """Collects the events of devices."""

    def __init__(self) -> None:
        self.events: list[object] = []
        self._changed = threading.Condition()

    def post(self, event: object) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def of(self, kind: type[T]) -> list[T]:
        return [event for event in self.events if isinstance(event, kind)]

    def until(self, true: Callable[[], bool]) -> None:
        with self._changed:
            while not true():
                assert self._changed.wait(WAIT_S), f"did not happen: {self.states()}"

    def until_state(self, state: DeviceState) -> None:
        self.until(lambda: self.states()[-1:] == [state])

    def states(self) -> list[DeviceState]:
        return [event.status.state for event in self.of(StatusChanged)]

    def choices(self, source: PageSource) -> ChoicesListed:
        """Asks for the list and waits for it."""
        before = len(self.of(ChoicesListed))
        source.ask_choices()
        self.until(lambda: len(self.of(ChoicesListed)) > before)
        return self.of(ChoicesListed)[-1]

    def page(self, job: int, number: int) -> PageArrived:
        """Waits for that page, or for an end without it."""

        def found() -> list[PageArrived]:
            return [page for page in self.of(PageArrived) if (page.job, page.number) == (job, number)]

        self.until(lambda: bool(found()) or self._end_of(job) is not None)
        assert found(), f"no page {number}: {self._end_of(job)}"
        return found()[0]

    def end(self, job: int) -> PagesEnded:
        self.until(lambda: self._end_of(job) is not None)
        end = self._end_of(job)
        assert end is not None
        return end

    def take_all(
        self, source: PageSource, job: int, choice: str = ""
    ) -> tuple[list[PageArrived], KioskError | None]:
        """Every page of a job, each taken as it comes, and how it ended."""
        source.begin(job, choice)
        pages: list[PageArrived] = []
        while True:
            number = len(pages) + 1
            self.until(lambda number=number: self._has(job, number) or self._end_of(job) is not None)  # type: ignore[misc]
            if not self._has(job, number):
                return pages, self.end(job).error
            pages.append(self.page(job, number))
            source.more(job)

    def _has(self, job: int, number: int) -> bool:
        return any((page.job, page.number) == (job, number) for page in self.of(PageArrived))

    def _end_of(self, job: int) -> PagesEnded | None:
        return next((end for end in self.of(PagesEnded) if end.job == job), None)
