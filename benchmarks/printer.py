"""The receipt: its bytes and its encoding beside the picture of the same slip, and the time until it is confirmed.

The peer is the common way to print Chinese from a program: draw the whole slip, send it as one raster picture
through python-escpos. The third figure runs the driver against the emulated printer on TCP; its limit is the time
the paper itself needs at the printer's speed.
"""

from __future__ import annotations

import queue
import statistics
import time
from pathlib import Path

from PIL import Image, ImageOps

from benchmarks.figure import Figure, against, interleaved_ms
from kiosk.devices.printer import (
    Encoder,
    FontFile,
    Glyphs,
    Line,
    Note,
    Pair,
    QrCode,
    ReceiptPrinter,
    Rule,
    Slip,
    SlipPrinted,
    Space,
    Title,
    receipt_printer,
)
from kiosk.devices.printer.layout import DOTS, Cut, Feed, Operation, PaperMm, TextLine, lay_out
from kiosk.devices.printer.library import escpos
from kiosk.sandbox.printer import EmulatedPrinter
from kiosk.sandbox.printer_ports import TcpPort
from kiosk.settings_devices import Printer

FONTS = [
    FontFile(Path(__file__).resolve().parent.parent / "build" / "assets" / "fonts" / "NotoSansSC-Regular.otf")
]
ENCODE_RUNS = 30
PRINT_RUNS = 5
SPEED_DOTS_S = 1200.0
RECEIPT = Slip(
    "receipt",
    (
        Title("受理回执"),
        Line("已提交，不用再跑一趟", strong=True),
        Rule(),
        Pair("受理编号", "T-0001-20261105-0042"),
        Pair("办的事项", "基本医疗保险参保人员异地就医备案"),
        Pair("办理方式", "全程网办"),
        Pair("哪里办理", "重庆市渝北区"),
        Pair("办事人", "测*甲"),
        Pair("提交时间", "2026-11-05 14:32"),
        Pair("办结期限", "2 个工作日"),
        Rule(),
        Note("办好后会发短信给您，您不用再来。"),
        Space(),
        QrCode("TB1:0192f3a4-7c1e-7b52-9d4f-3a6b1c20e5d7", "在任一台通办终端扫码查进度"),
        Line("终端 T-0001"),
    ),
)


def figures() -> list[Figure]:
    """Bytes and encoding for both papers, and the time to a confirmed slip."""
    papers: list[PaperMm] = [58, 80]
    return [figure for paper in papers for figure in _against_picture(paper)] + [_confirmed()]


def _against_picture(paper_mm: PaperMm) -> list[Figure]:
    glyphs = Glyphs(FONTS)
    encoder = Encoder(paper_mm, glyphs)
    page = lay_out(RECEIPT, paper_mm)
    ours = len(b"".join(encoder.slip(RECEIPT)))
    raster = len(_as_picture(page, paper_mm, glyphs))
    ours_ms, raster_ms = interleaved_ms(
        ENCODE_RUNS, lambda: encoder.slip(RECEIPT), lambda: _as_picture(page, paper_mm, glyphs)
    )
    picture = "the slip as one picture"
    return [
        against(f"receipt {paper_mm} mm, size", ours, picture, raster, "bytes", 1, limit=0.05),
        against(f"receipt {paper_mm} mm, encoding", ours_ms, picture, raster_ms, "ms", ENCODE_RUNS, limit=1.0),
    ]


def _as_picture(page: list[Operation], paper_mm: PaperMm, glyphs: Glyphs) -> bytes:
    """The same page drawn whole and sent with ``GS v 0``; the code's squares stand in as a block of its size."""
    strips = [_strip(operation, paper_mm, glyphs) for operation in page]
    whole = Image.new("L", (DOTS[paper_mm], sum(strip.height for strip in strips)))
    y = 0
    for strip in strips:
        whole.paste(strip, (0, y))
        y += strip.height
    printer = escpos().Dummy(profile="TM-T20II" if paper_mm == 80 else "POS-5890")
    printer.image(ImageOps.invert(whole), impl="bitImageRaster")
    printed: bytes = printer.output
    return printed


def _strip(operation: Operation, paper_mm: PaperMm, glyphs: Glyphs) -> Image.Image:
    if isinstance(operation, Feed | Cut):
        return Image.new("L", (DOTS[paper_mm], operation.dots if isinstance(operation, Feed) else 1))
    if isinstance(operation, TextLine):
        strip = Image.new("L", (DOTS[paper_mm], operation.advance))
        strip.paste(glyphs.line([(run.text, run.bold) for run in operation.runs], 24 * operation.scale))
        return strip
    return Image.new("L", (DOTS[paper_mm], 29 * operation.module), 255)


def _confirmed() -> Figure:
    port = TcpPort()
    printer = EmulatedPrinter(port, paper_mm=80, fonts=FONTS, speed_dots_s=SPEED_DOTS_S)
    printer.plug()
    events: queue.Queue[object] = queue.Queue()
    settings = Printer(transport="network", host=port.host, tcp_port=port.port, paper_mm=80)
    driver = receipt_printer(settings, FONTS, events.put)
    driver.start()
    try:
        taken = [_print_ms(driver, events, f"job-{number}") for number in range(PRINT_RUNS + 1)]
    finally:
        driver.stop()
        printer.close()
    paper_ms = printer.slips()[-1].height / SPEED_DOTS_S * 1000
    return against(
        "receipt asked for to confirmed",
        statistics.median(taken[1:]),  # the first one loads python-escpos
        "the paper's own time at 150 mm/s",
        paper_ms,
        "ms",
        PRINT_RUNS,
        limit=1.25,
    )


def _print_ms(driver: ReceiptPrinter, events: queue.Queue[object], job: str) -> float:
    begun = time.perf_counter()
    driver.print_slip(RECEIPT, job)
    event: object = None
    while not isinstance(event, SlipPrinted):
        event = events.get(timeout=30)
    assert event.confirmed
    return (time.perf_counter() - begun) * 1000
