"""Question and answer with a printer over a wire: status rounds, fences, throwing away what waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.devices.printer.status import (
    CLEAR,
    FENCE,
    NO_AUTOMATIC_STATUS,
    Inbox,
    PrinterReport,
    ask_bytes,
    report,
)
from kiosk.devices.printer.transports import Wire


@dataclass(frozen=True)
class Timing:
    """How long the driver waits, in seconds."""

    answer_s: float = 0.5
    """For the answer to one status question."""
    look_s: float = 0.4
    """Between status rounds while a job prints."""
    settle_s: float = 15.0
    """For the printer to report progress (a fence) before a job counts as unconfirmed."""
    clear_s: float = 1.0
    """For the word that the buffers are clear."""
    slice_s: float = 0.05
    """One wait for bytes; a stop is noticed after at most so long."""


class Talk:
    """One open conversation. Errors are the wire's: ``DeviceAbsent``, ``DeviceSilent``."""

    def __init__(self, wire: Wire, timing: Timing) -> None:
        self._wire, self._timing = wire, timing
        self._inbox = Inbox()
        self._fences_sent = 0

    def open(self) -> None:
        """Opens the wire and begins with empty hands."""
        self._wire.open()
        self._inbox = Inbox()
        self._fences_sent = 0
        self._wire.write(NO_AUTOMATIC_STATUS)

    def close(self) -> None:
        """Closes the wire; never raises."""
        self._wire.close()

    @property
    def heard(self) -> bool:
        """Has this printer said anything that makes sense since the wire was opened?"""
        return self._inbox.heard

    @property
    def fences_open(self) -> int:
        """Fences sent and not yet answered: that much may still be unprinted."""
        return max(self._fences_sent - self._inbox.fences, 0)

    def report(self) -> PrinterReport:
        """All four questions; after a first silence the others are not asked."""
        answers: list[int | None] = []
        for n in (1, 2, 3, 4):
            silent_before = bool(answers) and answers[0] is None
            answers.append(None if silent_before else self._ask(n))
        return report(*answers)

    def _ask(self, n: int) -> int | None:
        self.listen(0)
        self._inbox.latest = None
        self._wire.write(ask_bytes(n))
        self._wait(lambda: self._inbox.latest is not None, self._timing.answer_s)
        return self._inbox.latest

    def send(self, data: bytes) -> None:
        """A piece of a job with a fence behind it."""
        self._wire.write(data + FENCE)
        self._fences_sent += 1

    def listen(self, seconds: float) -> None:
        """Takes in what comes within ``seconds`` (one wait)."""
        self._inbox.take(self._wire.read(seconds))

    def forget_fences(self) -> None:
        """Nothing is waiting in the printer any more, so no answer is owed."""
        self._fences_sent = self._inbox.fences

    def clear(self) -> bool:
        """Has the printer throw away what it has not printed; false when it does not say that it did."""
        before = self._inbox.clears
        self._wire.write(CLEAR)
        done = self._wait(lambda: self._inbox.clears > before, self._timing.clear_s)
        if done:
            self.forget_fences()
        return done

    def _wait(self, done: Callable[[], bool], seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not done():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self.listen(min(self._timing.slice_s, left))
        return True
