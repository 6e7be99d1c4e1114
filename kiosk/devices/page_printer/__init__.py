"""The A4 printer, by CUPS or by its own IPP: sheets go out whole, and what became of them is asked and told.

``ipp`` the wire · ``status`` what the printer says of itself · ``printer`` the driver.
"""

from kiosk.devices.base import Post
from kiosk.devices.page_printer.ipp import IppQueue
from kiosk.devices.page_printer.printer import PagePrinter, PagesCounted, PagesFailed, PagesPrinted, Sheets
from kiosk.devices.page_printer.status import PagesReason
from kiosk.settings_devices import PagePrinter as PagePrinterSettings

__all__ = [
    "IppQueue",
    "PagePrinter",
    "PagesCounted",
    "PagesFailed",
    "PagesPrinted",
    "PagesReason",
    "Sheets",
    "page_printer",
]


def page_printer(settings: PagePrinterSettings, post: Post) -> PagePrinter:
    """The driver for a terminal's settings."""
    return PagePrinter(IppQueue(settings.uri), post, status_s=settings.status_s, patience_s=settings.patience_s)
