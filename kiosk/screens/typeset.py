"""Sets text in lines: where Chinese and Latin text may break, how wide it is, and the size at which it fits.

Kivy breaks at spaces only; Chinese breaks between any two characters except before closing and after opening
punctuation. Sizes and widths here are panel px.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from kivy.core.text import Label as CoreLabel
from kivy.core.text.markup import MarkupLabel

from kiosk.screens.art import Art
from kiosk.screens.fonts import SANS, SERIF

_CLOSING = "，。！？；：、）」』》】〉”’…·,.!?;:)]}%℃"
_OPENING = "（「『《【〈“‘([{"
_TOKEN = re.compile(r"\n|[ \u3000]+|[A-Za-z0-9_@#&+/\\'\-.:*●]+|.", re.S)
_PAUSES = "，。；：、！？,;:"
_SHRINK = 0.95


@dataclass(frozen=True)
class Face:
    """A way of writing: family and weight."""

    family: str = SANS
    bold: bool = False

    @staticmethod
    def of(*, bold: bool = False, serif: bool = False) -> Face:
        """Sans regular or bold; serif is bold always."""
        return Face(SERIF, False) if serif else Face(SANS, bold)


@dataclass(frozen=True)
class Setting:
    """Text set in lines at ``size_px``; ``fits`` is false when even the smallest size is beyond its box."""

    lines: tuple[str, ...]
    size_px: int
    width_px: float
    fits: bool


def width_of(art: Art, text: str, size_px: int, face: Face) -> float:
    """Width of one line."""
    known = art.measured.widths
    key = (text, face.family, face.bold, size_px)
    if key not in known:
        known[key] = _width_of(art, text, size_px, face)
    return known[key]


def _width_of(art: Art, text: str, size_px: int, face: Face) -> float:
    runs = [(face.family, text)] if art.fonts.plain(text, face.family) else art.fonts.runs(text, face.family)
    return float(sum(art.ruler(family, size_px, face.bold).get_extents(part)[0] for family, part in runs))


def set_text(
    art: Art,
    text: str,
    face: Face,
    *,
    size_px: float,
    width_px: float,
    lines: int,
    floor_px: float,
    height_px: float = math.inf,
    leading: float = 1.3,
    balance: bool = False,
) -> Setting:
    """The text in at most ``lines`` lines of ``width_px``, at ``size_px`` or, if it must, down to ``floor_px``.

    A line is ``leading`` times its size high; half of what is more than the size may hang over ``height_px``.
    """
    known = art.measured.settings
    key = (text, face, size_px, width_px, lines, floor_px, height_px, leading, balance)
    if key in known:
        setting: Setting = known[key]
        return setting
    size = max(1, round(size_px))
    floor = max(1, min(size, round(floor_px)))
    while True:
        measure = partial(_width, art, size, face)
        found = break_lines(text, width_px, measure)
        high = (len(found) - 1) * size * leading + size * 1.1
        fits = (
            len(found) <= lines and high <= height_px + 1 and all(measure(one) <= width_px + 0.5 for one in found)
        )
        if fits or size <= floor:
            break
        size = max(floor, min(size - 1, int(size * _SHRINK)))
    if balance and fits and len(found) > 1 and "\n" not in text:
        found = _balanced(text, width_px, len(found), measure)
    known[key] = setting = Setting(tuple(found), size, max((measure(line) for line in found), default=0.0), fits)
    return setting


def _width(art: Art, size_px: int, face: Face, text: str) -> float:
    return width_of(art, text, size_px, face)


def break_lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Greedy lines no wider than ``width``; a single token wider than that is cut between characters."""
    lines, line = [], ""
    for token in _tokens(text):
        if token == "\n":
            lines.append(line.rstrip())
            line = ""
            continue
        if measure((line + token).rstrip()) <= width:
            line += token
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = token.lstrip()
        while len(line) > 1 and measure(line.rstrip()) > width:
            cut = next((n for n in range(len(line) - 1, 0, -1) if measure(line[:n]) <= width), 1)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _tokens(text: str) -> list[str]:
    """Pieces that stay on one line: characters with the punctuation that belongs to them, Latin words."""
    tokens: list[str] = []
    for token in _TOKEN.findall(text):
        if tokens and token != "\n" and tokens[-1] != "\n" and _belongs(tokens[-1], token):
            tokens[-1] += token
        else:
            tokens.append(token)
    return tokens


def _belongs(before: str, token: str) -> bool:
    return token[0] in _CLOSING or before[-1] in _OPENING


def _balanced(text: str, width: float, count: int, measure: Callable[[str], float]) -> list[str]:
    """The same number of lines: two parts of a sentence each on its own line, else as even as can be."""
    parts = _halves(text, measure) if count == 2 else []
    if parts and all(measure(part) <= width for part in parts):
        return parts
    low, high = width / count / 2, width
    while high - low > 4:
        middle = (low + high) / 2
        if len(break_lines(text, middle, measure)) <= count:
            high = middle
        else:
            low = middle
    return break_lines(text, high, measure)


def _halves(text: str, measure: Callable[[str], float]) -> list[str]:
    """The text cut behind the punctuation nearest its middle, if the shorter part is no mere rest."""
    cuts = [place + 1 for place, char in enumerate(text[:-1]) if char in _PAUSES]
    pairs = [[text[:cut], text[cut:].lstrip()] for cut in cuts]
    halves = [(abs(measure(one) - measure(other)), [one, other]) for one, other in pairs]
    best = min(halves, default=(0.0, []))[1]
    return best if best and min(map(measure, best)) >= max(map(measure, best)) * 0.4 else []


def render(art: Art, line: str, size_px: int, face: Face) -> Any | None:
    """One line as a white texture; ``None`` for a line with nothing to see."""
    if not line.strip():
        return None
    if art.fonts.plain(line, face.family):
        label = CoreLabel(text=line, font_name=face.family, font_size=size_px, bold=face.bold)
    else:
        marked = art.fonts.markup(line, face.family)
        label = MarkupLabel(text=marked, font_name=face.family, font_size=size_px, bold=face.bold)
    label.refresh()
    return label.texture
