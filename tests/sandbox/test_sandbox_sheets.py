"""The emulated scanner speaks eSCL well enough for SANE's own driver, and its faults are told apart by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from kiosk.devices.base import DeviceState
from kiosk.devices.pages import PageArrived, PagesEnded
from kiosk.devices.scanner import SheetScanner
from kiosk.errors import DeviceAbsent, DeviceSilent, FeederEmpty, FeederJammed, ScannerBusy, ScannerCoverOpen
from kiosk.sandbox.escl_scanner import DEVICE, SandboxSheetScanner, ScannerFault, scanned
from kiosk.sandbox.specimens import certificate, household_page
from kiosk.settings_devices import Sheets
from tests.devices.page_listener import Listener

DPI = 100
Machine = tuple[SandboxSheetScanner, SheetScanner]
Making = Callable[..., Machine]


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def make(listener: Listener, tmp_path: Path) -> Iterator[Making]:
    running: list[Machine] = []

    def made(page_s: float = 60.0) -> Machine:
        machine = SandboxSheetScanner()
        machine.start()
        config = machine.write_config(tmp_path / "sane")
        device = SheetScanner(
            Sheets(device=DEVICE, config=config, dpi=DPI, page_s=page_s, look_s=0.5), listener.post
        )
        running.append((machine, device))
        device.start()
        return machine, device

    yield made
    for machine, device in running:
        device.stop()
        machine.stop()


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    """Correlation of two pictures, made the same size."""
    height, width = min(one.shape[0], other.shape[0]), min(one.shape[1], other.shape[1])
    first, second = (picture[:height, :width].astype(float).ravel() for picture in (one, other))
    return float(np.corrcoef(first, second)[0, 1])


def test_what_lies_on_the_glass_is_the_page(make: Making, listener: Listener) -> None:
    machine, device = make()
    machine.lay(household_page())
    pages, error = listener.take_all(device.flatbed, 1)
    assert (len(pages), error) == (1, None)
    assert pages[0].dpi == DPI
    assert likeness(pages[0].image_bgr, scanned(household_page(), DPI)) > 0.98


def test_the_stack_comes_in_order_until_the_feeder_is_empty(make: Making, listener: Listener) -> None:
    machine, device = make()
    machine.feed(certificate(), household_page())
    pages, error = listener.take_all(device.feeder, 1)
    assert error is None
    papers = (certificate(), household_page())
    assert [
        max(papers, key=lambda paper: likeness(page.image_bgr, scanned(paper, DPI))).name for page in pages
    ] == ["certificate", "household_page"]
    assert machine.left_in_feeder() == 0


def test_an_empty_feeder_is_told(make: Making, listener: Listener) -> None:
    _, device = make()
    pages, error = listener.take_all(device.feeder, 1)
    assert (pages, type(error)) == ([], FeederEmpty)


def test_a_jam_in_the_middle_keeps_the_pages_before_and_goes_on_when_it_is_mended(
    make: Making, listener: Listener
) -> None:
    machine, device = make()
    machine.feed(*[certificate()] * 4)
    machine.jam_after(2)
    before, error = listener.take_all(device.feeder, 1)
    assert (len(before), type(error)) == (2, FeederJammed)
    machine.mend()
    after, error = listener.take_all(device.feeder, 2)
    assert (len(after), error) == (2, None)


@pytest.mark.parametrize(("fault", "expected"), [(ScannerFault.COVER, ScannerCoverOpen)])
def test_an_open_cover_is_told(
    make: Making, listener: Listener, fault: ScannerFault, expected: type[Exception]
) -> None:
    machine, device = make()
    machine.feed(certificate())
    machine.spoil(fault)
    pages, error = listener.take_all(device.feeder, 1)
    assert (pages, type(error)) == ([], expected)
    machine.mend()
    pages, error = listener.take_all(device.feeder, 2)
    assert (len(pages), error) == (1, None)


def test_a_scanner_that_somebody_else_uses_is_busy(make: Making, listener: Listener) -> None:
    machine, device = make()
    machine.feed(certificate())
    machine.spoil(ScannerFault.BUSY)
    pages, error = listener.take_all(device.feeder, 1)
    assert (pages, type(error)) == ([], ScannerBusy)


def test_a_scanner_that_hangs_is_silent_and_the_terminal_is_not(make: Making, listener: Listener) -> None:
    machine, device = make(page_s=6.0)
    machine.lay(certificate())
    machine.spoil(ScannerFault.HANGS)
    pages, error = listener.take_all(device.flatbed, 1)
    assert (pages, type(error)) == ([], DeviceSilent)


def test_a_scanner_pulled_out_in_the_middle_of_a_stack_is_gone_and_comes_back(
    make: Making, listener: Listener
) -> None:
    machine, device = make()
    machine.feed(*[certificate()] * 3)
    device.feeder.begin(1)
    first = listener.page(1, 1)
    machine.stop()
    device.feeder.more(1)
    end = listener.end(1)
    assert (end.pages, type(end.error)) == (1, DeviceAbsent)
    assert first.image_bgr.any()
    listener.until_state(DeviceState.ABSENT)
    machine.start()
    listener.until_state(DeviceState.READY)
    pages, error = listener.take_all(device.feeder, 2)
    assert (len(pages), error) == (2, None)


def test_a_cancelled_job_leaves_the_rest_of_the_stack_in_the_feeder(make: Making, listener: Listener) -> None:
    machine, device = make()
    machine.feed(*[certificate()] * 50)
    device.feeder.begin(1)
    listener.page(1, 1)
    device.feeder.cancel()
    listener.until_state(DeviceState.READY)
    assert machine.left_in_feeder() > 25  # SANE's driver draws some in ahead
    assert (len(listener.of(PageArrived)), listener.of(PagesEnded)) == (1, [])
