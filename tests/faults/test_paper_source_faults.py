"""Every fault of a source of papers, on its real wire: a sentence of its own with a way on, and no page lost."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from kiosk.devices.base import DeviceState
from kiosk.devices.foreign_file.opening import opened_pages
from kiosk.devices.pages import PageArrived, PageSource
from kiosk.devices.scanner import DeskSource, DocumentCamera, SheetScanner
from kiosk.devices.stick import FileStick
from kiosk.errors import KioskError
from kiosk.journey import sentences
from kiosk.sandbox.desk import Desk
from kiosk.sandbox.escl_scanner import DEVICE, SandboxSheetScanner, ScannerFault
from kiosk.sandbox.specimens import certificate, household_page
from kiosk.sandbox.stick import SandboxStick, as_pdf, as_picture
from kiosk.settings_devices import Sheets, Stick, Video
from kiosk.wording import Wording
from tests.devices.odd_files import bare_pdf, encrypted, png_of_size, two_hundred_megapixels
from tests.devices.page_listener import Listener


@dataclass(frozen=True)
class Outcome:
    """What a person has and hears after a fault."""

    taken: list[PageArrived]
    error: KioskError | None

    @property
    def title(self) -> str:
        assert self.error is not None
        return Wording("zh").say(sentences.for_error(self.error).what)


@pytest.fixture
def listener() -> Listener:
    return Listener()


def said_well(outcome: Outcome, title: str, pages: int) -> None:
    """The sentence is this one, in both languages there is one, ways lead on, and the pages are there."""
    assert outcome.error is not None
    trouble = sentences.for_error(outcome.error, safe="journey.safe_pages")
    assert outcome.title == title
    assert trouble.what in Wording("en")
    assert trouble.safe in Wording("zh")
    assert {"again", "counter"} <= set(trouble.ways)
    assert len(outcome.taken) == pages
    assert all(page.image_bgr.any() for page in outcome.taken)


# The document camera -------------------------------------------------------------------------------------------


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    desk.start()
    yield desk
    desk.stop()


@pytest.fixture
def camera(desk: Desk, listener: Listener) -> Iterator[DocumentCamera]:
    camera = DocumentCamera(
        Video(source=desk.url, width_px=1600, height_px=1200, fps=8, stall_s=1.0), listener.post
    )
    camera.start()
    listener.until_state(DeviceState.READY)
    yield camera
    camera.stop()


def test_a_camera_gone_in_the_middle_of_a_shot(desk: Desk, camera: DocumentCamera, listener: Listener) -> None:
    desk.lay(certificate(), by_hand=False)
    source = DeskSource(camera, listener.post)
    taken, error = listener.take_all(source, 1)
    assert (len(taken), error) == (1, None)
    desk.unplug()
    _, error = listener.take_all(source, 2)
    said_well(Outcome(taken, error), "有一个部件没接好。", pages=1)
    desk.plug()
    listener.until_state(DeviceState.BUSY)
    again, error = listener.take_all(source, 3)
    assert (len(again), error) == (1, None)


def test_a_camera_whose_picture_stands_still_in_the_middle_of_a_shot(
    desk: Desk, camera: DocumentCamera, listener: Listener
) -> None:
    desk.lay(certificate(), by_hand=False)
    source = DeskSource(camera, listener.post)
    taken, _ = listener.take_all(source, 1)
    desk.stall()
    listener.until_state(DeviceState.ATTENTION)
    _, error = listener.take_all(source, 2)
    said_well(Outcome(taken, error), "镜头没有画面。", pages=1)


# The scanner for sheets ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheeted:
    machine: SandboxSheetScanner
    device: SheetScanner
    listener: Listener

    def job(self, source: PageSource, number: int = 1) -> Outcome:
        return Outcome(*self.listener.take_all(source, number))


@pytest.fixture
def sheeted(listener: Listener, tmp_path: Path) -> Iterator[Sheeted]:
    machine = SandboxSheetScanner()
    machine.start()
    config = machine.write_config(tmp_path / "sane")
    device = SheetScanner(Sheets(device=DEVICE, config=config, dpi=100, page_s=15.0, look_s=0.5), listener.post)
    device.start()
    listener.until_state(DeviceState.READY)
    yield Sheeted(machine, device, listener)
    device.stop()
    machine.stop()


def test_a_feeder_with_nothing_in_it(sheeted: Sheeted) -> None:
    said_well(sheeted.job(sheeted.device.feeder), "进纸口没有纸。", pages=0)


def test_a_feeder_that_jams_in_the_middle_of_a_stack(sheeted: Sheeted) -> None:
    sheeted.machine.feed(*[certificate()] * 5)
    sheeted.machine.jam_after(3)
    said_well(sheeted.job(sheeted.device.feeder), "纸卡住了。", pages=3)


def test_a_cover_that_stands_open(sheeted: Sheeted) -> None:
    sheeted.machine.feed(certificate())
    sheeted.machine.spoil(ScannerFault.COVER)
    said_well(sheeted.job(sheeted.device.feeder), "扫描仪的盖子开着。", pages=0)


def test_a_scanner_in_somebody_elses_hands(sheeted: Sheeted) -> None:
    sheeted.machine.lay(certificate())
    sheeted.machine.spoil(ScannerFault.BUSY)
    said_well(sheeted.job(sheeted.device.flatbed), "扫描仪还在忙。", pages=0)


def test_a_scanner_that_hangs(sheeted: Sheeted) -> None:
    sheeted.machine.lay(certificate())
    sheeted.machine.spoil(ScannerFault.HANGS)
    said_well(sheeted.job(sheeted.device.flatbed), "有一个部件没有回应。", pages=0)


def test_a_scanner_whose_picture_breaks_off(sheeted: Sheeted) -> None:
    sheeted.machine.lay(certificate())
    sheeted.machine.spoil(ScannerFault.CUTS)
    said_well(sheeted.job(sheeted.device.flatbed), "扫描仪现在不能用。", pages=0)


def test_a_scanner_unplugged_in_the_middle_of_a_stack(sheeted: Sheeted) -> None:
    sheeted.machine.feed(*[certificate()] * 4)
    sheeted.device.feeder.begin(1)
    taken = [sheeted.listener.page(1, 1)]
    sheeted.machine.stop()
    sheeted.device.feeder.more(1)
    error = sheeted.listener.end(1).error
    said_well(Outcome(taken, error), "有一个部件没接好。", pages=1)


# Sticks and their files ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plugged:
    place: SandboxStick
    device: FileStick
    listener: Listener

    def after_a_good_one(self, content: bytes, name: str = "b.pdf") -> Outcome:
        """The pages of a good file, then what becomes of another one."""
        self.place.plug({"a.jpg": as_picture(household_page()), name: content})
        self.listener.until_state(DeviceState.READY)
        ids = {choice.label: choice.id for choice in self.listener.choices(self.device).choices}
        taken, error = self.listener.take_all(self.device, 1, ids["a.jpg"])
        assert (len(taken), error) == (1, None)
        more, error = self.listener.take_all(self.device, 2, ids[name])
        return Outcome(taken + more, error)


@pytest.fixture
def plugged(listener: Listener, tmp_path: Path) -> Iterator[Callable[..., Plugged]]:
    made: list[FileStick] = []

    def plug(python: tuple[str, ...] = (sys.executable,), **more: object) -> Plugged:
        place = SandboxStick(tmp_path / "stick")
        settings = Stick.model_validate({"folders": [place.path], "page_s": 30.0, **more})
        made.append(FileStick(settings, listener.post, open_file=partial(opened_pages, python=python)))
        made[-1].start()
        return Plugged(place, made[-1], listener)

    yield plug
    for one in made:
        one.stop()


FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a picture bomb": ("b.png", lambda: png_of_size(60_000, 60_000), "这张图尺寸太大。"),
    "200 MP": ("b.png", two_hundred_megapixels, "这张图尺寸太大。"),
    "a giant page": ("b.pdf", lambda: bare_pdf(box="0 0 14000 14000"), "这张图尺寸太大。"),
    "a broken PDF": ("b.pdf", lambda: b"%PDF-1.4\n" + b"rubbish " * 500, "这个文件坏了，打不开。"),
    "an encrypted PDF": ("b.pdf", lambda: encrypted(user="u"), "这个文件有密码。"),
    "0 bytes": ("b.pdf", lambda: b"", "这个文件是空的。"),
    "a text called .jpg": ("b.jpg", lambda: b"words " * 500, "这不是 PDF，也不是图片。"),
    "too many pages": ("b.pdf", lambda: as_pdf(*[certificate()] * 4), "这个文件页数太多。"),
    "too many bytes": ("b.jpg", lambda: b"\xff\xd8\xff" + bytes(3 * 2**20), "这个文件太大。"),
}


@pytest.mark.parametrize("wrong", sorted(FILES))
def test_a_file_that_cannot_be_used(plugged: Callable[..., Plugged], wrong: str) -> None:
    name, make, title = FILES[wrong]
    said_well(plugged(pages=3, file_mb=2).after_a_good_one(make(), name), title, pages=1)


def test_a_stick_pulled_in_the_middle_of_a_file(plugged: Callable[..., Plugged], tmp_path: Path) -> None:
    """The second file's bytes stop coming, as the kernel says of a stick that is gone (EIO)."""
    file = str(tmp_path / "stick" / "b.pdf")
    pulled = ("strace", "-f", "-o", "/dev/null", "-P", file, "-e", "inject=read:error=EIO:when=1+")
    outcome = plugged(python=(*pulled, sys.executable)).after_a_good_one(as_pdf(certificate()))
    said_well(outcome, "读到一半，U 盘拔掉了。", pages=1)


