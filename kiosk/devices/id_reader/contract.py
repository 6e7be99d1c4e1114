"""The card reader's contract as tests: whoever writes a driver runs them against it, with pytest.

    from kiosk.devices.id_reader.contract import ReaderContract

    class TestAcmeReader(ReaderContract):
        @pytest.fixture
        def bench(self):
            yield AcmeBench()

The bench is a real reader with a hand beside it, or an emulated one behind the driver's own wire. Every wait ends
with its condition; the limits are class attributes, for hardware that needs more. ``docs/drivers.md`` goes through
it step by step.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from collections.abc import Iterator

from kiosk.devices.base import DeviceKind, StatusChanged
from kiosk.devices.id_reader.contract_bench import (
    FIRST,
    MOVED,
    SECOND,
    Bench,
    Session,
    SpecimenCard,
    unusable,
    usable,
)
from kiosk.devices.id_reader.events import (
    CardAddress,
    CardAppeared,
    CardForgotten,
    CardLeft,
    CardLifted,
    CardRead,
    CardUnwatched,
)

__all__ = ["Bench", "ReaderContract", "SpecimenCard"]


class ReaderContract:
    """What every card reader's driver keeps. Subclass it as a test class and give it the fixture ``bench``."""

    patience_s = 15.0
    """For what has no limit of its own."""
    call_s = 0.5
    """A method that sets a wish returns within this."""
    unplugged_s = 1.0
    back_s = 3.0
    forgotten_s = 10.0
    """From ``ask_back`` to ``CardForgotten``; give the driver's own."""
    watches_cards = True
    """False for hardware that cannot say whether a card that was read still lies there."""
    gives_addresses = True
    """False for hardware that does not read the newest address."""

    @contextlib.contextmanager
    def session(self, bench: Bench) -> Iterator[Session]:
        """A started driver that is ready."""
        session = Session(bench, self.patience_s)
        session.driver.start()
        try:
            session.until(usable)
            yield session
        finally:
            session.driver.stop()

    # A device ----------------------------------------------------------------------------------------------------

    def test_start_returns_at_once_and_the_reader_becomes_ready(self, bench: Bench) -> None:
        session = Session(bench, self.patience_s)
        began = time.monotonic()
        session.driver.start()
        session.driver.start()
        took_s = time.monotonic() - began
        status = session.until(usable)
        session.driver.stop()
        assert took_s < self.call_s
        assert session.driver.kind is DeviceKind.ID_READER
        assert status.reason == ""

    def test_what_status_says_was_posted(self, bench: Bench) -> None:
        with self.session(bench) as session:
            session.lost_and_back()
            posted = [event for event in session.all_posted() if isinstance(event, StatusChanged)]
            assert all(event.device is DeviceKind.ID_READER for event in posted)
            assert session.driver.status in [event.status for event in posted]

    def test_a_status_is_posted_when_it_changes_and_never_again(self, bench: Bench) -> None:
        with self.session(bench) as session:
            session.lost_and_back()
            session.lost_and_back()
        statuses = [event.status for event in session.all_posted() if isinstance(event, StatusChanged)]
        assert all(one != other for one, other in itertools.pairwise(statuses)), statuses

    def test_a_stopped_reader_says_so_and_then_nothing_more(self, bench: Bench) -> None:
        with self.session(bench) as session:
            session.driver.wake()
            session.driver.stop()
            session.driver.stop()
            told = len(session.all_posted())
            bench.place(FIRST)
            bench.unplug()
            bench.plug()
            assert not session.driver.status.usable
        assert told == len(session.all_posted())

    def test_a_stopped_reader_starts_again(self, bench: Bench) -> None:
        with self.session(bench) as session:
            session.driver.stop()
            session.driver.start()
            session.until(usable)
            session.driver.wake()
            bench.place(FIRST)
            session.reads(FIRST)

    def test_wishes_return_at_once_from_any_thread_in_any_state(self, bench: Bench) -> None:
        driver = bench.driver(lambda event: None)
        began = time.monotonic()
        for wish in (driver.wake, driver.ask_back, driver.rest):
            caller = threading.Thread(target=wish)
            caller.start()
            caller.join(self.patience_s)
            assert not caller.is_alive()
        assert time.monotonic() - began < 3 * self.call_s

    # A card ------------------------------------------------------------------------------------------------------

    def test_a_card_is_announced_and_read_byte_for_byte(self, bench: Bench) -> None:
        with self.session(bench) as session:
            session.driver.wake()
            bench.place(FIRST)
            session.reads(FIRST)
            assert [type(event) for event in session.cards()][:2] == [CardAppeared, CardRead]

    def test_what_a_card_holds_is_not_in_the_words_of_an_event(self, bench: Bench) -> None:
        with self.session(bench) as session:
            session.driver.wake()
            bench.place(MOVED)
            words = repr(session.reads(MOVED))
            if self.gives_addresses:
                words += repr(session.next(CardAddress))
            assert "测试" not in words
            assert "\\x" not in words

    def test_a_newest_address_comes_once_behind_its_card(self, bench: Bench) -> None:
        with self.session(bench) as session:
            session.driver.wake()
            bench.place(MOVED)
            session.reads(MOVED)
            if self.gives_addresses:
                assert session.next(CardAddress).units == MOVED.newest_address
            session.lost_and_back()
            addresses = [event for event in session.cards() if isinstance(event, CardAddress)]
            assert len(addresses) == int(self.gives_addresses)

    def test_a_card_without_a_newest_address_brings_none(self, bench: Bench) -> None:
        with self.session(bench) as session:
            session.driver.wake()
            bench.place(FIRST)
            session.reads(FIRST)
            session.lost_and_back()
            assert not [event for event in session.cards() if isinstance(event, CardAddress)]

    def test_one_wish_reads_one_card(self, bench: Bench) -> None:
        with self.session(bench) as session:
            session.driver.wake()
            bench.place(FIRST)
            session.reads(FIRST)
            bench.place(SECOND)
            session.lost_and_back()
            assert len([event for event in session.cards() if isinstance(event, CardRead)]) == 1

    def test_the_next_wish_reads_the_next_card(self, bench: Bench) -> None:
        with self.session(bench) as session:
            for card in (FIRST, SECOND, FIRST):
                session.driver.wake()
                bench.place(card)
                session.reads(card)
                bench.lift()
                if self.watches_cards:
                    session.next(CardLifted)

    def test_a_card_that_is_taken_away_is_told_once(self, bench: Bench) -> None:
        with self.session(bench) as session:
            session.driver.wake()
            bench.place(FIRST)
            session.reads(FIRST)
            bench.lift()
            session.next(CardLifted if self.watches_cards else CardUnwatched)
            session.lost_and_back()
            ends = [event for event in session.cards() if isinstance(event, CardLifted | CardUnwatched)]
            assert len(ends) == 1

    def test_a_card_asked_back_and_left_lying_is_forgotten_and_then_lifted(self, bench: Bench) -> None:
        if not self.watches_cards:
            return
        with self.session(bench) as session:
            session.driver.wake()
            bench.place(FIRST)
            session.reads(FIRST)
            session.driver.ask_back()
            session.next(CardForgotten, self.forgotten_s + 5)
            bench.lift()
            session.next(CardLifted)
            assert len([event for event in session.cards() if isinstance(event, CardForgotten)]) == 1

    # A visit's end -----------------------------------------------------------------------------------------------

    def test_after_rest_no_card_event_follows(self, bench: Bench) -> None:
        with self.session(bench) as session:
            session.driver.wake()
            bench.place(FIRST)
            session.reads(FIRST)
            session.driver.rest()
            told = len(session.cards())
            bench.lift()
            bench.place(SECOND)
            session.lost_and_back()
            assert told == len(session.cards())

    def test_a_card_left_lying_is_told_to_the_next_visit_and_not_read(self, bench: Bench) -> None:
        if not self.watches_cards:
            return
        with self.session(bench) as session:
            session.driver.wake()
            bench.place(FIRST)
            session.reads(FIRST)
            session.driver.rest()
            session.driver.wake()
            session.next(CardLeft)
            bench.lift()
            session.next(CardLifted)
            bench.place(SECOND)
            session.reads(SECOND)

    def test_a_card_left_lying_stays_unread_when_the_reader_is_plugged_in_anew(self, bench: Bench) -> None:
        with self.session(bench) as session:
            session.driver.wake()
            bench.place(FIRST)
            session.reads(FIRST)
            session.driver.rest()
            session.lost_and_back()
            session.driver.wake()
            session.next(CardLeft)
            session.lost_and_back()
            assert len([event for event in session.cards() if isinstance(event, CardRead)]) == 1

    # A cable -----------------------------------------------------------------------------------------------------

    def test_an_unplugged_reader_is_noticed_and_comes_back(self, bench: Bench) -> None:
        with self.session(bench) as session:
            bench.unplug()
            session.until(unusable, self.unplugged_s)
            bench.plug()
            session.until(usable, self.back_s)

    def test_a_wish_outlives_the_cable(self, bench: Bench) -> None:
        with self.session(bench) as session:
            session.driver.wake()
            session.lost_and_back()
            bench.place(SECOND)
            session.reads(SECOND)

    def test_a_reader_lost_under_a_card_does_not_call_it_lifted(self, bench: Bench) -> None:
        with self.session(bench) as session:
            session.driver.wake()
            bench.place(FIRST)
            session.reads(FIRST)
            bench.unplug()
            session.next(CardUnwatched)
            session.until(unusable, self.unplugged_s)
            assert not [event for event in session.cards() if isinstance(event, CardLifted)]
            bench.plug()
            session.until(usable)

    def test_a_reader_that_is_not_there_at_the_start_is_found_when_it_comes(self, bench: Bench) -> None:
        bench.unplug()
        session = Session(bench, self.patience_s)
        session.driver.start()
        session.until(lambda status: unusable(status) and status.reason != "")
        bench.plug()
        session.until(usable, self.back_s)
        session.driver.stop()
