"""Brings what waits in the outbox to the hub: one sender, oldest first, each until it is acknowledged or refused.

Success is an acknowledgement that names the id and the sha256 of the bytes sent, and nothing else. An attempt is
written down before its first byte, so a crash in the middle can only look like a failure. One bad envelope waits
out its own back-off while the others go; one that the hub refuses is parked for staff.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from kiosk.errors import EnvelopeLost, HubNonsense, HubRefused, HubSick, KioskError, OfflineError
from kiosk.offline.body import Sendable, sha256_of
from kiosk.offline.events import ApplicationDelivered, ApplicationParked, LinkState, OutboxTroubled
from kiosk.offline.link import Link
from kiosk.offline.outbox import Outbox, OutboxRow
from kiosk.offline.pace import Clock, Pace, SystemClock

PARKING_STATUSES = frozenset({400, 409, 413, 415, 422})
"""Refusals that are about the envelope itself; sending it again cannot change the answer."""


class Delivered(Protocol):
    """What the uploader needs of the hub's acknowledgement."""

    @property
    def application_id(self) -> UUID:
        """The application the hub has."""

    @property
    def sha256(self) -> str:
        """Of the envelope as the hub stored it, lower-case hex."""

    @property
    def case_number(self) -> str:
        """办件编号."""

    def model_dump_json(self) -> str:
        """The acknowledgement whole, with what the hub signed it with; kept beside the row."""


class Deliver(Protocol):
    """What the uploader needs of a hub. Both calls may block for their time-out and raise ``PlatformError``."""

    def deliver(self, application_id: UUID, envelope: Sendable) -> Delivered:
        """Sends the envelope, going on where an earlier attempt stopped; returns the hub's acknowledgement."""

    def ask(self) -> None:
        """Returns when the hub is there and well."""


