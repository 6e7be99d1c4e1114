"""The reader's commands: what each answer means."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from id_reader_wires import FakeClock, MemoryWire

from kiosk.devices.id_reader.frames import Receiver, encode
from kiosk.devices.id_reader.protocol import FIND, READ, READ_ADDRESS, READ_CHIP, SAM_ID, SELECT, STATUS, Sam
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
from kiosk.sandbox.sam import SandboxSam

VECTOR = bytes.fromhex(
    json.loads((Path(__file__).parent.parent / "data" / "id_card_vectors.json").read_text())["resident_3001"]
)
CARD = SandboxCard(VECTOR[14:270], VECTOR[270:-1])


class Bench:
    """A module, a card and what goes wrong between them."""

    def __init__(self) -> None:
        self.clock, self.module, self.faults = FakeClock(), SandboxSam(), Faults()
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
    assert bench.sam.sam_id() == "05.03-20260101-0000001234-0000567890"


def test_a_well_module_passes_its_check_and_its_reset(bench: Bench) -> None:
    bench.sam.check()
    bench.sam.reset()
    assert bench.wire.asked == [STATUS, b"\x10\xff"]


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


def test_a_module_number_of_another_length_is_garbled(bench: Bench) -> None:
    with pytest.raises(DeviceGarbled):
        Sam(Replying(encode(b"\0\0\x90" + bytes(15))), clock=bench.clock).sam_id()


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
        assert Receiver(3).feed(data) in ([FIND], [SELECT], [READ], [SAM_ID])
        self._left = self._reply

    def read(self, timeout_s: float) -> bytes:
        if self._clock is not None:
            self._clock.now += 0.01
            return self._reply
        given, self._left = self._left, b""
        return given

    def cancel(self) -> None: ...

    def close(self) -> None: ...
