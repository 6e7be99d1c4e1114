"""Typed settings from one TOML file: every key documented here, checked at start, never global.

``load(path)`` reads the file, and ``problems(path)`` names each wrong key with its line so that a technician can
mend all of them in one go. Relative paths are taken from the file's own folder.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator

from kiosk.errors import SettingsError
from kiosk.settings_devices import (
    CodeReader,
    FaceCamera,
    PagePrinter,
    Printer,
    Reader,
    Scanner,
    Section,
    Sound,
    Stick,
)

Port = Annotated[int, Field(ge=1, le=65535)]


class Terminal(Section):
    """Who and where this machine is."""

    id: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{1,15}$")] = "T-0001"
    """Short number on the machine's plate, shown on slips; capital letters, digits, hyphens."""
    hall_name: Annotated[str, Field(min_length=2, max_length=24)] = "东区政务服务中心"
    """Name of the hall or township point, shown at the top right."""
    region_code: Annotated[str, Field(pattern=r"^\d{6}$")] = "510402"
    """GB/T 2260 division in which the machine stands."""
    help_phone: str = "12345"
    """The number a person can call about an application."""


class Display(Section):
    """The panel."""

    width_px: Annotated[int, Field(ge=720, le=7680)] = 1080
    height_px: Annotated[int, Field(ge=720, le=7680)] = 1920
    dpi: Annotated[float, Field(ge=40, le=400)] = 102.0
    """Dots per inch of the panel; touch targets in millimetres are computed from it."""
    fullscreen: bool = True
    language: Literal["zh", "en"] = "zh"
    """The language a visit begins in."""
    touch_device: str = ""
    """Linux input device of the touch panel (mtdev), such as ``/dev/input/by-id/…``; empty: the window's own."""


class Hub(Section):
    """Where applications go."""

    url: Annotated[str, Field(pattern=r"^https?://")] = "https://hub.invalid"
    enrolment: Path = Path("enrolment.json")
    """File made at enrolment: terminal id and the hub's public keys; ``terminal.pem`` lies beside it."""
    suite: Literal["hub", "hpke", "sm2"] = "hub"
    """What applications are sealed with: as the hub's newest key says, only HPKE, or only 国密 (SM2, SM4, SM3)."""
    timeout_s: Annotated[float, Field(gt=0, le=120)] = 10.0
    ask_s: Annotated[float, Field(gt=0.1, le=3600)] = 20.0
    """How often the link is asked while nothing waits."""
    beat_s: Annotated[float, Field(gt=0.1, le=86400)] = 60.0
    """How often the hub is told how the terminal is, and asked for news."""
    hours: Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$")] = ""
    """When applications are sent, such as ``18:00-07:30`` (local time, may pass midnight); empty: always."""
    kbit_s: Annotated[float, Field(ge=8, le=10_000_000)] | None = None
    """How much of the line sending may take, on average; without it: all there is."""


class Storage(Section):
    """Where durable things lie."""

    folder: Path = Path("data")
    floor_mb: Annotated[int, Field(ge=1)] = 200
    """Below this much free room no new application is begun."""
    quota_mb: Annotated[int, Field(ge=64)] | None = None
    """The outbox never grows above this; without it only the floor limits it."""
    keep_days: Annotated[int, Field(ge=0, le=365)] = 7
    """How long an envelope stays here after the hub signed for it; its row stays ``row_days``."""
    row_days: Annotated[int, Field(ge=1, le=3650)] = 180
    export_roots: tuple[Path, ...] = ()
    """Folders below which a stick of the staff is mounted for writing, to carry refused applications away on,
    sealed as they are. Not those of ``stick.roots``, which are read only. Empty: nothing is carried away."""
    key: Literal["file", "passphrase", "tpm"] = "file"
    """What keeps the key that the outbox is encrypted with (``docs/offline.md``, Keys)."""
    key_file: Path | None = None
    """Where the key, or what the keeper makes of it, lies; without it ``storage.key`` in ``folder``'s outbox."""
    tpm_pcrs: Annotated[str, Field(pattern=r"^sha(1|256|384):\d{1,2}(,\d{1,2})*$")] = "sha256:7"
    """tpm: the registers whose state the key is bound to; 7 is Secure Boot."""
    tpm_device: str = ""
    """tpm: as tpm2-tools name it (TCTI); empty: the kernel's, ``device:/dev/tpmrm0``."""


