"""After a visit through the real screens nothing of the person is left: objects, Kivy's caches, files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.sandbox import people
from kiosk.sandbox.hall_process import HallProcess
from provisioning.models import default_folder

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("ending", ["finished", "left"])
def test_nothing_of_the_person_is_left_after_the_screens(tmp_path: Path, ending: str) -> None:
    person = people.YOUNG_WOMAN
    words = [
        ",".join(str(ord(sign)) for sign in one) for one in (person.number, person.name, person.address[-10:])
    ]
    with HallProcess(default_folder()) as hall:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "tests.scenes.screens_and_traces"),
                *(str(hall.settings), str(hall.folder / "control"), ending, *words),
            ],
            cwd=ROOT,
            env=os.environ | {"TMPDIR": str(tmp_path), "SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["during"], "the walk must find who is still there"
    assert told["after"] == []
