"""A video stream as a device: OpenCV's VideoCapture behind one owner thread, shared by camera and scanner.

The owner thread decides (open, watch the age of the newest frame, give up, open again) and never enters OpenCV; a
pump thread per opening does nothing but open, read and close, because each of them may hang for as long as a
driver likes. The newest frame wins, older ones are dropped unseen, and after ``stop_stream`` nothing of a picture
stays.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, Post, StatusChanged
from kiosk.devices.video_capture import OPEN_TIMEOUT_S, opened, present
from kiosk.devices.video_pump import Pump
from kiosk.errors import CameraStalled, DeviceAbsent
from kiosk.settings_devices import Video

Image = NDArray[np.uint8]

MOST_HANGING = 2
"""Captures that may hang in their driver at a time; with so many the source is not opened again until one ends."""
FIRST_FRAME_S = 3.0
"""A first frame may take longer than any other: a camera sets its light first."""


@dataclass(frozen=True)
class Pauses:
    """How long the owner thread waits, in seconds."""

    watch_s: float = 0.1
    """Between two looks at the frame's age."""
    presence_s: float = 1.5
    """Between two looks for the source and its guard: idle without opening it, and while it streams."""
    absent_s: float = 0.5
    """Between two looks for a source that is not there."""
    back_off_s: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0, 2.0)
    """Between attempts to open; the last one repeats."""


READY = DeviceStatus(DeviceState.READY)
BUSY = DeviceStatus(DeviceState.BUSY)
STALLED = DeviceStatus(DeviceState.ATTENTION, "stalled")
HANGS = DeviceStatus(DeviceState.ATTENTION, "hangs")
ABSENT = DeviceStatus(DeviceState.ABSENT, "not_found")
CANNOT_OPEN = DeviceStatus(DeviceState.ATTENTION, "cannot_open")


@dataclass(frozen=True)
class Frame:
    """One picture. ``sequence`` grows by one a frame, ``taken_s`` is monotonic, ``image_bgr`` is HxWx3 uint8."""

    sequence: int
    taken_s: float
    image_bgr: Image
    beside: NDArray[Any] | None = None
    """What a camera pair's second eye saw at the same moment: HxWx3 uint8, or HxW uint16 of a depth camera."""


class Guard(Protocol):
    """Watches over who and what the source is; asked by the owner thread alone."""

    def admit(self) -> DeviceStatus | None:
        """Why the source may not be used now, or ``None``; keeps what makes it the stream's own."""

    def let_go(self) -> None:
        """The source is gone or not used any more: nothing of it is kept."""


class _NoGuard:
    def admit(self) -> DeviceStatus | None:
        return None

    def let_go(self) -> None:
        return None


