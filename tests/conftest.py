"""What the whole tree of tests shares: one emulated hall with the real hub, started once when first asked for."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from kiosk.sandbox.hall_process import HallProcess
from provisioning.models import default_folder

settings.register_profile("any_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any_machine")
"""How fast a machine is decides no test."""


@pytest.fixture(scope="session")
def hall_process() -> Iterator[HallProcess]:
    """The hall as a child process; who uses it puts it in order first (``tests.assembly.guest.tidy``)."""
    with HallProcess(default_folder()) as hall:
        yield hall
