"""An emulated scanner with glass and feeder that speaks eSCL (Mopria's driverless scanning) on a loopback socket.

SANE's own driver for it (sane-airscan) drives it as it drives a real one, so that everything above the wire is as
in a hall. What lies on the glass and in the feeder is put there by the sandbox; so is what goes wrong.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from kiosk.sandbox.specimens import Specimen

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

LID = (236, 238, 238)
"""BGR of the white under the lid, a little off the papers' own."""
DEVICE = "airscan:*"
"""Its name for SANE."""
BED_MM = (210.0, 297.0)
UNITS_AN_INCH = 300
LONGEST_WAIT_S = 60.0
SHEET_S = 0.3
"""How long its lamp takes over a sheet; a fast one of iron takes 1 s."""
_A_MILLIMETRE = 25.4


class ScannerFault(StrEnum):
    """What can be wrong with the scanner."""

    COVER = "cover"
    """Its lid or hatch stands open."""
    BUSY = "busy"
    """Somebody else uses it."""
    HANGS = "hangs"
    """It takes the job and never sends a picture."""
    CUTS = "cuts"
    """Its plug is pulled in the middle of a page: the line breaks off."""


class SandboxSheetScanner:
    """The machine. ``jam_after`` sheets of the feeder's stack the next one is stuck, until ``mend``."""

    def __init__(self) -> None:
        self._glass: Specimen | None = None
        self._stack: deque[Specimen] = deque()
        self._left_until_jam: int | None = None
        self._fault: ScannerFault | None = None
        self._mended = threading.Event()
        self._one = threading.Lock()
        self._jobs: dict[str, tuple[str, int]] = {}
        self._server: _Server | None = None
        self._address = ("127.0.0.1", 0)

    def start(self) -> None:
        """Switched on, at the same address as before."""
        server = _Server(self._address, _handler(self))
        self._address = server.server_address[:2]  # type: ignore[assignment]
        self._server = server
        threading.Thread(target=server.serve_forever, name="escl", daemon=True).start()

    def stop(self) -> None:
        """Unplugged."""
        self._mended.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server.hang_up()
            self._server = None

    def write_config(self, folder: Path) -> Path:
        """SANE's files by which it is found, and no other scanner of the network."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "dll.conf").write_text("airscan\n", encoding="ascii")
        found = f'[devices]\n"Sandbox" = http://127.0.0.1:{self._address[1]}/eSCL, eSCL\n'
        off = "[options]\ndiscovery = disable\nws-discovery = off\n"
        (folder / "airscan.conf").write_text(found + off, encoding="ascii")
        return folder

    def lay(self, paper: Specimen) -> None:
        """A paper on the glass."""
        self._glass = paper

    def clear(self) -> None:
        """Glass and feeder are empty."""
        with self._one:
            self._glass = None
            self._stack.clear()

    def feed(self, *papers: Specimen) -> None:
        """A stack into the feeder."""
        with self._one:
            self._stack.extend(papers)

    def left_in_feeder(self) -> int:
        """Sheets that were not drawn in."""
        return len(self._stack)

    def jam_after(self, sheets: int) -> None:
        """So many more go through, and the next one is stuck."""
        self._left_until_jam = sheets

    def spoil(self, fault: ScannerFault) -> None:
        """From now on, until ``mend``."""
        self._mended.clear()
        self._fault = fault

    def mend(self) -> None:
        """As good as new; a jammed sheet is back on the stack."""
        self._fault, self._left_until_jam = None, None
        self._mended.set()

    # the wire ---------------------------------------------------------------------------------------------------

    def status(self) -> str:
        """``ScannerStatus``."""
        return _STATUS.format(
            state="Processing" if self._fault is ScannerFault.BUSY else "Idle", feeder=self._feeder_state()
        )

    def _feeder_state(self) -> str:
        if self._fault is ScannerFault.COVER:
            return "ScannerAdfDoorOpen"
        if self._left_until_jam == 0:
            return "ScannerAdfJam"
        return "ScannerAdfLoaded" if self._stack else "ScannerAdfEmpty"

    def begin(self, asked: str) -> str | None:
        """A job of these ``ScanSettings``: its name, or ``None`` where it cannot begin now."""
        source = _said("InputSource", asked, "Platen")
        if self._fault in (ScannerFault.BUSY, ScannerFault.COVER):
            return None
        if source == "Feeder" and (not self._stack or self._left_until_jam == 0):
            return None
        name = str(uuid.uuid4())
        self._jobs[name] = (source, int(_said("XResolution", asked, "200")))
        return name

    def next_page(self, name: str) -> bytes | None:
        """The next page of a job as JPEG; ``None`` when there is no more, or it is stuck."""
        source, dpi = self._jobs.get(name, ("", 0))
        paper = self._drawn_in(source, name)
        if paper is None:
            return None
        time.sleep(SHEET_S)
        done, content = cv2.imencode(".jpg", scanned(paper, dpi), [cv2.IMWRITE_JPEG_QUALITY, 90])
        return content.tobytes() if done else None

    def _drawn_in(self, source: str, name: str) -> Specimen | None:
        with self._one:
            if source == "Platen":
                self._jobs[name] = ("", 0)
                return self._glass or _NOTHING
            if source != "Feeder" or not self._stack or self._left_until_jam == 0:
                return None
            if self._left_until_jam is not None:
                self._left_until_jam -= 1
            return self._stack.popleft()

    def forget(self, name: str) -> None:
        """The job is over."""
        self._jobs.pop(name, None)


_NOTHING = Specimen("nothing", np.full((8, 8, 3), LID, np.uint8), 1.0, 1.0)


@lru_cache(maxsize=8)
def scanned(paper: Specimen, dpi: int) -> Bgr:
    """What the scanner sees: the paper at its size on an A4 bed, against the lid, with the sensor's grain."""
    width, height = (round(mm / _A_MILLIMETRE * dpi) for mm in BED_MM)
    bed: Bgr = np.full((height, width, 3), LID, np.uint8)
    size = (round(paper.width_mm / _A_MILLIMETRE * dpi), round(paper.height_mm / _A_MILLIMETRE * dpi))
    sheet = cv2.resize(paper.image_bgr, size, interpolation=cv2.INTER_AREA)[:height, :width]
    left = (width - sheet.shape[1]) // 2
    bed[: sheet.shape[0], left : left + sheet.shape[1]] = sheet
    grain = np.random.default_rng(7).normal(0, 2, (height, width, 1))
    return np.clip(bed + grain, 0, 255).astype(np.uint8)


