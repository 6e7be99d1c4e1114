"""A whole terminal without its screens: devices, journey, outbox and the way to the hub, built from settings.

``Terminal`` builds and owns them; ``start`` sets the threads going, ``turn`` is called on the main thread for
every frame, ``stop`` ends everything. Which screen draws it is nobody's business here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from kiosk.assembly.bundles import BundleShelf, Installed
from kiosk.assembly.clock import HallClock
from kiosk.assembly.fleet import BundlesRenewed, Fleet, FleetRound
from kiosk.assembly.hub_keys import HubSealer
from kiosk.assembly.hub_ways import HubDesk
from kiosk.assembly.identity_sources import identity_sources
from kiosk.assembly.identity_ways import IdentityWaysDesk
from kiosk.assembly.kept import RatingBox, StaffList
from kiosk.assembly.licence_desk import LicenceDesk
from kiosk.assembly.licence_source import LicenceSource
from kiosk.assembly.pictures import CardPhotos, PaperCodes
from kiosk.assembly.reading import ReadingDesk
from kiosk.assembly.result_desk import ResultDesk
from kiosk.assembly.slip_printer import SlipsOnA4, slip_printer
from kiosk.assembly.staff_tray import StaffTray, staff_sticks
from kiosk.assembly.standing import KeptWhileEnrolled, RevokedNow, Standing
from kiosk.assembly.storage import outbox_or_why_not, sending_client, tidy, until_sending_s
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.search import Search
from kiosk.devices.base import Device, StatusChanged
from kiosk.devices.camera.camera import Camera
from kiosk.devices.code_reader.code_reader import code_reader
from kiosk.devices.foreign_file.opening import Limits
from kiosk.devices.id_reader.photo import photo_decoder
from kiosk.devices.id_reader.reader import id_reader
from kiosk.devices.printer import FontFile
from kiosk.devices.scanner import DeskSource, DocumentCamera, SheetScanner
from kiosk.devices.sound.voice import Voice
from kiosk.devices.stick import FileStick
from kiosk.entry.rime import RimePinyin
from kiosk.errors import ModelMissing, OfflineError
from kiosk.identity.regions import Divisions
from kiosk.journal import (
    ApplicationsUntold,
    Code,
    DeviceChanged,
    EnvelopeDelivered,
    EnvelopeParked,
    Journal,
    LinkChanged,
    StorageTroubled,
)
from kiosk.journey.comparing import FaceDesk
from kiosk.journey.journey import Journey
from kiosk.journey.local_time import in_hall
from kiosk.journey.ports import Faces, Hall
from kiosk.journey.scanning import PaperDesk
from kiosk.offline.events import ApplicationDelivered, ApplicationParked, LinkStateChanged, OutboxTroubled
from kiosk.offline.link import Link
from kiosk.offline.pace import Pace
from kiosk.offline.tray import Tray
from kiosk.offline.uploader import Uploader
from kiosk.platform.certificate import certificate_beside
from kiosk.platform.client import HubClient, load_enrolment
from kiosk.platform.contract import SuiteName
from kiosk.settings import Settings
from kiosk.threads import EventQueue, Runner
from kiosk.vision.faces.engine import FaceEngine
from kiosk.vision.faces.infrared import second_eye_layer
from kiosk.vision.faces.liveness import Layer
from kiosk.vision.faces.passive import PassiveLayer, PassiveNets
from kiosk.vision.pages.upright import UprightNet
from kiosk.vision.reading.known import KnownPapers
from kiosk.wording import Wording

TICK_S = 0.25
SUITES: dict[str, SuiteName | None] = {
    "hub": None,
    "hpke": "hpke-x25519-hkdf-sha256-aes-256-gcm",
    "sm2": "sm2-sm3-sm4-gcm",
}
"""What ``hub.suite`` means."""
DIVISIONS = Path(__file__).resolve().parents[2] / "assets" / "divisions.tsv"


class Terminal:
    """One machine. Raises ``SettingsError`` or ``CatalogueError`` when it cannot be built.

    With an outbox that does not open it is built all the same: guides can be read, and the screen names the error.
    """

    def __init__(self, settings: Settings, fonts: Sequence[FontFile]) -> None:
        folder = settings.storage.folder
        folder.mkdir(parents=True, exist_ok=True)
        enrolment = load_enrolment(settings.hub.enrolment)
        self._bundles = BundleShelf(folder / "bundles", enrolment.signing_key, settings)
        installed = self._bundles.open()
        self.settings = settings = installed.settings
        self.events = EventQueue()
        self.journal = Journal(folder / "journal.jsonl")
        self._runner = Runner(self.events)
        self._clock = HallClock()
        post = self.events.post

        self._reader = id_reader(settings.reader, post)
        self._camera = Camera(settings.camera, post)
        self._scanner = DocumentCamera(settings.scanner, post)
        self._sheets = SheetScanner(settings.scanner.sane, post)
        self._stick = FileStick(settings.stick, post)
        self._printer = slip_printer(settings, fonts, post)
        self._codes = code_reader(settings.code_reader, post)
        self.voice = Voice(settings.sound, post)
        self._pinyin = RimePinyin(settings.pinyin)
        self._texts = ReadingDesk(settings.reading, self.events) if settings.reading.offered else None
        self._photos = photo_decoder(settings.reader.photo_decoder)

        certificate = certificate_beside(settings.hub.enrolment, enrolment)
        tls = None if certificate is None else certificate.context
        self._clients = [HubClient(settings.hub.url, enrolment, settings.hub.timeout_s, tls=tls) for _ in range(5)]
        self._clients.insert(0, sending_client(settings.hub, enrolment, tls))
        self._link = Link(post)
        self._outbox = outbox_or_why_not(settings.storage)
        self._uploader = Uploader(
            self._outbox,
            self._clients[0],
            self._link,
            post,
            Pace(ask_s=settings.hub.ask_s),
            hours=until_sending_s(settings.hub, lambda: in_hall(self._clock.utc())),
        )
        sealer = HubSealer(enrolment, folder / "hub-keys.json", SUITES[settings.hub.suite])
        standing = Standing(folder / "revoked", post)
        identity = IdentityWaysDesk(self._clients[3], sealer, lambda: self._link.state)
        licences = LicenceDesk(self._clients[4], sealer, lambda: self._link.state)
        self._staff = StaffList(folder / "helpers.json")
        ratings = RatingBox(folder / "ratings.jsonl")
        catalogue = installed.catalogue or Catalogue.load(settings.catalogue)
        self._fleet = FleetRound(
            Fleet(
                terminal_id=settings.terminal.id,
                client=self._clients[2],
                outbox=self._outbox,
                devices=self.devices,
                ratings=ratings,
                staff=self._staff,
                identity=identity,
                licences=licences,
                sealer=sealer,
                standing=standing,
                certificate=certificate,
                bundles=self._bundles,
                utc=self._clock.utc,
                post=post,
                tidy=lambda: tidy(self._outbox, settings.storage, self._clock.utc()),
            ),
            settings.hub.beat_s,
        )
        self._hall = Hall(
            post=post,
            runner=self._runner,
            clock=self._clock,
            journal=self.journal,
            catalogue=catalogue,
            search=Search(catalogue),
            divisions=Divisions.load(DIVISIONS),
            reader=self._reader,
            camera=self._camera,
            scanner=self._scanner,
            printer=self._printer,
            photos=None if settings.reader.photo_decoder.kind == "none" else CardPhotos(self._photos),
            faces=_faces(settings),
            papers=PaperDesk(_upright(settings)),
            codes=PaperCodes(),
            code_reader=self._codes,
            sources=identity_sources(),
            sealer=sealer,
            outbox=KeptWhileEnrolled(self._outbox, standing),
            tray=StaffTray(Tray(self._outbox), staff_sticks(settings.storage.export_roots)),
            hub=HubDesk(self._clients[1], sealer),
            results=ResultDesk(self._clients[5], sealer, Limits.of(settings.stick)),
            sheets=self._printer if isinstance(self._printer, SlipsOnA4) else None,
            identity=identity,
            ratings=ratings,
            staff=self._staff,
            link=lambda: self._link.state,
            submitted=self._uploader.wake,
            call_staff=self._fleet.call_help,
            page_sources=(
                DeskSource(self._scanner, post),
                self._sheets.flatbed,
                self._sheets.feeder,
                self._stick,
                LicenceSource(licences, Limits.of(settings.stick), post),
            ),
            pinyin=self._pinyin,
            texts=self._texts,
            known_papers=KnownPapers.load() if self._texts is not None else None,
        )
        self._paper_words = Wording("zh")
        self._newer: Installed | None = None
        self._changed: Callable[[], None] = lambda: None
        self.journey = Journey(self._hall, settings, self._paper_words)
        self._next_tick_s = 0.0
        self._somebody_here = False

    @property
    def devices(self) -> tuple[Device, ...]:
        """Every device this machine has."""
        return (
            self._reader,
            self._camera,
            self._scanner,
            self._sheets,
            self._stick,
            self._printer,
            self._codes,
            self.voice,
        )

    def on_change(self, listener: Callable[[], None]) -> None:
        """``listener`` is called on the main thread after each change of the scene."""
        self._changed = listener
        self.journey.on_change(listener)

    def start(self) -> None:
        """Sets every thread going; returns at once."""
        self._note_untold()
        for device in self.devices:
            device.start()
        self._uploader.start()
        self._fleet.start()
        self._bundles.stood()

    def turn(self) -> None:
        """The main thread's part, once a frame: events in, time on, a newer catalogue when nobody is here."""
        self.events.drain(self._take)
        now_s = self._clock.monotonic_s()
        if now_s >= self._next_tick_s:
            self._next_tick_s = now_s + TICK_S
            self.journey.tick()
        if self._somebody_here and not self.journey.visit_open:
            self.voice.silence()
        self._somebody_here = self.journey.visit_open
        if self._newer is not None and not self._somebody_here:
            self._take_up(self._newer)

    def stop(self) -> None:
        """Ends every thread and closes every wire; what is under way is finished first."""
        for device in self.devices:
            device.stop()
        self._fleet.stop()
        self._uploader.stop()
        self._runner.stop()
        if self._texts is not None:
            self._texts.close()
        self._pinyin.forget()
        self._photos.close()
        self._outbox.close()
        for client in self._clients:
            client.close()

    def _take(self, event: object) -> None:
        self._note(event)
        if isinstance(event, BundlesRenewed):
            self._newer = event.installed
        elif isinstance(event, RevokedNow):
            if self.journey.visit_open:
                self.journey.end("revoked")
        else:
            self.journey.handle(event)

    def _note_untold(self) -> None:
        """What was saved when the machine died before saying so: those people are told at their next visit."""
        try:
            untold = len(self._outbox.all_untold())
        except OfflineError as error:
            self.journal.write(StorageTroubled(Code(error.code)))
            return
        if untold:
            self.journal.write(ApplicationsUntold(untold))

    def _take_up(self, newer: Installed) -> None:
        """Catalogue, words and times at once; what threads were built with (``hub``) at the next start."""
        self._newer = None
        catalogue = newer.catalogue or self._hall.catalogue
        if catalogue.version == self._hall.catalogue.version and newer.settings == self.settings:
            return
        self.settings = newer.settings
        self._hall = replace(self._hall, catalogue=catalogue, search=Search(catalogue))
        self.journey = Journey(self._hall, self.settings, self._paper_words, self._changed)
        self._changed()

    def _note(self, event: object) -> None:
        match event:
            case StatusChanged(device=device, status=status):
                reason = Code(status.reason) if status.reason else None
                self.journal.write(DeviceChanged(Code(device.value), Code(status.state.value), reason))
            case LinkStateChanged(state=state):
                self.journal.write(LinkChanged(Code(state.value)))
            case ApplicationDelivered(application_id=application_id, attempts=attempts):
                self.journal.write(EnvelopeDelivered(application_id, attempts))
            case OutboxTroubled(code=code) if code:
                self.journal.write(StorageTroubled(Code(code)))
            case ApplicationParked(application_id=application_id, problem=problem):
                self.journal.write(EnvelopeParked(application_id, _word(problem)))


def _word(problem: str) -> Code:
    """The hub's own word for a problem, if it is one: the journal takes no sentences, whoever sends them."""
    try:
        return Code(problem)
    except ValueError:
        return Code("unnamed")


def _upright(settings: Settings) -> UprightNet | None:
    """The net that knows which way up a page lies, or ``None`` where its weights are missing."""
    try:
        return UprightNet(settings.faces.models)
    except ModelMissing:
        return None


def _faces(settings: Settings) -> Faces | None:
    """The face desk, or ``None`` where none is wanted or the weights are missing: the other ways are gone then."""
    if not settings.faces.offered:
        return None
    try:
        engine = FaceEngine(settings.faces.models)
        passive = PassiveNets(settings.faces.passive)
    except ModelMissing:
        return None
    layers: list[Callable[[FaceEngine], Layer]] = [lambda _eyes: PassiveLayer(passive)]
    second = settings.camera.infrared
    if second is not None:
        layers.append(lambda eyes: second_eye_layer(second, eyes))
    return FaceDesk(engine, layers, settings.faces.movements)
