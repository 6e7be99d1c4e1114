"""What the hub names for its terminals to stand by: signed, with a serial that only grows; who may set what."""

from pathlib import Path

import pytest
from houses import Door, hub_command
from typer.testing import CliRunner

from hub.__main__ import command
from hub.bundle import BundleList
from hub.keys import load_or_make
from hub.parts import open_parts
from kiosk.platform.client import HubClient
from kiosk.platform.contract import Bundles
from kiosk.platform.signed import read_bundles


def listed(data: Path) -> Bundles:
    return BundleList(data / "bundles.json", load_or_make(data).sign).present


def test_terminals_get_the_served_catalogue_named_and_signed(door: Door) -> None:
    client = HubClient(door.url, door.enrolment)
    named = read_bundles(client.bundles(), door.enrolment.signing_key)
    assert door.parts.catalogue is not None
    assert (named.catalogue, named.settings) == (door.parts.catalogue.version, {})
    client.close()


def test_only_terminals_of_this_hub_are_told(door: Door) -> None:
    assert door.call("GET", "/v1/bundles", token="").status_code == 401


def test_another_catalogue_makes_a_higher_serial_and_the_same_none(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        (folder / "manifest.json").write_text(folder.name)
    serials = []
    for folder in (first, first, second, first):
        open_parts(tmp_path / "data", catalogue=folder, serving=True)
        serials.append(listed(tmp_path / "data").serial)
    assert serials == [2, 2, 3, 4]


def test_settings_are_set_beside_the_serving_process_and_told_at_once(door: Door, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[session]\nidle_s = 240\n[hub]\nhours = "18:00-07:30"\n', encoding="utf-8")
    before = listed(door.data).serial
    hub_command(door.data, "set-settings", "--file", str(file))
    client = HubClient(door.url, door.enrolment)
    named = read_bundles(client.bundles(), door.enrolment.signing_key)
    assert (named.settings["session"], named.settings["hub"]) == ({"idle_s": 240}, {"hours": "18:00-07:30"})
    hub_command(door.data, "set-settings", "--none")
    assert (listed(door.data).settings, listed(door.data).serial) == ({}, before + 2)
    client.close()


@pytest.mark.parametrize(
    "content",
    [
        '[hub]\nurl = "https://elsewhere.example"\n',
        '[reader]\nport = "/dev/ttyS9"\n',
        "[session]\nidle_s = 1\n",
        'catalogue = "/somewhere"\n',
        "no toml",
    ],
)
def test_what_terminals_would_refuse_the_hub_does_not_set(tmp_path: Path, content: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(content, encoding="utf-8")
    done = CliRunner().invoke(command, ["set-settings", "--data", str(tmp_path / "data"), "--file", str(file)])
    assert done.exit_code != 0
    assert not (tmp_path / "data" / "bundles.json").exists()
