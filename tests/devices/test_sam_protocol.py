"""The reader's commands: what each answer means."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from id_reader_wires import FakeClock, MemoryWire

from kiosk.devices.id_reader.frames import Broken, Receiver, encode
from kiosk.devices.id_reader.protocol import (
    FIND,
    READ,
    READ_ADDRESS,
    READ_CHIP,
    READ_WITH_FINGERPRINTS,
    RESET,
    SAM_ID,
    SELECT,
    SET_RF_BYTES,
    STATUS,
    Dialect,
    Sam,
)
from kiosk.errors import (
    CardGone,
    CardRejected,
    CardUnknown,
    DeviceError,
    DeviceGarbled,
    DeviceOutOfOrder,
    DeviceRefused,
    DeviceSilent,
)
from kiosk.sandbox.card_faults import Fault, Faults
from kiosk.sandbox.cards import SandboxCard
from kiosk.sandbox.sam import EVERYTHING, SandboxSam

VECTORS = json.loads((Path(__file__).parent.parent / "data" / "id_card_vectors.json").read_text())
VECTOR = bytes.fromhex(VECTORS["resident_3001"])
CARD = SandboxCard(VECTOR[14:270], VECTOR[270:-1])


class Bench:
    """A module, a card and what goes wrong between them."""

    def __init__(self, module: SandboxSam | None = None) -> None:
        self.clock, self.module, self.faults = FakeClock(), module or SandboxSam(), Faults()
        self.wire = MemoryWire(self.module, self.faults, self.clock)
        self.sam = Sam(self.wire, clock=self.clock)

    def spoil(self, fault: Fault, command: bytes | None = None, *, sw3: int = 0, times: int | None = None) -> None:
        self.faults.add(fault, command=command, times=times, sw3=sw3)

    def select(self) -> None:
        self.module.place(CARD)
        assert self.sam.find()
        self.sam.select()


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_the_emulated_module_sends_the_stored_vector_byte_for_byte(bench: Bench) -> None:
    bench.select()
    assert bench.module.answer(READ) == VECTOR


def test_a_card_is_found_selected_and_read_whole(bench: Bench) -> None:
    bench.select()
    content = bench.sam.read()
    assert (content.text, content.photo) == (CARD.text, CARD.photo)


def test_a_read_card_does_not_print_its_content(bench: Bench) -> None:
    bench.select()
    assert repr(bench.sam.read()) == "CardContent()"


def test_no_card_is_no_error(bench: Bench) -> None:
    assert bench.sam.find() is False


def test_a_card_that_was_read_hides_until_it_is_lifted(bench: Bench) -> None:
    bench.select()
    bench.sam.read()
    hidden = bench.sam.find()
    bench.module.place(CARD)
    assert (hidden, bench.sam.find()) == (False, True)


def test_the_modules_number_is_read_as_text(bench: Bench) -> None:
    assert bench.sam.hello() == "05.03-20260101-0000001234-0000567890"


def test_a_well_module_passes_its_check(bench: Bench) -> None:
    bench.sam.check()
    assert bench.wire.asked == [STATUS]


def test_a_module_whose_self_test_failed_is_started_again_once(bench: Bench) -> None:
    bench.spoil(Fault.WRONG_STATUS, SAM_ID, sw3=0x60)
    with pytest.raises(DeviceOutOfOrder):
        bench.sam.hello()
    assert bench.wire.asked == [SAM_ID, RESET, SAM_ID]


def test_a_module_without_licence_is_not_started_again(bench: Bench) -> None:
    bench.spoil(Fault.WRONG_STATUS, SAM_ID, sw3=0x66)
    with pytest.raises(DeviceOutOfOrder):
        bench.sam.hello()
    assert bench.wire.asked == [SAM_ID]


# Reading with fingerprints, and what modules differ in


@pytest.fixture(params=[0, 512, 1024], ids=["no finger", "one finger", "two fingers"])
def fingers(request: pytest.FixtureRequest, bench: Bench) -> Bench:
    """A card with so many fingerprints, selected on a module that is read by 30 10."""
    bench.sam = Sam(bench.wire, dialect=Dialect(fingerprints=True), clock=bench.clock)
    prints = bytes((5 * i + 1) & 0xFF for i in range(request.param))
    bench.module.place(SandboxCard(CARD.text, CARD.photo, fingerprints=prints))
    bench.sam.find()
    bench.sam.select()
    return bench


def test_fingerprints_are_skipped_by_their_length(fingers: Bench) -> None:
    content = fingers.sam.read()
    assert (content.text, content.photo, fingers.wire.asked[-1]) == (CARD.text, CARD.photo, READ_WITH_FINGERPRINTS)


@pytest.mark.parametrize("number", [0, 512, 1024])
def test_the_emulated_module_sends_the_stored_vectors_with_fingerprints(bench: Bench, number: int) -> None:
    prints = bytes((5 * i + 1) & 0xFF for i in range(number))
    bench.module.place(SandboxCard(CARD.text, CARD.photo, fingerprints=prints))
    bench.sam.find()
    bench.sam.select()
    assert bench.module.answer(READ_WITH_FINGERPRINTS) == bytes.fromhex(VECTORS[f"resident_3010_fp{number}"])


@pytest.mark.parametrize("sw3", [0x21, 0x37, 0x3F])
def test_without_fingerprints_to_give_a_card_is_read_without(fingers: Bench, sw3: int) -> None:
    fingers.spoil(Fault.WRONG_STATUS, READ_WITH_FINGERPRINTS, sw3=sw3)
    assert (fingers.sam.read().text, fingers.wire.asked[-1]) == (CARD.text, READ)


@pytest.mark.parametrize(("sw3", "times"), [(0x21, 1), (0x37, 2), (0x3F, 2)])
def test_a_module_that_knows_no_fingerprints_is_asked_for_them_once(fingers: Bench, sw3: int, times: int) -> None:
    fingers.spoil(Fault.WRONG_STATUS, READ_WITH_FINGERPRINTS, sw3=sw3)
    fingers.sam.read()
    fingers.sam.read()
    assert fingers.wire.asked.count(READ_WITH_FINGERPRINTS) == times


@pytest.mark.parametrize(("sw3", "error"), [(0x41, CardGone), (0x31, CardRejected), (0x24, DeviceRefused)])
def test_any_other_no_to_fingerprints_is_a_no_to_the_card(
    fingers: Bench, sw3: int, error: type[DeviceError]
) -> None:
    fingers.spoil(Fault.WRONG_STATUS, READ_WITH_FINGERPRINTS, sw3=sw3)
    with pytest.raises(error):
        fingers.sam.read()
    assert READ not in fingers.wire.asked


@pytest.mark.parametrize("cut", [1, 511])
def test_fingerprints_of_another_length_than_said_spoil_the_reply(bench: Bench, cut: int) -> None:
    data = bytes.fromhex("010004000200") + CARD.text + CARD.photo + bytes(512 - cut)
    wire = Replying(encode(b"\0\0\x90" + data))
    with pytest.raises(DeviceGarbled):
        Sam(wire, dialect=Dialect(fingerprints=True), clock=bench.clock).read()


def test_the_longest_piece_is_left_to_the_module_unless_it_is_set(bench: Bench) -> None:
    bench.sam.hello()
    left = bench.module.rf_bytes
    Sam(bench.wire, dialect=Dialect(max_rf_bytes=0x50), clock=bench.clock).hello()
    assert (left, bench.module.rf_bytes, bench.wire.asked[-1]) == (None, 0x50, bytes.fromhex("61FF50"))


def test_a_module_that_knows_no_longest_piece_is_a_reader_all_the_same() -> None:
    bench = Bench(SandboxSam(EVERYTHING - {SET_RF_BYTES}))
    sam = Sam(bench.wire, dialect=Dialect(max_rf_bytes=0x50), clock=bench.clock)
    assert sam.hello().startswith("05.03-")


# The newest address

ADDRESS = "样例市样例区新样例路3号".ljust(35).encode("utf-16-le")


def test_the_newest_address_is_given_out_as_the_chip_holds_it(bench: Bench) -> None:
    bench.module.place(SandboxCard(CARD.text, CARD.photo, ADDRESS))
    bench.sam.find()
    bench.sam.select()
    assert bench.sam.newest_address() == ADDRESS


def test_a_card_without_a_newest_address_gives_none(bench: Bench) -> None:
    bench.select()
    assert bench.sam.newest_address() == b""


def test_an_address_of_another_length_is_none(bench: Bench) -> None:
    assert Sam(Replying(encode(b"\0\0\x90" + bytes(68))), clock=bench.clock).newest_address() == b""


def test_the_address_of_a_lifted_card_is_gone(bench: Bench) -> None:
    bench.select()
    bench.module.lift()
    with pytest.raises(CardGone):
        bench.sam.newest_address()


@pytest.mark.parametrize("taker", ["read", "newest_address", "present"])
def test_what_came_off_the_wire_is_overwritten_after_use(
    bench: Bench, taker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytearray] = []
    feed = Receiver.feed

    def watched(receiver: Receiver, data: bytes) -> list[bytearray | Broken]:
        found = feed(receiver, data)
        seen.extend(body for body in found if isinstance(body, bytearray) and len(body) > 2)  # no request
        return found

    bench.module.place(SandboxCard(CARD.text, CARD.photo, ADDRESS))
    bench.sam.find()
    bench.sam.select()
    monkeypatch.setattr(Receiver, "feed", watched)
    getattr(bench.sam, taker)()
    assert seen
    assert not any(any(body) for body in seen)


@pytest.mark.parametrize(
    ("sw3", "error"),
    [
        (0x41, CardGone),
        (0x80, CardGone),
        (0x81, CardGone),
        (0x34, CardGone),
        (0x47, CardGone),
        (0x31, CardRejected),
        (0x32, CardRejected),
        (0x33, CardRejected),
        (0x40, CardUnknown),
        (0x10, DeviceGarbled),
        (0x11, DeviceGarbled),
        (0x21, DeviceRefused),
        (0x23, DeviceRefused),
        (0x24, DeviceRefused),
        (0x37, DeviceRefused),
        (0x3F, DeviceRefused),
        (0x60, DeviceOutOfOrder),
        (0x66, DeviceOutOfOrder),
        (0x91, DeviceGarbled),
        (0x9F, DeviceGarbled),
        (0x00, DeviceRefused),
    ],
)
def test_every_status_code_has_its_error(bench: Bench, sw3: int, error: type[DeviceError]) -> None:
    bench.select()
    bench.spoil(Fault.WRONG_STATUS, READ, sw3=sw3)
    with pytest.raises(error) as caught:
        bench.sam.read()
    assert (type(caught.value), f"status 0000{sw3:02x}" in str(caught.value)) == (error, True)


@pytest.mark.parametrize("sw3", [0x31, 0x40, 0x60])
def test_find_takes_only_an_absent_card_for_no(bench: Bench, sw3: int) -> None:
    bench.spoil(Fault.WRONG_STATUS, FIND, sw3=sw3)
    with pytest.raises(DeviceError):
        bench.sam.find()


def test_silence_lasts_as_long_as_its_limit(bench: Bench) -> None:
    bench.spoil(Fault.SILENT, FIND)
    began = bench.clock.now
    with pytest.raises(DeviceSilent):
        bench.sam.find()
    assert bench.clock.now - began == pytest.approx(1.1)


@pytest.mark.parametrize("fault", [Fault.BAD_CHECKSUM, Fault.CUT])
def test_a_broken_reply_is_noticed_long_before_the_limit_of_reading(bench: Bench, fault: Fault) -> None:
    bench.select()
    bench.spoil(fault, READ)
    began = bench.clock.now
    with pytest.raises(DeviceGarbled):
        bench.sam.read()
    assert bench.clock.now - began < 1.0


@pytest.mark.parametrize("fault", [Fault.GARBAGE_FIRST, Fault.GLUED])
def test_noise_and_glued_replies_do_no_harm(bench: Bench, fault: Fault) -> None:
    bench.spoil(fault)
    bench.select()
    assert bench.sam.read().text == CARD.text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes.fromhex("01000400") + bytes(256),
        bytes.fromhex("01000000") + bytes(256),
        bytes.fromhex("010004000000") + bytes(1280),
        bytes.fromhex("00FF0401") + bytes(1280),
    ],
)
def test_a_card_with_other_lengths_is_never_given_out(bench: Bench, data: bytes) -> None:
    sam = Sam(Replying(encode(b"\0\0\x90" + data)), clock=bench.clock)
    with pytest.raises(DeviceGarbled):
        sam.read()


@given(
    data=st.binary(max_size=40)
    | st.tuples(st.lists(st.sampled_from(["0000", "0100", "0200", "0400"]), max_size=4)).map(
        lambda drawn: bytes.fromhex("".join(drawn[0])) + CARD.text + CARD.photo + bytes(512)
    ),
    cut=st.integers(0, 600),
    fingerprints=st.booleans(),
)
def test_whatever_a_module_answers_is_a_whole_card_or_an_error_of_ours(
    data: bytes, cut: int, fingerprints: bool
) -> None:
    wire = Replying(encode(b"\0\0\x90" + data[: max(0, len(data) - cut)]))
    sam = Sam(wire, dialect=Dialect(fingerprints=fingerprints), clock=FakeClock())
    with contextlib.suppress(DeviceError):
        content = sam.read()
        assert (len(content.text), len(content.photo)) == (256, 1024)


def test_a_module_number_of_another_length_is_garbled(bench: Bench) -> None:
    with pytest.raises(DeviceGarbled):
        Sam(Replying(encode(b"\0\0\x90" + bytes(15))), clock=bench.clock).hello()


def test_a_line_that_never_falls_silent_does_not_hold_the_thread(bench: Bench) -> None:
    endless = Replying(b"\x55" * 20, clock=bench.clock)
    with pytest.raises(DeviceSilent):
        Sam(endless, clock=bench.clock).find()


@pytest.mark.parametrize("address", [b"", "样例路8号".encode("utf-16-le").ljust(70, b"\0")])
def test_a_card_that_lies_there_is_present_with_and_without_a_newest_address(bench: Bench, address: bytes) -> None:
    bench.module.place(SandboxCard(CARD.text, CARD.photo, address))
    bench.sam.find()
    bench.sam.select()
    bench.sam.read()
    assert bench.sam.present()


def test_a_lifted_card_is_not_present(bench: Bench) -> None:
    bench.select()
    bench.sam.read()
    bench.module.lift()
    assert not bench.sam.present()


@pytest.mark.parametrize("lies_there", [True, False])
def test_a_reader_without_newest_address_is_asked_for_the_chips_number(bench: Bench, lies_there: bool) -> None:
    bench.select()
    bench.spoil(Fault.WRONG_STATUS, READ_ADDRESS, sw3=0x21)
    if not lies_there:
        bench.module.lift()
    assert (lies_there, READ_CHIP) == (bench.sam.present(), bench.wire.asked[-1])


def test_a_reader_that_knows_neither_says_so(bench: Bench) -> None:
    bench.select()
    bench.spoil(Fault.WRONG_STATUS, sw3=0x21)
    with pytest.raises(DeviceRefused):
        bench.sam.present()


def test_a_late_reply_is_not_taken_for_the_next_ones(bench: Bench) -> None:
    wire = Replying(encode(b"\0\0\x9f" + bytes(4)))
    with pytest.raises(DeviceGarbled):
        Sam(wire, clock=bench.clock).select()


class Replying:
    """A wire that answers every request with the same bytes; with a clock, again and again."""

    def __init__(self, reply: bytes, clock: FakeClock | None = None) -> None:
        self._reply, self._clock, self._left = reply, clock, b""

    def discard(self) -> None:
        self._left = b""

    def write(self, data: bytes) -> None:
        assert Receiver(3).feed(data) in (
            [FIND],
            [SELECT],
            [READ],
            [SAM_ID],
            [READ_ADDRESS],
            [READ_WITH_FINGERPRINTS],
        )
        self._left = self._reply

    def read(self, timeout_s: float) -> bytes:
        if self._clock is not None:
            self._clock.now += 0.01
            return self._reply
        given, self._left = self._left, b""
        return given

    def cancel(self) -> None: ...

    def close(self) -> None: ...
