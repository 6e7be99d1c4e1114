"""An emulated camera: MJPEG over HTTP on loopback, which OpenCV opens as ``http://127.0.0.1:PORT/face.mjpg``.

The pictures come from a ``render`` function of the stream's time; what it gives may be an image or a JPEG made
beforehand, so that a looped scene costs nearly no processor time. The camera can be unplugged (the port refuses)
and made to stall (the line stays open and nothing comes); its port stays the same through both.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8] | bytes
Render = Callable[[float], Picture]

JPEG_QUALITY = 88
_HEAD = (
    b"HTTP/1.0 200 OK\r\nCache-Control: no-store\r\nConnection: close\r\n"
    b"Content-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"
)
_PART = b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"


def as_jpeg(image_bgr: NDArray[np.uint8], quality: int = JPEG_QUALITY) -> bytes:
    """The image as JPEG bytes."""
    good, encoded = cv2.imencode(".jpg", image_bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert good
    return bytes(encoded)


class MjpegServer:
    """Streams ``render(seconds since start)`` to whoever connects, ``fps`` times a second."""

    def __init__(self, render: Render, fps: float, *, name: str = "face", port: int = 0) -> None:
        self._render, self._fps, self._name = render, fps, name
        self._port = port
        self._listener: socket.socket | None = None
        self._lines: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._flowing = threading.Event()
        self._flowing.set()
        self._began = time.monotonic()

    @property
    def url(self) -> str:
        """The address OpenCV opens; valid after ``start`` and the same after each ``plug``."""
        return f"http://127.0.0.1:{self._port}/{self._name}.mjpg"

    @property
    def plugged(self) -> bool:
        """Is the camera on its cable?"""
        return self._listener is not None

    def start(self) -> None:
        """Begins to listen; returns at once."""
        self.plug()

    def stop(self) -> None:
        """Closes every line and the port."""
        self.unplug()

    def plug(self) -> None:
        """The cable goes in: the port listens again."""
        if self._listener is not None:
            return
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        listener.listen(4)
        self._port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), name=f"{self._name}-mjpeg", daemon=True).start()

    def unplug(self) -> None:
        """The cable comes out: every line breaks and the port refuses."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        with self._lock:
            lines, self._lines = list(self._lines), set()
        for line in lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def stall(self) -> None:
        """The camera hangs: lines stay open, no frame comes."""
        self._flowing.clear()

    def resume(self) -> None:
        """The camera goes on."""
        self._flowing.set()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with self._lock:
                self._lines.add(line)
            threading.Thread(target=self._serve, args=(line,), name=f"{self._name}-line", daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):
            line.settimeout(5.0)
            if not line.recv(4096):
                return
            line.sendall(_HEAD)
            self._stream(line)
        with self._lock:
            self._lines.discard(line)

    def _stream(self, line: socket.socket) -> None:
        due = time.monotonic()
        while self._listening_to(line):
            if not self._flowing.wait(timeout=0.2):
                due = time.monotonic()
                continue
            picture = self._render(time.monotonic() - self._began)
            jpeg = picture if isinstance(picture, bytes) else as_jpeg(picture)
            line.sendall(
                b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(jpeg) + jpeg + b"\r\n"
            )
            due += 1.0 / self._fps
            time.sleep(max(0.0, due - time.monotonic()))

    def _listening_to(self, line: socket.socket) -> bool:
        with self._lock:
            return line in self._lines
