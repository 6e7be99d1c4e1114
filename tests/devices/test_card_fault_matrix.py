"""Every fault in every state of the reader: where it ends, what is told, in which words, and that nothing stays.

The table is the specification. Time is a fake clock's: each fault strikes while the reader is in its state, lasts,
and is looked at 20 s later.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from id_reader_wires import Desk

from kiosk.devices.base import DeviceKind, DeviceState, StatusChanged
from kiosk.devices.id_reader.events import CardAddress, CardRead, CardTrouble
from kiosk.devices.id_reader.protocol import FIND, READ, READ_ADDRESS, RESET, SAM_ID, SELECT, STATUS
from kiosk.devices.id_reader.states import ReaderState
from kiosk.journey import sentences
from kiosk.sandbox.card_faults import Fault
from kiosk.sandbox.cards import SandboxCard, card_of
from kiosk.sandbox.people import YOUNG_WOMAN
from kiosk.wording import Wording

MATRIX = """
silent        | opening   | closed | failed silent
silent        | resting   | closed | failed silent
silent        | idle      | closed | failed silent
silent        | selecting | closed | trouble silent, failed silent
silent        | reading   | closed | trouble silent, failed silent
silent        | holding   | closed | unwatched, failed silent
bad checksum  | opening   | closed | failed garbled
bad checksum  | resting   | closed | failed garbled
bad checksum  | idle      | closed | failed garbled
bad checksum  | selecting | closed | trouble garbled, failed garbled
bad checksum  | reading   | closed | trouble garbled, failed garbled
bad checksum  | holding   | closed | unwatched, failed garbled
truncated     | opening   | closed | failed garbled
truncated     | resting   | closed | failed garbled
truncated     | idle      | closed | failed garbled
truncated     | selecting | closed | trouble garbled, failed garbled
truncated     | reading   | closed | trouble garbled, failed garbled
truncated     | holding   | closed | unwatched, failed garbled
glued         | opening   | idle   | ready
glued         | resting   | idle   |
glued         | idle      | idle   |
glued         | selecting | hold   | read, address
glued         | reading   | hold   | read, address
glued         | holding   | hold   |
garbage first | opening   | idle   | ready
garbage first | resting   | idle   |
garbage first | idle      | idle   |
garbage first | selecting | hold   | read, address
garbage first | reading   | hold   | read, address
garbage first | holding   | hold   |
port gone     | opening   | closed | absent absent
port gone     | resting   | closed | absent absent
port gone     | idle      | closed | absent absent
port gone     | selecting | closed | trouble reader_failed, absent absent
port gone     | reading   | closed | trouble reader_failed, absent absent
port gone     | holding   | closed | unwatched, absent absent
port back     | opening   | idle   | absent absent, ready
port back     | resting   | idle   | absent absent, ready
port back     | idle      | idle   | absent absent, ready
port back     | selecting | hold   | trouble reader_failed, absent absent, ready, appeared, busy, read, address
port back     | reading   | hold   | trouble reader_failed, absent absent, ready, appeared, busy, read, address
port back     | holding   | idle   | unwatched, absent absent, ready
SAM 60        | opening   | closed | failed out_of_order
SAM 60        | resting   | closed | starting, failed out_of_order
SAM 60        | idle      | closed | starting, failed out_of_order
SAM 60        | selecting | closed | trouble reader_failed, starting, failed out_of_order
SAM 60        | reading   | closed | trouble reader_failed, starting, failed out_of_order
SAM 60        | holding   | closed | unwatched, starting, failed out_of_order
SAM 60, cured | opening   | idle   | ready
SAM 60, cured | resting   | idle   | starting, ready
SAM 60, cured | idle      | idle   | starting, ready
SAM 60, cured | selecting | hold   | trouble reader_failed, starting, ready, appeared, busy, read, address
SAM 60, cured | reading   | hold   | trouble reader_failed, starting, ready, appeared, busy, read, address
SAM 60, cured | holding   | idle   | unwatched, starting, ready
SAM 66        | opening   | closed | failed out_of_order
SAM 66        | resting   | closed | starting, failed out_of_order
SAM 66        | idle      | closed | starting, failed out_of_order
SAM 66        | selecting | closed | trouble reader_failed, starting, failed out_of_order
SAM 66        | reading   | closed | trouble reader_failed, starting, failed out_of_order
SAM 66        | holding   | closed | unwatched, starting, failed out_of_order
31            | opening   | closed | failed unknown
31            | resting   | idle   |
31            | idle      | idle   | appeared, trouble rejected
31            | selecting | idle   | trouble rejected, ready
31            | reading   | idle   | trouble rejected, ready
31            | holding   | hold   |
41            | opening   | closed | failed unknown
41            | resting   | idle   |
41            | idle      | idle   |
41            | selecting | idle   | trouble select_failed, ready
41            | reading   | idle   | trouble lifted
41            | holding   | idle   | lifted, ready
80            | opening   | closed | failed unknown
80            | resting   | idle   |
80            | idle      | idle   |
80            | selecting | idle   | trouble select_failed, ready
80            | reading   | idle   | trouble lifted
80            | holding   | idle   | lifted, ready
"""

CARD = SandboxCard(
    card_of(YOUNG_WOMAN).text,
    bytes((7 * i + 3) & 0xFF for i in range(1024)),
    "样例市样例区新样例路3号".ljust(35).encode("utf-16-le"),
)
COMMANDS = {
    "opening": SAM_ID,
    "resting": STATUS,
    "idle": FIND,
    "selecting": SELECT,
    "reading": READ,
    "holding": READ_ADDRESS,
}
"""The states, and what the driver asks in each: ``resting`` is idle while nobody wants a card."""
LOOKED_AT_AFTER_S = 20.0


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    fault: str
    state: str
    ends: str
    told: tuple[str, ...]


def rows() -> Iterator[Row]:
    for line in MATRIX.strip().splitlines():
        fault, state, ends, told = (cell.strip() for cell in line.split("|"))
        yield Row(fault, state, ends, tuple(word.strip() for word in told.split(",") if word.strip()))


def reached(state: str) -> Desk:
    """A reader that has just come into the state, and that a person is waiting at unless it rests."""
    desk = Desk()
    if state != "resting":
        desk.cycle.wake()
    if state == "opening":
        desk.run_until(lambda: desk.cycle.state is ReaderState.OPENING)
        return desk
    desk.run_until(lambda: desk.cycle.state is ReaderState.IDLE)
    if state in ("idle", "resting"):
        desk.run(1.0)
        return desk
    desk.sam.place(CARD)
    wanted = {"selecting": ReaderState.SELECT, "reading": ReaderState.READ, "holding": ReaderState.HOLD}[state]
    desk.run_until(lambda: desk.cycle.state is wanted)
    if state == "holding":
        desk.run(1.0)
    return desk


def strike(desk: Desk, fault: str, state: str) -> None:
    """Lets the fault happen, and last."""

    def answer(fault: Fault, command: bytes | None = None, sw3: int = 0) -> Callable[[], None]:
        return lambda: desk.faults.add(fault, command=command, times=None, sw3=sw3)

    def port_back() -> None:
        desk.unplug()
        desk.run(5.0)
        desk.plug()

    def until_reset() -> None:
        answer(Fault.WRONG_STATUS, sw3=0x60)()
        desk.wire.before_reply = lambda request: desk.faults.clear() if request == RESET else None

    {
        "silent": answer(Fault.SILENT),
        "bad checksum": answer(Fault.BAD_CHECKSUM),
        "truncated": answer(Fault.CUT),
        "glued": answer(Fault.GLUED),
        "garbage first": answer(Fault.GARBAGE_FIRST),
        "port gone": desk.unplug,
        "port back": port_back,
        "SAM 60": answer(Fault.WRONG_STATUS, sw3=0x60),
        "SAM 60, cured": until_reset,
        "SAM 66": answer(Fault.WRONG_STATUS, sw3=0x66),
        "31": answer(Fault.WRONG_STATUS, COMMANDS[state], 0x31),
        "41": answer(Fault.WRONG_STATUS, COMMANDS[state], 0x41),
        "80": answer(Fault.WRONG_STATUS, COMMANDS[state], 0x80),
    }[fault]()


def after(fault: str, state: str) -> tuple[Desk, list[object]]:
    """The reader 20 s after the fault struck, and all it has told since."""
    desk = reached(state)
    before = len(desk.events)
    strike(desk, fault, state)
    desk.run(LOOKED_AT_AFTER_S)
    desk.run_until(lambda: desk.cycle.state is not ReaderState.OPENING)
    return desk, desk.events[before:]


def word(event: object) -> str:
    match event:
        case StatusChanged(status=status):
            return f"{status.state.value} {status.reason}".strip()
        case CardTrouble(reason=reason):
            return f"trouble {reason.value}"
        case _:
            return type(event).__name__.removeprefix("Card").lower()


EVERY_ROW = pytest.mark.parametrize("row", list(rows()), ids=lambda row: f"{row.fault} while {row.state}")


@EVERY_ROW
def test_a_fault_ends_where_the_table_says_and_tells_what_it_says(row: Row) -> None:
    desk, told = after(row.fault, row.state)
    assert (row.ends, row.told) == (desk.cycle.state.value, tuple(word(event) for event in told))


@EVERY_ROW
@pytest.mark.parametrize("language", ["zh", "en"])
def test_whatever_goes_wrong_has_a_sentence(row: Row, language: str) -> None:
    wording = Wording(language)
    for event in after(row.fault, row.state)[1]:
        if isinstance(event, CardTrouble):
            assert wording.say(f"journey.{sentences.CARDS[event.reason][0]}")
        if isinstance(event, StatusChanged) and sentences.away(event.status):
            assert wording.say(sentences.for_device(DeviceKind.ID_READER, event.status))


@EVERY_ROW
def test_nothing_of_the_person_stays_in_the_driver(row: Row) -> None:
    desk, _ = after(row.fault, row.state)
    wire = desk.wire
    desk.events.clear()
    gc.collect()
    held = {part for part in pieces(desk.cycle) | pieces(wire) if any(sign in part for sign in SIGNS)}
    assert held == set()


SIGNS = (
    CARD.text[:6],
    CARD.text[122:158],
    CARD.photo[:16],
    CARD.photo[-16:],
    CARD.newest_address[:16],
)
"""Name, number, both ends of the photo, and address."""


def pieces(root: object) -> set[bytes]:
    """All bytes and text that hang on an object of the driver, however deep."""
    seen: set[int] = set()
    found: set[bytes] = set()
    todo = [root]
    while todo:
        one = todo.pop()
        if id(one) in seen or isinstance(one, type | Desk):
            continue
        seen.add(id(one))
        if isinstance(one, bytes | bytearray | memoryview):
            found.add(bytes(one))
        elif isinstance(one, str):
            found.add(one.encode("utf-16-le", "surrogatepass"))
        elif isinstance(one, dict):
            todo += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple | set):
            todo += one
        elif type(one).__module__.startswith("kiosk.devices") or type(one).__module__ == "id_reader_wires":
            todo += vars(one).values() if hasattr(one, "__dict__") else []
    return found


def test_the_search_for_what_stays_finds_what_stays() -> None:
    desk = reached("holding")
    desk.cycle._status = next(event for event in desk.events if isinstance(event, CardRead))  # type: ignore[assignment]
    assert any(SIGNS[0] in part for part in pieces(desk.cycle))


def test_the_table_has_every_fault_in_every_state() -> None:
    faults = {row.fault for row in rows()}
    assert len(faults) == 13
    assert {(row.fault, row.state) for row in rows()} == {(fault, state) for fault in faults for state in COMMANDS}
    assert len(list(rows())) == 13 * 6


def test_a_card_without_faults_tells_its_address() -> None:
    assert [event.units for event in reached("holding").of(CardAddress)] == [CARD.newest_address]  # type: ignore[attr-defined]


# How soon


EVERY_STATE = pytest.mark.parametrize("state", COMMANDS)


def seconds_until(desk: Desk, state: DeviceState) -> float:
    """How long it takes until the driver says so, counting in steps of the owner thread's loop."""
    began = desk.clock.now
    desk.run_until(lambda: desk.cycle.status.state is state)
    return desk.clock.now - began


