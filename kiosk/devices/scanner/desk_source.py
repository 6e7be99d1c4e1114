"""The document camera as a source of pages: each job is one shot of what lies on the desk now.

The live picture is asked of the camera itself; this is for whoever treats all sources alike. A shot waits for a
frame that was taken after it was asked for, so that a hand just drawn back is not on it.
"""

from __future__ import annotations

import threading

from kiosk.devices.base import DeviceStatus, Post
from kiosk.devices.page_jobs import PageJobs, Wish
from kiosk.devices.pages import SourceName
from kiosk.devices.video import VideoStream
from kiosk.errors import CameraStalled, DeviceAbsent

SHOT_S = 4.0
"""Longest wait for the frame: a camera that was off needs a moment for its first one."""
_SLICE_S = 0.2


class DeskSource:
    """Shots of the document camera; the camera is started and stopped by whoever owns it."""

    name = SourceName.DESK
    offers_choices = False

    def __init__(self, camera: VideoStream, post: Post) -> None:
        self._camera = camera
        self._jobs = PageJobs(self.name, post)

    @property
    def status(self) -> DeviceStatus:
        """The camera's."""
        return self._camera.status

    def ask_choices(self) -> None:
        """There is nothing to choose from."""

    def begin(self, job: int, choice: str = "") -> None:
        """One page, as the desk looks now."""
        self._jobs.begin(job, choice)
        threading.Thread(target=self._shoot, name="desk-shot", daemon=True).start()

    def more(self, job: int) -> None:
        """The page is taken."""
        self._jobs.more(job)

    def cancel(self) -> None:
        """No shot any more; the camera stays as it is."""
        self._jobs.cancel()

    def _shoot(self) -> None:
        wish = self._jobs.next_wish()
        if isinstance(wish, Wish):
            self._one(wish)

    def _one(self, wish: Wish) -> None:
        newest = self._camera.latest()
        after = -1 if newest is None else newest.sequence
        self._camera.start_stream()
        waited_s = 0.0
        while self._jobs.stands(wish):
            try:
                frame = self._camera.next_frame(after, _SLICE_S)
            except (CameraStalled, DeviceAbsent) as error:
                waited_s += _SLICE_S
                if waited_s >= SHOT_S or isinstance(error, DeviceAbsent):
                    self._jobs.end(wish, 0, error.with_traceback(None))
                    return
                continue
            if self._jobs.deliver(wish, 1, frame.image_bgr.copy()):
                self._jobs.end(wish, 1)
            return
