"""Sources of pages that a test moves by hand, and a machine that stands before its papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hall_of_fakes import Machine

from kiosk.catalogue.model import ServiceItem
from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, StatusChanged
from kiosk.devices.pages import Choice, ChoicesListed, PageArrived, PagesEnded, SourceName
from kiosk.errors import KioskError
from kiosk.journey.views import StepKind

READY = DeviceStatus(DeviceState.READY)
NOT_FITTED = DeviceStatus(DeviceState.ABSENT, "not_fitted")
NO_STICK = DeviceStatus(DeviceState.ABSENT, "no_stick")
FILES = (
    Choice("0", "户口簿.pdf", "pdf", 320_000),
    Choice("1", "读我.txt", "", 12),
    *(Choice(str(place), f"IMG_{place}.jpg", "jpeg", 2_500_000, "DCIM") for place in range(2, 8)),
)


class HandSource:
    """Says what it was asked, and posts what the test tells it to."""

    def __init__(self, name: SourceName, status: DeviceStatus = READY) -> None:
        self.name, self.status = name, status
        self.offers_choices = name in (SourceName.STICK, SourceName.LICENCE)
        self.begun: list[str] = []
        self.job = 0
        self.mores = self.cancels = self.lists = 0

    def ask_choices(self) -> None:
        self.lists += 1

    def begin(self, job: int, choice: str = "") -> None:
        self.job = job
        self.begun.append(choice)

    def more(self, job: int) -> None:
        assert job == self.job
        self.mores += 1

    def cancel(self) -> None:
        self.cancels += 1


class Sources:
    """A machine with every source, at its papers."""

    def __init__(
        self, item_id: str = "forwarded-one", items: Sequence[ServiceItem] = (), **statuses: DeviceStatus
    ) -> None:
        self.desk, self.flatbed, self.feeder, self.stick = (
            HandSource(name, statuses.get(name.value, READY))
            for name in (SourceName.DESK, SourceName.FLATBED, SourceName.FEEDER, SourceName.STICK)
        )
        every: Any = (self.desk, self.flatbed, self.feeder, self.stick)
        self.machine = Machine(*items, page_sources=every)
        self.machine.past_face(item_id)
        while self.machine.step is StepKind.FORM:
            self.machine.answer_question()

    def pick(self, way: str) -> None:
        self.machine.journey.pick_way(way)
        self.machine.drain()

    def page(self, source: HandSource, number: int, *, shade: int = 120) -> np.ndarray:
        """A page arrives; returns the array that was handed over."""
        image = np.full((400, 300, 3), shade, np.uint8)
        self.machine.journey.inside.handle(PageArrived(source.name, source.job, number, image))
        self.machine.drain()
        return image

    def end(self, source: HandSource, pages: int, error: KioskError | None = None) -> None:
        self.machine.journey.inside.handle(PagesEnded(source.name, source.job, pages, error))
        self.machine.drain()

    def listed(self, choices: Sequence[Choice] = FILES, **more: Any) -> None:
        self.machine.journey.inside.handle(ChoicesListed(SourceName.STICK, tuple(choices), **more))
        self.machine.drain()

    def stick_is(self, status: DeviceStatus) -> None:
        self.stick.status = status
        self.machine.journey.inside.handle(StatusChanged(DeviceKind.STICK, status))

    @property
    def view(self) -> Any:
        return self.machine.view

    @property
    def paper(self) -> Any:
        return self.machine.journey.inside._personal.draft.papers["permit"]

    @property
    def ways(self) -> list[str]:
        return [one.id for one in self.view.ways]
