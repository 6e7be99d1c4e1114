"""A hall of fakes for the journey: every port of ``Hall`` under the test's hand, on a clock that stands still."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import cv2
import numpy as np

from hub.archive import unpack
from kiosk.assembly.identity_sources import identity_sources
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import (
    Category,
    Choice,
    Condition,
    Department,
    Fact,
    FormField,
    Guide,
    Material,
    Region,
    ServiceItem,
    Situation,
    Source,
)
from kiosk.catalogue.regions import Regions
from kiosk.catalogue.search import Search
from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, StatusChanged
from kiosk.devices.id_reader.events import CardAppeared, CardLifted, CardRead
from kiosk.devices.printer import SlipFailed, SlipPrinted
from kiosk.devices.printer.slip import Slip
from kiosk.devices.printer.status import PrintReason
from kiosk.devices.video import Frame
from kiosk.errors import KioskError, NotAnImage
from kiosk.identity.document import DocumentKind, IdentityDocument
from kiosk.identity.regions import Divisions
from kiosk.journal import Entry
from kiosk.journey.journey import Journey
from kiosk.journey.ports import Hall, SealingKey
from kiosk.journey.rooms.receipt import ACKNOWLEDGED_WITHIN_S
from kiosk.journey.views import StepKind, View
from kiosk.offline.claims import claims
from kiosk.offline.events import LinkState
from kiosk.offline.outbox import Counts, OutboxRow, OutboxStub, Part
from kiosk.offline.seal import generate_key_pair, open_envelope, seal
from kiosk.platform.archive import pack
from kiosk.platform.contract import (
    Application,
    Case,
    CodeAnswer,
    EnvelopeHeader,
    FaceAnswer,
    HelperRecord,
    IdentityWays,
    Rating,
    SuiteName,
)
from kiosk.sandbox.cards import text_block
from kiosk.settings import Settings
from kiosk.vision.faces.check import FaceEnd, FaceProgress, Stage
from kiosk.vision.faces.quality import FaceAdvice
from kiosk.vision.pages.desk import NOTHING_BEFORE, Before, PageLook, PageShot
from kiosk.vision.pages.judge import Verdict
from kiosk.vision.pages.pdf import BoundPage
from kiosk.vision.pages.sameness import Fingerprint
from kiosk.wording import Wording

READY = DeviceStatus(DeviceState.READY)
ABSENT = DeviceStatus(DeviceState.ABSENT, "absent")
NO_PAPER = DeviceStatus(DeviceState.ATTENTION, "paper_out")
TODAY = date(2026, 11, 23)
DIVISIONS = Divisions(
    [
        ("510000", "四川省", None, None),
        ("510400", "攀枝花市", None, None),
        ("510402", "东区", None, None),
        ("510411", "仁和区", None, None),
        ("510423", "样例旧县", None, date(1999, 1, 1)),
    ]
)
PHONE = "13900002046"
STAFF_CODE, PIN = "B07", "4711"
SIGNATURE = [[(0.1, 0.5), (0.5, 0.3), (0.9, 0.6)], [(0.2, 0.2), (0.3, 0.8)]]

WANG = IdentityDocument(
    kind=DocumentKind.RESIDENT,
    name="王兰兰",
    number="510411199203150028",
    sex="女",
    birth=date(1992, 3, 15),
    valid_from=date(2020, 1, 1),
    valid_to=date(2040, 1, 1),
    ethnic_group="汉",
    address="四川省攀枝花市仁和区样例路七号",
    authority="攀枝花市公安局仁和区分局",
)
LI = replace(WANG, name="李样例", sex="男", number="510402199001010012", birth=date(1990, 1, 1))


# The catalogue ---------------------------------------------------------------------------------------------------


def _fact(text: str) -> Fact:
    return Fact(text=text, source_ids=("src-one",), place="全国")


GUIDE = Guide(
    conditions=(_fact("本人申请"),),
    time_limit=_fact("2 个工作日"),
    fee=_fact("不收费"),
    result=_fact("备案回执"),
    flow=(_fact("提交后审核"),),
    source_ids=("src-one",),
    cautions=("各地口径不同",),
)

FORM = (
    FormField(id="phone", kind="phone", label="手机", question="您的手机号是多少？"),
    FormField(id="home", kind="text", label="住址", question="您住在哪里？", prefill="address", max_length=60),
    FormField(
        id="reason",
        kind="choice",
        label="原因",
        question="因为什么办？",
        choices=(Choice(value="work", name="工作"), Choice(value="other", name="别的")),
    ),
    FormField(
        id="note",
        kind="text",
        label="说明",
        question="别的原因是什么？",
        required=False,
        only_if=Condition(answers={"reason": "other"}),
    ),
    FormField(id="child", kind="yes_no", label="带孩子", question="带孩子吗？"),
    FormField(id="since", kind="date", label="从哪天", question="从哪天开始？", when="past"),
    FormField(id="place", kind="region", label="去处", question="去哪里？"),
    FormField(id="partner", kind="id_number", label="同行人", question="同行人的身份证号？", required=False),
)


def _paper(name: str, **more: Any) -> Material:
    return Material.model_validate({"id": name, "name": f"{name} 样张", "source_ids": ("src-one",), **more})


def item(item_id: str, **more: Any) -> ServiceItem:
    """A complete item; anything may be given another value."""
    plain: dict[str, Any] = {
        "id": item_id,
        "name": f"样例事项 {item_id}",
        "plain_name": "样例事项",
        "name_en": "Sample matter",
        "department": "dep-one",
        "life_event": "event-one",
        "scopes": {"cross_province"},
        "mode": "online",
        "kiosk_level": "apply",
        "guide": GUIDE,
        "form": FORM,
        "materials": (_paper("permit"),),
        "delivery": ("pickup", "mail", "electronic"),
        "verification": "sourced",
    }
    return ServiceItem.model_validate(plain | more)


ONLINE = item("online-one", form=FORM[:1], delivery=("electronic",))
WHOLE_FORM = item("whole-form", materials=(), papers_needed=False, delivery=("pickup",))
FORWARDED = item(
    "forwarded-one",
    mode="forwarded",
    form=FORM[:2],
    materials=(
        _paper("permit", pages_min=2, pages_max=3),
        _paper("extra", need="depends"),
        _paper("original", original_travels=True),
    ),
    situations=(Situation(id="first-time", name="第一次"), Situation(id="renewal", name="换证")),
)
JOINT = item(
    "joint-one",
    mode="joint",
    form=FORM[:1],
    materials=(_paper("book", original_travels=True),),
    scopes={"sichuan_chongqing", "cross_province"},
)
GUIDE_ONLY = item("guide-one", kiosk_level="guide", form=(), materials=(), delivery=(), name="只看指南的事")
PRECHECK = item("precheck-one", kiosk_level="precheck", identity="card", form=FORM[:1], regions=("partners",))
BOOKING = item("booking-one", kiosk_level="appointment", form=FORM[:1], delivery=())
NEEDY = item("needy-one", form=(), materials=(_paper("permit", need="must"), _paper("spare", need="may")))

REGIONS = (
    Region(code="500101", name="万州区", parent="500000", partner=True),
    Region(code="500000", name="重庆市"),
    Region(code="500102", name="涪陵区", parent="500000"),
    Region(code="110000", name="北京市"),
    Region(code="110101", name="东城区", parent="110000"),
    Region(code="510000", name="四川省"),
    Region(code="510100", name="成都市", parent="510000"),
    Region(code="510104", name="锦江区", parent="510100"),
    Region(code="510400", name="攀枝花市", parent="510000"),
    Region(code="510411", name="仁和区", parent="510400"),
)


def catalogue_of(*items: ServiceItem) -> Catalogue:
    """A small catalogue."""
    source = Source(id="src-one", title="样例指南", url="https://example.org", grade="official_page", place="全国")
    return Catalogue(
        items=items,
        sources={"src-one": source},
        categories=(
            Category(id="event-one", name="看病医保", name_en="Health", examples="报销", icon="heart-duotone"),
        ),
        departments=(
            Department(id="dep-one", name="医保局", name_en="Insurance"),
            Department(id="dep-two", name="没有事项的局", name_en="Empty"),
        ),
        lists={},
        regions=Regions(REGIONS),
        pinyin={},
        synonyms={},
        version="0" * 64,
    )


ITEMS = (ONLINE, WHOLE_FORM, FORWARDED, JOINT, GUIDE_ONLY, PRECHECK, BOOKING, NEEDY)


# The parts -------------------------------------------------------------------------------------------------------


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
        self.join_error: KioskError | None = None
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


class RealSealer:
    """Seals for real; the test keeps the key."""

    key_id = "hub-1"
    suite_id = 1
    suite: SuiteName = "hpke-x25519-hkdf-sha256-aes-256-gcm"

    def __init__(self) -> None:
        self.keys = generate_key_pair()

    def key(self) -> SealingKey:
        return self

    def seal(self, plaintext: bytes, header: bytes, parts_bytes: int = 0) -> bytes:
        return seal(plaintext, header, self.keys.public_key, parts_bytes=parts_bytes)


class FakeOutbox:
    def __init__(self) -> None:
        self.has_room: bool | KioskError = True
        self.error: KioskError | None = None
        self.saved: list[tuple[OutboxStub, bytes]] = []
        self.rows: list[OutboxRow] = []
        self.claims: dict[UUID, bytes] = {}
        self.taken = 0
        self.part_error: KioskError | None = None
        self.drafts: dict[str, bytes] = {}
        self.handed_in: dict[UUID, list[bytes]] = {}

    def room(self) -> bool:
        if isinstance(self.has_room, KioskError):
            raise self.has_room
        return self.has_room

    def take_number(self, day: date) -> int:
        self.taken += 1
        return self.taken

    def keep_part(self, application_id: UUID, sealed: bytes) -> str:
        if self.part_error:
            raise self.part_error
        name = hashlib.sha256(sealed).hexdigest()
        self.drafts[name] = sealed
        return name

    def drop_parts(self, application_id: UUID, but: Sequence[str] = ()) -> int:
        gone = self.drafts.keys() - set(but)
        for name in gone:
            del self.drafts[name]
        return len(gone)

    def submit(self, stub: OutboxStub, envelope: bytes, claim: bytes = b"", parts: Sequence[Part] = ()) -> None:
        if self.error:
            raise self.error
        self.handed_in[stub.application_id] = [part.unsaved or self.drafts.pop(part.sha256) for part in parts]
        self.saved.append((stub, envelope))
        self.claims[stub.application_id] = claim

    def mark_told(self, application_id: UUID) -> None:
        self.claims.pop(application_id, None)

    def untold(self, name: str, number: str) -> list[OutboxRow]:
        if self.error:
            raise self.error
        return [
            OutboxRow(stub, "waiting", 0, 0.0, 0.0, "", "", told=False)
            for stub, _ in self.saved
            if claims(self.claims.get(stub.application_id, b""), name, number)
        ]

    def counts(self) -> Counts:
        if self.error:
            raise self.error
        return Counts(len(self.saved), 0, 0)

    def stubs(self) -> list[OutboxRow]:
        return self.rows


class FakeTray:
    def __init__(self) -> None:
        self.error: KioskError | None = None
        self.retried: list[UUID] = []
        self.exported: list[UUID] = []

    def retry(self, application_id: UUID) -> None:
        if self.error:
            raise self.error
        self.retried.append(application_id)

    def export(self, application_id: UUID) -> None:
        if self.error:
            raise self.error
        self.exported.append(application_id)


class FakeHub:
    def __init__(self) -> None:
        self.cases: list[Case] = []
        self.error: KioskError | None = None
        self.asked: list[str] = []

    def cases_of(self, number: str) -> Sequence[Case]:
        self.asked.append("person")
        if self.error:
            raise self.error
        return self.cases

    def case(self, application_id: UUID) -> Case:
        self.asked.append("case")
        if self.error:
            raise self.error
        return next(one for one in self.cases if one.application_id == application_id)


class FakeIdentity:
    """The hub's verifiers: none is set up until a test says which; answers and errors as the test sets them."""

    def __init__(self) -> None:
        self.offered = IdentityWays()
        self.code = CodeAnswer(result="unknown")
        self.face = FaceAnswer(result="no_record")
        self.error: KioskError | None = None
        self.codes: list[tuple[str, str]] = []
        """Issuer and token of each code that was asked about."""
        self.faces: list[tuple[str, str, bytes]] = []
        """Name, number and picture of each face that was asked about."""

    def ways(self) -> IdentityWays:
        return self.offered

    def resolve(self, issuer: str, token: str) -> CodeAnswer:
        self.codes.append((issuer, token))
        if self.error:
            raise self.error
        return self.code

    def compare(self, name: str, number: str, face_jpeg: bytes) -> FaceAnswer:
        self.faces.append((name, number, face_jpeg))
        if self.error:
            raise self.error
        return self.face


class FakeRatings:
    def __init__(self) -> None:
        self.kept: list[Rating] = []

    def keep(self, rating: Rating) -> None:
        self.kept.append(rating)


class FakeStaff:
    def __init__(self) -> None:
        self._record = HelperRecord.of(STAFF_CODE, "李帮办", PIN)

    def find(self, staff_code: str) -> HelperRecord | None:
        return self._record if staff_code == STAFF_CODE else None


@dataclass
class FakeJournal:
    entries: list[Entry] = field(default_factory=list)

    def write(self, entry: Entry) -> None:
        self.entries.append(entry)


class Hands:
    """The journey as the main thread drives it: after each touch or event the queue is drained."""

    def __init__(self, journey: Journey, drain: Callable[[], None]) -> None:
        self.inside, self._drain = journey, drain

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.inside, name)
        if not callable(found):
            return found

        def touch(*values: Any) -> Any:
            answer = found(*values)
            self._drain()
            return answer

        return touch


# The machine -----------------------------------------------------------------------------------------------------


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
            sources=identity_sources(),
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
        self.words = Wording("zh")
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
