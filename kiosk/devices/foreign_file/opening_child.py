"""The process that a foreign file is opened in: reads it from an open descriptor, says pages, and ends.

It loads what it needs, locks itself in (``confinement``), and only then reads the file's first byte. Whoever finds
a hole in a decoder finds himself in a process without files, network, programs and memory to speak of.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pi_heif
import pypdfium2
from PIL import Image, ImageFile, ImageOps, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from kiosk.devices.foreign_file.confinement import NotConfined, confine
from kiosk.devices.foreign_file.kinds import kind_of
from kiosk.devices.page_pipe import DONE, ERROR, HEAD, WHOLE, say, say_bytes

LONGEST_PX = 4200
"""A picture's longer side is brought down to this: A4 at 360 dpi, more than any reader needs."""
_PILLOW = {"jpeg": "JPEG", "png": "PNG", "tiff": "TIFF", "webp": "WEBP", "heic": "HEIF"}
_POINTS_AN_INCH = 72.0
_PDF_LOCKED = (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY)
_DECODERS = (JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)


class _NoPages(Exception):
    """Why the file gives no (more) pages: a word that ``opening`` knows."""


@dataclass(frozen=True)
class _Task:
    size_bytes: int
    kinds: tuple[str, ...]
    pages: int
    pixels: int
    pdf_dpi: int
    memory_bytes: int
    cpu_s: int


def main(task: _Task, file: int, out: int) -> None:
    """Says every page of the open descriptor ``file`` to the pipe ``out``."""
    try:
        _load_all()
        confine(task.memory_bytes, task.cpu_s)
        for number, (picture, of, dpi) in enumerate(_pages(_read(file, task.size_bytes), task), start=1):
            _say_page(out, picture, number, of, dpi)
        say(out, DONE)
    except _NoPages as why:
        say(out, ERROR, str(why).encode())
    except MemoryError:
        say(out, ERROR, b"memory")
    except NotConfined:
        say(out, ERROR, b"not_confined")


def _load_all() -> None:
    """Everything that would be loaded later, when nothing can be loaded any more."""
    pi_heif.options.DECODE_THREADS = 0
    pi_heif.register_heif_opener(thumbnails=False)
    Image.init()
    Image.MAX_IMAGE_PIXELS = None  # judged here, by the settings, before anything is decoded
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    for kind in ("JPEG", "PNG", "TIFF"):
        content = io.BytesIO()
        Image.new("RGB", (8, 8)).save(content, kind)
        with Image.open(content) as picture:
            ImageOps.exif_transpose(picture).convert("RGB").resize((4, 4), reducing_gap=2.0).tobytes("raw", "BGR")
    pypdfium2.PdfDocument.new().close()


def _read(file: int, size_bytes: int) -> bytes:
    content = bytearray()
    while len(content) < size_bytes:
        try:
            piece = os.read(file, min(1 << 20, size_bytes - len(content)))
        except OSError:
            raise _NoPages("gone") from None
        if not piece:  # shorter than it was a moment ago
            raise _NoPages("gone")
        content += piece
    return bytes(content)


def _pages(content: bytes, task: _Task) -> Iterator[tuple[Image.Image, int, float]]:
    """Each page, how many there are, and its dots per inch (0: not known)."""
    kind = kind_of(content)
    if kind not in task.kinds:
        raise _NoPages("kind")
    yield from _pdf_pages(content, task) if kind == "pdf" else _pictures(content, kind, task)


def _pdf_pages(content: bytes, task: _Task) -> Iterator[tuple[Image.Image, int, float]]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _NoPages("locked" if getattr(error, "err_code", None) in _PDF_LOCKED else "broken") from None
    with contextlib.suppress(pypdfium2.PdfiumError):
        document.init_forms()  # what was filled into a form is drawn too
    count = len(document)
    _count_is_good(count, task)
    for place in range(count):
        try:
            page = document[place]
            scale = task.pdf_dpi / _POINTS_AN_INCH
            width, height = page.get_size()
            _size_is_good(width * scale, height * scale, task)
            bitmap = page.render(scale=scale, rev_byteorder=True)
        except pypdfium2.PdfiumError:
            raise _NoPages("broken") from None
        yield bitmap.to_pil(), count, float(task.pdf_dpi)
        bitmap.close()
        page.close()


def _pictures(content: bytes, kind: str, task: _Task) -> Iterator[tuple[Image.Image, int, float]]:
    with _decoding():
        picture = Image.open(io.BytesIO(content), formats=[_PILLOW[kind]])
    count = getattr(picture, "n_frames", 1) if kind == "tiff" else 1
    _count_is_good(count, task)
    for place in range(count):
        with _decoding():
            if place:
                picture.seek(place)
            _size_is_good(*picture.size, task)
            if kind == "jpeg":
                picture.draft("RGB", (LONGEST_PX, LONGEST_PX))
            picture.load()
            page = ImageOps.exif_transpose(picture)
        yield page, count, 0.0


@contextlib.contextmanager
def _decoding() -> Iterator[None]:
    """A decoder may raise anything; all of it means that the file is broken."""
    try:
        yield
    except (_NoPages, MemoryError):
        raise
    except Exception:
        raise _NoPages("broken") from None


def _count_is_good(count: int, task: _Task) -> None:
    if count == 0:
        raise _NoPages("empty")
    if count > task.pages:
        raise _NoPages("pages")


def _size_is_good(width: float, height: float, task: _Task) -> None:
    if width < 1 or height < 1:
        raise _NoPages("broken")
    if width * height > task.pixels:
        raise _NoPages("pixels")


def _say_page(out: int, picture: Image.Image, number: int, of: int, dpi: float) -> None:
    page = _on_white(picture)
    longest = max(page.size)
    if longest > LONGEST_PX:
        to = (max(1, page.width * LONGEST_PX // longest), max(1, page.height * LONGEST_PX // longest))
        page, dpi = page.resize(to, Image.Resampling.BICUBIC, reducing_gap=2.0), dpi * LONGEST_PX / longest
    head = {"number": number, "of": of, "width": page.width, "height": page.height, "dpi": dpi}
    say(out, HEAD, json.dumps(head).encode())
    say_bytes(out, page.tobytes("raw", "BGR"))
    say(out, WHOLE)


def _on_white(picture: Image.Image) -> Image.Image:
    """As on paper: RGB, what is transparent is white, 16 bits of grey are brought to 8."""
    if picture.mode == "RGB":
        return picture
    if picture.mode.startswith("I;16"):
        picture = picture.convert("I")
    if picture.mode in ("I", "F"):
        return picture.point(lambda value: value / 256).convert("L").convert("RGB")
    if "A" in picture.getbands() or "transparency" in picture.info:
        see_through = picture.convert("RGBA")
        white = Image.new("RGB", picture.size, "white")
        white.paste(see_through, mask=see_through.getchannel("A"))
        return white
    return picture.convert("RGB")


if __name__ == "__main__":
    ctypes.CDLL(None).prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG: it ends with the terminal, from the beginning
    given = json.loads(sys.argv[1])
    with contextlib.suppress(BrokenPipeError):
        main(_Task(**{**given, "kinds": tuple(given["kinds"])}), int(sys.argv[2]), 1)
