"""Verdict and shot: what is said of sound and spoilt pages, which way is up, which page came before, how fast.

Pages, desks and faults are drawn in this run (``benchmarks/verdict_pages``); the pictures of the folder ``PAPERS``
(``benchmarks/labelled.py`` says in which form) are judged and spoilt beside them. With
``TONGBAN_BENCH_LAYOUTS=2000-2009`` these layouts are drawn instead of the first two: thresholds are chosen on some
and reported on others.
"""

from __future__ import annotations

import os
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.figure import Figure, against, at_most, plain
from benchmarks.labelled import labelled
from benchmarks.verdict_pages.labelled_pages import folder_figures
from benchmarks.verdict_pages.leaves import KINDS, WORDLESS, leaf
from benchmarks.verdict_pages.shots import Scene, Spoil
from benchmarks.verdict_pages.tables import STEPS, Looked, auc, below, looked, said
from kiosk.vision.pages.colour import carries_colour
from kiosk.vision.pages.desk import Before, take
from kiosk.vision.pages.find import FoundPage, find_page
from kiosk.vision.pages.fingers import has_fingers
from kiosk.vision.pages.flatten import even_light, rectify
from kiosk.vision.pages.judge import Verdict, judge
from kiosk.vision.pages.sameness import fingerprint, is_same
from kiosk.vision.pages.upright import UprightNet, turned
from provisioning.models import default_folder


def layouts(text: str) -> tuple[int, ...]:
    """``"4-6"`` or ``"4"`` as 4, 5, 6 or 4. Raises ``ValueError`` for anything else and for none at all."""
    span = re.fullmatch(r"(\d+)(?:-(\d+))?", text)
    found = range(int(span[1]), int(span[2] or span[1]) + 1) if span else range(0)
    if not found:
        raise ValueError(f"no layouts are called {text!r}")
    return tuple(found)


LAYOUTS = layouts(os.environ.get("TONGBAN_BENCH_LAYOUTS", "0-1"))
VERDICT_MS, SHOT_MS = 80.0, 300.0
SOUND = ("sound", "light 0.65", "light 1.15")
UNSHARP = ("blur 2 px", "blur 3 px", "moved 8 px", "moved 12 px")
DIM = ("light 0.35", "light 0.25")
SHINING = ("reflection of 3 %", "reflection of 6 %", "reflection of 12 %")
COLOURLESS = ("dense", "table", "receipt")
COLOURFUL = ("letter", "card_front", "card_back", "bank_card", "household", "licence", "few_words")
Image = np.ndarray[Any, np.dtype[np.uint8]]


def figures() -> list[Figure]:
    """Verdicts, places, turns, sameness, colour, speed; everything on one core."""
    cv2.setNumThreads(1)
    rows = looked(LAYOUTS)
    return [
        *_verdicts(rows),
        *_measures(rows),
        *_rates(rows),
        *_places(),
        *_fingers(),
        *_turns(),
        *_sameness(),
        *_colours(),
        *_folder(),
        *_speed(),
    ]


def _folder() -> list[Figure]:
    folder = os.environ.get("PAPERS")
    return folder_figures(f"pictures of {Path(folder).name}", labelled(Path(folder))) if folder else []


def _verdicts(rows: list[Looked]) -> list[Figure]:
    found = []
    for step, (_, expected) in STEPS.items():
        heard = said(rows, step)
        count = sum(heard.values())
        found.append(plain(f"{step}: said {expected.value}", heard.get(expected, 0), f"of {count}", count))
    empty = said(rows, "empty sheet")
    found.append(plain("empty sheet: said empty", empty.get(Verdict.EMPTY, 0), "", sum(empty.values())))
    sound = [row for row in rows if row.step in SOUND]
    wrong = sum(row.verdict is not Verdict.GOOD for row in sound)
    missed = sum(row.verdict is Verdict.GOOD for row in rows if row.step in UNSHARP)
    return [
        *found,
        at_most("sound pages with a fault said of them", wrong, "", len(sound), 0),
        at_most("unsharp pages called good", missed, "", sum(row.step in UNSHARP for row in rows), 0),
    ]


