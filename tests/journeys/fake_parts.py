"""Clock, workers, devices and eyes for journeys, each under the test's hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import cv2
import numpy as np
from small_catalogue import READY, TODAY

from kiosk.devices.printer.slip import Slip
from kiosk.devices.video import Frame
from kiosk.errors import KioskError, NotAnImage
from kiosk.vision.faces.check import FaceEnd, FaceProgress, Stage
from kiosk.vision.faces.quality import FaceAdvice
from kiosk.vision.pages.desk import NOTHING_BEFORE, Before, PageLook, PageShot
from kiosk.vision.pages.judge import Verdict
from kiosk.vision.pages.pdf import BoundPage
from kiosk.vision.pages.sameness import Fingerprint


class StillClock:
    """Stands still until it is pushed."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def monotonic_s(self) -> float:
        return self.now_s

    def utc(self) -> datetime:
        return datetime(2026, 11, 23, 2, 0, tzinfo=UTC) + timedelta(seconds=self.now_s - 1000.0)

    def today(self) -> date:
        return TODAY


class HandLoop:
    """A loop that turns when the test turns it."""

    def __init__(self, step: Callable[[], object], failed: Callable[[KioskError], None]) -> None:
        self._step, self._failed = step, failed
        self.stopped = False

    def stop(self) -> None:
        self.stopped = True

    def turn(self) -> None:
        try:
            self._step()
        except KioskError as error:
            self._failed(error)


