"""Builds what the screens draw with: fonts, icons, illustrations and textures, from sources into ``build/assets``.

``build(out)`` is one of the steps of set-up. Sources are ``assets/`` (SVG) and Debian's font packages; licences
are in ``assets/licences.md``. Every made file is listed in ``out/manifest.json`` with the hash of what it was made
from, so a second run makes only what has changed. Layout of ``out``:

    fonts/<name>.otf|ttf  coverage.json (code point ranges of each font, inclusive)
    icons/<name>.<px>.png               white on transparent; duotone icons have <name>.duo.<px>.png beside
    illustrations/<name>.<1x|2x>.png    art/<name>.<1x|2x>.png    textures/<name>.png
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import resvg_py
from fontTools.ttLib import TTCollection, TTFont
from PIL import Image

SOURCES = Path(__file__).resolve().parent.parent / "assets"
DEBIAN_FONTS = Path("/usr/share/fonts")
VERSION = "3"
"""Raised when the way of making changes, so that everything is made again."""

ICON_PX = (48, 96, 192)
# Design widths (px at 1080x1920) of what is drawn in colour; 1x and 2x of these are rendered.
ILLUSTRATION_WIDTH = {"attract-valley": 1080, "branch-in-bloom": 1080, "place-card": 1010}
ILLUSTRATION_WIDTH_ELSE = 720
ART_WIDTH = {"branch-strip": 1080, "trunk": 180, "flower": 160, "half": 120, "bud": 60}
ART_WIDTH_ELSE = 1080

FACES = {
    "NotoSansSC-Regular.otf": ("opentype/noto/NotoSansCJK-Regular.ttc", "Noto Sans CJK SC"),
    "NotoSansSC-Bold.otf": ("opentype/noto/NotoSansCJK-Bold.ttc", "Noto Sans CJK SC"),
    "NotoSerifSC-Bold.otf": ("opentype/noto/NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC"),
}
COPIES = {
    "NotoSansYi-Regular.ttf": "truetype/noto/NotoSansYi-Regular.ttf",
    "HanaMinB.ttf": "truetype/hanazono/HanaMinB.ttf",
}


class AssetsError(Exception):
    """A source that is missing or cannot be used; says which and what to install."""


@dataclass(frozen=True)
class Piece:
    """One file to make: its name under ``out``, what it depends on, and how to make its bytes."""

    name: str
    source_hash: str
    make: Callable[[], bytes]


def build(out: Path, say: Callable[[str], None] = lambda line: None) -> int:
    """Makes every missing or changed file under ``out`` and removes those no longer wanted.

    Returns how many were made. ``say`` gets one line a made file. Raises ``AssetsError``.
    """
    manifest_file = out / "manifest.json"
    known = _manifest(manifest_file)
    wanted = {piece.name: piece for piece in _pieces(out)}
    for name in set(known) - set(wanted):
        (out / name).unlink(missing_ok=True)
    made = 0
    done: dict[str, str] = {}
    for name, piece in wanted.items():
        if known.get(name) != piece.source_hash or not (out / name).is_file():
            _write(out / name, piece.make())
            say(name)
            made += 1
        done[name] = piece.source_hash
    _write(manifest_file, json.dumps(done, indent=1, sort_keys=True).encode())
    return made


def _pieces(out: Path) -> Iterator[Piece]:
    yield from _font_pieces(out)
    for svg in sorted((SOURCES / "icons").glob("*.svg")):
        yield from _icon_pieces(svg)
    for folder, widths, width_else in (
        ("illustrations", ILLUSTRATION_WIDTH, ILLUSTRATION_WIDTH_ELSE),
        ("art", ART_WIDTH, ART_WIDTH_ELSE),
    ):
        for svg in sorted((SOURCES / folder).glob("*.svg")):
            yield from _picture_pieces(folder, svg, widths.get(svg.stem, width_else))
    tokens = (SOURCES / "tokens.json").read_bytes()
    yield Piece("textures/shadow.png", _hash(b"shadow"), _shadow)
    yield Piece("textures/background.png", _hash(b"background", tokens), lambda: _background(json.loads(tokens)))


def _font_pieces(out: Path) -> Iterator[Piece]:
    made_from = []
    for name, (collection, family) in FACES.items():
        path = _font_file(collection)
        made_from.append(_stamp(path))
        yield Piece(
            f"fonts/{name}",
            _hash(_stamp(path), family.encode()),
            lambda p=path, f=family: _face_of(p, f),  # type: ignore[misc]
        )
    for name, source in COPIES.items():
        path = _font_file(source)
        made_from.append(_stamp(path))
        yield Piece(f"fonts/{name}", _hash(_stamp(path)), path.read_bytes)
    # Made last: it reads the fonts above.
    yield Piece("fonts/coverage.json", _hash(*made_from), lambda: _coverage(out / "fonts"))


def _icon_pieces(svg: Path) -> Iterator[Piece]:
    text = svg.read_text(encoding="utf-8")
    line, duo = _layers(text)
    for px in ICON_PX:
        yield _rendered(f"icons/{svg.stem}.{px}.png", line, px)
        if duo:
            yield _rendered(f"icons/{svg.stem}.duo.{px}.png", duo, px)


def _picture_pieces(folder: str, svg: Path, width_px: int) -> Iterator[Piece]:
    text = svg.read_text(encoding="utf-8")
    for scale in (1, 2):
        yield _rendered(f"{folder}/{svg.stem}.{scale}x.png", text, width_px * scale)


def _rendered(name: str, svg: str, width_px: int) -> Piece:
    return Piece(name, _hash(svg.encode(), str(width_px).encode()), lambda: _render(svg, width_px))


def _layers(svg: str) -> tuple[str, str]:
    """A Phosphor icon as two white masks: its lines, and the 20 % layer of a duotone icon (empty if none)."""
    white = svg.replace("currentColor", "#fff")
    lines = re.sub(r'<path[^>]*opacity="0\.2"[^>]*/>', "", white)
    if lines == white:
        return white, ""
    head = re.match(r"<svg[^>]*>", white)
    duo = "".join(re.findall(r'<path[^>]*opacity="0\.2"[^>]*/>', white)).replace('opacity="0.2"', "")
    return lines, f"{head[0] if head else ''}{duo}</svg>"


def _render(svg: str, width_px: int) -> bytes:
    try:
        png = resvg_py.svg_to_bytes(svg_string=svg, width=width_px, skip_system_fonts=True)
    except ValueError as error:
        raise AssetsError(f"an SVG cannot be drawn: {error}") from error
    return bytes(png)


def _shadow() -> bytes:
    """128x128 nine-patch: a white-free blurred rounded square, tinted when drawn (blur 36 px, corner 32 px)."""
    size, margin, radius, sigma = 128, 34, 30.0, 15.0
    axis = np.abs(np.arange(size) + 0.5 - size / 2) - (size / 2 - margin - radius)
    x, y = np.meshgrid(np.maximum(axis, 0), np.maximum(axis, 0))
    outside = np.hypot(x, y) - radius
    solid = np.clip(0.5 - outside, 0, 1)
    kernel = np.exp(-(np.arange(-45, 46) ** 2) / (2 * sigma**2))
    kernel /= kernel.sum()
    blurred = np.apply_along_axis(lambda row: np.convolve(row, kernel, mode="same"), 0, solid)
    blurred = np.apply_along_axis(lambda row: np.convolve(row, kernel, mode="same"), 1, blurred)
    picture = np.full((size, size, 4), 255, np.uint8)
    picture[..., 3] = np.round(blurred * 255).astype(np.uint8)
    return _png(picture)


def _background(tokens: dict[str, object]) -> bytes:
    """A 4x960 strip of the background gradient (four stops, of a 1920 px high page), with a hint of noise
    spread over its columns so that slow gradients do not band."""
    colour: dict[str, list[list[str]]] = tokens["colour"]  # type: ignore[assignment]
    stops = [(_stop(place), _rgb(value)) for place, value in colour["background_gradient"]]
    rows = (np.arange(960) + 0.5) * 2
    channels = [np.interp(rows, [s[0] for s in stops], [s[1][i] for s in stops]) for i in range(3)]
    picture = np.stack(channels, axis=-1)[:, None, :].repeat(4, axis=1)
    picture += np.array([-0.375, 0.125, -0.125, 0.375])[None, :, None]
    return _png(np.round(picture).clip(0, 255).astype(np.uint8))


def _stop(place: str) -> float:
    return 1920.0 if place == "bottom" else float(place.removesuffix(" px"))


def _rgb(value: str) -> tuple[int, int, int]:
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def _png(picture: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _face_of(collection: Path, family: str) -> bytes:
    """One face of a TrueType collection as a font of its own (face 0 of Noto CJK has Japanese shapes)."""
    for font in TTCollection(str(collection), lazy=True).fonts:
        if font["name"].getDebugName(1) == family:
            stream = io.BytesIO()
            font.save(stream)
            return stream.getvalue()
    raise AssetsError(f"{collection} has no face {family!r}")


def _coverage(fonts: Path) -> bytes:
    """Code point ranges of each font, so that the terminal need not read five cmaps at every start."""
    found = {}
    for file in sorted([*FACES, *COPIES]):
        with TTFont(str(fonts / file), lazy=True) as font:
            found[file] = _ranges(sorted(font.getBestCmap()))
    return json.dumps(found, separators=(",", ":")).encode()


def _ranges(points: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for point in points:
        if found and found[-1][1] == point - 1:
            found[-1] = (found[-1][0], point)
        else:
            found.append((point, point))
    return found


def _font_file(name: str) -> Path:
    path = DEBIAN_FONTS / name
    if not path.is_file():
        raise AssetsError(f"{path} is missing: apt-get install fonts-noto-cjk fonts-noto-core fonts-hanazono")
    return path


def _stamp(path: Path) -> bytes:
    """Name, size and time of a packaged font; hashing 90 MB at every start would cost a second."""
    about = path.stat()
    return f"{path.name}:{about.st_size}:{int(about.st_mtime)}".encode()


def _hash(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join((VERSION.encode(), *parts))).hexdigest()[:16]


def _manifest(file: Path) -> dict[str, str]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCES.parent / "build" / "assets"
    print(f"{build(target, print)} files made in {target}")
