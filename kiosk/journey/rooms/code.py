"""Hold the phone's identity code to the scanner: whose it is, its issuer says, through the hub."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.devices.code_reader.events import CodeScanned
from kiosk.errors import KioskError
from kiosk.identity.document import IdentityDocument
from kiosk.identity.from_record import document_of
from kiosk.journey import sentences
from kiosk.journey.code_eye import CodeEye
from kiosk.journey.ports import Loop
from kiosk.journey.rooms.room import Room, Stay, missing, say
from kiosk.journey.rooms.ways import options
from kiosk.journey.sources import Shown, option
from kiosk.journey.views import Notice, Option, StepKind
from kiosk.journey.views_identity import CodeView
from kiosk.platform.contract import CodeAnswer, Person
from kiosk.platform.issuers import issuer_of
from kiosk.visit import Known

CODE_INTERVAL_S = 0.1


class CodeRoom(Room):
    """Waits for a code of an issuer the hub knows, asks once whose it is, and keeps no token."""

    kind = StepKind.CARD

    def __init__(self, stay: Stay, shown: Shown, back: Callable[[], None]) -> None:
        super().__init__(stay)
        self._shown, self._came_back = shown, back
        self._loop: Loop | None = None
        self._asking = False
        self._notice: Notice | None = None

    def enter(self, focus: str = "") -> None:
        """The document camera looks for a code, too, where there is no code reader."""
        codes = self.hall.codes
        if codes is not None and not sentences.away(self.hall.scanner.status):
            self.hall.scanner.start_stream()
            self._loop = self.hall.runner.loop(CodeEye(self.hall, codes).step, CODE_INTERVAL_S, lambda _: None)

    def exit(self) -> None:
        """Nobody looks any more."""
        if self._loop is not None:
            self._loop.stop()
            self._loop = None
            self.hall.scanner.stop_stream()

    def view(self) -> CodeView:
        """The apps whose codes are good here, and what to do."""
        state = "asking" if self._asking else "waiting"
        return CodeView(
            step=self.kind,
            key=f"code/{state}",
            title=say(f"code_{state}"),
            lead=say(f"code_{state}_lead"),
            progress=self.passage.progress(),
            onward=missing(f"code_{state}_missing"),
            notice=self._notice,
            asking=self._asking,
            apps=tuple(one.name for one in self.hall.identity.ways().issuers),
            ways=() if self._asking else options(("no_code",)),
        )

    def handle(self, event: object) -> None:
        """A code was held to the reader or lies under the document camera."""
        if not isinstance(event, CodeScanned) or self._asking:
            return
        self.visit.touched()
        desk, token = self.hall.identity, event.text
        issuer = issuer_of(token, desk.ways())
        if issuer is None:
            self._notice = Notice("look", say("code_not_ours"))
            return
        self._asking, self._notice = True, None
        self.run(lambda: desk.resolve(issuer.id, token), lambda answer: self._answered(answer, issuer.id))

    def _answered(self, answer: CodeAnswer | KioskError, issuer: str) -> None:
        self._asking = False
        if isinstance(answer, KioskError):
            self._notice = Notice("look", sentences.for_error(answer).title, say("code_again"))
        elif answer.result == "known" and answer.person is not None:
            self._known(answer.person, issuer)
        else:
            self._notice = Notice("look", say("code_expired" if answer.result == "expired" else "code_nobody"))

    def _known(self, record: Person, issuer: str) -> None:
        try:
            person: IdentityDocument = document_of(**record.model_dump())
        except KioskError as error:
            self._notice = Notice("look", sentences.for_error(error).title)
            return
        self._shown(person, "code", issuer)

    def go_back(self) -> None:
        """To the card."""
        self._came_back()

    def pick_way(self, way: str) -> None:
        """No code at hand: to the card."""
        if way == "no_code" and not self._asking:
            self._came_back()


class CodeSource:
    """手机上的身份码; offered while the hub has a verifier for some issuer and something here can read a code."""

    way = "code"

    def option(self) -> Option:
        """手机上的码."""
        return option(self.way, "device-mobile-bold")

    def offered(self, stay: Stay, for_applicant: bool) -> bool:
        """Of the one who is here: a code in another's hand proves nothing."""
        hall = stay.hall
        eye = hall.codes is not None and not sentences.away(hall.scanner.status)
        reads = eye or not sentences.away(hall.code_reader.status)
        return not for_applicant and reads and bool(hall.identity.ways().issuers)

    def room(self, stay: Stay, known: Known, shown: Shown, back: Callable[[], None]) -> Room:
        """Asks for the code."""
        return CodeRoom(stay, shown, back)
