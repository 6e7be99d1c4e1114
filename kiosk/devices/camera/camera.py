"""The camera that looks at the person: a video stream of the camera's kind."""

from __future__ import annotations

from kiosk.devices.base import DeviceKind, Post
from kiosk.devices.video import Pauses, VideoStream
from kiosk.settings import Video


class Camera(VideoStream):
    """The face camera; streams only while the face step is on the screen."""

    def __init__(self, video: Video, post: Post, pauses: Pauses | None = None) -> None:
        super().__init__(video, DeviceKind.CAMERA, post, pauses)
