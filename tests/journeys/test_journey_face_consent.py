"""Consent to the face, taken back at any time; children; what the record keeps; one instruction at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from face_steps import (
    LIVING,
    at_face,
    decided,
    remote,
    scan,
    submitted,
)
from fake_parts import OTHER, SAME, progress
from hall_of_fakes import Machine
from small_catalogue import ABSENT, READY, WANG

from kiosk.devices.base import DeviceKind
from kiosk.journal import Code
from kiosk.journey.steady import STANDS_S, SteadyAdvice
from kiosk.journey.views import StepKind as S
from kiosk.journey.views_identity import FaceState
from kiosk.platform.contract import FaceAnswer, IdentityWays
from kiosk.vision.faces.check import Stage
from kiosk.vision.faces.quality import FaceAdvice

# Consent ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", ["looking", "sending", "again"])
def test_taking_consent_back_stops_and_wipes_at_once(shown: str) -> None:
    machine = at_face()
    personal = machine.journey.inside._personal
    photo, one = personal.applicant.card_photo, machine.faces.tries[-1]
    assert photo.any()
    if shown == "again":
        machine.show_face(OTHER)
    elif shown == "looking":
        machine.show_face(progress(Stage.TURN, FaceAdvice.TURN_LEFT, 0.5))
    machine.journey.pick_way("withdraw")
    assert (machine.title, machine.camera.streaming) == ("已撤回同意，脸的信息清掉了。", False)
    assert one.forgotten
    assert not photo.any()
    assert personal.applicant.card_photo is None
    assert set(personal.consents) == {"identity"}
    assert machine.ways() == ["phone_code", "staff", "other_card", "counter"]
    assert decided(machine)[-1] == (Code("withdrawn"), Code("none"))


def test_after_consent_was_taken_back_no_late_frame_decides_anything() -> None:
    machine = at_face()
    loop = machine.runner.loops[-1]
    machine.faces.tries[-1].script[:] = [SAME]
    machine.camera.sequence += 1
    loop.turn()
    machine.journey.inside.pick_way("withdraw")
    machine.drain()
    assert machine.journey.inside._personal.applicant.check is None


def test_an_answer_that_comes_after_consent_was_taken_back_is_dropped() -> None:
    machine = remote()
    machine.journey.pick_way("send_face")
    machine.identity.face = FaceAnswer(result="same")
    machine.runner.holding = True
    machine.show_face(LIVING)
    assert machine.title == "正在联网核对"
    machine.journey.pick_way("withdraw")
    machine.runner.let_go()
    machine.drain()
    assert machine.journey.inside._personal.applicant.check is None


def test_whoever_took_consent_back_finishes_by_another_way_and_the_application_says_so() -> None:
    machine = at_face()
    machine.journey.pick_way("withdraw")
    scan(machine, WANG)
    application = submitted(machine)
    assert application.identity_check.method == "card_and_code"
    assert {one.kind for one in application.consents} == {"identity"}


def test_saying_no_to_the_face_is_a_choice_as_large_as_yes() -> None:
    machine = Machine()
    machine.to_consent("online-one")
    machine.journey.set_consent("face", True)
    machine.journey.set_consent("no_face", True)
    assert {one.id: one.chosen for one in machine.view.consents} == {
        "identity": False,
        "face": False,
        "no_face": True,
    }
    machine.journey.set_consent("face", True)
    assert [one.chosen for one in machine.view.consents] == [False, True, False]
    machine.journey.set_consent("no_face", True)
    machine.journey.set_consent("no_face", False)
    assert [one.chosen for one in machine.view.consents] == [False, False, False]


def test_before_any_consent_is_asked_what_for_how_long_and_whom_to_ask_are_told() -> None:
    machine = Machine()
    machine.to_consent("online-one")
    said = {machine.reads(what): machine.reads(why) for what, why in machine.view.reads}
    assert said["镜头里的脸"] == "只比对是不是本人，比完就清掉。"
    assert said["有疑问找谁"] == "东区政务服务中心，电话 12345"


def test_without_consent_for_the_face_the_cards_picture_is_not_even_decoded() -> None:
    machine = at_face(face=False)
    assert machine.journey.inside._personal.applicant.card_photo is None


def test_agreeing_after_all_needs_the_card_once_more() -> None:
    machine = at_face(IdentityWays())
    machine.journey.pick_way("withdraw")
    machine.back()
    machine.back()
    machine.journey.set_consent("face", True)
    machine.on(2)
    assert machine.title == "没读到证上的照片。"
    machine.journey.pick_way("other_card")
    machine.lay_card()
    machine.on()
    assert machine.view.state is FaceState.LOOKING


# Children --------------------------------------------------------------------------------------------------------


def test_a_child_is_never_looked_at_the_guardian_is() -> None:
    machine = Machine()
    machine.to_card("online-one")
    child = replace(
        WANG, name="王小样", number="510411201501010023", birth=WANG.birth.replace(year=2015, month=1, day=1)
    )
    machine.lay_card(child)
    assert machine.title == "不满 16 岁，要监护人来办。"
    machine.journey.pick_way("guardian")
    machine.lay_card()
    machine.on(2)
    assert machine.step is S.FACE
    assert machine.journey.inside._personal.here.identity == WANG
    assert machine.journey.inside._personal.applicant.card_photo is None


def test_should_a_child_stand_alone_before_the_camera_it_stays_dark() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.lay_card()
    here = machine.journey.inside._personal.here
    here.identity = replace(WANG, birth=WANG.birth.replace(year=2013))
    machine.on()
    assert (machine.title, machine.camera.streaming) == ("不满 14 岁，要监护人同意。", False)


# What the record keeps -------------------------------------------------------------------------------------------


def test_the_record_of_a_face_holds_words_and_a_count_and_no_score() -> None:
    machine = at_face()
    machine.show_face(OTHER)
    machine.on()
    machine.show_face(SAME)
    machine.on()
    check = submitted(machine).identity_check
    assert (check.tries, check.layers, check.score_band) == (2, ("active", "depth"), "accept")
    assert not [value for value in check.model_dump().values() if isinstance(value, float | bytes | np.ndarray)]


# One instruction that stands still -------------------------------------------------------------------------------


def test_an_advice_of_one_frame_is_not_shown() -> None:
    steady = SteadyAdvice()
    for number, advice in enumerate([FaceAdvice.HOLD_STILL, FaceAdvice.LOOK_HERE, FaceAdvice.MORE_LIGHT] * 5):
        assert steady.step(advice, number * 0.04) is FaceAdvice.LOOK_HERE


def test_an_advice_that_holds_is_shown() -> None:
    steady = SteadyAdvice()
    assert steady.step(FaceAdvice.COME_CLOSER, 10.0) is FaceAdvice.LOOK_HERE
    assert steady.step(FaceAdvice.COME_CLOSER, 10.0 + STANDS_S) is FaceAdvice.COME_CLOSER


def test_a_movement_asked_for_is_shown_at_once() -> None:
    assert SteadyAdvice().step(FaceAdvice.TURN_LEFT, 0.0) is FaceAdvice.TURN_LEFT


def test_between_two_movements_what_is_asked_for_is_shown_at_once_too() -> None:
    steady = SteadyAdvice()
    steady.step(FaceAdvice.LEAN_IN, 0.0, moving=True)
    assert steady.step(FaceAdvice.MOVE_BACK, 0.1, moving=True) is FaceAdvice.MOVE_BACK
    assert steady.step(FaceAdvice.MORE_LIGHT, 0.2, moving=True) is FaceAdvice.MOVE_BACK


def test_the_picture_follows_the_sentence() -> None:
    machine = at_face()
    machine.show_face(progress(Stage.TURN, FaceAdvice.TURN_LEFT, 0.5))
    assert (machine.title, machine.view.advice) == ("请慢慢向左转头", "turn_left")
    machine.device(DeviceKind.CAMERA, ABSENT)
    assert machine.view.advice == ""
    machine.device(DeviceKind.CAMERA, READY)
    assert machine.view.advice == "look_here"
