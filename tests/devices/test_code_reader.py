"""The code reader: its lines, its states, and its life on a pseudo-terminal."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, StatusChanged
from kiosk.devices.code_reader import CodeReader, CodeScanned, code_reader
from kiosk.devices.code_reader.code_reader import NOT_FITTED, NOT_FOUND, PORT_TAKEN, READY, STOPPED
from kiosk.devices.code_reader.lines import LONGEST, QUIET_S, Lines
from kiosk.devices.code_reader.wire import Wire
from kiosk.errors import DeviceAbsent, DeviceRefused
from kiosk.sandbox.code_reader import SandboxCodeReader
from kiosk.settings_devices import CodeReader as Settings

WAIT_S = 10.0


class Posted:
    """The terminal's queue."""

    def __init__(self) -> None:
        self.queue: queue.Queue[object] = queue.Queue()

    def __call__(self, event: object) -> None:
        self.queue.put(event)

    def status(self) -> DeviceStatus:
        event = self.queue.get(timeout=WAIT_S)
        assert isinstance(event, StatusChanged)
        assert event.device is DeviceKind.CODE_READER
        return event.status

    def text(self) -> str:
        event = self.queue.get(timeout=WAIT_S)
        assert isinstance(event, CodeScanned)
        return event.text


@pytest.fixture
def posted() -> Posted:
    return Posted()


@pytest.fixture
def hardware(tmp_path: Path) -> Iterator[SandboxCodeReader]:
    reader = SandboxCodeReader(tmp_path / "codes")
    yield reader
    reader.stop()


@pytest.fixture
def device(hardware: SandboxCodeReader, posted: Posted) -> Iterator[CodeReader]:
    driver = code_reader(Settings(port=str(hardware.path)), posted)
    yield driver
    driver.stop()


def test_a_code_held_to_the_reader_is_posted(
    hardware: SandboxCodeReader, device: CodeReader, posted: Posted
) -> None:
    hardware.start()
    device.start()
    assert posted.status() == READY
    hardware.scan("018f3a52-0000-7000-8000-000000000001")
    assert posted.text() == "018f3a52-0000-7000-8000-000000000001"


def test_without_a_port_there_is_no_reader_and_no_thread(posted: Posted) -> None:
    driver = code_reader(Settings(), posted)
    before = threading.active_count()
    driver.start()
    assert (driver.status, threading.active_count()) == (NOT_FITTED, before)
    driver.stop()


def test_a_reader_that_is_not_there_is_found_when_it_comes(
    hardware: SandboxCodeReader, device: CodeReader, posted: Posted
) -> None:
    device.start()
    assert posted.status() == NOT_FOUND
    hardware.plug()
    assert posted.status() == READY


def test_a_plug_pulled_is_said_once_and_the_reader_comes_back(
    hardware: SandboxCodeReader, device: CodeReader, posted: Posted
) -> None:
    hardware.start()
    device.start()
    assert posted.status() == READY
    hardware.unplug()
    assert posted.status() == NOT_FOUND
    hardware.plug()
    assert posted.status() == READY
    hardware.scan("AGAIN")
    assert posted.text() == "AGAIN"


def test_a_plug_pulled_in_the_middle_of_a_code_leaves_nothing_for_the_next(
    hardware: SandboxCodeReader, device: CodeReader, posted: Posted
) -> None:
    hardware.start()
    device.start()
    assert posted.status() == READY
    hardware.send(b"HALF-A-CO")
    hardware.unplug()
    assert posted.status() == NOT_FOUND
    hardware.plug()
    assert posted.status() == READY
    hardware.scan("WHOLE")
    assert posted.text() == "WHOLE"


def test_a_port_held_by_another_program_needs_attention(
    hardware: SandboxCodeReader, device: CodeReader, posted: Posted
) -> None:
    hardware.start()
    other = Wire(str(hardware.path), 9600)
    device.start()
    assert posted.status() == PORT_TAKEN
    other.close()
    assert posted.status() == READY


def test_the_driver_can_be_stopped_and_started_again(
    hardware: SandboxCodeReader, device: CodeReader, posted: Posted
) -> None:
    hardware.start()
    device.start()
    assert posted.status() == READY
    device.stop()
    assert posted.status() == STOPPED
    device.start()
    assert posted.status() == READY
    hardware.scan("SECOND-LIFE")
    assert posted.text() == "SECOND-LIFE"


def test_stopping_does_not_wait_for_a_code(
    hardware: SandboxCodeReader, device: CodeReader, posted: Posted
) -> None:
    hardware.start()
    device.start()
    assert posted.status() == READY
    device.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "code-reader"]


def test_a_code_is_not_shown_by_its_event() -> None:
    assert "18812345678" not in repr(CodeScanned("18812345678"))


