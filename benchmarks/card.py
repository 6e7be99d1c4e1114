"""From a card on the reader to its fields, against the time that its bytes need on a 115200 8N1 line.

The driver runs as in the product, over pyserial, against the emulated reader that paces every byte. The clock
of the first figure starts when the reader has said that a card is there: what lies before is the person's hand
and the poll, for a card is looked for every 300 ms and so waits 150 ms on average whatever the driver does. It
stops when the event is posted and the text block is parsed. The limit counts the bytes of the dialogue after
that, both ways: select, its answer, read, and the 1295 bytes of text and photo. The module answers at once
here; a real one first talks to the card for some tenths of a second, time that is neither the driver's nor the
line's.

The second figure is the whole way from laying the card down, against half a poll and all the bytes.
"""

from __future__ import annotations

import queue
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import TypeVar

from benchmarks.figure import Figure, against
from kiosk.devices.id_reader.events import CardLifted, CardRead
from kiosk.devices.id_reader.reader import IdReader, id_reader
from kiosk.identity.card_text import parse
from kiosk.sandbox.cards import card_of
from kiosk.sandbox.people import EVERYBODY
from kiosk.sandbox.reader import BYTES_PER_S, SandboxReader
from kiosk.settings import Reader

RUNS = 15
GOAL = 1.25
POLL_MS = 300

Event = TypeVar("Event")

_FIND_BYTES = 10 + 15
_READ_BYTES = 10 + 19 + 10 + 1295


def figures() -> list[Figure]:
    """Both figures, in milliseconds: medians of ``RUNS`` cards laid down at random moments of the poll."""
    with tempfile.TemporaryDirectory() as folder:
        emulator = SandboxReader(Path(folder) / "reader")
        posted: queue.Queue[object] = queue.Queue()
        driver = id_reader(Reader(port=str(emulator.path), poll_ms=POLL_MS), posted.put)
        emulator.start()
        driver.start()
        try:
            runs = [_run(emulator, driver, posted, number) for number in range(RUNS)]
        finally:
            driver.stop()
            emulator.stop()
    read_ms = 1000 * _READ_BYTES / BYTES_PER_S
    whole_ms = POLL_MS / 2 + 1000 * (_FIND_BYTES + _READ_BYTES) / BYTES_PER_S
    found, laid = (statistics.median(values) for values in zip(*runs, strict=True))
    return [
        against("card found to fields", found, "wire time of the bytes", read_ms, "ms", RUNS, limit=GOAL),
        against("card laid down to fields", laid, "half a poll and wire time", whole_ms, "ms", RUNS, limit=GOAL),
    ]


def _run(
    emulator: SandboxReader, driver: IdReader, posted: queue.Queue[object], number: int
) -> tuple[float, float]:
    """One card: milliseconds from found to fields, and from laid down to fields."""
    person = EVERYBODY[number % len(EVERYBODY)]
    card = card_of(person)
    driver.wake()
    time.sleep(random.Random(number).uniform(0.05, 0.05 + POLL_MS / 1000))
    laid_down = time.monotonic()
    emulator.place(card)
    read = _next(posted, CardRead)
    posted_at = time.monotonic()
    assert parse(read.text) == person
    done = time.monotonic()
    emulator.lift()
    _next(posted, CardLifted)
    return 1000 * (read.elapsed_s + done - posted_at), 1000 * (done - laid_down)


def _next(posted: queue.Queue[object], kind: type[Event]) -> Event:
    """The next event of a kind; others before it go by."""
    while True:
        event = posted.get(timeout=10)
        if isinstance(event, kind):
            return event


if __name__ == "__main__":
    for figure in figures():
        print(figure)
