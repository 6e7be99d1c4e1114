"""After a visit on the real wires nothing of the person is left in the terminal's memory or on its disk."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kiosk.sandbox import people
from kiosk.sandbox.hall_process import HallProcess
from kiosk.sandbox.paper_sources import SAMPLE_BROKEN, SAMPLE_FILES
from kiosk.sandbox.papers import drawn
from tests.assembly.guest import ROOT
from tests.traces import traces


def points(text: str) -> str:
    return ",".join(str(ord(sign)) for sign in text)


ENDINGS = ["left", "offline", "finished and asked for", "by code", "idle", "refused", "withdrawn"]
CARDS = {"refused": people.OTHER_PERSON}


ALWAYS = ("finished and asked for", "refused", "offline")
"""What ``make test`` plays; ``make test-scenes`` plays all of them."""
ALL = os.environ.get("TONGBAN_ALL_SCENES") == "1"


@pytest.mark.parametrize("ending", [one for one in ENDINGS if ALL or one in ALWAYS])
def test_nothing_of_the_person_is_left_in_memory_or_on_the_disk(
    hall: HallProcess, tmp_path: Path, ending: str
) -> None:
    person = CARDS.get(ending, people.YOUNG_WOMAN)
    own = tmp_path / "tmp"
    own.mkdir()
    words = [points(one) for one in (person.number, person.name, person.address[-10:])]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.assembly.visit_and_traces"),
            *(str(hall.settings), str(hall.folder / "control"), str(tmp_path / "terminal"), ending, *words),
        ],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(own), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["during"], "the walk must find who is still there"
    assert told["after"] == []
    assert told["faces"] > 0, "a face was looked at, or there was nothing to look for"


def test_nothing_of_papers_and_files_is_left_in_memory_or_on_the_disk(hall: HallProcess, tmp_path: Path) -> None:
    own = tmp_path / "tmp"
    own.mkdir()
    page = drawn("member_page", 1).fields
    names = [name.rsplit("/", 1)[-1] for name in (*SAMPLE_FILES, *SAMPLE_BROKEN)]
    words = [points(one) for one in (page["name"], page["number"], *names)]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.assembly.visit_and_traces"),
            *(str(hall.settings), str(hall.folder / "control"), str(tmp_path / "terminal"), "papers", *words),
        ],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(own), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["during"], "the reader must have found who stands on the page"
    assert told["after"] == []


# The walk itself ---------------------------------------------------------


@pytest.fixture
def signs() -> tuple[int, ...]:
    """A word that stands nowhere in this program, as code points."""
    return tuple(0x4E00 + secrets.randbelow(0x5000) for _ in range(5))


def word_of(signs: tuple[int, ...]) -> str:
    return "".join(map(chr, signs))


@pytest.mark.parametrize(
    "hide",
    [
        lambda word: {"a": [(word,)]},
        lambda word: word.encode("utf-16-le"),
        lambda word: bytearray(b"x" + word.encode("utf-32-be")),
        lambda word: memoryview(word.encode("gb18030")),
        lambda word: lambda: word,
        lambda word: __import__("numpy").frombuffer(word.encode() * 2, "uint8").copy(),
        lambda word: __import__("io").BytesIO(word.encode()),
        lambda word: ValueError(word),
        lambda word: (part for part in [word]),
    ],
)
def test_the_walk_finds_a_word_wherever_it_lies(hide: object, signs: tuple[int, ...]) -> None:
    hidden = hide("说：" + word_of(signs))  # type: ignore[operator]
    assert traces([word_of(signs)], [])
    del hidden


def test_the_walk_finds_numbers_and_pictures_of_a_face() -> None:
    rng = np.random.default_rng()
    numbers, picture = rng.random(128, np.float32), rng.integers(0, 255, (40, 40, 3), np.uint8)
    pieces = [numbers[60:72].tobytes(), picture[20, 8:24].tobytes()]
    assert len(traces([], [], pieces)) >= 2
    numbers.fill(0)
    picture.fill(0)
    assert traces([], [], pieces) == []


def test_the_walk_finds_neither_itself_nor_its_needles(signs: tuple[int, ...]) -> None:
    assert traces([word_of(signs)], []) == []


def test_the_walk_looks_into_files_and_their_names(tmp_path: Path, signs: tuple[int, ...]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "kept").write_bytes(b"\0" + word_of(signs).encode("utf-16-le"))
    (tmp_path / f"{word_of(signs)}.txt").write_bytes(b"")
    assert len(traces([word_of(signs)], [tmp_path])) == 2


def test_what_the_walk_says_does_not_repeat_the_word(signs: tuple[int, ...]) -> None:
    hidden = {"deep": [word_of(signs)]}
    assert all(word_of(signs) not in line for line in traces([word_of(signs)], []))
    del hidden
