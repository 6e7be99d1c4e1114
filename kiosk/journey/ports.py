"""What the journey needs of the rest of the terminal; the composition root fills one ``Hall`` with all of it.

Nothing here blocks the main thread: devices are asked for their last status or newest frame, and whatever takes
time goes through ``Runner``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol, TypeVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.search import Search
from kiosk.devices.base import DeviceStatus, Post
from kiosk.devices.page_printer import Sheets
from kiosk.devices.pages import PageSource
from kiosk.devices.printer.slip import Slip
from kiosk.devices.video import Frame
from kiosk.entry.pinyin import PinyinEngine
from kiosk.errors import KioskError
from kiosk.identity.regions import Divisions
from kiosk.journal import Entry
from kiosk.offline.events import LinkState
from kiosk.offline.outbox import Counts, OutboxRow, OutboxStub, Part
from kiosk.platform.contract import Case, CodeAnswer, FaceAnswer, HelperRecord, IdentityWays, Rating, SuiteName
from kiosk.vision.faces.check import FaceProgress
from kiosk.vision.pages.desk import NOTHING_BEFORE, Before, PageLook, PageShot
from kiosk.vision.pages.pdf import BoundPage
from kiosk.vision.reading.known import KnownPapers
from kiosk.vision.reading.text import PageText

if TYPE_CHECKING:
    from kiosk.journey.sources import IdentitySource

Bgr = NDArray[np.uint8]
T = TypeVar("T")


class Clock(Protocol):
    """Time, so that tests can hold it still."""

    def monotonic_s(self) -> float:
        """Seconds that never go back."""

    def utc(self) -> datetime:
        """Now, with its zone."""

    def today(self) -> date:
        """The day it is in the hall."""


class Loop(Protocol):
    """A step that is being repeated."""

    def stop(self) -> None:
        """Asks it to end; does not wait."""


class Runner(Protocol):
    """Work away from the main thread (``kiosk.threads.Runner``)."""

    def run(self, work: Callable[[], T], done: Callable[[T | KioskError], None]) -> None:
        """Calls ``done`` on the main thread with what ``work`` returned or the error it raised."""

    def loop(self, step: Callable[[], object], interval_s: float, failed: Callable[[KioskError], None]) -> Loop:
        """Repeats ``step`` on a thread of its own; an error ends it and reaches ``failed``."""


class CardReader(Protocol):
    """The ID card reader; its events come to ``Journey.handle``."""

    @property
    def status(self) -> DeviceStatus:
        """As last posted."""

    def wake(self) -> None:
        """Looks for cards from now on."""

    def rest(self) -> None:
        """Looks for none; no card event follows, so nothing tells any more whether a card still lies there."""

    def ask_back(self) -> None:
        """The person was asked to take the card: ``CardLifted`` or ``CardForgotten`` will follow."""


class VideoSource(Protocol):
    """Camera or document camera."""

    @property
    def status(self) -> DeviceStatus:
        """As last posted."""

    def start_stream(self) -> None:
        """Asks for frames."""

    def stop_stream(self) -> None:
        """No more frames; the newest is overwritten and dropped."""

    def latest(self) -> Frame | None:
        """The newest frame."""


class SlipPrinter(Protocol):
    """The receipt printer; ``SlipPrinted`` and ``SlipFailed`` come to ``Journey.handle``."""

    @property
    def status(self) -> DeviceStatus:
        """As last posted."""

    def print_slip(self, slip: Slip, job: str) -> None:
        """Queues a slip; ``job`` comes back in the event."""


class PhotoDecoder(Protocol):
    """Makes the card's 1024-byte photo block a picture."""

    def decode(self, block: bytes) -> Bgr:
        """102x126 BGR. May block; raises ``KioskError``."""


class FaceTry(Protocol):
    """One try at the comparison; used on one worker thread."""

    def step(self, frame: Frame) -> FaceProgress:
        """Looks at a frame. Raises ``VisionError``."""

    def forget(self) -> None:
        """Overwrites every number of a face; the try is over."""


class Faces(Protocol):
    """Compares faces (``kiosk.journey.comparing.FaceDesk``)."""

    @property
    def model(self) -> str:
        """Name of the net and its version, for the record."""

    def begin(self, card_photo: Bgr | None) -> FaceTry:
        """A new try against the card's picture; without one only life is judged.

        May block; raises ``VisionError``.
        """


class PaperWatch(Protocol):
    """Watches the desk (``kiosk.vision.pages.desk.PageWatch``); used on one worker thread."""

    def step(self, image_bgr: Bgr) -> PageLook:
        """Judges a live picture. Raises ``VisionError``."""

    def forget(self) -> None:
        """Drops what it remembers of the last pictures."""


