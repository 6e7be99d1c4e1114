"""The face camera on its wire: how soon a stall or a pulled plug is seen and mended, and what its frames cost.

The driver runs as in the product against the emulated camera (MJPEG, 640x480, 25 frames a second), which is a
process of its own so that its work is not counted.

- *Stall*, *unplugged*: from the camera's last sign of life to the status that says so. *Streaming again*: from the
  camera's recovery to the next frame; the harm lasts long enough for the driver's pauses to have grown.
- *Frame to frame*, *processor time*: beside a bare ``cv2.VideoCapture`` that reads the same stream, in turns.
- *One look*: processor time of looking through this machine's processes for one that has the camera open, which is
  done every second and a half.
- *Threads after*: reading threads alive after a stall of twelve seconds; a thread for each attempt would be many.
"""

from __future__ import annotations

import multiprocessing
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import cv2

from benchmarks.figure import Figure, against, at_most
from kiosk.devices.base import DeviceState
from kiosk.devices.camera import Camera
from kiosk.devices.camera.claim import holders
from kiosk.devices.video import MOST_HANGING
from kiosk.sandbox.camera import MjpegServer, as_jpeg
from kiosk.settings_devices import FaceCamera

FPS = 25
RUNS = 5
FRAMES = 150
ROUNDS = 3
HARM_S = 4.0
LONG_STALL_S = 12.0
PATIENCE_S = 30.0


class _Wire:
    """The emulated camera in a process of its own."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self.url = str(line.recv())

    def do(self, deed: str) -> float:
        """Does it, and returns when it was done (monotonic seconds, the same for all processes)."""
        self._line.send(deed)
        return float(self._line.recv())


def _serve(line: Connection) -> None:
    from kiosk.sandbox.face_scenes import hall

    picture = as_jpeg(hall())
    server = MjpegServer(lambda _seconds: picture, FPS)
    server.start()
    line.send(server.url)
    deeds = {"stall": server.stall, "resume": server.resume, "unplug": server.unplug, "plug": server.plug}
    while (deed := line.recv()) != "end":
        deeds[deed]()
        line.send(time.monotonic())
    server.stop()


@contextmanager
def _wire() -> Iterator[_Wire]:
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield _Wire(ours)
    finally:
        ours.send("end")
        process.join(10)


@contextmanager
def _camera(wire: _Wire) -> Iterator[Camera]:
    camera = Camera(FaceCamera(source=wire.url, network=True), lambda _event: None)
    camera.start()
    _until(lambda: camera.status.usable)
    try:
        yield camera
    finally:
        camera.stop()


def _until(true: Callable[[], bool]) -> float:
    """Waits, and returns when it was so."""
    ends = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > ends:
            raise TimeoutError("the camera did not do what is measured")
        time.sleep(0.005)
    return time.monotonic()


def figures() -> list[Figure]:
    """Seconds are medians of ``RUNS``, and the slowest of them where the issue sets a limit."""
    cv2.setNumThreads(1)
    with _wire() as wire:
        cost = _cost(wire)
        with _camera(wire) as camera:
            camera.start_stream()
            stalls = [_harmed(wire, camera, "stall", "resume") for _ in range(RUNS)]
            pulled = [_harmed(wire, camera, "unplug", "plug") for _ in range(RUNS)]
            threads = _threads(wire, camera)
            camera.stop_stream()
            idle = [_harmed_idle(wire, camera) for _ in range(RUNS)]
    return [
        *_pairs("stall seen", "streaming again after a stall", stalls),
        *_pairs("unplugged while streaming seen", "streaming again after plugging in", pulled),
        *_pairs("unplugged while idle seen", "ready again after plugging in", idle),
        at_most("reading threads after a stall of twelve seconds", threads, "threads", 1, 1 + MOST_HANGING),
        *cost,
        at_most("one look at who has the camera open", _look_ms(), "ms", RUNS, 40.0),
    ]


def _pairs(seen: str, mended: str, runs: list[tuple[float, float]]) -> list[Figure]:
    return [
        at_most(f"{name}, {which}", pick([run[number] for run in runs]), "s", len(runs), limit)
        for number, (name, limit) in enumerate(((seen, 2.0), (mended, 5.0)))
        for which, pick in (("median", statistics.median), ("slowest", max))
    ]


def _harmed(wire: _Wire, camera: Camera, harm: str, mend: str) -> tuple[float, float]:
    """Seconds until the harm is told, and from its end until frames come again."""
    _until(lambda: camera.latest() is not None and camera.status.state is DeviceState.BUSY)
    began = wire.do(harm)
    seen = _until(lambda: not camera.status.usable)
    time.sleep(HARM_S)
    mended = wire.do(mend)
    back = _until(lambda: camera.latest() is not None and camera.status.state is DeviceState.BUSY)
    return seen - began, back - mended


def _harmed_idle(wire: _Wire, camera: Camera) -> tuple[float, float]:
    _until(lambda: camera.status.state is DeviceState.READY)
    began = wire.do("unplug")
    seen = _until(lambda: camera.status.state is DeviceState.ABSENT)
    time.sleep(HARM_S)
    mended = wire.do("plug")
    return seen - began, _until(lambda: camera.status.state is DeviceState.READY) - mended


def _threads(wire: _Wire, camera: Camera) -> int:
    wire.do("stall")
    _until(lambda: not camera.status.usable)
    time.sleep(LONG_STALL_S)
    alive = sum(thread.name == "video-pump" for thread in threading.enumerate())
    wire.do("resume")
    _until(lambda: camera.status.state is DeviceState.BUSY)
    return alive


def _cost(wire: _Wire) -> list[Figure]:
    """Frame interval and processor time a frame, ours and bare in turns."""
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(_through_driver(wire))
        bare.append(_bare(wire))
    interval, spent = (statistics.median(values) for values in zip(*ours, strict=True))
    bare_interval, bare_spent = (statistics.median(values) for values in zip(*bare, strict=True))
    peer, n = "bare VideoCapture", FRAMES * ROUNDS
    return [
        against("from frame to frame", interval, peer, bare_interval, "ms", n, limit=1.05),
        against("processor time a frame", spent, peer, bare_spent, "ms", n, limit=1.5),
    ]


def _through_driver(wire: _Wire) -> tuple[float, float]:
    with _camera(wire) as camera:
        camera.start_stream()
        sequence = camera.next_frame(0, PATIENCE_S).sequence + 5
        camera.next_frame(sequence, PATIENCE_S)
        begun, spent = time.monotonic(), time.process_time()
        first = sequence
        while sequence < first + FRAMES:
            sequence = camera.next_frame(sequence, PATIENCE_S).sequence
        frames = sequence - first
        return 1000 * (time.monotonic() - begun) / frames, 1000 * (time.process_time() - spent) / frames


def _bare(wire: _Wire) -> tuple[float, float]:
    capture = cv2.VideoCapture(wire.url, cv2.CAP_FFMPEG)
    for _ in range(6):
        capture.read()
    begun, spent = time.monotonic(), time.process_time()
    for _ in range(FRAMES):
        capture.read()
    taken = 1000 * (time.monotonic() - begun) / FRAMES, 1000 * (time.process_time() - spent) / FRAMES
    capture.release()
    return taken


def _look_ms() -> float:
    taken = []
    for _ in range(RUNS):
        begun = time.process_time()
        holders(Path("/dev/video0"))
        taken.append(1000 * (time.process_time() - begun))
    return statistics.median(taken)
