"""The sandbox's sources of papers beside the desk: scanner for sheets, stick, licences; what is done to them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from kiosk.identity.document import IdentityDocument
from kiosk.sandbox.control import Deed
from kiosk.sandbox.escl_scanner import DEVICE, SandboxSheetScanner, ScannerFault
from kiosk.sandbox.licence_issuer import Files, IssuerFault, SandboxIssuer
from kiosk.sandbox.specimens import Specimen
from kiosk.sandbox.stick import SandboxStick, as_pdf, as_picture

_PICTURES = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "tif": "TIFF", "tiff": "TIFF", "webp": "WEBP"}

SAMPLE_FILES = {
    "papers/permit-scan.pdf": ["certificate", "marriage", "household_first"],
    "photo-of-permit.jpg": ["certificate"],
}
SAMPLE_BROKEN = {"half-a-permit.pdf": "%PDF-1.7 and nothing of one"}
"""Somebody's stick: two PDFs, of which the one outside the folder is broken, and a photo."""


class SandboxSources:
    """``papers``: the specimens by their names in the sandbox."""

    def __init__(
        self,
        folder: Path,
        papers: Mapping[str, Callable[[], Specimen]],
        people: Iterable[IdentityDocument] = (),
    ) -> None:
        self._folder, self._papers = folder, papers
        self.sheets = SandboxSheetScanner()
        self.stick = SandboxStick(folder / "stick")
        self.issuer = SandboxIssuer({(one.name, one.number): self._licences() for one in people})

    def start(self) -> None:
        """The scanner is switched on; no stick is there yet."""
        self.sheets.start()
        self.issuer.start()
        self.sheets.write_config(self._folder / "sane")

    def stop(self) -> None:
        """All is off."""
        self.sheets.stop()
        self.issuer.stop()
        self.stick.pull()

    def deeds(self) -> dict[str, Deed]:
        """What can be done to them, by name."""
        return {
            "lay_on_glass": lambda paper: self.sheets.lay(self._papers[paper]()),
            "feed_papers": lambda papers: self.sheets.feed(*(self._papers[one]() for one in papers)),
            "clear_sheets": self.sheets.clear,
            "left_in_feeder": self.sheets.left_in_feeder,
            "jam_feeder_after": self.sheets.jam_after,
            "spoil_sheets": lambda fault: self.sheets.spoil(ScannerFault(fault)),
            "mend_sheets": self.sheets.mend,
            "unplug_sheets": self.sheets.stop,
            "plug_sheets": self.sheets.start,
            "plug_stick": self._plug_stick,
            "plug_sample_stick": lambda: self._plug_stick(SAMPLE_FILES, SAMPLE_BROKEN),
            "pull_stick": self.stick.pull,
            "spoil_issuer": lambda fault: self.issuer.spoil(IssuerFault(fault)),
            "mend_issuer": self.issuer.mend,
            "issuer_asked": lambda: list(self.issuer.asked),
        }

    def settings(self) -> dict[str, str]:
        """The lines of the settings file by which the terminal finds them, by section."""
        config = json.dumps(str(self._folder / "sane"))
        return {
            "scanner.sane": f'device = "{DEVICE}"\nconfig = {config}\npage_s = 20.0\nlook_s = 2.0',
            "stick": f"folders = [{json.dumps(str(self.stick.path))}]",
        }

    def _licences(self) -> Files:
        return {
            "在读证明": lambda: as_pdf(self._papers["certificate"]()),
            "居民户口簿": lambda: as_pdf(self._papers["household"](), self._papers["household"]()),
        }

    def _plug_stick(self, files: dict[str, list[str]], raw: dict[str, str] | None = None) -> None:
        """``files``: each name and the papers in it, a picture or a PDF by its ending; ``raw``: name and text."""
        contents = {name: self._content(name, papers) for name, papers in files.items()}
        self.stick.plug(contents | {name: text.encode() for name, text in (raw or {}).items()})

    def _content(self, name: str, papers: list[str]) -> bytes:
        found = [self._papers[one]() for one in papers]
        kind = _PICTURES.get(name.rsplit(".", 1)[-1].lower())
        return as_pdf(*found) if kind is None else as_picture(found[0], kind)
