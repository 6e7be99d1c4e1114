"""The rest of the contract: tokens, heartbeats, ratings, catalogue, limits, problems, the OpenAPI document."""

import asyncio
import io
import json
import logging
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from applications import NOW, NUMBER
from houses import ROOT, Door, hub_command, serving
from starlette.types import Message, Receive, Scope, Send

from hub.__main__ import command
from hub.api import create_app, openapi
from hub.bundle import Bundle, pack_folder
from hub.guard import Guard, Rate
from hub.keys import load_or_make
from hub.parts import open_parts
from hub.problems import Kind
from kiosk.errors import HubNonsense, HubRefused, HubSick, SettingsError
from kiosk.offline.ids import new_application_id
from kiosk.platform.client import HubClient, load_enrolment
from kiosk.platform.contract import DeviceReport, Heartbeat, Rating


def a_heartbeat(terminal_id: str = "T-0001") -> Heartbeat:
    devices = (DeviceReport(kind="printer", state="attention", reason="paper_out"),)
    return Heartbeat(terminal_id=terminal_id, version="0.1.0", at=NOW, waiting=2, parked=0, devices=devices)


@pytest.mark.parametrize("token", ["", "tb1.e30.00", "a.b.c", "nonsense", "tb1.WyJULTAwMDEiLCAiIl0=." + "0" * 64])
def test_without_a_signed_token_nothing_is_told(door: Door, token: str) -> None:
    answer = door.call("GET", "/v1/helpers", token=token)
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:tongban:unauthenticated")


def test_an_earlier_token_ends_with_a_new_enrolment(door: Door) -> None:
    door.parts.fleet.enrol("T-0001")
    assert door.call("GET", "/v1/helpers").status_code == 403


def test_a_token_of_another_hub_is_worth_nothing(door: Door, tmp_path: Path) -> None:
    other = open_parts(tmp_path / "other").fleet.enrol("T-0001")
    assert door.call("GET", "/v1/helpers", token=other.token).status_code == 401


def test_heartbeats_are_kept_latest_first(door: Door) -> None:
    client = HubClient(door.url, door.enrolment)
    client.heartbeat(a_heartbeat())
    client.close()
    assert door.parts.store.latest_heartbeat("T-0001") == a_heartbeat()


def test_a_terminal_speaks_only_for_itself(door: Door) -> None:
    client = HubClient(door.url, door.enrolment)
    with pytest.raises(HubRefused) as refused:
        client.heartbeat(a_heartbeat("T-0002"))
    client.close()
    assert refused.value.status == 422


def test_a_later_rating_replaces_the_first(door: Door) -> None:
    client, application_id = HubClient(door.url, door.enrolment), new_application_id()
    client.rate(Rating(application_id=application_id, level=2, reasons=("slow",), at=NOW))
    client.rate(Rating(application_id=application_id, level=5, at=NOW))
    client.close()
    assert door.parts.store.rating(application_id) == Rating(application_id=application_id, level=5, at=NOW)


def test_the_catalogue_comes_whole_and_only_when_it_is_new(door: Door) -> None:
    client = HubClient(door.url, door.enrolment)
    content = client.catalogue()
    assert content is not None
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        assert files.namelist() == ["items/pension.json", "manifest.json"]
    assert door.parts.catalogue is not None
    assert client.catalogue(door.parts.catalogue.version) is None
    client.close()


def test_the_same_catalogue_is_always_the_same_bytes(catalogue: Path) -> None:
    first = pack_folder(catalogue)
    (catalogue / "manifest.json").touch()
    (catalogue / ".hidden").write_text("x")
    assert pack_folder(catalogue) == first
    (catalogue / "manifest.json").write_text("{ }")
    assert pack_folder(catalogue).version != first.version


def test_a_hub_without_a_catalogue_says_so(door: Door, tmp_path: Path) -> None:
    parts = open_parts(tmp_path / "bare", serving=True)
    with serving(create_app(parts)) as url:
        client = HubClient(url, parts.fleet.enrol("T-0001"))
        with pytest.raises(HubRefused, match="no-catalogue"):
            client.catalogue()
        client.close()


def test_an_unknown_path_is_a_problem_too(door: Door) -> None:
    answer = door.call("GET", "/v9/nothing")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {"type": "about:blank", "title": "Not Found", "status": 404, "detail": ""}


def test_a_wrong_body_is_named_by_field_and_never_repeated(door: Door) -> None:
    answer = door.call("POST", "/v1/ratings", json={"application_id": NUMBER, "level": 9, "at": "now"})
    assert answer.status_code == 422
    assert answer.json()["detail"] == "application_id, level, at"
    assert NUMBER not in answer.text


@pytest.mark.parametrize("sealed", ["", "²", "AAAA", "no base64!"])
def test_a_sealed_number_that_is_none_is_refused(door: Door, sealed: str) -> None:
    asked = {"key_id": door.enrolment.hub_key_id, "sealed_number": sealed}
    answer = door.call("POST", "/v1/cases/query", json=asked)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:tongban:envelope-unreadable")


