"""What papers are printed with: words, fonts, seals, emblems, portraits. All of it is invented at random."""

from __future__ import annotations

import math
import subprocess
from functools import cache
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

Random = np.random.Generator
Colour = tuple[int, int, int]

_HANZI = bytes(byte for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFA) for byte in (row, cell)).decode(
    "gb2312"
)
"""The 3755 characters of GB 2312's first level."""
_SYLLABLES = "an be co da en fi ga ho in jo ka li mo no or pe qua re sa to un ve wi yo ze sh th st".split()  # noqa: SIM905
_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Serif CJK SC",
    "Noto Sans CJK SC:bold",
    "Noto Serif CJK SC:bold",
)
_LATIN = ("DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono", "Noto Sans", "Noto Serif")


@cache
def _file(family: str) -> tuple[str, int]:
    done = subprocess.run(
        ["fc-match", "-f", "%{file}|%{index}", family], capture_output=True, text=True, check=True
    )
    file, index = done.stdout.split("|")
    return file, int(index or 0) & 0xFFFF


@cache
def _sized(family: str, size_px: int) -> ImageFont.FreeTypeFont:
    file, index = _file(family)
    return ImageFont.truetype(file, size_px, index=index)


def font(random: Random, size_px: float, *, latin: bool = False) -> ImageFont.FreeTypeFont:
    """A font of about ``size_px`` out of a few families."""
    families = _LATIN if latin else _FAMILIES
    return _sized(families[int(random.integers(len(families)))], max(6, round(size_px)))


def hanzi(random: Random, count: int) -> str:
    """``count`` Chinese characters, with a comma now and then."""
    words = [_HANZI[int(place)] for place in random.integers(0, len(_HANZI), count)]
    for place in range(int(random.integers(4, 12)), count, int(random.integers(6, 16))):
        words[place] = "，"
    return "".join(words)


def latin(random: Random, count: int) -> str:
    """About ``count`` letters of words that mean nothing."""
    words, length = [], 0
    while length < count:
        word = "".join(_SYLLABLES[int(p)] for p in random.integers(0, len(_SYLLABLES), int(random.integers(1, 5))))
        words.append(word.capitalize() if random.random() < 0.12 else word)
        length += len(word) + 1
    return " ".join(words)[:count]


def number(random: Random, digits: int) -> str:
    """``digits`` figures, now and then with a point."""
    figures = "".join(str(d) for d in random.integers(0, 10, digits))
    return figures[:-2] + "." + figures[-2:] if digits > 3 and random.random() < 0.4 else figures


def ink(random: Random) -> Colour:
    """Mostly black, now and then blue, red, grey."""
    kind = random.random()
    if kind < 0.62:
        return (int(random.integers(0, 60)),) * 3
    if kind < 0.78:
        level = int(random.integers(60, 150))
        return (level, level, level)
    if kind < 0.9:
        return (int(random.integers(20, 80)), int(random.integers(30, 90)), int(random.integers(110, 200)))
    return (int(random.integers(140, 220)), int(random.integers(20, 70)), int(random.integers(20, 70)))


def gaudy(random: Random, low: int = 0, high: int = 255) -> Colour:
    """Any colour at all."""
    red, green, blue = (int(v) for v in random.integers(low, high + 1, 3))
    return red, green, blue


