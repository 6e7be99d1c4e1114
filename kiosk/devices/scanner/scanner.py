"""The document camera that looks down on the desk: a video stream of the scanner's kind."""

from __future__ import annotations

from kiosk.devices.base import DeviceKind, Post
from kiosk.devices.video import Pauses, VideoStream
from kiosk.settings_devices import Video


class DocumentCamera(VideoStream):
    """The document camera; streams only while the paper step is on the screen."""

    def __init__(self, video: Video, post: Post, pauses: Pauses | None = None) -> None:
        super().__init__(video, DeviceKind.SCANNER, post, pauses)
