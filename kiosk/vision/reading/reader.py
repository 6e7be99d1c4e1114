"""The reader of texts (OCR): rapidocr in a process of its own, one page at a time, ended with the paper step.

The process may write no file, has bounded memory and a place behind the terminal's threads; it is killed when a
page takes too long, ends itself when nothing is asked, and takes what it saw with it. Whatever goes wrong is a
``ReadingError``: prefilled answers are missing then, and nothing else.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from kiosk.errors import PageUnread, ReaderDown, ReaderMissing
from kiosk.settings import Reading
from kiosk.vision.picture import Image, checked
from kiosk.vision.reading.reader_child import HEAD, LENGTH
from kiosk.vision.reading.text import PageText, TextLine

CHILD = Path(__file__).with_name("reader_child.py")
LONG_PX = 2000
"""Longer pages are made smaller first: A4 at 170 dpi."""
SMALL_PX = 1000
"""Smaller ones (a card at 150 dpi) are doubled: more of their lines are found (71 of 72 fields, 70 without)."""
NICE = 5
LARGEST = 4 << 20
"""An answer longer than this is none."""
_PIECE = 1 << 16


class PageReader:
    """Reads captured pages. ``read`` is for one worker thread; ``rest`` may be called from any and never waits."""

    def __init__(self, settings: Reading, *, program: Path = CHILD) -> None:
        self._settings, self._program = settings, program
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._read_by_child = 0
        self._rests = 0

    @property
    def rests(self) -> int:
        """Grows with each ``rest``: a page from before must not be read after."""
        return self._rests

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        child = self._child
        return child.pid if child is not None else None

    def wake(self) -> None:
        """Starts the process. Raises ``ReaderMissing`` or ``ReaderDown``."""
        with self._lock:
            self._running(self._rests)

    def read(self, page_bgr: Image, *, since: int | None = None) -> PageText:
        """The text of an upright page, (H, W, 3) uint8 BGR; seconds. Corners are shares of this picture.

        ``since`` is ``rests`` as it was when the page was handed in. Raises ``ReaderMissing`` when rapidocr is not
        installed, ``ReaderDown`` when its process died, hangs or answers nonsense, or the visit has ended,
        ``PageUnread`` when it says no to this page, ``NotAnImage`` for an array that is no page.
        """
        asked_in = self._rests if since is None else since
        page = _fitting(checked(page_bgr))
        with self._lock:
            child = self._running(asked_in)
            ends = time.monotonic() + self._settings.page_s
            try:
                _send(child, HEAD.pack(*page.shape[:2]), ends)
                _send(child, page.tobytes(), ends)
                answer = _receive(child, ends)
            except TimeoutError:
                self._end()
                raise ReaderDown("the page was not read in time") from None
            except (OSError, ValueError):
                self._end()
                raise ReaderDown("the reader died or answered nonsense") from None
            self._count_page()
        if asked_in != self._rests:
            raise ReaderDown("the visit of this page has ended")
        if "refused" in answer:
            raise PageUnread(f"the reader refused the page: {_word(answer['refused'])}")
        return _text(answer.get("lines"), page.shape[1], page.shape[0])

    def rest(self) -> None:
        """Ends the process, and with it all it saw; a page under way is given up. The next page starts another."""
        self._rests += 1
        child = self._child
        if child is not None:
            _kill(child)
        if self._lock.acquire(blocking=False):
            try:
                self._end()
            finally:
                self._lock.release()

    def _count_page(self) -> None:
        """After so many pages a fresh process: what the libraries hold on to goes back to the system."""
        self._read_by_child += 1
        if self._read_by_child >= self._settings.pages:
            self._end()

    def _running(self, asked_in: int) -> subprocess.Popen[bytes]:
        if asked_in != self._rests:
            raise ReaderDown("the visit of this page has ended")
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._start()
        assert self._child is not None
        return self._child

    def _start(self) -> None:
        needs = self._settings
        words = (needs.memory_mb, needs.threads, NICE, needs.idle_s)
        child = subprocess.Popen(
            [sys.executable, "-I", "-B", str(self._program), *(str(word) for word in words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )
        assert child.stdin is not None
        os.set_blocking(child.stdin.fileno(), False)
        self._child, self._read_by_child = child, 0
        try:
            answer = _receive(child, time.monotonic() + needs.start_s)
        except (OSError, ValueError) as error:  # a TimeoutError is an OSError
            self._end()
            slow = isinstance(error, TimeoutError)
            raise ReaderDown("the reader did not start" + (" in time" if slow else "")) from None
        if answer.get("ready") is True:
            return
        self._end()
        if "missing" in answer:
            raise ReaderMissing("rapidocr, onnxruntime or their weights are not installed")
        raise ReaderDown(f"the reader did not start: {_word(answer.get('refused'))}")

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        _kill(child)
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        # Giving half a gigabyte back takes the kernel longer than the main thread may wait.
        threading.Thread(target=child.wait, name="reader ends", daemon=True).start()


def _kill(child: subprocess.Popen[bytes]) -> None:
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)


def _fitting(page_bgr: Image) -> Image:
    long = max(page_bgr.shape[:2])
    if SMALL_PX <= long <= LONG_PX:
        return page_bgr
    scale, how = (2.0, cv2.INTER_CUBIC) if long < SMALL_PX else (LONG_PX / long, cv2.INTER_AREA)
    return np.asarray(cv2.resize(page_bgr, None, fx=scale, fy=scale, interpolation=how), np.uint8)


def _send(child: subprocess.Popen[bytes], content: bytes, ends: float) -> None:
    """Raises ``TimeoutError`` for a child that does not take it, ``OSError`` for a dead one."""
    assert child.stdin is not None
    pipe, left = child.stdin.fileno(), memoryview(content)
    while left:
        patience = ends - time.monotonic()
        if patience <= 0 or not select.select([], [pipe], [], patience)[1]:
            raise TimeoutError
        with contextlib.suppress(BlockingIOError):
            left = left[os.write(pipe, left[:_PIECE]) :]


def _receive(child: subprocess.Popen[bytes], ends: float) -> dict[str, Any]:
    """Raises ``TimeoutError``, ``OSError`` for a dead child, ``ValueError`` for what is no answer."""
    size = LENGTH.unpack(_exactly(child, LENGTH.size, ends))[0]
    if size > LARGEST:
        raise ValueError("too long")
    answer = json.loads(_exactly(child, size, ends))
    if not isinstance(answer, dict):
        raise ValueError("no object")
    return answer


def _exactly(child: subprocess.Popen[bytes], count: int, ends: float) -> bytearray:
    assert child.stdout is not None
    got = bytearray()
    while len(got) < count:
        patience = ends - time.monotonic()
        if patience <= 0 or not select.select([child.stdout], [], [], patience)[0]:
            raise TimeoutError
        piece = child.stdout.read(min(_PIECE, count - len(got)))
        if not piece:
            raise BrokenPipeError
        got += piece
    return got


def _word(said: object) -> str:
    """A type's name and nothing that could hold a page's words."""
    return said if isinstance(said, str) and said.isidentifier() and len(said) < 64 else "unnamed"


def _text(lines: object, width: int, height: int) -> PageText:
    size = np.array([width, height], np.float32)
    try:
        found = [_line(line, size) for line in lines]  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise ReaderDown("the reader answered nonsense") from None
    return PageText(tuple(sorted(found, key=lambda line: float(line.corners[:, 1].mean()))))


def _line(line: Any, size: Any) -> TextLine:
    text, corners, confidence, each, along = line
    quad = np.asarray(corners, np.float32).reshape(4, 2) / size
    if not (isinstance(text, str) and np.isfinite(quad).all()):
        raise ValueError("no line")
    signs = (tuple(float(one) for one in values) for values in (each, along))
    return TextLine(text, quad, float(confidence), *signs)
