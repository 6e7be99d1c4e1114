"""The life of the reader and of one card on it, as a state machine without a thread.

    CLOSED → OPENING → IDLE → SELECT → READ → HOLD → IDLE

``step()`` does the work of the present state and says how long to wait for the next. A lost wire leads back to
CLOSED from everywhere. A successful read ends the wish for a card: the next is read only after another ``wake``.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, Post, StatusChanged
from kiosk.devices.id_reader.events import (
    CardAddress,
    CardAppeared,
    CardForgotten,
    CardLifted,
    CardRead,
    CardReason,
    CardTrouble,
    CardUnwatched,
)
from kiosk.devices.id_reader.leftover import Leftover
from kiosk.devices.id_reader.protocol import Dialect, Limits, Sam
from kiosk.devices.id_reader.replies import NO, CardContent
from kiosk.devices.id_reader.states import Pace, ReaderState, reason_of, status_of
from kiosk.devices.id_reader.wire import Port, Transport
from kiosk.devices.id_reader.wishes import Wishes
from kiosk.errors import (
    CardError,
    CardGone,
    CardRejected,
    CardUnknown,
    DeviceAbsent,
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
        port: Port,
        post: Post,
        *,
        dialect: Dialect | None = None,
        pace: Pace | None = None,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._port, self._post = port, post
        self._dialect, self._limits = dialect, limits
        self._pace, self._clock = pace or Pace(), clock
        self._wishes = Wishes(post, clock)
        self._wire: Transport | None = None
        self._sam: Sam | None = None
        self._leftover = Leftover()
        self._status = DeviceStatus(DeviceState.ABSENT, "not_started")
        self.state = ReaderState.CLOSED
        self.sam_id = ""
        self._ending = self._restarted = False
        self._retry_at, self._backoff_s = 0.0, self._pace.backoff_first_s
        self._tries = self._misses = 0
        self._told_reason: CardReason | None = None
        self._told_forgotten = self._address_told = False
        self._forget_card()

    # From any thread

    @property
    def status(self) -> DeviceStatus:
        """The status as last posted."""
        return self._status

    def wake(self) -> None:
        """A person is to lay a card down: read the next one."""
        self._wishes.wake()

    def rest(self) -> None:
        """Nobody's card is of interest: no card event follows after this returns, whatever lies on the reader.

        A card that lies there now is from before: it is not read until it was taken away.
        """
        self._wishes.rest()

    def ask_back(self) -> None:
        """The person was asked to take the card back; from now on it can be forgotten."""
        self._wishes.ask_back()

    def cancel(self) -> None:
        """Ends a wait on the wire, so that the owner thread can end."""
        self._ending = True
        wire = self._wire
        if wire is not None:
            wire.cancel()

    # From the owner thread

    def begin(self) -> None:
        """Starts the life from CLOSED; call before there is an owner thread."""
        self._ending = False
        self._wishes.visit_over()
        self._leftover.forget()
        self._retry_at, self._backoff_s = self._clock(), self._pace.backoff_first_s
        self._say(DeviceStatus(DeviceState.STARTING))

    def step(self) -> float:
        """Does the present state's work; returns the seconds to the next step. Raises no ``KioskError``."""
        if self._wishes.visit_over():
            self._leave_card()
        try:
            return self._work()
        except DeviceError as error:
            if self._ending:
                return 0.0
            return self._restart() if self._may_restart(error) else self._lose(error)

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
        if self._leftover.possible:
            return self._watch_leftover(self._sam)
        return self._find(self._sam) if self._wishes.wanted else self._check(self._sam)

    def _closed(self) -> float:
        wait_s = self._retry_at - self._clock()
        if wait_s > 0:
            if self._status.state is not DeviceState.ABSENT and not self._port.there():
                raise DeviceAbsent("port: gone")
            return min(wait_s, self._pace.look_s)
        self._wire = self._port.open()
        self._sam = Sam(self._wire, dialect=self._dialect, limits=self._limits, clock=self._clock)
        self.state, self._tries = ReaderState.OPENING, 0
        return 0.0

    def _opening(self, sam: Sam) -> float:
        """Asks the module for its number until it answers: after power-on it needs a while."""
        try:
            self.sam_id = sam.hello()
        except (DeviceSilent, DeviceGarbled):
            self._tries += 1
            if self._tries >= self._pace.opening_tries:
                raise
            return self._pace.opening_retry_s
        self._misses = 0
        self._forget_card()
        self.state = ReaderState.IDLE
        if self._status.state is not DeviceState.FAILED:  # one that failed at work must first work again
            self._say(_READY)
        return 0.0

    def _check(self, sam: Sam) -> float:
        with contextlib.suppress(DeviceRefused, CardError):  # it answers, and that was the question
            try:
                sam.check()
            except (DeviceSilent, DeviceGarbled) as error:
                return self._miss(error)
        self._went_well()
        return self._pace.rest_check_s

    def _watch_leftover(self, sam: Sam) -> float:
        try:
            lies = self._leftover.lies(sam)
        except (*_MISSED, DeviceRefused) as error:
            return self._miss(error)
        self._went_well()
        if not lies:
            self._wishes.tell_left_lifted()
            return 0.0
        self._wishes.tell_left()
        return self._pace.poll_s if self._wishes.wanted else self._pace.rest_check_s

    def _find(self, sam: Sam) -> float:
        began = self._clock()
        try:
            found = sam.find()
        except (CardRejected, CardUnknown) as error:
            self._went_well()
            if self._meet_card():
                return self._trouble(reason_of(error))
            return self._pace.poll_s
        except (*_MISSED, DeviceRefused) as error:
            return self._miss(error)
        self._went_well()
        if not found:
            self._forget_card()
        if not found or not self._meet_card():
            self._say(_READY)
            return self._pace.poll_s
        self._found_at = began
        self.state = ReaderState.SELECT
        self._say(_BUSY)
        return 0.0

    def _meet_card(self) -> bool:
        """A card is there: announces it the first time. False when it has been tried often enough."""
        if self._failures >= self._pace.attempts:
            return False
        if self._told_reason is None:
            self._wishes.tell(CardAppeared())
        return True

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
        card = CardRead(content.text, content.photo, self._clock() - self._found_at)
        if self._wishes.fulfil(card):
            self.state, self._misses = ReaderState.HOLD, 0
        return 0.0

    def _hold(self, sam: Sam) -> float:
        try:
            present = sam.present() if self._address_told else self._tell_address(sam)
        except NO:
            self._wishes.tell(CardUnwatched())
            self._to_idle()
            return self._pace.poll_s
        except _MISSED as error:
            return self._miss(error)
        self._went_well()
        if not present:
            self._wishes.tell(CardLifted())
            self._to_idle()
        elif not self._told_forgotten and self._wishes.asked_back_for(self._pace.forgotten_s):
            self._wishes.tell(CardForgotten())
            self._told_forgotten = True
        return self._pace.poll_s

    def _tell_address(self, sam: Sam) -> bool:
        """Does the card still lie there? The first question to one just read brings its newest address too."""
        try:
            units = sam.newest_address()
        except CardGone:
            return False
        except NO:
            self._address_told = True
            return sam.present()
        self._address_told = True
        if units:
            self._wishes.tell(CardAddress(units))
        return True

    def _trouble(self, reason: CardReason) -> float:
        if reason is not CardReason.LIFTED:  # one that moves is tried as long as it lies there
            self._failures += 1
        if reason is not self._told_reason:
            self._wishes.tell(CardTrouble(reason))
            self._told_reason = reason
        self.state = ReaderState.IDLE
        return self._pace.poll_s

    def _went_well(self) -> None:
        self._misses, self._restarted = 0, False
        self._backoff_s = self._pace.backoff_first_s
        if self._status.state is DeviceState.FAILED:
            self._say(_READY)

    def _miss(self, error: DeviceError) -> float:
        """One broken exchange is noise; several in a row are a lost reader."""
        self._misses += 1
        if self._misses >= self._pace.misses:
            raise error
        return self._pace.poll_s

    def _may_restart(self, error: DeviceError) -> bool:
        at_work = self.state not in (ReaderState.CLOSED, ReaderState.OPENING)
        return isinstance(error, DeviceOutOfOrder) and at_work and not self._restarted

    def _restart(self) -> float:
        """A module that breaks down at work is opened once more on the same wire, which starts it again."""
        self._restarted = True
        self._give_up_card()
        self._forget_card()
        self.state, self._tries = ReaderState.OPENING, 0
        self._say(DeviceStatus(DeviceState.STARTING))
        return 0.0

    def _lose(self, error: DeviceError) -> float:
        self._give_up_card()
        self.close(status_of(error))
        wait_s = self._backoff_s
        if isinstance(error, DeviceAbsent):
            wait_s, self._backoff_s = self._pace.look_s, self._pace.backoff_first_s
        else:
            self._backoff_s = min(2 * wait_s, self._pace.backoff_last_s)
        self._retry_at = self._clock() + wait_s
        return min(wait_s, self._pace.look_s)

    def _give_up_card(self) -> None:
        """The module is lost or starts again, and forgets the card that lies on it."""
        self._leftover.renew()
        if self.state is ReaderState.HOLD:
            self._wishes.tell(CardUnwatched())
            self._leftover.suspect()
        elif self.state in (ReaderState.SELECT, ReaderState.READ):
            self._wishes.tell(CardTrouble(CardReason.READER_FAILED))

    def _leave_card(self) -> None:
        """The visit is over; whatever lies there is from before."""
        self._forget_card()
        self._leftover.suspect()
        if self._status == _BUSY:
            self._to_idle()

    def _to_idle(self) -> None:
        self._forget_card()
        self.state = ReaderState.IDLE
        self._say(_READY)

    def _forget_card(self) -> None:
        self._failures, self._found_at = 0, 0.0
        self._told_reason = None
        self._told_forgotten = self._address_told = False

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