class VideoStream:
    """A camera or document camera. ``ready`` when its source can be opened, ``busy`` while it streams.

    ``raw`` asks a V4L2 source for its 16-bit frames; ``image_bgr`` is HxW uint16 then, where it has them.
    """

    def __init__(
        self,
        video: Video,
        kind: DeviceKind,
        post: Post,
        pauses: Pauses | None = None,
        guard: Guard | None = None,
        *,
        raw: bool = False,
    ) -> None:
        self.kind = kind
        self._video, self._post, self._pauses, self._raw = video, post, pauses or Pauses(), raw
        self._guard: Guard = guard or _NoGuard()
        self._status = DeviceStatus(DeviceState.STARTING)
        self._changed = threading.Condition()
        self._ended = False
        self._wanted = False
        self._newest: Frame | None = None
        self._sequence = 0
        self._owner: threading.Thread | None = None
        self._hanging: list[Pump] = []

    @property
    def status(self) -> DeviceStatus:
        """The status as last posted."""
        return self._status

    def start(self) -> None:
        """Starts the owner thread, which opens the source once to see that it can; returns at once."""
        if self._owner is not None:
            return
        self._ended = False
        self._owner = threading.Thread(target=self._own, name=f"{self.kind}-owner", daemon=True)
        self._owner.start()

    def stop(self) -> None:
        """Ends the owner thread, closes the source and drops the last frame; returns when all is done."""
        self.stop_stream()
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        if self._owner is not None:
            self._owner.join(timeout=OPEN_TIMEOUT_S + 1.0)
            self._owner = None

    def start_stream(self) -> None:
        """Asks for frames; they come as soon as the source is open. Returns at once."""
        with self._changed:
            self._wanted = True
            self._changed.notify_all()

    def stop_stream(self) -> None:
        """No more frames; the newest one is overwritten and dropped before this returns."""
        with self._changed:
            self._wanted = False
            self._forget()
            self._changed.notify_all()

    def latest(self) -> Frame | None:
        """The newest frame, or ``None`` before the first one, after a stall and after ``stop_stream``."""
        return self._newest

    def next_frame(self, after: int, timeout_s: float) -> Frame:
        """Waits for a frame with a sequence above ``after``.

        Raises ``DeviceAbsent`` when the source is not there and ``CameraStalled`` when no frame comes in time.
        """
        deadline = time.monotonic() + timeout_s
        with self._changed:
            while self._newest is None or self._newest.sequence <= after:
                left = deadline - time.monotonic()
                if left <= 0:
                    if self._status.state is DeviceState.ABSENT:
                        raise DeviceAbsent(f"{self.kind} is not there")
                    raise CameraStalled(f"{self.kind}: no frame in {timeout_s:.1f} s")
                self._changed.wait(left)
            return self._newest

    # The owner thread ----------------------------------------------------------------------------------------

    def _own(self) -> None:
        failures = 0
        while not self._ended:
            if not self._wanted and self._status.state is DeviceState.READY:
                failures = 0
                self._idle()
            else:
                failures = self._work(failures)
        self._guard.let_go()

    def _idle(self) -> None:
        """Waits for somebody who wants frames, and looks now and then whether the source is still there."""
        self._rest(self._pauses.presence_s, until_wanted=True)
        if self._wanted or self._ended:
            return
        trouble = self._look()
        if trouble is not None:
            self._give_up(trouble)

    def _look(self) -> DeviceStatus | None:
        """What stands in the way before anything is opened."""
        return self._guard.admit() or (None if present(self._video.source) else ABSENT)

    def _work(self, failures: int) -> int:
        """Opens the source and uses it. Returns the failures in a row."""
        before = self._sequence
        trouble = self._look() or self._use()
        if trouble is None:
            return 0
        self._give_up(trouble)
        if trouble.state is DeviceState.ABSENT:
            self._rest(self._pauses.absent_s)
            return 0
        failures = 0 if self._sequence > before else failures
        self._rest(self._pauses.back_off_s[min(failures, len(self._pauses.back_off_s) - 1)])
        return failures + 1

    def _give_up(self, trouble: DeviceStatus) -> None:
        # A guard that kept the device file open would keep a pulled camera's number from coming free.
        self._guard.let_go()
        self._newest = None  # whoever works on it still has it; it is overwritten when the last has let go
        still = trouble == CANNOT_OPEN and self._status == STALLED  # it hangs on: not another trouble
        self._say(STALLED if still else trouble)

    def _use(self) -> DeviceStatus | None:
        """One opening: streams while frames are wanted, else sees that one comes. Returns what went wrong."""
        self._hanging = [pump for pump in self._hanging if not pump.over]
        if len(self._hanging) >= MOST_HANGING:
            return HANGS
        pump = Pump(lambda: opened(self._video, raw=self._raw), self._take, self._changed)
        trouble = self._await_open(pump) or self._watch(pump)
        pump.let_go()
        if not pump.over:
            self._hanging.append(pump)
        if trouble is not None:
            return trouble if present(self._video.source) else ABSENT
        self._newest = None  # wanted again by now, perhaps; then the next one comes from a new opening
        self._say(READY)
        return None

    def _await_open(self, pump: Pump) -> DeviceStatus | None:
        with self._changed:
            self._changed.wait_for(lambda: pump.open is not None or self._ended, timeout=OPEN_TIMEOUT_S)
            return None if pump.open or self._ended else CANNOT_OPEN

    def _watch(self, pump: Pump) -> DeviceStatus | None:
        """Until nobody wants a capture that works, it stalls, or its guard objects."""
        guard_due_s = time.monotonic() + self._pauses.presence_s
        while not self._ended and (self._wanted or not pump.frames):
            if pump.over or pump.age_s > self._longest_gap_s(pump):
                return STALLED if pump.frames else CANNOT_OPEN
            if self._wanted and self._newest is not None:
                self._say(BUSY)
            if time.monotonic() >= guard_due_s:
                guard_due_s = time.monotonic() + self._pauses.presence_s
                objection = self._guard.admit()
                if objection is not None:
                    return objection
            self._await_news(pump)
        return None

    def _longest_gap_s(self, pump: Pump) -> float:
        return self._video.stall_s if pump.frames else max(FIRST_FRAME_S, self._video.stall_s)

    def _await_news(self, pump: Pump) -> None:
        """Waits until the next look; the first frame, an end and a wish wake at once."""
        wanted = self._wanted

        def news() -> bool:
            first = self._newest is not None and self._status != BUSY
            seen = first if wanted else pump.frames > 0
            return self._ended or self._wanted != wanted or pump.over or seen

        with self._changed:
            self._changed.wait_for(news, timeout=self._pauses.watch_s)

    def _take(self, pump: Pump, image: NDArray[Any]) -> None:
        with self._changed:
            if not pump.given_up and self._wanted:
                self._sequence += 1
                self._newest = Frame(self._sequence, time.monotonic(), image)
            self._changed.notify_all()

    def _forget(self) -> None:
        if self._newest is not None:
            self._newest.image_bgr.fill(0)
            self._newest = None

    def _say(self, status: DeviceStatus) -> None:
        with self._changed:
            if status == self._status:
                return
            self._status = status
            self._changed.notify_all()
            self._post(StatusChanged(self.kind, status))

    def _rest(self, seconds: float, *, until_wanted: bool = False) -> None:
        """Waits; a wish or the end wakes at once."""
        wanted = until_wanted or self._wanted

        def woken() -> bool:
            return self._ended or (self._wanted if until_wanted else self._wanted != wanted)

        with self._changed:
            self._changed.wait_for(woken, timeout=seconds)
