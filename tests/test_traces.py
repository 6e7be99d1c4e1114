"""The walk through memory and files finds what is there, and only that.

Each walk is done in a process that holds little else.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.traces import traces

Signs = tuple[int, ...]
"""A word as code points, so that no process but the one that hides it ever holds it."""
HIDDEN: dict[str, Callable[[str], Any]] = {
    "in a list in a dict": lambda word: {"a": [(word,)]},
    "as on the card": lambda word: word.encode("utf-16-le"),
    "in a bytearray": lambda word: bytearray(b"x" + word.encode("utf-32-be")),
    "behind a view": lambda word: memoryview(word.encode("gb18030")),
    "in a closure": lambda word: lambda: word,
    "in an array": lambda word: np.frombuffer(word.encode() * 2, "uint8").copy(),
    "in a stream": lambda word: io.BytesIO(word.encode()),
    "in an error": lambda word: ValueError(word),
    "in a generator": lambda word: (part for part in [word]),
}


def word_of(signs: Signs) -> str:
    """The word itself, made when it is needed."""
    return "".join(map(chr, signs))


def walk_with(way: str, signs: Signs) -> list[str]:
    """What is found of a word hidden in one of these ways."""
    hidden = HIDDEN[way]("说：" + word_of(signs))
    found = traces([word_of(signs)], [])
    del hidden
    return found


def walk_without(signs: Signs, folder: Path | None = None) -> list[str]:
    """What is found of a word that lies nowhere in this process."""
    return traces([word_of(signs)], [folder] if folder else [])


def walks_for_a_face() -> tuple[list[str], list[str]]:
    """What is found of numbers and a picture, before and after both are wiped."""
    rng = np.random.default_rng()
    numbers, picture = rng.random(128, np.float32), rng.integers(0, 255, (40, 40, 3), np.uint8)
    pieces = [numbers[60:72].tobytes(), picture[20, 8:24].tobytes()]
    before = traces([], [], pieces)
    numbers.fill(0)
    picture.fill(0)
    return before, traces([], [], pieces)


@pytest.fixture
def signs() -> Signs:
    """A word that stands nowhere in this program."""
    return tuple(0x4E00 + secrets.randbelow(0x5000) for _ in range(5))


@pytest.mark.parametrize("way", HIDDEN)
def test_the_walk_finds_a_word_wherever_it_lies(elsewhere: ProcessPoolExecutor, way: str, signs: Signs) -> None:
    assert elsewhere.submit(walk_with, way, signs).result()


def test_the_walk_finds_numbers_and_pictures_of_a_face(elsewhere: ProcessPoolExecutor) -> None:
    before, after = elsewhere.submit(walks_for_a_face).result()
    assert len(before) >= 2
    assert after == []


def test_the_walk_finds_neither_itself_nor_its_needles(elsewhere: ProcessPoolExecutor, signs: Signs) -> None:
    assert elsewhere.submit(walk_without, signs).result() == []


def test_the_walk_looks_into_files_and_their_names(
    elsewhere: ProcessPoolExecutor, tmp_path: Path, signs: Signs
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "kept").write_bytes(b"\0" + word_of(signs).encode("utf-16-le"))
    (tmp_path / f"{word_of(signs)}.txt").write_bytes(b"")
    assert len(elsewhere.submit(walk_without, signs, tmp_path).result()) == 2


def test_what_the_walk_says_does_not_repeat_the_word(elsewhere: ProcessPoolExecutor, signs: Signs) -> None:
    said = elsewhere.submit(walk_with, "in a list in a dict", signs).result()
    assert said
    assert all(word_of(signs) not in line for line in said)
