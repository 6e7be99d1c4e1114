"""The port for texts of papers over ``kiosk.vision.reading``: a queue of its own, so that no other work waits."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.errors import KioskError
from kiosk.journey.ports import Bgr
from kiosk.settings import Reading
from kiosk.threads import EventQueue, Runner
from kiosk.vision.reading.reader import PageReader
from kiosk.vision.reading.text import PageText


class ReadingDesk:
    """Reads one page after the other on one thread; outcomes come back through the event queue."""

    def __init__(self, settings: Reading, events: EventQueue) -> None:
        self._reader = PageReader(settings)
        self._runner = Runner(events, workers=1)

    def read(self, page_bgr: Bgr, done: Callable[[PageText | KioskError], None]) -> None:
        """See ``PaperTexts``."""
        reader, asked_in = self._reader, self._reader.rests

        def arrived(outcome: PageText | KioskError) -> None:
            if asked_in == reader.rests:
                done(outcome)

        self._runner.run(lambda: reader.read(page_bgr, since=asked_in), arrived)

    def rest(self) -> None:
        """See ``PaperTexts``; never waits."""
        self._reader.rest()

    def close(self) -> None:
        """Gives up what is under way and ends the thread."""
        self._reader.rest()
        self._runner.stop()
