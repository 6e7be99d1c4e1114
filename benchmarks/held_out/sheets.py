"""Papers of the held-out pictures: SVG with the catalogue's own sentences, drawn by resvg."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import resvg_py

from kiosk.sandbox import specimens

ITEMS = Path(__file__).resolve().parents[2] / "assets" / "catalogue" / "items"
Random = np.random.Generator


@dataclass(frozen=True)
class Sheet:
    """``image_bgr`` (H, W, 3) uint8; ``bends`` is how far it may curl, 0…1; ``shines`` how glossy it is, 0…1."""

    kind: str
    image_bgr: Any
    bends: float
    shines: float


@cache
def _sentences() -> tuple[str, ...]:
    found: list[str] = []
    for file in sorted(ITEMS.glob("*.json"))[:40]:
        found += [value for value in _texts(json.loads(file.read_text(encoding="utf-8"))) if len(value) > 5]
    return tuple(found)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in _texts(part)]


def sheet(random: Random, kind: str) -> Sheet:
    """One paper of a kind of ``KINDS``."""
    return KINDS[kind](random)


def _say(random: Random, length: int) -> str:
    sentences = _sentences()
    text = "".join(sentences[int(place)] for place in random.integers(0, len(sentences), 4))
    return text[:length].replace("&", "和").replace("<", "《").replace(">", "》")


def _drawn(width: int, height: int, paper: str, body: str) -> Any:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}">'
        f'<rect width="{width}" height="{height}" fill="{paper}"/>'
        f'<g font-family="Noto Sans CJK SC, Noto Sans SC, sans-serif">{body}</g></svg>'
    )
    png = np.frombuffer(bytes(resvg_py.svg_to_bytes(svg_string=svg)), np.uint8)
    return cv2.imdecode(png, cv2.IMREAD_COLOR)


def _text(x: float, y: float, size: float, words: str, fill: str = "#222", anchor: str = "start") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size:.0f}" fill="{fill}" text-anchor="{anchor}">{words}</text>'
    )


def _seal(x: float, y: float, radius: float) -> str:
    look = 'fill="none" stroke="#d33" stroke-width="6" opacity=".8"'
    ring = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}" {look}/>'
    return ring + _text(x, y + radius * 0.2, radius * 0.5, "样例章", "#d33", "middle")


def _letter(random: Random) -> Sheet:
    size = random.uniform(22, 34)
    lines = [
        _text(110, 260 + row * size * 1.9, size, _say(random, int(780 / size)))
        for row in range(int(random.integers(5, int(1050 / size / 1.9))))
    ]
    title = _text(500, 170, 54, _say(random, 9), "#111", "middle")
    body = title + "".join(lines) + (_seal(720, 1230, 100) if random.random() < 0.6 else "")
    white = str(random.choice(["#ffffff", "#fbfaf4", "#f1f3f6"]))
    return Sheet("letter", _drawn(1000, 1414, white, body), 0.5, 0.1)


def _table(random: Random) -> Sheet:
    rows, colour = int(random.integers(6, 14)), str(random.choice(["#222", "#245", "#733"]))
    tall, cells = 980 / rows, []
    for row in range(rows):
        y = 260 + row * tall
        way = f"M70 {y:.0f}H930V{y + tall:.0f}H70Z M300 {y:.0f}v{tall:.0f}"
        cells.append(f'<path d="{way}" fill="none" stroke="{colour}" stroke-width="3"/>')
        cells.append(_text(85, y + tall * 0.62, min(28, tall * 0.45), _say(random, 7), colour))
        cells.append(_text(320, y + tall * 0.62, min(28, tall * 0.45), _say(random, int(random.integers(3, 20)))))
    body = _text(500, 170, 50, _say(random, 8), colour, "middle") + "".join(cells)
    return Sheet("form", _drawn(1000, 1414, "#fdfdfb", body), 0.4, 0.1)


def _slip(random: Random) -> Sheet:
    tall, grey = int(random.uniform(700, 2200)), f"#{int(random.integers(40, 130)):02x}" * 1
    ink = grey + grey[1:] * 2
    lines = []
    for row in range(int(tall / 60) - 2):
        y = 90 + row * 56
        lines.append(_text(30, y, 34, _say(random, int(random.integers(3, 9))), ink))
        if random.random() < 0.6:
            lines.append(_text(470, y, 34, f"{random.uniform(1, 300):.2f}", ink, "end"))
    return Sheet(
        "receipt", _drawn(500, tall, str(random.choice(["#fff", "#f4f4f2", "#f8f4ea"])), "".join(lines)), 1.0, 0.25
    )


def _bill(random: Random) -> Sheet:
    tint, ink = (("#d9e9f4", "#35557a"), ("#f9dfe0", "#8a4040"), ("#fdfdfa", "#9a6030"))[int(random.integers(3))]
    lines = [f'<rect x="60" y="200" width="1080" height="420" fill="none" stroke="{ink}" stroke-width="4"/>']
    lines += [f'<path d="M60 {y}H1140" stroke="{ink}" stroke-width="2"/>' for y in range(270, 620, 70)]
    lines += [_text(80, 250 + row * 70, 30, _say(random, int(random.integers(8, 30))), ink) for row in range(5)]
    body = _text(600, 110, 56, _say(random, 10), ink, "middle") + "".join(lines) + _seal(930, 520, 95)
    return Sheet("bill", _drawn(1200, 720, tint, body), 0.5, 0.2)


def _cover(random: Random) -> Sheet:
    skin = str(random.choice(["#6d1a20", "#7c2a22", "#4a2c20", "#1c2a52", "#15402f", "#20201f"]))
    gold = str(random.choice(["#d9b45f", "#c8c4b4"]))
    body = f'<circle cx="360" cy="330" r="110" fill="none" stroke="{gold}" stroke-width="10"/>'
    body += _text(360, 640, 76, _say(random, 5), gold, "middle") + _text(360, 900, 34, "样例", gold, "middle")
    return Sheet("cover", _drawn(720, 1000, skin, body), 0.0, 0.5)


def _open_book(random: Random) -> Sheet:
    lines = [_text(60 + half * 700, 140 + row * 58, 30, _say(random, 18)) for half in (0, 1) for row in range(13)]
    image = _drawn(1400, 960, "#f7f1e6", "".join(lines)).astype(np.float32)
    away = np.abs(np.arange(1400) - 700) / 700
    image *= (1 - 0.45 * np.exp(-away / 0.05))[None, :, None]
    return Sheet("open book", image.astype(np.uint8), 0.3, 0.1)


def _blank(random: Random) -> Sheet:
    words = _text(120, 200, 40, _say(random, 6), "#667") if random.random() < 0.6 else ""
    return Sheet("nearly empty", _drawn(1000, 1414, "#fcfcfc", words), 0.5, 0.1)


def _colourful(random: Random) -> Sheet:
    shapes = []
    for _ in range(14):
        x, y, size = random.uniform(0, 1000), random.uniform(0, 1300), random.uniform(40, 330)
        low = size * random.uniform(0.3, 1)
        where = f'cx="{x:.0f}" cy="{y:.0f}" rx="{size:.0f}" ry="{low:.0f}"'
        shapes.append(f'<ellipse {where} fill="{_any_colour(random, 0, 256)}"/>')
    shapes += [_text(80, 300 + row * 240, 90, _say(random, 9), "#fff") for row in range(4)]
    back = _any_colour(random, 40, 220)
    return Sheet("leaflet", _drawn(1000, 1300, back, "".join(shapes)), 0.5, 0.6)


def _any_colour(random: Random, low: int, high: int) -> str:
    return "#" + "".join(f"{int(part):02x}" for part in random.integers(low, high, 3))


def _card(_: Random) -> Sheet:
    return Sheet("card", specimens.residence_permit().image_bgr, 0.0, 0.9)


def _household(_: Random) -> Sheet:
    return Sheet("household page", specimens.household_page().image_bgr, 0.3, 0.1)


KINDS: dict[str, Callable[[Random], Sheet]] = {
    "letter": _letter,
    "form": _table,
    "receipt": _slip,
    "bill": _bill,
    "card": _card,
    "cover": _cover,
    "open book": _open_book,
    "household page": _household,
    "nearly empty": _blank,
    "leaflet": _colourful,
}
