"""The camera that looks at the person: a colour stream, and a second eye in step with it where there is a pair.

One device to the terminal: one status, one way to ask for frames. A frame carries what the infrared or depth eye
saw at the same moment, if it saw anything then.
"""

from __future__ import annotations

import threading
from dataclasses import replace

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, Post, StatusChanged
from kiosk.devices.camera.source import Places, SourceGuard, SourceRules
from kiosk.devices.video import Frame, Pauses, VideoStream
from kiosk.settings_devices import FaceCamera, Infrared

NO_INFRARED = "no_infrared"
"""The second eye is not there or shows nothing: with a usable state when the settings can do without it."""


class Camera:
    """The face camera; streams only while the face step is on the screen."""

    kind = DeviceKind.CAMERA

    def __init__(
        self, settings: FaceCamera, post: Post, pauses: Pauses | None = None, places: Places | None = None
    ) -> None:
        self._post, self._second = post, settings.infrared
        self._telling = threading.Lock()
        self._status = DeviceStatus(DeviceState.STARTING)
        guard = SourceGuard(settings.source, _rules(settings, settings), places)
        self._colour = VideoStream(settings, self.kind, self._merge, pauses, guard)
        self._infrared = _second_eye(settings, self._merge, pauses, places)

    @property
    def status(self) -> DeviceStatus:
        """The status of both eyes as last posted."""
        return self._status

    def start(self) -> None:
        """Opens each eye once to see that it can; returns at once."""
        for eye in self._eyes():
            eye.start()

    def stop(self) -> None:
        """Closes both and drops their last frames; returns when all is done."""
        for eye in self._eyes():
            eye.stop()

    def start_stream(self) -> None:
        """Asks both for frames. Returns at once."""
        for eye in self._eyes():
            eye.start_stream()

    def stop_stream(self) -> None:
        """No more frames; the newest of both are overwritten and dropped before this returns."""
        for eye in self._eyes():
            eye.stop_stream()

    def latest(self) -> Frame | None:
        """The newest colour frame with what the second eye saw beside it; ``None`` while there is none."""
        frame = self._colour.latest()
        return None if frame is None else self._paired(frame)

    def next_frame(self, after: int, timeout_s: float) -> Frame:
        """Waits for a colour frame with a sequence above ``after``.

        Raises ``DeviceAbsent`` when the camera is not there and ``CameraStalled`` when no frame comes in time.
        """
        return self._paired(self._colour.next_frame(after, timeout_s))

    def _eyes(self) -> list[VideoStream]:
        return [self._colour] if self._infrared is None else [self._colour, self._infrared]

    def _paired(self, frame: Frame) -> Frame:
        if self._infrared is None or self._second is None:
            return frame
        other = self._infrared.latest()
        if other is None or abs(other.taken_s - frame.taken_s) > self._second.apart_ms / 1000:
            return frame
        return replace(frame, beside=other.image_bgr)

    def _merge(self, _event: object) -> None:
        """Either eye changed: what the two are together is told when that changed too."""
        with self._telling:
            status = self._together()
            if status != self._status:
                self._status = status
                self._post(StatusChanged(self.kind, status))

    def _together(self) -> DeviceStatus:
        colour = self._colour.status
        if self._infrared is None or self._second is None or not colour.usable:
            return colour
        second = self._infrared.status
        if second.usable:
            return colour
        if second.state is DeviceState.STARTING:
            return second if self._second.required else colour
        if second.state is DeviceState.FAILED:
            return second  # a second eye that somebody put there is no less a trick than a first
        return DeviceStatus(DeviceState.ATTENTION if self._second.required else colour.state, NO_INFRARED)


def _second_eye(
    settings: FaceCamera, post: Post, pauses: Pauses | None, places: Places | None
) -> VideoStream | None:
    second = settings.infrared
    if second is None:
        return None
    guard = SourceGuard(second.source, _rules(settings, second), places)
    return VideoStream(second, DeviceKind.CAMERA, post, pauses, guard, raw=second.kind == "depth")


def _rules(camera: FaceCamera, eye: FaceCamera | Infrared) -> SourceRules:
    """The pair's policy and the eye's own identity."""
    return SourceRules(camera.network, camera.allow_virtual, eye.usb_id, eye.usb_serial)