@EVERY_STATE
def test_a_pulled_plug_is_seen_within_a_second(state: str) -> None:
    desk = reached(state)
    desk.unplug()
    assert seconds_until(desk, DeviceState.ABSENT) <= 1.0


@EVERY_STATE
@pytest.mark.parametrize("away_s", [0.5, 3.0, 60.0])
@pytest.mark.parametrize("silences", [0, 1, 2])
def test_a_reader_is_back_in_three_seconds_even_when_its_module_takes_one_to_start(
    state: str, away_s: float, silences: int
) -> None:
    desk = reached(state)
    desk.unplug()
    desk.run(away_s)
    desk.faults.add(Fault.SILENT, command=SAM_ID, times=silences, sw3=0)
    desk.plug()
    assert seconds_until(desk, DeviceState.READY) <= 3.0


def test_a_reader_that_hangs_is_back_three_seconds_after_it_was_unplugged_and_plugged_in() -> None:
    desk = reached("idle")
    desk.faults.add(Fault.SILENT, command=None, times=None, sw3=0)
    desk.run(120)
    desk.unplug()
    seen_s = seconds_until(desk, DeviceState.ABSENT)
    desk.faults.clear()
    desk.plug()
    assert (seen_s <= 1.0, seconds_until(desk, DeviceState.READY) <= 3.0) == (True, True)
