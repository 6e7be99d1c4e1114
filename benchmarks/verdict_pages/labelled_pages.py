"""Verdicts on the pictures of a labelled folder: the page within its true outline as it is and after every step,
and, where the label has a verdict, that one against the terminal's on the whole picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from benchmarks.figure import Figure, plain
from benchmarks.labelled import Labelled
from benchmarks.verdict_pages.shots import Spoil, spoilt
from benchmarks.verdict_pages.tables import STEPS
from kiosk.vision.pages.find import find_page
from kiosk.vision.pages.flatten import rectify
from kiosk.vision.pages.judge import JUDGE_PX, Verdict, judge, judge_grey

AS_IT_IS = "as it is"


def folder_figures(name: str, every: Sequence[Labelled]) -> list[Figure]:
    """Counts said right, each of ``n`` pictures; rows that nothing can be said of are left out.

    Pages labelled with a fault are spoilt no further; pages without a word are taken to be good.
    """
    flat = [_flat(one, one.image()) for one in every if one.verdict in (None, Verdict.GOOD)]
    return [*_steps(name, flat), *_words(name, [one for one in every if one.verdict is not None])]


def _steps(name: str, pages: Sequence[Any]) -> list[Figure]:
    if not pages:
        return []
    asked = {AS_IT_IS: (None, Verdict.GOOD), **{step: asked for step, asked in STEPS.items() if step != "sound"}}
    found = []
    for step, (spoil, expected) in asked.items():
        told = [judge_grey(_grey(page, spoil, seed)) for seed, page in enumerate(pages)]
        found.append(plain(f"{name}, {step}: said {expected.value}", told.count(expected), "right", len(told)))
    return found


def _words(name: str, every: Sequence[Labelled]) -> list[Figure]:
    """The label's verdict against the terminal's, found and judged as a shot is."""
    said = []
    for one in every:
        image = one.image()
        said.append((one.verdict, judge(image, find_page(image))))
    found = []
    for word in sorted({wanted for wanted, _ in said if wanted is not None}):
        of_word = [ours for wanted, ours in said if wanted is word]
        found.append(plain(f"{name}, labelled {word.value}: said so", of_word.count(word), "right", len(of_word)))
    return found


def _flat(one: Labelled, image: Any) -> Any:
    """The page within its true outline, (h, w, 3) uint8, no larger than it is judged at: steps are in such px."""
    return rectify(image, one.corners, long_px=JUDGE_PX)


def _grey(page: Any, spoil: Spoil | None, seed: int) -> Any:
    """The page spoilt, (h, w) uint8; the whole picture is the page."""
    if spoil is not None:
        height, width = page.shape[:2]
        rim = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        page = spoilt(page.astype(np.float32), rim, spoil, seed)
    return cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
