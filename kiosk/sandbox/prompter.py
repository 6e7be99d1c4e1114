"""Whoever stands before the emulated camera hears what the terminal's screen asks for, as a person reads it.

The hall is a process of its own and knows nothing of the screen; this is the person's eyes and ears.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from types import TracebackType

from kiosk.journey.views_identity import FaceView
from kiosk.sandbox.control import Refused

LOOKS_EVERY_S = 0.05


class Prompter:
    """``with Prompter(lambda: terminal.journey.scene.view, hall.do): …``; tells the hall each new instruction."""

    def __init__(self, view: Callable[[], object], do: Callable[..., object]) -> None:
        self._view, self._do = view, do
        self._over = threading.Event()
        self._said = ""
        self._thread = threading.Thread(target=self._read, name="prompter", daemon=True)

    def start(self) -> None:
        """Begins to read."""
        self._thread.start()

    def stop(self) -> None:
        """Says nothing any more once this returns."""
        self._over.set()
        self._thread.join(5.0)

    def __enter__(self) -> Prompter:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _read(self) -> None:
        while not self._over.wait(LOOKS_EVERY_S):
            view = self._view()
            asked = view.advice if isinstance(view, FaceView) and view.advice else "look_here"
            if asked == self._said:
                continue
            with contextlib.suppress(Refused, OSError):  # the hall may be closing
                self._do("hear", asked=asked)
                self._said = asked
