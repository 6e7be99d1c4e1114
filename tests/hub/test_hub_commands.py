"""The hub's commands as an operator types them, also the ones that fail."""

import hashlib
import json
from pathlib import Path

import pytest
from applications import an_application, sealed
from typer.testing import CliRunner

from hub.__main__ import command
from hub.intake import Name
from hub.parts import open_parts
from kiosk.offline.ids import new_application_id
from kiosk.platform.client import load_enrolment
from kiosk.platform.enrolling import EnrolmentCode


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def test_a_terminal_is_enrolled_and_revoked(tmp_path: Path) -> None:
    assert run("enrol", "--data", tmp_path, "--terminal", "T-0001", "--token", tmp_path / "e.json")[0] == 0
    assert load_enrolment(tmp_path / "e.json").terminal_id == "T-0001"
    assert run("revoke", "--data", tmp_path, "--terminal", "T-0001") == (0, "")


def test_a_terminal_that_is_not_there_cannot_be_revoked(tmp_path: Path) -> None:
    assert run("revoke", "--data", tmp_path, "--terminal", "T-0404") == (1, "no such terminal\n")


@pytest.mark.parametrize("pin", ["123", "abcdef", "1234567890123", "１２３４"])
def test_a_pin_that_is_none_is_refused(tmp_path: Path, pin: str) -> None:
    code, said = run("add-helper", "--data", tmp_path, "--code", "B-07", "--name", "测试乙", "--pin", pin)
    assert (code, said) == (1, "a PIN is four to twelve digits\n")


def test_a_helper_is_added_and_replaced(tmp_path: Path) -> None:
    for pin in ("246810", "135791"):
        assert run("add-helper", "--data", tmp_path, "--code", "B-07", "--name", "测试乙", "--pin", pin)[0] == 0
    (helper,) = open_parts(tmp_path).store.helpers()
    assert helper.accepts("135791")


def test_a_case_is_shown_and_moved(tmp_path: Path) -> None:
    parts = open_parts(tmp_path)
    application = an_application()
    envelope = sealed(application, parts.fleet.enrol("T-0001"))
    name = Name(application.application_id, hashlib.sha256(envelope).hexdigest())
    parts.intake.begin(name, "T-0001", len(envelope))
    (tmp_path / "uploads" / f"{name.application_id}.{name.sha256}").write_bytes(envelope)
    parts.intake.finish(name, "T-0001")
    parts.store.close()
    assert run("move-case", "--data", tmp_path, application.application_id, "--state", "accepted")[0] == 0
    code, shown = run("show-case", "--data", tmp_path, application.application_id)
    assert code == 0
    assert json.loads(shown)["case"]["state"] == "accepted"
    assert json.loads(shown)["application"]["receipt_number"] == application.receipt_number
    late = run("move-case", "--data", tmp_path, application.application_id, "--state", "received")
    assert late == (1, "The case cannot move to that state now\n")


def test_a_case_that_is_not_there_cannot_be_shown(tmp_path: Path) -> None:
    assert run("show-case", "--data", tmp_path, new_application_id()) == (1, "No such case\n")


def test_a_state_that_is_none_is_refused(tmp_path: Path) -> None:
    case = run("move-case", "--data", tmp_path, new_application_id(), "--state", "lost")
    assert case == (1, "no such state\n")


def test_a_broken_key_file_ends_every_command_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "hub-keys.json").write_text("{}")
    code, said = run("revoke", "--data", tmp_path, "--terminal", "T-0001")
    assert (code, said) == (1, "hub-keys.json: is no key file of a hub\n")


def test_a_code_is_printed_for_a_terminal_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    code, said = run("enrol", "--data", tmp_path, "--terminal", "T-0001")
    assert code == 0
    secret = EnrolmentCode.read(said).secret.encode()
    assert not any(secret in one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())


@pytest.mark.parametrize("terminal", ["", "T 1", "T:1", "终端", "T" * 17])
def test_a_terminal_number_that_is_none_is_refused(tmp_path: Path, terminal: str) -> None:
    said = run("enrol", "--data", tmp_path, "--terminal", terminal)
    assert said == (1, "terminal: 1 to 16 letters, digits and hyphens\n")


def test_a_plain_hub_listens_on_this_machine_alone(tmp_path: Path) -> None:
    code, said = run("serve", "--data", tmp_path, "--plain", "--host", "0.0.0.0")
    assert (code, said) == (1, "--plain: listens on this machine alone; leave --host out\n")
