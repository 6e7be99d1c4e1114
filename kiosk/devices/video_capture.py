"""OpenCV's VideoCapture with its errors, guesses and memory kept in: one opened source, read frame by frame.

A frame lies in memory of its own that is overwritten as soon as nobody holds a picture on it any more, so that a
picture that nobody took, or that everybody has let go, leaves nothing behind.
"""

from __future__ import annotations

import http.client
import logging
import os
import re
import socket
from collections import deque
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.settings_devices import Video

OPEN_TIMEOUT_S = 5.0
"""A source that has not opened by then counts as one that cannot be; a USB camera needs 1 to 3 s."""

ANSWER_S = 3.0
"""A camera at an address that has sent no byte of its stream by then hangs."""

# OpenCV waits 10 s for a V4L2 frame and knows no option for it but this one, in whole seconds, read at the first
# capture. Until that wait is over the hanging capture holds the camera's buffers, and it cannot be opened again.
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")

_log = logging.getLogger(__name__)


BLANKS = 3
"""Overwritten films kept to be exposed again, which is cheaper than new memory for each frame."""


class _Film:
    """The memory of one frame; overwritten when the last array on it is gone (numpy keeps this as its base)."""

    def __init__(self, memory: NDArray[Any], blanks: deque[NDArray[Any]]) -> None:
        self._memory, self._blanks = memory, blanks
        self.__array_interface__ = memory.__array_interface__

    def __del__(self) -> None:
        self._memory.fill(0)
        self._blanks.append(self._memory)


class Capture:
    """An opened source. Used by one thread, except that anybody may forget it."""

    def __init__(self, capture: Any) -> None:
        self._capture = capture
        self._blanks: deque[NDArray[Any]] = deque(maxlen=BLANKS)
        self._like: tuple[tuple[int, ...], np.dtype[Any]] | None = None

    def read(self) -> NDArray[Any] | None:
        """The next frame: HxWx3 uint8 BGR, or HxW uint16 of a raw source; ``None`` when none comes any more."""
        film = self._film(*self._like) if self._like else None
        try:
            good, image = self._capture.read() if film is None else self._capture.read(film)
        except cv2.error:
            return None
        if not good or not _is_picture(image):
            return None
        if film is not None and image is film:
            return film
        self._like = (image.shape, image.dtype)
        kept = self._film(*self._like)
        kept[:] = image
        image.fill(0)
        return kept

    def _film(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
        """An array of this kind, in memory used before if there is some."""
        try:
            memory = self._blanks.pop()
        except IndexError:
            memory = np.empty(0)
        if memory.shape != shape or memory.dtype != dtype:
            memory = np.empty(shape, dtype)
        return np.asarray(_Film(memory, self._blanks))

    def close(self) -> None:
        """Releases the source."""
        try:
            self._capture.release()
        except cv2.error as error:
            _log.warning("video source did not close cleanly (OpenCV code %s)", getattr(error, "code", "?"))


def opened(video: Video, *, raw: bool = False) -> Capture | None:
    """An opened capture or ``None``. ``raw``: a camera's 16-bit frames as they are, for depth."""
    if not _answers(video.source):
        return None
    try:
        capture = _capture(video)
        if not capture.isOpened():
            capture.release()
            return None
        if not is_address(video.source):
            _ask(capture, video, raw=raw)
    except cv2.error as error:
        _log.warning("video source cannot be opened (OpenCV code %s)", getattr(error, "code", "?"))
        return None
    return Capture(capture)


def _answers(source: str) -> bool:
    """Does what is at an http address send anything? ``True`` for every other source.

    OpenCV opens one address at a time: one whose camera hangs would keep every other camera from opening, again
    with each attempt. So a stream that sends nothing is known before OpenCV is entered.
    """
    if not source.startswith("http://"):
        return True
    parts = urlsplit(source)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=ANSWER_S)
    try:
        line.request("GET", f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")
        answer = line.getresponse()
        # A detour, or a question for a password, is OpenCV's to answer.
        return answer.status != http.client.OK or bool(answer.read(1))
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _capture(video: Video) -> Any:
    if is_address(video.source):
        return cv2.VideoCapture(
            video.source,
            cv2.CAP_FFMPEG,
            [
                cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
                int(OPEN_TIMEOUT_S * 1000),
                cv2.CAP_PROP_READ_TIMEOUT_MSEC,
                int(max(video.stall_s, 0.5) * 1000),
            ],
        )
    node = node_of(video.source)
    return cv2.VideoCapture(str(node), cv2.CAP_V4L2) if node is not None else cv2.VideoCapture(video.source)


def _ask(capture: Any, video: Video, *, raw: bool) -> None:
    """Size and pace, and a queue of one: only the newest frame is of use."""
    if raw:
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"Y16 "))
        capture.set(cv2.CAP_PROP_CONVERT_RGB, 0)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, video.width_px)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, video.height_px)
    capture.set(cv2.CAP_PROP_FPS, video.fps)


def _is_picture(image: Any) -> bool:
    if image is None or image.size == 0:
        return False
    colour = image.ndim == 3 and image.shape[2] == 3 and image.dtype == np.uint8
    return bool(colour or (image.ndim == 2 and image.dtype == np.uint16))


def is_address(source: str) -> bool:
    """Is it an address, and no path or number?"""
    return "://" in source


def node_of(source: str, dev: Path = Path("/dev")) -> Path | None:
    """The V4L2 device file that a number or a path (also one under ``/dev/v4l/by-id``) leads to, if it is one."""
    if is_address(source):
        return None
    node = dev / f"video{source}" if re.fullmatch(r"\d{1,3}", source) else Path(os.path.realpath(source))
    return node if node.parent == dev and re.fullmatch(r"video\d{1,3}", node.name) else None


def present(source: str) -> bool:
    """Is the source there, seen without opening the camera?"""
    if source.startswith(("http://", "https://", "rtsp://")):
        parts = urlsplit(source)
        port = parts.port or {"http": 80, "https": 443, "rtsp": 554}[parts.scheme]
        try:
            socket.create_connection((parts.hostname or "", port), timeout=1.0).close()
        except OSError:
            return False
        return True
    if is_address(source):
        return Path(urlsplit(source).path).exists()
    return (node_of(source) or Path(source)).exists()