class Uploader:
    """The sender thread. ``wake()`` after a submit; it wakes by itself when ``link`` comes back."""

    def __init__(
        self,
        outbox: Outbox,
        hub: Deliver,
        link: Link,
        post: Callable[[object], None],
        pace: Pace | None = None,
        clock: Clock | None = None,
        hours: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """``hours`` says how many seconds must pass before envelopes may be sent; 0: now."""
        self._outbox, self._hub, self._link, self._post = outbox, hub, link, post
        self._hours = hours
        self._pace, self._clock = pace or Pace(), clock or SystemClock()
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="uploader", daemon=True)
        self._knocks_missed, self._knock_delay_s = 0, 0.0
        self._asked_at = float("-inf")
        self._steady_zero = self._clock.wall() - self._clock.monotonic()
        self._trouble = ""
        link.when_back(self.wake)

    def start(self) -> None:
        """Starts the thread; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread; returns when a call to the hub that is under way has ended."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """Something was submitted, or the network moved: look at once. Never blocks."""
        self._woken.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            wait_s = self.step()
            if wait_s > 0:
                self._clock.wait(self._woken, wait_s)

    def step(self) -> float:
        """One piece of work; returns how many seconds may pass before the next."""
        try:
            wait_s = self._step()
        except OfflineError as error:
            self._say_trouble(error.code)
            return self._pace.ask_s
        self._say_trouble("")
        return wait_s

    def _now(self) -> float:
        """Unix time as it was at the start plus the seconds since: back-off does not see the clock jump."""
        return self._steady_zero + self._clock.monotonic()

    def _step(self) -> float:
        if self._link.state is not LinkState.UP:
            return self._knock()
        if self._knocks_missed:
            self._knocks_missed, self._knock_delay_s = 0, 0.0
            self._outbox.hurry()
        rows = self._outbox.due(self._now(), limit=1) if self._hours() <= 0 else []
        if rows:
            self._send(rows[0])
            return 0.0
        return self._idle()

    def _knock(self) -> float:
        """Asks whether the hub is there; returns 0 when it is, and else the time to the next knock.

        A knock that reaches nobody costs nothing, so they come at least every ``ask_s``. A hub that is there and
        cannot work may have ten thousand knocking: it gets the whole back-off, or more if it asks for it.
        """
        error = self._ask()
        if error is None:
            return 0.0
        self._knocks_missed += 1
        self._knock_delay_s = self._pace.next_knock(
            self._knock_delay_s, answered=self._link.state is LinkState.SICK
        )
        wish_s = error.retry_after_s if isinstance(error, HubSick) else None
        return min(self._pace.cap_s, max(self._knock_delay_s, wish_s or 0.0))

    def _ask(self) -> KioskError | None:
        self._asked_at = self._clock.monotonic()
        error = _outcome(self._hub.ask)
        self._link.report(error)
        return error

    def _idle(self) -> float:
        quiet_s = self._clock.monotonic() - self._asked_at
        if quiet_s >= self._pace.ask_s:
            return self._knock()
        until_ask_s = self._pace.ask_s - quiet_s
        next_try = self._outbox.next_try()
        if next_try is None or self._hours() > 0:
            return until_ask_s
        return max(0.05, min(until_ask_s, next_try - self._now()))

    def _send(self, row: OutboxRow) -> None:
        application_id = row.stub.application_id
        delay_s = self._pace.next_delay(row.delay_s)
        self._outbox.mark_trying(application_id, self._now() + delay_s, delay_s)
        envelope = self._whole_envelope(application_id)
        if envelope is None:
            return
        delivered: list[Delivered] = []
        error = _outcome(lambda: delivered.append(self._acknowledged(application_id, envelope)))
        if error is None:
            self._link.report(None)
            self._outbox.mark_delivered(
                application_id,
                delivered[0].case_number,
                self._clock.wall(),
                delivered[0].model_dump_json().encode(),
            )
            self._post(ApplicationDelivered(application_id, delivered[0].case_number, row.attempts + 1))
            return
        self._failed(application_id, error, delay_s)

    def _whole_envelope(self, application_id: UUID) -> Sendable | None:
        """The bytes to send; one envelope that has changed on the disk goes to staff and stops no other."""
        try:
            return self._outbox.envelope(application_id)
        except EnvelopeLost as error:
            self._outbox.park(application_id, error.code, self._clock.wall())
            self._post(ApplicationParked(application_id, error.code))
            return None

    def _acknowledged(self, application_id: UUID, envelope: Sendable) -> Delivered:
        answer = self._hub.deliver(application_id, envelope)
        same = answer.application_id == application_id and answer.sha256 == sha256_of(envelope)
        if not same or not answer.case_number:
            raise HubNonsense("the acknowledgement is for something else")
        return answer

    def _failed(self, application_id: UUID, error: KioskError, delay_s: float) -> None:
        if isinstance(error, HubRefused) and error.status in PARKING_STATUSES:
            self._link.report(error)
            self._outbox.park(application_id, error.problem or error.code, self._clock.wall())
            self._post(ApplicationParked(application_id, error.problem or error.code))
            return
        if isinstance(error, HubSick):
            delay_s = min(self._pace.cap_s, max(delay_s, error.retry_after_s or 0.0))
        self._outbox.mark_failed(application_id, error.code, self._now() + delay_s, delay_s)
        self._ask_after(error)

    def _ask_after(self, error: KioskError) -> None:
        """This envelope or the link? The link's state comes from asking, so one bad envelope cannot move it."""
        if isinstance(error, HubRefused):
            self._link.report(error)
        elif self._ask() is not None:
            self._knocks_missed += 1

    def _say_trouble(self, code: str) -> None:
        if code != self._trouble:
            self._trouble = code
            self._post(OutboxTroubled(code))


def _outcome(call: Callable[[], None]) -> KioskError | None:
    """What became of a call. A fault of our own counts as a failed attempt too: it must not end the sender."""
    try:
        call()
    except KioskError as error:
        return error
    except Exception as error:
        return HubNonsense(f"unexpected {type(error).__name__}")
    return None
