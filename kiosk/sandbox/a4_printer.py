"""The sandbox's A4 printer: a real cupsd with a tray behind it, where one is installed and the scene wants one."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pikepdf

from kiosk.sandbox.control import Deed
from kiosk.sandbox.real_cups import CUPSD, RealCups


class SandboxA4Printer:
    """Off until ``start``. Slips come out of it too then, as the settings of the terminal say."""

    def __init__(self) -> None:
        self._cups: RealCups | None = None

    def start(self) -> None:
        """Switched on. Raises ``OSError`` where no cupsd is installed."""
        if not CUPSD:
            raise OSError("Debian's cups-daemon is not installed")
        self._cups = RealCups()

    def stop(self) -> None:
        """Off, and its spool and tray are gone."""
        if self._cups is not None:
            self._cups.close()
            self._cups = None

    def settings(self) -> str:
        """The section of the settings file by which the terminal finds it; empty while it is off."""
        if self._cups is None:
            return ""
        return f"[page_printer]\nuri = {json.dumps(self._cups.uri)}\nstatus_s = 1.0\n"

    def deeds(self) -> dict[str, Deed]:
        """What can be done to it, by name."""
        return {"spoil_a4": self._spoil, "a4_tray": self._tray}

    def save(self, folder: Path) -> list[Path]:
        """What lies in the tray, as files in ``folder``."""
        saved = []
        for place, content in enumerate(self._printed(), start=1):
            saved.append(folder / f"sheets-{place}.pdf")
            saved[-1].write_bytes(content)
        return saved

    def _spoil(self, reason: str) -> None:
        """It cannot print for this IPP reason (``media-empty-error``); empty: it can again."""
        assert self._cups is not None
        self._cups.fault(reason)

    def _tray(self) -> list[int]:
        """How many pages each job in the tray has, earliest first."""
        return [_pages(content) for content in self._printed()]

    def _printed(self) -> list[bytes]:
        return [] if self._cups is None else self._cups.printed()


def _pages(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as document:
        return len(document.pages)
