"""Work leaves the main thread and comes back to it; nothing is lost and nobody waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from kiosk.errors import DiskFull, KioskError
from kiosk.threads import EventQueue, Runner


@pytest.fixture
def events() -> EventQueue:
    return EventQueue()


@pytest.fixture
def runner(events: EventQueue) -> Iterator[Runner]:
    runner = Runner(events)
    yield runner
    runner.stop()


def _drain_until(events: EventQueue, seen: list[object], deadline_s: float = 10.0) -> None:
    ends = time.monotonic() + deadline_s
    turn = threading.Event()
    while not seen and time.monotonic() < ends:
        events.drain(seen.append)
        turn.wait(0.002)
    assert seen


def test_events_are_handled_in_the_order_they_came(events: EventQueue) -> None:
    seen: list[object] = []
    for event in range(5):
        events.post(event)
    assert events.drain(seen.append) == 5
    assert seen == [0, 1, 2, 3, 4]


def test_a_flood_of_events_is_handled_a_little_at_a_time(events: EventQueue) -> None:
    for event in range(10):
        events.post(event)
    assert events.drain(lambda _: None, budget_s=0.0) == 1
    assert events.drain(lambda _: None) == 9


def test_work_is_done_elsewhere_and_its_outcome_comes_back_here(events: EventQueue, runner: Runner) -> None:
    seen: list[object] = []
    runner.run(threading.current_thread, lambda worker: seen.append((worker, threading.current_thread())))
    _drain_until(events, seen)
    worker, here = seen[0]  # type: ignore[misc]
    assert worker is not here
    assert here is threading.current_thread()


def test_an_error_of_the_tree_comes_back_as_it_is(events: EventQueue, runner: Runner) -> None:
    def work() -> None:
        raise DiskFull("no room")

    seen: list[object] = []
    runner.run(work, seen.append)
    _drain_until(events, seen)
    assert isinstance(seen[0], DiskFull)


def test_a_foreign_error_comes_back_without_its_words(events: EventQueue, runner: Runner) -> None:
    def work() -> None:
        raise ValueError("王兰")

    seen: list[object] = []
    runner.run(work, seen.append)
    _drain_until(events, seen)
    assert type(seen[0]) is KioskError
    assert "王兰" not in str(seen[0])


def test_a_loop_repeats_until_it_is_stopped(runner: Runner) -> None:
    turns = threading.Semaphore(0)
    loop = runner.loop(turns.release, 0.0, lambda error: None)
    for _ in range(3):
        assert turns.acquire(timeout=10)
    loop.stop()
    loop._thread.join(10)
    assert not loop._thread.is_alive()


def test_a_loop_that_fails_ends_and_says_so_on_the_main_thread(events: EventQueue, runner: Runner) -> None:
    def step() -> None:
        raise OSError(5, "io")

    seen: list[object] = []
    runner.loop(step, 0.0, seen.append)
    _drain_until(events, seen)
    assert isinstance(seen[0], KioskError)


def test_an_error_brings_nothing_along_of_what_was_being_worked_on(events: EventQueue, runner: Runner) -> None:
    def work() -> None:
        number = "11010519491231002X"
        try:
            raise ValueError(number)
        except ValueError:
            raise DiskFull("full") from None

    seen: list[object] = []
    runner.run(work, seen.append)
    _drain_until(events, seen)
    (error,) = seen
    assert isinstance(error, DiskFull)
    assert (error.__traceback__, error.__context__, error.__cause__) == (None, None, None)
