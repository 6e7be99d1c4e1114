"""Files that are wrong in some way, made as whoever makes them would: no bytes of anybody's."""

from __future__ import annotations

import io
import zlib

import pikepdf
from PIL import Image


def saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    content = io.BytesIO()
    picture.save(content, kind, **how)
    return content.getvalue()


def bare_pdf(content: str = "", box: str = "0 0 595 842", fonts: str = "", pages: int = 1) -> bytes:
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=pikepdf.Array([float(one) for one in box.split()]),
            Contents=pdf.make_stream(content.encode()),
            Resources=pikepdf.Object.parse(f"<< /Font << {fonts} >> >>".encode()),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def encrypted(user: str) -> bytes:
    written = io.BytesIO()
    pikepdf.open(io.BytesIO(bare_pdf())).save(written, encryption=pikepdf.Encryption(owner="owner", user=user))
    return written.getvalue()


def png_of_size(width: int, height: int) -> bytes:
    """A PNG that says it is so large and holds hardly anything: one row's worth of zeros, packed."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000))
        + chunk(b"IEND", b"")
    )


def packed_pdf(unpacked_bytes: int) -> bytes:
    """A page whose content unpacks to so many bytes (a zip bomb in a PDF)."""
    pdf = pikepdf.open(io.BytesIO(bare_pdf()))
    packer = zlib.compressobj(9)
    piece = b"0 0 m 1 1 l S " * 74_899
    packed = b"".join(packer.compress(piece) for _ in range(unpacked_bytes // len(piece))) + packer.flush()
    pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, packed, Filter=pikepdf.Name.FlateDecode)
    written = io.BytesIO()
    pdf.save(written, compress_streams=False)
    return written.getvalue()


def shaded_pdf(times: int) -> bytes:
    """A page painted so often with colours that a small program works out for each dot (ISO 32000-1, 8.7.4.5)."""
    pdf = pikepdf.open(io.BytesIO(bare_pdf("/S sh " * times)))
    program = pikepdf.Stream(
        pdf,
        b"{ " + b"sin exch cos exch " * 20 + b" dup }",
        FunctionType=4,
        Domain=pikepdf.Array([0, 595, 0, 842]),
        Range=pikepdf.Array([0, 1] * 3),
    )
    shading = pikepdf.Dictionary(
        ShadingType=1,
        ColorSpace=pikepdf.Name.DeviceRGB,
        Domain=pikepdf.Array([0, 595, 0, 842]),
        Function=pdf.make_indirect(program),
    )
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(Shading=pikepdf.Dictionary(S=shading))
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def nested_pdf(levels: int, times: int) -> bytes:
    """Drawings within drawings: ``times ** levels`` of them on one page."""
    pdf = pikepdf.open(io.BytesIO(bare_pdf()))
    inner = _as_form(pdf.make_stream(b"0 0 m 500 500 l S"))
    for _ in range(levels):
        outer = _as_form(pdf.make_stream(b"/X Do " * times))
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
        inner = outer
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/X Do")
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def _as_form(stream: pikepdf.Stream) -> pikepdf.Stream:
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    stream.BBox = pikepdf.Array([0, 0, 595, 842])
    return stream


def two_hundred_megapixels() -> bytes:
    return saved(Image.new("1", (20_000, 10_000)), "PNG")
