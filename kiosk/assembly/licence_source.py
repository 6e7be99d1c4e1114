"""Electronic licences (电子证照) as a source of pages: whoever agreed is told what they have, and gets its pages.

The file that the hub brings comes from outside like any other: it lies in memory alone (``memfd``), and is opened
by the locked-in process that opens the files of sticks.
"""

from __future__ import annotations

import os
import threading
from contextlib import closing
from datetime import datetime

from kiosk.assembly.licence_desk import Holder, LicenceDesk
from kiosk.devices.base import DeviceState, DeviceStatus, Post
from kiosk.devices.foreign_file.in_memory import in_memory
from kiosk.devices.foreign_file.opening import Limits, opened_pages
from kiosk.devices.page_jobs import ListWish, PageJobs, Wish
from kiosk.devices.pages import Choice, SourceName
from kiosk.errors import FileGone, JourneyError, KioskError
from kiosk.platform.licences import Licence

NOT_FITTED = DeviceStatus(DeviceState.ABSENT, "not_fitted")
NO_LINK = DeviceStatus(DeviceState.ABSENT, "no_link")
READY = DeviceStatus(DeviceState.READY)


class LicenceSource:
    """The hub's issuer of licences. ``agree`` first: without the person's consent nothing is asked."""

    name = SourceName.LICENCE
    offers_choices = True

    def __init__(self, desk: LicenceDesk, limits: Limits, post: Post) -> None:
        self._desk, self._limits = desk, limits
        self._jobs = PageJobs(self.name, post)
        self._holder: Holder | None = None
        self._listed: tuple[Licence, ...] = ()
        self._working = threading.Lock()

    @property
    def status(self) -> DeviceStatus:
        """``not_fitted`` where the hub has no issuer, absent while the hub is not there. Never waits."""
        if not self._desk.ways.offered:
            return NOT_FITTED
        return READY if self._desk.up else NO_LINK

    @property
    def issuer(self) -> str:
        """Who issues them, as residents know it; empty where nobody does."""
        return self._desk.ways.issuer

    @property
    def agreed(self) -> bool:
        """Has this person agreed?"""
        return self._holder is not None

    def agree(self, name: str, number: str, consent_version: str, consent_at: datetime) -> None:
        """The person agreed that the issuer is asked for the licences of this name and number."""
        self._holder = Holder(name, number, consent_version, consent_at)

    def withdraw(self) -> None:
        """No consent any more: the person and all that was heard of them is forgotten."""
        self._holder = None
        self.cancel()

    def ask_choices(self) -> None:
        """``ChoicesListed`` follows."""
        self._jobs.ask_choices()
        self._wake()

    def begin(self, job: int, choice: str = "") -> None:
        """The pages of one licence of the last list follow."""
        self._jobs.begin(job, choice)
        self._wake()

    def more(self, job: int) -> None:
        """The page that arrived is taken."""
        self._jobs.more(job)

    def cancel(self) -> None:
        """Ends the job and forgets the list; who agreed stays until ``withdraw``."""
        self._jobs.cancel()
        self._listed = ()

    # a thread for each wish, one at a time ----------------------------------------------------------------------

    def _wake(self) -> None:
        threading.Thread(target=self._fulfil, name="licences", daemon=True).start()

    def _fulfil(self) -> None:
        with self._working:
            wish = self._jobs.next_wish()
            if isinstance(wish, ListWish):
                self._list(wish)
            elif wish is not None:
                self._fetch(wish)

    def _list(self, wish: ListWish) -> None:
        try:
            found = self._desk.licences_of(self._agreed()).licences
        except KioskError as error:
            self._jobs.list_done(wish, (), error=error)
            return
        with self._jobs.changed:
            if self._jobs.list_stands(wish):
                self._listed = found
                choices = (Choice(str(place), one.title, one.kind) for place, one in enumerate(found))
                self._jobs.list_done(wish, tuple(choices))

    def _fetch(self, wish: Wish) -> None:
        pages = 0
        try:
            licence = self._chosen(wish.choice)
            file = in_memory(self._desk.file_of(self._agreed(), licence.id), "licence")
            try:
                with closing(opened_pages(file, self._limits, lambda: self._jobs.stands(wish))) as drawn:
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

    def _agreed(self) -> Holder:
        if self._holder is None:
            raise JourneyError("nobody agreed")
        return self._holder

    def _chosen(self, choice: str) -> Licence:
        if not choice.isdecimal() or int(choice) >= len(self._listed):
            raise FileGone("not in the last list")
        return self._listed[int(choice)]
