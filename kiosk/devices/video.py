"""A video stream as a device: OpenCV's VideoCapture behind one owner thread, shared by camera and scanner.

The owner thread decides (open, watch the age of the newest frame, give up, open again); a pump thread per opened
capture does nothing but read, because a read may hang for as long as a driver likes. The newest frame wins, older
ones are dropped unseen, and after ``stop_stream`` nothing of a picture stays.
"""

from __future__ import annotations

import logging
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, Post, StatusChanged
from kiosk.errors import CameraStalled, DeviceAbsent
from kiosk.settings import Video

Image = NDArray[np.uint8]

OPEN_TIMEOUT_S = 5.0
"""A source that has not opened by then counts as absent; a USB camera needs 1 to 3 s."""


@dataclass(frozen=True)
class Pauses:
    """How long the owner thread waits, in seconds."""

    watch_s: float = 0.1
    """Between two looks at the frame's age."""
    presence_s: float = 2.0
    """Between two looks for an idle source, without opening it."""
    back_off_s: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0, 5.0)
    """Between attempts to open; the last one repeats."""


READY = DeviceStatus(DeviceState.READY)
BUSY = DeviceStatus(DeviceState.BUSY)
STALLED = DeviceStatus(DeviceState.ATTENTION, "stalled")
ABSENT = DeviceStatus(DeviceState.ABSENT, "not_found")
CANNOT_OPEN = DeviceStatus(DeviceState.ATTENTION, "cannot_open")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Frame:
    """One picture. ``sequence`` grows by one a frame, ``taken_s`` is monotonic, ``image_bgr`` is HxWx3 uint8."""

    sequence: int
    taken_s: float
    image_bgr: Image


class VideoStream:
    """A camera or document camera. ``ready`` when its source can be opened, ``busy`` while it streams."""

    def __init__(self, video: Video, kind: DeviceKind, post: Post, pauses: Pauses | None = None) -> None:
        self.kind = kind
        self._video, self._post, self._pauses = video, post, pauses or Pauses()
        self._status = DeviceStatus(DeviceState.STARTING)
        self._changed = threading.Condition()
        self._ended = False
        self._wanted = False
        self._wanted_since = 0.0
        self._newest: Frame | None = None
        self._sequence = 0
        self._owner: threading.Thread | None = None

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
            if not self._wanted:
                self._wanted, self._wanted_since = True, time.monotonic()
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
            if self._wanted:
                failures = self._stream(failures)
            elif self._status.state is DeviceState.READY:
                self._rest(self._pauses.presence_s, while_wanted=False)
                failures = 0
                if not self._wanted and not _present(self._video.source):
                    self._say(ABSENT)
            else:
                failures = self._probe(failures)

    def _probe(self, failures: int) -> int:
        """Opens the source once to see that it gives a picture. Returns the failures in a row."""
        capture = _open(self._video)
        works = capture is not None and _read(capture) is not None
        if capture is not None:
            _close(capture)
        if works:
            self._say(READY)
            return 0
        self._say(self._why_not())
        self._rest(self._back_off(failures), while_wanted=False)
        return failures + 1

    def _stream(self, failures: int) -> int:
        """Streams until nobody wants it or it stalls. Returns the failures in a row."""
        capture = _open(self._video)
        if capture is None:
            self._say(self._why_not())
            self._rest(self._back_off(failures), while_wanted=True)
            return failures + 1
        pump = _Pump(capture, self._take)
        started = time.monotonic()
        first = self._sequence
        stalled = False
        while self._wanted and not self._ended and not stalled:
            if self._sequence > first:
                self._say(BUSY)
            self._await_first_frame_or_watch(first)
            with self._changed:
                stalled = self._wanted and not self._fresh(pump, started)
        pump.let_go()
        if not stalled:  # nobody wanted it for a moment; somebody may again by now
            with self._changed:
                self._forget()
            self._say(READY)
            return 0
        with self._changed:
            self._forget()
        self._say(STALLED if _present(self._video.source) else ABSENT)
        failures = 0 if self._sequence > first else failures
        self._rest(self._back_off(failures), while_wanted=True)
        return failures + 1

    def _fresh(self, pump: _Pump, started: float) -> bool:
        if pump.over:
            return False
        newest = self._newest
        # A stream wanted again before its capture was closed has no frame yet, and is no stall.
        since = max(started, self._wanted_since, newest.taken_s if newest else 0.0)
        return time.monotonic() - since <= self._video.stall_s

    def _take(self, pump: _Pump, image_bgr: Image) -> None:
        with self._changed:
            if pump.given_up or not self._wanted:
                return
            self._sequence += 1
            self._newest = Frame(self._sequence, time.monotonic(), image_bgr)
            self._changed.notify_all()

    def _forget(self) -> None:
        if self._newest is not None:
            self._newest.image_bgr.fill(0)
            self._newest = None

    def _why_not(self) -> DeviceStatus:
        return CANNOT_OPEN if _present(self._video.source) else ABSENT

    def _say(self, status: DeviceStatus) -> None:
        with self._changed:
            if status == self._status:
                return
            self._status = status
            self._changed.notify_all()
            self._post(StatusChanged(self.kind, status))

    def _back_off(self, failures: int) -> float:
        return self._pauses.back_off_s[min(failures, len(self._pauses.back_off_s) - 1)]

    def _await_first_frame_or_watch(self, first: int) -> None:
        """Waits until the next look at the frame's age; the first frame wakes at once."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._ended or not self._wanted or (self._sequence > first and self._status != BUSY),
                timeout=self._pauses.watch_s,
            )

    def _rest(self, seconds: float, *, while_wanted: bool) -> None:
        """Waits, and wakes at once when frames become wanted (or no longer are) or everything ends."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._wanted != while_wanted, timeout=seconds)


