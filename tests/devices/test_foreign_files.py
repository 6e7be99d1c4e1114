"""Files that people bring: every kind becomes pages, and what is wrong with one is said and costs nothing else."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from kiosk.devices.foreign_file.opening import FilePage, Limits, opened_pages
from kiosk.errors import (
    DriverMissing,
    FileBroken,
    FileEmpty,
    FileError,
    FileGone,
    FileLocked,
    FileNotAllowed,
    FileSlow,
    FileTooBig,
    PictureTooBig,
    TooManyPages,
)
from kiosk.settings_devices import Stick
from tests.devices.odd_files import (
    bare_pdf,
    encrypted,
    nested_pdf,
    packed_pdf,
    png_of_size,
    saved,
    shaded_pdf,
    two_hundred_megapixels,
)

DATA = Path(__file__).resolve().parents[1] / "data"
RED, BLUE = (200, 30, 40), (20, 60, 200)
LIMITS = Limits.of(Stick(page_s=60.0))
Write = Callable[[bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(content: bytes) -> Path:
        file = tmp_path / "brought"
        file.write_bytes(content)
        return file

    return written


def pages_of(file: Path, limits: Limits = LIMITS, python: tuple[str, ...] = (sys.executable,)) -> list[FilePage]:
    opened = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with closing(opened_pages(opened, limits, python=python)) as pages:
            return list(pages)
    finally:
        os.close(opened)


def four_fields(mode: str = "RGB") -> Image.Image:
    """Red top left, blue bottom right, white elsewhere; 640 x 480."""
    picture = Image.new("RGB", (640, 480), "white")
    picture.paste(RED, (0, 0, 320, 240))
    picture.paste(BLUE, (320, 240, 640, 480))
    return picture.convert(mode)


def close_to(pixel: np.ndarray, rgb: tuple[int, int, int]) -> bool:
    return bool(np.abs(pixel[::-1].astype(int) - rgb).max() < 40)


KINDS = {
    "jpeg": lambda: saved(four_fields(), "JPEG"),
    "png": lambda: saved(four_fields(), "PNG"),
    "webp": lambda: saved(four_fields(), "WEBP"),
    "tiff": lambda: saved(four_fields(), "TIFF"),
    "tiff, packed": lambda: saved(four_fields(), "TIFF", compression="tiff_lzw"),
    "palette": lambda: saved(four_fields().quantize(8), "PNG"),
    "CMYK": lambda: saved(four_fields("CMYK"), "JPEG"),
    "heic": lambda: (DATA / "four_fields.heic").read_bytes(),
    "pdf": lambda: saved(four_fields(), "PDF", resolution=200.0),
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_becomes_a_page_of_the_same_picture(write: Write, kind: str) -> None:
    (page,) = pages_of(write(KINDS[kind]()))
    assert (page.number, page.of) == (1, 1)
    assert page.image_bgr.dtype == np.uint8
    assert page.image_bgr.shape == pytest.approx((480, 640, 3), abs=1)
    assert close_to(page.image_bgr[100, 100], RED)
    assert close_to(page.image_bgr[400, 600], BLUE)
    assert close_to(page.image_bgr[100, 600], (255, 255, 255))


def test_a_kind_the_settings_do_not_name_is_refused(write: Write) -> None:
    only_pdf = Limits.of(Stick(kinds=("pdf",)))
    with pytest.raises(FileNotAllowed):
        pages_of(write(KINDS["png"]()), only_pdf)


def test_a_photo_stands_as_its_camera_says(write: Write) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6  # EXIF orientation: turn a quarter clockwise
    (page,) = pages_of(write(saved(four_fields(), "JPEG", exif=turned)))
    assert page.image_bgr.shape == (640, 480, 3)
    assert close_to(page.image_bgr[100, 400], RED)


def test_what_is_transparent_is_white(write: Write) -> None:
    (page,) = pages_of(write(saved(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG")))
    assert set(np.unique(page.image_bgr)) == {255}


def test_sixteen_bits_of_grey_keep_their_shade(write: Write) -> None:
    grey = Image.fromarray(np.full((64, 64), 0x8000, np.uint16))
    (page,) = pages_of(write(saved(grey, "PNG")))
    assert set(np.unique(page.image_bgr)) <= {127, 128}


def test_a_large_photo_is_brought_down_to_what_reading_needs(write: Write) -> None:
    (page,) = pages_of(write(saved(Image.new("L", (6000, 4500), 90), "JPEG")))
    assert max(page.image_bgr.shape) <= 4200
    assert page.image_bgr.shape[1] / page.image_bgr.shape[0] == pytest.approx(6000 / 4500, abs=0.01)


def test_every_page_of_a_pdf_comes_at_its_resolution(write: Write) -> None:
    pages = pages_of(write(bare_pdf("1 0 0 rg 100 100 50 50 re f", pages=3)))
    assert [(page.number, page.of, page.dpi) for page in pages] == [(1, 3, 200.0), (2, 3, 200.0), (3, 3, 200.0)]
    assert pages[0].image_bgr.shape == pytest.approx((842 / 72 * 200, 595 / 72 * 200, 3), abs=1)
    at = (round((842 - 125) / 72 * 200), round(125 / 72 * 200))
    assert close_to(pages[2].image_bgr[at], (255, 0, 0))


def test_every_page_of_a_tiff_comes(write: Write) -> None:
    pages = pages_of(write(saved(four_fields(), "TIFF", save_all=True, append_images=[four_fields()] * 2)))
    assert [page.number for page in pages] == [1, 2, 3]


def test_a_pdf_that_leans_on_the_systems_chinese_fonts_shows_its_words(write: Write) -> None:
    font = (
        "/F1 << /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts "
        "[ << /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor << /Type /FontDescriptor "
        "/FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 /Descent -200 "
        "/CapHeight 700 /StemV 80 >> >> ] >>"
    )
    words = "测试证明".encode("utf-16-be").hex()
    (page,) = pages_of(write(bare_pdf(f"BT /F1 48 Tf 72 700 Td <{words}> Tj ET", fonts=font)))
    drawn = page.image_bgr[int((842 - 750) / 72 * 200) : int((842 - 680) / 72 * 200), :, 0] < 128
    columns = np.flatnonzero(drawn.any(axis=0))
    assert drawn.sum() > 4000
    assert columns.max() - columns.min() > 3 * 48 / 72 * 200


def test_what_was_filled_into_a_form_is_drawn(write: Write) -> None:
    pdf = pikepdf.open(io.BytesIO(bare_pdf()))
    look = pdf.make_stream(b"0 0 0 rg 0 0 200 40 re f")
    look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    look.BBox = pikepdf.Array([0, 0, 200, 40])
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T=pikepdf.String("name"),
            Rect=pikepdf.Array([100, 700, 300, 740]),
            F=4,
            AP=pikepdf.Dictionary(N=look),
        )
    )
    pdf.pages[0].obj.Annots = pikepdf.Array([field])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
    written = io.BytesIO()
    pdf.save(written)
    (page,) = pages_of(write(written.getvalue()))
    at = (round((842 - 720) / 72 * 200), round(200 / 72 * 200))
    assert close_to(page.image_bgr[at], (0, 0, 0))


def test_a_pdf_that_only_forbids_printing_opens(write: Write) -> None:
    assert len(pages_of(write(encrypted(user="")))) == 1


# What is wrong ------------------------------------------------------------------------------------------------


WRONG: dict[str, tuple[Callable[[], bytes], type[FileError]]] = {
    "0 bytes": (lambda: b"", FileEmpty),
    "a text": (lambda: b"this is a text that is called .jpg\n" * 40, FileNotAllowed),
    "a program": (lambda: b"\x7fELF" + bytes(4096), FileNotAllowed),
    "a GIF": (lambda: saved(Image.new("P", (8, 8)), "GIF"), FileNotAllowed),
    "half a JPEG": (lambda: KINDS["jpeg"]()[:1200], FileBroken),
    "half a PNG": (lambda: KINDS["png"]()[:300], FileBroken),
    "a JPEG's head alone": (lambda: b"\xff\xd8\xff\xe0 this is no picture", FileBroken),
    "half a HEIC": (lambda: KINDS["heic"]()[:400], FileBroken),
    "a broken PDF": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 20, FileBroken),
    "a PDF without pages": (lambda: bare_pdf(pages=0), FileError),
    "an encrypted PDF": (lambda: encrypted(user="secret"), FileLocked),
    "a PNG bomb": (lambda: png_of_size(60_000, 60_000), PictureTooBig),
    "200 MP": (two_hundred_megapixels, PictureTooBig),
    "a giant page": (lambda: bare_pdf(box="0 0 14400 14400"), PictureTooBig),
    "an endless page": (lambda: bare_pdf(box="0 0 1e9 1e9"), FileError),
    "too many pages": (lambda: bare_pdf(pages=41), TooManyPages),
}


@pytest.mark.parametrize("wrong", sorted(WRONG))
def test_a_file_that_cannot_be_used_says_why(write: Write, wrong: str) -> None:
    make, error = WRONG[wrong]
    with pytest.raises(error):
        pages_of(write(make()))


def test_a_file_with_too_many_bytes_is_not_even_read(write: Write) -> None:
    with pytest.raises(FileTooBig):
        pages_of(write(bytes(2 * 2**20)), Limits.of(Stick(file_mb=1)))


def test_a_picture_that_fits_by_bytes_and_not_by_memory_is_ended(write: Write) -> None:
    little = Limits.of(Stick(memory_mb=256, megapixels=120))
    with pytest.raises((FileSlow, FileBroken)):
        pages_of(write(saved(Image.new("L", (10_000, 11_000)), "TIFF", compression="tiff_lzw")), little)


def test_a_pdf_that_unpacks_without_end_is_ended(write: Write) -> None:
    with pytest.raises((FileSlow, FileBroken)):
        pages_of(write(packed_pdf(2**30)), Limits.of(Stick(page_s=4.0)))


def test_a_pdf_that_draws_without_end_is_ended_in_its_time(write: Write) -> None:
    with pytest.raises(FileSlow):
        pages_of(write(shaded_pdf(times=2000)), Limits.of(Stick(page_s=2.0)))


def test_a_pdf_of_drawings_within_drawings_is_ended(write: Write) -> None:
    with pytest.raises((FileSlow, FileBroken)):
        pages_of(write(nested_pdf(levels=12, times=12)), Limits.of(Stick(page_s=4.0)))


def test_a_file_that_gets_shorter_while_it_is_opened_is_gone(write: Write) -> None:
    file = write(KINDS["jpeg"]())
    cut_first = ("/bin/sh", "-c", f'truncate -s 100 "{file}"; exec {sys.executable} "$@"', "sh")
    with pytest.raises(FileGone):
        pages_of(file, python=cut_first)


def test_a_stick_that_stops_giving_bytes_is_gone(write: Write) -> None:
    """As the kernel answers reads from a stick that was pulled: EIO."""
    file = write(saved(Image.effect_noise((900, 900), 90), "PNG"))
    pulled = ("strace", "-f", "-o", "/dev/null", "-P", str(file), "-e", "inject=read:error=EIO:when=1+")
    with pytest.raises(FileGone):
        pages_of(file, python=(*pulled, sys.executable))


@pytest.mark.parametrize("special", ["fifo", "device", "folder"])
def test_what_is_no_regular_file_is_never_opened_to_wait(tmp_path: Path, special: str) -> None:
    path = {"device": Path("/dev/zero"), "folder": tmp_path}.get(special, tmp_path / "pipe")
    if special == "fifo":
        os.mkfifo(path)
    with pytest.raises(FileNotAllowed):
        pages_of(path)


def test_a_decoder_that_crashes_takes_only_its_own_process(write: Write) -> None:
    with pytest.raises(FileBroken):
        pages_of(write(KINDS["png"]()), python=("/bin/sh", "-c", "kill -SEGV $$"))


def test_a_child_that_lies_is_not_believed(write: Write) -> None:
    lies = (
        "import json,os,sys\n"
        "h=json.dumps({'number':1,'of':1,'width':4000,'height':4000,'dpi':0}).encode()\n"
        "os.write(1,b'H'+len(h).to_bytes(4,'big')+h+b'B'+(9).to_bytes(4,'big')+bytes(9)+b'F'+bytes(4))\n"
    )
    with pytest.raises(FileBroken):
        pages_of(write(KINDS["png"]()), python=(sys.executable, "-c", lies))


def test_pages_before_the_broken_one_stay(write: Write) -> None:
    pages = [four_fields(), four_fields()]
    whole = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    opened = os.open(write(whole[: len(whole) - 400_000]), os.O_RDONLY)
    taken = []
    with pytest.raises(FileBroken), closing(opened_pages(opened, LIMITS)) as drawn:
        taken.extend(page.number for page in drawn)
    os.close(opened)
    assert taken == [] or taken == [1]


def test_where_a_process_cannot_be_locked_in_nothing_foreign_is_opened(write: Write) -> None:
    other_machine = ("setarch", "i686", sys.executable)
    with pytest.raises(DriverMissing):
        pages_of(write(KINDS["png"]()), python=other_machine)
