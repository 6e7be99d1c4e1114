"""A scanner for sheets as a device: one SANE scanner, its glass and its feeder as two sources of pages.

The owner thread looks now and then whether the scanner is there, and runs one job at a time; SANE itself is only
ever entered by a process of its own (``sane_job``), which is ended when it takes too long.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import closing

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, Post, StatusChanged
from kiosk.devices.page_jobs import ListWish, PageJobs, Wish
from kiosk.devices.pages import SourceName
from kiosk.devices.scanner import sane_job
from kiosk.errors import (
    DeviceAbsent,
    DeviceRefused,
    DeviceSilent,
    DriverMissing,
    FeederEmpty,
    FeederJammed,
    KioskError,
    ScannerBusy,
    ScannerCoverOpen,
    ScannerError,
)
from kiosk.settings_devices import Sheets

ABSENT_LOOK_S = 2.0
"""Between two looks for a scanner that is not there."""

STARTING = DeviceStatus(DeviceState.STARTING)
READY = DeviceStatus(DeviceState.READY)
BUSY = DeviceStatus(DeviceState.BUSY)
NOT_FITTED = DeviceStatus(DeviceState.ABSENT, "not_fitted")
_STATUSES: dict[type[KioskError], DeviceStatus] = {
    DeviceAbsent: DeviceStatus(DeviceState.ABSENT, "not_found"),
    DeviceSilent: DeviceStatus(DeviceState.ATTENTION, "silent"),
    DeviceRefused: DeviceStatus(DeviceState.FAILED, "refused"),
    DriverMissing: DeviceStatus(DeviceState.FAILED, "driver_missing"),
    ScannerBusy: DeviceStatus(DeviceState.ATTENTION, "in_use"),
}
_OTHER = DeviceStatus(DeviceState.ATTENTION, "cannot_open")
_NOT_THERE = _STATUSES[DeviceAbsent]
_IN_A_PERSONS_HANDS = (FeederEmpty, FeederJammed, ScannerCoverOpen, ScannerBusy)
"""Whoever stands there puts it right and begins again: the device itself is well."""


class SheetSource:
    """The glass or the feeder of one scanner, as a source of pages."""

    offers_choices = False

    def __init__(self, name: SourceName, jobs: PageJobs, status: Callable[[], DeviceStatus]) -> None:
        self.name = name
        self._jobs, self._status = jobs, status

    @property
    def status(self) -> DeviceStatus:
        """The scanner's, or ``not_fitted`` where it has no such part."""
        return self._status()

    def ask_choices(self) -> None:
        """There is nothing to choose from."""

    def begin(self, job: int, choice: str = "") -> None:
        """A page of the glass, or the feeder's whole stack."""
        self._jobs.begin(job, choice)

    def more(self, job: int) -> None:
        """The page that arrived is taken: the next sheet may be drawn in."""
        self._jobs.more(job)

    def cancel(self) -> None:
        """Ends the job; sheets not drawn in yet stay in the feeder."""
        self._jobs.cancel()


class SheetScanner:
    """One scanner; ``flatbed`` and ``feeder`` are its sources."""

    kind = DeviceKind.SHEETS

    def __init__(self, settings: Sheets, post: Post) -> None:
        self._settings, self._post = settings, post
        self._changed = threading.Condition()
        self._jobs = {
            name: PageJobs(name, post, self._changed) for name in (SourceName.FLATBED, SourceName.FEEDER)
        }
        self._lacks: set[SourceName] = {
            name
            for name, called in ((SourceName.FLATBED, settings.flatbed), (SourceName.FEEDER, settings.feeder))
            if not called
        }
        self.flatbed, self.feeder = (self._source(name) for name in self._jobs)
        self._status = STARTING if settings.device else NOT_FITTED
        self._ended = False
        self._owner: threading.Thread | None = None

    @property
    def status(self) -> DeviceStatus:
        """The status as last posted."""
        return self._status

    def start(self) -> None:
        """Looks for the scanner from now on; a terminal without one in its settings never does."""
        if self._owner is not None or self._status == NOT_FITTED:
            return
        self._ended = False
        self._owner = threading.Thread(target=self._own, name="sheets-owner", daemon=True)
        self._owner.start()

    def stop(self) -> None:
        """Ends the owner thread, and the process it has at the scanner."""
        with self._changed:
            self._ended = True
        for jobs in self._jobs.values():
            jobs.cancel()
        if self._owner is not None:
            self._owner.join(timeout=5.0)
            self._owner = None

    def _source(self, name: SourceName) -> SheetSource:
        return SheetSource(name, self._jobs[name], lambda: self._status_of(name))

    def _status_of(self, name: SourceName) -> DeviceStatus:
        return NOT_FITTED if name in self._lacks else self._status

    # The owner thread -------------------------------------------------------------------------------------------

    def _own(self) -> None:
        self._look()
        while not self._ended:
            found = self._next_wish()
            if found is not None:
                self._run(*found)
                continue
            rest_s = self._settings.look_s if self._status == READY else ABSENT_LOOK_S
            with self._changed:
                woken = self._changed.wait_for(self._woken, timeout=rest_s)
            if not woken:
                self._look()

    def _woken(self) -> bool:
        return self._ended or any(jobs.waiting for jobs in self._jobs.values())

    def _next_wish(self) -> tuple[SourceName, Wish] | None:
        for name, jobs in self._jobs.items():
            wish = jobs.next_wish()
            if wish is not None and not isinstance(wish, ListWish):
                return name, wish
        return None

    def _look(self) -> None:
        """Asks the scanner what it has; a wish is not kept waiting for it."""
        try:
            seen = sane_job.look(self._settings, lambda: not self._woken())
        except KioskError as error:
            # An input or output error at opening: unplugged, switched off, or its network is.
            other = _NOT_THERE if type(error) is ScannerError else _OTHER
            self._say(_STATUSES.get(type(error), other))
            return
        if seen is not None:
            has = {SourceName.FLATBED: seen.flatbed, SourceName.FEEDER: seen.feeder}
            self._lacks = {name for name, there in has.items() if not there}
            self._say(READY)

    def _run(self, name: SourceName, wish: Wish) -> None:
        jobs, pages = self._jobs[name], 0
        self._say(BUSY)
        try:
            with closing(self._sheets(name, wish)) as sheets:
                for sheet in sheets:
                    pages = sheet.number
                    if not jobs.deliver(wish, sheet.number, sheet.image_bgr, sheet.dpi):
                        break
                    del sheet
        except KioskError as error:
            jobs.end(wish, pages, self._after(error))
            return
        self._say(READY)
        jobs.end(wish, pages)

    def _after(self, error: KioskError) -> KioskError:
        """The status after a job that failed, and what to tell: a scanner that is gone is told to be gone."""
        if isinstance(error, _IN_A_PERSONS_HANDS):
            self._say(READY)
        elif isinstance(error, ScannerError):
            self._look()
            if self._status == _NOT_THERE:
                return DeviceAbsent("it went away while it scanned")
        else:
            self._say(_STATUSES.get(type(error), _OTHER))
        return error.with_traceback(None)

    def _sheets(self, name: SourceName, wish: Wish) -> Generator[sane_job.Sheet]:
        return sane_job.sheets(self._settings, name.value, lambda: self._jobs[name].stands(wish))

    def _say(self, status: DeviceStatus) -> None:
        if status != self._status:
            self._status = status
            self._post(StatusChanged(self.kind, status))