class HandRunner:
    """Brings the outcome of work back by the queue, as the real one does; or holds work until ``let_go``."""

    def __init__(self, post: Callable[[object], None]) -> None:
        self.loops: list[HandLoop] = []
        self.holding = False
        self._held: list[Callable[[], None]] = []
        self._post = post

    def run(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        def whole() -> None:
            try:
                outcome = work()
            except KioskError as error:
                outcome = error
            done(outcome)

        if self.holding:
            self._held.append(whole)
        else:
            self._post(whole)

    def let_go(self) -> None:
        self.holding = False
        held, self._held = self._held, []
        for one in held:
            self._post(one)

    def loop(
        self, step: Callable[[], object], interval_s: float, failed: Callable[[KioskError], None]
    ) -> HandLoop:
        self.loops.append(HandLoop(step, failed))
        return self.loops[-1]


class FakeReader:
    def __init__(self) -> None:
        self.status = READY
        self.awake = False
        self.woken = 0
        self.rested = 0
        self.asked_back = 0

    def wake(self) -> None:
        self.awake = True
        self.woken += 1

    def rest(self) -> None:
        self.awake = False
        self.rested += 1

    def ask_back(self) -> None:
        self.asked_back += 1


class FakeVideo:
    def __init__(self) -> None:
        self.status = READY
        self.streaming = False
        self.sequence = 0
        self.picture = np.full((60, 80, 3), 127, np.uint8)

    def start_stream(self) -> None:
        self.streaming = True

    def stop_stream(self) -> None:
        self.streaming = False

    def latest(self) -> Frame | None:
        return Frame(self.sequence, float(self.sequence), self.picture) if self.streaming else None


class FakePrinter:
    def __init__(self) -> None:
        self.status = READY
        self.slips: list[tuple[str, Slip]] = []

    def print_slip(self, slip: Slip, job: str) -> None:
        self.slips.append((job, slip))

    @property
    def kinds(self) -> list[str]:
        return [slip.kind for _, slip in self.slips]


class FakePhotos:
    def __init__(self) -> None:
        self.error: KioskError | None = None

    def decode(self, block: bytes) -> np.ndarray:
        if self.error:
            raise self.error
        return np.full((126, 102, 3), 90, np.uint8)


@dataclass
class FakeTry:
    script: list[FaceProgress | KioskError]
    forgotten: bool = False

    def step(self, frame: Frame) -> FaceProgress:
        one = self.script.pop(0)
        if isinstance(one, KioskError):
            raise one
        return one

    def forget(self) -> None:
        self.forgotten = True


def progress(
    stage: Stage = Stage.LOOK, advice: FaceAdvice = FaceAdvice.LOOK_HERE, part: float = 0.2
) -> FaceProgress:
    return FaceProgress(stage, advice, part)


def compared(score: float | None) -> FaceProgress:
    """A try that came to its end with a living head; ``None``: with nothing to compare it with."""
    box = None if score is not None else (0.3, 0.2, 0.4, 0.5)
    return FaceProgress(
        Stage.DONE, FaceAdvice.THANK_YOU, 1.0, box, True, FaceEnd.COMPARED, score, ("active", "depth")
    )


NOT_TURNED = FaceProgress(Stage.DONE, FaceAdvice.THANK_YOU, 1.0, None, True, FaceEnd.NOT_TURNED, None)
SAME, OTHER = compared(0.7), compared(0.1)


class FakeFaces:
    model = "fake-1"

    def __init__(self) -> None:
        self.next: list[FaceProgress | KioskError] = []
        self.error: KioskError | None = None
        self.tries: list[FakeTry] = []

    def begin(self, card_photo: np.ndarray) -> FakeTry:
        if self.error:
            raise self.error
        self.tries.append(FakeTry(self.next))
        return self.tries[-1]


CORNERS = np.array([[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]], np.float32)
GOOD_LOOK = PageLook(Verdict.GOOD, CORNERS, 0.9)
BLURRED_LOOK = PageLook(Verdict.BLURRED, CORNERS, 0.9)
NO_LOOK = PageLook(Verdict.NO_PAPER, None, 0.0)


class FakePapers:
    def __init__(self) -> None:
        self.look: PageLook | KioskError = GOOD_LOOK
        self.error: KioskError | None = None
        self.verdict = Verdict.GOOD
        self.corners: np.ndarray | None = None
        self.before = NOTHING_BEFORE
        self.joined: list[tuple[bytes, bytes]] = []
        self.sheets_joined: list[tuple[bytes, bytes]] = []
        self.join_error: KioskError | None = None
        self.join_verdict: Verdict | None = None
        self.sheets_error: KioskError | None = None
        self.coloured = True
        self.known: Fingerprint | None = None
        self.watched: list[Before] = []

    def watch(self, before: Before = NOTHING_BEFORE) -> FakePapers:
        self.watched.append(before)
        return self

    def step(self, image_bgr: np.ndarray) -> PageLook:
        if isinstance(self.look, KioskError):
            raise self.look
        return self.look

    def forget(self) -> None:
        return None

    def take(
        self, image_bgr: np.ndarray, corners: np.ndarray | None = None, before: Before = NOTHING_BEFORE
    ) -> PageShot:
        if self.error:
            raise self.error
        self.corners, self.before = corners, before
        coded = cv2.imencode(".jpg", np.full((400, 300, 3), 200, np.uint8))[1].tobytes()
        small = np.full((40, 30, 3), 200, np.uint8)
        return PageShot(coded, small, self.verdict, 300, 400, coloured=self.coloured, fingerprint=self.known)

    def take_sheet(self, sheet_bgr: np.ndarray, before: Before = NOTHING_BEFORE) -> PageShot:
        return self.take(sheet_bgr, None, before)

    def small(self, image_bgr: np.ndarray) -> np.ndarray:
        return image_bgr.copy()

    def join(self, front: bytes, back: bytes) -> PageShot:
        if self.join_error:
            raise self.join_error
        self.joined.append((front, back))
        shot = self.take(np.zeros((1, 1, 3), np.uint8))
        return shot if self.join_verdict is None else replace(shot, verdict=self.join_verdict)

    def join_sheets(self, front: bytes, back: bytes) -> PageShot:
        if self.sheets_error:
            raise self.sheets_error
        self.sheets_joined.append((front, back))
        return self.take(np.zeros((1, 1, 3), np.uint8))

    def whole(self, jpeg: bytes) -> np.ndarray:
        return self.preview(jpeg)

    def preview(self, jpeg: bytes) -> np.ndarray:
        page = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_REDUCED_COLOR_2)
        if page is None:
            raise NotAnImage("the page is damaged")
        return page

    def pdf(self, pages: Sequence[BoundPage]) -> bytes:
        return b"%PDF-1.7 " + str(len(pages)).encode()


class FakeCodes:
    def __init__(self) -> None:
        self.text: str | None = None

    def read(self, image_bgr: np.ndarray) -> str | None:
        return self.text
