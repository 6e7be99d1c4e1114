"""A hall in a box: every device emulated on a real wire, the hub behind a line that can be cut.

Runs as a process of its own (``python -m kiosk.sandbox.hall FOLDER``), so that nothing the emulators know of a
person is ever in the terminal's memory. It writes the terminal's settings file, prints one JSON line when all is
up, and then does what the control line asks (``deeds``).
"""

from __future__ import annotations

import json
import shutil
import signal
import sys
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from kiosk.devices.id_reader.protocol import READ, SELECT
from kiosk.devices.printer import FontFile
from kiosk.identity.card_text import MARK_OFFSET
from kiosk.identity.document import IdentityDocument
from kiosk.sandbox import people
from kiosk.sandbox.a4_printer import SandboxA4Printer
from kiosk.sandbox.camera import MjpegServer
from kiosk.sandbox.card_faults import Fault
from kiosk.sandbox.cards import SandboxCard, card_of, text_block
from kiosk.sandbox.code_reader import SandboxCodeReader
from kiosk.sandbox.control import ControlServer, Deed
from kiosk.sandbox.desk import Desk, DeskFault
from kiosk.sandbox.face_record import FaceRecord
from kiosk.sandbox.face_scenes import FPS, FaceScenes, Scene
from kiosk.sandbox.hub_process import HubProcess
from kiosk.sandbox.infrared_scenes import Held, InfraredScenes
from kiosk.sandbox.link import FaultyLink, marked_answer
from kiosk.sandbox.office import Office
from kiosk.sandbox.paper_shelf import PAPERS
from kiosk.sandbox.paper_sources import SandboxSources
from kiosk.sandbox.printer import EmulatedPrinter
from kiosk.sandbox.printer_ports import PtyPort
from kiosk.sandbox.reader import SandboxReader
from kiosk.sandbox.verifier import SandboxVerifier, VerifierFault
from kiosk.vision.faces.quality import FaceAdvice

ROOT = Path(__file__).resolve().parent.parent.parent
TERMINAL = "T-0001"


LONG_AGO = date(2022, 1, 1)
RESIDENTS = {
    "young_woman": people.YOUNG_WOMAN,
    "older_man": people.OLDER_MAN,
    "other_person": people.OTHER_PERSON,
    "minor": people.MINOR,
}
"""Whom the verification service knows; the same names as their cards."""


