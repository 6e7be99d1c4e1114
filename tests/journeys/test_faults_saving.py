"""No room and what fails at submit: told in time, and nothing is lost."""

from __future__ import annotations

import pytest
from hall_of_fakes import Machine
from small_catalogue import ABSENT

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus
from kiosk.errors import (
    ApplicationChanged,
    DiskFull,
    KioskError,
    OutboxDamaged,
    SealBroken,
)
from kiosk.journey.views import StepKind as S

STARTING = DeviceStatus(DeviceState.STARTING)


@pytest.mark.parametrize("room", [False, OutboxDamaged("file")])
def test_no_room_is_told_before_anything_is_filled_in(room: bool | KioskError) -> None:
    machine = Machine()
    machine.outbox.has_room = room
    machine.to_guide("online-one")
    machine.on()
    assert (machine.step, machine.reads(machine.view.safe.phrase)) == (S.WAYS, "还没有开始，什么都没丢。")
    machine.take_way("again")
    assert machine.step is S.GUIDE


def test_the_invitation_says_what_cannot_be_done_today() -> None:
    machine = Machine()
    machine.outbox.has_room = False
    machine.on()
    machine.back()
    assert machine.reads(machine.view.service.phrase) == "这台机器现在存不下申请。"
    machine.outbox.has_room = True
    machine.on()
    machine.back()
    machine.device(DeviceKind.ID_READER, ABSENT)
    assert machine.reads(machine.view.service.phrase) == "读身份证的地方坏了。"
    machine.device(DeviceKind.ID_READER, STARTING)
    assert machine.view.service is None


@pytest.mark.parametrize("error", [DiskFull("disk"), OutboxDamaged("x"), SealBroken("x"), ApplicationChanged("x")])
def test_what_fails_at_submit_loses_nothing(error: KioskError) -> None:
    machine = Machine()
    machine.to_review("online-one")
    machine.sign_all()
    machine.outbox.error = error
    machine.on()
    assert (machine.step, machine.reads(machine.view.safe.phrase)) == (S.WAYS, "填好的都在，没有丢。")
    assert error.code in machine.reads(machine.view.staff)
    machine.outbox.error = None
    machine.back()
    assert machine.step is S.REVIEW
    assert machine.onward == "确认提交"
    machine.on()
    assert machine.step is S.RECEIPT


def test_trying_to_submit_again_is_the_same_application() -> None:
    machine = Machine()
    machine.to_review("online-one")
    machine.sign_all()
    machine.outbox.error = DiskFull("disk")
    machine.on()
    first = machine.journey.inside._personal.application_id
    machine.outbox.error = None
    machine.back()
    machine.on()
    assert first == machine.outbox.saved[0][0].application_id


def test_something_changed_after_signing_has_to_be_signed_again() -> None:
    machine = Machine()
    machine.to_review("online-one")
    machine.sign_all()
    machine.journey.edit_row("answer:phone")
    machine.journey.answer("13800000000")
    machine.on()
    assert (machine.step, machine.onward) == (S.REVIEW, "请先签名")
    assert machine.reads(machine.view.notice.phrase) == "内容改过了，请再签一次。"
