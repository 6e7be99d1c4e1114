"""Hours and bits a second: how long sending waits, whatever the clock says."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.offline.allowance import ALWAYS, DAY_S, Flow, Paced, SendingHours, sending_hours

NIGHT = SendingHours(time(18), time(7, 30))
MORNING = SendingHours(time(8), time(12))


def at(clock: str) -> datetime:
    return datetime.combine(datetime(2026, 11, 24), time.fromisoformat(clock))


@pytest.mark.parametrize(
    ("hours", "now", "wait_s"),
    [
        (MORNING, "08:00", 0),
        (MORNING, "11:59", 0),
        (MORNING, "12:00", 20 * 3600),
        (MORNING, "07:59:30", 30),
        (NIGHT, "17:00", 3600),
        (NIGHT, "23:00", 0),
        (NIGHT, "02:00", 0),
        (NIGHT, "07:30", 10.5 * 3600),
        (ALWAYS, "03:00", 0),
    ],
)
def test_sending_waits_for_its_hours(hours: SendingHours, now: str, wait_s: float) -> None:
    assert hours.wait_s(at(now)) == wait_s


@given(st.times(), st.times(), st.datetimes())
def test_the_hours_come_within_a_day_by_any_clock(begin: time, end: time, now: datetime) -> None:
    hours = SendingHours(begin, end)
    wait_s = hours.wait_s(now)
    assert 0 <= wait_s < DAY_S
    assert (
        begin == end or now > datetime.max - timedelta(days=2) or hours.wait_s(now + timedelta(seconds=wait_s)) < 1
    )


def test_hours_are_written_as_in_the_settings() -> None:
    assert sending_hours("18:00-07:30") == NIGHT
    assert sending_hours("") == ALWAYS
    for wrong in ("18:00", "25:00-07:00", "18-"):
        with pytest.raises(ValueError, match=r"."):
            sending_hours(wrong)


def test_without_a_cap_nothing_waits() -> None:
    assert [Flow(None).wait_s(10**9, now_s) for now_s in (0.0, 0.0)] == [0, 0]


@given(st.lists(st.tuples(st.integers(1, 2**21), st.floats(0, 30)), min_size=1, max_size=30))
def test_the_mean_stays_under_the_cap(pieces: list[tuple[int, float]]) -> None:
    flow, now_s, sent, last = Flow(512), 0.0, 0, 0
    for size, pause_s in pieces:
        now_s += pause_s
        now_s += flow.wait_s(size, now_s)
        sent, last = sent + size, size
    assert (sent - last) * 8 / 1000 <= 512 * (now_s + 1.0) + 1e-6


def test_a_quiet_line_is_used_at_once() -> None:
    flow = Flow(8)
    assert flow.wait_s(1000, 100.0) == 0
    assert flow.wait_s(1000, 100.0) == 0
    assert flow.wait_s(1000, 100.0) == pytest.approx(1.0)


def test_pieces_are_held_back_until_the_flow_allows_them() -> None:
    waited: list[float] = []
    paced = Paced(Flow(8), monotonic_s=lambda: 100.0 + sum(waited), wait=waited.append)
    for _ in range(4):
        paced(1000)
    assert waited == pytest.approx([1.0, 1.0])