class Papers(Protocol):
    """Takes pages and binds them (``kiosk.journey.scanning.PaperDesk``)."""

    def watch(self, before: Before = NOTHING_BEFORE) -> PaperWatch:
        """A fresh watch for a page that is none of ``before``."""

    def take(
        self, image_bgr: Bgr, corners: NDArray[np.float32] | None = None, before: Before = NOTHING_BEFORE
    ) -> PageShot:
        """Takes the page in the picture; the whole picture when none is found. Raises ``VisionError``.

        ``corners`` (4, 2), as shares of the picture, stand for those it would find.
        """

    def take_sheet(self, sheet_bgr: Bgr, before: Before = NOTHING_BEFORE) -> PageShot:
        """Takes a page that a scanner or a file brought: all of the picture. Raises ``VisionError``."""

    def small(self, image_bgr: Bgr) -> Bgr:
        """The picture (HxWx3 uint8) in the size it is shown in: its own array, about 1000 px wide."""

    def join(self, front: bytes, back: bytes) -> PageShot:
        """One page of the two sides of a card, both as taken. Raises ``VisionError``."""

    def join_sheets(self, front: bytes, back: bytes) -> PageShot:
        """The same of two pages that the card lay on, on a scanner's glass. Raises ``VisionError``."""

    def whole(self, jpeg: bytes) -> Bgr:
        """A taken page in its full size. Raises ``NotAnImage``."""

    def preview(self, jpeg: bytes) -> Bgr:
        """A taken page as it is shown, half its size. Raises ``NotAnImage``."""

    def pdf(self, pages: Sequence[BoundPage]) -> bytes:
        """One PDF of the pages. Raises ``VisionError``."""


class PaperTexts(Protocol):
    """Reads the text of captured pages, one after the other, away from the main thread."""

    def read(self, page_bgr: Bgr, done: Callable[[PageText | KioskError], None]) -> None:
        """Reads an upright, flat page (HxWx3 uint8); seconds. ``done`` is called on the main thread with the text
        or a ``ReadingError``, and not at all for a page from before ``rest``."""

    def rest(self) -> None:
        """The paper step or the visit is over: pages under way are given up, what was seen is forgotten."""


class Codes(Protocol):
    """Reads codes in a picture."""

    def read(self, image_bgr: Bgr) -> str | None:
        """The text of a code, or ``None``."""


class CodeScanner(Protocol):
    """The QR and barcode reader; ``CodeScanned`` comes to ``Journey.handle``."""

    @property
    def status(self) -> DeviceStatus:
        """As last posted."""


class SealingKey(Protocol):
    """One public key of the hub."""

    @property
    def key_id(self) -> str:
        """Its name at the hub."""

    @property
    def suite(self) -> SuiteName:
        """What it seals with."""

    @property
    def suite_id(self) -> int:
        """The byte that names the suite in what is sealed."""

    def seal(self, plaintext: bytes, header: bytes, parts_bytes: int = 0) -> bytes:
        """The envelope, or its head when ``parts_bytes`` of parts follow. Raises ``SealBroken``."""


class Sealer(Protocol):
    """Knows the hub's keys."""

    def key(self) -> SealingKey:
        """The one to seal to; asked for with each envelope, for the hub may name another at any time."""


class Keep(Protocol):
    """The durable outbox (``kiosk.offline.outbox.Outbox``); every call may touch the disk."""

    def room(self) -> bool:
        """May a new application be begun?"""

    def take_number(self, day: date) -> int:
        """The next serial of that day."""

    def keep_part(self, application_id: UUID, sealed: bytes) -> str:
        """Makes a sealed part of a draft durable; the name of its file. Raises ``OfflineError``."""

    def drop_parts(self, application_id: UUID, but: Sequence[str] = ()) -> int:
        """Takes away a draft's parts, all ``but`` those named; what was handed in stays."""

    def submit(self, stub: OutboxStub, envelope: bytes, claim: bytes = b"", parts: Sequence[Part] = ()) -> None:
        """Durable when it returns; ``claim`` finds the person until they are told. Raises ``OfflineError``."""

    def mark_told(self, application_id: UUID) -> None:
        """The person sees that it is saved; the claim is erased."""

    def untold(self, name: str, number: str) -> list[OutboxRow]:
        """What was saved for this person before the machine died, oldest first; some 100 ms for each such row."""

    def counts(self) -> Counts:
        """How many applications are in each state."""

    def stubs(self) -> list[OutboxRow]:
        """Every row, oldest first; nothing personal in it."""


