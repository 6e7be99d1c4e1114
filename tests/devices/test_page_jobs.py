"""The bookkeeping of a source: one job at a time, a page only when the last was taken, nothing after a cancel."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from kiosk.devices.page_jobs import ListWish, PageJobs, Wish
from kiosk.devices.pages import Choice, ChoicesListed, PageArrived, PagesEnded, SourceName
from kiosk.errors import FileBroken
from tests.devices.page_listener import WAIT_S, Listener

PAGE = np.zeros((4, 3, 3), np.uint8)
CHOICES = (Choice("0", "a.pdf", "pdf"),)


def jobs_and_listener() -> tuple[PageJobs, Listener]:
    listener = Listener()
    return PageJobs(SourceName.STICK, listener.post), listener


def begun(jobs: PageJobs, job: int = 1) -> Wish:
    jobs.begin(job, "0")
    wish = jobs.next_wish()
    assert isinstance(wish, Wish)
    return wish


def at_once(work: Callable[[], object]) -> list[object]:
    """Runs it on an owner's thread and waits for what it returns."""
    done: list[object] = []
    thread = threading.Thread(target=lambda: done.append(work()))
    thread.start()
    thread.join(WAIT_S)
    return done


def test_a_wish_is_handed_out_once() -> None:
    jobs, _ = jobs_and_listener()
    begun(jobs)
    assert jobs.next_wish() is None
    assert not jobs.waiting


def test_a_list_comes_before_a_job_that_waits() -> None:
    jobs, _ = jobs_and_listener()
    jobs.begin(1)
    jobs.ask_choices()
    assert isinstance(jobs.next_wish(), ListWish)
    assert isinstance(jobs.next_wish(), Wish)


def test_the_owner_waits_with_a_page_until_it_is_taken() -> None:
    jobs, listener = jobs_and_listener()
    wish = begun(jobs)
    owner = threading.Thread(target=lambda: jobs.deliver(wish, 1, PAGE))
    owner.start()
    listener.page(1, 1)
    jobs.more(7)  # of no job there is
    assert owner.is_alive()
    jobs.more(1)
    owner.join(WAIT_S)
    assert not owner.is_alive()


def test_a_cancel_frees_the_owner_that_waits_with_a_page() -> None:
    jobs, listener = jobs_and_listener()
    wish = begun(jobs)
    outcome: list[bool] = []
    owner = threading.Thread(target=lambda: outcome.append(jobs.deliver(wish, 1, PAGE)))
    owner.start()
    listener.page(1, 1)
    jobs.cancel()
    owner.join(WAIT_S)
    assert outcome == [False]


def test_after_a_cancel_neither_page_nor_end_nor_list_is_posted() -> None:
    jobs, listener = jobs_and_listener()
    wish = begun(jobs)
    jobs.ask_choices()
    listing = jobs.next_wish()
    assert isinstance(listing, ListWish)
    jobs.cancel()
    assert at_once(lambda: jobs.deliver(wish, 1, PAGE)) == [False]
    jobs.end(wish, 0, FileBroken("x"))
    jobs.list_done(listing, CHOICES)
    assert listener.events == []


def test_a_new_job_ends_the_old_one_without_a_word() -> None:
    jobs, listener = jobs_and_listener()
    first = begun(jobs, 1)
    second = begun(jobs, 2)
    assert not jobs.stands(first)
    assert at_once(lambda: jobs.deliver(first, 1, PAGE)) == [False]
    jobs.end(first, 0)
    jobs.end(second, 3)
    assert listener.events == [PagesEnded(SourceName.STICK, 2, 3)]


def test_a_job_is_over_when_it_has_ended() -> None:
    jobs, listener = jobs_and_listener()
    wish = begun(jobs)
    jobs.end(wish, 0)
    jobs.end(wish, 0)
    assert len(listener.of(PagesEnded)) == 1


def test_only_the_list_asked_for_last_is_posted() -> None:
    jobs, listener = jobs_and_listener()
    jobs.ask_choices()
    first = jobs.next_wish()
    jobs.ask_choices()
    second = jobs.next_wish()
    assert isinstance(first, ListWish)
    assert isinstance(second, ListWish)
    jobs.list_done(first, ())
    jobs.list_done(second, CHOICES)
    assert listener.of(ChoicesListed) == [ChoicesListed(SourceName.STICK, CHOICES)]


def test_events_show_neither_names_nor_pictures() -> None:
    said = repr(CHOICES) + repr(PageArrived(SourceName.STICK, 1, 1, PAGE)) + repr(Wish(1, "secret"))
    assert [word for word in ("a.pdf", "array", "secret") if word in said] == []