class Session(Section):
    """How long a visit may stand still."""

    idle_s: Annotated[float, Field(ge=10, le=1800)] = 120
    countdown_s: Annotated[float, Field(ge=5, le=300)] = 45


class PassiveNet(Section):
    """A network's weights: its file, and the hash it must have."""

    file: Path
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Passive(Section):
    """Networks that tell skin from paper and screens (``docs/faces.md``, section 4); none is needed."""

    v2: PassiveNet | None = None
    """MiniFASNetV2, as ``{ file = "models/…", sha256 = "…" }``; the others likewise."""
    v1se: PassiveNet | None = None
    facenox: PassiveNet | None = None


class Faces(Section):
    """The same-person policy (``docs/faces.md``, section 2), and whether faces are compared at all."""

    offered: bool = True
    """False: no face is looked at in this hall, neither here nor by the hub; the other ways only."""
    code_instead: bool = True
    """A phone's code of the same person as the card may stand in the face's place, where its issuer is known."""
    models: Path = Path("models")
    """Folder with the pinned weights (``python -m provisioning models``)."""
    accept: Annotated[float, Field(gt=0, lt=1)] = 0.42
    """Likeness from which it is the card's owner: 20 of 78,000 strangers (FMR 3e-4), ORL, 1 KB photos."""
    retry: Annotated[float, Field(gt=0, lt=1)] = 0.34
    """Below it is somebody else; 358 of 78,000 strangers (FMR 5e-3) lie above. ``docs/faces.md``, section 2."""
    tries: Annotated[int, Field(ge=1, le=10)] = 3
    movements: Annotated[int, Field(ge=2, le=6)] = 4
    """How many movements a try asks for. Fewer are quicker and easier to guess: ``docs/faces.md``, section 4."""
    passive: Passive = Passive()

    @field_validator("retry")
    @classmethod
    def _retry_is_a_band(cls, retry: float, info: object) -> float:
        accept = getattr(info, "data", {}).get("accept")
        if accept is not None and retry > accept:
            raise ValueError("must not be above faces.accept")
        return retry


class Reading(Section):
    """The reader of texts on captured papers (OCR), a process of its own (``docs/documents.md``, Reading)."""

    offered: bool = True
    """False: papers are kept as pictures, and no answer is prefilled from them."""
    threads: Annotated[int, Field(ge=1, le=8)] = 1
    """More read sooner; on two cores the screen then waits for them."""
    memory_mb: Annotated[int, Field(ge=256, le=16384)] = 1400
    """What the process may take; a page that needs more is refused, and the terminal goes on without its text."""
    page_s: Annotated[float, Field(gt=0, le=300)] = 60.0
    """A page that takes longer is given up, and the process with it."""
    start_s: Annotated[float, Field(gt=0, le=300)] = 60.0
    idle_s: Annotated[float, Field(gt=0, le=3600)] = 60.0
    """Without a page for so long the process ends by itself."""
    pages: Annotated[int, Field(ge=1, le=1000)] = 40
    """After so many a fresh process is begun."""


class Settings(Section):
    """All of a terminal's settings."""

    terminal: Terminal = Terminal()
    display: Display = Display()
    reader: Reader = Reader()
    camera: FaceCamera = FaceCamera(source="/dev/video0")
    scanner: Scanner = Scanner(source="/dev/video2", width_px=1600, height_px=1200, fps=15)
    stick: Stick = Stick()
    code_reader: CodeReader = CodeReader()
    printer: Printer = Printer()
    page_printer: PagePrinter = PagePrinter()
    sound: Sound = Sound()
    hub: Hub = Hub()
    storage: Storage = Storage()
    session: Session = Session()
    faces: Faces = Faces()
    reading: Reading = Reading()
    catalogue: Path = Path("catalogue")
    """Folder of the catalogue bundle."""
    pinyin: Path = Path("pinyin")
    """Folder of the tables Chinese is written with (``python -m provisioning pinyin``)."""


