"""A face that does not pass, a camera or a net that is lost: each has a sentence and a way on."""

from __future__ import annotations

import pytest
from fake_parts import NOT_TURNED, OTHER, SAME, progress
from hall_of_fakes import Machine
from small_catalogue import ABSENT, READY

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus
from kiosk.errors import (
    DeviceGarbled,
    NotAnImage,
    VisionError,
)
from kiosk.journey.steady import STANDS_S
from kiosk.journey.views import StepKind as S
from kiosk.journey.views_identity import FaceState
from kiosk.vision.faces.check import Stage
from kiosk.vision.faces.quality import FaceAdvice

STALLED = DeviceStatus(DeviceState.ATTENTION, "stalled")
STARTING = DeviceStatus(DeviceState.STARTING)


def test_three_tries_and_then_the_other_ways() -> None:
    machine = Machine()
    machine.to_face("online-one")
    for left in (2, 1, 0):
        machine.faces.tries[-1].script[:] = [OTHER]
        machine.turn()
        assert machine.view.tries_left == left
        machine.on()
    assert (machine.view.state, machine.ways()) == (FaceState.REFUSED, ["staff", "other_card", "counter"])
    assert not machine.camera.streaming
    machine.back()
    machine.on()
    assert machine.view.state is FaceState.REFUSED
    assert len(machine.faces.tries) == 3


def test_a_photo_held_up_does_not_turn_and_is_told_so() -> None:
    machine = Machine()
    machine.to_face("online-one")
    machine.faces.tries[-1].script[:] = [NOT_TURNED]
    machine.turn()
    assert (machine.view.state, machine.title) == (FaceState.AGAIN, "没看到要做的动作。")


def test_the_instruction_follows_the_frames_and_numbers_are_forgotten() -> None:
    machine = Machine()
    machine.to_face("online-one")
    machine.faces.tries[-1].script[:] = [
        progress(Stage.LOOK, FaceAdvice.COME_CLOSER),
        progress(Stage.LOOK, FaceAdvice.COME_CLOSER),
        progress(Stage.TURN, FaceAdvice.TURN_LEFT, 0.5),
        progress(Stage.COMPARE, FaceAdvice.LOOK_BACK, 0.8),
        SAME,
    ]
    seen = []
    for _ in range(5):
        machine.clock.now_s += 2 * STANDS_S
        machine.turn()
        seen.append((machine.title, machine.view.state.value))
    assert seen == [
        ("请看镜头", "looking"),
        ("请再靠近一点", "looking"),
        ("请慢慢向左转头", "turning"),
        ("请转回来看镜头", "comparing"),
        ("核对好了，是您本人。", "same"),
    ]
    assert machine.faces.tries[-1].forgotten


def test_the_same_frame_is_not_looked_at_twice() -> None:
    machine = Machine()
    machine.to_face("online-one")
    machine.faces.tries[-1].script[:] = [progress(), SAME]
    machine.turn()
    machine.runner.loops[-1].turn()
    machine.drain()
    assert machine.view.state is FaceState.LOOKING
    machine.camera.streaming = False
    machine.turn()
    assert machine.view.state is FaceState.LOOKING


def test_a_face_already_decided_is_not_asked_again_on_the_way_back() -> None:
    machine = Machine()
    machine.past_face("online-one")
    machine.back()
    assert (machine.view.state, machine.camera.streaming) == (FaceState.SAME, False)
    machine.device(DeviceKind.CAMERA, ABSENT)
    machine.on()
    assert machine.step is S.FORM


@pytest.mark.parametrize(
    ("without", "sentence"),
    [({"photos": None}, "没读到证上的照片。"), ({"faces": None}, "这台机器不能比对人脸。")],
)
def test_a_machine_without_a_part_offers_staff_at_once(without: dict[str, None], sentence: str) -> None:
    machine = Machine(**without)
    machine.to_face("online-one")
    assert (machine.title, machine.ways()) == (sentence, ["staff", "other_card", "counter"])
    machine.on()
    assert machine.step is S.FACE


def test_a_picture_that_cannot_be_decoded_offers_staff() -> None:
    machine = Machine()
    machine.photos.error = DeviceGarbled("block")
    machine.to_face("online-one")
    assert machine.title == "没读到证上的照片。"


@pytest.mark.parametrize(("status", "sentence"), [(ABSENT, "镜头没有接好。"), (STALLED, "镜头没有画面。")])
def test_a_camera_lost_while_looking_offers_ways_and_comes_back(status: DeviceStatus, sentence: str) -> None:
    machine = Machine()
    machine.to_face("online-one")
    machine.device(DeviceKind.CAMERA, status)
    assert (machine.title, machine.view.state) == (sentence, FaceState.NO_CAMERA)
    machine.device(DeviceKind.CAMERA, READY)
    assert (machine.view.state, machine.camera.streaming) == (FaceState.LOOKING, True)


def test_no_camera_from_the_start_is_said_at_once() -> None:
    machine = Machine()
    machine.camera.status = ABSENT
    machine.to_face("online-one")
    assert machine.view.state is FaceState.NO_CAMERA
    machine.journey.pick_way("counter")
    assert machine.step is S.WAYS


def test_a_card_picture_without_a_face_offers_staff() -> None:
    machine = Machine()
    machine.faces.error = VisionError("no face")
    machine.to_face("online-one")
    assert (machine.view.state, machine.title) == (FaceState.NO_CAMERA, "没读到证上的照片。")


def test_a_comparison_that_breaks_offers_staff() -> None:
    machine = Machine()
    machine.to_face("online-one")
    machine.faces.tries[-1].script[:] = [NotAnImage("frame")]
    machine.turn()
    assert (machine.view.state, machine.camera.streaming) == (FaceState.NO_CAMERA, False)


def test_what_a_left_try_still_tells_is_dropped() -> None:
    machine = Machine()
    machine.to_face("online-one")
    loop = machine.runner.loops[-1]
    machine.faces.tries[-1].script[:] = [progress(), NotAnImage("late")]
    machine.camera.sequence += 1
    loop.turn()
    machine.back()
    assert machine.step is S.CARD
    machine.camera.streaming = True
    machine.camera.sequence += 1
    loop.turn()
    assert (machine.step, loop.stopped) == (S.CARD, True)


def test_a_comparison_begun_and_left_does_not_start_a_loop() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.lay_card()
    machine.runner.holding = True
    machine.on()
    machine.back()
    machine.runner.let_go()
    machine.drain()
    assert machine.runner.loops == []


def test_pictures_come_only_while_the_step_is_open() -> None:
    machine = Machine()
    machine.to_face("online-one")
    assert machine.journey.face_frame()[1].shape == (60, 80, 3)
    machine.back()
    assert machine.journey.face_frame() is None
