"""Ids and receipt numbers."""

import time
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.offline.ids import ApplicationIds, new_application_id, receipt_number


def test_an_id_is_a_uuid_of_version_7_made_now() -> None:
    before_ms = time.time_ns() // 1_000_000
    made = new_application_id()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before_ms <= made.int >> 80 <= time.time_ns() // 1_000_000 + 1


@given(st.lists(st.integers(0, 2**47 * 10**6), min_size=2, max_size=50))
def test_ids_rise_whatever_the_clock_does(times_ns: list[int]) -> None:
    clock: Iterator[int] = iter(times_ns)
    ids = ApplicationIds(lambda: next(clock))
    made = [ids.new() for _ in times_ns]
    assert made == sorted(set(made))
    assert all(one.version == 7 and one.variant == "specified in RFC 4122" for one in made)


def test_a_receipt_number_is_machine_day_and_serial() -> None:
    assert receipt_number("T-0001", date(2026, 11, 23), 7) == "T-0001-261123-007"


def test_serials_above_999_stay_whole() -> None:
    assert receipt_number("T-0001", date(2026, 11, 23), 12345).endswith("-12345")


def test_a_serial_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="from 1"):
        receipt_number("T-0001", date(2026, 11, 23), 0)
