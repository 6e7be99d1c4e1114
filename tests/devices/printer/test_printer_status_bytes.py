"""What a printer's answers mean, byte by byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.base import DeviceState, DeviceStatus
from kiosk.devices.printer.status import Inbox, PaperState, PrinterReport, PrintReason, report
from kiosk.errors import CoverOpen, DeviceAbsent, PaperOut, PrinterError, PrinterStateUnknown

WELL = 0x12


@pytest.mark.parametrize(
    ("answers", "stops", "paper"),
    [
        ((WELL, WELL, WELL, WELL), None, PaperState.PLENTY),
        ((WELL, WELL, WELL, 0x1E), None, PaperState.NEAR_END),
        ((0x1A, 0x32, WELL, 0x72), PrintReason.PAPER_OUT, PaperState.OUT),
        ((0x1A, 0x32, WELL, None), PrintReason.PAPER_OUT, PaperState.OUT),
        ((0x1A, 0x16, WELL, WELL), PrintReason.COVER_OPEN, PaperState.PLENTY),
        ((0x1A, 0x16, WELL, 0x72), PrintReason.COVER_OPEN, PaperState.OUT),
        ((0x1A, 0x52, 0x1A, WELL), PrintReason.ERROR, PaperState.PLENTY),
        ((0x1A, None, 0x32, WELL), PrintReason.ERROR, PaperState.PLENTY),
        ((0x1A, WELL, WELL, WELL), PrintReason.OFFLINE, PaperState.PLENTY),
        ((WELL, WELL, None, WELL), None, PaperState.PLENTY),
        ((WELL, WELL, WELL, None), PrintReason.UNKNOWN, PaperState.UNKNOWN),
        ((None, None, None, None), PrintReason.UNKNOWN, PaperState.UNKNOWN),
    ],
)
def test_answers_are_read_by_their_bits(
    answers: tuple[int | None, ...], stops: PrintReason | None, paper: PaperState
) -> None:
    told = report(*answers)

    assert (stops, paper) == (told.stops, told.paper)


def test_silence_is_its_own_state() -> None:
    assert DeviceStatus(DeviceState.ATTENTION, "unknown") == PrinterReport().status


def test_a_roll_that_will_soon_end_is_still_ready() -> None:
    assert DeviceStatus(DeviceState.READY, "paper_near_end") == report(WELL, WELL, WELL, 0x1E).status


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        (PrintReason.PAPER_OUT, PaperOut),
        (PrintReason.COVER_OPEN, CoverOpen),
        (PrintReason.UNKNOWN, PrinterStateUnknown),
        (PrintReason.ABSENT, DeviceAbsent),
        (PrintReason.ERROR, PrinterError),
    ],
)
def test_every_reason_has_an_error_with_a_code(reason: PrintReason, error: type[Exception]) -> None:
    assert error is reason.error


def test_a_real_time_answer_is_kept_as_the_latest() -> None:
    inbox = Inbox()
    inbox.take(b"\x12\x1a")

    assert inbox.latest == 0x1A


def test_a_paper_answer_counts_as_a_fence_whatever_it_says() -> None:
    inbox = Inbox()
    inbox.take(b"\x00\x03\x0f")

    assert inbox.fences == 3


def test_flow_control_is_neither_answer_nor_fence() -> None:
    inbox = Inbox()
    inbox.take(b"\x11\x13")

    assert (inbox.latest, inbox.fences) == (None, 0)


def test_an_automatic_status_is_left_aside_whole() -> None:
    inbox = Inbox()
    inbox.take(b"\x14\x00\x00\x0f")

    assert (inbox.latest, inbox.fences) == (None, 0)


def test_cleared_buffers_are_heard_in_pieces_too() -> None:
    inbox = Inbox()
    for byte in b"\x37\x25\x00":
        inbox.take(bytes((byte,)))

    assert (inbox.clears, inbox.fences) == (1, 0)


def test_another_block_does_not_pass_for_cleared_buffers() -> None:
    inbox = Inbox()
    inbox.take(b"\x37\x22\x00")

    assert inbox.clears == 0


@given(st.lists(st.binary(max_size=8)))
def test_any_bytes_in_any_pieces_are_taken(pieces: list[bytes]) -> None:
    split, whole = Inbox(), Inbox()
    for piece in pieces:
        split.take(piece)
    whole.take(b"".join(pieces))

    assert split == whole
