"""Reads ``labels.csv``: which pictures of which packages, their hashes, and the true corners, set by eye."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import cv2
import numpy as np

from benchmarks.labelled import Labelled
from kiosk.vision.pinned import Pinned, is_pinned

TABLE = Path(__file__).with_name("labels.csv")
_PLACES = ("tl_x", "tl_y", "tr_x", "tr_y", "br_x", "br_y", "bl_x", "bl_y")


@dataclass(frozen=True, eq=False)
class Photograph:
    """One picture: ``member`` is its path in the archive of ``package``, ``corners`` its page's (4, 2) float32 px,
    clockwise from the top left, or ``None`` where the picture shows no paper."""

    package: str
    member: str
    pinned: Pinned
    corners: Any
    note: str


def photographs(table: Path = TABLE) -> list[Photograph]:
    """Every line of ``table``.

    Raises ``ValueError`` for a line with some of its eight numbers only, an outline that is not convex, or a name
    in the cache that two lines would share.
    """
    with table.open(encoding="utf-8", newline="") as lines:
        found = [_photograph(line) for line in csv.DictReader(lines)]
    names = [one.pinned.name for one in found]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"{table.name}: two pictures would be called {', '.join(sorted(twice))}")
    return found


def default_folder() -> Path:
    """``$XDG_CACHE_HOME/tongban/photographs``, or below ``~/.cache``."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tongban" / "photographs"


def here(folder: Path, every: Iterable[Photograph]) -> list[Labelled]:
    """Those of ``every`` whose pinned bytes lie in ``folder``; corners are ``None`` where there is no paper."""
    return [
        Labelled(folder / one.pinned.name, one.package, one.corners)
        for one in every
        if is_pinned(folder / one.pinned.name, one.pinned)
    ]


def _photograph(line: dict[str, str]) -> Photograph:
    member = PurePosixPath(line["file"])
    name = "-".join((line["package"], *member.parts[-2:]))
    pinned = Pinned(name, line["sha256"], int(line["bytes"]))
    return Photograph(line["package"], str(member), pinned, _corners(line, name), line["note"])


def _corners(line: dict[str, str], name: str) -> Any:
    words = [line[place] for place in _PLACES]
    if not any(words):
        return None
    if not all(words):
        raise ValueError(f"{name}: a page has eight numbers, a picture without a paper none")
    corners = np.array([float(word) for word in words], np.float32).reshape(4, 2)
    if not cv2.isContourConvex(corners.reshape(-1, 1, 2)):
        raise ValueError(f"{name}: the corners do not go round the page")
    return corners
