"""The technician enrols a terminal by the code that the hub printed, at a hub that really runs."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.platform.client import known_client
from provisioning.__main__ import command

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hub")


@pytest.fixture(scope="module")
def url(data: Path) -> Iterator[str]:
    serve = [sys.executable, "-m", "hub", "serve", "--data", str(data), "--port", "0"]
    with subprocess.Popen(serve, cwd=ROOT, stdout=subprocess.PIPE, text=True) as hub:
        assert hub.stdout is not None
        yield json.loads(hub.stdout.readline())["url"]
        hub.terminate()


@pytest.fixture
def settings(tmp_path: Path, url: str) -> Path:
    file = tmp_path / "kiosk.toml"
    file.write_text(f'[terminal]\nid = "T-0001"\n[hub]\nurl = "{url}"\nenrolment = "enrolment.json"\n')
    return file


def a_code(data: Path) -> str:
    asked = [sys.executable, "-m", "hub", "enrol", "--data", str(data), "--terminal", "T-0001"]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def enrol(settings: Path, typed: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, ["enrol", "--settings", str(settings)], input=f"{typed}\n")
    return result.exit_code, result.output


def test_the_typed_code_enrols_the_terminal(data: Path, url: str, settings: Path) -> None:
    code, said = enrol(settings, a_code(data).lower())
    assert code == 0, said
    assert "T-0001" in said
    client = known_client(url, settings.with_name("enrolment.json"), 5.0)
    assert client.helpers() == ()
    client.close()


def test_a_code_with_a_slip_of_the_finger_is_said_to_be_none(settings: Path) -> None:
    code, said = enrol(settings, "ABCD-EFGH")
    assert code == 1
    assert "no enrolment code" in said


def test_a_code_that_was_used_is_refused_with_its_reason(data: Path, settings: Path) -> None:
    typed = a_code(data)
    assert enrol(settings, typed)[0] == 0
    code, said = enrol(settings, typed)
    assert code == 1
    assert "enrolment-code-refused" in said