def test_a_stick_pulled_before_its_next_file(plugged: Callable[..., Plugged]) -> None:
    stick = plugged()
    stick.place.plug({"a.jpg": as_picture(household_page()), "b.pdf": as_pdf(certificate())})
    stick.listener.until_state(DeviceState.READY)
    ids = {choice.label: choice.id for choice in stick.listener.choices(stick.device).choices}
    taken, _ = stick.listener.take_all(stick.device, 1, ids["a.jpg"])
    stick.place.pull()
    more, error = stick.listener.take_all(stick.device, 2, ids["b.pdf"])
    said_well(Outcome(taken + more, error), "读到一半，U 盘拔掉了。", pages=1)


def test_a_file_that_takes_too_long_to_open(plugged: Callable[..., Plugged]) -> None:
    never = ("/bin/sh", "-c", "exec sleep 600", "sh")
    stick = plugged(python=never, page_s=1.0)
    stick.place.plug({"b.pdf": as_pdf(certificate())})
    stick.listener.until_state(DeviceState.READY)
    (choice,) = stick.listener.choices(stick.device).choices
    said_well(Outcome(*stick.listener.take_all(stick.device, 1, choice.id)), "这个文件打开太慢，停下了。", pages=0)


def test_nothing_of_a_stick_stays_after_the_visit(plugged: Callable[..., Plugged], tmp_path: Path) -> None:
    stick = plugged()
    stick.after_a_good_one(as_pdf(certificate()), "李四的证明.pdf")
    stick.device.cancel()
    stick.place.pull()
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert left == []
    assert stick.device.__dict__["_found"] == ()


def test_no_event_of_a_source_names_a_file(plugged: Callable[..., Plugged]) -> None:
    stick = plugged()
    stick.after_a_good_one(b"", "李四的证明.pdf")
    said = "".join(f"{event!r}{getattr(event, 'error', '')}" for event in stick.listener.events)
    assert "李四" not in said
    assert os.fspath(stick.place.path) not in said
