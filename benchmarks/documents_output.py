"""What a material costs: kilobytes a page by coding beside the fields still read from it, seconds, memory.

The pages are specimens drawn in this run as a camera and the flattening leave them; each coding is unpacked again
and read by the terminal's own reader, so ``fields`` says what a clerk's copy is still worth. Set in Noto's type.
``TONGBAN_BENCH_PAGES`` says how many pages of each kind are coded.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image

from benchmarks.figure import Figure, against, at_most, interleaved_ms, plain
from kiosk.errors import ReadingError
from kiosk.sandbox.papers import KINDS, LEVELS, PaperSpecimen, caught, drawn
from kiosk.sandbox.specimens import Bgr
from kiosk.settings import Reading
from kiosk.vision.pages.flatten import A4_LONG_PX
from kiosk.vision.pages.pdf import BoundPage, material_pdf
from kiosk.vision.pages.picture import page_jpeg
from kiosk.vision.reading.known import KnownPapers
from kiosk.vision.reading.reader import PageReader
from kiosk.vision.reading.text import PageText

LOTS = int(os.environ.get("TONGBAN_BENCH_PAGES", "1"))
FIRST_LOT = 2000
PAGE_KB, FIVE_PAGES_MS, GROWTH_MB = 170.0, 1500.0, 150.0
RUNS = 9
PATIENT = Reading(page_s=300, start_s=300, pages=1000)
Coded = Callable[[Bgr], bytes]

FORTY = """
import sys
from pathlib import Path
from kiosk.vision.pages.pdf import BoundPage, material_pdf

def peak_kb():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

page = sys.stdin.buffer.read()
material_pdf([BoundPage(page)])
before = peak_kb()
material_pdf([BoundPage(page + b"") for _ in range(40)])
print((peak_kb() - before) / 1024)
"""


def figures() -> list[Figure]:
    """Sizes with fields, then time, then memory."""
    reader = PageReader(PATIENT)
    try:
        pages = _pages()
        texts = _texts(reader, pages)
        return [*_codings(reader, pages), *_material(pages, texts), *_memory()]
    finally:
        reader.rest()


def _pages() -> list[tuple[PaperSpecimen, Bgr]]:
    """Specimens as flattened, no larger than A4 at 150 dpi."""
    lots = range(FIRST_LOT, FIRST_LOT + LOTS)
    specimens = [(drawn(kind, lot), lot) for kind in KINDS for lot in lots]
    return [(one, _at_150_dpi(caught(one, LEVELS[1], lot))) for one, lot in specimens]


def _at_150_dpi(page: Bgr) -> Bgr:
    scale = min(1.0, A4_LONG_PX / max(page.shape[:2]))
    return np.asarray(cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _texts(reader: PageReader, pages: list[tuple[PaperSpecimen, Bgr]]) -> list[PageText]:
    return [reader.read(page) for _, page in pages]


def _codings(reader: PageReader, pages: list[tuple[PaperSpecimen, Bgr]]) -> list[Figure]:
    asked = sum(len(specimen.fields) for specimen, _ in pages)
    found = [plain(f"fields read of the original, of {asked}", _fields(reader, pages, None), "fields", len(pages))]
    for name, code in CODINGS.items():
        size_kb = float(np.mean([len(code(page)) for _, page in pages])) / 1000
        found.append(plain(f"{name}: size", size_kb, "KB", len(pages)))
        found.append(plain(f"{name}: fields read, of {asked}", _fields(reader, pages, code), "fields", len(pages)))
    return found


def _fields(reader: PageReader, pages: list[tuple[PaperSpecimen, Bgr]], code: Coded | None) -> int:
    papers, right = KnownPapers.load(), 0
    for specimen, page in pages:
        shown = page if code is None else _unpacked(code(page))
        try:
            fields = {one.name: one.value for one in papers.read_fields(reader.read(shown), specimen.kind)}
        except ReadingError:
            continue
        right += sum(fields.get(name) == value for name, value in specimen.fields.items())
    return right


def _unpacked(data: bytes) -> Bgr:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.uint8)[..., ::-1].copy()


def _pillow(form: str, mode: str, **options: int) -> Coded:
    def code(page: Bgr) -> bytes:
        out = io.BytesIO()
        Image.fromarray(page[..., ::-1].copy()).convert(mode).save(out, form, **options)
        return out.getvalue()

    return code


def _black_and_white(page: Bgr) -> bytes:
    """CCITT group 4, cut at Otsu's level."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1]
    out = io.BytesIO()
    Image.fromarray(np.asarray(ink, np.uint8)).convert("1").save(out, "TIFF", compression="group4")
    return out.getvalue()


CODINGS: dict[str, Coded] = {
    "ours, colour": page_jpeg,
    "JPEG colour, quality 85": _pillow("JPEG", "RGB", quality=85),
    "JPEG grey, quality 50": _pillow("JPEG", "L", quality=50),
    "WebP colour, quality 30 (PDF has none)": _pillow("WEBP", "RGB", quality=30),
    "black and white, CCITT G4": _black_and_white,
}


def _material(pages: list[tuple[PaperSpecimen, Bgr]], texts: list[PageText]) -> list[Figure]:
    bound = [BoundPage(page_jpeg(page), text) for (_, page), text in zip(pages, texts, strict=True)]
    each = [len(material_pdf([one])) for one in bound]
    layer = [len(material_pdf([one])) - len(material_pdf([BoundPage(one.jpeg)])) for one in bound]
    five = (bound * 5)[:5]
    busy = _busy()
    ours, pillow = interleaved_ms(
        RUNS, lambda: material_pdf(five), lambda: _pillow_pdf([one.jpeg for one in five])
    )
    coded = [page for _, page in (pages * 5)[:5]]
    whole = interleaved_ms(3, lambda: material_pdf([BoundPage(page_jpeg(page), texts[0]) for page in coded]))[0]
    return [
        at_most("largest page in the PDF, with its words", max(each) / 1000, "KB", len(each), PAGE_KB),
        plain("of that for the words, largest", max(layer) / 1000, "KB", len(layer)),
        at_most("a full page of sensor noise at 150 dpi, with words", _with_words(busy, texts), "KB", 1, PAGE_KB),
        at_most("five pages bound", ours, "ms", RUNS, FIVE_PAGES_MS),
        against("five pages bound", ours, "Pillow's PDF, without words or marks", pillow, "ms", RUNS),
        at_most("five pages coded and bound", whole, "ms", 3, FIVE_PAGES_MS),
    ]


def _with_words(page: Bgr, texts: list[PageText]) -> float:
    fullest = max(texts, key=lambda text: sum(len(line.text) for line in text.lines))
    return len(material_pdf([BoundPage(page_jpeg(page), fullest)])) / 1000


def _busy() -> Bgr:
    return np.random.default_rng(4).integers(0, 256, (A4_LONG_PX, 1240, 3), np.uint8)


def _pillow_pdf(jpegs: list[bytes]) -> bytes:
    first, *others = [Image.open(io.BytesIO(one)) for one in jpegs]
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=others, resolution=150)
    return out.getvalue()


def _memory() -> list[Figure]:
    """In a process of its own: pages as large as pages get."""
    command = [sys.executable, "-c", FORTY]
    done = subprocess.run(command, input=page_jpeg(_busy()), capture_output=True, check=True)
    return [at_most("forty pages in one material, growth of memory", float(done.stdout), "MB", 40, GROWTH_MB)]
