"""The life of the reader and of a card on it, fault by fault and state by state, on a fake clock."""

from __future__ import annotations

import pytest
from id_reader_wires import Desk

from kiosk.devices.base import DeviceState, DeviceStatus, StatusChanged
from kiosk.devices.id_reader.events import (
    CardAppeared,
    CardForgotten,
    CardLeft,
    CardLifted,
    CardRead,
    CardReason,
    CardTrouble,
    CardUnwatched,
)
from kiosk.devices.id_reader.protocol import FIND, READ, READ_ADDRESS, READ_CHIP, RESET, SAM_ID, SELECT, STATUS
from kiosk.devices.id_reader.states import ReaderState, reason_of, status_of
from kiosk.errors import CardError, DeviceAbsent, DeviceError, DeviceRefused
from kiosk.sandbox.card_faults import Fault
from kiosk.sandbox.cards import card_of
from kiosk.sandbox.people import OLDER_MAN, YOUNG_WOMAN

CARD = card_of(YOUNG_WOMAN)
OTHER = card_of(OLDER_MAN)


@pytest.fixture
def desk() -> Desk:
    """A reader that is ready; nobody waits for a card."""
    desk = Desk()
    desk.run_until(lambda: desk.cycle.status.state is DeviceState.READY)
    return desk


@pytest.fixture
def holding(desk: Desk) -> Desk:
    """A card was read and still lies there."""
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.run_until(lambda: desk.cycle.state is ReaderState.HOLD)
    return desk


def troubles(desk: Desk) -> list[CardReason]:
    return [event.reason for event in desk.of(CardTrouble)]  # type: ignore[attr-defined]


def states(desk: Desk) -> list[DeviceStatus]:
    return [event.status for event in desk.of(StatusChanged)]  # type: ignore[attr-defined]


def spoil(desk: Desk, fault: Fault, command: bytes | None, times: int | None = None, sw3: int = 0) -> None:
    desk.faults.add(fault, command=command, times=times, sw3=sw3)


def test_a_reader_that_answers_is_ready_and_known_by_its_number(desk: Desk) -> None:
    assert (desk.cycle.sam_id, states(desk)) == (
        "05.03-20260101-0000001234-0000567890",
        [DeviceStatus(DeviceState.STARTING), DeviceStatus(DeviceState.READY)],
    )


def test_a_placed_card_is_announced_and_read_whole(holding: Desk) -> None:
    [appeared, read] = [event for event in holding.events if not isinstance(event, StatusChanged)]
    assert appeared == CardAppeared()
    assert isinstance(read, CardRead)
    assert (read.text, read.photo) == (CARD.text, CARD.photo)


def test_a_read_card_does_not_print_its_owner(holding: Desk) -> None:
    [read] = holding.of(CardRead)
    assert repr(read) == "CardRead(elapsed_s=0.000)"


def test_nothing_of_a_card_stays_in_the_driver_once_it_is_posted(holding: Desk) -> None:
    kept = [value for value in vars(holding.cycle).values() if isinstance(value, bytes | bytearray) and value]
    assert kept == []


def test_no_card_is_looked_for_before_anybody_wants_one(desk: Desk) -> None:
    desk.sam.place(CARD)
    desk.run(20)
    assert FIND not in desk.wire.asked


def test_cards_are_looked_for_every_poll(desk: Desk) -> None:
    desk.cycle.wake()
    desk.run(3.0)
    assert 9 <= desk.wire.asked.count(FIND) <= 11


def test_one_wish_reads_one_card(holding: Desk) -> None:
    holding.sam.place(OTHER)
    holding.run(10)
    assert len(holding.of(CardRead)) == 1


def test_a_lifted_card_is_told_once(holding: Desk) -> None:
    holding.sam.lift()
    holding.run(10)
    assert holding.of(CardLifted) == [CardLifted()]


def test_the_next_wish_reads_the_next_card(holding: Desk) -> None:
    holding.cycle.wake()
    holding.sam.place(OTHER)
    holding.run(5)
    assert [event.text for event in holding.of(CardRead)] == [CARD.text, OTHER.text]  # type: ignore[attr-defined]