class SandboxHall:
    """All emulators and the hub, over the files in ``folder``."""

    def __init__(
        self, folder: Path, models: Path, *, landscape: bool = False, reads: bool = True, a4: bool = False
    ) -> None:
        """``a4``: what is printed comes out of an A4 printer and not on a roll.

        Raises ``ModelMissing`` when the set-up has not brought the weights and portraits.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self._models, self._landscape, self._reads = folder, models, landscape, reads
        fonts = [FontFile(ROOT / "build" / "assets" / "fonts" / "NotoSansSC-Regular.otf")]
        self.scenes = FaceScenes(models)
        self.camera = MjpegServer(self.scenes.render, FPS, name="face")
        self.second = InfraredScenes(self.scenes)
        self.infrared = MjpegServer(self.second.render_infrared, FPS, name="infrared")
        self.depth = MjpegServer(self.second.render_depth, FPS, name="depth")
        self.desk = Desk()
        self.reader = SandboxReader(folder / "reader")
        self.printer = EmulatedPrinter(PtyPort(folder / "printer"), paper_mm=80, fonts=fonts)
        self.code_reader = SandboxCodeReader(folder / "codes")
        self._faces = self._face_record()
        self.verifier = SandboxVerifier(RESIDENTS, self._faces.same_face)
        self.sources = SandboxSources(folder, PAPERS, RESIDENTS.values())
        self.hub = HubProcess(folder / "hub", TERMINAL, self.verifier.arguments, self.sources.issuer.arguments)
        self.office = Office(self.hub, TERMINAL, folder)
        self.a4, self._has_a4 = SandboxA4Printer(), a4
        self._shown = ""
        self.link: FaultyLink | None = None
        self._cards = self._all_cards()

    def start(self) -> Path:
        """Everything up; returns the settings file for the terminal."""
        self.verifier.start()
        threading.Thread(target=self._faces.prepare, name="face-record", daemon=True).start()
        self.link = FaultyLink(*self.hub.start(), self.hub.tls())
        for device in (self.camera, self.infrared, self.depth, self.desk, self.reader, self.code_reader):
            device.start()
        self.sources.start()
        self.printer.plug()
        if self._has_a4:
            self.a4.start()
        settings = self.folder / "kiosk.toml"
        settings.write_text(self._settings(), encoding="utf-8")
        return settings

    def stop(self) -> None:
        """Everything down."""
        for stop in (
            self.camera.stop,
            self.infrared.stop,
            self.depth.stop,
            self.desk.stop,
            self.reader.stop,
            self.code_reader.stop,
            self.sources.stop,
            self.printer.close,
            self.a4.stop,
        ):
            stop()
        if self.link is not None:
            self.link.close()
        self.hub.stop()
        self.verifier.stop()

    def deeds(self) -> dict[str, Deed]:
        """What can be done to the hall from outside, by name."""
        link = self.link
        assert link is not None
        return {
            **self.sources.deeds(),
            **self.a4.deeds(),
            "finish_a_case": lambda who: self.office.finish_a_case(RESIDENTS[who], link.url),
            "take_results_back": self.office.take_back,
            "place_card": lambda who: self.reader.place(self._cards[who]),
            "lift_card": self.reader.lift,
            "words_of": lambda who: {"name": RESIDENTS[who].name, "number": RESIDENTS[who].number},
            "spoil_reader": self._spoil_reader,
            "mend_reader": self.reader.mend,
            "unplug_reader": self.reader.stop,
            "plug_reader": self.reader.start,
            "stand": self._stand,
            "hear": lambda asked: self.scenes.hear(FaceAdvice(asked)),
            "unplug_camera": self.camera.unplug,
            "plug_camera": self.camera.plug,
            "stall_camera": self.camera.stall,
            "resume_camera": self.camera.resume,
            "second_eyes": lambda: {"infrared": self.infrared.url, "depth": self.depth.url},
            "stall_infrared": self.infrared.stall,
            "resume_infrared": self.infrared.resume,
            "unplug_infrared": self.infrared.unplug,
            "plug_infrared": self.infrared.plug,
            "hold": self._hold,
            "film": self._film,
            "lay_paper": lambda paper, by_hand=True: self.desk.lay(PAPERS[paper](), by_hand=by_hand),
            "clear_desk": self.desk.clear,
            "spoil_desk": lambda *, faults=(): self.desk.set_faults(*(DeskFault(fault) for fault in faults)),
            "unplug_desk": self.desk.unplug,
            "plug_desk": self.desk.plug,
            "empty_printer": self.printer.paper_out,
            "refill_printer": self.printer.refill,
            "open_printer": self.printer.open_cover,
            "close_printer": self.printer.close_cover,
            "mute_printer": self.printer.mute,
            "unmute_printer": self.printer.unmute,
            "empty_printer_after": lambda lines: self.printer.after(lines, self.printer.paper_out),
            "pace_printer": self.printer.pace,
            "slips": lambda: len(self.printer.slips()),
            "printed": lambda: {
                "text": list(self.printer.interpreter.text),
                "codes": list(self.printer.interpreter.codes),
            },
            "save_slips": lambda folder: [
                str(path) for printer in (self.printer, self.a4) for path in printer.save(Path(folder))
            ],
            "scan_code": lambda text: self.code_reader.scan(text),
            "show_code": self._show_code,
            "show_code_again": lambda: self.code_reader.scan(self._shown),
            "code_shown": lambda: self._shown,
            "make_code": self.verifier.make_code,
            "spoil_verifier": lambda fault: self.verifier.spoil(VerifierFault(fault)),
            "mend_verifier": self.verifier.mend,
            "cut_link": link.cut,
            "mend_link": link.up,
            "captive_link": link.captive,
            "lose_answer": self._lose_answer,
            "nonsense_link": lambda body, status="200 OK": link.answer(marked_answer(status, body)),
            "resume_desk": self.desk.resume,
            "stall_desk": self.desk.stall,
            "cases": self._case_count,
            "show_case": lambda application_id: self.hub.case(UUID(application_id)),
        }

    def _spoil_reader(
        self,
        fault: str,
        times: int | None = None,
        *,
        reading: bool = False,
        selecting: bool = False,
        sw3: int = 0x24,
    ) -> None:
        """``reading``: only while a card is read, as a card can only then be lifted mid-read."""
        reading = reading or Fault(fault) in (Fault.LIFTED_MID_READ, Fault.LIFTED_MID_REPLY)
        command = READ if reading else SELECT if selecting else None
        self.reader.spoil(Fault(fault), command=command, times=times, sw3=sw3)

    def _lose_answer(self) -> None:
        """Once: the next application reaches the hub, and its receipt never comes back."""
        before = self.hub.kept()
        assert self.link is not None
        self.link.lose_answer_once(lambda: self.hub.kept() > before)

    def _hold(self, what: str) -> None:
        """What the photo scenes hold up, to the second eye: ``print`` or ``screen``."""
        self.second.held = Held(what)

    def _film(self, *, playing: bool) -> None:
        """Whether the second eye has a screen before it where the colour eye has the living."""
        self.second.film = playing

    def _stand(self, scene: str) -> None:
        """One of the plain scenes, or a kind of attack or of honest person by its name."""
        if scene in tuple(Scene):
            self.scenes.act(Scene(scene))
        else:
            self.scenes.stage(scene)

    def _show_code(self, issuer: str, who: str = "young_woman") -> None:
        """Somebody's phone, with a fresh code of that app, is held to the code reader."""
        self._shown = self.verifier.make_code(issuer, who)
        self.code_reader.scan(self._shown)

    def _face_record(self) -> FaceRecord:
        """What the province's register would show; the child has no picture there."""
        resident, other = self.scenes.resident.portrait(), self.scenes.somebody_else.portrait()
        return FaceRecord(self._models, {"young_woman": resident, "older_man": resident, "other_person": other})

    def _case_count(self) -> int:
        # A case that is being written lies in a folder with a dot, which is renamed at any moment.
        return len(list((self.folder / "hub" / "cases").glob("[!.]*/application.json")))

    def _all_cards(self) -> dict[str, SandboxCard]:
        resident, other = self.scenes.resident.card_photo(), self.scenes.somebody_else.card_photo()
        return {
            "young_woman": card_of(people.YOUNG_WOMAN, resident),
            "older_man": card_of(people.OLDER_MAN, resident),
            "other_person": card_of(people.OTHER_PERSON, other),
            "minor": card_of(people.MINOR, resident),
            "without_photo": card_of(people.YOUNG_WOMAN),
            "old_photo": card_of(people.YOUNG_WOMAN, other),
            "torn_text": replace(card_of(people.YOUNG_WOMAN, resident), text=_torn(people.YOUNG_WOMAN)),
            "expired": card_of(replace(people.YOUNG_WOMAN, valid_to=LONG_AGO), resident),
            "other_kind": replace(card_of(people.YOUNG_WOMAN), text=_of_another_kind(people.YOUNG_WOMAN)),
            "torn_photo": replace(card_of(people.YOUNG_WOMAN, resident), photo=bytes(range(256)) * 4),
        }

    def _settings(self) -> str:
        assert self.link is not None
        width, height = (1920, 1080) if self._landscape else (1080, 1920)
        decoder = json.dumps([sys.executable, "-m", "kiosk.sandbox.photo_codec"])
        sources = self.sources.settings()
        return f"""# The sandbox's terminal: every wire leads to an emulator.
catalogue = {json.dumps(str(ROOT / "assets" / "catalogue"))}
pinyin = {json.dumps(str(ROOT / "build" / "pinyin"))}

[terminal]
id = "{TERMINAL}"

[display]
width_px = {width}
height_px = {height}
fullscreen = false

[reader]
port = {json.dumps(str(self.reader.path))}
poll_ms = 150

[reader.photo_decoder]
kind = "command"
command = {decoder}
timeout_s = 20.0  # the emulated decoder is a whole Python; a machine that does much else starts it slowly

[camera]
source = "{self.camera.url}"
network = true

[scanner]
source = "{self.desk.url}"
width_px = 1600
height_px = 1200

[scanner.sane]
{sources["scanner.sane"]}

[stick]
{sources["stick"]}

[code_reader]
port = {json.dumps(str(self.folder / "codes"))}

[printer]
transport = "serial"
port = {json.dumps(str(self.folder / "printer"))}
paper_mm = 80
status_s = 1.0

{self.a4.settings()}
[sound]
command = {json.dumps(_speech())}
card = ""

[hub]
url = "{self.link.url}"
enrolment = "enrolment.json"
timeout_s = 5.0
ask_s = 2.0

[storage]
folder = "terminal"
floor_mb = 50

[reading]
offered = {json.dumps(self._reads)}

[faces]
models = {json.dumps(str(self._models))}
# One short of the usual: the people before the camera are drawn by the same processor that looks at them.
movements = 3
"""


