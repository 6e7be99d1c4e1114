"""A camera pair at a whole terminal: what its second eye says decides, and what it lacks does not stop anybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.devices.base import DeviceKind
from kiosk.journey.face_watch import FaceLooked
from kiosk.journey.views import StepKind
from kiosk.journey.views_identity import FaceState
from kiosk.sandbox.hall_process import HallProcess
from kiosk.sandbox.infrared_scenes import DEPTH_BASE_MM, DEPTH_STEP_MM
from kiosk.settings_devices import Infrared
from kiosk.vision.faces.progress import FaceEnd, FaceProgress
from tests.assembly.guest import Guest, at_terminal, settings_of

WITH_FACE = "fund-retirement-withdrawal"
"""Card and face, no papers."""
PATIENCE_S = 90.0
"""A little more than a try may last."""
WATCHING = (FaceState.LOOKING, FaceState.TURNING, FaceState.COMPARING)


@pytest.fixture(autouse=True)
def whole(hall: HallProcess) -> Iterator[None]:
    """The second eye as it should be, before and after."""
    _mend(hall)
    yield
    _mend(hall)


def _mend(hall: HallProcess) -> None:
    hall.do("plug_infrared")
    hall.do("resume_infrared")
    hall.do("film", playing=False)
    hall.do("hold", what="print")


@contextmanager
def _with_second_eye(
    hall: HallProcess, folder: Path, kind: str = "infrared", *, required: bool = False
) -> Iterator[Guest]:
    second = Infrared.model_validate(
        {
            "source": hall.do("second_eyes")[kind],
            "kind": kind,
            "required": required,
            "apart_ms": 250,  # on a machine that does much else
            "depth_base_mm": DEPTH_BASE_MM,
            "depth_step_mm": DEPTH_STEP_MM,
        }
    )
    with at_terminal(hall, settings_of(hall, folder, camera={"infrared": second})) as guest:
        yield guest


def _ended(guest: Guest) -> FaceProgress:
    """How the first try ends whose head did what was asked; a busy machine may be too slow for one before."""
    ends: list[FaceProgress] = []
    handle = guest.journey.handle

    def noted(event: object) -> None:
        if isinstance(event, FaceLooked) and event.progress.done:
            ends.append(event.progress)
        handle(event)

    guest.journey.handle = noted
    for _ in range(3):
        guest.until(lambda: ends and guest.view.state not in WATCHING, "a decision", PATIENCE_S)
        if ends[-1].end in (FaceEnd.COMPARED, FaceEnd.NOT_LIVE):
            break
        guest.journey.go_on()
    return ends[-1]


@pytest.mark.parametrize("kind", ["infrared", "depth"])
def test_a_living_resident_passes_with_a_second_eye(hall: HallProcess, tmp_path: Path, kind: str) -> None:
    with _with_second_eye(hall, tmp_path / "terminal", kind, required=True) as guest:
        guest.ready()
        guest.walk_to(StepKind.FACE, WITH_FACE)
        ended = _ended(guest)
        assert (guest.view.state, ended.end) == (FaceState.SAME, FaceEnd.COMPARED)
        assert kind in ended.layers


def test_a_film_that_does_all_that_is_asked_is_refused_by_the_second_eye(
    hall: HallProcess, tmp_path: Path
) -> None:
    with _with_second_eye(hall, tmp_path / "terminal") as guest:
        guest.ready()
        hall.do("film", playing=True)
        guest.walk_to(StepKind.FACE, WITH_FACE)
        assert _ended(guest).end is FaceEnd.NOT_LIVE
        assert guest.view.state in (FaceState.AGAIN, FaceState.REFUSED)
        assert guest.ways


def test_without_a_second_eye_that_is_not_required_the_visit_goes_on(hall: HallProcess, tmp_path: Path) -> None:
    with _with_second_eye(hall, tmp_path / "terminal") as guest:
        guest.ready()
        hall.do("stall_infrared")
        guest.walk_to(StepKind.FACE, WITH_FACE)
        assert "infrared" not in _ended(guest).layers
        assert guest.view.state is FaceState.SAME
        guest.until(lambda: guest.status(DeviceKind.CAMERA).endswith("no_infrared"), "that it is told")


def test_without_a_required_second_eye_another_way_is_offered(hall: HallProcess, tmp_path: Path) -> None:
    with _with_second_eye(hall, tmp_path / "terminal", required=True) as guest:
        guest.ready()
        hall.do("unplug_infrared")
        guest.until(lambda: guest.status(DeviceKind.CAMERA) == "attention no_infrared", "that it is gone")
        guest.walk_to(StepKind.FACE, WITH_FACE)
        assert (guest.view.state, guest.said) == (FaceState.NO_CAMERA, "camera_refused")
        assert "staff" in guest.ways


def test_a_camera_that_the_settings_do_not_allow_leaves_the_other_ways(hall: HallProcess, tmp_path: Path) -> None:
    with at_terminal(hall, settings_of(hall, tmp_path / "terminal", camera={"network": False})) as guest:
        guest.until(lambda: guest.status(DeviceKind.CAMERA) == "failed network_stream", "the refusal")
        guest.walk_to(StepKind.FACE, WITH_FACE)
        assert (guest.view.state, guest.said) == (FaceState.NO_CAMERA, "camera_refused")
        assert "staff" in guest.ways
