"""The document camera against the sandbox's desk over real HTTP: seen, stalled, unplugged, back, and forgotten."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from kiosk.devices.base import DeviceKind, DeviceState, StatusChanged
from kiosk.devices.scanner import DocumentCamera
from kiosk.errors import CameraStalled, DeviceAbsent
from kiosk.sandbox.desk import Desk, DeskFault
from kiosk.sandbox.specimens import certificate
from kiosk.settings_devices import Video
from kiosk.vision.pages.desk import PageWatch, take
from kiosk.vision.pages.judge import Verdict

WAIT_S = 20.0


@pytest.fixture(scope="module")
def shared_desk() -> Iterator[Desk]:
    desk = Desk()
    desk.start()
    yield desk
    desk.stop()


@pytest.fixture
def desk(shared_desk: Desk) -> Desk:
    shared_desk.plug()
    shared_desk.resume()
    shared_desk.set_faults()
    shared_desk.clear()
    return shared_desk


@pytest.fixture
def events() -> list[object]:
    return []


@pytest.fixture
def camera(desk: Desk, events: list[object]) -> Iterator[DocumentCamera]:
    device = DocumentCamera(
        Video(source=desk.url, width_px=1600, height_px=1200, fps=8, stall_s=1.0), events.append
    )
    device.start()
    yield device
    device.stop()


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def states(events: list[object]) -> list[DeviceState]:
    assert all(isinstance(event, StatusChanged) and event.device is DeviceKind.SCANNER for event in events)
    return [event.status.state for event in events if isinstance(event, StatusChanged)]


def verdict_after(camera: DocumentCamera, watch: PageWatch, wanted: Verdict) -> Verdict:
    """Watches fresh frames until the wanted verdict comes, at most forty."""
    sequence, verdict = 0, Verdict.NO_PAPER
    for _ in range(40):
        frame = camera.next_frame(sequence, WAIT_S)
        sequence, verdict = frame.sequence, watch.step(frame.image_bgr.copy()).verdict
        if verdict is wanted:
            break
    return verdict


def test_a_page_laid_by_hand_becomes_good_and_is_taken(desk: Desk, camera: DocumentCamera) -> None:
    camera.start_stream()
    desk.lay(certificate())
    assert verdict_after(camera, PageWatch(), Verdict.GOOD) is Verdict.GOOD
    frame = camera.latest()
    assert frame is not None
    assert take(frame.image_bgr).verdict is Verdict.GOOD


@pytest.mark.parametrize(
    ("fault", "verdict"), [(DeskFault.GLARE, Verdict.GLARE), (DeskFault.BLUR, Verdict.BLURRED)]
)
def test_a_fault_on_the_desk_is_seen_through_the_wire(
    desk: Desk, camera: DocumentCamera, fault: DeskFault, verdict: Verdict
) -> None:
    desk.set_faults(fault)
    desk.lay(certificate(), by_hand=False)
    camera.start_stream()
    assert verdict_after(camera, PageWatch(), verdict) is verdict


def test_a_camera_that_hangs_is_said_to_stall_and_comes_back(
    desk: Desk, camera: DocumentCamera, events: list[object]
) -> None:
    camera.start_stream()
    until(lambda: camera.latest() is not None)
    desk.stall()
    until(lambda: states(events)[-1:] == [DeviceState.ATTENTION])
    assert camera.latest() is None
    with pytest.raises(CameraStalled):
        camera.next_frame(10**9, 0.05)
    desk.resume()
    until(lambda: states(events)[-1:] == [DeviceState.BUSY])


def test_a_camera_unplugged_mid_stream_is_gone_and_comes_back(
    desk: Desk, camera: DocumentCamera, events: list[object]
) -> None:
    camera.start_stream()
    until(lambda: camera.latest() is not None)
    desk.unplug()
    until(lambda: states(events)[-1:] == [DeviceState.ABSENT])
    with pytest.raises(DeviceAbsent):
        camera.next_frame(10**9, 0.05)
    desk.plug()
    until(lambda: camera.latest() is not None)


def test_after_the_paper_step_no_pixel_of_a_page_stays(desk: Desk, camera: DocumentCamera) -> None:
    desk.lay(certificate(), by_hand=False)
    camera.start_stream()
    until(lambda: camera.latest() is not None)
    camera.next_frame(0, WAIT_S)
    frame = camera.latest()
    assert frame is not None
    camera.stop_stream()
    assert camera.latest() is None
    assert not np.any(frame.image_bgr)
