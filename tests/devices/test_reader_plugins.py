"""Card readers of installed packages: loaded by name, or missing in plain words and without stopping anything."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, StatusChanged
from kiosk.devices.id_reader import plugin
from kiosk.devices.id_reader.plugin import ENTRY_POINTS, MissingReader, plugged_in
from kiosk.devices.id_reader.reader import IdReader, id_reader
from kiosk.errors import DriverMissing
from kiosk.settings_devices import Reader

SETTINGS = Reader(transport="plugin", plugin="acme")
FAILED = DeviceStatus(DeviceState.FAILED, "driver_missing")


class Point:
    """An installed package's entry point."""

    def __init__(self, offered: Any) -> None:
        self._offered = offered

    def load(self) -> Any:
        if isinstance(self._offered, Exception):
            raise self._offered
        return self._offered


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Installs a package that offers something as ``acme``."""

    def installed(offered: Any) -> None:
        def entry_points(*, group: str, name: str) -> list[Point]:
            return [Point(offered)] if (group, name) == (ENTRY_POINTS, "acme") else []

        monkeypatch.setattr(plugin, "entry_points", entry_points)

    return installed


class Acme(MissingReader):
    """Has the shape, and what it was made with."""

    def __init__(self, settings: Reader, post: Any) -> None:
        super().__init__(DriverMissing("no hardware"), post)
        self.made_with = (settings, post)


def test_a_plug_in_is_made_with_the_settings_and_the_post(install: Any) -> None:
    install(Acme)
    reader = id_reader(SETTINGS, print)
    assert isinstance(reader, Acme)
    assert reader.made_with == (SETTINGS, print)


def test_a_plug_in_that_nobody_offers_is_missing_by_name() -> None:
    with pytest.raises(DriverMissing, match="'acme': no installed package offers it"):
        plugged_in(SETTINGS, print)


@pytest.mark.parametrize("offered", [ImportError("libacme"), lambda settings, post: 1 / 0, lambda: None])
def test_a_plug_in_that_does_not_load_is_missing_by_name(install: Any, offered: Any) -> None:
    install(offered)
    with pytest.raises(DriverMissing, match="'acme': does not load"):
        plugged_in(SETTINGS, print)


@pytest.mark.parametrize(
    ("lacking", "value"),
    [("wake", None), ("rest", None), ("ask_back", 3), ("kind", DeviceKind.CAMERA), ("status", "ready")],
)
def test_a_plug_in_that_is_no_card_reader_is_told_what_it_lacks(install: Any, lacking: str, value: Any) -> None:
    install(type("Half", (Acme,), {lacking: value}))
    with pytest.raises(DriverMissing, match=f"lacks {lacking}$"):
        plugged_in(SETTINGS, print)


def test_a_missing_plug_in_is_a_failed_reader_that_says_so_once() -> None:
    posted: list[object] = []
    reader = id_reader(SETTINGS, posted.append)
    reader.start()
    reader.start()
    for wish in (reader.wake, reader.ask_back, reader.rest, reader.stop):
        wish()
    assert (posted, reader.status) == ([StatusChanged(DeviceKind.ID_READER, FAILED)], FAILED)


def test_a_missing_plug_in_tells_the_technician_its_name() -> None:
    reader = id_reader(SETTINGS, print)
    assert isinstance(reader, MissingReader)
    assert "'acme'" in reader.trouble


@pytest.mark.parametrize("transport", ["serial", "usb"])
def test_without_a_plug_in_the_reader_is_our_own(transport: Any) -> None:
    assert isinstance(id_reader(Reader(transport=transport), print), IdReader)
