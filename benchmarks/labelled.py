"""Any folder of page pictures with ground truth, read for ``documents_find`` and ``documents_verdict``.

Two forms are understood, in any depth of the folder:

* FlatCV's: ``NAME.json`` beside ``NAME.jpeg``: ``{"corners": {"top_left": [x, y], "top_right": …,
  "bottom_right": …, "bottom_left": …}}`` in pixels.
* Eight numbers ``TLx TLy TRx TRy BLx BLy BRx BRy`` in pixels (commas or blanks between), either alone in a
  ``NAME.txt`` whose picture ``NAME.jpg`` lies anywhere in the folder, or after a picture's name on a line of any
  ``.txt`` or ``.csv``.

Either may say the verdict that is right: ``"verdict": "blurred"`` beside ``"corners"``, or a word behind the eight
numbers. The words are those of ``VERDICTS``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.judge import Verdict

PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp")
_NOT_OF_A_PAGE = (
    Verdict.NO_PAPER, Verdict.UNSURE, Verdict.MOVING, Verdict.TURNED, Verdict.WRONG_SIDE, Verdict.DUPLICATE,
)  # fmt: skip
VERDICTS = {one.value: one for one in Verdict if one not in _NOT_OF_A_PAGE}
"""What can be true of one picture that shows a page, by its words."""


@dataclass(frozen=True, eq=False)
class Labelled:
    """A picture file and its page's corners (4, 2) float32 px, clockwise from the top left; ``group`` is its
    folder, ``verdict`` what should be said of it where the label says so."""

    file: Path
    group: str
    corners: Any
    verdict: Verdict | None = None

    def image(self) -> Any:
        """The picture (H, W, 3) uint8 BGR as its bytes lie; corners are in these pixels, whatever EXIF says."""
        return cv2.imread(str(self.file), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)


def labelled(folder: Path) -> list[Labelled]:
    """Every picture of ``folder`` that has corners, by name. Raises ``ValueError`` for a verdict that is none."""
    pictures = {file.name: file for file in folder.rglob("*") if file.suffix.lower() in PICTURES}
    by_stem = {file.stem: file for file in pictures.values()}
    beside = {file.with_suffix(""): file for file in folder.rglob("*") if file.suffix.lower() in PICTURES}
    found = []
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".json":
            found += _flatcv(file, beside)
        elif file.suffix in (".txt", ".csv"):
            found += _eight_numbers(file, pictures, by_stem)
    return found


def _flatcv(file: Path, beside: dict[Path, Path]) -> Iterator[Labelled]:
    held = json.loads(file.read_text(encoding="utf-8"))
    picture = beside.get(file.with_suffix(""))
    if picture is None or not isinstance(held, dict) or "corners" not in held:
        return
    names = ("top_left", "top_right", "bottom_right", "bottom_left")
    corners = np.array([held["corners"][name] for name in names], np.float32)
    yield Labelled(picture, file.parent.name, corners, _verdict(held.get("verdict"), file))


def _eight_numbers(file: Path, pictures: dict[str, Path], by_stem: dict[str, Path]) -> Iterator[Labelled]:
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        words = [word for word in re.split(r"[,;\s]+", line.strip()) if word]
        said = words.pop() if len(words) > 8 and not _is_number(words[-1]) else None
        if len(words) == 8:
            picture = by_stem.get(file.stem)
        elif len(words) == 9:
            name = Path(words.pop(0)).name
            picture = pictures.get(name) or by_stem.get(Path(name).stem)
        else:
            continue
        if picture is not None and all(_is_number(word) for word in words):
            rows = np.array([float(word) for word in words], np.float32).reshape(4, 2)
            yield Labelled(picture, picture.parent.name, rows[[0, 1, 3, 2]], _verdict(said, file))


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _verdict(said: str | None, file: Path) -> Verdict | None:
    if said is not None and said not in VERDICTS:
        raise ValueError(f"{file.name}: no verdict is called {said!r}; there are {', '.join(VERDICTS)}")
    return None if said is None else VERDICTS[said]
