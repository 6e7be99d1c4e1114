"""The A4 printer: one owner thread that asks how the queue is, hands sheets over, and hears what becomes of them.

A job is only begun on a printer that can print, and one that does not end is taken back: nothing waits in a queue
for paper and comes out before somebody else. Taken back or printed, the queue keeps no document (CUPS:
``PreserveJobFiles No``, told in ``docs/drivers.md``).
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, Post, StatusChanged
from kiosk.devices.page_printer.ipp import Reply
from kiosk.devices.page_printer.status import IDLE, PagesReason, status_of, stops
from kiosk.errors import DeviceError, DeviceSilent, KioskError

LOOK_S = 0.25
"""How often a job under way is asked about."""
SETTLE_S = 4.0
"""A reason that stands so long during a job is the printer's, not one that its last job left behind."""
HOLD_S = 15.0
"""After a job that failed for a reason the printer is not offered for so long, though its queue stands idle."""
_CANCELED, _ABORTED, _COMPLETED = 7, 8, 9
"""``job-state`` (RFC 8011 5.3.7)."""


class Queue(Protocol):
    """What the driver needs of its wire (``IppQueue``)."""

    def look(self) -> Reply: ...

    def print(self, pdf: bytes) -> int: ...

    def job(self, number: int) -> Reply: ...

    def cancel(self, number: int) -> None: ...


@dataclass(frozen=True)
class Sheets:
    """A PDF and how many sheets it is."""

    pdf: bytes = field(repr=False)
    pages: int


@dataclass(frozen=True)
class PagesCounted:
    """A job is about to go to the printer: so many sheets will come."""

    job: str
    pages: int


@dataclass(frozen=True)
class PagesPrinted:
    """The queue says that all sheets came out."""

    job: str
    pages: int


@dataclass(frozen=True)
class PagesFailed:
    """Not all sheets came out. ``partial``: the printer had begun, some may lie in the tray."""

    job: str
    reason: PagesReason
    partial: bool = False


@dataclass(frozen=True)
class _Job:
    name: str
    make: Callable[[], Sheets] = field(repr=False)


class PagePrinter:
    """Posts ``StatusChanged``, and for each job ``PagesCounted``, then ``PagesPrinted`` or ``PagesFailed``."""

    kind = DeviceKind.PRINTER

    def __init__(
        self, line: Queue, post: Post, *, status_s: float, patience_s: float, settle_s: float = SETTLE_S
    ) -> None:
        """``status_s``: time between looks while nothing prints; ``patience_s``: time a sheet is given."""
        self._line, self._post = line, post
        self._status_s, self._patience_s, self._settle_s = status_s, patience_s, settle_s
        self._status = DeviceStatus(DeviceState.STARTING)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._held_until = 0.0
        self._stopping, self._ended = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def status(self) -> DeviceStatus:
        """The status as last posted."""
        return self._status

    def start(self) -> None:
        """Starts the owner thread; returns at once."""
        if self._thread is None:
            self._stopping.clear()
            self._ended.clear()
            self._thread = threading.Thread(target=self._own, name="page-printer", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ends the owner thread; a job under way is taken back. Returns when all is done; ``start`` may follow."""
        self._stopping.set()
        self._jobs.put(None)
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join()

    def print_pages(self, make: Callable[[], Sheets], job: str) -> None:
        """Takes sheets that ``make`` makes on the printer's thread, and returns at once.

        ``PagesCounted`` follows before anything is sent, then ``PagesPrinted`` or ``PagesFailed``.
        """
        self._jobs.put(_Job(job, make))
        if self._thread is None or self._ended.is_set():
            self._fail_waiting()

    def _own(self) -> None:
        job: _Job | None = None
        try:
            while not self._stopping.is_set():
                self._look()
                job = self._next()
                if job is not None:
                    self._do(job)
                job = None  # no sheet outlives its job
        except Exception:  # a defect of ours: the terminal must not believe that this printer still works
            self._say(DeviceStatus(DeviceState.FAILED, "internal"))
            if job is not None:
                self._post(PagesFailed(job.name, PagesReason.STOPPED, partial=True))
            raise
        finally:
            self._ended.set()
            self._fail_waiting()

    def _next(self) -> _Job | None:
        try:
            return self._jobs.get(timeout=self._status_s)
        except queue.Empty:
            return None

    def _fail_waiting(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                job = self._jobs.get_nowait()
                if job is not None:
                    self._post(PagesFailed(job.name, PagesReason.STOPPED))

    def _look(self) -> tuple[int, PagesReason | None]:
        """One look at the printer: its state (0: none was had), and what keeps it from printing."""
        try:
            reply = self._line.look()
        except DeviceSilent:
            self._say(DeviceStatus(DeviceState.ATTENTION, PagesReason.UNKNOWN.value))
            return 0, PagesReason.UNKNOWN
        except DeviceError:
            self._say(DeviceStatus(DeviceState.ABSENT, PagesReason.ABSENT.value))
            return 0, PagesReason.ABSENT
        state, reasons = (reply.numbers("printer-state") or (0,))[0], reply.words("printer-state-reasons")
        reason = stops(state, reasons)
        if reason is not None and time.monotonic() < self._held_until:
            self._say(DeviceStatus(DeviceState.ATTENTION, reason.value))
        else:
            self._say(status_of(state, reasons))
        return state, reason

    def _do(self, job: _Job) -> None:
        state, reason = self._look()
        if reason is not None and state != IDLE:
            self._post(PagesFailed(job.name, reason))
            return
        try:
            sheets = job.make()
            self._post(PagesCounted(job.name, sheets.pages))
            number = self._line.print(sheets.pdf)
        except DeviceSilent:
            self._post(PagesFailed(job.name, PagesReason.UNKNOWN, partial=True))
            return
        except KioskError:
            self._post(PagesFailed(job.name, PagesReason.CONTENT))
            return
        failed = self._followed(number, sheets.pages)
        if failed is None:
            self._post(PagesPrinted(job.name, sheets.pages))
        else:
            self._held_until = time.monotonic() + HOLD_S
            self._taken_back(number)
            self._post(PagesFailed(job.name, failed, partial=True))
        self._look()

    def _followed(self, number: int, pages: int) -> PagesReason | None:
        """Waits for the job's end; why it did not come out, or ``None``."""
        ends, stands_since = time.monotonic() + self._patience_s * max(1, pages), None
        while (now := time.monotonic()) < ends:
            with contextlib.suppress(DeviceError):  # asked again; the time is bounded
                states = self._line.job(number).numbers("job-state")
                if _COMPLETED in states:
                    return None
                if _CANCELED in states or _ABORTED in states:
                    return PagesReason.CONTENT
            _, reason = self._look()
            stands_since = None if reason is None else (stands_since or now)
            if reason is not None and stands_since is not None and now - stands_since >= self._settle_s:
                return reason
            if self._stopping.wait(LOOK_S):
                return PagesReason.STOPPED
        return PagesReason.UNKNOWN

    def _taken_back(self, number: int) -> None:
        with contextlib.suppress(DeviceError):  # a queue that is gone holds the job no longer than itself
            self._line.cancel(number)

    def _say(self, status: DeviceStatus) -> None:
        if status != self._status:
            self._status = status
            self._post(StatusChanged(self.kind, status))
