"""Feeds the camera's frames to one try of the face check, on worker threads; makes the picture that may be sent.

``FaceWatch`` belongs to one try; ``Looking`` begins them, one at a time, and ends them with nothing left behind.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from kiosk.errors import KioskError
from kiosk.journey.ports import Bgr, Faces, FaceTry, Hall, Loop
from kiosk.vision.faces.check import FaceProgress
from kiosk.vision.faces.portrait import portrait_jpeg

FACE_INTERVAL_S = 0.04
"""How often the newest frame is looked at; a 25-frames-a-second camera gives one each time."""


@dataclass(frozen=True)
class FaceLooked:
    """One frame was judged, on the worker thread; belongs to one try."""

    attempt: int
    progress: FaceProgress
    portrait: bytes = field(default=b"", repr=False)
    """JPEG of a living head, where the hub is to compare it."""


class FaceWatch:
    """Each new frame is judged once. ``step`` and ``forget`` run on worker threads, one at a time."""

    def __init__(self, hall: Hall, one: FaceTry, attempt: int, *, sends: bool) -> None:
        self._hall, self._one, self._attempt, self._sends = hall, one, attempt, sends
        self._seen = -1
        self._ended = False
        self._one_at_a_time = Lock()

    def step(self) -> None:
        """Judges the newest frame and posts ``FaceLooked``. Raises ``VisionError``."""
        frame = self._hall.camera.latest()
        if frame is None or frame.sequence == self._seen:
            return
        self._seen = frame.sequence
        with self._one_at_a_time:
            if self._ended:
                return
            progress, portrait = self._one.step(frame), b""
            if self._sends and progress.done and progress.live and progress.box is not None:
                portrait = portrait_jpeg(frame.image_bgr, progress.box)
            self._hall.post(FaceLooked(self._attempt, progress, portrait))

    def forget(self) -> None:
        """The try is over: every number of a face is overwritten."""
        with self._one_at_a_time:
            self._ended = True
            self._one.forget()


class Looking:
    """The camera and the try that looks through it. Every method belongs to the main thread."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._attempt = secrets.randbits(48)
        self._loop: Loop | None = None
        self._watch: FaceWatch | None = None

    @property
    def attempt(self) -> int:
        """Another number after each beginning and each end: what a left try still tells is known by it."""
        return self._attempt

    def begin(
        self,
        faces: Faces,
        photo: Bgr | None,
        *,
        sends: bool,
        not_begun: Callable[[KioskError], None],
        broken: Callable[[KioskError], None],
    ) -> None:
        """A new try against ``photo``, or for life alone; ``sends``: makes the picture that the hub compares.

        ``not_begun`` when there can be no try, ``broken`` when one under way cannot go on.
        """
        self.stop()
        attempt = self._attempt
        self._hall.camera.start_stream()

        def of_this_try(tell: Callable[[KioskError], None]) -> Callable[[KioskError], None]:
            return lambda error: tell(error) if attempt == self._attempt else None

        def begun(one: FaceTry | KioskError) -> None:
            if isinstance(one, KioskError):
                of_this_try(not_begun)(one)
            elif attempt != self._attempt:
                self._hall.runner.run(one.forget, _forgotten)
            else:
                self._watch = FaceWatch(self._hall, one, attempt, sends=sends)
                self._loop = self._hall.runner.loop(self._watch.step, FACE_INTERVAL_S, of_this_try(broken))

        self._hall.runner.run(lambda: faces.begin(photo), begun)

    def stop(self) -> None:
        """The camera is off, its last picture overwritten, and every number of a face with it."""
        self._attempt += 1
        if self._loop is not None:
            self._loop.stop()
            self._loop = None
        if self._watch is not None:
            self._hall.runner.run(self._watch.forget, _forgotten)
            self._watch = None
        self._hall.camera.stop_stream()


def _forgotten(_: object) -> None:
    """Nothing more to do."""
