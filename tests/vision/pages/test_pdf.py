"""The PDF of a material, opened again by another library."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.errors import KioskError, NotAnImage, VisionError
from kiosk.sandbox.desk import DeskScene
from kiosk.sandbox.specimens import certificate, residence_permit
from kiosk.vision.pages import pdf as binder
from kiosk.vision.pages.desk import take
from kiosk.vision.pages.pdf import BoundPage, material_pdf
from kiosk.vision.pages.picture import MOST_PIXELS, page_jpeg, read_picture


@pytest.fixture(scope="module")
def upright() -> bytes:
    return take(DeskScene(certificate()).picture()).jpeg


@pytest.fixture(scope="module")
def lying() -> bytes:
    return take(DeskScene(residence_permit()).picture()).jpeg


def drawn(pdf: bytes, page: int = 1, dpi: int = 50) -> np.ndarray:
    """The page as poppler draws it, (H, W) uint8."""
    done = subprocess.run(
        ["pdftoppm", "-gray", "-r", str(dpi), "-f", str(page), "-l", str(page), "-"],
        input=pdf,
        stdout=subprocess.PIPE,
        check=True,
    )
    return np.asarray(Image.open(io.BytesIO(done.stdout)).convert("L"))


def bound(*pictures: bytes) -> bytes:
    return material_pdf([BoundPage(picture) for picture in pictures])


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def test_every_page_is_there_in_order_as_the_very_same_jpeg(upright: bytes, lying: bytes) -> None:
    with opened(bound(upright, lying, upright)) as document:
        inside = [next(iter(page.get_images().values())).read_raw_bytes() for page in document.pages]
    assert inside == [upright, lying, upright]


def test_pages_are_a4_upright_or_lying_like_the_paper(upright: bytes, lying: bytes) -> None:
    with opened(bound(upright, lying)) as document:
        sizes = [tuple(round(float(side)) for side in page.mediabox[2:]) for page in document.pages]
    assert sizes == [(595, 842), (842, 595)]


@pytest.mark.parametrize(("dpi", "shown_mm"), [(None, 204), (300, 51), (40, 210)], ids=["small", "known", "large"])
def test_a_picture_of_known_size_is_shown_in_it_and_never_larger_than_the_sheet(
    dpi: float | None, shown_mm: int
) -> None:
    pixels = page_jpeg(np.zeros((850, 602, 3), np.uint8))
    shown = drawn(material_pdf([BoundPage(pixels, dpi=dpi)]), dpi=127) < 128
    across = np.flatnonzero(shown.any(axis=0))
    assert round((across[-1] - across[0] + 1) * 25.4 / 127) == shown_mm


def test_the_same_pages_give_the_same_bytes(upright: bytes, lying: bytes) -> None:
    assert bound(upright, lying) == bound(upright, lying)


def test_other_pages_give_another_identity(upright: bytes, lying: bytes) -> None:
    with opened(bound(upright)) as one, opened(bound(lying)) as other:
        assert bytes(one.trailer.ID[0]) != bytes(other.trailer.ID[0])


def test_a_page_costs_at_most_170_kb(upright: bytes) -> None:
    busy = np.random.default_rng(5).integers(0, 256, (1754, 1240, 3), np.uint8)
    good, png = cv2.imencode(".png", busy)
    assert good
    assert len(bound(png.tobytes())) <= 170_000
    assert len(bound(*[upright] * 5)) <= 5 * 170_000


def test_the_file_says_nothing_about_who_or_when(upright: bytes) -> None:
    with opened(bound(upright)) as document:
        assert "/Info" not in document.trailer
        words = bytes(document.Root.Metadata.read_bytes()).decode()
    assert [one for one in ("creator", "title", "Date", "Producer") if one.lower() in words.lower()] == []


def test_a_phone_s_picture_loses_its_exif(upright: bytes) -> None:
    exif = Image.Exif()
    exif[0x013B] = "owner of the phone"  # Exif 2.32 Artist
    out = io.BytesIO()
    Image.open(io.BytesIO(upright)).save(out, "JPEG", exif=exif, comment=b"owner of the phone")
    assert b"owner of the phone" in out.getvalue()
    assert b"owner of the phone" not in bound(out.getvalue())


def test_a_comment_behind_a_jfif_head_is_taken_out_too(upright: bytes) -> None:
    out = io.BytesIO()
    Image.open(io.BytesIO(upright)).save(out, "JPEG", comment=b"owner of the phone")
    assert b"owner of the phone" not in bound(out.getvalue())


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"%PDF-1.4\n", b"\xff\xd8\xff\xe0" + b"\0" * 64, b"GIF89a"],
    ids=["empty", "text", "pdf", "broken jpeg", "broken gif"],
)
def test_bytes_that_are_no_picture_are_refused_as_such(data: bytes) -> None:
    with pytest.raises(NotAnImage):
        bound(data)


def test_a_jpeg_cut_in_its_head_is_refused(upright: bytes) -> None:
    with pytest.raises(NotAnImage):
        bound(upright[:120])


def test_a_material_without_pages_is_refused() -> None:
    with pytest.raises(VisionError):
        material_pdf([])


def test_a_picture_bomb_is_refused_unopened() -> None:
    side = int(MOST_PIXELS**0.5) + 100
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    assert len(out.getvalue()) < 50_000
    with pytest.raises(NotAnImage):
        read_picture(out.getvalue())


def test_what_hangs_behind_a_picture_is_left_out(upright: bytes) -> None:
    assert b"a film of the room" not in bound(upright + b"a film of the room")


def test_a_fault_inside_the_binder_is_a_vision_error(upright: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise pikepdf.PdfError("inside")

    monkeypatch.setattr(binder, "mark_as_archival", breaks)
    with pytest.raises(VisionError):
        bound(upright)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_turned_page_is_shown_turned_clockwise(turns: int) -> None:
    """A picture with one black corner; poppler draws the page."""
    corner = np.full((400, 300, 3), 255, np.uint8)
    corner[:80, :80] = 0
    picture = page_jpeg(corner)
    shown = drawn(material_pdf([BoundPage(picture, quarter_turns=turns)]))
    assert _darkest_corner(np.rot90(corner[..., 0], -turns)) == _darkest_corner(_paper_only(shown))


def _paper_only(sheet: np.ndarray) -> np.ndarray:
    """The middle of the sheet in which a small picture lies, by the layout's own rule: the smaller side fits."""
    height, width = sheet.shape
    return sheet[int(height * 0.02) : int(height * 0.98), int(width * 0.02) : int(width * 0.98)]


