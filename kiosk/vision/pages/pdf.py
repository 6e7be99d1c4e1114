"""Pages into one PDF a material: A4, PDF/A-2b, searchable, the same bytes for the same pages, nothing personal.

All in memory. The pictures go in as they are, without being coded again; there is no date, and the file's identity
is made from its content.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name

from kiosk.errors import VisionError
from kiosk.vision.binding.jpeg import JpegHead, plain_head
from kiosk.vision.binding.marks import mark_as_archival
from kiosk.vision.binding.text_layer import Place, text_operators, words_of
from kiosk.vision.binding.unseen_font import Letters, add_font
from kiosk.vision.pages.flatten import DPI
from kiosk.vision.pages.picture import page_jpeg, read_picture
from kiosk.vision.reading.text import PageText

A4_PT = (210.0 / 25.4 * 72.0, 297.0 / 25.4 * 72.0)
MOST_PT_A_PIXEL = 2.0 * 72.0 / DPI
"""A small paper is shown at most twice its size."""
_TURNS = ((1, 0, 0, 1, 0, 0), (0, -1, 1, 0, 0, 1), (-1, 0, 0, -1, 1, 1), (0, 1, -1, 0, 1, 0))
"""The unit square turned clockwise by 0, 1, 2 and 3 quarters (ISO 32000-1 8.3.3)."""


@dataclass(frozen=True, repr=False)
class BoundPage:
    """One page to be bound: its picture, the quarters it is turned clockwise to stand upright, and the text of the
    page as it then stands. ``dpi`` where the paper's size is known: it is shown no larger than it is."""

    jpeg: bytes
    text: PageText | None = None
    quarter_turns: int = 0
    dpi: float | None = None


def material_pdf(pages: Sequence[BoundPage]) -> bytes:
    """One PDF of all ``pages`` (JPEG of ``PageShot``; any other picture is coded anew without its metadata).

    Raises ``NotAnImage`` for a page that is no picture and ``VisionError`` for no page at all.
    """
    if not pages:
        raise VisionError("a material has at least one page")
    letters = Letters(words for page in pages for words in words_of(page.text))
    try:
        with pikepdf.new() as document:
            font = add_font(document, letters) if letters else None
            for page in pages:
                _add_page(document, page, letters, font)
            mark_as_archival(document)
            return _written(document)
    except pikepdf.PdfError as error:
        raise VisionError(f"the PDF cannot be made: {type(error).__name__}") from None


def _add_page(document: pikepdf.Pdf, page: BoundPage, letters: Letters, font: pikepdf.Object | None) -> None:
    jpeg, head = _plain(page.jpeg)
    turns = page.quarter_turns % 4
    upright = (head.height_px, head.width_px) if turns % 2 else (head.width_px, head.height_px)
    sheet, place = _layout(*upright, MOST_PT_A_PIXEL if page.dpi is None else 72.0 / page.dpi)
    content = _picture_operators(place, turns)
    resources = Dictionary(XObject=Dictionary(Im0=_picture(document, jpeg, head)))
    if page.text is not None and font is not None:
        content += text_operators(page.text, place, letters)
        resources.Font = Dictionary(F1=font)
    bound = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(sheet[0], 2), round(sheet[1], 2)]),
        Resources=resources,
        Contents=document.make_stream(content),
    )
    document.pages.append(pikepdf.Page(document.make_indirect(bound)))


def _plain(data: bytes) -> tuple[bytes, JpegHead]:
    """The picture as it goes in: ours as it is if it unpacks, any other coded anew."""
    image_bgr = read_picture(data)
    head = plain_head(data)
    if head is not None and (head.height_px, head.width_px) == image_bgr.shape[:2]:
        return data, head
    data = page_jpeg(image_bgr)
    head = plain_head(data)
    if head is None:
        raise VisionError("the page cannot be coded as a plain JPEG")
    return data, head


def _picture(document: pikepdf.Pdf, jpeg: bytes, head: JpegHead) -> pikepdf.Object:
    """Grey where colour carries no meaning. Both spaces mean what the output intent says (ISO 19005-2 6.2.4.3)."""
    return document.make_stream(
        jpeg,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=head.width_px,
        Height=head.height_px,
        ColorSpace=Name.DeviceGray if head.channels == 1 else Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )


def _layout(width_px: int, height_px: int, most_pt: float) -> tuple[tuple[float, float], Place]:
    """Sheet and picture in points: A4 upright or lying like the picture, the picture as large as fits but no pixel
    larger than ``most_pt``, in its middle."""
    short, long = A4_PT
    sheet = (short, long) if height_px >= width_px else (long, short)
    scale = min(sheet[0] / width_px, sheet[1] / height_px, most_pt)
    width, height = width_px * scale, height_px * scale
    return sheet, Place((sheet[0] - width) / 2, (sheet[1] - height) / 2, width, height)


def _picture_operators(place: Place, turns: int) -> bytes:
    lay = f"{place.width:.3f} 0 0 {place.height:.3f} {place.left:.3f} {place.bottom:.3f} cm"
    turn = " ".join(str(value) for value in _TURNS[turns]) + " cm" if turns else ""
    return "\n".join(one for one in ("q", lay, turn, "/Im0 Do", "Q\n") if one).encode("ascii")


def _written(document: pikepdf.Pdf) -> bytes:
    """The bytes: PDF 1.7, an ordinary table of objects, an identity made from the content."""
    out = io.BytesIO()
    document.save(
        out,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=True,
    )
    return out.getvalue()
