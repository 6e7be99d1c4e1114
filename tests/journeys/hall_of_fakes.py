"""A hall of fakes for the journey: every port of ``Hall`` under the test's hand, on a clock that stands still."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

from fake_offices import (
    FakeHub,
    FakeIdentity,
    FakeJournal,
    FakeOutbox,
    FakeRatings,
    FakeStaff,
    FakeTray,
    Hands,
    RealSealer,
)
from fake_parts import (
    SAME,
    FakeCodes,
    FakeFaces,
    FakePapers,
    FakePhotos,
    FakePrinter,
    FakeReader,
    FakeVideo,
    HandRunner,
    StillClock,
)
from small_catalogue import DIVISIONS, ITEMS, LI, PHONE, PIN, SIGNATURE, STAFF_CODE, WANG, catalogue_of

from hub.archive import unpack
from kiosk.assembly.identity_sources import identity_sources
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import (
    ServiceItem,
)
from kiosk.catalogue.search import Search
from kiosk.devices.base import DeviceKind, DeviceStatus, StatusChanged
from kiosk.devices.id_reader.events import CardAppeared, CardLifted, CardRead
from kiosk.devices.printer import SlipFailed, SlipPrinted
from kiosk.devices.printer.status import PrintReason
from kiosk.identity.document import IdentityDocument
from kiosk.journey.journey import Journey
from kiosk.journey.ports import Hall
from kiosk.journey.rooms.receipt import ACKNOWLEDGED_WITHIN_S
from kiosk.journey.views import StepKind, View
from kiosk.offline.events import LinkState
from kiosk.offline.seal import open_envelope
from kiosk.platform.archive import pack
from kiosk.platform.contract import (
    Application,
    EnvelopeHeader,
)
from kiosk.sandbox.cards import text_block
from kiosk.settings import Settings
from kiosk.vision.faces.check import FaceProgress
from kiosk.wording import Wording

WORDS, SOURCES = Wording("zh"), identity_sources()
"""Nothing in them changes: read once for all halls."""


class Machine:
    """A journey in a hall of fakes, and the hands of whoever stands there."""

    def __init__(
        self,
        *items: ServiceItem,
        settings: Settings | None = None,
        catalogue: Catalogue | None = None,
        **without: None,
    ) -> None:
        self.queue: list[object] = []
        self.clock, self.runner, self.journal = StillClock(), HandRunner(self.queue.append), FakeJournal()
        self.reader, self.camera, self.scanner = FakeReader(), FakeVideo(), FakeVideo()
        self.code_reader = FakeVideo()
        self.leaves_card = False
        self.printer, self.photos, self.faces, self.papers = FakePrinter(), FakePhotos(), FakeFaces(), FakePapers()
        self.codes, self.sealer, self.outbox, self.hub = FakeCodes(), RealSealer(), FakeOutbox(), FakeHub()
        self.tray = FakeTray()
        self.identity, self.ratings, self.staff = FakeIdentity(), FakeRatings(), FakeStaff()
        self.link = LinkState.UP
        self.help_calls = self.wakes = self.changes = 0
        catalogue = self.catalogue = catalogue or catalogue_of(*(items or ITEMS))
        hall = Hall(
            post=self.queue.append,
            runner=self.runner,
            clock=self.clock,
            journal=self.journal,
            catalogue=catalogue,
            search=Search(catalogue),
            divisions=DIVISIONS,
            reader=self.reader,
            camera=self.camera,
            scanner=self.scanner,
            printer=self.printer,
            photos=self.photos,
            faces=self.faces,
            papers=self.papers,
            codes=self.codes,
            code_reader=self.code_reader,
            sources=SOURCES,
            sealer=self.sealer,
            outbox=self.outbox,
            tray=self.tray,
            hub=self.hub,
            identity=self.identity,
            ratings=self.ratings,
            staff=self.staff,
            link=lambda: self.link,
            submitted=self._submitted,
            call_staff=self._call,
        )
        self.words = WORDS
        inside = Journey(replace(hall, **without), settings or Settings(), self.words, self._changed)
        self.journey = Hands(inside, self.drain)
        self.drain()

    def _submitted(self) -> None:
        self.wakes += 1

    def _call(self) -> None:
        self.help_calls += 1

    def _changed(self) -> None:
        self.changes += 1

    # looking

    @property
    def view(self) -> Any:
        return self.journey.scene.view

    @property
    def step(self) -> StepKind:
        view: View = self.view
        return view.step

    def reads(self, phrase: Any) -> str:
        return self.words.say(phrase)

    @property
    def title(self) -> str:
        return self.reads(self.view.title)

    @property
    def onward(self) -> str:
        return self.reads(self.view.onward.phrase)

    def ways(self) -> list[str]:
        return [one.id for one in getattr(self.view, "ways", ()) or getattr(self.view, "options", ())]

    # acting

    def on(self, times: int = 1) -> None:
        for _ in range(times):
            self.journey.go_on()

    def back(self) -> None:
        self.journey.go_back()

    def take_way(self, way: str) -> None:
        """In a list of ways: chooses, then goes on."""
        self.journey.pick_way(way)
        self.on()

    def type(self, text: str) -> None:
        for key in text:
            self.journey.type_key(key)

    def after(self, seconds: float) -> None:
        self.clock.now_s += seconds
        self.journey.tick()

    def drain(self) -> None:
        while self.queue:
            event = self.queue.pop(0)
            if callable(event):
                event()
            else:
                self.journey.inside.handle(event)

    def turn(self, *, frames: int = 1) -> None:
        """The last loop looks at new frames."""
        for _ in range(frames):
            self.camera.sequence += 1
            self.scanner.sequence += 1
            self.runner.loops[-1].turn()
            self.drain()

    def device(self, kind: DeviceKind, status: DeviceStatus) -> None:
        parts: dict[DeviceKind, Any] = {
            DeviceKind.ID_READER: self.reader,
            DeviceKind.CAMERA: self.camera,
            DeviceKind.SCANNER: self.scanner,
            DeviceKind.PRINTER: self.printer,
        }
        parts[kind].status = status
        self.journey.handle(StatusChanged(kind, status))

    def lay_card(self, person: IdentityDocument = WANG) -> None:
        """Lays the card down and takes it away once it is read, unless it is left there."""
        self.journey.handle(CardAppeared())
        self.journey.handle(CardRead(text_block(person), bytes(1024), 0.8))
        if not self.leaves_card:
            self.journey.handle(CardLifted())

    def printed(self, *, confirmed: bool = True) -> None:
        for job, slip in self.printer.slips:
            self.journey.handle(SlipPrinted(job, slip.kind, confirmed))

    def print_fails(self, reason: PrintReason = PrintReason.PAPER_OUT) -> None:
        for job, slip in list(self.printer.slips):
            self.journey.handle(SlipFailed(job, slip.kind, reason))

    # going somewhere

    def to_region(self, item_id: str) -> None:
        self.on()
        self.journey.pick_item(item_id)

    def pick_renhe(self) -> None:
        for code in ("510000", "510400", "510411"):
            self.journey.pick_region(code)

    def to_guide(self, item_id: str) -> None:
        self.to_region(item_id)
        if self.step is StepKind.REGION:
            if item_id == "precheck-one":
                self.journey.pick_region("500000")
                self.journey.pick_region("500101")
            else:
                self.pick_renhe()
            self.on()

    def to_consent(self, item_id: str) -> None:
        self.to_guide(item_id)
        if self.view.situations:
            self.journey.pick_situation(self.view.situations[0].id)
        self.on()

    def to_card(self, item_id: str, *, face: bool = True) -> None:
        self.to_consent(item_id)
        self.journey.set_consent("identity", True)
        self.journey.set_consent("face", face)
        self.on()

    def to_face(self, item_id: str, *, face: bool = True) -> None:
        self.to_card(item_id, face=face)
        self.lay_card()
        self.on()

    def pass_face(self) -> None:
        if self.step is StepKind.FACE:
            self.faces.next = [SAME]
            self.camera.sequence += 1
            self.faces.tries[-1].script[:] = [SAME]
            self.turn()
            self.on()

    def show_face(self, progress: FaceProgress) -> None:
        """The try under way comes to this end."""
        self.faces.tries[-1].script[:] = [progress]
        self.turn()

    def sign_as_staff(self) -> None:
        """Code and PIN of the helper, who has compared by eye."""
        self.type(STAFF_CODE)
        self.on()
        self.type(PIN)
        self.on()

    def past_face(self, item_id: str) -> None:
        self.to_face(item_id)
        self.pass_face()

    def scan(self, pages: int = 1) -> None:
        for page in range(pages):
            self.turn()
            self.on()
            if page + 1 < pages:
                self.journey.add_page()

    def to_review(self, item_id: str) -> None:
        """All the way, answering whatever is asked."""
        self.past_face(item_id)
        self.rest_to_review()

    def rest_to_review(self) -> None:
        """From wherever one stands after the face, answering whatever is asked."""
        for _ in range(60):
            match self.step:
                case StepKind.REVIEW:
                    return
                case StepKind.PAPERS:
                    self.answer_papers()
                case StepKind.DELIVERY if hasattr(self.view, "options") and not hasattr(self.view, "field_id"):
                    self.journey.pick_delivery(self.view.options[0].id)
                    self.on()
                case _:
                    self.answer_question()
        raise AssertionError(f"stuck at {self.step}")

    def answer_papers(self) -> None:
        if self.view.stage == "live":
            self.turn()
        self.on()
        if self.view.step is StepKind.PAPERS and self.view.stage == "kept" and not self.view.onward.enabled:
            self.journey.add_page()

    def answer_question(self) -> None:
        view = self.view
        if not view.value:
            match view.kind.value:
                case "phone":
                    self.type(PHONE)
                case "id_number":
                    self.type(LI.number)
                case "date":
                    self.type("20200229")
                case "text":
                    self.type("TEXT")
                case "region":
                    self.pick_renhe_answer()
                case _:
                    self.journey.answer(view.options[0].id)
        self.on()

    def pick_renhe_answer(self) -> None:
        for code in ("510000", "510400", "510411"):
            self.journey.answer(code)

    def sign_all(self) -> None:
        for _ in range(self.view.pages):
            self.journey.turn_page(+1)
        self.journey.sign(SIGNATURE)

    def to_receipt(self, item_id: str) -> None:
        self.to_review(item_id)
        self.sign_all()
        self.on()
        self.hub_is_slow()

    def hub_is_slow(self) -> None:
        """No word from the hub in the time that the slip waits for it."""
        self.clock.now_s += ACKNOWLEDGED_WITHIN_S
        self.journey.tick()

    def sign_in_helper(self) -> None:
        self.journey.open_helper()
        self.type(STAFF_CODE)
        self.on()
        self.type(PIN)
        self.on()


def opened(machine: Machine) -> tuple[Application, zipfile.ZipFile]:
    """The first submitted application and its archive, as the hub reads them, its parts put where they belong."""
    stub, envelope = machine.outbox.saved[0]
    following = b"".join(machine.outbox.handed_in[stub.application_id])
    found = open_envelope(envelope + following, machine.sealer.keys.private_key)
    header = EnvelopeHeader.model_validate_json(found.header)
    unpacked = unpack(found.plaintext, header, "T-0001", found.parts)
    packed = pack(unpacked.application, unpacked.parts)
    return unpacked.application, zipfile.ZipFile(io.BytesIO(packed))
