"""The face camera as a whole: its source rules, and a pair of eyes in step, over two emulated streams."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from kiosk.devices import video_capture
from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, StatusChanged
from kiosk.devices.camera import Camera
from kiosk.devices.video import Frame, Pauses
from kiosk.errors import CameraStalled, DeviceAbsent
from kiosk.sandbox.camera import MjpegServer
from kiosk.settings_devices import FaceCamera, Infrared, Video

PATIENCE_S = 20.0
QUICK = Pauses(presence_s=0.1, absent_s=0.05, back_off_s=(0.1,))
COLOUR, INFRARED = 200, 60


def _until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    pause = threading.Event()
    while time.monotonic() < deadline:
        if condition():
            return True
        pause.wait(0.01)
    return False


def _server(grey: int, name: str) -> Iterator[MjpegServer]:
    server = MjpegServer(lambda _seconds: np.full((120, 160, 3), grey, np.uint8), 25, name=name)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def colour() -> Iterator[MjpegServer]:
    yield from _server(COLOUR, "face")


@pytest.fixture
def infrared() -> Iterator[MjpegServer]:
    yield from _server(INFRARED, "infrared")


@pytest.fixture
def events() -> list[StatusChanged]:
    return []


@pytest.fixture
def pair(
    colour: MjpegServer, infrared: MjpegServer, events: list[StatusChanged], request: pytest.FixtureRequest
) -> Iterator[Camera]:
    required = getattr(request, "param", False)
    second = Infrared(source=infrared.url, stall_s=0.6, required=required, apart_ms=200)
    settings = FaceCamera(source=colour.url, network=True, stall_s=0.6, infrared=second)
    camera = Camera(settings, events.append, QUICK)
    yield camera
    camera.stop()


required = pytest.mark.parametrize("pair", [True], indirect=True)


def _paired(camera: Camera) -> Frame:
    found: list[Frame] = []

    def both() -> bool:
        frame = camera.latest()
        if frame is not None and frame.beside is not None:
            found.append(frame)
        return bool(found)

    assert _until(both)
    return found[0]


def _streaming(camera: Camera) -> Frame:
    camera.start()
    camera.start_stream()
    return _paired(camera)


def _status(camera: Camera) -> tuple[DeviceState, str]:
    return camera.status.state, camera.status.reason


def test_a_frame_carries_what_the_second_eye_saw(pair: Camera) -> None:
    frame = _streaming(pair)
    assert frame.beside is not None
    assert abs(int(frame.image_bgr.mean()) - COLOUR) < 4
    assert abs(int(frame.beside.mean()) - INFRARED) < 4


def test_waiting_for_a_frame_gives_pairs_too(pair: Camera) -> None:
    sequence = _streaming(pair).sequence
    seen = []
    for _ in range(10):
        frame = pair.next_frame(sequence, PATIENCE_S)
        sequence = frame.sequence
        seen.append(frame.beside is not None)
    assert any(seen)


def test_a_camera_without_a_second_eye_has_frames_with_nothing_beside(
    colour: MjpegServer, events: list[StatusChanged]
) -> None:
    camera = Camera(FaceCamera(source=colour.url, network=True), events.append, QUICK)
    camera.start()
    camera.start_stream()
    assert camera.next_frame(0, PATIENCE_S).beside is None
    camera.stop()


def test_frames_too_far_apart_are_not_put_together(pair: Camera, infrared: MjpegServer) -> None:
    _streaming(pair)
    infrared.stall()

    def alone() -> bool:
        frame = pair.latest()
        return frame is not None and frame.beside is None

    assert _until(alone)
    assert pair.status.usable


def test_a_second_eye_that_stalls_is_told_and_the_camera_goes_on(pair: Camera, infrared: MjpegServer) -> None:
    _streaming(pair)
    infrared.stall()
    assert _until(lambda: _status(pair) == (DeviceState.BUSY, "no_infrared"))
    assert pair.latest() is not None
    infrared.resume()
    assert _until(lambda: _status(pair) == (DeviceState.BUSY, ""))
    _paired(pair)


def test_a_second_eye_that_hangs_never_keeps_the_first_from_opening(
    pair: Camera, colour: MjpegServer, infrared: MjpegServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OpenCV opens one address at a time: it must not be entered for one that sends nothing."""
    entered: list[str] = []
    capture = video_capture._capture

    def noted(video: Video) -> object:
        entered.append(video.source)
        return capture(video)

    monkeypatch.setattr(video_capture, "_capture", noted)
    monkeypatch.setattr(video_capture, "ANSWER_S", 0.3)
    infrared.stall()
    pair.start()
    assert _until(lambda: _status(pair) == (DeviceState.READY, "no_infrared"))
    pair.start_stream()
    assert pair.next_frame(0, PATIENCE_S).beside is None
    assert set(entered) == {colour.url}
    infrared.resume()
    _paired(pair)


