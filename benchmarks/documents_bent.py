"""Bent pages: how much of the print is read from a page flattened by its four corners, and with its bow taken out.

Booklet pages are drawn, bent and laid under the camera in this run (``benchmarks/bent_pages``), found, flattened
and read as the terminal does. Flat pages say what straightening costs where there is nothing to straighten.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import cv2
import numpy as np

from benchmarks.bent_pages.bends import SHAPES, bent, picture, seen
from benchmarks.bent_pages.prints import Line, Print, page
from benchmarks.figure import Figure, against, at_most, plain
from benchmarks.verdict_pages.leaves import KINDS, leaf
from benchmarks.verdict_pages.shots import SOUND, Scene, desk, spoilt
from kiosk.settings import Reading
from kiosk.vision.pages.bow import bow
from kiosk.vision.pages.find import find_page
from kiosk.vision.pages.flatten import even_light, flattened, page_size, rectify
from kiosk.vision.reading.reader import PageReader
from kiosk.vision.reading.text import PageText, TextLine

STEEP_DEG = (0.0, 30.0, 45.0, 60.0)
"""The steepest place of the page; 0 is flat."""
PAGES = int(os.environ.get("TONGBAN_BENCH_BENT", "2"))
"""Of each shape and bend."""
PATIENT = Reading(page_s=300, start_s=300, idle_s=3600, pages=1000)
BOW_MS = 60.0
FAR = 3.0
"""What a line read a whole page away from a printed one would lose of the share of signs they have in common."""


@dataclass(frozen=True, eq=False)
class Case:
    """A bent page under the camera: frame (H, W, 3) uint8 and what is printed on it."""

    image_bgr: Any
    printed: Print


def case(shape: str, steep_deg: float, seed: int) -> Case:
    """One page of a shape of ``SHAPES``, laid anew with each seed."""
    random = np.random.default_rng((seed, 21))
    printed = page(seed, spread=shape == "spread")
    free = np.array([400.0, 300.0]) - printed.size_mm
    at = random.uniform(-0.35, 0.35, 2) * free
    place = seen(bent(printed.size_mm, shape, steep_deg), (float(at[0]), float(at[1])), float(random.normal(0, 2)))
    frame = desk(random)
    picture(frame, printed.image_bgr, place, lamp_deg=float(random.uniform(-30, 30)))
    frame *= np.float32(0.92)
    return Case(spoilt(frame, place.corners, SOUND, seed, lens=0.6), printed)


def figures() -> list[Figure]:
    """Share of signs read, false bows on flat pages, time."""
    cv2.setNumThreads(1)
    reader = PageReader(PATIENT)
    try:
        return [*_read(reader), _false_bows(), _speed()]
    finally:
        reader.rest()


def _read(reader: PageReader) -> Iterator[Figure]:
    for steep in STEEP_DEG:
        for shape in SHAPES if steep else ("arch",):
            ours = four = signs = straight = 0
            for seed in range(PAGES):
                one = case(shape, steep, seed)
                found = find_page(one.image_bgr)
                signs += one.printed.signs
                if found is None:
                    continue
                cornered, bowless = rectify(one.image_bgr, found.corners), flattened(one.image_bgr, found.corners)
                right = right_signs(reader.read(even_light(cornered)), one.printed)
                four += right
                changed = not np.array_equal(cornered, bowless)
                straight += changed
                ours += right_signs(reader.read(even_light(bowless)), one.printed) if changed else right
            name = f"{shape}, {steep:g} degrees" if steep else "flat"
            yield against(f"{name}: signs read right", ours / signs, "four corners", four / signs, "", signs)
            yield plain(f"{name}: pages straightened", straight, "", PAGES)


def right_signs(text: PageText, printed: Print) -> int:
    """How many signs of the print were read: all, less those to be changed, added or taken away, line by line."""
    count = len(printed.columns)
    right = 0
    for number, lines in enumerate(printed.columns):
        read: list[list[TextLine]] = [[] for _ in lines]
        for one in text.lines:
            if min(count - 1, max(0, int(one.corners[:, 0].mean() * count))) == number:
                read[_belongs(one, lines)].append(one)
        for line, pieces in zip(lines, read, strict=True):
            pieces.sort(key=lambda one: float(one.corners[0, 0]))
            words = "".join(one.text.replace(" ", "") for one in pieces)
            right += max(0, len(line.text) - _apart(words, line.text))
    return right


def _belongs(read: TextLine, lines: Sequence[Line]) -> int:
    """The printed line that a read one is (a piece) of: alike, and not far away."""

    def worth(line: Line) -> float:
        alike = SequenceMatcher(None, line.text, read.text, autojunk=False).get_matching_blocks()
        share = sum(block.size for block in alike) / max(len(read.text), 1)
        return share - FAR * abs(line.at - float(read.corners[:, 1].mean()))

    return max(range(len(lines)), key=lambda place: worth(lines[place]))


def _apart(first: str, second: str) -> int:
    """Edit distance (Levenshtein)."""
    row = list(range(len(second) + 1))
    for place, sign in enumerate(first, 1):
        before, row[0] = row[0], place
        for column, other in enumerate(second, 1):
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (sign != other))
    return row[-1]


def _false_bows() -> Figure:
    """Flat leaves of every kind, whole frames, through the finder."""
    claimed = count = 0
    for kind in KINDS:
        for layout in (0, 1):
            shot = Scene(leaf(kind, layout), layout).whole()
            found = find_page(shot.image_bgr)
            if found is not None:
                size = page_size(found.corners, shot.image_bgr.shape[1], shot.image_bgr.shape[0])
                claimed += bow(shot.image_bgr, found.corners, size) is not None
                count += 1
    return at_most("flat pages taken for bent", claimed, "", count, 0)


def _speed() -> Figure:
    one = case("arch", 30.0, 0)
    found = find_page(one.image_bgr)
    assert found is not None
    taken = []
    for _ in range(9):
        marks = [time.thread_time()]
        for way in (flattened, rectify):
            way(one.image_bgr, found.corners)
            marks.append(time.thread_time())
        taken.append((marks[1] - marks[0] - (marks[2] - marks[1])) * 1000)
    return at_most(
        "straightening, beyond four corners, one core", statistics.median(taken), "ms", len(taken), BOW_MS
    )


if __name__ == "__main__":
    for figure in figures():
        print(f"{figure.name:60} {figure.value:g} {figure.unit} n={figure.n} {figure.beside or ''} {figure.holds}")