def _measures(rows: list[Looked]) -> list[Figure]:
    def parted(name: str, spoilt: tuple[str, ...], ours: Any, naive_name: str, naive: Any) -> Figure:
        count = sum(row.step in (*spoilt, *SOUND) for row in rows)
        return against(
            f"{name} (AUC)", auc(rows, spoilt, SOUND, ours), naive_name, auc(rows, spoilt, SOUND, naive), "", count
        )

    return [
        parted("unsharp from sound", UNSHARP, lambda r: r.steepness, "Laplacian variance", lambda r: r.laplacian),
        parted(
            "unsharp from sound, once more",
            UNSHARP,
            lambda r: r.steepness,
            "Laplacian over grey variance",
            lambda r: r.laplacian / max(r.variance, 1.0),
        ),
        parted(
            "dark from sound",
            DIM,
            lambda r: r.exposure,
            "mean grey",
            lambda r: r.mean_grey,
        ),
        parted(
            "glare from sound",
            SHINING,
            lambda r: -r.glare,
            "share of pixels from 250",
            lambda r: -r.saturated,
        ),
        parted("empty from sound", ("empty sheet",), lambda r: r.ink, "grey variance", lambda r: r.variance),
    ]


def _rates(rows: list[Looked]) -> list[Figure]:
    """What each clue would tell and whom it would accuse at thresholds around the one that is taken."""
    gentle = (*SOUND, "blur 1 px")
    clues: list[tuple[str, tuple[float, ...], tuple[str, ...], Callable[[Looked], float]]] = [
        ("sharpness", (0.2, 0.21, 0.22, 0.23, 0.24), UNSHARP, lambda row: row.steepness),
        ("thin strokes", (0.003, 0.01, 0.03, 0.06, 0.1), UNSHARP, lambda row: row.thinnest),
        ("exposure", (80, 86, 92, 98, 105), DIM, lambda row: row.exposure),
        ("page not in glare", (1.0, 0.999, 0.997, 0.995, 0.99), SHINING, lambda row: 1 - row.glare),
    ]
    found = []
    for name, thresholds, spoilt, measure in clues:
        for least in thresholds:
            right, count = below(rows, spoilt, measure, least)
            wrong, sound = below(rows, gentle, measure, least)
            note = f"and {wrong} of {sound} sound ones"
            found.append(plain(f"{name} below {least:g}: spoilt pages", right, note, count))
    return found


def _places() -> list[Figure]:
    """Whole frames, through the finder: pages beyond the frame, too far away, two at once."""
    whole = {
        "cut": {"cut": 0.06},
        "far": {"scale": 0.68},
        "two": {"beside": leaf("card_front", 3)},
        "sound": {},
        "fingers": {"fingers": True},
    }
    asked = {
        "cut": (Verdict.CUT_OFF, ("form", "letter", "household", "receipt", "card_front")),
        "far": (Verdict.TOO_SMALL, ("card_front", "card_back", "bank_card")),
        "two": (Verdict.TWO_PAGES, ("household", "card_back", "notes", "receipt")),
        "sound": (Verdict.GOOD, ("form", "letter", "household", "receipt", "card_front", "licence")),
        "fingers": (Verdict.FINGERS, ("form", "letter", "household", "receipt", "card_front", "licence")),
    }
    found = []
    for name, (expected, kinds) in asked.items():
        heard = []
        for kind in kinds:
            for seed in (layout + 1 for layout in LAYOUTS):
                image = Scene(leaf(kind, seed), seed, **whole[name]).whole().image_bgr  # type: ignore[arg-type]
                heard.append(judge(image, find_page(image)))
        found.append(plain(f"whole frame, {name}: said {expected.value}", heard.count(expected), "", len(heard)))
    return found


