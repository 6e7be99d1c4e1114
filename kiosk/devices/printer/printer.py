"""The receipt printer: one owner thread that asks how the printer is, prints, and says what really came of it.

A job's life::

    print_slip ─► waiting ─► asked before ──(cannot print)──► SlipFailed, nothing on paper
                                 │
                                 ▼
                  sent in pieces, each with a fence; asked again and again meanwhile
                                 ├─(paper out, cover, fault)─► rest thrown away ─► SlipFailed(partial)
                                 ├─(no word within its time)─► SlipPrinted(confirmed=False)
                                 ▼
                  last fence answered, asked after ──(all well)──► SlipPrinted(confirmed=True)

* A printer that answers is never sent a job while it is silent: the slip would come out later, before somebody
  else. A printer that has never answered (a one-way cable) gets its jobs, never confirmed.
* A failed job may be given again under its name; a printed or unconfirmed one may not, so nothing is ever printed
  twice unasked. What was cut short is followed by a cut before the next slip, so two slips never share a paper.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, Post, StatusChanged
from kiosk.devices.printer.encode import CUT
from kiosk.devices.printer.slip import Slip, SlipKind
from kiosk.devices.printer.status import PrinterReport, PrintReason
from kiosk.devices.printer.talk import Talk, Timing
from kiosk.devices.printer.transports import Wire
from kiosk.errors import DeviceError, DeviceRefused, DeviceSilent, PrinterError

PIECE_BYTES = 2048
"""At most this much is sent ahead of a fence, and at most two pieces are unanswered: the smallest receive buffer
of the class is 4 KB."""
_KNOWN_JOBS = 512
_SILENT_ROUNDS = 3
"""After so many silent rounds the line is opened anew: a power-cycled printer may have lost the connection."""


@dataclass(frozen=True)
class SlipPrinted:
    """A slip came out. ``confirmed`` false: the printer took it and did not say what became of it."""

    job: str
    kind: SlipKind
    confirmed: bool


@dataclass(frozen=True)
class SlipFailed:
    """A slip did not come out whole. ``partial``: bytes had gone out, a torn piece may lie in the slot."""

    job: str
    kind: SlipKind
    reason: PrintReason
    partial: bool = False


@dataclass(frozen=True)
class _Job:
    name: str
    slip: Slip


class _CutShort(Exception):
    """Private to this file: the job stops here, for this reason."""

    def __init__(self, reason: PrintReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class ReceiptPrinter:
    """Driver of one ESC/POS receipt printer.

    ``encode`` turns a slip into pieces of bytes (``Encoder.slip``); ``status_s`` is the time between status rounds
    while nothing prints.
    """

    kind = DeviceKind.PRINTER

    def __init__(
        self,
        wire: Wire,
        encode: Callable[[Slip], list[bytes]],
        post: Post,
        *,
        status_s: float,
        timing: Timing | None = None,
    ) -> None:
        self._timing = timing or Timing()
        self._talk = Talk(wire, self._timing)
        self._encode, self._post, self._status_s = encode, post, status_s
        self._status = DeviceStatus(DeviceState.STARTING)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._known: OrderedDict[str, None] = OrderedDict()
        self._known_lock = threading.Lock()
        self._stopping, self._ended = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._open = False
        self._answers = False
        self._torn = False
        self._silent_rounds = 0
        self._well_since: float | None = None

    @property
    def status(self) -> DeviceStatus:
        """The status as last posted."""
        return self._status

    def start(self) -> None:
        """Starts the owner thread; returns at once. Again after ``stop``; a second call changes nothing."""
        if self._thread is None:
            self._stopping.clear()
            self._ended.clear()
            self._thread = threading.Thread(target=self._run, name="printer", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ends the owner thread and closes the wire. Jobs not yet done fail with ``STOPPED``."""
        self._stopping.set()
        self._jobs.put(None)
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join()

    def print_slip(self, slip: Slip, job: str) -> None:
        """Takes a slip to print and returns at once; ``SlipPrinted`` or ``SlipFailed`` follows for ``job``.

        Raises ``DeviceRefused`` when a job of that name waits, prints, or has come out (also unconfirmed).
        """
        with self._known_lock:
            if job in self._known:
                raise DeviceRefused("this slip has been printed or is being printed")
            self._known[job] = None
            while len(self._known) > _KNOWN_JOBS:
                self._known.popitem(last=False)
        self._jobs.put(_Job(job, slip))
        if self._ended.is_set():
            self._fail_waiting()

    # Owner thread ------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        job: _Job | None = None
        try:
            while not self._stopping.is_set():
                self._look()
                job = self._next_job()
                if job is not None:
                    self._do(job)
                job = None  # no word of a slip outlives its job
        except Exception:  # a defect of ours: the terminal must not believe that this printer still works
            self._set(DeviceStatus(DeviceState.FAILED, "internal"))
            if job is not None:
                self._failed(job, PrintReason.STOPPED, partial=True)
            raise
        finally:
            self._hang_up()
            self._ended.set()
            self._fail_waiting()

    def _next_job(self) -> _Job | None:
        try:
            return self._jobs.get(timeout=self._status_s)
        except queue.Empty:
            return None

    def _fail_waiting(self) -> None:
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            if job is not None:
                self._failed(job, PrintReason.STOPPED, partial=False)

    def _look(self) -> PrinterReport | None:
        """One status round; ``None`` when the printer is not there."""
        try:
            if not self._open:
                self._talk.open()
                self._open = True
            report = self._talk.report()
        except DeviceSilent:
            self._hang_up()
            self._set(PrinterReport().status)
            return PrinterReport()
        except DeviceError:
            self._lost()
            return None
        self._answers = self._answers or self._talk.heard
        self._set(report.status)
        self._count_rounds(report)
        return report

    def _count_rounds(self, report: PrinterReport) -> None:
        now = time.monotonic()
        self._well_since = (self._well_since or now) if report.stops is None else None
        if self._well_since is not None and now - self._well_since >= self._timing.settle_s:
            self._talk.forget_fences()  # online with paper for so long: nothing waits in its buffer
        self._silent_rounds = self._silent_rounds + 1 if report.silent else 0
        if self._answers and self._silent_rounds >= _SILENT_ROUNDS:
            self._silent_rounds = 0
            self._hang_up()

    def _do(self, job: _Job) -> None:
        try:
            pieces = _pieces(self._encode(job.slip))
        except PrinterError:
            self._failed(job, PrintReason.CONTENT, partial=False)
            return
        self._well_since = None
        report = self._look()
        refused = self._refused(report)
        if refused is not None:
            self._failed(job, refused, partial=False)
            return
        self._print(job, pieces)
        self._well_since = None

    def _refused(self, report: PrinterReport | None) -> PrintReason | None:
        if report is None:
            return PrintReason.ABSENT
        if report.silent and self._open and not self._answers:
            return None  # a one-way line: printed, never confirmed
        return report.stops

    def _print(self, job: _Job, pieces: list[bytes]) -> None:
        self._set(DeviceStatus(DeviceState.BUSY))
        try:
            confirmed = self._send(pieces)
        except _CutShort as short:
            self._torn = True
            self._discard()
            self._failed(job, short.reason, partial=True)
        except DeviceError as error:
            self._torn = True
            self._lost()
            reason = PrintReason.UNKNOWN if isinstance(error, DeviceSilent) else PrintReason.ABSENT
            self._failed(job, reason, partial=True)
        else:
            self._torn = False
            self._post(SlipPrinted(job.name, job.slip.kind, confirmed))

    def _send(self, pieces: list[bytes]) -> bool:
        """Sends the pieces, watching. True when the printer reported the end and is well after it."""
        waits = self._answers
        lead = CUT if self._torn else b""
        for piece in pieces:
            self._talk.send(lead + piece)
            lead = b""
            waits = waits and self._fences_down_to(1)
        if not waits or not self._fences_down_to(0):
            return False
        return self._talk.report().stops is None

    def _fences_down_to(self, count: int) -> bool:
        """Waits until at most ``count`` fences are open; false when no word came in time. Raises ``_CutShort``."""
        now = time.monotonic()
        open_before, deadline, next_look = self._talk.fences_open, now + self._timing.settle_s, now
        while self._talk.fences_open > count:
            if self._stopping.is_set():
                raise _CutShort(PrintReason.STOPPED)
            now = time.monotonic()
            if now >= deadline:
                return False
            if now >= next_look:
                self._watch(count)
                next_look = time.monotonic() + self._timing.look_s
            self._talk.listen(self._timing.slice_s)
            if self._talk.fences_open < open_before:
                open_before, deadline = self._talk.fences_open, time.monotonic() + self._timing.settle_s
        return True

    def _watch(self, count: int) -> None:
        """Asks during a job. Silence is no reason to stop here: some printers answer nothing while they print."""
        stops = self._talk.report().stops
        if self._talk.fences_open <= count or stops in (None, PrintReason.UNKNOWN):
            return
        raise _CutShort(stops)

    def _discard(self) -> None:
        """What was not printed must not come out later, in front of somebody else."""
        try:
            self._talk.clear()
        except DeviceError:
            self._lost()

    def _failed(self, job: _Job, reason: PrintReason, *, partial: bool) -> None:
        with self._known_lock:
            self._known.pop(job.name, None)
        self._post(SlipFailed(job.name, job.slip.kind, reason, partial))

    def _lost(self) -> None:
        self._hang_up()
        self._set(DeviceStatus(DeviceState.ABSENT, PrintReason.ABSENT.value))

    def _hang_up(self) -> None:
        self._talk.close()
        self._open = False

    def _set(self, status: DeviceStatus) -> None:
        if status != self._status:
            self._status = status
            self._post(StatusChanged(self.kind, status))


def _pieces(operations: list[bytes]) -> list[bytes]:
    """Operations gathered into pieces of at most ``PIECE_BYTES`` (one longer operation stays whole)."""
    pieces: list[bytes] = []
    for operation in operations:
        if pieces and len(pieces[-1]) + len(operation) <= PIECE_BYTES:
            pieces[-1] += operation
        else:
            pieces.append(operation)
    return pieces
