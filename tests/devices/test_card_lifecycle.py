"""A card's life on the wire: left lying, taken away at each step, put back, exchanged within one poll."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from id_reader_wires import Desk

from kiosk.devices.base import DeviceState, StatusChanged
from kiosk.devices.id_reader.events import (
    CardAddress,
    CardAppeared,
    CardLeft,
    CardLifted,
    CardRead,
    CardReason,
    CardTrouble,
    CardUnwatched,
)
from kiosk.devices.id_reader.protocol import FIND, READ, READ_ADDRESS, READ_CHIP, SELECT, STATUS
from kiosk.devices.id_reader.states import ReaderState
from kiosk.sandbox.card_faults import Fault
from kiosk.sandbox.cards import card_of
from kiosk.sandbox.people import OLDER_MAN, YOUNG_WOMAN
from kiosk.sandbox.sam import EVERYTHING, SandboxSam

CARD = card_of(YOUNG_WOMAN)
OTHER = card_of(OLDER_MAN)
MOVED = card_of(YOUNG_WOMAN, newest_address="样例市样例区新样例路3号")


def ready(desk: Desk) -> Desk:
    desk.run_until(lambda: desk.cycle.status.state is DeviceState.READY)
    return desk


def held(desk: Desk) -> Desk:
    """A card was read and lies there."""
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.run_until(lambda: desk.cycle.state is ReaderState.HOLD)
    return desk


@pytest.fixture
def desk() -> Desk:
    """A reader that is ready; nobody waits for a card."""
    return ready(Desk())


@pytest.fixture
def holding(desk: Desk) -> Desk:
    return held(desk)


@pytest.fixture
def left(holding: Desk) -> Desk:
    """The visit has ended, and its card still lies there."""
    holding.cycle.rest()
    holding.run(5)
    holding.events.clear()
    return holding


def told(desk: Desk) -> list[object]:
    """The card events without their content."""
    return [
        type(event) if isinstance(event, CardRead) else event
        for event in desk.events
        if not isinstance(event, StatusChanged)
    ]


def texts(desk: Desk) -> list[bytes]:
    return [event.text for event in desk.of(CardRead)]  # type: ignore[attr-defined]


def on(command: bytes, deed: Callable[[], None]) -> Callable[[bytes], None]:
    """Does something the first time the command is sent, before it is answered."""
    waiting = [deed]

    def hook(request: bytes) -> None:
        if request == command and waiting:
            waiting.pop()()

    return hook


# Taken away at each step, and put back


@pytest.mark.parametrize("step", [FIND, SELECT, READ])
def test_a_card_taken_away_at_any_step_and_put_back_is_read(desk: Desk, step: bytes) -> None:
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.wire.before_reply = on(step, desk.sam.lift)
    desk.run(5)
    before = texts(desk)
    desk.sam.place(CARD)
    desk.run(2)
    assert (before, texts(desk)) == ([], [CARD.text])


@pytest.mark.parametrize(("step", "says"), [(SELECT, True), (READ, True), (FIND, False)])
def test_a_card_taken_away_is_told_once_it_was_announced(desk: Desk, step: bytes, says: bool) -> None:
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.wire.before_reply = on(step, desk.sam.lift)
    desk.run(5)
    assert told(desk) == [CardAppeared(), CardTrouble(CardReason.LIFTED)] * says


def test_a_card_taken_away_before_its_address_was_asked_for_is_lifted(desk: Desk) -> None:
    desk.cycle.wake()
    desk.sam.place(MOVED)
    desk.wire.before_reply = on(READ_ADDRESS, desk.sam.lift)
    desk.run(2)
    assert told(desk) == [CardAppeared(), CardRead, CardLifted()]


def test_a_card_put_back_after_it_was_read_is_read_again_only_when_wanted(holding: Desk) -> None:
    holding.sam.lift()
    holding.run(2)
    holding.sam.place(CARD)
    holding.run(5)
    unwanted = len(texts(holding))
    holding.cycle.wake()
    holding.run(2)
    assert (unwanted, texts(holding)) == (1, [CARD.text, CARD.text])


def test_a_card_that_moves_all_the_time_is_troubled_once_and_tried_as_long_as_it_lies_there(desk: Desk) -> None:
    desk.faults.add(Fault.WRONG_STATUS, command=READ, times=20, sw3=0x41)
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.run(20)
    assert told(desk) == [CardAppeared(), CardTrouble(CardReason.LIFTED), CardRead]


# Another card within one poll


@pytest.mark.parametrize("step", [SELECT, READ])
def test_a_card_exchanged_while_it_is_read_shows_the_new_one_alone(desk: Desk, step: bytes) -> None:
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.wire.before_reply = on(step, lambda: desk.sam.place(OTHER))
    desk.run(3)
    assert texts(desk) == [OTHER.text]


def test_a_card_exchanged_between_two_looks_was_lifted(holding: Desk) -> None:
    holding.sam.place(OTHER)
    holding.run(1)
    assert (holding.of(CardLifted), texts(holding)) == ([CardLifted()], [CARD.text])


def test_a_card_exchanged_between_two_looks_is_read_when_wanted(holding: Desk) -> None:
    holding.cycle.wake()
    holding.sam.place(OTHER)
    holding.run(2)
    assert texts(holding) == [CARD.text, OTHER.text]


def test_the_address_is_never_that_of_another_card(desk: Desk) -> None:
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.wire.before_reply = on(READ_ADDRESS, lambda: desk.sam.place(MOVED))
    desk.run(3)
    assert (desk.of(CardAddress), desk.of(CardLifted)) == ([], [CardLifted()])


# The newest address


def test_the_newest_address_comes_once_right_behind_the_card(desk: Desk) -> None:
    desk.cycle.wake()
    desk.sam.place(MOVED)
    desk.run(10)
    assert [event.units for event in desk.of(CardAddress)] == [MOVED.newest_address]  # type: ignore[attr-defined]


def test_a_card_is_told_before_its_address_is_asked_for(desk: Desk) -> None:
    known: list[int] = []
    desk.cycle.wake()
    desk.sam.place(MOVED)
    desk.wire.before_reply = on(READ_ADDRESS, lambda: known.append(len(desk.of(CardRead))))
    desk.run(3)
    assert known == [1]


def test_a_card_without_a_newest_address_posts_none(holding: Desk) -> None:
    holding.run(5)
    assert holding.of(CardAddress) == []


def test_an_address_broken_on_the_line_is_asked_for_again(desk: Desk) -> None:
    desk.faults.add(Fault.BAD_CHECKSUM, command=READ_ADDRESS, times=2, sw3=0)
    desk.cycle.wake()
    desk.sam.place(MOVED)
    desk.run(10)
    assert len(desk.of(CardAddress)) == 1


def test_a_module_that_knows_no_newest_address_is_asked_for_it_once_a_card() -> None:
    desk = held(ready(Desk(SandboxSam(EVERYTHING - {READ_ADDRESS}))))
    desk.run(5)
    assert (desk.of(CardAddress), desk.of(CardUnwatched), READ_CHIP in desk.wire.asked) == ([], [], True)


def test_an_address_that_comes_after_the_visit_is_nobodys(desk: Desk) -> None:
    desk.cycle.wake()
    desk.sam.place(MOVED)
    desk.wire.before_reply = on(READ_ADDRESS, desk.cycle.rest)
    desk.run(10)
    assert desk.of(CardAddress) == []


def test_an_address_does_not_show_in_words(desk: Desk) -> None:
    desk.cycle.wake()
    desk.sam.place(MOVED)
    desk.run(2)
    assert [repr(event) for event in desk.of(CardAddress)] == ["CardAddress()"]


# Left lying by the visit before


def test_a_card_left_lying_tells_nobody_while_nobody_wants_one(left: Desk) -> None:
    left.run(30)
    assert told(left) == []


def test_a_card_left_lying_is_told_to_the_next_visit_once_and_never_read(left: Desk) -> None:
    left.cycle.wake()
    left.run(30)
    assert told(left) == [CardLeft()]


def test_a_card_left_lying_is_told_anew_at_each_wake(left: Desk) -> None:
    for _ in range(2):
        left.cycle.wake()
        left.run(2)
    assert told(left) == [CardLeft(), CardLeft()]


def test_a_left_card_taken_away_after_the_visit_that_was_told_of_it_tells_nobody(left: Desk) -> None:
    left.cycle.wake()
    left.run(2)
    left.cycle.rest()
    left.sam.lift()
    left.run(5)
    assert told(left) == [CardLeft()]


def test_once_a_left_card_is_taken_away_the_next_is_read(left: Desk) -> None:
    left.cycle.wake()
    left.run(2)
    left.sam.lift()
    left.run(1)
    left.sam.place(OTHER)
    left.run(1)
    assert told(left) == [CardLeft(), CardLifted(), CardAppeared(), CardRead]
    assert texts(left) == [OTHER.text]


def test_a_left_card_exchanged_for_ones_own_within_one_poll_is_lifted_and_the_own_read(left: Desk) -> None:
    left.cycle.wake()
    left.run(2)
    left.sam.place(OTHER)
    left.run(1)
    assert told(left) == [CardLeft(), CardLifted(), CardAppeared(), CardRead]


def test_a_card_put_back_in_the_instant_a_visit_ends_is_not_the_next_ones(holding: Desk) -> None:
    holding.sam.lift()
    holding.run_until(lambda: CardLifted() in told(holding))
    holding.cycle.rest()
    holding.events.clear()
    holding.cycle.wake()
    holding.sam.place(OTHER)
    holding.cycle.rest()
    holding.cycle.wake()
    holding.run(3)
    assert told(holding) == [CardLeft()]


def test_a_card_put_back_and_forgotten_long_after_it_was_lifted_is_left(holding: Desk) -> None:
    holding.sam.lift()
    holding.run(5)
    holding.sam.place(CARD)
    holding.cycle.rest()
    holding.run(5)
    holding.events.clear()
    holding.cycle.wake()
    holding.run(2)
    assert told(holding) == [CardLeft()]


def test_a_left_card_taken_away_between_visits_is_no_matter(left: Desk) -> None:
    left.sam.lift()
    left.run(2)
    left.cycle.wake()
    left.run(1)
    left.sam.place(OTHER)
    left.run(1)
    assert told(left) == [CardAppeared(), CardRead]


def test_a_card_laid_down_between_visits_is_the_next_ones(desk: Desk) -> None:
    desk.cycle.rest()
    desk.run(3)
    desk.sam.place(CARD)
    desk.run(3)
    desk.cycle.wake()
    desk.run(1)
    assert texts(desk) == [CARD.text]


def test_a_card_that_nobody_asked_for_lying_there_at_a_visits_end_is_not_the_next_ones(desk: Desk) -> None:
    desk.sam.place(CARD)
    desk.cycle.rest()
    desk.cycle.wake()
    desk.run(10)
    assert told(desk) == [CardLeft()]


@pytest.mark.parametrize("step", [FIND, SELECT, READ, READ_ADDRESS])
def test_a_visit_that_ends_at_any_step_leaves_its_card_unread_for_the_next(desk: Desk, step: bytes) -> None:
    def leave() -> None:
        desk.cycle.rest()
        desk.events.clear()
        desk.cycle.wake()

    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.wire.before_reply = on(step, leave)
    desk.run(10)
    assert told(desk) == [CardLeft()]


def test_a_refused_card_left_lying_is_told_and_not_tried(desk: Desk) -> None:
    desk.faults.add(Fault.WRONG_STATUS, command=SELECT, times=None, sw3=0x31)
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.run(5)
    desk.cycle.rest()
    desk.run(5)
    desk.events.clear()
    tried = desk.wire.asked.count(SELECT)
    desk.cycle.wake()
    desk.run(5)
    assert (told(desk), desk.wire.asked.count(SELECT)) == ([CardLeft()], tried)


@pytest.mark.parametrize("unplugged_s", [0.1, 30])
def test_a_left_card_stays_unread_when_the_reader_is_plugged_in_anew(left: Desk, unplugged_s: float) -> None:
    left.unplug()
    left.run(unplugged_s)
    left.plug()
    left.cycle.wake()
    left.run(20)
    assert told(left) == [CardLeft()]


def test_a_card_on_hold_when_the_reader_was_lost_stays_unread_and_can_be_taken_away(holding: Desk) -> None:
    holding.unplug()
    holding.run(2)
    holding.plug()
    holding.run(5)
    holding.events.clear()
    holding.cycle.wake()
    holding.run(2)
    holding.sam.lift()
    holding.run(1)
    holding.sam.place(OTHER)
    holding.run(2)
    assert told(holding) == [CardLeft(), CardLifted(), CardAppeared(), CardRead]


def test_a_visit_that_ends_while_the_reader_is_away_leaves_its_card_unread(holding: Desk) -> None:
    holding.unplug()
    holding.run(2)
    holding.cycle.rest()
    holding.run(5)
    holding.plug()
    holding.events.clear()
    holding.cycle.wake()
    holding.run(10)
    assert told(holding) == [CardLeft()]


def test_a_reader_without_presence_questions_never_reads_a_left_card() -> None:
    desk = held(ready(Desk(SandboxSam(EVERYTHING - {READ_ADDRESS, READ_CHIP}))))
    desk.cycle.rest()
    desk.cycle.wake()
    desk.run(10)
    assert texts(desk) == [CARD.text]


def test_a_left_card_is_watched_instead_of_asking_the_module_how_it_is(left: Desk) -> None:
    left.wire.asked.clear()
    left.run(10)
    assert set(left.wire.asked) == {READ_ADDRESS}
    left.sam.lift()
    left.run(10)
    assert STATUS in left.wire.asked


def test_a_module_that_falls_silent_under_a_left_card_is_lost(left: Desk) -> None:
    left.faults.add(Fault.SILENT, command=None, times=None, sw3=0)
    left.run(30)
    assert left.cycle.status.reason == "silent"


def test_a_card_that_even_find_is_refused_by_counts_as_lying_there(desk: Desk) -> None:
    desk.faults.add(Fault.WRONG_STATUS, command=FIND, times=None, sw3=0x31)
    desk.sam.place(CARD)
    desk.cycle.rest()
    desk.cycle.wake()
    desk.run(5)
    assert told(desk) == [CardLeft()]