@required
def test_a_required_second_eye_that_stalls_takes_the_camera_away(pair: Camera, infrared: MjpegServer) -> None:
    _streaming(pair)
    infrared.stall()
    assert _until(lambda: _status(pair) == (DeviceState.ATTENTION, "no_infrared"))
    infrared.resume()
    assert _until(lambda: pair.status.usable)


@required
def test_a_required_second_eye_that_is_not_there_keeps_the_camera_from_use(
    pair: Camera, infrared: MjpegServer
) -> None:
    infrared.unplug()
    pair.start()
    assert _until(lambda: _status(pair) == (DeviceState.ATTENTION, "no_infrared"))


def test_an_idle_pair_is_ready(pair: Camera) -> None:
    pair.start()
    assert _until(lambda: _status(pair) == (DeviceState.READY, ""))
    assert pair.latest() is None


def test_the_colour_eyes_trouble_is_the_cameras(pair: Camera, colour: MjpegServer) -> None:
    _streaming(pair)
    colour.unplug()
    assert _until(lambda: _status(pair) == (DeviceState.ABSENT, "not_found"))
    with pytest.raises(DeviceAbsent):
        pair.next_frame(10**9, 0.05)


def test_a_colour_eye_that_stalls_gives_no_frame(pair: Camera, colour: MjpegServer) -> None:
    _streaming(pair)
    colour.stall()
    assert _until(lambda: _status(pair) == (DeviceState.ATTENTION, "stalled"))
    assert pair.latest() is None
    with pytest.raises(CameraStalled):
        pair.next_frame(10**9, 0.05)


def test_the_newest_frames_of_both_eyes_are_overwritten_at_the_end(
    pair: Camera, colour: MjpegServer, infrared: MjpegServer
) -> None:
    _streaming(pair)
    colour.stall()
    infrared.stall()
    settled = _Settled(pair)
    assert _until(settled)
    frame = settled.frame
    pair.stop_stream()
    assert frame is not None
    assert frame.beside is not None
    assert not frame.image_bgr.any()
    assert not frame.beside.any()
    assert pair.latest() is None


class _Settled:
    """Both eyes have shown their last frame, and it is not old enough to be a stall yet."""

    def __init__(self, camera: Camera) -> None:
        self._camera, self.frame = camera, camera.latest()
        self._since = time.monotonic()

    def __call__(self) -> bool:
        now, before = self._camera.latest(), self.frame
        same = now is not None and before is not None and now.sequence == before.sequence
        if not same or now is None or before is None or now.beside is not before.beside:
            self.frame, self._since = now, time.monotonic()
        return time.monotonic() - self._since > 0.2


def test_every_change_is_told_once_and_as_the_cameras(
    pair: Camera, infrared: MjpegServer, events: list[StatusChanged]
) -> None:
    _streaming(pair)
    infrared.unplug()
    assert _until(lambda: pair.status.reason == "no_infrared")
    infrared.plug()
    assert _until(lambda: _status(pair) == (DeviceState.BUSY, ""))
    told = [event.status for event in events]
    assert all(one != other for one, other in itertools.pairwise(told))
    assert {event.device for event in events} == {DeviceKind.CAMERA}


def test_an_address_is_refused_unless_the_settings_allow_it(
    colour: MjpegServer, events: list[StatusChanged]
) -> None:
    camera = Camera(FaceCamera(source=colour.url), events.append, QUICK)
    camera.start()
    camera.start_stream()
    assert _until(lambda: _status(camera) == (DeviceState.FAILED, "network_stream"))
    assert camera.latest() is None
    camera.stop()


def test_a_second_eye_is_bound_by_the_same_rules(colour: MjpegServer, events: list[StatusChanged]) -> None:
    second = Infrared(source="file:///srv/faces.avi")
    camera = Camera(FaceCamera(source=colour.url, network=True, infrared=second), events.append, QUICK)
    camera.start()
    assert _until(lambda: _status(camera) == (DeviceState.FAILED, "virtual_device"))
    camera.stop()


def test_starting_and_stopping_twice_is_harmless(pair: Camera) -> None:
    pair.start()
    pair.start()
    pair.stop()
    pair.stop()
    assert pair.status != DeviceStatus(DeviceState.FAILED)
