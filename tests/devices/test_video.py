"""A video stream against a real MJPEG camera on loopback: opened, watched, lost, found again, forgotten."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.devices import video_capture
from kiosk.devices.base import DeviceKind, DeviceState, StatusChanged
from kiosk.devices.video import Frame, Pauses, VideoStream
from kiosk.errors import CameraStalled, DeviceAbsent
from kiosk.sandbox.camera import MjpegServer
from kiosk.settings_devices import Video

PATIENCE_S = 20.0


def _render(_seconds: float) -> np.ndarray:
    return np.full((120, 160, 3), 120, np.uint8)


def _until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    pause = threading.Event()
    while time.monotonic() < deadline:
        if condition():
            return True
        pause.wait(0.01)
    return False


@pytest.fixture
def server() -> Iterator[MjpegServer]:
    camera = MjpegServer(_render, 25)
    camera.start()
    yield camera
    camera.stop()


@pytest.fixture
def events() -> list[StatusChanged]:
    return []


@pytest.fixture
def stream(server: MjpegServer, events: list[StatusChanged]) -> Iterator[VideoStream]:
    device = VideoStream(
        Video(source=server.url, stall_s=0.6), DeviceKind.CAMERA, events.append, Pauses(presence_s=0.1)
    )
    yield device
    device.stop()


def _states(events: list[StatusChanged]) -> list[tuple[DeviceState, str]]:
    return [(event.status.state, event.status.reason) for event in events]


def _streaming(stream: VideoStream) -> Frame:
    stream.start()
    stream.start_stream()
    return stream.next_frame(0, PATIENCE_S)


def test_a_camera_that_opens_is_ready_and_shows_no_frame(stream: VideoStream) -> None:
    stream.start()
    assert _until(lambda: stream.status.state is DeviceState.READY)
    assert stream.latest() is None


def test_frames_come_in_order_with_their_time(stream: VideoStream) -> None:
    first = _streaming(stream)
    second = stream.next_frame(first.sequence, PATIENCE_S)
    assert second.sequence > first.sequence
    assert second.taken_s > first.taken_s
    assert second.image_bgr.shape == (120, 160, 3)
    assert _until(lambda: stream.status.state is DeviceState.BUSY)


def test_a_stopped_stream_shows_no_frame_and_is_ready(stream: VideoStream) -> None:
    _streaming(stream)
    stream.stop_stream()
    assert stream.latest() is None
    assert _until(lambda: stream.status.state is DeviceState.READY)
    assert stream.latest() is None


def test_a_stream_wanted_again_at_once_is_no_stall(stream: VideoStream, events: list[StatusChanged]) -> None:
    last = _streaming(stream).sequence
    for _ in range(4):  # each time longer than a stall takes, 0.6 s
        ripe_s = time.monotonic() + 0.7
        assert _until(lambda ripe_s=ripe_s: stream.status.state is DeviceState.BUSY and time.monotonic() > ripe_s)
        stream.stop_stream()
        stream.start_stream()
        last = stream.next_frame(last, PATIENCE_S).sequence
    assert {state for state, _ in _states(events)} <= {DeviceState.READY, DeviceState.BUSY}


def test_the_newest_frame_is_overwritten_when_the_stream_stops(stream: VideoStream, server: MjpegServer) -> None:
    _streaming(stream)
    server.stall()
    assert _until(lambda: _age_s(stream) > 0.2)
    held = stream.latest()
    stream.stop_stream()
    assert held is not None
    assert held.image_bgr.max() == 0


def _age_s(stream: VideoStream) -> float:
    newest = stream.latest()
    return time.monotonic() - newest.taken_s if newest else 0.0


def test_a_stall_is_told_once_and_the_camera_is_opened_again(
    stream: VideoStream, server: MjpegServer, events: list[StatusChanged]
) -> None:
    _streaming(stream)
    server.stall()
    assert _until(lambda: stream.status.reason == "stalled")
    assert stream.latest() is None
    server.resume()
    assert _until(lambda: stream.status.state is DeviceState.BUSY)
    assert _states(events).count((DeviceState.ATTENTION, "stalled")) == 1


def test_a_cable_pulled_while_streaming_is_absent_and_comes_back(stream: VideoStream, server: MjpegServer) -> None:
    frame = _streaming(stream)
    server.unplug()
    assert _until(lambda: stream.status.state is DeviceState.ABSENT)
    server.plug()
    assert stream.next_frame(frame.sequence, PATIENCE_S).sequence > frame.sequence
    assert _until(lambda: stream.status.state is DeviceState.BUSY)


def test_a_cable_pulled_while_idle_is_noticed_and_comes_back(stream: VideoStream, server: MjpegServer) -> None:
    stream.start()
    assert _until(lambda: stream.status.state is DeviceState.READY)
    server.unplug()
    assert _until(lambda: stream.status.state is DeviceState.ABSENT)
    server.plug()
    assert _until(lambda: stream.status.state is DeviceState.READY)


def test_every_change_is_posted_once(stream: VideoStream, events: list[StatusChanged]) -> None:
    _streaming(stream)
    stream.stop_stream()
    assert _until(lambda: stream.status.state is DeviceState.READY)
    told = _states(events)
    assert all(before != after for before, after in itertools.pairwise(told))


def test_a_source_that_is_not_there_is_absent(tmp_path: Path, events: list[StatusChanged]) -> None:
    device = VideoStream(Video(source=str(tmp_path / "video9")), DeviceKind.SCANNER, events.append)
    device.start()
    assert _until(lambda: device.status.state is DeviceState.ABSENT)
    device.start_stream()
    with pytest.raises(DeviceAbsent):
        device.next_frame(0, 0.3)
    device.stop()
    assert _states(events) == [(DeviceState.ABSENT, "not_found")]


def test_a_camera_number_nobody_has_is_absent(events: list[StatusChanged]) -> None:
    device = VideoStream(Video(source="97"), DeviceKind.CAMERA, events.append)
    device.start()
    assert _until(lambda: device.status.state is DeviceState.ABSENT)
    device.stop()


def test_bytes_that_are_no_video_need_attention(tmp_path: Path, events: list[StatusChanged]) -> None:
    (tmp_path / "noise.avi").write_bytes(bytes(range(256)) * 40)
    device = VideoStream(Video(source=str(tmp_path / "noise.avi")), DeviceKind.CAMERA, events.append)
    device.start()
    assert _until(lambda: device.status.reason == "cannot_open")
    device.start_stream()
    with pytest.raises(CameraStalled):
        device.next_frame(0, 0.3)
    device.stop()


def test_a_video_file_plays_and_its_end_is_a_stall_then_it_opens_again(tmp_path: Path) -> None:
    file = tmp_path / "short.avi"
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), 25, (160, 120))
    for _ in range(5):
        writer.write(np.full((120, 160, 3), 90, np.uint8))
    writer.release()
    events: list[StatusChanged] = []
    device = VideoStream(Video(source=file.as_uri()), DeviceKind.SCANNER, events.append)
    frame = _streaming(device)
    assert device.next_frame(frame.sequence + 4, PATIENCE_S).sequence > frame.sequence + 4
    assert (DeviceState.ATTENTION, "stalled") in _states(events)
    device.stop()


def test_a_port_that_answers_nonsense_needs_attention(events: list[StatusChanged]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def nonsense() -> None:
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                with line:
                    line.sendall(b"SSH-2.0-none\r\n")

        threading.Thread(target=nonsense, daemon=True).start()
        source = f"http://127.0.0.1:{port}/face.mjpg"
        device = VideoStream(Video(source=source), DeviceKind.CAMERA, events.append)
        device.start()
        assert _until(lambda: device.status.reason == "cannot_open")
        device.stop()
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("gives", ["a detour", "its folder"])
def test_an_address_that_leads_elsewhere_is_opencvs_to_follow(gives: str, server: MjpegServer) -> None:
    answers = {
        "a detour": b"HTTP/1.0 302 Found\r\nLocation: %s\r\n\r\n" % server.url.encode(),
        "its folder": b"HTTP/1.0 200 OK\r\n\r\n",
    }
    with socket.create_server(("127.0.0.1", 0)) as listener:
        asked = threading.Thread(target=_answer_all, args=(listener, answers[gives]), daemon=True)
        asked.start()
        video = Video(source=f"http://127.0.0.1:{listener.getsockname()[1]}/face.mjpg?size=640")
        capture = video_capture.opened(video)
        assert (capture is not None) is (gives == "a detour")
        if capture is not None:
            assert capture.read() is not None
            capture.close()
        listener.shutdown(socket.SHUT_RDWR)
    asked.join(5.0)


def _answer_all(listener: socket.socket, answer: bytes) -> None:
    while True:
        try:
            line, _ = listener.accept()
        except OSError:
            return
        with line, contextlib.suppress(OSError):
            line.recv(4096)
            line.sendall(answer)


class _Broken:
    """A capture whose driver fails in every call, as OpenCV's back ends do when a camera goes."""

    def __init__(self, *_: object) -> None: ...

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return True

    def set(self, *_: object) -> bool:
        return True

    def read(self) -> None:
        raise cv2.error("the driver failed")

    def release(self) -> None:
        raise cv2.error("the driver failed")


class _Unopenable:
    def __init__(self, *_: object) -> None:
        raise cv2.error("no back end")


@pytest.mark.parametrize("capture", [_Broken, _Unopenable])
def test_opencv_errors_become_a_status_and_never_leave_the_thread(
    capture: type, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, events: list[StatusChanged]
) -> None:
    monkeypatch.setattr(video_capture.cv2, "VideoCapture", capture)
    (tmp_path / "video0").touch()
    device = VideoStream(Video(source=str(tmp_path / "video0")), DeviceKind.CAMERA, events.append)
    device.start()
    assert _until(lambda: device.status.reason == "cannot_open")
    device.start_stream()
    with pytest.raises(CameraStalled):
        device.next_frame(0, 0.4)
    device.stop()
    assert device.latest() is None


def test_starting_twice_and_stopping_twice_is_harmless(stream: VideoStream) -> None:
    stream.start()
    stream.start()
    stream.stop()
    stream.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "camera-owner"]
