"""A stick or folder as a device: there or not, what is on it, and the pages of the file that a person chose.

Names of files are the person's: they live in the list that is shown, and end with ``cancel``.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, Post, StatusChanged
from kiosk.devices.foreign_file.opening import FilePage, Limits, opened_pages
from kiosk.devices.page_jobs import ListWish, PageJobs, Wish
from kiosk.devices.pages import Choice, SourceName
from kiosk.devices.stick.listing import Found, Sweep, look, opened
from kiosk.devices.stick.mounts import MOUNTINFO, sticks
from kiosk.errors import FileGone, FileSlow, KioskError
from kiosk.settings_devices import Stick

LOOK_S = 0.7
"""Between two looks whether a stick is there."""
OPEN_S = 5.0
"""Longest wait for a file to open."""

ABSENT = DeviceStatus(DeviceState.ABSENT, "no_stick")
NOT_FITTED = DeviceStatus(DeviceState.ABSENT, "not_fitted")
READY = DeviceStatus(DeviceState.READY)
BUSY = DeviceStatus(DeviceState.BUSY)

T = TypeVar("T")
Open = Callable[[int, Limits, Callable[[], bool]], Generator[FilePage]]


class FileStick:
    """The sticks and folders of the settings as one source of pages."""

    kind = DeviceKind.STICK
    name = SourceName.STICK
    offers_choices = True

    def __init__(
        self, settings: Stick, post: Post, mountinfo: Path = MOUNTINFO, open_file: Open = opened_pages
    ) -> None:
        self._settings, self._post, self._mountinfo, self._open_file = settings, post, mountinfo, open_file
        self._limits = Limits.of(settings)
        self._jobs = PageJobs(self.name, post)
        self._found: tuple[Found, ...] = ()
        fitted = settings.roots or settings.folders
        self._status = DeviceStatus(DeviceState.STARTING) if fitted else NOT_FITTED
        self._ended = False
        self._owner: threading.Thread | None = None

    @property
    def status(self) -> DeviceStatus:
        """The status as last posted."""
        return self._status

    def start(self) -> None:
        """Looks for sticks from now on; a terminal without any in its settings never does."""
        if self._owner is not None or self._status == NOT_FITTED:
            return
        self._ended = False
        self._owner = threading.Thread(target=self._own, name="stick-owner", daemon=True)
        self._owner.start()

    def stop(self) -> None:
        """Ends the owner thread and whatever it reads."""
        with self._jobs.changed:
            self._ended = True
        self.cancel()
        if self._owner is not None:
            self._owner.join(timeout=OPEN_S + 2.0)
            self._owner = None

    def ask_choices(self) -> None:
        """``ChoicesListed`` follows."""
        self._jobs.ask_choices()

    def begin(self, job: int, choice: str = "") -> None:
        """The pages of a file of the last list follow."""
        self._jobs.begin(job, choice)

    def more(self, job: int) -> None:
        """The page that arrived is taken."""
        self._jobs.more(job)

    def cancel(self) -> None:
        """Ends the job and forgets the names of all files."""
        self._jobs.cancel()
        self._found = ()

    # The owner thread -------------------------------------------------------------------------------------------

    def _own(self) -> None:
        while not self._ended:
            here = sticks(self._settings.roots, self._settings.folders, self._mountinfo)
            self._say(READY if here else ABSENT)
            wish = self._jobs.next_wish()
            if isinstance(wish, ListWish):
                self._list(wish, here)
            elif wish is not None:
                self._say(BUSY if here else ABSENT)
                self._read(wish)
            else:
                with self._jobs.changed:
                    self._jobs.changed.wait_for(lambda: self._ended or self._jobs.waiting, timeout=LOOK_S)

    def _list(self, wish: ListWish, here: list[Path]) -> None:
        settings = self._settings
        sweep = Sweep(settings.looked_at, settings.listed, settings.depth, settings.list_s)
        try:
            found, cut = _within(settings.list_s + OPEN_S, lambda: look(here, sweep, settings.kinds))
        except KioskError as error:
            self._jobs.list_done(wish, (), error=error)
            return
        with self._jobs.changed:
            if not self._jobs.list_stands(wish):
                return
            self._found = tuple(found)
            choices = (
                Choice(str(place), one.label, one.kind, one.size_bytes, one.where)
                for place, one in enumerate(self._found)
            )
            self._jobs.list_done(wish, tuple(choices), cut=cut)

    def _read(self, wish: Wish) -> None:
        pages = 0
        try:
            found = self._chosen(wish.choice)
            file = _within(OPEN_S, lambda: opened(found))
            try:
                with closing(self._open_file(file, self._limits, lambda: self._jobs.stands(wish))) as drawn:
                    for page in drawn:
                        pages = page.number
                        if not self._jobs.deliver(wish, page.number, page.image_bgr, page.dpi):
                            return
                        del page
            finally:
                os.close(file)
        except KioskError as error:
            self._jobs.end(wish, pages, error)
            return
        self._jobs.end(wish, pages)

    def _chosen(self, choice: str) -> Found:
        found = self._found
        if not choice.isdecimal() or int(choice) >= len(found):
            raise FileGone("not in the last list")
        return found[int(choice)]

    def _say(self, status: DeviceStatus) -> None:
        if status != self._status:
            self._status = status
            self._post(StatusChanged(self.kind, status))


def _within(seconds: float, work: Callable[[], T]) -> T:
    """Does it on a thread of its own, for a dying stick may hold whoever asks it for ever. Raises ``FileSlow``."""
    done: list[T | KioskError] = []

    def run() -> None:
        try:
            done.append(work())
        except KioskError as error:
            done.append(error)

    thread = threading.Thread(target=run, name="stick-asking", daemon=True)
    thread.start()
    thread.join(seconds)
    if not done:
        raise FileSlow("the stick does not answer")
    if isinstance(done[0], KioskError):
        raise done[0]
    return done[0]
