"""What a locked-in process costs when a file is opened, and what a stick and a sheet take."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil
from PIL import Image

from benchmarks.figure import Figure, against, at_most, interleaved_ms, plain
from kiosk.devices.foreign_file.opening import Limits, opened_pages
from kiosk.devices.scanner.sane_job import sheets
from kiosk.devices.stick.listing import Sweep, look
from kiosk.sandbox.specimens import certificate
from kiosk.sandbox.stick import as_pdf
from kiosk.settings_devices import Sheets, Stick

RUNS = 7
PAGES = 10
ENTRIES = 3000
FORTY = 40
LIMITS = Limits.of(Stick())
PHOTO_PX = (4000, 3000)


def figures() -> list[Figure]:
    """Milliseconds, each a median."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        return [_memory(Path(folder)), *_files(Path(folder)), _listing(Path(folder) / "stick"), *_scanner()]


def _files(folder: Path) -> list[Figure]:
    photo, pdf = folder / "photo.jpg", folder / "pages.pdf"
    photo.write_bytes(_photo())
    pdf.write_bytes(as_pdf(*[certificate()] * PAGES))
    ours, bare = interleaved_ms(RUNS, lambda: _open(photo), lambda: _decode(photo))
    first = [_seconds_to_pages(pdf) for _ in range(3)]
    later = sorted(later for _, later in first)[1] / (PAGES - 1)
    name = "a photo of 12 MP, file to page"
    return [
        against(name, ours, "the same by Pillow, not locked in", bare, "ms", RUNS),
        plain("a PDF, file to its first page", sorted(one for one, _ in first)[1] * 1000, "ms", 3),
        plain("a PDF, each further page (A4, 200 dpi)", later * 1000, "ms", 3 * (PAGES - 1)),
    ]


def _memory(folder: Path) -> Figure:
    """The terminal's own growth, at its most, while a file of forty pages goes by, each page dropped once seen."""
    pdf = folder / "forty.pdf"
    pdf.write_bytes(as_pdf(*[certificate()] * FORTY))
    process = psutil.Process()
    before, most = process.memory_info().rss, 0

    def read(opened: int) -> None:
        nonlocal most
        for _ in opened_pages(opened, LIMITS):
            most = max(most, process.memory_info().rss)

    _with(pdf, read)
    return at_most("memory of the terminal, forty pages of a file", (most - before) / 2**20, "MB", FORTY, 150)


def _listing(stick: Path) -> Figure:
    stick.mkdir()
    for number in range(ENTRIES):
        (stick / f"IMG_{number:05}.jpg").write_bytes(b"\xff\xd8\xff" + bytes(2000))
    sweep = Sweep(looked_at=ENTRIES, listed=100, depth=4, seconds=60.0)
    (taken,) = interleaved_ms(RUNS, lambda: look([stick], sweep, LIMITS.kinds))
    return plain(f"a stick with {ENTRIES} pictures, looked through", taken, "ms", RUNS)


def _scanner() -> list[Figure]:
    """SANE's own test device, which takes no time of its own; nothing where SANE is not installed."""
    if shutil.which("scanimage") is None:
        return []
    command = ["scanimage", "-d", "test:0", "--mode", "Color", "--resolution", "200", "-x", "200", "-y", "200"]
    run = lambda: subprocess.run(command, capture_output=True, check=True)  # noqa: E731
    ours, peer = interleaved_ms(RUNS, _scan, run)
    return [against("a sheet of 200 mm at 200 dpi, job to page", ours, "scanimage", peer, "ms", RUNS)]


def _scan() -> None:
    with closing(sheets(Sheets(device="test:0"), "flatbed", lambda: True)) as pages:
        assert len(list(pages)) == 1


def _open(file: Path) -> None:
    _with(file, lambda opened: list(opened_pages(opened, LIMITS)))


def _decode(file: Path) -> None:
    with Image.open(file) as picture:
        picture.convert("RGB").tobytes("raw", "BGR")


def _seconds_to_pages(file: Path) -> tuple[float, float]:
    """To the first page, and from there to the last."""
    begun = time.perf_counter()
    marks: list[float] = []

    def read(opened: int) -> None:
        for _ in opened_pages(opened, LIMITS):
            marks.append(time.perf_counter())

    _with(file, read)
    return marks[0] - begun, marks[-1] - marks[0]


def _with(file: Path, work: Callable[[int], object]) -> None:
    opened = os.open(file, os.O_RDONLY)
    try:
        work(opened)
    finally:
        os.close(opened)


def _photo() -> bytes:
    """A picture with the grain of a phone's, so that decoding it is work."""
    content = io.BytesIO()
    grain = Image.effect_noise(PHOTO_PX, 30)
    Image.merge("RGB", (grain, grain.rotate(180), grain)).save(content, "JPEG", quality=88)
    return content.getvalue()
