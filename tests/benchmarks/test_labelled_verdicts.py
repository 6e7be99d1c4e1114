"""Verdicts on a folder of labelled pictures: what ``make bench-documents PAPERS=folder`` counts."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks import documents_verdict
from benchmarks.figure import Figure
from benchmarks.labelled import labelled
from benchmarks.verdict_pages.labelled_pages import folder_figures
from benchmarks.verdict_pages.leaves import leaf
from benchmarks.verdict_pages.shots import SOUND, Scene, Spoil
from benchmarks.verdict_pages.tables import STEPS
from kiosk.vision.pages.judge import Verdict

NAMES = ("top_left", "top_right", "bottom_right", "bottom_left")


def put(folder: Path, name: str, word: str | None, spoil: Spoil = SOUND) -> None:
    """A form on a desk as a picture file with its label, in a line of a list where there is no word."""
    shot = Scene(leaf("form", 2), 8).whole(spoil)
    assert cv2.imwrite(str(folder / f"{name}.png"), shot.image_bgr)
    if word is None:
        numbers = " ".join(f"{value:.1f}" for value in shot.corners[[0, 1, 3, 2]].ravel())
        (folder / "list.txt").write_text(f"{name}.png {numbers}\n")
        return
    corners = {place: corner.tolist() for place, corner in zip(NAMES, shot.corners, strict=True)}
    (folder / f"{name}.json").write_text(json.dumps({"corners": corners, "verdict": word}))


def row(figures: list[Figure], end: str) -> tuple[float, int]:
    (one,) = [figure for figure in figures if figure.name.endswith(end)]
    return one.value, one.n


@pytest.fixture(scope="module")
def figures(tmp_path_factory) -> list[Figure]:
    folder = tmp_path_factory.mktemp("papers")
    put(folder, "sound", "good")
    put(folder, "plain", None)
    put(folder, "soft", "blurred", Spoil(blur=2.5))
    put(folder, "called_dark", "dark")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PAPERS", str(folder))
        return documents_verdict._folder()


def test_a_sound_page_is_said_good_and_after_a_step_what_the_step_did(figures) -> None:
    assert row(figures, "as it is: said good") == (2, 2)
    assert row(figures, "blur 3 px: said blurred") == (2, 2)
    assert row(figures, "light 0.25: said dark") == (2, 2)
    assert row(figures, "moved 12 px: said smeared") == (2, 2)


def test_every_step_is_counted(figures) -> None:
    told = [figure for figure in figures if "labelled" not in figure.name]
    assert len(told) == len(STEPS)


def test_the_labels_word_is_held_against_the_terminals(figures) -> None:
    assert row(figures, "labelled good: said so") == (1, 1)
    assert row(figures, "labelled blurred: said so") == (1, 1)
    assert row(figures, "labelled dark: said so") == (0, 1)


def test_a_folder_without_labels_gives_no_figures(tmp_path) -> None:
    assert folder_figures("nothing", labelled(tmp_path)) == []


@pytest.mark.parametrize("line", ["a.png 1 2 9 2 1 8 9 8 glare", "a.png, 1,2, 9,2, 1,8, 9,8, glare"])
def test_a_word_behind_the_eight_numbers_is_the_verdict(tmp_path, line: str) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((40, 40, 3), np.uint8))
    (tmp_path / "list.csv").write_text(f"file,tlx,tly,trx,try,blx,bly,brx,bry,verdict\n{line}\n")
    assert [one.verdict for one in labelled(tmp_path)] == [Verdict.GLARE]


@pytest.mark.parametrize("word", ["blury", "moving"])
def test_a_word_that_is_no_verdict_of_one_picture_is_refused(tmp_path, word: str) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((40, 40, 3), np.uint8))
    (tmp_path / "a.txt").write_text(f"1 2 9 2 1 8 9 8 {word}")
    with pytest.raises(ValueError, match=word):
        labelled(tmp_path)