def seal(sheet: Image.Image, random: Random, middle: tuple[float, float], radius: float) -> None:
    """A round or square red seal, half transparent."""
    side = max(8, round(radius * 2.1))
    stamp = Image.new("L", (side, side), 0)
    pen, half = ImageDraw.Draw(stamp), side / 2
    width = max(1, round(radius / 12))
    if random.random() < 0.8:
        pen.ellipse([1, 1, side - 2, side - 2], outline=255, width=width)
        points = [
            (half + radius * r * math.sin(a), half - radius * r * math.cos(a))
            for a, r in ((math.pi * k / 5, 0.32 if k % 2 == 0 else 0.12) for k in range(10))
        ]
        pen.polygon(points, fill=255)
        for place in range(9):
            angle = math.radians(-115 + 230 * place / 8)
            at = (half + radius * 0.75 * math.sin(angle), half - radius * 0.75 * math.cos(angle))
            pen.text(
                at, hanzi(random, 1), fill=255, font=_sized(_FAMILIES[0], max(6, round(radius * 0.3))), anchor="mm"
            )
    else:
        pen.rectangle([1, 1, side - 2, side - 2], outline=255, width=width)
        pen.text(
            (half, half), hanzi(random, 2), fill=255, font=_sized(_FAMILIES[3], max(6, side // 3)), anchor="mm"
        )
    stamp = stamp.rotate(float(random.uniform(-30, 30)))
    strength = random.uniform(0.5, 0.95)
    colour = (int(random.integers(170, 230)), int(random.integers(20, 70)), int(random.integers(20, 80)))
    place_at = (round(middle[0] - side / 2), round(middle[1] - side / 2))
    sheet.paste(
        Image.new("RGB", stamp.size, colour), place_at, stamp.point([round(v * strength) for v in range(256)])
    )


def portrait(random: Random, width: int, height: int) -> Image.Image:
    """Head and shoulders before a plain wall; nobody."""
    wall = [(196, 212, 228), (240, 240, 240), (180, 40, 40), (80, 130, 200)][int(random.integers(4))]
    photo = Image.new("RGB", (max(4, width), max(4, height)), wall)
    pen = ImageDraw.Draw(photo)
    skin = int(random.integers(150, 225))
    pen.ellipse([width * 0.05, height * 0.64, width * 0.95, height * 1.5], fill=gaudy(random, 10, 120))
    pen.ellipse([width * 0.28, height * 0.16, width * 0.72, height * 0.7], fill=(skin, skin - 34, skin - 60))
    pen.pieslice([width * 0.26, height * 0.1, width * 0.74, height * 0.62], 180, 360, fill=(34, 30, 30))
    return photo


def code(random: Random, side: int) -> Image.Image:
    """Something like a QR code: black squares with three finder marks."""
    cells = 25
    grid = np.asarray(random.random((cells, cells)) < 0.5, np.uint8)
    for y, x in ((0, 0), (0, cells - 7), (cells - 7, 0)):
        grid[y : y + 7, x : x + 7] = 1
        grid[y + 1 : y + 6, x + 1 : x + 6] = 0
        grid[y + 2 : y + 5, x + 2 : x + 5] = 1
    return Image.fromarray((1 - grid) * 255).resize((max(8, side), max(8, side)), Image.Resampling.NEAREST)


def bars(random: Random, width: int, height: int) -> Image.Image:
    """Something like a barcode."""
    row = np.repeat(np.asarray(random.random(max(8, width // 2)) < 0.5, np.uint8), 2)[: max(8, width)]
    return Image.fromarray(np.tile((1 - row) * 255, (max(4, height), 1)).astype(np.uint8))


def scribble(
    pen: ImageDraw.ImageDraw, random: Random, box: tuple[float, float, float, float], colour: Colour
) -> None:
    """A line of handwriting, or a signature: a wavy stroke through ``box``."""
    left, top, right, bottom = box
    count = max(6, int((right - left) / 4))
    x = np.linspace(left, right, count) + random.normal(0, 1.5, count)
    y = (
        (top + bottom) / 2
        + np.cumsum(random.normal(0, 1, count)) * 0.3
        + random.normal(0, (bottom - top) / 4, count)
    )
    pen.line(
        [(float(a), float(b)) for a, b in zip(x, y, strict=True)], fill=colour, width=int(random.integers(1, 3))
    )


def mottled(random: Random, height: int, width: int, cells: int) -> Any:
    """Smooth noise, (height, width) float32 of about unit spread, with ``cells`` waves along the longer side."""
    rough = random.normal(0, 1, (max(2, cells * height // max(height, width)) + 2, cells + 2)).astype(np.float32)
    return cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC)
