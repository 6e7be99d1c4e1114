"""A hub on a thread of this process, and a hub in a child process behind a faulty line."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from houses import ROOT, Door, LiveHub, hub_command, serving
from postgres import Postgres, installed, running

from hub.api import create_app
from hub.guard import Rate
from hub.parts import open_parts
from kiosk.assembly.hub_keys import HubSealer
from kiosk.assembly.result_desk import ResultDesk
from kiosk.devices.foreign_file.opening import Limits
from kiosk.platform.client import HubClient, load_enrolment
from kiosk.sandbox.link import FaultyLink
from kiosk.settings_devices import Stick


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for a worker's tests."""
    if not installed():
        pytest.skip("postgresql-15 is missing; provisioning/debian-packages-tests.txt names it")
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh database: the store is written once, and its contract holds on both."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'hub.sqlite3'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.fresh()


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    folder = tmp_path / "catalogue"
    (folder / "items").mkdir(parents=True)
    (folder / "items" / "pension.json").write_text('{"item_id": "social.pension_transfer"}')
    (folder / "manifest.json").write_text("{}")
    return folder


@pytest.fixture
def door(tmp_path: Path, catalogue: Path, request: pytest.FixtureRequest) -> Iterator[Door]:
    """On SQLite; on both databases for a test that asks for ``database`` too."""
    data = tmp_path / "hub"
    database = request.getfixturevalue("database") if "database" in request.fixturenames else None
    parts = open_parts(data, database=database, catalogue=catalogue, serving=True)
    enrolment = parts.fleet.enrol("T-0001")
    with serving(create_app(parts, Rate(per_s=1e6, burst=1e6))) as url:
        yield Door(parts, enrolment, url, data)


@pytest.fixture
def door_client(door: Door) -> Iterator[HubClient]:
    """A terminal's, of the hub on a thread."""
    made = HubClient(door.url, door.enrolment)
    yield made
    made.close()


@pytest.fixture
def result_desk(door: Door, door_client: HubClient) -> ResultDesk:
    """The terminal's side of result papers."""
    return ResultDesk(door_client, HubSealer(door.enrolment), Limits.of(Stick(page_s=60.0)))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def live_hub(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveHub]:
    """One for all tests of a worker, on each database."""
    folder = tmp_path_factory.mktemp("live")
    data, enrolment_file = folder / "hub", folder / "enrolment.json"
    server = None if request.param == "sqlite" else request.getfixturevalue("postgres").fresh()
    on = () if server is None else ("--database", server)
    hub_command(data, "enrol", "--terminal", "T-0001", "--token", str(enrolment_file), *on)
    command = [sys.executable, "-m", "hub", "serve", "--plain", "--data", str(data), "--port", "0", *on]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
    assert process.stdout is not None
    url = json.loads(process.stdout.readline())["url"]
    yield LiveHub(data, load_enrolment(enrolment_file), process, url, on)
    process.terminate()
    process.wait(20)
    process.stdout.close()
    assert "Traceback" not in (folder / "log").read_text()


@pytest.fixture
def line(live_hub: LiveHub) -> Iterator[FaultyLink]:
    place = urlsplit(live_hub.url)
    assert place.hostname is not None
    assert place.port is not None
    made = FaultyLink(place.hostname, place.port)
    yield made
    made.close()


@pytest.fixture
def client(live_hub: LiveHub, line: FaultyLink) -> Iterator[HubClient]:
    made = HubClient(line.url, live_hub.enrolment, timeout_s=5)
    yield made
    made.close()