def _darkest_corner(image: np.ndarray) -> tuple[bool, bool]:
    y, x = np.argwhere(image < 128).mean(axis=0)
    return bool(y > image.shape[0] / 2), bool(x > image.shape[1] / 2)


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, 1500), byte=st.integers(0, 255))
def test_a_damaged_jpeg_is_bound_or_refused_and_nothing_else(lying: bytes, at: int, byte: int) -> None:
    damaged = bytearray(lying)
    damaged[at] = byte
    with suppress(KioskError):
        bound(bytes(damaged))


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_of_a_lower_layer(data: bytes) -> None:
    with pytest.raises(KioskError):
        bound(b"\xff\xd8\xff\xe0" + data)


IN_ANOTHER_PROCESS = """
import hashlib, sys
from pathlib import Path
import numpy as np
from kiosk.vision.pages.pdf import BoundPage, material_pdf
from kiosk.vision.reading.text import PageText, TextLine
corners = np.array([[0.1, 0.1], [0.8, 0.1], [0.8, 0.15], [0.1, 0.15]], np.float32)
text = PageText((TextLine("受理编号 𠮷 Ab", corners, 0.9),))
page = Path(sys.argv[1]).read_bytes()
print(hashlib.sha256(material_pdf([BoundPage(page, text), BoundPage(page, None, 1)])).hexdigest())
"""


def test_two_processes_make_the_same_bytes(upright: bytes, tmp_path: Path) -> None:
    """Also under another order of sets and another time zone."""
    (tmp_path / "page.jpg").write_bytes(upright)
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS, str(tmp_path / "page.jpg")]
    made = [
        subprocess.run(command, env={**os.environ, **one}, capture_output=True, check=True).stdout
        for one in ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Shanghai"})
    ]
    assert made[0] == made[1]


FORTY_PAGES = """
import resource, sys
from pathlib import Path
from kiosk.vision.pages.pdf import BoundPage, material_pdf

def peak_kb():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

page = Path(sys.argv[1]).read_bytes()
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # a byte written to any file ends the process
material_pdf([BoundPage(page)])
before = peak_kb()
material_pdf([BoundPage(page + b"") for _ in range(40)])
print((peak_kb() - before) // 1024)
"""


def test_forty_full_pages_take_less_than_150_mb_and_no_file(tmp_path: Path) -> None:
    busy = np.random.default_rng(5).integers(0, 256, (1754, 1240, 3), np.uint8)
    (tmp_path / "page.jpg").write_bytes(page_jpeg(busy))
    command = [sys.executable, "-c", FORTY_PAGES, str(tmp_path / "page.jpg")]
    grown_mb = int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert 6 <= grown_mb < 150  # the file itself has 6 MB: less would mean that nothing was measured