def test_a_card_left_by_the_last_person_is_not_read_for_the_next(holding: Desk) -> None:
    holding.cycle.rest()
    holding.cycle.wake()
    holding.run(20)
    assert len(holding.of(CardRead)) == 1


def test_after_rest_nothing_of_a_card_is_told(holding: Desk) -> None:
    holding.cycle.rest()
    before = len(holding.events)
    holding.sam.lift()
    holding.run(20)
    assert [e for e in holding.events[before:] if not isinstance(e, StatusChanged)] == []


def test_a_card_left_is_not_told_as_lifted_to_nobody(holding: Desk) -> None:
    """Found by the soak: the visit that was told of the card left lying had ended."""
    holding.cycle.rest()
    holding.cycle.wake()
    holding.run_until(lambda: bool(holding.of(CardLeft)))
    holding.sam.lift()
    holding.cycle.rest()
    before = len(holding.events)
    holding.run(20)
    assert [e for e in holding.events[before:] if not isinstance(e, StatusChanged)] == []


def test_a_visit_that_ends_while_its_card_is_read_gets_no_card(desk: Desk) -> None:
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.wire.before_reply = lambda request: desk.cycle.rest() if request == READ else None
    desk.run(20)
    assert desk.of(CardRead) == []


def test_a_visit_that_ends_before_its_card_is_found_hears_nothing(desk: Desk) -> None:
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.wire.before_reply = lambda request: desk.cycle.rest() if request == FIND else None
    desk.run(20)
    assert desk.of(CardAppeared) == []


@pytest.mark.parametrize(
    ("fault", "command", "reason"),
    [
        (Fault.LIFTED_MID_READ, SELECT, CardReason.LIFTED),
        (Fault.LIFTED_MID_READ, READ, CardReason.LIFTED),
        (Fault.LIFTED_MID_REPLY, READ, CardReason.LIFTED),
        (Fault.BAD_CHECKSUM, SELECT, CardReason.GARBLED),
        (Fault.BAD_CHECKSUM, READ, CardReason.GARBLED),
        (Fault.CUT, SELECT, CardReason.GARBLED),
        (Fault.CUT, READ, CardReason.GARBLED),
        (Fault.SILENT, SELECT, CardReason.SILENT),
        (Fault.SILENT, READ, CardReason.SILENT),
    ],
)
def test_every_fault_while_a_card_is_read_has_its_name_and_shows_nothing_of_the_owner(
    desk: Desk, fault: Fault, command: bytes, reason: CardReason
) -> None:
    spoil(desk, fault, command, times=1 if reason is CardReason.LIFTED else None)
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.run(15)
    assert (troubles(desk), desk.of(CardRead)) == ([reason], [])


@pytest.mark.parametrize(
    ("sw3", "command", "reason"),
    [
        (0x81, SELECT, CardReason.SELECT_FAILED),
        (0x31, SELECT, CardReason.REJECTED),
        (0x31, READ, CardReason.REJECTED),
        (0x32, READ, CardReason.REJECTED),
        (0x33, READ, CardReason.REJECTED),
        (0x40, READ, CardReason.UNKNOWN),
        (0x41, READ, CardReason.LIFTED),
        (0x47, READ, CardReason.LIFTED),
        (0x10, READ, CardReason.GARBLED),
        (0x24, READ, CardReason.READER_FAILED),
    ],
)
def test_every_status_that_refuses_a_card_has_its_name(
    desk: Desk, sw3: int, command: bytes, reason: CardReason
) -> None:
    spoil(desk, Fault.WRONG_STATUS, command, sw3=sw3)
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.run_until(lambda: bool(desk.of(CardTrouble)))
    assert (troubles(desk), desk.of(CardRead)) == ([reason], [])


