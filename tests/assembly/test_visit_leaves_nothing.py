"""After a visit on the real wires nothing of the person is left in the terminal's memory or on its disk."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.sandbox import people
from kiosk.sandbox.hall_process import HallProcess
from kiosk.sandbox.paper_sources import SAMPLE_BROKEN, SAMPLE_FILES
from kiosk.sandbox.papers import drawn
from tests.assembly.guest import ROOT


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
