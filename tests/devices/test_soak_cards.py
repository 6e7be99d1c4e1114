"""The soak of the card reader, for some seconds: see ``make soak-cards``."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.soak.deck import Deck
from benchmarks.soak.reader_bench import Broken, ReaderBench
from benchmarks.soak_cards import Soak
from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, StatusChanged
from kiosk.devices.id_reader.events import CardAppeared, CardRead

SECONDS = 6.0


def test_some_seconds_of_random_card_events_end_in_the_right_state(tmp_path: Path) -> None:
    soak = Soak(tmp_path, seed=2026, poll_ms=60)
    soak.start()
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and not soak.ending:
        time.sleep(0.05)
    soak.stop()
    assert soak.failures == []
    assert soak.histories >= len(soak.benches)


# The model itself -----------------------------------------------------------------------------------------------


@pytest.fixture
def bench(tmp_path: Path) -> ReaderBench:
    return ReaderBench(tmp_path, seed=1, poll_ms=300)


def read(bench: ReaderBench, serial: int) -> CardRead:
    text, photo = next((text, photo) for text, (known, photo) in bench.deck._known.items() if known == serial)
    return CardRead(text, photo, 0.1)


def test_a_card_read_for_nobody_breaks_the_rules(bench: ReaderBench) -> None:
    bench._post(read(bench, bench.place()))
    with pytest.raises(Broken, match="after the visit's end"):
        bench.check()


def test_a_second_card_for_one_wish_breaks_the_rules(bench: ReaderBench) -> None:
    bench.wake()
    for _ in range(2):
        bench._post(read(bench, bench.place()))
    with pytest.raises(Broken, match="without a wish"):
        bench.check()


def test_the_card_of_an_earlier_visit_breaks_the_rules(bench: ReaderBench) -> None:
    before = bench.place()
    bench.rest()
    bench.wake()
    bench._post(read(bench, before))
    with pytest.raises(Broken, match="earlier visit"):
        bench.check()


def test_the_photo_of_another_card_breaks_the_rules(bench: ReaderBench) -> None:
    bench.wake()
    one, other = read(bench, bench.place()), read(bench, bench.place())
    bench._post(replace(one, photo=other.photo))
    with pytest.raises(Broken, match="whole content"):
        bench.check()


def test_a_status_said_twice_breaks_the_rules(bench: ReaderBench) -> None:
    for _ in range(2):
        bench._post(StatusChanged(DeviceKind.ID_READER, DeviceStatus(DeviceState.READY)))
    with pytest.raises(Broken, match="twice"):
        bench.check()


def test_what_does_not_come_in_time_breaks_the_rules(bench: ReaderBench) -> None:
    with pytest.raises(Broken, match="the card did not come"):
        bench.wait("the card", lambda: False, 0.02)


def test_a_clean_read_within_its_visit_is_fine(bench: ReaderBench) -> None:
    bench.wake()
    serial = bench.place()
    bench._post(CardAppeared())
    bench._post(read(bench, serial))
    bench.check()
    assert serial == bench.read


def test_no_two_cards_are_alike() -> None:
    deck = Deck(1)
    cards = [card for _, card in (deck.draw() for _ in range(300))]
    assert len({card.text for card in cards}) == 300
