"""The two ways between the main thread and all others: one queue of events in, one runner of work out.

The main thread never waits. Whatever takes longer than a blink is given to the ``Runner``; what comes of it, and
every device event, comes back through the ``EventQueue``, which the main thread drains a little at a time.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from kiosk.errors import KioskError

T = TypeVar("T")


class EventQueue:
    """Events from any thread, handled on the main thread in the order they came."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[object] = queue.SimpleQueue()

    def post(self, event: object) -> None:
        """Adds an event; never blocks."""
        self._events.put(event)

    def drain(self, handle: Callable[[object], None], budget_s: float = 0.004) -> int:
        """Handles waiting events until none is left or ``budget_s`` is used up; returns how many were handled.

        A ``_Done`` calls its own listener and is not handed to ``handle``.
        """
        ends = time.monotonic() + budget_s
        handled = 0
        while True:
            try:
                event = self._events.get_nowait()
            except queue.Empty:
                return handled
            handled += 1
            if isinstance(event, _Done):
                event.call()
            else:
                handle(event)
            if time.monotonic() >= ends:
                return handled


@dataclass(frozen=True)
class _Done:
    call: Callable[[], None]


class Loop:
    """A step repeated on a thread of its own until ``stop``."""

    def __init__(
        self, step: Callable[[], object], interval_s: float, failed: Callable[[KioskError], None]
    ) -> None:
        self._step, self._interval_s, self._failed = step, interval_s, failed
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="loop", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Asks the loop to end; does not wait, the step under way may still finish."""
        self._ended.set()

    def _run(self) -> None:
        while not self._ended.is_set():
            begun = time.monotonic()
            try:
                self._step()
            except KioskError as error:
                self._failed(error)
                return
            self._ended.wait(max(0.0, self._interval_s - (time.monotonic() - begun)))


class Runner:
    """Does work away from the main thread and brings the outcome back to it.

    Work is started in the order given, at most ``workers`` pieces at a time. Foreign exceptions become a plain
    ``KioskError`` that names only the exception's type, because its words may hold personal data.
    """

    def __init__(self, events: EventQueue, workers: int = 2) -> None:
        self._events = events
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="work")

    def run(self, work: Callable[[], T], done: Callable[[T | KioskError], None]) -> None:
        """Calls ``done`` on the main thread with what ``work`` returned, or with the error it raised."""
        self._pool.submit(work).add_done_callback(lambda future: self._bring_back(future, done))

    def loop(self, step: Callable[[], object], interval_s: float, failed: Callable[[KioskError], None]) -> Loop:
        """Repeats ``step`` every ``interval_s`` on its own thread; an error ends it and reaches ``failed``."""

        def on_main_thread(error: KioskError) -> None:
            alone = _mapped(error)
            self._events.post(_Done(lambda: failed(alone)))

        return Loop(_guarded(step), interval_s, on_main_thread)

    def stop(self) -> None:
        """Takes no more work and waits for what runs."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _bring_back(self, future: Future[T], done: Callable[[T | KioskError], None]) -> None:
        if future.cancelled():
            return
        error = future.exception()
        outcome = _mapped(error) if error else future.result()
        self._events.post(_Done(lambda: done(outcome)))


def _guarded(step: Callable[[], object]) -> Callable[[], object]:
    def guarded() -> object:
        try:
            return step()
        except Exception as error:
            raise _mapped(error) from None

    return guarded


def _mapped(error: BaseException) -> KioskError:
    """The error alone: what it was raised through holds the words and pictures that were being worked on."""
    if not isinstance(error, KioskError):
        return KioskError(f"unexpected {type(error).__name__}")
    error.__context__ = error.__cause__ = None
    return error.with_traceback(None)
