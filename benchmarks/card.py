"""The card reader on its line: from a card to its fields, what looking costs, and how soon a pulled plug is seen.

The driver runs as in the product, over pyserial, against the emulated reader that paces every byte at 115200 8N1.

- *Card to its fields*: from the first byte of the question that finds the card to the event ``CardRead``, parsed,
  against the time that the bytes of find, select and read take on the line, both ways. What lies before is the
  hand and the poll: a card is looked for every 300 ms and so waits 150 ms on average whatever the driver does.
  The module answers at once here; a real one first talks to the card for some tenths of a second, time that is
  neither the driver's nor the line's.
- *Laid down to fields*: the whole way, against half a poll and all the bytes.
- *Load*: processor time of the driver's own thread over the time that passed, looking for a card and at rest.
- *Unplugged*, *back*: from pulling the plug to the status that says so, the slowest over all states; from plugging
  in to ``ready``, the slowest over moments spread over the driver's pace.
"""

from __future__ import annotations

import queue
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from benchmarks.figure import Figure, against, at_most
from kiosk.devices.base import DeviceStatus, StatusChanged
from kiosk.devices.id_reader.events import CardAppeared, CardLifted, CardRead
from kiosk.devices.id_reader.protocol import READ, SAM_ID
from kiosk.devices.id_reader.reader import IdReader, id_reader
from kiosk.identity.card_text import parse
from kiosk.sandbox.card_faults import Fault
from kiosk.sandbox.cards import card_of
from kiosk.sandbox.people import EVERYBODY, YOUNG_WOMAN
from kiosk.sandbox.reader import BYTES_PER_S, SandboxReader
from kiosk.settings_devices import Reader

RUNS = 15
GOAL = 1.15
POLL_MS = 300
LOAD_S = 6.0
PLUGS = 16
STATES = ("rest", "looking", "rest", "reading", "rest", "holding", "rest", "opening")
"""Rest comes often: there the driver looks seldomest."""

Event = TypeVar("Event")

_BYTES = (10 + 15) + (10 + 19) + (10 + 1295)
"""Request and reply of find, select and read."""


class _Desk:
    """The emulated reader, the driver and what it posts."""

    def __init__(self, folder: Path) -> None:
        self.emulator = SandboxReader(folder / "reader")
        self._posted: queue.Queue[object] = queue.Queue()
        self.driver = id_reader(Reader(port=str(self.emulator.path), poll_ms=POLL_MS), self._posted.put)
        assert isinstance(self.driver, IdReader)

    def next(self, kind: type[Event]) -> Event:
        """The next event of a kind; others before it go by."""
        while True:
            event = self._posted.get(timeout=20)
            if isinstance(event, kind):
                return event

    def until(self, fits: Callable[[DeviceStatus], bool]) -> None:
        """Waits for a status."""
        while not fits(self.next(StatusChanged).status):
            pass


@contextmanager
def _desk(*, opening: bool = False) -> Iterator[_Desk]:
    """A reader that is ready, or one whose module does not answer yet."""
    with tempfile.TemporaryDirectory() as folder:
        desk = _Desk(Path(folder))
        if opening:
            desk.emulator.spoil(Fault.SILENT, command=SAM_ID)
        desk.emulator.start()
        desk.driver.start()
        desk.until(lambda status: status.usable is not opening)
        try:
            yield desk
        finally:
            desk.driver.stop()
            desk.emulator.stop()


def figures() -> list[Figure]:
    """Milliseconds are medians of ``RUNS`` cards laid down at random moments of the poll."""
    with _desk() as desk:
        runs = [_read_one(desk, number) for number in range(RUNS)]
        looking, resting = _load(desk, awake=True), _load(desk, awake=False)
    found, laid = (statistics.median(values) for values in zip(*runs, strict=True))
    wire_ms = 1000 * _BYTES / BYTES_PER_S
    whole_ms = POLL_MS / 2 + wire_ms
    seen, back = _plugs()
    return [
        against("card to its fields", found, "wire time of find, select, read", wire_ms, "ms", RUNS, limit=GOAL),
        against("laid down to fields", laid, "half a poll and wire time", whole_ms, "ms", RUNS, limit=GOAL),
        at_most("load while looking for a card", looking, "% of a core", 1, 1.0),
        at_most("load at rest", resting, "% of a core", 1, 1.0),
        at_most("unplugged reader seen, slowest", seen, "s", PLUGS, 1.0),
        at_most("back in service, slowest", back, "s", PLUGS, 3.0),
    ]


def _read_one(desk: _Desk, number: int) -> tuple[float, float]:
    """One card: milliseconds from the question that found it to its fields, and from laying it down."""
    person = EVERYBODY[number % len(EVERYBODY)]
    card = card_of(person)
    desk.driver.wake()
    time.sleep(random.Random(number).uniform(0.05, 0.05 + POLL_MS / 1000))
    laid_down = time.monotonic()
    desk.emulator.place(card)
    read = desk.next(CardRead)
    posted_at = time.monotonic()
    assert parse(read.text) == person
    done = time.monotonic()
    desk.emulator.lift()
    desk.next(CardLifted)
    return 1000 * (read.elapsed_s + done - posted_at), 1000 * (done - laid_down)


def _load(desk: _Desk, *, awake: bool) -> float:
    """Percent of a core that the driver's thread takes while no card lies there."""
    if awake:
        desk.driver.wake()
    else:
        desk.driver.rest()
    [ident] = [thread.ident for thread in threading.enumerate() if thread.name == "id-reader"]
    assert ident is not None
    clock = time.pthread_getcpuclockid(ident)
    begun, begun_cpu = time.monotonic(), time.clock_gettime(clock)
    time.sleep(LOAD_S)
    return 100 * (time.clock_gettime(clock) - begun_cpu) / (time.monotonic() - begun)


def _plugs() -> tuple[float, float]:
    """Seconds to see a pulled plug and to be back, the slowest of ``PLUGS`` in turn over the reader's states."""
    seen, back = [], []
    for number in range(PLUGS):
        state = STATES[number % len(STATES)]
        with _desk(opening=state == "opening") as desk:
            _bring_to(desk, state)
            time.sleep(random.Random(number).uniform(0.0, 0.8))
            pulled = time.monotonic()
            desk.emulator.unplug()
            desk.until(lambda status: not status.usable)
            seen.append(time.monotonic() - pulled)
            desk.emulator.mend()
            time.sleep(random.Random(-number).uniform(0.0, 2.0))
            plugged = time.monotonic()
            desk.emulator.plug()
            desk.until(lambda status: status.usable)
            back.append(time.monotonic() - plugged)
    return max(seen), max(back)


def _bring_to(desk: _Desk, state: str) -> None:
    """Brings the driver into a state of its own: ``reading`` waits for an answer that does not come."""
    if state in ("rest", "opening"):
        return
    if state == "reading":
        desk.emulator.spoil(Fault.SILENT, command=READ)
    desk.driver.wake()
    if state == "looking":
        return
    desk.emulator.place(card_of(YOUNG_WOMAN))
    desk.next(CardAppeared if state == "reading" else CardRead)


if __name__ == "__main__":
    for figure in figures():
        print(figure)
