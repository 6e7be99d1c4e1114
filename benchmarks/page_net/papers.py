"""Flat papers, invented: forms, dense print, receipts, tickets, cards, covers, spreads, licences, notes, photos.

``paper(random)`` draws one, about 600 px on its long side: what is left of any paper in a frame 256 px wide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.page_net import ink
from benchmarks.page_net.ink import Colour, Random

LONG_PX = 600


@dataclass(frozen=True)
class Paper:
    """``image_rgb`` (H, W, 3) uint8; ``spine`` is the axis across the fold of an open book (0: between left and
    right, 1: between upper and lower page), none for other papers; ``gloss`` 0…1; ``round_corner`` share of the
    width; ``stiff`` papers neither curl nor crumple; ``ragged`` ones are torn off a roll."""

    image_rgb: Any
    spine: int | None = None
    gloss: float = 0.1
    round_corner: float = 0.0
    stiff: bool = False
    ragged: bool = False


def paper(random: Random) -> Paper:
    """One paper of a random kind; receipts and written sheets come most often."""
    kinds: list[tuple[float, Callable[[Random], Paper]]] = [
        (0.24, _receipt), (0.13, _form), (0.13, _dense), (0.07, _ticket), (0.06, _card), (0.06, _cover),
        (0.05, _spread), (0.06, _licence), (0.07, _nearly_empty), (0.03, _photo), (0.05, _flyer), (0.05, _notes),
    (0.04, _code_sheet), ]  # fmt: skip
    shares = np.array([share for share, _ in kinds])
    return kinds[int(random.choice(len(kinds), p=shares / shares.sum()))][1](random)


def _sheet(random: Random, aspect: float, colour: Colour) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A bare sheet; ``aspect`` is height over width."""
    width = LONG_PX if aspect < 1 else round(LONG_PX / aspect)
    sheet = Image.new("RGB", (width, max(40, round(width * aspect))), colour)
    return sheet, ImageDraw.Draw(sheet)


def _white(random: Random) -> Colour:
    """Paper white, warm or cold, now and then tinted or grey."""
    level = int(random.integers(205, 256))
    if random.random() < 0.15:
        tints = ((250, 236, 200), (250, 215, 220), (214, 232, 250), (220, 242, 220), (225, 205, 170))
        return tints[int(random.integers(len(tints)))]
    red, green, blue = (int(np.clip(level + d, 0, 255)) for d in random.integers(-7, 8, 3))
    return red, green, blue


def _a4(random: Random) -> float:
    return float(random.choice([1.414, 1.414, 1.414, 0.707, 1.294, 1.36, 1.5]))


def _lines(pen: Any, random: Random, box: tuple[float, float, float, float], size: float, colour: Colour) -> None:
    """Lines of print in ``box``, ragged at the right, paragraphs now and then."""
    left, top, right, bottom = box
    latin = random.random() < 0.35
    face = ink.font(random, size, latin=latin)
    step, y = size * random.uniform(1.25, 2.1), top
    per_line = max(2, int((right - left) / (size * (0.55 if latin else 1.0))))
    while y < bottom - size:
        count = per_line if random.random() < 0.75 else int(random.integers(1, per_line + 1))
        words = ink.latin(random, count) if latin else ink.hanzi(random, count)
        pen.text((left, y), words, fill=colour, font=face)
        y += step * (1.8 if random.random() < 0.08 else 1.0)


def _title(pen: Any, random: Random, width: int, y: float, size: float, colour: Colour) -> None:
    words = ink.hanzi(random, int(random.integers(3, 11)))
    pen.text((width / 2, y), words.replace("，", "之"), fill=colour, font=ink.font(random, size), anchor="mm")


def _table(pen: Any, random: Random, box: tuple[float, float, float, float], colour: Colour) -> None:
    """Ruled cells with a word in most."""
    left, top, right, bottom = box
    rows, columns = int(random.integers(3, 16)), int(random.integers(2, 7))
    ys = np.linspace(top, bottom, rows + 1)
    xs = np.concatenate([[left], np.sort(random.uniform(left + 20, right - 20, columns - 1)), [right]])
    width = int(random.integers(1, 3))
    for y in ys:
        pen.line([(left, y), (right, y)], fill=colour, width=width)
    for x in xs:
        pen.line([(x, top), (x, bottom)], fill=colour, width=width)
    size = min((bottom - top) / rows * 0.55, 16)
    face = ink.font(random, size)
    for y in ys[:-1]:
        for x, following in pairwise(xs):
            if random.random() < 0.7 and following - x > 2 * size:
                count = int(random.integers(1, max(2, int((following - x) / size))))
                words = ink.hanzi(random, count) if random.random() < 0.6 else ink.number(random, count)
                pen.text((x + 3, y + 2), words, fill=colour, font=face)


