"""Look at the camera: is this the person of the card? Three tries, and always another way."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Literal

from kiosk.devices.base import DeviceKind, StatusChanged
from kiosk.errors import KioskError
from kiosk.identity.card_text import showable
from kiosk.identity.same_person import Decision, SamePersonPolicy
from kiosk.journal import Code, FaceDecided
from kiosk.journey import sentences
from kiosk.journey.ports import Bgr, FaceTry, Hall, Loop
from kiosk.journey.rooms.consent import TEXT_VERSION
from kiosk.journey.rooms.room import Room, Stay, missing, onward, say
from kiosk.journey.rooms.ways import options, take_common
from kiosk.journey.views import FaceState, FaceView, NextPlace, StepKind
from kiosk.platform.contract import Consent, FaceAnswer, IdentityCheck
from kiosk.vision.faces.check import FaceEnd, FaceProgress, Stage
from kiosk.vision.faces.portrait import portrait_jpeg
from kiosk.wording import Phrase

FACE_INTERVAL_S = 0.04
"""How often the newest frame is looked at; a 25-frames-a-second camera gives one each time."""

WAYS_ALWAYS = ("staff",)
WAYS_WITHOUT_FACE = ("staff", "counter", "end")
WAYS_ASKING = ("send_face", "staff", "counter", "end")


METHODS: dict[str, Literal["card_and_face", "code_and_face", "typed_and_face"]] = {
    "card": "card_and_face",
    "code": "code_and_face",
    "typed": "typed_and_face",
}
"""Source of the name and number → what the check is called once the face is the same."""

STATES = {
    Stage.LOOK: FaceState.LOOKING,
    Stage.TURN: FaceState.TURNING,
    Stage.COMPARE: FaceState.COMPARING,
    Stage.DONE: FaceState.COMPARING,
}


@dataclass(frozen=True)
class FaceLooked:
    """One frame was judged, on the worker thread; belongs to one try."""

    attempt: int
    progress: FaceProgress
    portrait: bytes = field(default=b"", repr=False)
    """JPEG of a living head, where the hub is to compare it."""


class _Watch:
    """Feeds new frames of the camera to a try. ``step`` and ``forget`` run on worker threads, one at a time."""

    def __init__(self, hall: Hall, one: FaceTry, attempt: int, *, sends: bool) -> None:
        self._hall, self._one, self._attempt, self._sends = hall, one, attempt, sends
        self._seen = -1
        self._ended = False
        self._one_at_a_time = Lock()

    def step(self) -> None:
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
        with self._one_at_a_time:
            self._ended = True
            self._one.forget()


class FaceRoom(Room):
    """Compares the person with the card's picture, if everything for it is there and they agreed."""

    kind = StepKind.FACE

    def __init__(self, stay: Stay) -> None:
        super().__init__(stay)
        faces = stay.settings.faces
        self._policy = SamePersonPolicy(accept=faces.accept, retry=faces.retry, tries=faces.tries)
        self._tries = 0
        self._attempt = secrets.randbits(48)
        self._loop: Loop | None = None
        self._watch: _Watch | None = None
        self._open = False

    def enter(self, focus: str = "") -> None:
        """Begins, shows what was decided before, or offers the other ways at once."""
        self._open = True
        self._say, self._fraction, self._what = "journey.face_look_here", 0.0, ""
        if self.personal.here.check is not None:
            self._state = FaceState.SAME
        elif self._tries >= self._policy.tries:
            self._state = FaceState.REFUSED
        else:
            self._begin()

    def exit(self) -> None:
        """The camera is off and its last picture gone."""
        self._open = False
        self._stop()

    def view(self) -> FaceView:
        """The one instruction, and how far it is."""
        return FaceView(
            step=self.kind,
            key="face",
            title=self._title(),
            lead=say(f"face_{self._state.value}_lead"),
            progress=self.passage.progress(),
            onward=self._onward(),
            state=self._state,
            fraction=self._fraction,
            tries_left=self._policy.tries - self._tries,
            ways=options(self._ways()),
        )

    def _title(self) -> Phrase:
        if self._state in (FaceState.LOOKING, FaceState.TURNING, FaceState.COMPARING):
            return Phrase(self._say)
        return Phrase(self._what) if self._what else say(f"face_{self._state.value}")

    def _ways(self) -> tuple[str, ...]:
        if self._state is FaceState.SAME:
            return ()
        if self._state is FaceState.ASKING:
            return WAYS_ASKING
        return WAYS_WITHOUT_FACE if self._state in (FaceState.REFUSED, FaceState.NO_CAMERA) else WAYS_ALWAYS

    def _onward(self) -> NextPlace:
        match self._state:
            case FaceState.SAME:
                return onward("face_go_on")
            case FaceState.AGAIN:
                return onward("face_try_again")
            case FaceState.REFUSED | FaceState.NO_CAMERA | FaceState.ASKING:
                return missing("face_pick_way")
            case _:
                return missing("face_missing")

    def _lacking(self) -> str:
        """Key of the sentence for what the comparison lacks; empty when all is there."""
        if "face" not in self.personal.consents:
            return "journey.face_not_agreed"
        if self._sends and not self.hall.identity.ways().faces:
            return "journey.face_no_photo"
        if self.hall.faces is None:
            return "journey.faces_missing"
        if sentences.away(self.hall.camera.status):
            return sentences.for_device(DeviceKind.CAMERA, self.hall.camera.status)
        return ""

    @property
    def _sends(self) -> bool:
        """Without a card's picture only the hub's verifier can compare."""
        return self.personal.here.card_photo is None

    def _begin(self) -> None:
        self._what = self._lacking()
        faces, photo = self.hall.faces, self.personal.here.card_photo
        if self._what or faces is None:
            self._state = FaceState.NO_CAMERA
            return
        if self._sends and "face_sent" not in self.personal.consents:
            self._state = FaceState.ASKING
            return
        self._attempt += 1
        attempt = self._attempt
        self._state, self._say, self._fraction = FaceState.LOOKING, "journey.face_look_here", 0.0
        self.hall.camera.start_stream()

        def begun(one: FaceTry | KioskError) -> None:
            if attempt != self._attempt or not self._open:
                return
            if isinstance(one, KioskError):
                self._failed(one)
                return
            self._watch = _Watch(self.hall, one, attempt, sends=photo is None)
            self._loop = self.hall.runner.loop(
                self._watch.step, FACE_INTERVAL_S, lambda error: self._loop_failed(attempt, error)
            )

        self.run(lambda: faces.begin(photo), begun)

    def _stop(self) -> None:
        self._attempt += 1
        if self._loop is not None:
            self._loop.stop()
            self._loop = None
        if self._watch is not None:
            self.hall.runner.run(self._watch.forget, _forgotten)
            self._watch = None
        self.hall.camera.stop_stream()

    def _loop_failed(self, attempt: int, error: KioskError) -> None:
        if attempt == self._attempt and self._open:
            self._failed(error)
            self.passage.refresh()

    def _failed(self, error: KioskError) -> None:
        self._stop()
        self._state, self._what = FaceState.NO_CAMERA, sentences.for_error(error).what

    def handle(self, event: object) -> None:
        """Follows the comparison and the camera."""
        match event:
            case FaceLooked(attempt=attempt) if attempt == self._attempt:
                self._looked(event)
            case StatusChanged(device=DeviceKind.CAMERA, status=status) if self.personal.here.check is None:
                self._camera_changed(away=sentences.away(status))

    def _camera_changed(self, *, away: bool) -> None:
        watching = self._state in (FaceState.LOOKING, FaceState.TURNING, FaceState.COMPARING)
        if away and watching:
            self._stop()
            self._state = FaceState.NO_CAMERA
            self._what = sentences.for_device(DeviceKind.CAMERA, self.hall.camera.status)
        elif not away and self._state is FaceState.NO_CAMERA and not self._lacking():
            self._begin()

    def _looked(self, looked: FaceLooked) -> None:
        progress = looked.progress
        if progress.box is not None:
            self.visit.touched()  # somebody stands there, though they touch nothing
        self._say, self._fraction = f"journey.face_{progress.advice.value}", progress.fraction
        if progress.done and looked.portrait:
            self._send(looked.portrait)
        elif progress.done:
            self._decide(progress)
        else:
            self._state = STATES[progress.stage]

    def _decide(self, progress: FaceProgress) -> None:
        self._stop()
        verdict = self._policy.decide(progress.score, live=progress.live, tries_before=self._tries)
        self._tries = verdict.tries
        self.hall.journal.write(
            FaceDecided(outcome=Code(verdict.decision.value), band=Code(verdict.band.value), tries=verdict.tries)
        )
        if verdict.decision is Decision.ACCEPT:
            self._same("terminal", model=self.hall.faces.model if self.hall.faces else "", score_band="accept")
            return
        self._state = FaceState.AGAIN if verdict.decision is Decision.AGAIN else FaceState.REFUSED
        self._what = "journey.face_not_turned" if progress.end is FaceEnd.NOT_TURNED else ""

    def _same(self, compared_by: Literal["terminal", "hub"], **more: Any) -> None:
        here = self.personal.here
        self._state, self._what, self._fraction = FaceState.SAME, "", 1.0
        here.check = IdentityCheck(
            method=METHODS[here.source],
            at=self.hall.clock.utc(),
            compared_by=compared_by,
            issuer=here.issuer,
            liveness="passed",
            **more,
        )

    # compared by the hub's verifier -----------------------------------------------------------------------------

    def _send(self, portrait: bytes) -> None:
        """A living head: now the verifier says whether it is the person of the name and number."""
        self._stop()
        person, desk, attempt = self.personal.here.identity, self.hall.identity, self._attempt
        if person is None:
            return
        self._state, self._say = FaceState.COMPARING, "journey.face_sent"
        name, number = showable(person.name), person.number

        def answered(answer: FaceAnswer | KioskError) -> None:
            if attempt == self._attempt and self._open:
                self._answered(answer)

        self.run(lambda: desk.compare(name, number, portrait), answered)

    def _answered(self, answer: FaceAnswer | KioskError) -> None:
        if isinstance(answer, KioskError):
            self._state, self._what = FaceState.NO_CAMERA, sentences.for_error(answer).what
            return
        self._tries += 1
        left = self._policy.tries - self._tries
        again = left > 0 and answer.result in ("different", "unclear")
        outcome = Decision.ACCEPT if answer.result == "same" else Decision.AGAIN if again else Decision.REFUSE
        self.hall.journal.write(
            FaceDecided(outcome=Code(outcome.value), band=Code(answer.result), tries=self._tries)
        )
        if outcome is Decision.ACCEPT:
            self._same("hub")
        else:
            self._state = FaceState.AGAIN if again else FaceState.REFUSED
            self._what = f"journey.face_{answer.result}"

    def face_frame(self) -> tuple[int, Bgr] | None:
        """The newest picture while the camera is wanted."""
        frame = self.hall.camera.latest() if self._open else None
        return None if frame is None else (frame.sequence, frame.image_bgr)

    def go_on(self) -> None:
        """On, or the next try."""
        if self._state is FaceState.SAME:
            self.passage.forward()
        elif self._state is FaceState.AGAIN:
            self._begin()

    def pick_way(self, way: str) -> None:
        """A member of staff compares by eye, or the counter does."""
        if way not in self._ways():
            return
        self._stop()
        if way == "send_face":
            self.personal.consents["face_sent"] = Consent(
                kind="face_sent", text_version=TEXT_VERSION, at=self.hall.clock.utc()
            )
            self._begin()
        elif way == "staff":
            self.passage.staff_check()
        else:
            take_common(self, way)


def _forgotten(_: object) -> None:
    """Nothing more to do."""