class Failing:
    """An opener that fails a number of times, then gives a line that breaks at once."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self) -> Wire:
        raise self.error


@pytest.mark.parametrize(
    ("error", "status"), [(DeviceAbsent("gone"), NOT_FOUND), (DeviceRefused("held"), PORT_TAKEN)]
)
def test_each_way_of_failing_to_open_has_its_state(error: Exception, status: DeviceStatus, posted: Posted) -> None:
    driver = CodeReader(Failing(error), posted)
    driver.start()
    assert posted.status() == status
    assert driver.status.state in (DeviceState.ABSENT, DeviceState.ATTENTION)
    driver.stop()
    assert posted.status() == STOPPED
    assert posted.queue.empty()


# The wire: no exception of pyserial leaves it ------------------------------------------------------------------


def test_a_missing_port_is_absent(tmp_path: Path) -> None:
    with pytest.raises(DeviceAbsent):
        Wire(str(tmp_path / "nothing"), 9600)


def test_a_file_that_is_no_port_is_absent(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DeviceAbsent):
        Wire(str(tmp_path / "file"), 9600)


def test_a_speed_no_port_has_is_refused(hardware: SandboxCodeReader) -> None:
    hardware.start()
    with pytest.raises(DeviceRefused):
        Wire(str(hardware.path), -1)


def test_a_closed_line_reads_as_absent(hardware: SandboxCodeReader) -> None:
    hardware.start()
    wire = Wire(str(hardware.path), 9600)
    wire.close()
    with pytest.raises(DeviceAbsent):
        wire.read(0.01)
    wire.cancel()


def test_a_silent_line_reads_as_nothing(hardware: SandboxCodeReader) -> None:
    hardware.start()
    wire = Wire(str(hardware.path), 9600)
    assert wire.read(0.01) == b""
    wire.close()


# The lines: pure -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_any_usual_suffix_ends_a_code(end: bytes) -> None:
    assert Lines().feed(b"ONE" + end + b"TWO" + end, 0.0) == ["ONE", "TWO"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_comes_in_either_encoding(encoding: str) -> None:
    assert Lines().feed("回执 测试甲\r".encode(encoding), 0.0) == ["回执 测试甲"]


def test_a_line_that_breaks_off_is_never_glued_to_the_next() -> None:
    lines = Lines()
    assert lines.feed(b"HALF", 0.0) == []
    assert lines.feed(b"WHOLE\r", QUIET_S + 0.01) == ["WHOLE"]


def test_a_line_in_slow_pieces_is_one() -> None:
    lines = Lines()
    pieces = [lines.feed(bytes([byte]), at * QUIET_S * 0.9) for at, byte in enumerate(b"SLOW\r")]
    assert pieces[-1] == ["SLOW"]


def test_silence_between_pieces_counts_from_the_last_byte() -> None:
    lines = Lines()
    lines.feed(b"HALF", 0.0)
    lines.feed(b"", QUIET_S * 0.6)
    assert lines.feed(b"WHOLE\r", QUIET_S * 1.2) == ["WHOLE"]


@pytest.mark.parametrize("bad", [b"\x1b[A\r", b"\x00\x01\r", b"\xff\xfe\xff\r", b"\r\r\r", b"   \r"])
def test_a_line_that_is_no_code_is_dropped(bad: bytes) -> None:
    assert Lines().feed(bad + b"GOOD\r", 0.0) == ["GOOD"]


@pytest.mark.parametrize("pieces", [1, 3])
def test_an_endless_line_is_dropped_to_its_end(pieces: int) -> None:
    lines = Lines()
    for piece in range(pieces):
        assert lines.feed(b"A" * (LONGEST + 1), piece * 0.01) == []
    assert lines.feed(b"TAIL\rGOOD\r", 0.05) == ["GOOD"]


def test_an_endless_line_that_stops_is_over_after_a_while() -> None:
    lines = Lines()
    lines.feed(b"A" * (LONGEST + 1), 0.0)
    assert lines.feed(b"GOOD\r", QUIET_S * 2) == ["GOOD"]


def test_what_was_begun_can_be_forgotten() -> None:
    lines = Lines()
    lines.feed(b"HALF", 0.0)
    lines.forget()
    assert lines.feed(b"WHOLE\r", 0.0) == ["WHOLE"]


def splits(data: bytes) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, len(data)), max_size=6).map(sorted)


@given(st.lists(st.from_regex(r"[A-Z0-9-]{1,20}", fullmatch=True), max_size=5), st.data())
def test_codes_come_out_the_same_however_the_bytes_are_cut(texts: list[str], data: st.DataObject) -> None:
    stream = b"".join(text.encode() + b"\r\n" for text in texts)
    cuts = [0, *data.draw(splits(stream)), len(stream)]
    lines = Lines()
    out = [text for a, b in pairwise(cuts) for text in lines.feed(stream[a:b], 0.0)]
    assert out == texts


@given(st.binary(max_size=200))
def test_any_bytes_are_taken_without_a_complaint(data: bytes) -> None:
    feed: Callable[[bytes, float], list[str]] = Lines().feed
    assert all(text for text in feed(data, 0.0))
