"""The code reader as a device of the terminal: one owner thread opens the line, reads it, opens it again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, Post, StatusChanged
from kiosk.devices.code_reader.events import CodeScanned
from kiosk.devices.code_reader.lines import Lines
from kiosk.devices.code_reader.wire import Wire
from kiosk.errors import DeviceAbsent, DeviceRefused
from kiosk.settings_devices import CodeReader as CodeReaderSettings

BACK_OFF_S = (0.25, 0.5, 1.0, 2.0, 5.0)
"""Waits between attempts to open; the last one repeats."""
READ_S = 0.5
"""Longest wait within one read; a pulled plug and ``stop`` end it at once."""

STARTING = DeviceStatus(DeviceState.STARTING)
READY = DeviceStatus(DeviceState.READY)
NOT_FITTED = DeviceStatus(DeviceState.ABSENT, "not_fitted")
NOT_FOUND = DeviceStatus(DeviceState.ABSENT, "not_found")
STOPPED = DeviceStatus(DeviceState.ABSENT, "stopped")
PORT_TAKEN = DeviceStatus(DeviceState.ATTENTION, "port_taken")


class Line(Protocol):
    """What the reader needs of its wire (``Wire``)."""

    def read(self, timeout_s: float) -> bytes: ...

    def cancel(self) -> None: ...

    def close(self) -> None: ...


class CodeReader:
    """Posts ``StatusChanged`` and a ``CodeScanned`` for each code held to the reader."""

    kind = DeviceKind.CODE_READER

    def __init__(
        self, open_line: Callable[[], Line] | None, post: Post, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``open_line`` opens the wire anew each time and raises ``DeviceAbsent`` or ``DeviceRefused``; ``None``
        stands for a terminal that has no code reader."""
        self._open_line, self._post, self._clock = open_line, post, clock
        self._status = STARTING if open_line is not None else NOT_FITTED
        self._stopping = threading.Event()
        self._line: Line | None = None
        self._thread: threading.Thread | None = None

    @property
    def status(self) -> DeviceStatus:
        """The status as last posted."""
        return self._status

    def start(self) -> None:
        """Starts the owner thread; returns at once. Without a reader there is none to start."""
        if self._thread is not None or self._open_line is None:
            return
        self._stopping.clear()
        self._thread = threading.Thread(target=self._own, args=(self._open_line,), name="code-reader", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the owner thread and closes the wire; returns when both are done. ``start`` may follow."""
        if self._thread is None:
            return
        self._stopping.set()
        line = self._line
        if line is not None:
            line.cancel()
        self._thread.join()
        self._thread = None

    def _own(self, open_line: Callable[[], Line]) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                self._line = open_line()
            except (DeviceAbsent, DeviceRefused) as error:
                self._say(PORT_TAKEN if isinstance(error, DeviceRefused) else NOT_FOUND)
                self._stopping.wait(BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)])
                failures += 1
                continue
            failures = 0
            self._say(READY)
            self._listen(self._line)
            self._line.close()
            self._line = None
        self._say(STOPPED)

    def _listen(self, line: Line) -> None:
        """Reads until the line breaks or the device is stopped."""
        lines = Lines()
        while not self._stopping.is_set():
            try:
                self._hear(lines, line.read(READ_S))
            except DeviceAbsent:
                self._say(NOT_FOUND)
                return

    def _hear(self, lines: Lines, data: bytes) -> None:
        """By itself, so that the waiting thread's frame holds no code that was read: it may name somebody."""
        for text in lines.feed(data, self._clock()):
            self._post(CodeScanned(text))

    def _say(self, status: DeviceStatus) -> None:
        if status != self._status:
            self._status = status
            self._post(StatusChanged(self.kind, status))


def code_reader(settings: CodeReaderSettings, post: Post) -> CodeReader:
    """The code reader that the settings name, or one that is not fitted."""
    if not settings.port:
        return CodeReader(None, post)
    return CodeReader(lambda: Wire(settings.port, settings.baud), post)
