"""Reads kept pages in the background, one after the other, while the person goes on; never waited for."""

from __future__ import annotations

from collections import deque

import numpy as np

from kiosk.errors import KioskError
from kiosk.journey.draft import KeptPage, Reading
from kiosk.journey.ports import Bgr
from kiosk.journey.rooms.room import Room
from kiosk.vision.reading.known import KnownPapers
from kiosk.vision.reading.text import PageText


class PageReading:
    """Of one visit. Without a reader on this machine nothing is read, and nothing else is different."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._waiting: deque[tuple[KeptPage, str]] = deque()
        self._now: KeptPage | None = None

    def ask(self, page: KeptPage, kind: str) -> None:
        """``page`` is to be read as a paper of this kind (``assets/papers``, or empty); twice is no harm."""
        if self._room.hall.texts is None or page is self._now or any(one is page for one, _ in self._waiting):
            return
        if page.reading is None or page.reading.quarter_turns != page.quarter_turns:
            page.reading = None
            self._waiting.append((page, kind))
            self._next()

    def _next(self) -> None:
        if self._now is not None or not self._waiting:
            return
        self._now, kind = self._waiting.popleft()
        page, papers = self._now, self._room.hall.papers
        jpeg, turns = bytes(page.jpeg), page.quarter_turns

        def upright() -> Bgr:
            return np.ascontiguousarray(np.rot90(papers.whole(jpeg), -turns))

        self._room.run(upright, lambda picture: self._unpacked(page, kind, turns, picture))

    def _unpacked(self, page: KeptPage, kind: str, turns: int, picture: Bgr | KioskError) -> None:
        texts = self._room.hall.texts
        if isinstance(picture, KioskError) or texts is None:
            self._done(page, Reading(turns))
            return
        texts.read(picture, lambda text: self._read(page, kind, turns, text))

    def _read(self, page: KeptPage, kind: str, turns: int, text: PageText | KioskError) -> None:
        known = self._room.hall.known_papers
        if isinstance(text, KioskError):
            self._done(page, Reading(turns))
        elif known is None:
            self._done(page, Reading(turns, text))
        else:
            self._room.run(
                lambda: understood(known, text, kind, turns),
                lambda reading: self._understood(page, turns, reading),
            )

    def _understood(self, page: KeptPage, turns: int, reading: Reading | KioskError) -> None:
        self._done(page, Reading(turns) if isinstance(reading, KioskError) else reading)

    def _done(self, page: KeptPage, reading: Reading) -> None:
        page.reading = reading
        self._now = None
        self._next()


def understood(known: KnownPapers, text: PageText, kind: str, turns: int) -> Reading:
    """What the page is, and what stands in its fields if it is the paper asked for."""
    seen = known.recognise(text)
    if seen.kind != kind:
        return Reading(turns, text, seen)
    fields = known.read_fields(text, kind)
    return Reading(turns, text, seen, fields, known.people(kind, fields))