def _form(random: Random) -> Paper:
    sheet, pen = _sheet(random, _a4(random), _white(random))
    width, height = sheet.size
    colour, margin = ink.ink(random), width * random.uniform(0.04, 0.13)
    _title(pen, random, width, height * 0.08, width * random.uniform(0.03, 0.07), colour)
    bottom = height * random.uniform(0.6, 0.95)
    _table(pen, random, (margin, height * random.uniform(0.12, 0.3), width - margin, bottom), colour)
    if bottom < height * 0.8:
        _lines(pen, random, (margin, bottom + 8, width - margin, height * 0.95), 10, colour)
    _finish(sheet, random)
    return Paper(np.asarray(sheet))


def _dense(random: Random) -> Paper:
    sheet, pen = _sheet(random, _a4(random), _white(random))
    width, height = sheet.size
    margin, columns = width * random.uniform(0.04, 0.15), int(random.choice([1, 1, 1, 2, 3]))
    colour = ink.ink(random)
    _title(pen, random, width, height * 0.07, width * random.uniform(0.03, 0.09), colour)
    span = (width - 2 * margin) / columns
    size, end = random.uniform(7, 15), height * random.uniform(0.55, 0.97)
    for column in range(columns):
        left = margin + column * span
        _lines(pen, random, (left, height * 0.12, left + span * 0.94, end), size, colour)
    if random.random() < 0.2:
        _picture(sheet, random, (margin, height * 0.4, margin + width * 0.4, height * 0.62))
    _finish(sheet, random)
    return Paper(np.asarray(sheet), gloss=0.15)


