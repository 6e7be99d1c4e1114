"""Every fault can be left, and what was typed before is there after it."""

from __future__ import annotations

from hall_of_fakes import Machine
from small_catalogue import ABSENT, PHONE

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus
from kiosk.journey.views import StepKind as S

STARTING = DeviceStatus(DeviceState.STARTING)


def test_every_way_named_can_be_taken_somewhere() -> None:
    machine = Machine()
    machine.to_consent("online-one")
    machine.on()
    machine.journey.pick_way("nonsense")
    assert [one.chosen for one in machine.view.options] == [True, False, False]
    machine.after(1)
    machine.take_way("end")
    assert machine.step is S.ATTRACT


def test_a_phone_number_typed_before_a_fault_is_still_there_after_it() -> None:
    machine = Machine()
    machine.past_face("online-one")
    machine.type(PHONE)
    machine.on()
    machine.device(DeviceKind.SCANNER, ABSENT)
    machine.on()
    machine.back()
    machine.back()
    assert machine.view.value == PHONE
