"""The thread that is inside a capture: opens it, reads it, closes it. It may hang there; nobody waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from kiosk.devices.video_capture import Capture

LET_GO_S = 0.5
"""How long a pump that is let go is waited for; most end at once, a hanging one is left behind."""


class Pump:
    """One opening of a source. What it knows is read by the owner under ``changed``, which it notifies."""

    def __init__(
        self,
        opened: Callable[[], Capture | None],
        take: Callable[[Pump, NDArray[Any]], None],
        changed: threading.Condition,
    ) -> None:
        self._opened, self._take, self._changed = opened, take, changed
        self.open: bool | None = None
        """``None`` while it is being opened."""
        self.frames = 0
        self.given_up = False
        self.over = False
        """Its thread is out of the capture."""
        self._since_s = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="video-pump", daemon=True)
        self._thread.start()

    @property
    def age_s(self) -> float:
        """Seconds since the newest frame, or since the opening when none has come yet."""
        return time.monotonic() - self._since_s

    def let_go(self) -> None:
        """No more frames from this capture; waits a moment for its thread, and leaves a hanging one behind."""
        self.given_up = True
        self._thread.join(timeout=LET_GO_S)

    def _run(self) -> None:
        capture = self._opened()
        try:
            self._tell(opened=capture is not None)
            while capture is not None and not self.given_up:
                image = capture.read()
                if image is None:
                    break
                self._since_s = time.monotonic()
                self.frames += 1
                self._take(self, image)
                del image
        finally:
            if capture is not None:
                capture.close()
            with self._changed:
                self.over = True
                self._changed.notify_all()

    def _tell(self, *, opened: bool) -> None:
        with self._changed:
            self.open, self._since_s = opened, time.monotonic()
            self._changed.notify_all()
