"""Every scene of ``make demo`` through the real screens, by touch, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from kiosk.sandbox.scenes import NAMES

ROOT = Path(__file__).resolve().parents[2]


def _play(scene: str, out: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "main.py", "demo", "--scene", scene, "--out", str(out), *arguments],
        cwd=ROOT,
        env=os.environ | {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"},
        capture_output=True,
        text=True,
        timeout=600,
    )


ELSEWHERE = (
    *("journey", "forwarded", "joint", "phone-code", "typed-name", "staff-seen", "guardian", "agent"),
    *("face-other-ways", "face-remote", "face-staff", "face-code", "face-withdrawn"),
    *("papers-feeder", "papers-stick", "papers-card", "papers-wrong", "papers-licence", "result-a4"),
)
"""The journey and, in landscape, the joint one have tests of their own; the other ways are played by
``test_nothing_remains_on_screens``."""


ALWAYS = ("offline",)
"""What ``make test`` plays beside those that have tests of their own; ``make test-scenes`` plays all of them."""
ALL = os.environ.get("TONGBAN_ALL_SCENES") == "1"


@pytest.mark.parametrize("scene", [name for name in NAMES if name not in ELSEWHERE and (ALL or name in ALWAYS)])
def test_the_scene_plays_to_its_end(scene: str, tmp_path: Path) -> None:
    done = _play(scene, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("scene", [name for name in NAMES if ALL and name.startswith(("papers-", "result-"))])
def test_papers_come_in_on_a_wide_screen_too(scene: str, tmp_path: Path) -> None:
    done = _play(scene, tmp_path, "--landscape")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_whole_journey_leaves_everything_the_readme_promises(tmp_path: Path) -> None:
    done = _play("journey", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    steps = [picture.stem.split("-")[1] for picture in sorted((tmp_path / "screens").glob("*.png"))]
    for step in (
        "attract",
        "home",
        "items",
        "region",
        "guide",
        "consent",
        "card",
        "face",
        "form",
        "papers",
        "delivery",
        "review",
        "receipt",
        "rating",
    ):
        assert step in steps
    case = json.loads((tmp_path / "case.json").read_text(encoding="utf-8"))
    assert case["case"]["state"] == "received" or case["case"]["state"] == "accepted"
    slip = next(tmp_path.glob("slip*.png"))
    code = case["application"]["application_id"].replace("-", "").upper()
    assert code in zxingcpp.read_barcodes(Image.open(slip))[0].text
    with pikepdf.open(next(tmp_path.glob("*.pdf"))) as paper:
        assert len(paper.pages) == 2


def test_a_journey_goes_the_same_in_landscape(tmp_path: Path) -> None:
    done = _play("joint", tmp_path, "--landscape")
    assert done.returncode == 0, done.stdout + done.stderr
    assert Image.open(next((tmp_path / "screens").glob("*.png"))).size == (1920, 1080)


def test_an_unknown_scene_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    done = _play("nonsense", tmp_path)
    assert done.returncode == 2
    assert "township" in done.stdout
