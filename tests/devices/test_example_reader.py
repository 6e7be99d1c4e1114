"""The example driver of ``docs/examples`` keeps the published contract, in under 100 lines."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tcp_reader_daemon import Daemon

from kiosk.devices.base import DeviceState, Post
from kiosk.devices.id_reader.contract import ReaderContract
from kiosk.settings_devices import Reader

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "tcp_reader.py"


def example() -> Any:
    spec = importlib.util.spec_from_file_location("tcp_reader", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class DaemonBench:
    """The vendor's daemon, and the example driver for it."""

    def __init__(self) -> None:
        self.daemon = Daemon()
        self.place, self.lift = self.daemon.place, self.daemon.lift
        self.plug, self.unplug = self.daemon.plug, self.daemon.unplug

    def driver(self, post: Post) -> Any:
        settings = Reader(transport="plugin", plugin="tcp", port=self.daemon.address)
        return example().TcpReader(settings, post, poll_s=0.03, forgotten_s=0.3)


class TestTcpReader(ReaderContract):
    forgotten_s = 0.3

    @pytest.fixture
    def bench(self) -> Iterator[DaemonBench]:
        bench = DaemonBench()
        yield bench
        bench.unplug()


def test_the_example_is_shorter_than_100_lines() -> None:
    assert len(EXAMPLE.read_text(encoding="utf-8").splitlines()) < 100


def test_a_daemon_that_makes_no_sense_is_an_absent_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = DaemonBench()
    monkeypatch.setattr(bench.daemon, "_answer", lambda: ["nonsense"])
    statuses: list[Any] = []
    driver = bench.driver(statuses.append)
    driver.start()
    while not statuses:
        driver._stopping.wait(0.01)
    driver.stop()
    bench.unplug()
    assert {event.status.state for event in statuses} == {DeviceState.ABSENT}