def test_a_card_that_cannot_be_read_is_tried_three_times_and_announced_once(desk: Desk) -> None:
    spoil(desk, Fault.WRONG_STATUS, READ, sw3=0x33)
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.run(20)
    assert (desk.wire.asked.count(READ), len(desk.of(CardAppeared)), troubles(desk)) == (
        3,
        1,
        [CardReason.REJECTED],
    )


def test_a_refused_card_that_is_lifted_and_laid_down_again_is_tried_again(desk: Desk) -> None:
    spoil(desk, Fault.WRONG_STATUS, READ, times=3, sw3=0x33)
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.run(10)
    desk.sam.lift()
    desk.run(1)
    desk.sam.place(CARD)
    desk.run(1)
    assert (len(desk.of(CardAppeared)), len(desk.of(CardRead))) == (2, 1)


def test_a_card_refused_to_the_last_visit_is_not_tried_for_the_next(desk: Desk) -> None:
    spoil(desk, Fault.WRONG_STATUS, READ, sw3=0x33)
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.run(10)
    desk.cycle.rest()
    desk.cycle.wake()
    desk.run(10)
    assert (troubles(desk), desk.of(CardLeft)) == ([CardReason.REJECTED], [CardLeft()])


def test_a_card_that_selects_at_the_second_attempt_is_no_trouble(desk: Desk) -> None:
    spoil(desk, Fault.WRONG_STATUS, SELECT, times=1, sw3=0x81)
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.run(2)
    assert (troubles(desk), len(desk.of(CardRead))) == ([], 1)


@pytest.mark.parametrize("fault", [Fault.BAD_CHECKSUM, Fault.CUT])
def test_a_reply_broken_once_is_asked_for_again_without_trouble(desk: Desk, fault: Fault) -> None:
    spoil(desk, fault, READ, times=1)
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.run(3)
    assert (troubles(desk), len(desk.of(CardRead))) == ([], 1)


@pytest.mark.parametrize("fault", [Fault.GARBAGE_FIRST, Fault.GLUED])
def test_noise_on_the_line_is_no_trouble(desk: Desk, fault: Fault) -> None:
    spoil(desk, fault, None)
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.run(3)
    assert (troubles(desk), len(desk.of(CardRead))) == ([], 1)


# Wire lost, in each state


def test_a_wire_lost_while_idle_is_told_once_and_told_once_when_back(desk: Desk) -> None:
    desk.port_error = DeviceAbsent("port: ENOENT")
    desk.wire.unplugged = True
    desk.run(60)
    desk.port_error = None
    desk.run(15)
    assert [status.state for status in states(desk)][2:] == [DeviceState.ABSENT, DeviceState.READY]


@pytest.mark.parametrize("command", [SELECT, READ])
def test_a_wire_lost_while_a_card_is_read_is_the_readers_fault(desk: Desk, command: bytes) -> None:
    def unplug(request: bytes) -> None:
        desk.wire.unplugged = desk.wire.unplugged or request == command

    desk.wire.before_reply = unplug
    desk.cycle.wake()
    desk.sam.place(CARD)
    desk.run_until(lambda: desk.cycle.state is ReaderState.CLOSED)
    assert (troubles(desk), desk.of(CardRead)) == ([CardReason.READER_FAILED], [])


def test_a_wire_lost_while_a_card_lies_there_leaves_it_unwatched(holding: Desk) -> None:
    holding.wire.unplugged = True
    holding.run(1)
    assert (holding.of(CardUnwatched), holding.of(CardLifted)) == ([CardUnwatched()], [])


def test_a_wish_outlives_a_lost_wire(desk: Desk) -> None:
    desk.cycle.wake()
    desk.wire.unplugged = True
    desk.sam.place(CARD)
    desk.run(10)
    assert len(desk.of(CardRead)) == 1


def test_the_old_wire_is_closed_when_it_is_lost(desk: Desk) -> None:
    lost = desk.wire
    lost.unplugged = True
    desk.run_until(lambda: desk.cycle.state is ReaderState.CLOSED)
    assert lost.closed


def gaps(desk: Desk) -> list[float]:
    return [later - earlier for earlier, later in zip(desk.openings, desk.openings[1:], strict=False)]


