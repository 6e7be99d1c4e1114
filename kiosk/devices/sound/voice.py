"""The terminal's voice: a speech program of the settings reads a text from its stdin and plays it.

The text may hold what is on the screen, so it goes through the pipe alone: not into the program's arguments (any
user of the machine can list those), not into a file. The program is a process of its own; one speaks at a time.
"""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, Post, StatusChanged
from kiosk.settings_devices import Sound

LOOKS_AGAIN_S = 5.0
"""Between two looks whether program and card are there."""
STARTING = DeviceStatus(DeviceState.STARTING)
READY = DeviceStatus(DeviceState.READY)
BUSY = DeviceStatus(DeviceState.BUSY)
NOT_FITTED = DeviceStatus(DeviceState.ABSENT, "not_fitted")
NO_PROGRAM = DeviceStatus(DeviceState.ABSENT, "not_found")
NO_CARD = DeviceStatus(DeviceState.ABSENT, "no_card")
STOPPED = DeviceStatus(DeviceState.ABSENT, "stopped")
FAILED = DeviceStatus(DeviceState.ATTENTION, "failed")


@dataclass(frozen=True, repr=False)
class _Wish:
    """What is to be said next; an empty text is silence."""

    text: str


class Voice:
    """Says texts, the newest first: ``say`` ends what is being said and takes the place of what waits."""

    kind = DeviceKind.SOUND

    def __init__(self, settings: Sound, post: Post, *, looks_again_s: float = LOOKS_AGAIN_S) -> None:
        self._command, self._card, self._post = settings.command, settings.card, post
        self._looks_again_s = looks_again_s
        self._status = STARTING if self._command else NOT_FITTED
        self._changed = threading.Condition()
        self._wish: _Wish | None = None
        self._speaking: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._thread: threading.Thread | None = None

    @property
    def status(self) -> DeviceStatus:
        """The status as last posted."""
        return self._status

    def start(self) -> None:
        """Starts the owner thread; returns at once. Without a command there is none to start."""
        if self._thread is not None or not self._command:
            return
        self._stopping = False
        self._say(STARTING)
        self._thread = threading.Thread(target=self._own, name="voice", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Falls silent and ends the owner thread; returns when both are done. ``start`` may follow."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        with self._changed:
            self._stopping, self._wish = True, None
            self._end_speech()
            self._changed.notify_all()
        thread.join()

    def say(self, text: str) -> None:
        """Says ``text`` at once, in place of what is being said. Without a voice nothing happens."""
        self._want(_Wish(text))

    def silence(self) -> None:
        """Says nothing more: what is being said breaks off."""
        self._want(_Wish(""))

    def _want(self, wish: _Wish) -> None:
        with self._changed:
            if self._thread is None or self._stopping or self._status.state is DeviceState.ABSENT:
                return
            self._wish = wish
            self._end_speech()
            self._changed.notify_all()

    def _end_speech(self) -> None:
        """Kills the program and its children; the owner thread then sees it end."""
        if self._speaking is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._speaking.pid, signal.SIGKILL)

    # Owner thread ------------------------------------------------------------------------------------------------

    def _own(self) -> None:
        while not self._stopping:
            away = self._away()
            if away is not None:
                self._say(away)
            elif self._status != FAILED:
                self._say(READY)
            self._next()
        self._say(STOPPED)

    def _next(self) -> None:
        """Waits for a wish and fulfils it; no word of it outlives this call."""
        with self._changed:
            self._changed.wait_for(lambda: self._wish is not None or self._stopping, self._looks_again_s)
            wish, self._wish = self._wish, None
        if wish is None or not wish.text or self._away() is not None:
            return
        self._say(BUSY)
        self._say(READY if self._speak(wish.text.encode()) else FAILED)

    def _away(self) -> DeviceStatus | None:
        """What is missing, or ``None``."""
        if shutil.which(self._command[0]) is None:
            return NO_PROGRAM
        if self._card and not _matches(self._card):
            return NO_CARD
        return None

    def _speak(self, text: bytes) -> bool:
        """Runs the program to its end. False when it could not start or failed by itself."""
        try:
            process = self._started()
        except OSError:
            return False
        if process is None:
            return True
        with process:
            assert process.stdin is not None
            with contextlib.suppress(OSError):  # killed, or it stops reading: then it ends early
                process.stdin.write(text)
                process.stdin.close()
            ended = process.wait()
        with self._changed:
            self._speaking = None
        return ended in (0, -signal.SIGKILL)

    def _started(self) -> subprocess.Popen[bytes] | None:
        """The program, killable from now on; ``None`` when another wish came meanwhile. Raises ``OSError``."""
        with self._changed:
            if self._wish is not None or self._stopping:
                return None
            self._speaking = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                bufsize=0,
            )
            with contextlib.suppress(OSError):
                # A core dump would hold the text. 1 rather than 0: Linux still pipes it to a collector at 0.
                resource.prlimit(self._speaking.pid, resource.RLIMIT_CORE, (1, 1))
            return self._speaking

    def _say(self, status: DeviceStatus) -> None:
        if status != self._status:
            self._status = status
            self._post(StatusChanged(self.kind, status))


def _matches(pattern: str) -> bool:
    """Is there a file whose absolute path fits the pattern?"""
    path = Path(pattern)
    return any(Path(path.anchor or ".").glob(str(path.relative_to(path.anchor))))
