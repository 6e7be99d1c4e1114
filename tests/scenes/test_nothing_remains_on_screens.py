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
from kiosk.sandbox.office import TITLE
from kiosk.sandbox.paper_sources import SAMPLE_BROKEN, SAMPLE_FILES
from kiosk.sandbox.papers import drawn
from kiosk.sandbox.real_cups import CUPSD
from kiosk.sandbox.scenes import A4, READ
from provisioning.models import default_folder

ROOT = Path(__file__).resolve().parents[2]


WHO = {
    "journey": (people.YOUNG_WOMAN,),
    "forwarded": (people.YOUNG_WOMAN,),
    "left": (people.YOUNG_WOMAN,),
    "phone-code": (people.YOUNG_WOMAN,),
    "typed-name": (people.YOUNG_WOMAN,),
    "staff-seen": (people.YOUNG_WOMAN,),
    "guardian": (people.YOUNG_WOMAN, people.MINOR),
    "agent": (people.YOUNG_WOMAN, people.OTHER_PERSON),
    "face-other-ways": (people.YOUNG_WOMAN, people.OTHER_PERSON),
    "face-remote": (people.YOUNG_WOMAN,),
    "face-staff": (people.YOUNG_WOMAN,),
    "face-code": (people.YOUNG_WOMAN,),
    "face-withdrawn": (people.YOUNG_WOMAN,),
    "papers-feeder": (people.YOUNG_WOMAN,),
    "papers-stick": (people.YOUNG_WOMAN,),
    "papers-card": (people.YOUNG_WOMAN,),
    "papers-wrong": (people.YOUNG_WOMAN,),
    "papers-licence": (people.YOUNG_WOMAN,),
    "result-a4": (people.YOUNG_WOMAN,),
}
"""Story → whose words may not remain."""
ON_PAPER = {
    "papers-licence": ("在读证明（样例 1 号）",),
    "result-a4": (TITLE,),
    "papers-stick": tuple(name.rsplit("/", 1)[-1] for name in (*SAMPLE_FILES, *SAMPLE_BROKEN)),
    "papers-wrong": tuple(
        value for name in ("marriage", "member_page") for value in drawn(name, 1).fields.values() if len(value) > 4
    ),
}
"""Story → what stands on its papers, or what its files are called, and may not remain either."""
NO_FACE = (
    "staff-seen",
    "face-code",
    "papers-feeder",
    "papers-stick",
    "papers-card",
    "papers-wrong",
    "papers-licence",
    "result-a4",
)
"""No camera looks at anybody there."""


ALWAYS = ("forwarded", "papers-wrong")
"""A visit with both slips, and one whose papers are read; ``make test-scenes`` plays all of them."""
ALL = os.environ.get("TONGBAN_ALL_SCENES") == "1"


@pytest.mark.parametrize("story", WHO if ALL else ALWAYS)
def test_nothing_of_anybody_is_left_after_the_screens(tmp_path: Path, story: str) -> None:
    if story in A4 and not CUPSD:
        pytest.skip("Debian's cups-daemon is not installed")
    spoken = [word for one in WHO[story] for word in (one.number, one.name, one.address[-10:])]
    spoken += ON_PAPER.get(story, ())
    words = [",".join(str(ord(sign)) for sign in one) for one in spoken]
    with HallProcess(default_folder(), reads=story in READ, a4=story in A4) as hall:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "tests.scenes.screens_and_traces"),
                *(str(hall.settings), str(hall.folder / "control"), story, *words),
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
    assert told["early"] == [], "a face is gone as soon as it is decided about"
    assert told["after"] == []
    assert (told["faces"] > 0) is (story not in NO_FACE)