def test_a_body_larger_than_allowed_is_refused(door: Door) -> None:
    answer = door.call("POST", "/v1/ratings", data=b" " * 300_000)
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:tongban:too-large")


def test_a_body_that_does_not_say_its_size_is_counted(door: Door) -> None:
    pieces = (b" " * 100_000 for _ in range(4))
    assert door.call("POST", "/v1/ratings", data=pieces).status_code == 413


def test_a_terminal_that_asks_too_often_is_slowed(tmp_path: Path) -> None:
    parts = open_parts(tmp_path / "strict", serving=True)
    with serving(create_app(parts, Rate(per_s=0.001, burst=3))) as url:
        client = HubClient(url, parts.fleet.enrol("T-0001"))
        for _ in range(3):
            client.ask()
        with pytest.raises(HubSick) as sick:
            client.ask()
        assert sick.value.retry_after_s == 1
        client.close()


def test_a_bucket_fills_again_and_callers_do_not_share_it() -> None:
    now = [0.0]
    rate = Rate(per_s=2, burst=2, clock=lambda: now[0])
    assert [rate.allows("a") for _ in range(3)] == [True, True, False]
    assert rate.allows("b")
    now[0] = 1.0
    assert [rate.allows("a") for _ in range(3)] == [True, True, False]


async def _asked(guard: Guard) -> tuple[int, bytes]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "client": ("127.0.0.1", 1)}
    await guard(scope, receive, send)
    return sent[0]["status"], sent[1]["body"]


def test_a_fault_is_a_problem_and_its_words_are_written_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError(f"no such person {NUMBER}")

    with caplog.at_level(logging.DEBUG):
        status, body = asyncio.run(_asked(Guard(failing)))
    assert (status, json.loads(body)["type"]) == (500, "urn:tongban:fault")
    assert NUMBER not in caplog.text + body.decode()
    assert re.search(r"fault RuntimeError at test_hub_api.py:\d+", caplog.text)


def test_a_request_that_takes_too_long_ends() -> None:
    async def hanging(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.Event().wait()

    status, body = asyncio.run(_asked(Guard(hanging, limit_s=0.01)))
    assert (status, json.loads(body)["type"]) == (408, "urn:tongban:too-slow")


def test_problem_types_are_each_named_once_and_in_the_docs() -> None:
    words = [kind.value[0] for kind in Kind]
    told = (ROOT / "docs" / "hub.md").read_text()
    assert len(set(words)) == len(words)
    assert [word for word in words if f"`{word}`" not in told] == []


def test_the_openapi_document_is_the_codes() -> None:
    assert json.loads((ROOT / "docs" / "hub.openapi.json").read_text()) == openapi()


def test_the_openapi_command_prints_the_kept_document() -> None:
    done = subprocess.run([sys.executable, "-m", "hub", "openapi"], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.decode() == (ROOT / "docs" / "hub.openapi.json").read_text()


def test_every_path_of_the_contract_is_in_the_docs() -> None:
    told = (ROOT / "docs" / "hub.md").read_text()
    assert [path for path in openapi()["paths"] if f"`{path}`" not in told] == []


def test_every_command_is_in_the_docs() -> None:
    told = (ROOT / "docs" / "hub.md").read_text()
    names = [one.name or (one.callback and one.callback.__name__) for one in command.registered_commands]
    assert [name for name in names if f"hub {name}" not in told] == []


def test_answers_of_the_hub_that_break_the_contract_are_nonsense(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:

    client = HubClient(door.url, door.enrolment)
    assert door.parts.catalogue is not None
    object.__setattr__(door.parts, "catalogue", Bundle(b"other bytes", door.parts.catalogue.version))
    with pytest.raises(HubNonsense, match="not the named"):
        client.catalogue()
    client.close()


# The enrolment file and the keys


def test_the_enrolment_file_is_for_its_owner_only(tmp_path: Path) -> None:
    hub_command(tmp_path / "hub", "enrol", "--terminal", "T-0001", "--token", str(tmp_path / "e.json"))
    assert (tmp_path / "e.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "hub" / "hub-keys.json").stat().st_mode & 0o777 == 0o600
    enrolment = load_enrolment(tmp_path / "e.json")
    assert enrolment.hub_public_key == load_or_make(tmp_path / "hub").current.public_key


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff"])
def test_a_broken_enrolment_file_is_a_settings_error(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "e.json").write_bytes(content)
    with pytest.raises(SettingsError, match="enrolment"):
        load_enrolment(tmp_path / "e.json")


def test_a_broken_key_file_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "hub-keys.json").write_text("{}")
    with pytest.raises(SettingsError, match="key file"):
        load_or_make(tmp_path)
    assert (tmp_path / "hub-keys.json").read_text() == "{}"
