"""Is the hub there? A state fed by the outcome of every call, whoever made it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk.errors import CaptivePortal, ClockWrong, HubRefused, HubUnreachable, KioskError
from kiosk.offline.events import LinkState, LinkStateChanged


def state_after(error: KioskError | None) -> LinkState:
    """The state that the outcome of one call shows; ``None`` is success. A refusal comes from a healthy hub."""
    if error is None or isinstance(error, HubRefused):
        return LinkState.UP
    if isinstance(error, HubUnreachable):
        return LinkState.DOWN
    if isinstance(error, CaptivePortal):
        return LinkState.CAPTIVE
    if isinstance(error, ClockWrong):
        return LinkState.CLOCK
    return LinkState.SICK


class Link:
    """The way to the hub. Thread-safe; posts ``LinkStateChanged`` only when it changes."""

    def __init__(self, post: Callable[[object], None]) -> None:
        self._post = post
        self._lock = threading.Lock()
        self._state = LinkState.UNKNOWN
        self._on_return: Callable[[], None] | None = None

    @property
    def state(self) -> LinkState:
        """The state as last posted; ``unknown`` before the first outcome."""
        return self._state

    def when_back(self, call: Callable[[], None]) -> None:
        """``call`` is made, from the reporting thread, each time the link comes up; it must not block."""
        self._on_return = call

    def report(self, error: KioskError | None) -> None:
        """Takes in the outcome of one call to the hub; ``None`` is success."""
        state = state_after(error)
        with self._lock:
            if state is self._state:
                return
            self._state = state
            self._post(LinkStateChanged(state))
        if state is LinkState.UP and self._on_return is not None:
            self._on_return()
