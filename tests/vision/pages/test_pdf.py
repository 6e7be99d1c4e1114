"""The PDF of a material, opened again by another library."""

from __future__ import annotations

import io
from contextlib import suppress

import cv2
import img2pdf
import numpy as np
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.errors import KioskError, NotAnImage, VisionError
from kiosk.sandbox.desk import DeskScene
from kiosk.sandbox.specimens import certificate, residence_permit
from kiosk.vision.pages.desk import take
from kiosk.vision.pages.pdf import material_pdf
from kiosk.vision.pages.picture import MOST_PIXELS, read_picture


@pytest.fixture(scope="module")
def upright() -> bytes:
    return take(DeskScene(certificate()).picture()).jpeg


@pytest.fixture(scope="module")
def lying() -> bytes:
    return take(DeskScene(residence_permit()).picture()).jpeg


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def test_every_page_is_there_in_order_as_the_very_same_jpeg(upright: bytes, lying: bytes) -> None:
    with opened(material_pdf([upright, lying, upright])) as document:
        inside = [next(iter(page.get_images().values())).read_raw_bytes() for page in document.pages]
    assert inside == [upright, lying, upright]


def test_pages_are_a4_upright_or_lying_like_the_paper(upright: bytes, lying: bytes) -> None:
    with opened(material_pdf([upright, lying])) as document:
        sizes = [tuple(round(float(side)) for side in page.mediabox[2:]) for page in document.pages]
    assert sizes == [(595, 842), (842, 595)]


def test_the_same_pages_give_the_same_bytes(upright: bytes, lying: bytes) -> None:
    assert material_pdf([upright, lying]) == material_pdf([upright, lying])


def test_other_pages_give_another_identity(upright: bytes, lying: bytes) -> None:
    with opened(material_pdf([upright])) as one, opened(material_pdf([lying])) as other:
        assert bytes(one.trailer.ID[0]) != bytes(other.trailer.ID[0])


def test_a_page_costs_at_most_170_kb(upright: bytes) -> None:
    busy = np.random.default_rng(5).integers(0, 256, (1754, 1240, 3), np.uint8)
    good, png = cv2.imencode(".png", busy)
    assert good
    assert len(material_pdf([png.tobytes()])) <= 170_000
    assert len(material_pdf([upright] * 5)) <= 5 * 170_000


def test_the_file_says_nothing_about_who_or_when(upright: bytes) -> None:
    with opened(material_pdf([upright])) as document:
        assert "/Info" not in document.trailer
        assert "/Metadata" not in document.Root


def test_a_phone_s_picture_loses_its_exif(upright: bytes) -> None:
    exif = Image.Exif()
    exif[0x013B] = "owner of the phone"  # Exif 2.32 Artist
    out = io.BytesIO()
    Image.open(io.BytesIO(upright)).save(out, "JPEG", exif=exif, comment=b"owner of the phone")
    assert b"owner of the phone" in out.getvalue()
    assert b"owner of the phone" not in material_pdf([out.getvalue()])


def test_a_comment_behind_a_jfif_head_is_taken_out_too(upright: bytes) -> None:
    out = io.BytesIO()
    Image.open(io.BytesIO(upright)).save(out, "JPEG", comment=b"owner of the phone")
    assert b"owner of the phone" not in material_pdf([out.getvalue()])


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"%PDF-1.4\n", b"\xff\xd8\xff\xe0" + b"\0" * 64, b"GIF89a"],
    ids=["empty", "text", "pdf", "broken jpeg", "broken gif"],
)
def test_bytes_that_are_no_picture_are_refused_as_such(data: bytes) -> None:
    with pytest.raises(NotAnImage):
        material_pdf([data])


def test_a_jpeg_cut_in_its_head_is_refused(upright: bytes) -> None:
    with pytest.raises(NotAnImage):
        material_pdf([upright[:120]])


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
    assert b"a film of the room" not in material_pdf([upright + b"a film of the room"])


def test_a_fault_inside_the_binder_is_a_vision_error(upright: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> bytes:
        raise img2pdf.JpegColorspaceError("inside")

    monkeypatch.setattr(img2pdf, "convert", breaks)
    with pytest.raises(VisionError):
        material_pdf([upright])


def test_a_broken_pdf_from_the_binder_is_a_vision_error(upright: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(img2pdf, "convert", lambda *_, **__: b"no pdf at all")
    with pytest.raises(VisionError):
        material_pdf([upright])


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, 1500), byte=st.integers(0, 255))
def test_a_damaged_jpeg_is_bound_or_refused_and_nothing_else(lying: bytes, at: int, byte: int) -> None:
    damaged = bytearray(lying)
    damaged[at] = byte
    with suppress(KioskError):
        material_pdf([bytes(damaged)])


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_of_a_lower_layer(data: bytes) -> None:
    with pytest.raises(KioskError):
        material_pdf([b"\xff\xd8\xff\xe0" + data])