def _said(element: str, text: str, otherwise: str) -> str:
    found = re.search(rf"<(?:\w+:)?{element}>\s*([^<\s]+)\s*<", text)
    return found[1] if found else otherwise


class _Server(ThreadingHTTPServer):
    """A plug that is pulled ends the talks under way too."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self._talks: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._talks.add(request)
        super().process_request(request, client_address)

    def hang_up(self) -> None:
        for talk in self._talks:
            with contextlib.suppress(OSError):
                talk.shutdown(socket.SHUT_RDWR)


def _handler(scanner: SandboxSheetScanner) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = LONGEST_WAIT_S

        def do_GET(self) -> None:
            deeds: dict[str, Callable[[], None]] = {
                "/eSCL/ScannerCapabilities": lambda: self._say(200, "text/xml", _CAPABILITIES.encode()),
                "/eSCL/ScannerStatus": lambda: self._say(200, "text/xml", scanner.status().encode()),
            }
            deeds.get(self.path, self._next_page)()

        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
            name = scanner.begin(asked)
            if name is None:
                self._say(503)
                return
            self._say(201, location=f"http://{self.headers['Host']}/eSCL/ScanJobs/{name}")

        def do_DELETE(self) -> None:
            scanner.forget(self.path.rsplit("/", 1)[-1])
            self._say(200)

        def _next_page(self) -> None:
            if scanner._fault is ScannerFault.HANGS:
                scanner._mended.wait(LONGEST_WAIT_S)
            page = scanner.next_page(self.path.split("/")[-2])
            if page is None:
                jammed = scanner._feeder_state() != "ScannerAdfEmpty"
                self._say(503 if jammed else 404)
                return
            if scanner._fault is ScannerFault.CUTS:
                self._say(200, "image/jpeg", page[: len(page) // 2], stated=len(page))
                self.close_connection = True
                return
            self._say(200, "image/jpeg", page)

        def _say(
            self, status: int, kind: str = "", body: bytes = b"", *, location: str = "", stated: int | None = None
        ) -> None:
            self.send_response(status)
            for header, value in (("Content-Type", kind), ("Location", location)):
                if value:
                    self.send_header(header, value)
            self.send_header("Content-Length", str(len(body) if stated is None else stated))
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # SANE was ended meanwhile
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler


_NAMES = (
    'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"'
)
_STATUS = f"""<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerStatus {_NAMES}><pwg:Version>2.6</pwg:Version><pwg:State>{{state}}</pwg:State>\
<scan:AdfState>{{feeder}}</scan:AdfState></scan:ScannerStatus>"""


def _input(element: str) -> str:
    width, height = (round(mm / _A_MILLIMETRE * UNITS_AN_INCH) for mm in BED_MM)
    resolutions = "".join(
        f"<scan:DiscreteResolution><scan:XResolution>{dpi}</scan:XResolution>"
        f"<scan:YResolution>{dpi}</scan:YResolution></scan:DiscreteResolution>"
        for dpi in (100, 150, 200, 300)
    )
    return (
        f"<scan:{element}><scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>{width}</scan:MaxWidth>"
        f"<scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>{height}</scan:MaxHeight>"
        "<scan:MaxScanRegions>1</scan:MaxScanRegions><scan:SettingProfiles><scan:SettingProfile>"
        "<scan:ColorModes><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>"
        "<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat>"
        "<scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt></scan:DocumentFormats>"
        "<scan:SupportedResolutions><scan:DiscreteResolutions>"
        f"{resolutions}</scan:DiscreteResolutions></scan:SupportedResolutions>"
        f"</scan:SettingProfile></scan:SettingProfiles></scan:{element}>"
    )


_CAPABILITIES = f"""<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerCapabilities {_NAMES}><pwg:Version>2.6</pwg:Version>\
<pwg:MakeAndModel>Sandbox Sheets</pwg:MakeAndModel><pwg:SerialNumber>S-1</pwg:SerialNumber>\
<scan:Platen>{_input("PlatenInputCaps")}</scan:Platen>\
<scan:Adf>{_input("AdfSimplexInputCaps")}<scan:FeederCapacity>50</scan:FeederCapacity></scan:Adf>\
</scan:ScannerCapabilities>"""
