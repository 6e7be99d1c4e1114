"""Slips on an A4 printer: drawn larger, counted, printed through a real cupsd, and read back from the paper."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image

from kiosk.assembly.slip_printer import SlipsOnA4, slip_printer
from kiosk.devices.base import DeviceState, StatusChanged
from kiosk.devices.page_printer import PagesCounted, PagesFailed, PagesPrinted, PagesReason, Sheets
from kiosk.devices.printer import (
    FontFile,
    Line,
    Note,
    Pair,
    PrintReason,
    QrCode,
    ReceiptPrinter,
    Rule,
    Slip,
    SlipFailed,
    SlipPrinted,
    Title,
)
from kiosk.devices.printer.glyphs import Glyphs
from kiosk.devices.printer.sheet import SHEET_PX, sheets
from kiosk.errors import DeviceRefused, PrinterError
from kiosk.sandbox.real_cups import CUPSD, RealCups, until
from kiosk.sandbox.specimens import certificate, household_page
from kiosk.settings import Settings
from kiosk.settings_devices import PagePrinter as PagePrinterSettings
from kiosk.vision.codes import read_codes
from kiosk.vision.pages.pdf import BoundPage, material_pdf
from kiosk.vision.pages.picture import page_jpeg
from tests.assembly.guest import FONTS

needs_cups = pytest.mark.skipif(not CUPSD, reason="Debian's cups-daemon is not installed")
CODE = "TB2:R0193F2C17A007C3E9B1A2F6D5E4C3B2A:140C40E3"
SLIP = Slip(
    "receipt",
    (
        Title("受理回执"),
        Line("已保存，联网后自动提交", strong=True),
        Rule(),
        Pair("受理号", "T-0001-261123-001"),
        Pair("事项", "社会保障卡申领"),
        Pair("办理地", "四川省攀枝花市仁和区"),
        QrCode(CODE, "查询办理进度时扫这个码"),
        Rule(),
        Note("服务电话 0812-0000000"),
    ),
)


@pytest.fixture(scope="module")
def fonts() -> list[FontFile]:
    return FONTS


@pytest.fixture(scope="module")
def cups() -> Iterator[RealCups]:
    made = RealCups()
    yield made
    made.close()


def bgr(sheet: Image.Image) -> np.ndarray:
    return cv2.cvtColor(np.asarray(sheet), cv2.COLOR_GRAY2BGR)


def test_a_slip_fits_one_sheet_and_its_code_is_read_from_it(fonts: list[FontFile]) -> None:
    drawn = sheets(SLIP, Glyphs(fonts))
    assert [sheet.size for sheet in drawn] == [SHEET_PX]
    assert [code.text for code in read_codes(bgr(drawn[0]))] == [CODE]


def test_a_long_slip_goes_on_on_the_next_sheet_and_no_line_is_cut(fonts: list[FontFile]) -> None:
    long = Slip("guide", tuple(Note(f"{place}. 请带好材料") for place in range(1, 90)))
    drawn = sheets(long, Glyphs(fonts))
    assert len(drawn) == 3
    rim = [np.asarray(sheet)[rows].min() for sheet in drawn for rows in (slice(0, 100), slice(-100, None))]
    assert rim == [255] * 6


def test_a_code_that_no_qr_holds_is_a_printer_error(fonts: list[FontFile]) -> None:
    with pytest.raises(PrinterError):
        sheets(Slip("test", (QrCode("x" * 3000, ""),)), Glyphs(fonts))


def test_without_an_a4_queue_slips_come_out_of_the_receipt_printer(fonts: list[FontFile]) -> None:
    assert isinstance(slip_printer(Settings(), fonts, lambda _: None), ReceiptPrinter)


class Hall:
    """Slips on A4 by the settings of a terminal, and what was said."""

    def __init__(self, uri: str, fonts: list[FontFile]) -> None:
        self.said: list[object] = []
        settings = Settings(page_printer=PagePrinterSettings(uri=uri, status_s=0.2))
        self.printer = slip_printer(settings, fonts, self.said.append)
        assert isinstance(self.printer, SlipsOnA4)
        self.printer.start()

    def outcome(self, job: str) -> object:
        def told() -> list[object]:
            return [one for one in self.said if isinstance(one, SlipPrinted | SlipFailed) and one.job == job]

        until(told, f"what became of {job}")
        return told()[-1]


@pytest.fixture
def hall(cups: RealCups, fonts: list[FontFile]) -> Iterator[Hall]:
    made = Hall(cups.uri, fonts)
    yield made
    cups.fault("")
    made.printer.stop()
    for path in (cups.home / "tray").iterdir():
        path.unlink()


@needs_cups
def test_a_slip_comes_out_as_one_a4_sheet_whose_code_is_read(hall: Hall, cups: RealCups, tmp_path: Path) -> None:
    hall.printer.print_slip(SLIP, "receipt-1")
    assert hall.outcome("receipt-1") == SlipPrinted("receipt-1", "receipt", confirmed=True)
    assert PagesCounted("receipt-1", 1) in hall.said
    (paper,) = cups.printed()
    with pikepdf.open(io.BytesIO(paper)) as document:
        assert [round(float(side)) for side in document.pages[0].mediabox[2:]] == [595, 842]
    shown = subprocess.run(["pdftoppm", "-r", "150", "-png", "-"], input=paper, capture_output=True, check=True)
    assert [one.text for one in read_codes(bgr(Image.open(io.BytesIO(shown.stdout)).convert("L")))] == [CODE]


@needs_cups
def test_a_slip_that_came_out_is_not_printed_again_and_one_that_failed_is(hall: Hall, cups: RealCups) -> None:
    hall.printer.print_slip(SLIP, "receipt-1")
    hall.outcome("receipt-1")
    with pytest.raises(DeviceRefused):
        hall.printer.print_slip(SLIP, "receipt-1")
    cups.fault("media-empty-error")
    hall.printer.print_slip(SLIP, "receipt-2")
    assert hall.outcome("receipt-2") == SlipFailed("receipt-2", "receipt", PrintReason.PAPER_OUT, partial=True)
    cups.fault("")
    hall.printer.print_slip(SLIP, "receipt-2")
    until(lambda: SlipPrinted("receipt-2", "receipt", confirmed=True) in hall.said, "the second slip")


@needs_cups
def test_a_jam_is_a_fault_of_the_printer(hall: Hall, cups: RealCups) -> None:
    cups.fault("media-jam-error")
    hall.printer.print_slip(SLIP, "receipt-3")
    assert hall.outcome("receipt-3") == SlipFailed("receipt-3", "receipt", PrintReason.ERROR, partial=True)


@needs_cups
def test_the_printer_s_status_is_the_terminal_s_printer_status(hall: Hall) -> None:
    until(lambda: hall.printer.status.state is DeviceState.READY, "ready")
    assert [one.device.value for one in hall.said if isinstance(one, StatusChanged)] == ["printer"]


def test_a_slip_no_sheet_can_be_made_of_is_told(fonts: list[FontFile], cups: RealCups) -> None:
    hall = Hall(cups.uri, fonts)
    hall.printer.print_slip(Slip("test", (QrCode("x" * 3000, ""),)), "test-1")
    assert hall.outcome("test-1") == SlipFailed("test-1", "test", PrintReason.CONTENT)
    hall.printer.stop()


@needs_cups
def test_a_result_comes_out_as_its_pages_and_is_no_slip(hall: Hall, cups: RealCups) -> None:
    pages = [BoundPage(page_jpeg(one.image_bgr)) for one in (certificate(), household_page())]
    hall.printer.print_pages(lambda: Sheets(material_pdf(pages), 2), "result-1")
    until(lambda: PagesPrinted("result-1", 2) in hall.said, "both pages")
    assert PagesCounted("result-1", 2) in hall.said
    assert [one for one in hall.said if isinstance(one, SlipPrinted | SlipFailed)] == []
    (paper,) = cups.printed()
    with pikepdf.open(io.BytesIO(paper)) as document:
        assert len(document.pages) == 2


@needs_cups
def test_a_result_that_does_not_come_out_is_told_as_sheets_and_slips_go_on(hall: Hall, cups: RealCups) -> None:
    cups.fault("media-empty-error")
    hall.printer.print_pages(
        lambda: Sheets(material_pdf([BoundPage(page_jpeg(certificate().image_bgr))]), 1), "r-1"
    )
    until(lambda: PagesFailed("r-1", PagesReason.PAPER_OUT, partial=True) in hall.said, "paper out told")
    cups.fault("")
    hall.printer.print_slip(SLIP, "receipt-9")
    assert hall.outcome("receipt-9") == SlipPrinted("receipt-9", "receipt", confirmed=True)
    assert len(cups.printed()) == 1