def test_an_absent_port_is_looked_for_again_and_again_in_less_than_a_second(desk: Desk) -> None:
    desk.unplug()
    desk.openings.clear()
    desk.run_until(lambda: len(desk.openings) == 7)
    assert gaps(desk) == pytest.approx([0.75] * 6)


def test_a_port_that_may_not_be_opened_is_tried_after_1_2_4_8_and_then_10_seconds(desk: Desk) -> None:
    desk.port_error = DeviceRefused("port: EACCES")
    desk.wire.unplugged = True
    desk.openings.clear()
    desk.run_until(lambda: len(desk.openings) == 7)
    assert gaps(desk) == pytest.approx([1, 2, 4, 8, 10, 10])


def test_a_senseless_reader_that_is_unplugged_is_absent_within_a_second_and_back_within_another(
    desk: Desk,
) -> None:
    desk.port_error = DeviceRefused("port: EBUSY")
    desk.wire.unplugged = True
    desk.run(20)
    desk.unplug()
    desk.run(1.0)
    unplugged = desk.cycle.status
    desk.plug()
    desk.run(1.0)
    assert (unplugged.state, desk.cycle.status.state) == (DeviceState.ABSENT, DeviceState.READY)


def test_a_nudge_does_not_shorten_the_waiting(desk: Desk) -> None:
    desk.port_error = DeviceAbsent("port: ENOENT")
    desk.wire.unplugged = True
    desk.run_until(lambda: desk.cycle.state is ReaderState.CLOSED)
    opened = len(desk.openings)
    desk.clock.now -= 0.5
    desk.cycle.step()
    assert opened == len(desk.openings)


def test_a_port_that_may_not_be_opened_is_a_failure_with_its_reason(desk: Desk) -> None:
    desk.port_error = DeviceRefused("port: EACCES")
    desk.wire.unplugged = True
    desk.run(5)
    assert desk.cycle.status == DeviceStatus(DeviceState.FAILED, "refused")


# The module itself


@pytest.mark.parametrize(
    ("fault", "sw3", "reason"),
    [
        (Fault.SILENT, 0, "silent"),
        (Fault.BAD_CHECKSUM, 0, "garbled"),
        (Fault.WRONG_STATUS, 0x60, "out_of_order"),
        (Fault.WRONG_STATUS, 0x66, "out_of_order"),
        (Fault.WRONG_STATUS, 0x21, "refused"),
        (Fault.WRONG_STATUS, 0x31, "unknown"),
    ],
)
@pytest.mark.parametrize("wanted", [True, False])
def test_a_module_that_does_not_work_is_a_failure_with_its_reason(
    fault: Fault, sw3: int, reason: str, wanted: bool
) -> None:
    desk = Desk()
    if wanted:
        desk.cycle.wake()
    spoil(desk, fault, None, sw3=sw3)
    desk.run(30)
    assert states(desk)[1:] == [DeviceStatus(DeviceState.FAILED, reason)]


def test_a_module_is_given_time_to_start(desk: Desk) -> None:
    spoil(desk, Fault.SILENT, SAM_ID, times=4)
    desk.wire.unplugged = True
    desk.run(20)
    assert desk.cycle.status == DeviceStatus(DeviceState.READY)


def test_a_module_whose_self_test_failed_is_reset_once_more(desk: Desk) -> None:
    spoil(desk, Fault.WRONG_STATUS, SAM_ID, times=1, sw3=0x60)
    desk.wire.unplugged = True
    desk.run(10)
    assert (desk.wire.asked[:3], desk.cycle.status.state) == ([SAM_ID, RESET, SAM_ID], DeviceState.READY)


@pytest.mark.parametrize("wanted", [True, False])
def test_four_silences_are_noise_and_five_are_a_lost_reader(desk: Desk, wanted: bool) -> None:
    if wanted:
        desk.cycle.wake()
    command = FIND if wanted else STATUS
    spoil(desk, Fault.SILENT, command, times=4)
    desk.run(30)
    still = desk.cycle.status
    spoil(desk, Fault.SILENT, command, times=5)
    desk.run_until(lambda: desk.cycle.state is ReaderState.CLOSED)
    assert (still.state, desk.cycle.status.reason) == (DeviceState.READY, "silent")