def _speech() -> list[str]:
    """There is no sound card: the real speech program speaks into the void, or a listener stands in for it."""
    if shutil.which("espeak-ng"):
        return ["espeak-ng", "-v", "cmn", "-s", "150", "--stdin", "--stdout"]
    return [sys.executable, "-c", "import sys; sys.stdin.read()"]


def _of_another_kind(document: IdentityDocument) -> bytes:
    """A card's text with a mark that no document has."""
    text = text_block(document)
    return text[:MARK_OFFSET] + "Z".encode("utf-16-le") + text[MARK_OFFSET + 2 :]


def _torn(document: IdentityDocument) -> bytes:
    """A card's text with its mark and its name, and every date and number in it broken."""
    text = text_block(document)
    return text[:30] + text[30:].replace(b"1\0", b"\0\0").replace(b"2\0", b"?\0")


def main(arguments: list[str]) -> int:
    """``FOLDER MODELS [--landscape] [--reads-nothing] [--a4]``; runs until SIGTERM or until stdin closes."""
    folder, models = Path(arguments[0]), Path(arguments[1])
    reads = "--reads-nothing" not in arguments
    landscape, a4 = "--landscape" in arguments, "--a4" in arguments
    hall = SandboxHall(folder, models, landscape=landscape, reads=reads, a4=a4)
    settings = hall.start()
    control = ControlServer(folder / "control", hall.deeds())
    print(json.dumps({"settings": str(settings), "control": str(folder / "control")}), flush=True)
    _wait_for_the_end()
    control.stop()
    hall.stop()
    return 0


def _wait_for_the_end() -> None:
    over = threading.Event()

    def end(*_signal: Any) -> None:
        over.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)

    def watch() -> None:
        sys.stdin.read()
        over.set()

    threading.Thread(target=watch, daemon=True).start()
    over.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
