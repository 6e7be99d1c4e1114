"""Captures that hang in their driver, and what may be the matter with a source besides: stand-ins for OpenCV's."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from kiosk.devices import video_capture
from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, StatusChanged
from kiosk.devices.video import HANGS, MOST_HANGING, STALLED, Pauses, VideoStream
from kiosk.devices.video_capture import Capture, node_of, opened, present
from kiosk.settings_devices import Video

PATIENCE_S = 20.0
QUICK = Pauses(watch_s=0.02, presence_s=0.05, absent_s=0.02, back_off_s=(0.02,))


def _until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    pause = threading.Event()
    while time.monotonic() < deadline:
        if condition():
            return True
        pause.wait(0.005)
    return False


def _pumps() -> int:
    return sum(thread.name == "video-pump" for thread in threading.enumerate())


class Driver:
    """OpenCV's VideoCapture under the test's hand: it may hang in opening or in reading until it is ``freed``."""

    def __init__(self) -> None:
        self.freed = threading.Event()
        self.hangs_opening = self.hangs_reading = False
        self.opened = 0
        self.closed = 0
        self.asked: dict[int, float] = {}
        self.shape: tuple[int, ...] = (120, 160, 3)
        self.dtype: Any = np.uint8

    def VideoCapture(self, *_: object) -> Driver:  # noqa: N802 - OpenCV's name
        if self.hangs_opening:
            self.freed.wait()
        self.opened += 1
        return self

    def isOpened(self) -> bool:  # noqa: N802
        return True

    def set(self, key: int, value: float) -> bool:
        self.asked[key] = value
        return True

    def read(self, into: np.ndarray | None = None) -> tuple[bool, np.ndarray | None]:
        if self.hangs_reading:
            self.freed.wait()
            return False, None
        time.sleep(0.005)
        image = into if into is not None and into.shape == self.shape else np.empty(self.shape, self.dtype)
        image.fill(99)
        return True, image

    def release(self) -> None:
        self.closed += 1


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Driver]:
    one = Driver()
    monkeypatch.setattr(video_capture.cv2, "VideoCapture", one.VideoCapture)
    before = _pumps()
    yield one
    one.freed.set()
    assert _until(lambda: _pumps() <= before)


@pytest.fixture
def events() -> list[StatusChanged]:
    return []


class Watchman:
    """A guard under the test's hand."""

    def __init__(self) -> None:
        self.objects: DeviceStatus | None = None
        self.holding = False

    def admit(self) -> DeviceStatus | None:
        self.holding = self.objects is None
        return self.objects

    def let_go(self) -> None:
        self.holding = False


@pytest.fixture
def watchman() -> Watchman:
    return Watchman()


@pytest.fixture
def stream(
    driver: Driver, events: list[StatusChanged], watchman: Watchman, tmp_path: Path
) -> Iterator[VideoStream]:
    (tmp_path / "camera").touch()
    video = Video(source=str(tmp_path / "camera"), stall_s=0.25)
    device = VideoStream(video, DeviceKind.CAMERA, events.append, QUICK, watchman)
    yield device
    device.stop()


def _streaming(stream: VideoStream) -> None:
    stream.start()
    stream.start_stream()
    stream.next_frame(0, PATIENCE_S)
    assert _until(lambda: stream.status.state is DeviceState.BUSY)


def test_reads_that_hang_for_ever_leave_a_few_threads_and_no_more(stream: VideoStream, driver: Driver) -> None:
    before = _pumps()
    _streaming(stream)
    driver.hangs_reading = True
    assert _until(lambda: stream.status == HANGS)
    opened_then = driver.opened
    assert not _until_for(0.5, lambda: driver.opened > opened_then)
    assert _pumps() - before <= MOST_HANGING


def _until_for(seconds: float, condition: Callable[[], bool]) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and not condition():
        time.sleep(0.01)
    return condition()


def test_a_driver_that_lets_go_of_its_reads_is_opened_again(stream: VideoStream, driver: Driver) -> None:
    _streaming(stream)
    driver.hangs_reading = True
    assert _until(lambda: stream.status == HANGS)
    driver.hangs_reading = False
    driver.freed.set()
    assert _until(lambda: stream.status.state is DeviceState.BUSY)


def test_a_hanging_read_closes_its_capture_when_it_ends(stream: VideoStream, driver: Driver) -> None:
    _streaming(stream)
    driver.hangs_reading = True
    assert _until(lambda: stream.status == STALLED)
    stream.stop()
    driver.freed.set()
    assert _until(lambda: driver.closed == driver.opened)


def test_a_stream_whose_opening_hangs_can_be_stopped(stream: VideoStream, driver: Driver) -> None:
    driver.hangs_opening = True
    stream.start()
    stream.start_stream()
    begun = time.monotonic()
    stream.stop()
    assert time.monotonic() - begun < 3.0


def test_a_capture_let_go_while_it_opens_delivers_nothing(stream: VideoStream, driver: Driver) -> None:
    driver.hangs_opening = True
    stream.start()
    stream.start_stream()
    stream.stop()
    driver.freed.set()
    assert _until(lambda: driver.closed == driver.opened == 1)
    assert stream.latest() is None


def test_a_stall_that_goes_on_is_told_once(
    stream: VideoStream, driver: Driver, events: list[StatusChanged], monkeypatch: pytest.MonkeyPatch
) -> None:
    _streaming(stream)
    monkeypatch.setattr(driver, "read", lambda *_: (False, None))
    assert _until(lambda: stream.status == STALLED)
    opened_then = driver.opened
    assert _until(lambda: driver.opened > opened_then + 3)
    assert [event.status for event in events].count(STALLED) == 1
    assert stream.status == STALLED


