"""What the whole tree of tests shares: one emulated hall with the real hub, started once when first asked for."""

from collections.abc import Iterator

import pytest

from kiosk.sandbox.hall_process import HallProcess
from provisioning.models import default_folder


@pytest.fixture(scope="session")
def hall_process() -> Iterator[HallProcess]:
    """The hall as a child process; who uses it puts it in order first (``tests.assembly.guest.tidy``)."""
    with HallProcess(default_folder()) as hall:
        yield hall
