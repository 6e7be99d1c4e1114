"""The pages of one source, taken one after the other: each is flattened and judged before the next may come."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from kiosk.devices.pages import Bgr, PageArrived, PagesEnded, PageSource
from kiosk.errors import KioskError
from kiosk.journey.rooms.room import Room
from kiosk.vision.pages.desk import Before, PageShot
from kiosk.visit import erase


class PageJob:
    """One job at ``source`` on behalf of ``room``.

    ``took`` gets each page, ``ended`` is called once: with ``None`` when all came, else with what went wrong. What
    was taken before stays taken. ``before`` says what must not come again.
    """

    def __init__(
        self,
        room: Room,
        source: PageSource,
        before: Callable[[], Before],
        took: Callable[[PageShot], None],
        ended: Callable[[KioskError | None], None],
    ) -> None:
        self._room, self._source, self._before, self._took, self._ended = room, source, before, took, ended
        self._number = secrets.randbits(48)
        self._taking = self._over = self._stopped = False
        self._last: PagesEnded | None = None

    @property
    def stopped(self) -> bool:
        """Was it ended from here, so that the source forgot what it was to give?"""
        return self._stopped

    def begin(self, choice: str = "") -> None:
        """The first page may come."""
        self._source.begin(self._number, choice)

    def stop(self) -> None:
        """No page is wanted any more; sheets not drawn in yet stay where they are."""
        if not self._over:
            self._over = self._stopped = True
            self._source.cancel()

    def handle(self, event: object) -> None:
        """News of the source."""
        if self._over:
            return
        match event:
            case PageArrived(job=job, image_bgr=image_bgr) if job == self._number:
                self._take(image_bgr)
            case PagesEnded(job=job) if job == self._number:
                self._last = event
                self._end_if_done()

    def _take(self, image_bgr: Bgr) -> None:
        self._taking = True
        papers, known = self._room.hall.papers, self._before()

        def work() -> PageShot:
            try:
                return papers.take_sheet(image_bgr, known)
            finally:
                erase(image_bgr)

        self._room.run(work, self._taken)

    def _taken(self, shot: PageShot | KioskError) -> None:
        if self._over:
            return
        self._taking = False
        if isinstance(shot, KioskError):
            self.stop()
            self._ended(shot)
            return
        self._took(shot)
        if not self._over:
            self._source.more(self._number)
            self._end_if_done()

    def _end_if_done(self) -> None:
        if self._last is not None and not self._taking:
            self._over = True
            self._ended(self._last.error)
