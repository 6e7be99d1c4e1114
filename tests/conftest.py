"""What the whole tree of tests shares: one emulated hall with the real hub, started once when first asked for."""

import gc
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from hypothesis import HealthCheck, settings

from kiosk.sandbox.hall_process import HallProcess
from provisioning.models import default_folder

settings.register_profile("any_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any_machine")
"""How fast a machine is decides no test."""


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay to the end: the collector need not look through them again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def _what_stays_is_left_alone() -> Iterator[None]:
    """Also after tests that have looked through everything; once a module, as counting takes long."""
    yield
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()


@pytest.fixture(scope="session")
def hall_process() -> Iterator[HallProcess]:
    """The hall as a child process; who uses it puts it in order first (``tests.assembly.guest.tidy``)."""
    with HallProcess(default_folder()) as hall:
        yield hall


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[ProcessPoolExecutor]:
    """A process with nothing of this one in it, so that there is little to walk through."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        yield pool
