"""A fresh terminal on the wires of the one emulated hall, for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.sandbox.hall_process import HallProcess
from tests.assembly.guest import Guest, at_terminal, settings_of, tidy


@pytest.fixture
def hall(hall_process: HallProcess) -> HallProcess:
    """The hall in order."""
    tidy(hall_process)
    return hall_process


@pytest.fixture
def guest(hall: HallProcess, tmp_path: Path) -> Iterator[Guest]:
    """Somebody at a terminal whose devices are all found."""
    with at_terminal(hall, settings_of(hall, tmp_path / "terminal")) as guest:
        guest.ready()
        yield guest