def _fingers() -> list[Figure]:
    """Whole frames within their true outlines: fingers laid over a rim and the print beside it, and none."""
    said = alarms = sound = 0
    for kind in KINDS:
        for layout in LAYOUTS:
            bare = Scene(leaf(kind, layout), layout)
            for light in (1.0, 0.65, 1.15):
                sound += 1
                alarms += has_fingers(bare.whole(Spoil(light=light)).image_bgr, bare.corners)
            covered = Scene(leaf(kind, layout), layout, fingers=True)
            said += has_fingers(covered.whole().image_bgr, covered.corners)
    return [
        plain("fingers laid over a page: said fingers", said, "", sound // 3),
        at_most("sound pages said to lie under fingers", alarms, "", sound, 0),
    ]


def _turns() -> list[Figure]:
    net = UprightNet(default_folder())
    right = unsure = wrong = guessed = count = 0
    for kind in KINDS:
        for layout in (*LAYOUTS, LAYOUTS[-1] + 1) if kind not in WORDLESS else ():
            page = _flat(Scene(leaf(kind, layout), layout + 30))
            for lies in range(4):
                lying = turned(page, lies)
                turn = net.quarter_turns(lying)
                count += 1
                unsure += not turn.sure
                right += turn.sure and turn.quarters == -lies % 4
                wrong += turn.sure and turn.quarters != -lies % 4
                guessed += _by_projection(lying) == -lies % 4
    return [
        against("printed pages turned upright", right, "lines by projection", guessed, "", count),
        plain("printed pages left as they lay, unsure", unsure, "", count),
        at_most("printed pages turned wrongly", wrong, "", count, 0),
    ]


def _by_projection(page_bgr: Image) -> int:
    """Rows against columns: lines of print lie across where the sums of rows vary more. Knows no upside down."""
    ink = 255.0 - cv2.cvtColor(page_bgr, cv2.COLOR_BGR2GRAY)
    rows, columns = (np.abs(np.diff(ink.mean(axis=axis))).mean() for axis in (1, 0))
    return 0 if rows >= columns else 1


def _sameness() -> list[Figure]:
    known = missed = mistaken = hashed_missed = hashed_mistaken = other = 0
    for kind in KINDS:
        for layout in LAYOUTS:
            first = _flat(Scene(leaf(kind, layout), layout))
            again = [
                _flat(Scene(leaf(kind, layout), layout + 40), Spoil(light=0.75)),
                _flat(Scene(leaf(kind, layout), layout + 50), Spoil(blur=0.7)),
            ]
            print_of = fingerprint(first)
            known += len(again)
            missed += sum(not is_same(print_of, fingerprint(page)) for page in again)
            hashed_missed += sum(_hash_apart(first, page) > 10 for page in again)
            for fill in (1, 2) if kind != "photo" else ():
                page = _flat(Scene(leaf(kind, layout, fill), layout + 60))
                other += 1
                mistaken += is_same(print_of, fingerprint(page))
                hashed_mistaken += _hash_apart(first, page) <= 10
    name = "difference hash of 64 bits"
    return [
        against("the same page laid anew, not known again", missed, name, hashed_missed, "", known),
        against(
            "the same form filled in otherwise, taken for the same", mistaken, name, hashed_mistaken, "", other
        ),
    ]


def _hash_apart(page: Image, other: Image) -> int:
    bits = []
    for one in (page, other):
        small = cv2.resize(cv2.cvtColor(one, cv2.COLOR_BGR2GRAY), (9, 8), interpolation=cv2.INTER_AREA)
        bits.append(small[:, 1:] > small[:, :-1])
    return int((bits[0] != bits[1]).sum())


def _colours() -> list[Figure]:
    def count(kinds: tuple[str, ...]) -> tuple[int, int]:
        pages = [_flat(Scene(leaf(kind, layout), layout + 70)) for kind in kinds for layout in LAYOUTS]
        return sum(carries_colour(page) for page in pages), len(pages)

    grey, greys = count(COLOURLESS)
    bright, brights = count(COLOURFUL)
    return [
        plain("pages with a seal, a photo or blue ink told to carry colour", bright, "", brights),
        at_most("pages in black only told to carry colour", grey, "", greys, 0),
    ]


def _flat(scene: Scene, spoil: Spoil = Spoil()) -> Image:  # noqa: B008 - frozen
    shot = scene.close(spoil)
    return even_light(rectify(shot.image_bgr, shot.corners))


def _speed() -> list[Figure]:
    net, runs = UprightNet(default_folder()), 9
    shot = Scene(leaf("form", 1), 3).whole()
    image, found = shot.image_bgr, FoundPage(shot.corners, 1.0)
    corners = shot.corners / np.array([image.shape[1], image.shape[0]], np.float32)
    before = Before(last=fingerprint(_flat(Scene(leaf("form", 1, 1), 3))))
    return [
        at_most(
            "verdict on a frame of 1920 x 1440",
            _core_ms(runs, lambda: judge(image, found)),
            "ms",
            runs,
            VERDICT_MS,
        ),
        at_most(
            "shot to flat, upright page", _core_ms(runs, lambda: take(image, upright=net)), "ms", runs, SHOT_MS
        ),
        at_most(
            "the same beside the page before, corners set by hand",
            _core_ms(runs, lambda: take(image, corners, upright=net, before=before)),
            "ms",
            runs,
            SHOT_MS,
        ),
    ]


def _core_ms(runs: int, call: Callable[[], object]) -> float:
    """Median time on one core: the thread's own, so that a shared machine counts only what is ours."""
    taken = []
    for _ in range(runs):
        begun = time.thread_time()
        call()
        taken.append((time.thread_time() - begun) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    for figure in figures():
        print(f"{figure.name:70} {figure.value:g} {figure.unit} n={figure.n} {figure.beside or ''} {figure.holds}")
