"""The receipt printer: what a slip says, how it looks on paper, and whether it really came out.

``slip`` what it says · ``layout`` how it looks · ``encode`` its bytes · ``transports`` the wire ·
``status`` what the printer answers · ``printer`` the driver. ``receipt_printer`` puts them together.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.devices.base import Post
from kiosk.devices.printer.encode import Encoder
from kiosk.devices.printer.glyphs import FontFile, Glyphs
from kiosk.devices.printer.printer import ReceiptPrinter, SlipFailed, SlipPrinted
from kiosk.devices.printer.slip import Block, Line, Note, Pair, QrCode, Rule, Slip, SlipKind, Space, Title
from kiosk.devices.printer.status import PaperState, PrintReason
from kiosk.devices.printer.talk import Timing
from kiosk.devices.printer.transports import wire_for
from kiosk.settings_devices import Printer as PrinterSettings

__all__ = [
    "Block",
    "Encoder",
    "FontFile",
    "Glyphs",
    "Line",
    "Note",
    "Pair",
    "PaperState",
    "PrintReason",
    "QrCode",
    "ReceiptPrinter",
    "Rule",
    "Slip",
    "SlipFailed",
    "SlipKind",
    "SlipPrinted",
    "Space",
    "Timing",
    "Title",
    "receipt_printer",
]


def receipt_printer(
    settings: PrinterSettings, fonts: Sequence[FontFile], post: Post, *, timing: Timing | None = None
) -> ReceiptPrinter:
    """The driver for a terminal's settings. ``fonts`` draw what the printer's own font lacks, first match wins."""
    encoder = Encoder(settings.paper_mm, Glyphs(fonts))
    wire = wire_for(settings)
    return ReceiptPrinter(wire, encoder.slip, post, status_s=settings.status_s, timing=timing)
