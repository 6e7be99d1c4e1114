"""Looks at the document camera's pictures on two loops: one judges the page, one makes them small to show."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from kiosk.journey.ports import Bgr, Hall, PaperWatch
from kiosk.vision.pages.desk import PageLook


@dataclass(frozen=True)
class PaperLooked:
    """The desk was looked at, on the loop's thread."""

    watch: int
    look: PageLook


class DeskEye:
    """``step`` runs on a loop's thread and posts a ``PaperLooked`` for each new picture."""

    def __init__(self, hall: Hall, watch: PaperWatch, number: int) -> None:
        self._hall, self._watch, self._number = hall, watch, number
        self._seen = -1

    def step(self) -> None:
        """Looks, if there is another picture. Raises ``VisionError``."""
        frame = self._hall.scanner.latest()
        if frame is None or frame.sequence == self._seen:
            return
        self._seen = frame.sequence
        self._hall.post(PaperLooked(self._number, self._watch.step(frame.image_bgr)))


class DeskPicture:
    """``step`` runs on a loop's thread; ``newest`` is what the screen shows, in its size."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._lock = threading.Lock()
        self._over = False
        self._newest: tuple[int, Bgr] | None = None

    @property
    def newest(self) -> tuple[int, Bgr] | None:
        """Sequence and picture, or ``None`` before the first."""
        return self._newest

    def step(self) -> None:
        """Takes the newest picture, if it is another. Raises ``NotAnImage``."""
        frame = self._hall.scanner.latest()
        if frame is None or (self._newest is not None and frame.sequence == self._newest[0]):
            return
        small = self._hall.papers.small(frame.image_bgr)
        with self._lock:
            if self._over:
                small.fill(0)
            else:
                self._newest = frame.sequence, small

    def forget(self) -> None:
        """Nothing of any picture stays, not even of the one that is being made small now."""
        with self._lock:
            self._over = True
            if self._newest is not None:
                self._newest[1].fill(0)
                self._newest = None
