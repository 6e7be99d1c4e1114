"""What slips come out of: the receipt printer, or an A4 printer where the settings name one.

On A4 the journey knows no difference: slips are given and come out, or do not, in the same words.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Protocol

from PIL import Image

from kiosk.devices.base import Device, DeviceStatus, Post
from kiosk.devices.page_printer import PagePrinter, PagesFailed, PagesPrinted, Sheets, page_printer
from kiosk.devices.printer import FontFile, PrintReason, SlipFailed, SlipKind, SlipPrinted, receipt_printer
from kiosk.devices.printer.glyphs import Glyphs
from kiosk.devices.printer.sheet import sheets
from kiosk.devices.printer.slip import Slip
from kiosk.errors import DeviceRefused
from kiosk.settings import Settings
from kiosk.vision.pages.pdf import BoundPage, material_pdf

_QUALITY = 85
"""JPEG quality of a drawn sheet."""
_AS_ON_SLIPS = {one.value: one for one in PrintReason}


class SlipDevice(Device, Protocol):
    """A device that prints slips."""

    def print_slip(self, slip: Slip, job: str) -> None: ...


def slip_printer(settings: Settings, fonts: Sequence[FontFile], post: Post) -> SlipDevice:
    """The one this machine has."""
    if settings.page_printer.uri:
        slips = SlipsOnA4(Glyphs(fonts), post)
        return slips.on(page_printer(settings.page_printer, slips.heard))
    return receipt_printer(settings.printer, fonts, post)


class SlipsOnA4:
    """Draws slips as sheets for a ``PagePrinter`` and says of sheets what the journey waits to hear of slips.

    Other sheets go the same way unchanged.
    """

    def __init__(self, glyphs: Glyphs, post: Post) -> None:
        self._glyphs, self._post = glyphs, post
        self._kinds: dict[str, SlipKind] = {}
        self._printed: set[str] = set()

    def on(self, printer: PagePrinter) -> SlipsOnA4:
        """Itself, printing on ``printer``, whose events come to ``heard``."""
        self._printer = printer
        self.kind = printer.kind
        return self

    @property
    def status(self) -> DeviceStatus:
        """The printer's status as last posted."""
        return self._printer.status

    def start(self) -> None:
        """Starts the printer's thread; returns at once."""
        self._printer.start()

    def stop(self) -> None:
        """Ends the printer's thread; what is under way is taken back."""
        self._printer.stop()

    def print_slip(self, slip: Slip, job: str) -> None:
        """Takes a slip and returns at once; ``SlipPrinted`` or ``SlipFailed`` follows for ``job``.

        Raises ``DeviceRefused`` when a job of that name waits, prints or has come out.
        """
        if job in self._kinds or job in self._printed:
            raise DeviceRefused("this slip has been printed or is being printed")
        self._kinds[job] = slip.kind
        self._printer.print_pages(lambda: self._sheets(slip), job)

    def print_pages(self, make: Callable[[], Sheets], job: str) -> None:
        """Takes sheets that are no slip (``PagePrinter.print_pages``); its events are posted as they come."""
        self._printer.print_pages(make, job)

    def heard(self, event: object) -> None:
        """An event of the page printer, on its thread."""
        match event:
            case PagesPrinted(job=job) if job in self._kinds:
                self._printed.add(job)
                self._post(SlipPrinted(job, self._kinds.pop(job), confirmed=True))
            case PagesFailed(job=job, reason=reason, partial=partial) if job in self._kinds:
                said = _AS_ON_SLIPS.get(reason.value, PrintReason.ERROR)
                self._post(SlipFailed(job, self._kinds.pop(job), said, partial))
            case _:
                self._post(event)

    def _sheets(self, slip: Slip) -> Sheets:
        drawn = sheets(slip, self._glyphs)
        return Sheets(material_pdf([BoundPage(_jpeg(one)) for one in drawn]), len(drawn))


def _jpeg(sheet: Image.Image) -> bytes:
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
