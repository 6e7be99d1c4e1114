"""The visit: its clock, and that nothing it holds outlives it."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime

import numpy as np
import pytest

from kiosk.journey.draft import KeptPage, Paper
from kiosk.visit import Idle, Personal, Visit, erase


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def monotonic_s(self) -> float:
        return self.now_s

    def utc(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC)

    def today(self) -> date:
        return date(2026, 11, 23)


def visit() -> tuple[Visit, Clock]:
    clock = Clock()
    return Visit(clock, idle_s=120, countdown_s=45), clock


@pytest.mark.parametrize(
    ("after_s", "idle", "left"),
    [(0, Idle.AWAKE, 165), (119.9, Idle.AWAKE, 46), (120, Idle.COUNTDOWN, 45), (165, Idle.OVER, 0)],
)
def test_the_idle_clock(after_s: float, idle: Idle, left: int) -> None:
    one, clock = visit()
    clock.now_s = after_s
    assert (idle, left) == (one.idle, one.seconds_left)


def test_a_touch_starts_the_idle_clock_again() -> None:
    one, clock = visit()
    clock.now_s = 150
    one.touched()
    assert (one.idle, one.seconds) == (Idle.AWAKE, 150)


def test_the_wipe_has_no_list_of_what_to_clear() -> None:
    one, _ = visit()
    before = one.personal
    for field in dataclasses.fields(Personal):
        value = getattr(before, field.name)
        if isinstance(value, dict):
            value["x"] = bytearray(b"secret")
        elif isinstance(value, list):
            value.append("secret")
    one.wipe()
    assert one.over
    assert one.personal is not before
    assert Personal() == one.personal
    held = [getattr(before, field.name) for field in dataclasses.fields(Personal)]
    assert [value for value in held if isinstance(value, dict | list | set) and value] == []


def test_erasing_goes_all_the_way_down() -> None:
    page = KeptPage(bytearray(b"jpeg"), np.ones((4, 4, 3), np.uint8), True)
    papers, shut = {"a": Paper([page])}, np.ones(3)
    shut.flags.writeable = False
    things = {
        "papers": papers,
        "marks": {1, 2},
        "strokes": [[(0.1, 0.2)]],
        "shut": shut,
        "text": "x",
        "kind": Paper,
    }
    erase(things)
    assert (bytearray(4), False, {}, {}) == (page.jpeg, bool(page.small_bgr.any()), papers, things)
    assert shut.all()