class StaffTray(Protocol):
    """What staff can do with a parked application; calls touch disk and stick, and may raise ``OfflineError``."""

    def retry(self, application_id: UUID) -> None:
        """Into the queue again, due at once."""

    def export(self, application_id: UUID) -> None:
        """Onto a stick, sealed as it is. Raises ``StickMissing`` when none is in."""


class Hub(Protocol):
    """What is asked of the hub; every call may block and raise ``PlatformError``."""

    def cases_of(self, number: str) -> Sequence[Case]:
        """Cases of the person with this document number (sealed on the way)."""

    def case(self, application_id: UUID) -> Case:
        """One case. Raises ``HubRefused`` with status 404 for one the hub does not have."""


class Results(Protocol):
    """Brings the result papers of a case from the hub (``kiosk.assembly.result_desk``)."""

    def sheets(self, number: str, case: Case, wanted: Callable[[], bool]) -> Sheets:
        """All of them as sheets to print, of the person with this document number. Blocks for seconds and ends
        early when ``wanted`` says no; raises ``PlatformError``, ``FileError`` or ``DriverMissing``."""


class SheetPrinter(Protocol):
    """The A4 printer; ``PagesCounted``, ``PagesPrinted`` and ``PagesFailed`` come to ``Journey.handle``."""

    @property
    def status(self) -> DeviceStatus:
        """As last posted."""

    def print_pages(self, make: Callable[[], Sheets], job: str) -> None:
        """Queues sheets; ``make`` is called on the printer's thread, and an error of its makes the job fail."""


class IdentityDesk(Protocol):
    """Asks the hub's verifiers who somebody is (``kiosk.assembly.identity_ways``)."""

    def ways(self) -> IdentityWays:
        """What the hub can have verified, as last heard; nothing while the link is down. Never waits."""

    def resolve(self, issuer: str, token: str) -> CodeAnswer:
        """Whose code it is. May block; raises ``PlatformError``. The token is kept nowhere."""

    def compare(self, name: str, number: str, face_jpeg: bytes) -> FaceAnswer:
        """Is this the face of that person? May block; raises ``PlatformError``. The picture is kept nowhere."""


class Ratings(Protocol):
    """Keeps ratings until the hub has them; nothing personal in one."""

    def keep(self, rating: Rating) -> None:
        """Takes it over; may touch the disk. Raises ``KioskError``."""


class StaffRegister(Protocol):
    """The staff list as last served by the hub; works offline."""

    def find(self, staff_code: str) -> HelperRecord | None:
        """Who has this code."""


class Journal(Protocol):
    """The event log."""

    def write(self, entry: Entry) -> None:
        """Adds one line."""


@dataclass(frozen=True)
class Hall:
    """Everything the journey works with. ``None`` stands for a part this machine was built without."""

    post: Post
    runner: Runner
    clock: Clock
    journal: Journal
    catalogue: Catalogue
    search: Search
    divisions: Divisions
    """Whose number begins with what: for showing and choosing, never for judging."""
    reader: CardReader
    camera: VideoSource
    scanner: VideoSource
    printer: SlipPrinter
    photos: PhotoDecoder | None
    faces: Faces | None
    papers: Papers
    codes: Codes | None
    code_reader: CodeScanner
    sources: Sequence[IdentitySource]
    """Other ways than the card to say who one is, in the order in which they are offered."""
    sealer: Sealer
    outbox: Keep
    tray: StaffTray
    hub: Hub
    identity: IdentityDesk
    ratings: Ratings
    staff: StaffRegister
    link: Callable[[], LinkState]
    """The way to the hub as last known."""
    submitted: Callable[[], None]
    """Wakes the uploader."""
    call_staff: Callable[[], None]
    """找人帮忙: light, bell or message of the hall."""
    results: Results | None = None
    """The finished papers of cases; ``None``: none can be had here."""
    sheets: SheetPrinter | None = None
    """The A4 printer, where slips come out of it too; ``None``: slips come on a roll."""
    page_sources: Sequence[PageSource] = ()
    """Where pages of papers may come from, in the order in which they are offered (``kiosk/devices/pages.py``)."""
    pinyin: PinyinEngine | None = None
    """Chinese by its sound; ``None``: Latin letters only."""
    texts: PaperTexts | None = None
    """What stands on captured papers; ``None``: nobody reads them here."""
    known_papers: KnownPapers | None = None
    """Which papers are known and where their fields stand; there whenever ``texts`` is."""