def test_a_module_that_does_not_know_the_status_command_is_not_lost(desk: Desk) -> None:
    spoil(desk, Fault.WRONG_STATUS, STATUS, sw3=0x21)
    desk.run(30)
    assert desk.cycle.status == DeviceStatus(DeviceState.READY)


def test_a_find_that_is_refused_again_and_again_is_a_lost_reader(desk: Desk) -> None:
    spoil(desk, Fault.WRONG_STATUS, FIND, sw3=0x24)
    desk.cycle.wake()
    desk.run_until(lambda: desk.cycle.state is ReaderState.CLOSED)
    assert desk.cycle.status == DeviceStatus(DeviceState.FAILED, "refused")


@pytest.mark.parametrize(("command", "wanted"), [(FIND, True), (STATUS, False)])
def test_a_module_that_gives_its_number_and_does_no_work_is_not_called_ready_again_and_again(
    desk: Desk, command: bytes, wanted: bool
) -> None:
    if wanted:
        desk.cycle.wake()
    spoil(desk, Fault.SILENT, command)
    desk.run(120)
    broken = states(desk)[2:]
    desk.faults.clear()
    desk.run(15)
    assert [status.state for status in [*broken, desk.cycle.status]] == [DeviceState.FAILED, DeviceState.READY]


# The card on hold


def test_a_forgotten_card_is_told_ten_seconds_after_it_was_asked_back(holding: Desk) -> None:
    holding.run(30)
    unasked = holding.of(CardForgotten)
    holding.cycle.ask_back()
    asked = holding.clock.now
    holding.run_until(lambda: bool(holding.of(CardForgotten)))
    assert (unasked, holding.clock.now - asked) == ([], pytest.approx(10, abs=0.7))


def test_a_forgotten_card_is_told_once_and_its_lifting_after_it(holding: Desk) -> None:
    holding.cycle.ask_back()
    holding.run(40)
    holding.sam.lift()
    holding.run(2)
    ends = [event for event in holding.events if isinstance(event, CardForgotten | CardLifted)]
    assert ends == [CardForgotten(), CardLifted()]


def test_a_card_taken_in_time_was_not_forgotten(holding: Desk) -> None:
    holding.cycle.ask_back()
    holding.run(5)
    holding.sam.lift()
    holding.run(20)
    assert (holding.of(CardForgotten), len(holding.of(CardLifted))) == ([], 1)


def test_noise_while_a_card_lies_there_does_not_make_it_lifted(holding: Desk) -> None:
    spoil(holding, Fault.BAD_CHECKSUM, READ_ADDRESS, times=4)
    holding.run(10)
    assert (holding.of(CardLifted), holding.cycle.state) == ([], ReaderState.HOLD)


def test_a_reader_that_cannot_watch_a_card_says_so_and_goes_on(holding: Desk) -> None:
    spoil(holding, Fault.WRONG_STATUS, READ_ADDRESS, sw3=0x21)
    spoil(holding, Fault.WRONG_STATUS, READ_CHIP, sw3=0x21)
    holding.run(5)
    assert (holding.of(CardUnwatched), holding.cycle.status.state) == ([CardUnwatched()], DeviceState.READY)


def test_a_reader_is_busy_while_a_card_lies_there_and_ready_after(holding: Desk) -> None:
    holding.sam.lift()
    holding.run(2)
    assert [status.state for status in states(holding)][2:] == [DeviceState.BUSY, DeviceState.READY]


def test_errors_without_a_row_of_their_own_are_unknown_not_good() -> None:
    assert (status_of(CardError()), reason_of(DeviceError())) == (
        DeviceStatus(DeviceState.FAILED, "unknown"),
        CardReason.READER_FAILED,
    )