def _receipt(random: Random) -> Paper:
    """A slip off a roll: narrow print, sums at the right, dashes, a code at the foot; torn at the ends."""
    aspect = float(np.exp(random.uniform(np.log(1.15), np.log(5.0))))
    sheet, pen = _sheet(random, aspect, _white(random))
    width, height = sheet.size
    level = int(random.integers(20, 150))
    colour = (level, level, int(min(255, level + random.integers(0, 50))))
    size = width / random.uniform(14, 30)
    face, y = ink.font(random, size), size
    if random.random() < 0.7:
        _title(pen, random, width, y + size, size * random.uniform(1.3, 2.2), colour)
        y += size * 3
    end = height * random.uniform(0.7, 0.98)
    while y < end - size:
        kind, left = random.random(), width * 0.05
        if kind < 0.14:
            pen.text((left, y), "-" * 60, fill=colour, font=face)
        elif kind < 0.55:
            pen.text((left, y), ink.hanzi(random, int(random.integers(2, 8))), fill=colour, font=face)
            pen.text(
                (width * 0.95, y),
                ink.number(random, int(random.integers(2, 7))),
                fill=colour,
                font=face,
                anchor="ra",
            )
        elif kind < 0.9:
            pen.text((left, y), ink.hanzi(random, int(random.integers(3, 14))), fill=colour, font=face)
        y += size * random.uniform(1.15, 1.7)
    if random.random() < 0.35:
        side = int(width * random.uniform(0.25, 0.5))
        sheet.paste(ink.code(random, side), ((width - side) // 2, max(0, min(int(end - side), height - side))))
    if random.random() < 0.25:
        sheet.paste(ink.bars(random, int(width * 0.7), int(size * 2.5)), (int(width * 0.15), int(height * 0.88)))
    if random.random() < 0.25:
        ink.seal(sheet, random, (width * random.uniform(0.3, 0.7), height * random.uniform(0.5, 0.9)), width * 0.2)
    return Paper(np.asarray(sheet), gloss=0.3, ragged=bool(random.random() < 0.5))


def _ticket(random: Random) -> Paper:
    """Invoices, train and bank slips: wide, tinted, ruled in colour, a seal above."""
    tints = ((246, 248, 250), (198, 222, 240), (248, 214, 214), (240, 236, 214), (224, 240, 226), (250, 250, 246))
    sheet, pen = _sheet(random, random.uniform(0.4, 0.8), tints[int(random.integers(len(tints)))])
    width, height = sheet.size
    colour = ((150, 70, 50), (40, 60, 140), (60, 60, 60), (40, 110, 70))[int(random.integers(4))]
    _title(pen, random, width, height * 0.1, width * random.uniform(0.03, 0.06), colour)
    if random.random() < 0.7:
        _table(pen, random, (width * 0.05, height * 0.22, width * 0.95, height * 0.86), colour)
    else:
        for _ in range(8):
            at = (width * random.uniform(0.05, 0.7), height * random.uniform(0.2, 0.85))
            pen.text(
                at,
                ink.hanzi(random, 4) + ink.number(random, 5),
                fill=(40, 40, 50),
                font=ink.font(random, width / 26),
            )
    if random.random() < 0.5:
        side = int(height * 0.22)
        sheet.paste(ink.code(random, side), (int(width * 0.04), int(height * 0.04)))
    if random.random() < 0.7:
        ink.seal(
            sheet, random, (width * random.uniform(0.3, 0.85), height * random.uniform(0.15, 0.8)), height * 0.15
        )
    if random.random() < 0.3:  # holes of a sprocket feed
        for y in np.arange(8, height, height / 12):
            for x in (width * 0.015, width * 0.985):
                pen.ellipse([x - 4, y - 4, x + 4, y + 4], fill=(70, 70, 70))
    return Paper(np.asarray(sheet), gloss=0.2)


def _card(random: Random) -> Paper:
    """An ID-1 card (85.6 × 54 mm): gradient, guilloche, portrait, rounded corners, glossy."""
    sheet, _ = _sheet(random, 54 / 85.6 if random.random() < 0.85 else 85.6 / 54, (255, 255, 255))
    width, height = sheet.size
    dark = random.random() < 0.35
    ends = np.array([ink.gaudy(random, 10, 150) if dark else ink.gaudy(random, 150, 250) for _ in range(2)], float)
    ramp = np.linspace(0, 1, width)[None, :, None] * np.ones((height, 1, 1))
    sheet = Image.fromarray((ends[0] * (1 - ramp) + ends[1] * ramp).astype(np.uint8))
    pen = ImageDraw.Draw(sheet)
    colour = (245, 240, 220) if dark else (30, 30, 36)
    for wave in range(int(random.integers(0, 14))):
        ys = height * (wave + 0.5) / 14 + 9 * np.sin(np.arange(0, width, 6) / random.uniform(15, 60))
        pen.line([(x * 6.0, float(y)) for x, y in enumerate(ys)], fill=ink.gaudy(random, 120, 235), width=1)
    _lines(pen, random, (width * 0.05, height * 0.12, width * 0.58, height * 0.8), width / 22, colour)
    if random.random() < 0.6:
        photo = ink.portrait(random, int(width * 0.26), int(height * 0.52))
        sheet.paste(photo, (int(width * random.uniform(0.03, 0.7)), int(height * 0.18)))
    pen.text((width * 0.06, height * 0.84), ink.number(random, 18), fill=colour, font=ink.font(random, width / 20))
    return Paper(np.asarray(sheet), gloss=0.9, round_corner=0.05, stiff=True)


def _cover(random: Random) -> Paper:
    """A booklet's cover: dark red, brown, blue, green or black, gold print, grain of cloth or leather."""
    bases = (
        (120, 24, 30),
        (150, 30, 30),
        (90, 50, 34),
        (30, 44, 90),
        (24, 70, 50),
        (36, 34, 36),
        (120, 70, 50),
        (60, 20, 30),
    )
    base = bases[int(random.integers(len(bases)))]
    sheet, pen = _sheet(random, float(random.choice([1.36, 1.42, 1.3, 0.72, 0.7])), base)
    width, height = sheet.size
    gold = ((214, 176, 96), (230, 200, 130), (200, 200, 200))[int(random.integers(3))]
    if random.random() < 0.9:
        _title(pen, random, width, height * random.uniform(0.25, 0.7), width * random.uniform(0.06, 0.14), gold)
    if random.random() < 0.7:
        middle, radius = height * random.uniform(0.3, 0.5), min(width, height) * random.uniform(0.1, 0.2)
        pen.ellipse(
            [width / 2 - radius, middle - radius, width / 2 + radius, middle + radius], outline=gold, width=4
        )
        pen.regular_polygon((width / 2, middle, radius * 0.6), 5, fill=gold)
    if random.random() < 0.3:
        pen.rectangle([12, 12, width - 12, height - 12], outline=gold, width=2)
    grain = ink.mottled(random, height, width, 200) * random.uniform(1, 7)
    image = np.clip(np.asarray(sheet, np.float32) + grain[..., None], 0, 255).astype(np.uint8)
    return Paper(image, gloss=0.5, round_corner=0.03 if random.random() < 0.5 else 0.0, stiff=True)


def _spread(random: Random) -> Paper:
    """A book, 户口簿 or notebook lying open: two pages, both, one or none of them printed, a fold between them."""
    across = random.random() < 0.6
    sheet, pen = _sheet(random, random.uniform(0.6, 0.75) if across else random.uniform(1.3, 1.65), _white(random))
    width, height = sheet.size
    blank = random.random() < 0.4
    for half in range(0 if blank else 2):
        left, top = (half * width / 2, 0.0) if across else (0.0, half * height / 2)
        right, bottom = (left + width / 2, float(height)) if across else (float(width), top + height / 2)
        box = (left + 0.06 * width, top + 0.08 * height, right - 0.06 * width, bottom - 0.06 * height)
        kind = random.random()
        if kind < 0.4:
            _table(pen, random, box, ink.ink(random))
        elif kind < 0.85:
            _lines(pen, random, box, random.uniform(8, 13), ink.ink(random))
    if not blank:
        _finish(sheet, random)
    place = np.abs(np.linspace(-1, 1, width if across else height))
    fall = 1 - random.uniform(0.15, 0.6) * np.exp(-place / random.uniform(0.015, 0.12))
    shade = fall[None, :, None] if across else fall[:, None, None]
    return Paper((np.asarray(sheet) * shade).astype(np.uint8), spine=0 if across else 1)


def _licence(random: Random) -> Paper:
    """A licence or certificate: a coloured border, an emblem, few lines, a large seal."""
    papers = ((255, 250, 235), (250, 240, 220), (250, 235, 200), (245, 225, 225), (235, 245, 235))
    sheet, pen = _sheet(random, float(random.choice([1.414, 0.707, 0.73])), papers[int(random.integers(5))])
    width, height = sheet.size
    colour = ((190, 150, 60), (170, 40, 40), (60, 110, 80), (60, 90, 160), (120, 120, 120))[
        int(random.integers(5))
    ]
    inset = width * random.uniform(0.0, 0.07)
    for ring in range(int(random.integers(1, 5))):
        edge = inset + ring * random.uniform(3, 9)
        pen.rectangle([edge, edge, width - edge, height - edge], outline=colour, width=int(random.integers(1, 9)))
    radius = min(width, height) * 0.07
    pen.ellipse(
        [width / 2 - radius, height * 0.09, width / 2 + radius, height * 0.09 + 2 * radius], fill=(200, 40, 40)
    )
    _title(pen, random, width, height * 0.3, width * random.uniform(0.06, 0.11), ink.ink(random))
    _lines(
        pen,
        random,
        (width * 0.15, height * 0.42, width * 0.85, height * 0.75),
        random.uniform(9, 16),
        (40, 40, 40),
    )
    ink.seal(sheet, random, (width * random.uniform(0.55, 0.8), height * 0.8), min(width, height) * 0.13)
    return Paper(np.asarray(sheet), gloss=0.35, stiff=bool(random.random() < 0.3))


def _nearly_empty(random: Random) -> Paper:
    """A sheet with nothing, or a line or two, on it."""
    sheet, pen = _sheet(random, _a4(random) if random.random() < 0.7 else random.uniform(0.4, 2.5), _white(random))
    width, height = sheet.size
    for _ in range(int(random.choice([0, 0, 1, 2, 4]))):
        at = (width * random.uniform(0.05, 0.6), height * random.uniform(0.05, 0.9))
        pen.text(
            at,
            ink.hanzi(random, int(random.integers(2, 9))),
            fill=ink.ink(random),
            font=ink.font(random, random.uniform(9, 24)),
        )
    if random.random() < 0.25:
        ink.seal(sheet, random, (width * random.uniform(0.2, 0.8), height * random.uniform(0.2, 0.9)), 50)
    return Paper(np.asarray(sheet))


def _photo(random: Random) -> Paper:
    """A photographic print with or without a white border."""
    sheet, _ = _sheet(random, random.uniform(0.6, 1.6), _white(random))
    width, height = sheet.size
    border = width * float(random.choice([0.0, 0.03, 0.06]))
    _picture(sheet, random, (border, border, width - border, height - border))
    return Paper(np.asarray(sheet), gloss=0.8)


def _flyer(random: Random) -> Paper:
    """A coloured leaflet: blocks, large letters, pictures."""
    sheet, pen = _sheet(random, random.uniform(0.6, 1.8), ink.gaudy(random, 60, 255))
    width, height = sheet.size
    for _ in range(int(random.integers(1, 7))):
        x, y = random.uniform(0, width * 0.8), random.uniform(0, height * 0.85)
        box = (x, y, x + random.uniform(0.15, 0.9) * width, y + random.uniform(0.08, 0.4) * height)
        if random.random() < 0.35:
            _picture(sheet, random, box)
        else:
            pen.rectangle(box, fill=ink.gaudy(random))
    for _ in range(int(random.integers(2, 6))):
        _title(
            pen,
            random,
            width,
            height * random.uniform(0.05, 0.95),
            width * random.uniform(0.04, 0.13),
            ink.gaudy(random),
        )
    _lines(
        pen,
        random,
        (width * 0.1, height * 0.6, width * 0.9, height * 0.9),
        random.uniform(8, 14),
        ink.gaudy(random),
    )
    return Paper(np.asarray(sheet), gloss=0.6)


def _notes(random: Random) -> Paper:
    """Ruled or squared paper with handwriting."""
    sheet, pen = _sheet(random, random.uniform(0.7, 1.6), _white(random))
    width, height = sheet.size
    step, pale = random.uniform(14, 34), ink.gaudy(random, 150, 225)
    for y in np.arange(step * 2, height, step):
        pen.line([(0, y), (width, y)], fill=pale, width=1)
    if random.random() < 0.35:
        for x in np.arange(step, width, step):
            pen.line([(x, 0), (x, height)], fill=pale, width=1)
    colour = ink.ink(random)
    for y in np.arange(step * 2, height * random.uniform(0.2, 1.0), step):
        ink.scribble(pen, random, (width * 0.08, y - step * 0.8, width * random.uniform(0.4, 0.95), y), colour)
    return Paper(np.asarray(sheet))


def _code_sheet(random: Random) -> Paper:
    """A large code with a line or two of print."""
    sheet, pen = _sheet(random, random.uniform(0.7, 1.5), _white(random))
    width, height = sheet.size
    side = int(min(width, height) * random.uniform(0.25, 0.8))
    at = (int(random.uniform(0.05, 0.95) * (width - side)), int(random.uniform(0.05, 0.95) * (height - side)))
    sheet.paste(ink.code(random, side) if random.random() < 0.7 else ink.bars(random, side, side // 2), at)
    pen.text((width * 0.1, height * 0.02), ink.hanzi(random, 8), fill=ink.ink(random), font=ink.font(random, 20))
    return Paper(np.asarray(sheet))


def _picture(sheet: Image.Image, random: Random, box: tuple[float, float, float, float]) -> None:
    """A printed picture: sky and land, or blots of colour."""
    width, height = max(8, round(box[2] - box[0])), max(8, round(box[3] - box[1]))
    base = np.array([ink.gaudy(random) for _ in range(2)], np.float32)
    share = np.clip(0.5 + ink.mottled(random, height, width, int(random.integers(3, 40))) * 0.4, 0, 1)[..., None]
    share = 0.5 * share + 0.5 * np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    image = base[0] * share + base[1] * (1 - share) + ink.mottled(random, height, width, 40)[..., None] * 18
    sheet.paste(Image.fromarray(np.clip(image, 0, 255).astype(np.uint8)), (round(box[0]), round(box[1])))


def _finish(sheet: Image.Image, random: Random) -> None:
    """What comes onto many sheets after the print: a seal, a signature, a portrait, a code."""
    width, height = sheet.size
    if random.random() < 0.35:
        at = (width * random.uniform(0.2, 0.85), height * random.uniform(0.5, 0.92))
        ink.seal(sheet, random, at, width * random.uniform(0.06, 0.14))
    if random.random() < 0.2:
        x, y = width * random.uniform(0.1, 0.6), height * random.uniform(0.6, 0.9)
        ink.scribble(ImageDraw.Draw(sheet), random, (x, y, x + width * 0.3, y + 18), (30, 30, 90))
    if random.random() < 0.12:
        sheet.paste(
            ink.portrait(random, int(width * 0.16), int(width * 0.22)), (int(width * 0.76), int(height * 0.1))
        )
    if random.random() < 0.15:
        side = int(width * 0.14)
        sheet.paste(
            ink.code(random, side),
            (int(width * random.uniform(0.05, 0.8)), int(height * random.uniform(0.05, 0.85))),
        )