class _Pump:
    """Reads one capture until it ends or is let go; closes it itself, as only its thread may be inside it."""

    def __init__(self, capture: Any, take: Callable[[_Pump, Image], None]) -> None:
        self._capture, self._take_frame = capture, take
        self.given_up = False
        self.over = False
        self._thread = threading.Thread(target=self._run, name="video-pump", daemon=True)
        self._thread.start()

    def let_go(self) -> None:
        """No more frames from this capture; waits a moment for its thread, and leaves a hanging one behind."""
        self.given_up = True
        self._thread.join(timeout=0.5)

    def _run(self) -> None:
        while not self.given_up:
            image_bgr = _read(self._capture)
            if image_bgr is None:
                break
            self._take_frame(self, image_bgr)
        self.over = True
        _close(self._capture)


# OpenCV's own errors end here -----------------------------------------------------------------------------------


def _open(video: Video) -> Any:
    """An opened capture or ``None``; asks for the newest frame only (a queue of one)."""
    timeouts = [
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
        int(OPEN_TIMEOUT_S * 1000),
        cv2.CAP_PROP_READ_TIMEOUT_MSEC,
        int(max(video.stall_s, 0.5) * 1000),
    ]
    try:
        if _is_address(video.source):
            capture = cv2.VideoCapture(video.source, cv2.CAP_FFMPEG, timeouts)
        elif _index(video.source) is not None:
            capture = cv2.VideoCapture(_index(video.source) or 0, cv2.CAP_V4L2)
        else:
            capture = cv2.VideoCapture(video.source)
        if not capture.isOpened():
            capture.release()
            return None
        if not _is_address(video.source):
            capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
            capture.set(cv2.CAP_PROP_FRAME_WIDTH, video.width_px)
            capture.set(cv2.CAP_PROP_FRAME_HEIGHT, video.height_px)
            capture.set(cv2.CAP_PROP_FPS, video.fps)
    except cv2.error as error:
        _log.warning("video source cannot be opened (OpenCV code %s)", getattr(error, "code", "?"))
        return None
    return capture


def _read(capture: Any) -> Image | None:
    try:
        good, image_bgr = capture.read()
    except cv2.error:
        return None
    if not good or image_bgr is None or image_bgr.ndim != 3 or image_bgr.size == 0:
        return None
    return np.asarray(image_bgr, np.uint8)


def _close(capture: Any) -> None:
    try:
        capture.release()
    except cv2.error as error:
        _log.warning("video source did not close cleanly (OpenCV code %s)", getattr(error, "code", "?"))


def _is_address(source: str) -> bool:
    return "://" in source


def _index(source: str) -> int | None:
    number = re.fullmatch(r"(?:/dev/video)?(\d{1,2})", source)
    return int(number[1]) if number else None


def _present(source: str) -> bool:
    """Is the source there, seen without opening the camera?"""
    if source.startswith(("http://", "https://", "rtsp://")):
        parts = urlsplit(source)
        port = parts.port or {"http": 80, "https": 443, "rtsp": 554}[parts.scheme]
        try:
            socket.create_connection((parts.hostname or "", port), timeout=1.0).close()
        except OSError:
            return False
        return True
    if _is_address(source):
        return Path(urlsplit(source).path).exists()
    index = _index(source)
    return Path(f"/dev/video{index}" if index is not None else source).exists()
