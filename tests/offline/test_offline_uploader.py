"""The uploader on a clock that the test moves: who is sent when, what counts as success, who is parked."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from outbox_things import a_stub, an_outbox

from kiosk.errors import (
    CaptivePortal,
    ClockWrong,
    HubNonsense,
    HubRefused,
    HubSick,
    HubUnreachable,
    KioskError,
    OutboxDamaged,
)
from kiosk.offline.events import (
    ApplicationDelivered,
    ApplicationParked,
    LinkState,
    LinkStateChanged,
    OutboxTroubled,
)
from kiosk.offline.ids import new_application_id
from kiosk.offline.link import Link, state_after
from kiosk.offline.outbox import Outbox
from kiosk.offline.pace import Pace, SystemClock
from kiosk.offline.uploader import Uploader


@dataclass
class FakeClock:
    now: float = 1_800_000_000.0
    ticks: float = 0.0

    def wall(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.ticks

    def wait(self, event: threading.Event, timeout_s: float) -> None:
        self.pass_by(timeout_s)

    def pass_by(self, seconds: float) -> None:
        self.now += seconds
        self.ticks += seconds


@dataclass
class Answered:
    application_id: UUID
    sha256: str
    case_number: str = "510402-20261123-000001"

    def model_dump_json(self) -> str:
        return f'{{"sha256": "{self.sha256}"}}'


@dataclass
class FakeHub:
    """A hub whose answers the test sets; ``faults`` are raised one a call, ``bad`` for ever for that id."""

    link: Exception | None = None
    faults: list[Exception] = field(default_factory=list)
    bad: dict[UUID, Exception] = field(default_factory=dict)
    answer: Callable[[UUID, bytes], Answered] = lambda key, envelope: Answered(
        key, hashlib.sha256(envelope).hexdigest()
    )
    tried: list[UUID] = field(default_factory=list)
    asked: int = 0

    def ask(self) -> None:
        self.asked += 1
        if self.link is not None:
            raise self.link

    def deliver(self, application_id: UUID, envelope: bytes) -> Answered:
        self.tried.append(application_id)
        if self.link is not None:
            raise self.link
        if application_id in self.bad:
            raise self.bad[application_id]
        if self.faults:
            raise self.faults.pop(0)
        return self.answer(application_id, envelope)


class House:
    """Outbox, fake hub and uploader, worked by single steps."""

    def __init__(self, folder: Path) -> None:
        self.outbox, self.hub, self.clock = an_outbox(folder), FakeHub(), FakeClock()
        self.events: list[object] = []
        self.link = Link(self.events.append)
        pace = Pace(uniform=lambda low, high: high)
        self.uploader = Uploader(self.outbox, self.hub, self.link, self.events.append, pace, self.clock)

    def submitted(self) -> UUID:
        stub = a_stub()
        self.outbox.submit(stub, stub.application_id.bytes * 10)
        return stub.application_id

    def sha256(self, application_id: UUID) -> str:
        return hashlib.sha256(self.outbox.envelope(application_id)).hexdigest()

    def work(self, seconds: float = 0.0) -> None:
        """Steps until nothing is to do, letting up to ``seconds`` pass by."""
        end = self.clock.ticks + seconds
        while True:
            wait_s = self.uploader.step()
            if self.clock.ticks + wait_s > end:
                return
            self.clock.pass_by(wait_s)

    def state(self, application_id: UUID) -> str:
        row = self.outbox.find(application_id)
        assert row is not None
        return row.state

    def said(self, kind: type) -> list[object]:
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.outbox.close()


def test_what_waits_is_delivered_oldest_first(house: House) -> None:
    ids = [house.submitted() for _ in range(3)]
    house.work()
    assert house.hub.tried == ids
    assert house.said(ApplicationDelivered) == [
        ApplicationDelivered(one, "510402-20261123-000001", attempts=1) for one in ids
    ]


def test_what_was_delivered_is_never_sent_again(house: House) -> None:
    one = house.submitted()
    house.work()
    house.work(seconds=4000)
    assert house.hub.tried == [one]


@pytest.mark.parametrize(
    "answer",
    [
        lambda key, envelope: Answered(new_application_id(), hashlib.sha256(envelope).hexdigest()),
        lambda key, envelope: Answered(key, hashlib.sha256(b"other").hexdigest()),
        lambda key, envelope: Answered(key, hashlib.sha256(envelope).hexdigest(), case_number=""),
    ],
    ids=["another id", "other bytes", "no case number"],
)
def test_an_acknowledgement_of_something_else_is_not_success(
    house: House, answer: Callable[[UUID, bytes], Answered]
) -> None:
    one = house.submitted()
    house.hub.answer = answer
    house.work()
    row = house.outbox.find(one)
    assert row is not None
    assert (row.state, row.problem) == ("waiting", HubNonsense.code)


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
def test_a_refused_one_is_parked_and_the_others_go_on(house: House, status: int) -> None:
    refused, fine = house.submitted(), house.submitted()
    house.hub.bad[refused] = HubRefused("no", status=status, problem="urn:tongban:envelope-changed")
    house.work(seconds=4000)
    assert (house.state(refused), house.state(fine)) == ("parked", "delivered")
    assert house.hub.tried.count(refused) == 1
    assert house.said(ApplicationParked) == [ApplicationParked(refused, "urn:tongban:envelope-changed")]


@pytest.mark.parametrize("status", [401, 403, 404, 408, 423, 425, 460])
def test_a_refusal_that_is_not_about_the_envelope_parks_nothing(house: House, status: int) -> None:
    one = house.submitted()
    house.hub.bad[one] = HubRefused("no", status=status)
    house.work()
    assert house.state(one) == "waiting"
    assert house.link.state is LinkState.UP


@pytest.mark.parametrize(
    "error", [HubUnreachable("x"), CaptivePortal("x"), HubNonsense("x"), HubSick("x"), RuntimeError("x")]
)
def test_one_bad_envelope_never_blocks_the_others(house: House, error: Exception) -> None:
    bad, fine, later = house.submitted(), house.submitted(), house.submitted()
    house.hub.bad[bad] = error
    house.work()
    assert house.state(bad) == "waiting"
    assert (house.state(fine), house.state(later)) == ("delivered", "delivered")
    assert house.link.state is LinkState.UP


def test_a_bad_envelope_waits_longer_each_time_up_to_the_cap(house: House) -> None:
    bad = house.submitted()
    house.hub.bad[bad] = HubSick("x")
    delays = []
    for _ in range(7):
        house.work(seconds=400)
        row = house.outbox.find(bad)
        assert row is not None
        delays.append(row.delay_s)
    assert delays == sorted(delays)
    assert delays[-1] == 300.0


def test_the_hubs_wish_for_more_time_is_kept(house: House) -> None:
    one = house.submitted()
    house.hub.faults = [HubSick("x", retry_after_s=120)]
    house.work(seconds=100)
    assert house.hub.tried == [one]
    house.work(seconds=60)
    assert house.state(one) == "delivered"


def test_while_the_link_is_down_it_knocks_and_sends_nothing(house: House) -> None:
    one = house.submitted()
    house.hub.link = HubUnreachable("x")
    house.work(seconds=3600)
    assert house.hub.tried == []
    assert 3600 / 21 < house.hub.asked < 200
    assert house.said(LinkStateChanged) == [LinkStateChanged(LinkState.DOWN)]
    assert house.state(one) == "waiting"


def test_when_the_link_is_back_even_what_backs_off_for_long_goes_at_once(house: House) -> None:
    one = house.submitted()
    house.hub.bad[one] = HubSick("x", retry_after_s=300)
    house.work()
    del house.hub.bad[one]
    house.hub.link = HubUnreachable("x")
    house.work(seconds=60)
    house.hub.link = None
    house.work(seconds=21)
    assert house.state(one) == "delivered"


def test_when_somebody_else_reports_the_link_back_it_wakes_at_once(house: House) -> None:
    one = house.submitted()
    house.hub.link = HubUnreachable("x")
    house.work(seconds=600)
    house.hub.link = None
    house.link.report(None)
    house.work()
    assert house.state(one) == "delivered"


def test_a_captive_portal_is_no_success(house: House) -> None:
    one = house.submitted()
    house.hub.link = CaptivePortal("x")
    house.work(seconds=600)
    assert house.state(one) == "waiting"
    assert house.link.state is LinkState.CAPTIVE


def test_while_nothing_waits_the_hub_is_asked_now_and_then(house: House) -> None:
    house.work(seconds=200)
    assert 9 <= house.hub.asked <= 12


@pytest.mark.parametrize("years", [-20, 20])
def test_a_clock_that_jumps_by_years_neither_holds_back_nor_hurries(house: House, years: int) -> None:
    one = house.submitted()
    house.hub.faults = [HubSick("x")]
    house.work()
    house.clock.now += years * 31_557_600
    house.work()
    assert (house.state(one), len(house.hub.tried)) == ("waiting", 1)
    house.work(seconds=10)
    assert (house.state(one), len(house.hub.tried)) == ("delivered", 2)


def test_a_damaged_outbox_is_told_once_and_does_not_end_the_sender(house: House) -> None:
    house.work()
    house.outbox.close()
    for _ in range(3):
        assert house.uploader.step() == 20.0
    assert house.said(OutboxTroubled) == [OutboxTroubled(OutboxDamaged.code)]


def test_each_outcome_of_a_call_shows_a_state_of_the_link() -> None:
    states: dict[type[KioskError] | None, LinkState] = {
        None: LinkState.UP,
        HubUnreachable: LinkState.DOWN,
        CaptivePortal: LinkState.CAPTIVE,
        ClockWrong: LinkState.CLOCK,
        HubNonsense: LinkState.SICK,
        HubSick: LinkState.SICK,
    }
    assert {kind: state_after(None if kind is None else kind("x")) for kind in states} == states
    assert state_after(HubRefused("no", status=409)) is LinkState.UP


def test_the_link_speaks_only_when_it_changes() -> None:
    said: list[object] = []
    link = Link(said.append)
    for error in (None, None, HubUnreachable("x"), HubUnreachable("y"), None):
        link.report(error)
    assert said == [LinkStateChanged(state) for state in (LinkState.UP, LinkState.DOWN, LinkState.UP)]


def test_delays_stay_between_base_and_cap() -> None:
    pace, delay_s = Pace(base_s=2, cap_s=300), 0.0
    for _ in range(200):
        delay_s = pace.next_delay(delay_s)
        assert 2 <= delay_s <= 300


def test_on_its_own_thread_a_submit_wakes_it_and_stop_ends_it(tmp_path: Path) -> None:
    outbox, hub = an_outbox(tmp_path), FakeHub()
    delivered = threading.Event()

    def post(event: object) -> None:
        if isinstance(event, ApplicationDelivered):
            delivered.set()

    uploader = Uploader(outbox, hub, Link(post), post, Pace(ask_s=600), SystemClock())
    uploader.start()
    stub = a_stub()
    outbox.submit(stub, b"sealed")
    uploader.wake()
    assert delivered.wait(10)
    uploader.stop()
    assert not any(thread.name == "uploader" for thread in threading.enumerate())
    outbox.close()


def test_an_outbox_that_is_well_again_is_told_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.work()
    with monkeypatch.context() as patched:
        patched.setattr(Outbox, "due", _damaged)
        house.uploader.step()
    house.work()
    assert house.said(OutboxTroubled) == [OutboxTroubled("O-02"), OutboxTroubled("")]


def _damaged(*_: object, **__: object) -> None:
    raise OutboxDamaged("x")


def test_the_hubs_acknowledgement_is_kept_with_the_row(house: House) -> None:
    one = house.submitted()
    house.work()
    assert house.outbox.hub_receipt(one) == Answered(one, house.sha256(one)).model_dump_json().encode()


def test_an_envelope_that_changed_on_the_disk_is_parked_and_stops_no_other(house: House) -> None:
    bad, good = house.submitted(), house.submitted()
    house.outbox._database.conn.execute("DELETE FROM envelopes WHERE seq = 1")
    house.outbox._database.conn.execute("UPDATE applications SET sha256 = 'gone' WHERE seq = 1")
    house.work()
    assert (house.state(bad), house.state(good)) == ("parked", "delivered")
    assert ApplicationParked(bad, "O-08") in house.events


def test_outside_its_hours_nothing_is_sent_and_the_hub_is_still_asked(house: House) -> None:
    shut_s = [3600.0]
    house.uploader = Uploader(
        house.outbox, house.hub, house.link, house.events.append, Pace(), house.clock, lambda: shut_s[0]
    )
    one = house.submitted()
    house.work(seconds=300)
    assert (house.hub.tried, house.hub.asked > 3) == ([], True)
    shut_s[0] = 0.0
    house.work(seconds=30)
    assert house.state(one) == "delivered"
