"""Folders of page pictures with ground truth, in the forms that the bench takes."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.documents_find import overlap, tutorial_page
from benchmarks.labelled import labelled

CLOCKWISE = np.array([[10, 20], [90, 22], [88, 70], [12, 68]], np.float32)


def picture(folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(folder / name), np.zeros((80, 100, 3), np.uint8))


def test_named_corners_in_json_beside_the_picture(tmp_path) -> None:
    picture(tmp_path / "low", "a.jpeg")
    names = ("top_left", "top_right", "bottom_right", "bottom_left")
    corners = {name: corner.tolist() for name, corner in zip(names, CLOCKWISE, strict=True)}
    (tmp_path / "low" / "a.json").write_text(json.dumps({"corners": corners}))
    (one,) = labelled(tmp_path)
    assert ("low", CLOCKWISE.tolist()) == (one.group, one.corners.tolist())


def test_eight_numbers_in_a_file_named_like_the_picture(tmp_path) -> None:
    picture(tmp_path / "pictures", "b.jpg")
    (tmp_path / "truth").mkdir()
    (tmp_path / "truth" / "b.txt").write_text("10,20,90,22,12,68,88,70")
    (one,) = labelled(tmp_path)
    assert one.corners.tolist() == CLOCKWISE.tolist()
    assert one.image().shape == (80, 100, 3)


@pytest.mark.parametrize("line", ["c.png 10 20 90 22 12 68 88 70", "folder/c.png, 10,20, 90,22, 12,68, 88,70"])
def test_a_picture_and_eight_numbers_on_a_line(tmp_path, line: str) -> None:
    picture(tmp_path, "c.png")
    (tmp_path / "list.csv").write_text(f"file,tlx,tly,trx,try,blx,bly,brx,bry\n{line}\n")
    (one,) = labelled(tmp_path)
    assert one.corners.tolist() == CLOCKWISE.tolist()


def test_pictures_without_truth_and_truth_without_pictures_are_left_out(tmp_path) -> None:
    picture(tmp_path, "d.jpg")
    (tmp_path / "e.txt").write_text("1 2 3 4 5 6 7 8")
    (tmp_path / "notes.txt").write_text("nothing of the kind\n")
    (tmp_path / "other.json").write_text("[1, 2]")
    assert labelled(tmp_path) == []


def test_the_overlap_of_a_quad_with_itself_is_one_and_of_halves_a_third() -> None:
    square = np.array([[0, 0], [10, 0], [10, 10], [0, 10]], np.float32)
    assert overlap(square, square) == pytest.approx(1.0)
    assert overlap(square + np.float32([5, 0]), square) == pytest.approx(1 / 3, abs=1e-3)


def test_the_tutorials_contour_finds_a_white_page_on_black() -> None:
    frame = np.zeros((400, 600, 3), np.uint8)
    cv2.rectangle(frame, (100, 60), (480, 330), (255, 255, 255), -1)
    truth = np.array([[100, 60], [480, 60], [480, 330], [100, 330]], np.float32)
    assert overlap(tutorial_page(frame), truth) > 0.97
