"""Texts come back on the main thread in their order, and none from before the paper step ended."""

from __future__ import annotations

import time

import numpy as np

from kiosk.assembly.reading import ReadingDesk
from kiosk.errors import KioskError, NotAnImage
from kiosk.sandbox.specimens import residence_permit
from kiosk.settings import Reading
from kiosk.threads import EventQueue
from kiosk.vision.reading.text import PageText

NUMBER_LINE = np.ascontiguousarray(residence_permit().image_bgr[500:])
NO_PAGE = np.zeros((4, 4, 3), np.uint8)


def _drained(events: EventQueue, outcomes: list[PageText | KioskError], count: int) -> None:
    ends = time.monotonic() + 120
    while len(outcomes) < count:
        assert time.monotonic() < ends
        events.drain(lambda _: None)
        time.sleep(0.01)


def test_texts_come_back_in_order_and_an_error_is_an_outcome_too() -> None:
    events, outcomes = EventQueue(), list[PageText | KioskError]()
    desk = ReadingDesk(Reading(), events)
    try:
        desk.read(NUMBER_LINE, outcomes.append)
        desk.read(NO_PAGE, outcomes.append)
        _drained(events, outcomes, 2)
    finally:
        desk.close()
    first, second = outcomes
    assert isinstance(first, PageText)
    assert any("510402199001010012" in line.text for line in first.lines)
    assert isinstance(second, NotAnImage)


def test_a_page_from_before_the_rest_comes_back_to_nobody() -> None:
    events, before, after = EventQueue(), list[PageText | KioskError](), list[PageText | KioskError]()
    desk = ReadingDesk(Reading(), events)
    try:
        desk.read(NUMBER_LINE, before.append)
        desk.rest()
        desk.read(NO_PAGE, after.append)
        _drained(events, after, 1)
    finally:
        desk.close()
    assert before == []
