"""Look at the camera: is this the person of the card? Three tries, and always another way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from kiosk.devices.base import DeviceKind, StatusChanged
from kiosk.errors import KioskError, ModelMissing
from kiosk.identity.card_text import showable
from kiosk.identity.document import IdentityDocument
from kiosk.identity.numbers import same_number
from kiosk.identity.same_person import Band, Decision, SamePersonPolicy
from kiosk.journal import Code, FaceDecided
from kiosk.journey import face_ways, sentences
from kiosk.journey.face_watch import FaceLooked, Looking
from kiosk.journey.ports import Bgr
from kiosk.journey.rooms.consent import TEXT_VERSION, take_back_face
from kiosk.journey.rooms.room import Room, Stay, missing, onward, say
from kiosk.journey.rooms.ways import options, take_common
from kiosk.journey.steady import SteadyAdvice
from kiosk.journey.views import NextPlace, StepKind
from kiosk.journey.views_identity import FaceState, FaceView
from kiosk.platform.contract import Consent, FaceAnswer, IdentityCheck
from kiosk.vision.faces.check import FaceProgress, Stage
from kiosk.visit import FaceTries, Source, erase
from kiosk.wording import Phrase

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
WATCHING = (FaceState.LOOKING, FaceState.TURNING, FaceState.COMPARING)
AT_WORK = (*WATCHING, FaceState.AGAIN)
"""The camera is looked into, or could be again: one way stands beside it, the others one touch away."""


class FaceRoom(Room):
    """Compares the person with the card's picture, if everything for it is there and they agreed."""

    kind = StepKind.FACE

    def __init__(self, stay: Stay) -> None:
        super().__init__(stay)
        faces = stay.settings.faces
        self._policy = SamePersonPolicy(accept=faces.accept, retry=faces.retry, tries=faces.tries)
        self._looking = Looking(stay.hall)
        self._layers: tuple[str, ...] = ()
        self._open = self._remote = False

    def enter(self, focus: str = "") -> None:
        """Begins, shows what was decided before, or offers the other ways at once."""
        self._open, self._remote = True, False
        self._what = ""
        self._look_anew()
        if self.personal.here.check is not None:
            self._state = FaceState.SAME
        elif self._tries_left <= 0:
            self._state = FaceState.REFUSED
        else:
            self._begin()

    def exit(self) -> None:
        """The camera is off and its last picture gone; so is the card's, once it is not needed any more."""
        self._open = False
        self._looking.stop()
        if self.personal.here.check is not None:
            self._drop_card_photo()

    # what is shown ----------------------------------------------------------------------------------------------

    def view(self) -> FaceView:
        """The one instruction, and how far it is."""
        asking = self._state is FaceState.ASKING
        return FaceView(
            step=self.kind,
            key=self._key(),
            title=self._title(),
            lead=None if asking else say(f"face_{self._state.value}_lead"),
            progress=self.passage.progress(),
            onward=self._onward(),
            state=self._state,
            advice=self._steady.shown.value if self._state in WATCHING and not self._sending else "",
            fraction=self._fraction,
            tries_left=self._tries_left,
            tries_made=self._tries_made,
            facts=face_ways.told_before_sending(self.stay) if asking else (),
            ways=options(self._ways()),
        )

    def _key(self) -> str:
        """The ring, the lists and the question are screens of their own."""
        return "face" if self._state in WATCHING or self._state is FaceState.SAME else f"face/{self._state.value}"

    def _title(self) -> Phrase:
        if self._state in WATCHING:
            return say("face_sent" if self._sending else f"face_{self._steady.shown.value}")
        return Phrase(self._what) if self._what else say(f"face_{self._state.value}")

    def _ways(self) -> tuple[str, ...]:
        match self._state:
            case FaceState.SAME:
                return ()
            case FaceState.LOOKING | FaceState.TURNING | FaceState.COMPARING | FaceState.AGAIN:
                return ("staff", "other_ways", "withdraw")
            case FaceState.ASKING:
                return ("send_face", "no_send")
            case FaceState.CHOOSING:
                return face_ways.others(self.stay, hub=False)
            case _:
                return face_ways.others(self.stay, hub=face_ways.hub_may_be_asked(self.stay))

    def _onward(self) -> NextPlace:
        match self._state:
            case FaceState.SAME:
                return onward("face_go_on")
            case FaceState.AGAIN:
                return onward("face_try_again")
            case FaceState.CHOOSING:
                return onward("face_back_to_camera")
            case FaceState.REFUSED | FaceState.NO_CAMERA | FaceState.ASKING:
                return missing("face_pick_way")
            case _:
                return missing("face_missing")

    # a try ------------------------------------------------------------------------------------------------------

    @property
    def _sends(self) -> bool:
        """Without a card's picture only the hub's verifier can compare; and after it was not enough, if it may."""
        return self.personal.here.card_photo is None or self._remote

    @property
    def _tries(self) -> FaceTries:
        return face_ways.tries_of(self.stay)

    @property
    def _tries_made(self) -> int:
        return self._tries.at_hub if self._sends else self._tries.here

    @property
    def _tries_left(self) -> int:
        most = face_ways.AFTER_REFUSAL if self._remote else self._policy.tries
        return max(0, most - self._tries_made)

    def _look_anew(self) -> None:
        self._steady, self._fraction, self._sending = SteadyAdvice(), 0.0, False

    def _begin(self) -> None:
        self._what = face_ways.lacking(self.stay, sends=self._sends)
        faces, photo = self.hall.faces, None if self._sends else self.personal.here.card_photo
        if self._what or faces is None:
            self._state = FaceState.NO_CAMERA
            return
        if self._sends and "face_sent" not in self.personal.consents:
            self._state = FaceState.ASKING
            return
        self._state = FaceState.LOOKING
        self._look_anew()
        self._looking.begin(
            faces,
            photo,
            sends=self._sends,
            not_begun=self._told(self._not_begun),
            broken=self._told(self._failed),
        )

    def _told(self, tell: Callable[[KioskError], None]) -> Callable[[KioskError], None]:
        """News of a try that come when nothing else has happened: the screen is told."""

        def told(error: KioskError) -> None:
            if not self.visit.over:
                tell(error)
                self.passage.refresh()

        return told

    def _not_begun(self, error: KioskError) -> None:
        """A card's picture that shows no face is as good as none: the hub may still compare."""
        if self._sends or isinstance(error, ModelMissing):
            self._failed(error)
            return
        self._looking.stop()
        self._drop_card_photo()
        self._begin()

    def _drop_card_photo(self) -> None:
        here = self.personal.here
        erase(here.card_photo)
        here.card_photo = None

    def _failed(self, error: KioskError) -> None:
        self._looking.stop()
        self._state, self._what = FaceState.NO_CAMERA, sentences.for_error(error).what

    def handle(self, event: object) -> None:
        """Follows the comparison and the camera."""
        match event:
            case FaceLooked(attempt=attempt) if attempt == self._looking.attempt:
                self._looked(event)
            case StatusChanged(device=DeviceKind.CAMERA, status=status) if self.personal.here.check is None:
                self._camera_changed(away=sentences.away(status))

    def _camera_changed(self, *, away: bool) -> None:
        if away and self._state in WATCHING and not self._sending:
            self._looking.stop()
            self._state = FaceState.NO_CAMERA
            self._what = sentences.for_device(DeviceKind.CAMERA, self.hall.camera.status)
        elif not away and self._state is FaceState.NO_CAMERA and self._may_begin:
            self._begin()

    @property
    def _may_begin(self) -> bool:
        return self._tries_left > 0 and not face_ways.lacking(self.stay, sends=self._sends)

    def _looked(self, looked: FaceLooked) -> None:
        progress = looked.progress
        if progress.box is not None:
            self.visit.touched()  # somebody stands there, though they touch nothing
        self._layers = progress.layers
        moving = progress.stage is not Stage.LOOK
        self._steady.step(progress.advice, self.hall.clock.monotonic_s(), moving=moving)
        self._fraction = progress.fraction
        if progress.done and looked.portrait:
            self._send(looked.portrait)
        elif progress.done:
            self._decide(progress)
        else:
            self._state = STATES[progress.stage]

    # decided here -----------------------------------------------------------------------------------------------

    def _decide(self, progress: FaceProgress) -> None:
        self._looking.stop()
        verdict = self._policy.decide(progress.score, live=progress.live, tries_before=self._tries_made)
        if self._sends:
            self._tries.at_hub += 1
        else:
            self._tries.here += 1
            self._note(verdict.band, live=progress.live)
        self._write(verdict.decision.value, verdict.band.value)
        if verdict.decision is Decision.ACCEPT:
            self._tries.band = "none"
            self._same("terminal", model=self._model, score_band="accept")
            return
        self._state = FaceState.AGAIN if self._tries_left else FaceState.REFUSED
        self._what = f"journey.face_{progress.end}" if progress.end and not progress.live else ""

    def _note(self, band: Band, *, live: bool) -> None:
        """The best band of a living head, for the record of whoever compares after this."""
        if live and band is Band.RETRY:
            self._tries.band = "retry"
        elif live and band is Band.REFUSE and self._tries.band == "none":
            self._tries.band = "refuse"

    @property
    def _model(self) -> str:
        return self.hall.faces.model if self.hall.faces else ""

    def _same(self, compared_by: Literal["terminal", "hub"], **more: Any) -> None:
        here, tries = self.personal.here, self._tries
        self._state, self._what, self._fraction = FaceState.SAME, "", 1.0
        here.check = IdentityCheck(
            method=METHODS[here.source],
            at=self.hall.clock.utc(),
            compared_by=compared_by,
            issuer=here.issuer,
            liveness="passed",
            layers=self._layers,
            tries=tries.here + tries.at_hub,
            **more,
        )
        self._drop_card_photo()

    def _write(self, outcome: str, band: str) -> None:
        tries = self._tries.here + self._tries.at_hub
        self.hall.journal.write(FaceDecided(outcome=Code(outcome), band=Code(band), tries=tries))

    # compared by the hub's verifier -----------------------------------------------------------------------------

    def _send(self, portrait: bytes) -> None:
        """A living head: now the verifier says whether it is the person of the name and number."""
        self._looking.stop()
        person, desk, attempt = self.personal.here.identity, self.hall.identity, self._looking.attempt
        if person is None:
            return
        self._state, self._sending = FaceState.COMPARING, True
        name, number = showable(person.name), person.number

        def answered(answer: FaceAnswer | KioskError) -> None:
            if attempt == self._looking.attempt and self._open:
                self._answered(answer)

        self.run(lambda: desk.compare(name, number, portrait), answered)

    def _answered(self, answer: FaceAnswer | KioskError) -> None:
        if isinstance(answer, KioskError):
            self._state, self._what = FaceState.NO_CAMERA, sentences.for_error(answer).what
            return
        self._tries.at_hub += 1
        again = self._tries_left > 0 and answer.result in ("different", "unclear")
        outcome = Decision.ACCEPT if answer.result == "same" else Decision.AGAIN if again else Decision.REFUSE
        self._write(outcome.value, answer.result)
        if outcome is Decision.ACCEPT:
            band = self._tries.band
            self._same("hub", model=self._model if band != "none" else "", score_band=band)
            return
        if answer.result == "no_record":
            self._tries.at_hub = max(self._tries.at_hub, self._policy.tries)
        self._state = FaceState.AGAIN if again else FaceState.REFUSED
        self._what = f"journey.face_{answer.result}"

    # what a person does -----------------------------------------------------------------------------------------

    def face_frame(self) -> tuple[int, Bgr] | None:
        """The newest picture while the camera is wanted."""
        frame = self.hall.camera.latest() if self._open else None
        return None if frame is None else (frame.sequence, frame.image_bgr)

    def go_on(self) -> None:
        """On, the next try, or back from the other ways to the camera."""
        if self._state is FaceState.SAME:
            self.passage.forward()
        elif self._state in (FaceState.AGAIN, FaceState.CHOOSING):
            self._begin()

    def pick_way(self, way: str) -> None:
        """Another way, or the word that no face is to be compared any more."""
        if way not in self._ways():
            return
        self._looking.stop()
        if way == "withdraw":
            self._withdraw()
            return
        if self._state in AT_WORK or way == "no_send":
            self._state, self._what = FaceState.CHOOSING, ""
        match way:
            case "other_ways" | "no_send":
                pass
            case "remote":
                self._remote = self._tries.here >= self._policy.tries
                self._begin()
            case "send_face":
                self._agree_to_send()
            case "phone_code":
                self._ask_for_code()
            case "other_card":
                self.passage.go(StepKind.CARD, "other_card")
            case "staff":
                self.passage.staff_check()
            case _:
                take_common(self, way)

    def _agree_to_send(self) -> None:
        agreed = Consent(kind="face_sent", text_version=TEXT_VERSION, at=self.hall.clock.utc())
        self.personal.consents["face_sent"] = agreed
        self._begin()

    def _withdraw(self) -> None:
        """撤回同意: nothing of a face is looked at or kept any more, and what could be compared with goes too."""
        take_back_face(self.personal)
        self._remote = False
        self._write("withdrawn", "none")
        self._state, self._what = FaceState.NO_CAMERA, "journey.face_withdrawn"

    def _ask_for_code(self) -> None:
        source = face_ways.code_source(self.stay)
        if source is not None:
            known = self.personal.here
            self.passage.open(source.room(self.stay, known, self._code_shown, self.passage.close_ways))

    def _code_shown(self, person: IdentityDocument, _source: Source, issuer: str) -> None:
        """A code of the card's owner stands in the face's place; anybody else's stands for nothing."""
        self.passage.close_ways()
        here = self.personal.here
        if here.identity is None or not same_number(here.identity.number, person.number):
            self._what = "journey.face_code_other"
            return
        here.check = IdentityCheck(method="card_and_code", at=self.hall.clock.utc(), issuer=issuer)
        self._write("code", "none")
        self.passage.forward()
