"""Several commands of the hub in one process, as the sandbox's hall sets its hub up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from kiosk.platform.enrolling import EnrolmentCode

ROOT = Path(__file__).resolve().parents[2]
HELPER = ("add-helper", "--code", "B-07", "--name", "测试乙")


def run(data: Path, *commands: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    words = [[name, "--data", str(data), *rest] for name, *rest in commands]
    return subprocess.run(
        [sys.executable, "-m", "kiosk.sandbox.hub_commands"],
        cwd=ROOT,
        input=json.dumps(words),
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_is_done_and_says_what_it_says(tmp_path: Path) -> None:
    done = run(tmp_path / "hub", (*HELPER, "--pin", "246810"), ("enrol", "--terminal", "T-0001"))
    assert done.returncode == 0, done.stderr
    assert EnrolmentCode.read(done.stdout).secret


def test_the_first_that_fails_ends_it(tmp_path: Path) -> None:
    done = run(tmp_path / "hub", (*HELPER, "--pin", "none"), ("enrol", "--terminal", "T-0001"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "PIN" in done.stderr
