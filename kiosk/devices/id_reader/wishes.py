"""What the visit wants of the reader, and the gate through which it is told of cards.

Wishes come from any thread. The gate is closed from the moment ``rest`` returns until the owner thread has seen
that the visit is over: what it still has to say of the old visit's card is said to nobody.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk.devices.base import Post
from kiosk.devices.id_reader.events import CardEvent, CardLeft, CardLifted, CardRead


class Wishes:
    """One reader's. ``wake``, ``rest`` and ``ask_back`` are for anybody, the rest for the owner thread."""

    def __init__(self, post: Post, clock: Callable[[], float]) -> None:
        self._post, self._clock = post, clock
        self._lock = threading.Lock()
        self._visit = self._seen_visit = 0
        self._wanted = self._told_left = False
        self._asked_back_at: float | None = None

    def wake(self) -> None:
        """A person is to lay a card down: read the next one."""
        with self._lock:
            self._wanted, self._told_left = True, False

    def rest(self) -> None:
        """The visit is over; waits for a post that is under way."""
        with self._lock:
            self._wanted = self._told_left = False
            self._visit, self._asked_back_at = self._visit + 1, None

    def ask_back(self) -> None:
        """The person was asked to take the card back."""
        with self._lock:
            self._asked_back_at = self._clock()

    @property
    def wanted(self) -> bool:
        """Is a card wanted?"""
        return self._wanted

    def visit_over(self) -> bool:
        """Has the visit ended since this was last asked?"""
        with self._lock:
            over, self._seen_visit = self._visit != self._seen_visit, self._visit
            return over

    def asked_back_for(self, seconds: float) -> bool:
        """Was the card asked back at least so long ago?"""
        asked_at = self._asked_back_at
        return asked_at is not None and self._clock() - asked_at >= seconds

    def tell(self, event: CardEvent) -> None:
        """Posts a card's event unless its visit is over."""
        with self._lock:
            self._tell(event)

    def fulfil(self, card: CardRead) -> bool:
        """Posts the card that was wanted, which ends the wish; False when its visit is over."""
        with self._lock:
            self._wanted = self._wanted and not self._open
            self._tell(card)
            return self._open

    def tell_left(self) -> None:
        """A card from before lies there: says so once a wish."""
        with self._lock:
            if self._wanted and not self._told_left and self._open:
                self._told_left = True
                self._post(CardLeft())

    def tell_left_lifted(self) -> None:
        """It was taken away: says so to whom it was told that it lay there."""
        with self._lock:
            if self._told_left:
                self._told_left = False
                self._tell(CardLifted())

    @property
    def _open(self) -> bool:
        return self._visit == self._seen_visit

    def _tell(self, event: CardEvent) -> None:
        if self._open:
            self._post(event)
