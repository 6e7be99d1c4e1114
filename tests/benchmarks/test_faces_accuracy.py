"""The accuracy tables: how folders are labelled, how counts are counted, what a card photo becomes."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.faces_accuracy import peer
from benchmarks.faces_accuracy.chip import MOST_BYTES, Condition, as_card
from benchmarks.faces_accuracy.labelled import NotLabelled, read
from benchmarks.faces_accuracy.measure import NOT_FOUND, Scored, alike
from benchmarks.faces_accuracy.peer import Dlib, NoPeer
from benchmarks.faces_accuracy.tables import as_rows, at, threshold_for
from kiosk.vision.faces.comparer import FaceNumbers, similarity
from kiosk.vision.faces.detector import Face


def _touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_a_folder_a_person_is_read(tmp_path: Path) -> None:
    _touch(tmp_path, "s1/1.pgm", "s1/2.pgm", "s2/1.pgm", "s2/2.pgm", "s2/notes.txt", "README")
    labelled = read(tmp_path)
    assert len(labelled.files) == 4
    assert [pair.same for pair in labelled.pairs].count(True) == 2
    assert len(labelled.pairs) == 6


def test_files_named_as_in_lfw_are_read(tmp_path: Path) -> None:
    _touch(tmp_path, "Ann_Lee_0001.jpg", "Ann_Lee_0012.jpg", "Bo_Ek_0001.jpg")
    labelled = read(tmp_path)
    same = [
        (labelled.files[pair.reference].name, labelled.files[pair.probe].name)
        for pair in labelled.pairs
        if pair.same
    ]
    assert same == [("Ann_Lee_0001.jpg", "Ann_Lee_0012.jpg")]
    assert len(labelled.pairs) == 3


def test_a_table_of_pairs_is_read_with_or_without_its_head(tmp_path: Path) -> None:
    _touch(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    for head in ("file_x,file_y,Decision\n", ""):
        (tmp_path / "master.csv").write_text(f"{head}a.jpg,b.jpg,Yes\na.jpg,c.jpg,no\n")
        assert [pair.same for pair in read(tmp_path).pairs] == [True, False]


@pytest.mark.parametrize("lines", ["", "a.jpg,gone.jpg,yes\n", "a.jpg,b.jpg,perhaps\n"])
def test_a_table_that_says_nothing_is_refused(tmp_path: Path, lines: str) -> None:
    _touch(tmp_path, "a.jpg", "b.jpg")
    (tmp_path / "pairs.csv").write_text(lines)
    with pytest.raises(NotLabelled):
        read(tmp_path)


def test_pictures_of_whom_nobody_knows_are_refused(tmp_path: Path) -> None:
    _touch(tmp_path, "sea.jpg", "hill.jpg")
    with pytest.raises(NotLabelled):
        read(tmp_path)


def _scored(same: list[float], different: list[float]) -> Scored:
    return Scored("full", "ours", np.array(same), np.array(different), 0, len(same), on_our_scale=True)


def test_misses_and_false_matches_are_counted() -> None:
    assert at(_scored([0.9, 0.4, 0.2], [0.1, 0.4, 0.39]), 0.4) == (1, 1)


def test_a_reference_without_a_face_is_a_miss() -> None:
    assert at(_scored([0.9, NOT_FOUND], [0.1]), 0.4) == (1, 0)


def test_the_threshold_for_a_rate_lets_no_more_through() -> None:
    row = _scored([1.0], list(np.linspace(0.0, 0.5, 1000)))
    for rate, allowed in ((1e-2, 10), (1e-3, 1)):
        threshold = threshold_for(row, rate)
        assert threshold is not None
        assert at(row, threshold)[1] == allowed


def test_a_rate_that_so_few_pairs_cannot_show_is_left_out() -> None:
    row = _scored([1.0], [0.1] * 999)
    assert threshold_for(row, 1e-3) is None
    assert "fmr_0.001" not in as_rows("set", [row], (0.4,))[0]


def test_the_tables_compare_as_the_terminal_does() -> None:
    chance = np.random.default_rng(4)
    faces = []
    for _ in range(5):
        first, second = chance.normal(size=(2, 128)).astype(np.float32)
        faces.append(FaceNumbers(first / np.linalg.norm(first), second / 10))
    both = np.array([np.concatenate([face.embedding, face.second]) for face in faces])
    one_by_one = [[similarity(one, [other]) for other in faces] for one in faces]
    assert alike("ours", both, both) == pytest.approx(np.array(one_by_one), abs=1e-3)


@pytest.mark.parametrize("condition", [Condition.CLEAN, Condition.WEBP, Condition.JPEG])
def test_a_full_photo_becomes_a_card_photo(condition: Condition) -> None:
    chance = np.random.default_rng(5)
    photo = cv2.GaussianBlur(chance.integers(0, 255, (600, 500, 3), np.uint8), (0, 0), 6)
    points = np.array([[200, 250], [300, 250], [250, 300], [210, 350], [290, 350]], np.float32)
    face = Face((160.0, 180.0, 180.0, 240.0), points, 0.9, np.zeros(15, np.float32))
    card = as_card(photo, face, condition)
    assert card.shape == (126, 102, 3)
    assert card[:6, :6].min() > 200


def test_the_thousand_bytes_are_the_chips() -> None:
    assert MOST_BYTES == 1024


def test_without_dlib_it_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setattr(peer.sys, "path", [path for path in peer.sys.path if "dlib" not in path])
    with pytest.raises(NoPeer, match="could not be installed"):
        Dlib(tmp_path)
