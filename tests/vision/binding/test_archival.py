"""PDF/A-2b: what we write keeps the rules, by our list and by veraPDF, and each is seen to find what it is for."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from archival_rules import broken_rules
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image, ImageCms

from kiosk.vision.binding.profile import srgb_profile
from kiosk.vision.pages.pdf import BoundPage, material_pdf
from kiosk.vision.pages.picture import page_jpeg
from kiosk.vision.reading.text import PageText, TextLine


@pytest.fixture(scope="module")
def bound() -> bytes:
    """A colour page with words, a grey one turned, one without words."""
    random = np.random.default_rng(11)
    page = page_jpeg(random.integers(120, 255, (400, 300, 3), np.uint8))
    grey = io.BytesIO()
    Image.fromarray(random.integers(120, 255, (300, 400), np.uint8)).save(grey, "JPEG")
    corners = np.array([[0.1, 0.1], [0.8, 0.1], [0.8, 0.15], [0.1, 0.15]], np.float32)
    text = PageText((TextLine("居民身份证 510403 𠮷·Ab", corners, 0.9),))
    return material_pdf([BoundPage(page, text), BoundPage(grey.getvalue(), text, 1), BoundPage(page)])


@pytest.fixture(scope="module")
def odd() -> bytes:
    """Forty pages that are long, tiny or large, with long slanted lines of whatever Unicode has."""
    random = np.random.default_rng(12)
    signs = "".join(
        map(chr, (0, 9, 0x41, 0x202E, 0x4E00, 0xD7FF, 0xE000, 0xFEFF, 0xFFFD, 0xFFFE, 0x20000, 0x10FFFF))
    )
    pages = []
    for shape in ((8, 600), (700, 500), (40, 30), (1754, 1240)) * 10:
        corners = random.uniform(0, 1, (4, 2)).astype(np.float32)
        grey = io.BytesIO()
        Image.fromarray(random.integers(0, 255, shape, np.uint8)).save(grey, "JPEG", quality=20)
        pages.append(BoundPage(grey.getvalue(), PageText((TextLine(signs * 40, corners, 0.5),))))
    return material_pdf(pages)


def test_a_material_keeps_the_rules_of_pdf_a_2b(bound: bytes, odd: bytes) -> None:
    assert (broken_rules(bound), broken_rules(odd)) == ([], [])


def test_qpdf_finds_nothing_wrong(bound: bytes, tmp_path: Path) -> None:
    (tmp_path / "bound.pdf").write_bytes(bound)
    done = subprocess.run(["qpdf", "--check", tmp_path / "bound.pdf"], capture_output=True)
    assert (done.returncode, b"No syntax or stream encoding errors found" in done.stdout) == (0, True)


def test_poppler_names_the_pages_and_the_embedded_font(bound: bytes) -> None:
    info = subprocess.run(["pdfinfo", "-"], input=bound, capture_output=True, check=True).stdout.decode()
    fonts = subprocess.run(["pdffonts", "-"], input=bound, capture_output=True, check=True).stdout.decode()
    pictures = subprocess.run(["pdfimages", "-list", "-"], input=bound, capture_output=True, check=True).stdout
    assert [line.split()[1] for line in info.splitlines() if line.startswith("Pages:")] == ["3"]
    assert [one for one in ("Title:", "Author:", "Producer:", "CreationDate:") if one in info] == []
    name, *_, embedded, _subset, meanings, _object, _generation = fonts.splitlines()[2].split()
    assert (name, embedded, meanings) == ("TongbanUnseen", "yes", "yes")
    assert [line.split()[5] for line in pictures.decode().splitlines()[2:]] == ["rgb", "gray", "rgb"]


def test_ghostscript_draws_every_page_without_a_word_of_complaint(bound: bytes) -> None:
    done = subprocess.run(
        ["gs", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-q", "-dPDFSTOPONWARNING", "-sDEVICE=nullpage", "-"],
        input=bound,
        capture_output=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_the_profile_is_srgb_by_littlecms() -> None:
    """Every colour goes through unchanged, as far as 8 bits tell."""
    ours = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    step = np.arange(0, 256, 15, np.uint8)
    colours = Image.fromarray(np.stack(np.meshgrid(step, step, step), -1).reshape(18, -1, 3))
    there = ImageCms.buildTransform(ours, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    shown = ImageCms.applyTransform(colours, there)
    assert shown is not None
    apart = np.abs(np.asarray(shown).astype(int) - np.asarray(colours).astype(int))
    assert int(apart.max()) <= 1


def _no_metadata(document: Pdf) -> None:
    del document.Root.Metadata


def _another_claim(document: Pdf) -> None:
    words = document.Root.Metadata.read_bytes().replace(b"<pdfaid:part>2", b"<pdfaid:part>1")
    document.Root.Metadata.write(words)


def _no_intent(document: Pdf) -> None:
    del document.Root.OutputIntents


def _profile_cut(document: Pdf) -> None:
    stream = document.Root.OutputIntents[0].DestOutputProfile
    stream.write(stream.read_bytes()[:-8])


def _profile_of_print(document: Pdf) -> None:
    stream = document.Root.OutputIntents[0].DestOutputProfile
    stream.write(stream.read_bytes().replace(b"RGB XYZ", b"CMYKXYZ"))


def _info(document: Pdf) -> None:
    document.trailer.Info = document.make_indirect(Dictionary(Author=String("somebody")))


def _opens_with_an_action(document: Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _form(document: Pdf) -> None:
    document.Root.AcroForm = Dictionary(Fields=Array([]))


def _print_colours(document: Pdf) -> None:
    document.pages[0].obj.Resources.XObject.Im0.ColorSpace = Name.DeviceCMYK


def _smoothed(document: Pdf) -> None:
    document.pages[0].obj.Resources.XObject.Im0.Interpolate = True


def _see_through(document: Pdf) -> None:
    document.pages[0].obj.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)


def _note(document: Pdf) -> None:
    document.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Text)])


def _font(document: Pdf) -> pikepdf.Object:
    return document.pages[0].obj.Resources.Font.F1


def _font_left_out(document: Pdf) -> None:
    del _font(document).DescendantFonts[0].FontDescriptor.FontFile2


def _other_widths(document: Pdf) -> None:
    _font(document).DescendantFonts[0].W = Array([])


def _no_glyph(document: Pdf) -> None:
    _font(document).DescendantFonts[0].CIDToGIDMap.write(bytes(0x20000))


def _no_glyph_map(document: Pdf) -> None:
    del _font(document).DescendantFonts[0].CIDToGIDMap


def _no_meaning(document: Pdf) -> None:
    del _font(document).ToUnicode


def _unknown_operator(document: Pdf) -> None:
    page = document.pages[0]
    page.Contents.write(page.Contents.read_bytes() + b"\n1 XX\n")


def _drawn_words(document: Pdf) -> None:
    page = document.pages[0]
    page.Contents.write(page.Contents.read_bytes().replace(b"3 Tr", b"0 Tr"))


BROKEN: dict[Callable[[Pdf], None], tuple[str, set[str]]] = {
    _no_metadata: ("6.6.2.1 no metadata", {"6.6.2.1"}),
    _another_claim: ("6.6.4 claim", {"6.6.4"}),
    _no_intent: ("6.2.3 one output intent", {"6.2.4.3"}),
    _profile_cut: ("6.2.3 no profile", set()),
    _profile_of_print: ("6.2.3 version, class or space of the profile", {"6.2.4.3"}),
    _info: ("6.1.5 document information that has no equal in the metadata", set()),
    _opens_with_an_action: ("6.5.1 /OpenAction in the catalogue", {"6.5.1"}),
    _form: ("6.4.1 /AcroForm in the catalogue", set()),
    _print_colours: ("6.2.4.3 colour space outside the output intent", {"6.2.4.3"}),
    _smoothed: ("6.2.8.1 key of a picture", {"6.2.8"}),
    _see_through: ("6.2.10 transparency", set()),
    _note: ("6.3 annotation", {"6.3.2", "6.3.3"}),
    _font_left_out: ("6.2.11.4.1 font not embedded", set()),
    _other_widths: ("6.2.11.5 width", set()),
    _no_glyph: ("6.2.11.8 .notdef", set()),
    _no_glyph_map: ("6.2.11.3.2 CIDToGIDMap", {"6.2.11.3.2", "6.2.11.8"}),
    _no_meaning: ("6.2.11.7.2 meaning", set()),
    _unknown_operator: ("6.2.2 operator XX", {"6.2.2"}),
    _drawn_words: ("our own rule: the layer is invisible (ISO 32000-1 9.3.6)", set()),
}
"""How a file is spoilt → what our list says, and the clauses that veraPDF names: none where ours is the stricter
(for one, invisible words need no font by 6.2.11.4.1, and meanings are asked for from PDF/A-2u on)."""
BROKEN_BYTES: dict[str, tuple[bytes, bytes, str]] = {
    "no binary bytes after the header": (b"%PDF-1.7\n%", b"%PDF-1.7\n#", "6.1.2 header"),
    "more behind the end": (b"%%EOF\n", b"%%EOF\nmore", "6.1.3 something behind the end"),
    "no identity": (b"/ID [", b"/IX [", "6.1.3 no identity"),
}


def _spoilt(bound: bytes, spoil: Callable[[Pdf], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(bound)) as document:
        spoil(document)
        document.save(out, deterministic_id=True)
    return out.getvalue()


@pytest.mark.parametrize("spoil", BROKEN, ids=lambda one: one.__name__.strip("_"))
def test_a_rule_finds_what_it_is_for(bound: bytes, spoil: Callable[[Pdf], None]) -> None:
    assert broken_rules(_spoilt(bound, spoil)) == [BROKEN[spoil][0]]


@pytest.mark.parametrize("name", BROKEN_BYTES)
def test_a_rule_of_the_file_itself_finds_what_it_is_for(bound: bytes, name: str) -> None:
    was, now, clause = BROKEN_BYTES[name]
    assert broken_rules(bound.replace(was, now)) == [clause]


def test_verapdf_finds_nothing_in_a_material_and_what_was_spoilt_in_the_others(
    bound: bytes, odd: bytes, tmp_path: Path
) -> None:
    (tmp_path / "sound").write_bytes(bound)
    (tmp_path / "odd").write_bytes(odd)
    wanted: dict[str, set[str]] = {"sound": set(), "odd": set()}
    for spoil, (_, clauses) in BROKEN.items():
        (tmp_path / spoil.__name__).write_bytes(_spoilt(bound, spoil))
        wanted[spoil.__name__] = clauses
    for name, (was, now, clause) in BROKEN_BYTES.items():
        (tmp_path / name).write_bytes(bound.replace(was, now))
        wanted[name] = {clause.split()[0]}
    command = [sys.executable, Path(__file__).with_name("verapdf.py"), *(tmp_path / name for name in wanted)]
    told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    named = {Path(file).name: {rule.split("-")[0] for rule in rules} for file, rules in told.items()}
    assert named == wanted


def test_an_encrypted_file_is_none_of_ours(bound: bytes) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(bound)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="o", user=""))
    assert "6.1.3 encrypted" in broken_rules(out.getvalue())