@dataclass(frozen=True)
class Problem:
    """One wrong key: dotted name, line in the file (``None`` when the key is missing) and what is wrong."""

    key: str
    line: int | None
    message: str


def load(path: Path) -> Settings:
    """Reads and checks ``path``. Raises ``SettingsError`` for the first wrong key, with its line."""
    text, found = _read(path)
    if found is None or isinstance(found, Problem):
        problem = found or Problem("", None, "cannot be read")
        raise SettingsError(problem.message, file=str(path), key=problem.key, line=problem.line)
    try:
        return _absolute(Settings.model_validate(found), path.parent.resolve())
    except ValidationError as error:
        problem = _problems(error, text)[0]
        raise SettingsError(problem.message, file=str(path), key=problem.key, line=problem.line) from None


def problems(path: Path) -> list[Problem]:
    """Every wrong key of ``path``; an empty list when the file is good."""
    text, found = _read(path)
    if found is None:
        return [Problem("", None, "cannot be read")]
    if isinstance(found, Problem):
        return [found]
    try:
        Settings.model_validate(found)
    except ValidationError as error:
        return _problems(error, text)
    return []


def _read(path: Path) -> tuple[str, dict[str, object] | Problem | None]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return "", None
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        return text, Problem("", int(line[1]) if line else None, f"not TOML: {error}")


def _problems(error: ValidationError, text: str) -> list[Problem]:
    found = []
    for detail in error.errors(include_url=False, include_input=False):
        parts = [str(part) for part in detail["loc"] if not isinstance(part, int)]
        message = "unknown key" if detail["type"] == "extra_forbidden" else detail["msg"]
        found.append(Problem(".".join(parts), _line_of(parts, text), message))
    return found


def _line_of(parts: list[str], text: str) -> int | None:
    """The 1-based line where the key, or else its section, stands."""
    section: list[str] = []
    best: int | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[([^\[\]]+)\]", line)
        if header:
            section = [part.strip().strip('"') for part in header[1].split(".")]
            if section == parts[: len(section)]:
                best = number
            continue
        key = re.match(r"\s*([A-Za-z0-9_.-]+)\s*=", line)
        if key and (section + key[1].split(".")) == parts[: len(section) + len(key[1].split("."))]:
            return number
    return best


def _absolute(settings: Settings, folder: Path) -> Settings:
    """The same settings with every path taken from the settings file's folder."""
    return settings.model_copy(
        update={
            "hub": settings.hub.model_copy(update={"enrolment": folder / settings.hub.enrolment}),
            "storage": _absolute_storage(settings.storage, folder),
            "pinyin": folder / settings.pinyin,
            "scanner": _absolute_scanner(settings.scanner, folder),
            "stick": _absolute_stick(settings.stick, folder),
            "faces": _absolute_faces(settings.faces, folder),
            "catalogue": folder / settings.catalogue,
        }
    )


def _absolute_scanner(scanner: Scanner, folder: Path) -> Scanner:
    if scanner.sane.config is None:
        return scanner
    sane = scanner.sane.model_copy(update={"config": folder / scanner.sane.config})
    return scanner.model_copy(update={"sane": sane})


def _absolute_stick(stick: Stick, folder: Path) -> Stick:
    roots, folders = (tuple(folder / one for one in some) for some in (stick.roots, stick.folders))
    return stick.model_copy(update={"roots": roots, "folders": folders})


def _absolute_faces(faces: Faces, folder: Path) -> Faces:
    nets = {name: getattr(faces.passive, name) for name in Passive.model_fields}
    found = {name: net.model_copy(update={"file": folder / net.file}) for name, net in nets.items() if net}
    passive = faces.passive.model_copy(update=found)
    return faces.model_copy(update={"models": folder / faces.models, "passive": passive})


def _absolute_storage(storage: Storage, folder: Path) -> Storage:
    key_file = None if storage.key_file is None else folder / storage.key_file
    return storage.model_copy(update={"folder": folder / storage.folder, "key_file": key_file})
