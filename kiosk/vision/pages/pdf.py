"""Pages into one PDF a material: A4, one page a picture, the same bytes for the same pages, nothing about anyone.

All in memory. The pictures go in as they are (img2pdf does not code them again); dates and the file's identity are
fixed, so that the bytes depend on the pages alone.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import img2pdf
import pikepdf

from kiosk.errors import VisionError
from kiosk.vision.pages.flatten import DPI
from kiosk.vision.pages.picture import page_jpeg, read_picture

A4_MM = (210.0, 297.0)
_JPEG = b"\xff\xd8\xff\xe0"
"""Start of a JFIF file (ITU-T T.871); a phone's own JPEG starts with APP1 and may say who, where and when."""

_END = b"\xff\xd9"
"""End of image; what a phone hangs on behind it (a film, a depth map) is nobody's business."""
_IMG2PDF_ERRORS = (
    img2pdf.ImageOpenError,
    img2pdf.JpegColorspaceError,
    img2pdf.UnsupportedColorspaceError,
    img2pdf.NegativeDimensionError,
    img2pdf.PdfTooLargeError,
    img2pdf.AlphaChannelError,
    img2pdf.ExifOrientationError,
    OSError,
    ValueError,
)


def material_pdf(pages: Sequence[bytes]) -> bytes:
    """One PDF of all ``pages`` (JPEG of ``PageShot``; any other picture is coded anew without its metadata).

    Raises ``NotAnImage`` for a page that is no picture and ``VisionError`` for no page at all.
    """
    if not pages:
        raise VisionError("a material has at least one page")
    pictures = [page if _is_plain(page) else page_jpeg(read_picture(page)) for page in pages]
    try:
        bare = img2pdf.convert(pictures, layout_fun=_layout, nodate=True, rotation=img2pdf.Rotation.none)
    except _IMG2PDF_ERRORS as error:
        raise VisionError(f"the PDF cannot be made: {type(error).__name__}") from None
    return _settled(bare)


def _is_plain(page: bytes) -> bool:
    """Ours as it is? A JFIF that unpacks and carries no Exif, comment or colour profile."""
    read_picture(page)
    return page.startswith(_JPEG) and page.endswith(_END) and not _has_metadata(page)


def _has_metadata(jpeg: bytes) -> bool:
    """Any APP1…APP15 or COM segment before the picture's data (ITU-T T.81 B.1.1.3)."""
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        if marker == 0xDA:  # start of scan
            return False
        if 0xE1 <= marker <= 0xEF or marker == 0xFE:
            return True
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return True


def _layout(width_px: int, height_px: int, _dpi: tuple[float, float]) -> tuple[float, float, float, float]:
    """Page and picture size in points: A4 upright or lying like the picture, the picture as large as fits."""
    short, long = (img2pdf.mm_to_pt(side) for side in A4_MM)
    page_w, page_h = (short, long) if height_px >= width_px else (long, short)
    scale = min(page_w / width_px, page_h / height_px, 2.0 * 72.0 / DPI)
    return page_w, page_h, width_px * scale, height_px * scale


def _settled(bare: bytes) -> bytes:
    """The same PDF with an identity made from its content and no document information."""
    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(bare)) as document:
            for key in ("/Info", "/ID"):  # img2pdf's random identity would be kept as the first of the pair
                if key in document.trailer:
                    del document.trailer[key]
            document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    except pikepdf.PdfError as error:
        raise VisionError(f"the PDF cannot be made: {type(error).__name__}") from None
    return out.getvalue()
