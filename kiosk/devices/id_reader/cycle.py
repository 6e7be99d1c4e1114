"""The life of the reader and of one card on it, as a state machine without a thread.

    CLOSED → OPENING → IDLE → SELECT → READ → HOLD → IDLE

``step()`` does the work of the present state and says how long to wait for the next. A lost wire leads back to
CLOSED from everywhere. A successful read ends the wish for a card: the next is read only after another ``wake``.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, Post, StatusChanged
from kiosk.devices.id_reader.events import (
    CardAppeared,
    CardEvent,
    CardForgotten,
    CardLifted,
    CardRead,
    CardReason,
    CardTrouble,
    CardUnwatched,
)
from kiosk.devices.id_reader.protocol import CardContent, Limits, Sam, Transport
from kiosk.devices.id_reader.states import Pace, ReaderState, reason_of, status_of
from kiosk.errors import (
    CardError,
    CardGone,
    DeviceError,
    DeviceGarbled,
    DeviceOutOfOrder,
    DeviceRefused,
    DeviceSilent,
)

_SELECTS = 2
_READY = DeviceStatus(DeviceState.READY)
_BUSY = DeviceStatus(DeviceState.BUSY)
_MISSED = (DeviceSilent, DeviceGarbled, CardError)


class CardCycle:
    """One reader's state machine. ``step`` belongs to the owner thread; the other methods to anybody."""

    def __init__(
        self,
        open_wire: Callable[[], Transport],
        post: Post,
        *,
        pace: Pace | None = None,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_wire, self._post = open_wire, post
        self._pace, self._limits, self._clock = pace or Pace(), limits, clock
        self._lock = threading.Lock()
        self._wanted = False
        self._visit = 0
        self._asked_back_at: float | None = None
        self._wire: Transport | None = None
        self._sam: Sam | None = None
        self._status = DeviceStatus(DeviceState.ABSENT, "not_started")
        self.state = ReaderState.CLOSED
        self.sam_id = ""
        self._ending = False
        self._retry_at, self._backoff_s = 0.0, self._pace.backoff_first_s
        self._tries = self._misses = 0
        self._told_reason: CardReason | None = None
        self._forget_card()

    # From any thread

    @property
    def status(self) -> DeviceStatus:
        """The status as last posted."""
        return self._status

    def wake(self) -> None:
        """A person is to lay a card down: read the next one."""
        with self._lock:
            self._wanted = True

    def rest(self) -> None:
        """Nobody's card is of interest: no card event follows after this returns, whatever lies on the reader."""
        with self._lock:
            self._wanted, self._visit, self._asked_back_at = False, self._visit + 1, None

    def ask_back(self) -> None:
        """The person was asked to take the card back; from now on it can be forgotten."""
        with self._lock:
            self._asked_back_at = self._clock()

    def cancel(self) -> None:
        """Ends a wait on the wire, so that the owner thread can end."""
        self._ending = True
        wire = self._wire
        if wire is not None:
            wire.cancel()

    # From the owner thread

    def begin(self) -> None:
        """Starts the life from CLOSED; call before the first step."""
        self._ending = False
        self._retry_at, self._backoff_s = self._clock(), self._pace.backoff_first_s
        self._say(DeviceStatus(DeviceState.STARTING))

    def step(self) -> float:
        """Does the present state's work; returns the seconds to the next step. Raises no ``KioskError``."""
        if self._visit != self._card_visit:
            self._forget_card()
            if self.state in (ReaderState.SELECT, ReaderState.READ, ReaderState.HOLD):
                self._to_idle()
        try:
            return self._work()
        except DeviceError as error:
            return 0.0 if self._ending else self._lose(error)

    def close(self, status: DeviceStatus) -> None:
        """Lets go of the wire and says how things stand."""
        if self._wire is not None:
            self._wire.close()
        self._wire = self._sam = None
        self.state = ReaderState.CLOSED
        self._forget_card()
        self._say(status)

    def _work(self) -> float:
        if self._sam is None:
            return self._closed()
        match self.state:
            case ReaderState.OPENING:
                return self._opening(self._sam)
            case ReaderState.SELECT:
                return self._select(self._sam)
            case ReaderState.READ:
                return self._read(self._sam)
            case ReaderState.HOLD:
                return self._hold(self._sam)
            case _:
                return self._find(self._sam) if self._wanted else self._check(self._sam)

    def _closed(self) -> float:
        wait_s = self._retry_at - self._clock()
        if wait_s > 0:
            return wait_s
        self._wire = self._open_wire()
        self._sam = Sam(self._wire, limits=self._limits, clock=self._clock)
        self.state, self._tries = ReaderState.OPENING, 0
        return 0.0

    def _opening(self, sam: Sam) -> float:
        """Asks the module for its number until it answers: after power-on it needs a while."""
        try:
            self.sam_id = sam.sam_id()
        except (DeviceSilent, DeviceGarbled, DeviceOutOfOrder) as error:
            self._tries += 1
            if self._tries >= self._pace.opening_tries:
                raise
            if isinstance(error, DeviceOutOfOrder):
                with contextlib.suppress(DeviceSilent, DeviceGarbled, DeviceOutOfOrder):
                    sam.reset()
            return self._pace.opening_retry_s
        self._backoff_s, self._misses = self._pace.backoff_first_s, 0
        self._to_idle()
        return 0.0

    def _check(self, sam: Sam) -> float:
        with contextlib.suppress(DeviceRefused):  # it answers, and that was the question
            try:
                sam.check()
            except _MISSED as error:
                return self._miss(error)
        self._misses = 0
        return self._pace.rest_check_s

    def _find(self, sam: Sam) -> float:
        try:
            found = sam.find()
        except (*_MISSED, DeviceRefused) as error:
            return self._miss(error)
        self._misses = 0
        if not found:
            self._forget_card()
            return self._pace.poll_s
        if self._failures >= self._pace.attempts:
            return self._pace.poll_s
        self._found_at = self._clock()
        if not self._failures:
            self._tell(CardAppeared())
        self.state = ReaderState.SELECT
        self._say(_BUSY)
        return 0.0

    def _select(self, sam: Sam) -> float:
        try:
            for _ in range(_SELECTS):  # often just laid down and not flat yet: once more, from find
                try:
                    sam.select()
                    self.state = ReaderState.READ
                    return 0.0
                except CardGone:
                    if not sam.find():
                        return self._trouble(CardReason.LIFTED)
        except (*_MISSED, DeviceRefused) as error:
            return self._trouble(reason_of(error))
        return self._trouble(CardReason.SELECT_FAILED)

    def _read(self, sam: Sam) -> float:
        try:
            content = _read_twice(sam)
        except (*_MISSED, DeviceRefused) as error:
            return self._trouble(reason_of(error))
        with self._lock:
            if self._visit != self._card_visit:
                return 0.0
            self._wanted = False
            self._post(CardRead(content.text, content.photo, self._clock() - self._found_at))
        self.state, self._misses = ReaderState.HOLD, 0
        return self._pace.poll_s

    def _hold(self, sam: Sam) -> float:
        try:
            present = sam.present()
        except DeviceRefused:
            self._tell(CardUnwatched())
            self._to_idle()
            return self._pace.poll_s
        except _MISSED as error:
            return self._miss(error)
        self._misses = 0
        if not present:
            self._tell(CardLifted())
            self._to_idle()
        elif self._is_forgotten():
            self._tell(CardForgotten())
            self._told_forgotten = True
        return self._pace.poll_s

    def _is_forgotten(self) -> bool:
        asked_at = self._asked_back_at
        late = asked_at is not None and self._clock() - asked_at >= self._pace.forgotten_s
        return late and not self._told_forgotten

    def _trouble(self, reason: CardReason) -> float:
        self._failures += 1
        if reason is not self._told_reason:
            self._tell(CardTrouble(reason))
            self._told_reason = reason
        self.state = ReaderState.IDLE
        if reason is CardReason.LIFTED:
            self._forget_card()
        self._say(_READY)
        return self._pace.poll_s

    def _miss(self, error: DeviceError) -> float:
        """One broken exchange is noise; several in a row are a lost reader."""
        self._misses += 1
        if self._misses >= self._pace.misses:
            raise error
        return self._pace.poll_s

    def _lose(self, error: DeviceError) -> float:
        if self.state is ReaderState.HOLD:
            self._tell(CardUnwatched())
        elif self.state in (ReaderState.SELECT, ReaderState.READ):
            self._tell(CardTrouble(CardReason.READER_FAILED))
        self.close(status_of(error))
        wait_s = self._backoff_s
        self._retry_at, self._backoff_s = self._clock() + wait_s, min(2 * wait_s, self._pace.backoff_last_s)
        return wait_s

    def _to_idle(self) -> None:
        self._forget_card()
        self.state = ReaderState.IDLE
        self._say(_READY)

    def _forget_card(self) -> None:
        self._card_visit = self._visit
        self._failures, self._found_at = 0, 0.0
        self._told_reason = None
        self._told_forgotten = False

    def _tell(self, event: CardEvent) -> None:
        """Posts a card's event unless its visit is over; ``rest`` waits for a post that is under way."""
        with self._lock:
            if self._visit == self._card_visit:
                self._post(event)

    def _say(self, status: DeviceStatus) -> None:
        if status != self._status:
            self._status = status
            self._post(StatusChanged(DeviceKind.ID_READER, status))


def _read_twice(sam: Sam) -> CardContent:
    """A card broken on the wire is asked for again: it is still selected, and find would hide it until lifted."""
    try:
        return sam.read()
    except DeviceGarbled:
        return sam.read()