# The guard -----------------------------------------------------------------------------------------------------


REFUSAL = DeviceStatus(DeviceState.FAILED, "virtual_device")


def test_a_source_its_guard_refuses_is_never_opened(
    stream: VideoStream, driver: Driver, watchman: Watchman
) -> None:
    watchman.objects = REFUSAL
    stream.start()
    stream.start_stream()
    assert _until(lambda: stream.status == REFUSAL)
    assert driver.opened == 0


def test_an_objection_ends_a_stream_and_its_end_brings_it_back(stream: VideoStream, watchman: Watchman) -> None:
    _streaming(stream)
    watchman.objects = REFUSAL
    assert _until(lambda: stream.status == REFUSAL)
    assert stream.latest() is None
    watchman.objects = None
    assert _until(lambda: stream.status.state is DeviceState.BUSY)


def test_an_idle_source_is_guarded_too(stream: VideoStream, watchman: Watchman) -> None:
    stream.start()
    assert _until(lambda: stream.status.state is DeviceState.READY)
    watchman.objects = REFUSAL
    assert _until(lambda: stream.status == REFUSAL)


def test_the_guard_lets_go_of_a_source_that_went_away(
    stream: VideoStream, watchman: Watchman, driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _streaming(stream)
    assert watchman.holding
    (tmp_path / "camera").unlink()
    monkeypatch.setattr(driver, "read", lambda *_: (False, None))
    monkeypatch.setattr(watchman, "admit", lambda: None)
    assert _until(lambda: stream.status.state is DeviceState.ABSENT)
    assert not watchman.holding


def test_the_guard_lets_go_when_the_stream_is_stopped(stream: VideoStream, watchman: Watchman) -> None:
    _streaming(stream)
    stream.stop()
    assert not watchman.holding


# What frames leave behind --------------------------------------------------------------------------------------


def test_a_frame_that_everybody_let_go_is_overwritten(driver: Driver) -> None:
    capture = Capture(driver)
    for _ in range(3):  # the first is copied, the next are read into place
        image = capture.read()
        assert image is not None
        memory = image.base._memory
        part = image[10:20, 10:20]
        del image
        assert memory.all(), "somebody still looks at a part of it"
        del part
        assert not memory.any()


def test_what_opencv_gave_for_the_first_frame_is_overwritten(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = np.full(driver.shape, 99, np.uint8)
    monkeypatch.setattr(driver, "read", lambda *_: (True, given))
    image = Capture(driver).read()
    assert image is not None
    assert image.all()
    assert not given.any()


def test_a_camera_that_changes_its_frames_size_is_followed(driver: Driver) -> None:
    capture = Capture(driver)
    first = capture.read()
    driver.shape = (60, 80, 3)
    second = capture.read()
    assert first is not None
    assert second is not None
    assert (first.shape, second.shape) == ((120, 160, 3), (60, 80, 3))


def test_a_frame_that_a_newer_one_replaced_is_overwritten_when_let_go(stream: VideoStream) -> None:
    _streaming(stream)
    held = stream.next_frame(0, PATIENCE_S)
    memory = held.image_bgr.base._memory
    stream.next_frame(held.sequence, PATIENCE_S)
    assert memory.all()
    del held
    assert _until(lambda: not memory.any())


def test_a_worker_keeps_its_frame_when_the_camera_stalls(stream: VideoStream, driver: Driver) -> None:
    _streaming(stream)
    frame = stream.next_frame(0, PATIENCE_S)
    driver.hangs_reading = True
    assert _until(lambda: stream.status == STALLED)
    assert stream.latest() is None
    assert frame.image_bgr.all()


# Pictures and places -------------------------------------------------------------------------------------------


def test_a_depth_cameras_sixteen_bits_come_as_they_are(driver: Driver, tmp_path: Path) -> None:
    driver.shape, driver.dtype = (120, 160), np.uint16
    capture = opened(Video(source=str(tmp_path / "depth")), raw=True)
    assert capture is not None
    image = capture.read()
    assert image is not None
    assert (image.shape, image.dtype) == ((120, 160), np.uint16)
    assert driver.asked[cv2.CAP_PROP_CONVERT_RGB] == 0


@pytest.mark.parametrize(
    "image",
    [
        None,
        np.empty((0, 0, 3), np.uint8),
        np.ones((4, 4), np.uint8),
        np.ones((4, 4, 4), np.uint8),
        np.ones((4, 4)),
    ],
)
def test_what_is_no_picture_is_no_frame(
    driver: Driver, monkeypatch: pytest.MonkeyPatch, image: np.ndarray | None
) -> None:
    monkeypatch.setattr(driver, "read", lambda *_: (True, image))
    assert Capture(driver).read() is None


@pytest.mark.parametrize(
    ("source", "node"),
    [
        ("0", "/dev/video0"),
        ("12", "/dev/video12"),
        ("/dev/video3", "/dev/video3"),
        ("/dev/null", None),
        ("/srv/video0", None),
        ("http://127.0.0.1/video0", None),
    ],
)
def test_the_device_file_of_a_source(source: str, node: str | None) -> None:
    assert node_of(source) == (Path(node) if node else None)


def test_a_recordings_address_is_present_when_the_file_is(tmp_path: Path) -> None:
    movie = tmp_path / "movie.avi"
    assert not present(movie.as_uri())
    movie.touch()
    assert present(movie.as_uri())
