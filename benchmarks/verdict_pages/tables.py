"""Counts of verdicts on sound and on spoilt pages, and how well a measure parts the two (AUC)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from benchmarks.verdict_pages.leaves import KINDS, blank, leaf
from benchmarks.verdict_pages.shots import Scene, Spoil
from kiosk.vision.pages.exposure import exposure, glare
from kiosk.vision.pages.flatten import rectify
from kiosk.vision.pages.judge import JUDGE_PX, Verdict, judge_grey
from kiosk.vision.pages.strokes import strokes

Grey = np.ndarray[Any, np.dtype[np.uint8]]

STEPS: dict[str, tuple[Spoil, Verdict]] = {
    "sound": (Spoil(), Verdict.GOOD),
    "light 0.65": (Spoil(light=0.65), Verdict.GOOD),
    "light 1.15": (Spoil(light=1.15), Verdict.GOOD),
    "blur 1 px": (Spoil(blur=1.0), Verdict.GOOD),
    "blur 1.5 px": (Spoil(blur=1.5), Verdict.BLURRED),
    "blur 2 px": (Spoil(blur=2.0), Verdict.BLURRED),
    "blur 3 px": (Spoil(blur=3.0), Verdict.BLURRED),
    "moved 4 px": (Spoil(motion=4.0, angle=30.0), Verdict.SMEARED),
    "moved 8 px": (Spoil(motion=8.0, angle=80.0), Verdict.SMEARED),
    "moved 12 px": (Spoil(motion=12.0, angle=5.0), Verdict.SMEARED),
    "light 0.35": (Spoil(light=0.35), Verdict.DARK),
    "light 0.25": (Spoil(light=0.25), Verdict.DARK),
    "reflection of 3 %": (Spoil(glare=0.03), Verdict.GLARE),
    "reflection of 6 %": (Spoil(glare=0.06), Verdict.GLARE),
    "reflection of 12 %": (Spoil(glare=0.12), Verdict.GLARE),
}
"""What is done to a page, and what should be said. Blur of 1.5 px and 4 px of movement lie at the border."""


@dataclass(frozen=True)
class Looked:
    """One page judged: the step it was spoilt by, the verdict, and the measures, ours and the naive ones."""

    step: str
    kind: str
    verdict: Verdict
    steepness: float
    thinnest: float
    ink: float
    exposure: float
    glare: float
    laplacian: float
    mean_grey: float
    saturated: float
    variance: float


def looked(layouts: Sequence[int]) -> list[Looked]:
    """Every kind of leaf in these layouts, spoilt in every step, and as many empty sheets."""
    found = []
    for kind in KINDS:
        for layout in layouts:
            scene = Scene(leaf(kind, layout), layout)
            found += [look_at(flat_grey(scene, spoil), step, kind) for step, (spoil, _) in STEPS.items()]
    empty = [Scene(blank(seed), seed) for seed in range(4 * len(layouts))]
    return [*found, *(look_at(flat_grey(scene, Spoil()), "empty sheet", "blank") for scene in empty)]


def look_at(grey: Grey, step: str, kind: str) -> Looked:
    """The verdict and all measures of a flat page (h, w) uint8."""
    seen = strokes(grey)
    return Looked(
        step,
        kind,
        judge_grey(grey),
        0.0 if np.isnan(seen.sharpness) else seen.sharpness,
        seen.thinnest,
        seen.share,
        exposure(grey),
        glare(grey),
        float(cv2.Laplacian(grey, cv2.CV_64F).var()),
        float(grey.mean()),
        float((grey >= 250).mean()),
        float(grey.var()),
    )


def flat_grey(scene: Scene, spoil: Spoil) -> Grey:
    """The spoilt page flat within its true outline, (h, w) uint8, as large as it is judged."""
    shot = scene.close(spoil)
    page = rectify(shot.image_bgr, shot.corners, long_px=JUDGE_PX)
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8)


def said(rows: Sequence[Looked], step: str) -> dict[Verdict, int]:
    """How often each verdict was given on pages of one step."""
    verdicts = [row.verdict for row in rows if row.step == step]
    return {one: verdicts.count(one) for one in Verdict if one in verdicts}


def auc(
    rows: Sequence[Looked], spoilt: Sequence[str], sound: Sequence[str], measure: Callable[[Looked], float]
) -> float:
    """How often a spoilt page has the lower measure than a sound one; a half when the measure knows nothing."""
    low = np.array([measure(row) for row in rows if row.step in spoilt])[:, None]
    high = np.array([measure(row) for row in rows if row.step in sound])[None, :]
    return float(((low < high) + 0.5 * (low == high)).mean())


def below(
    rows: Sequence[Looked], steps: Sequence[str], measure: Callable[[Looked], float], least: float
) -> tuple[int, int]:
    """How many pages of these steps have less than ``least``, and how many there are."""
    found = [measure(row) < least for row in rows if row.step in steps]
    return sum(found), len(found)
