"""Flatbed and feeder through SANE itself: its own test device, which can answer every status there is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from kiosk.devices.base import DeviceState, DeviceStatus
from kiosk.devices.pages import PageArrived, PagesEnded, SourceName
from kiosk.devices.scanner import SheetScanner
from kiosk.errors import (
    DeviceAbsent,
    DeviceRefused,
    DeviceSilent,
    FeederEmpty,
    FeederJammed,
    KioskError,
    ScannerBusy,
    ScannerCoverOpen,
    ScannerError,
)
from kiosk.settings_devices import Sheets
from tests.devices.page_listener import Listener

TEST_DEVICE = "test:0"
SLOWLY = {"read-limit": "yes", "read-limit-size": "1", "read-delay": "yes", "read-delay-duration": "200000"}
"""A byte at a time, each after 0.2 s: a page would take days."""

Scanning = Callable[..., SheetScanner]


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def scanner(listener: Listener) -> Iterator[Scanning]:
    started: list[SheetScanner] = []

    def make(device: str = TEST_DEVICE, options: dict[str, str] | None = None, **more: object) -> SheetScanner:
        made = SheetScanner(
            Sheets.model_validate({"device": device, "dpi": 100, "options": options or {}, **more}), listener.post
        )
        started.append(made)
        made.start()
        return made

    yield make
    for one in started:
        one.stop()


def failing(status: str, **more: str) -> dict[str, str]:
    return {"read-return-value": f"SANE_STATUS_{status}", **more}


def test_a_scanner_that_is_there_is_ready_and_says_what_it_has(scanner: Scanning, listener: Listener) -> None:
    device = scanner()
    listener.until_state(DeviceState.READY)
    assert [device.flatbed.status.state, device.feeder.status.state] == [DeviceState.READY] * 2


def test_the_glass_gives_one_page_at_its_resolution(scanner: Scanning, listener: Listener) -> None:
    device = scanner(options={"test-picture": "Grid"})
    pages, error = listener.take_all(device.flatbed, job=1)
    assert error is None
    assert [(page.source, page.number, page.dpi) for page in pages] == [(SourceName.FLATBED, 1, 100.0)]
    assert pages[0].image_bgr.dtype == np.uint8
    assert pages[0].image_bgr.shape == (787, 787, 3)  # the test device's bed is 200 mm
    assert {0, 255} == set(np.unique(pages[0].image_bgr))


def test_the_feeder_gives_its_whole_stack_sheet_by_sheet(scanner: Scanning, listener: Listener) -> None:
    pages, error = listener.take_all(scanner().feeder, job=1)
    assert error is None
    assert list(range(1, 11)) == [page.number for page in pages]  # the test device holds ten


def test_the_feeder_stops_at_the_most_pages_of_the_settings(scanner: Scanning, listener: Listener) -> None:
    pages, error = listener.take_all(scanner(most_pages=3).feeder, job=1)
    assert (len(pages), error) == (3, None)


def test_the_next_sheet_waits_until_the_page_is_taken(scanner: Scanning, listener: Listener) -> None:
    device = scanner()
    device.feeder.begin(1)
    listener.page(1, 1)
    device.feeder.more(1)
    listener.page(1, 2)
    assert [page.number for page in listener.of(PageArrived)] == [1, 2]
    assert listener.of(PagesEnded) == []


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("JAMMED", FeederJammed),
        ("NO_DOCS", FeederEmpty),
        ("COVER_OPEN", ScannerCoverOpen),
        ("DEVICE_BUSY", ScannerBusy),
        ("IO_ERROR", ScannerError),
        ("NO_MEM", ScannerError),
        ("UNSUPPORTED", ScannerError),
        ("CANCELLED", ScannerError),
        ("ACCESS_DENIED", DeviceRefused),
    ],
)
@pytest.mark.parametrize("source", ["flatbed", "feeder"])
def test_every_status_of_a_scanner_becomes_an_error_of_ours(
    scanner: Scanning, listener: Listener, source: str, status: str, error: type[KioskError]
) -> None:
    device = scanner(options=failing(status))
    pages, ended = listener.take_all(getattr(device, source), job=1)
    assert ([], error) == (pages, type(ended))


@pytest.mark.parametrize("status", ["JAMMED", "NO_DOCS", "COVER_OPEN", "DEVICE_BUSY"])
def test_after_a_fault_that_a_person_mends_the_scanner_is_ready(
    scanner: Scanning, listener: Listener, status: str
) -> None:
    device = scanner(options=failing(status))
    listener.take_all(device.feeder, job=1)
    listener.until_state(DeviceState.READY)
    assert DeviceStatus(DeviceState.READY) == device.status


def test_a_page_cut_short_is_no_page(scanner: Scanning, listener: Listener) -> None:
    pages, error = listener.take_all(scanner(options=failing("EOF")).flatbed, job=1)
    assert ([], ScannerError) == (pages, type(error))


@pytest.mark.parametrize(
    ("options", "darkest_and_brightest"),
    [
        ({"mode": "Gray", "depth": "1", "test-picture": "Grid"}, {0, 255}),
        ({"mode": "Gray", "depth": "8", "test-picture": "Solid white"}, {255}),
        ({"mode": "Color", "depth": "16", "test-picture": "Solid white"}, {255}),
        ({"mode": "Color", "three-pass": "yes", "test-picture": "Solid white"}, {255}),
        ({"mode": "Color", "three-pass": "yes", "three-pass-order": "BGR", "test-picture": "Solid black"}, {0}),
        ({"mode": "Color", "depth": "8", "ppl-loss": "7", "test-picture": "Solid white"}, {255}),
        ({"fuzzy-parameters": "yes", "test-picture": "Solid black"}, {0}),
        ({"read-limit": "yes", "read-limit-size": "4001", "test-picture": "Solid white"}, {255}),
    ],
)
def test_whatever_way_a_device_sends_its_pixels_they_become_one_picture(
    scanner: Scanning, listener: Listener, options: dict[str, str], darkest_and_brightest: set[int]
) -> None:
    pages, error = listener.take_all(scanner(options=options).flatbed, job=1)
    assert error is None
    assert pages[0].image_bgr.shape[2] == 3
    assert darkest_and_brightest == set(np.unique(pages[0].image_bgr))


def test_a_device_that_does_not_know_its_height_is_believed_its_lines(
    scanner: Scanning, listener: Listener
) -> None:
    pages, error = listener.take_all(scanner(options={"hand-scanner": "yes"}).flatbed, job=1)
    assert error is None
    height, width, _ = pages[0].image_bgr.shape
    assert width == 433  # 11 cm
    assert height > 100


def test_three_passes_keep_their_colours(scanner: Scanning, listener: Listener) -> None:
    colours = {"mode": "Color", "test-picture": "Color pattern"}
    once, _ = listener.take_all(scanner(options=colours).flatbed, job=1)
    thrice, _ = listener.take_all(scanner(options=colours | {"three-pass": "yes"}).flatbed, job=2)
    assert np.array_equal(once[0].image_bgr, thrice[0].image_bgr)


def test_a_scanner_that_hangs_is_ended_and_said_to_be_silent(scanner: Scanning, listener: Listener) -> None:
    device = scanner(options=SLOWLY, page_s=6.0)
    pages, error = listener.take_all(device.flatbed, job=1)
    assert ([], DeviceSilent) == (pages, type(error))
    assert DeviceStatus(DeviceState.ATTENTION, "silent") == device.status
    assert children_at_the_scanner() == []


def test_a_cancelled_job_ends_at_once_and_posts_nothing_more(scanner: Scanning, listener: Listener) -> None:
    device = scanner(options=SLOWLY, page_s=300.0)
    device.flatbed.begin(1)
    listener.until_state(DeviceState.BUSY)
    device.flatbed.cancel()
    listener.until_state(DeviceState.READY)
    assert (listener.of(PageArrived), listener.of(PagesEnded)) == ([], [])
    assert children_at_the_scanner() == []


def test_stopping_ends_the_process_at_the_scanner(scanner: Scanning, listener: Listener) -> None:
    device = scanner(options=SLOWLY, page_s=300.0)
    device.flatbed.begin(1)
    listener.until_state(DeviceState.BUSY)
    device.stop()
    assert children_at_the_scanner() == []


def test_a_scanner_that_is_not_there_is_absent(scanner: Scanning, listener: Listener) -> None:
    device = scanner("nosuch:0")
    listener.until_state(DeviceState.ABSENT)
    assert DeviceStatus(DeviceState.ABSENT, "not_found") == device.status
    pages, error = listener.take_all(device.flatbed, job=1)
    assert ([], DeviceAbsent) == (pages, type(error))


def test_a_terminal_without_a_scanner_never_looks_for_one(scanner: Scanning, listener: Listener) -> None:
    device = scanner("")
    assert DeviceStatus(DeviceState.ABSENT, "not_fitted") == device.status == device.feeder.status
    assert listener.events == []


def test_a_part_the_settings_deny_is_not_fitted(scanner: Scanning, listener: Listener) -> None:
    device = scanner(feeder="")
    assert device.feeder.status == DeviceStatus(DeviceState.ABSENT, "not_fitted")
    listener.until_state(DeviceState.READY)
    assert DeviceStatus(DeviceState.ABSENT, "not_fitted") == device.feeder.status
    assert device.flatbed.status.state == DeviceState.READY


def test_a_scanner_is_found_by_a_pattern(scanner: Scanning, listener: Listener, tmp_path: Path) -> None:
    (tmp_path / "dll.conf").write_text("test\n")
    device = scanner("test:*", config=tmp_path)
    pages, error = listener.take_all(device.flatbed, job=1)
    assert (len(pages), error) == (1, None)


def test_without_sane_the_driver_is_said_to_be_missing(
    scanner: Scanning, listener: Listener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "libsane.so.1").write_bytes(b"no library")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    device = scanner()
    listener.until_state(DeviceState.FAILED)
    assert DeviceStatus(DeviceState.FAILED, "driver_missing") == device.status


def children_at_the_scanner() -> list[str]:
    """The processes of this one that run SANE."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                command = (process / "cmdline").read_bytes()
                parent = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, ValueError):
                continue
            if b"kiosk.devices.sane.child" in command and parent == os.getpid():
                found.append(process.name)
    return found
