"""The job under way at a source of pages: what is wished for, who may post, and when the next page may come.

The main thread wishes, the source's owner thread fulfils. A cancelled job posts nothing more from the moment
``cancel`` returns, and a page is handed over only while its job stands.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from kiosk.devices.base import Post
from kiosk.devices.pages import Bgr, Choice, ChoicesListed, PageArrived, PagesEnded, SourceName
from kiosk.errors import KioskError


@dataclass(frozen=True)
class Wish:
    """Pages of ``choice``, for the job of that number."""

    job: int
    choice: str = field(repr=False)


@dataclass(frozen=True)
class ListWish:
    """What there is to choose from."""


class PageJobs:
    """One source's jobs, one at a time. ``changed`` wakes whoever waits; the owner may share it among sources."""

    def __init__(self, source: SourceName, post: Post, changed: threading.Condition | None = None) -> None:
        self._source, self._post = source, post
        self.changed = changed or threading.Condition()
        self._wish: Wish | None = None
        self._begun = False
        self._list: ListWish | None = None
        self._listing: ListWish | None = None
        self._more = False

    # for the main thread ----------------------------------------------------------------------------------------

    def begin(self, job: int, choice: str = "") -> None:
        """A new job; whatever was under way is over."""
        with self.changed:
            self._wish, self._begun, self._more = Wish(job, choice), False, False
            self.changed.notify_all()

    def ask_choices(self) -> None:
        """A new list is wished for."""
        with self.changed:
            self._list = ListWish()
            self.changed.notify_all()

    def more(self, job: int) -> None:
        """The page that arrived is taken."""
        with self.changed:
            if self._wish is not None and self._wish.job == job:
                self._more = True
                self.changed.notify_all()

    def cancel(self) -> None:
        """Nothing is wished for any more, and nothing is posted from now on."""
        with self.changed:
            self._wish, self._list, self._listing, self._more = None, None, None, False
            self.changed.notify_all()

    # for the owner thread ---------------------------------------------------------------------------------------

    @property
    def waiting(self) -> bool:
        """Is there a wish that nobody has begun?"""
        return self._list is not None or (self._wish is not None and not self._begun)

    def next_wish(self) -> Wish | ListWish | None:
        """The wish to fulfil now, if there is one; never waits."""
        with self.changed:
            if self._list is not None:
                self._listing, self._list = self._list, None
                return self._listing
            if self._wish is not None and not self._begun:
                self._begun = True
                return self._wish
            return None

    def stands(self, wish: Wish) -> bool:
        """Is this job still wanted?"""
        return self._wish is wish

    def list_stands(self, wish: ListWish) -> bool:
        """Is this list still wanted?"""
        return self._listing is wish

    def deliver(self, wish: Wish, number: int, image_bgr: Bgr, dpi: float = 0.0) -> bool:
        """Posts a page and waits until it is taken; false when the job is over."""
        with self.changed:
            if self._wish is not wish:
                return False
            self._more = False
            self._post(PageArrived(self._source, wish.job, number, image_bgr, dpi))
            del image_bgr  # whoever took it is its only owner while the next one is waited for
            self.changed.wait_for(lambda: self._wish is not wish or self._more)
            return self._wish is wish

    def end(self, wish: Wish, pages: int, error: KioskError | None = None) -> None:
        """Says that no page follows; the job is over."""
        with self.changed:
            if self._wish is wish:
                self._wish = None
                self._post(PagesEnded(self._source, wish.job, pages, error))

    def list_done(
        self, wish: ListWish, choices: tuple[Choice, ...], *, cut: bool = False, error: KioskError | None = None
    ) -> None:
        """Posts the list, if it is still wanted."""
        with self.changed:
            if self._listing is wish:
                self._listing = None
                self._post(ChoicesListed(self._source, choices, cut, error))
