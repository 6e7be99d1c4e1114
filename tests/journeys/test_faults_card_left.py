"""The card on the reader: who leaves it is told, who comes next is not served with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_parts import progress
from hall_of_fakes import Machine
from small_catalogue import WANG

from kiosk.devices.base import DeviceState, DeviceStatus
from kiosk.devices.id_reader.events import (
    CardAddress,
    CardForgotten,
    CardLeft,
    CardLifted,
    CardUnwatched,
)
from kiosk.journey.views import StepKind as S
from kiosk.journey.views_identity import CardState
from kiosk.vision.faces.check import Stage
from kiosk.vision.faces.quality import FaceAdvice

STARTING = DeviceStatus(DeviceState.STARTING)


def test_the_receipt_reminds_of_the_card_until_it_is_taken() -> None:
    machine = Machine()
    machine.leaves_card = True
    machine.to_receipt("joint-one")
    assert machine.view.card_on_reader
    machine.journey.handle(CardForgotten())
    assert machine.reads(machine.view.notice.phrase) == "请拿好身份证。"
    machine.journey.handle(CardLifted())
    assert (machine.view.card_on_reader, machine.view.card_taken) == (False, True)
    assert machine.reads(machine.view.notice.phrase) == "原件和交接单，请交给工作人员。"


def test_a_card_that_was_read_is_watched_until_the_visit_ends() -> None:
    machine = Machine()
    machine.leaves_card = True
    machine.to_receipt("online-one")
    assert (machine.reader.rested, machine.reader.asked_back) == (0, 1)
    machine.on(2)
    assert (machine.step, machine.view.aloud, machine.reader.rested) == (S.FAREWELL, True, 0)
    machine.journey.handle(CardLifted())
    assert (machine.step, machine.reader.rested) == (S.ATTRACT, 1)


def left_with_the_card_there() -> Machine:
    machine = Machine()
    machine.leaves_card = True
    machine.past_face("online-one")
    machine.journey.ask_leave()
    machine.journey.leave()
    assert machine.step is S.FAREWELL
    return machine


def test_who_leaves_without_the_card_is_told_when_everything_is_wiped_already() -> None:
    machine = left_with_the_card_there()
    assert machine.title == "请取走您的证件。"
    assert machine.journey.inside.visits_ended == 1
    assert machine.journey.inside._personal.identity is None
    machine.on()
    assert (machine.step, machine.reader.rested) == (S.ATTRACT, 1)


def test_a_card_that_nobody_takes_is_a_matter_for_staff() -> None:
    machine = left_with_the_card_there()
    machine.after(19)
    assert (machine.step, machine.help_calls) == (S.FAREWELL, 0)
    machine.after(1)
    assert (machine.step, machine.help_calls) == (S.ATTRACT, 1)


def test_a_reader_that_cannot_watch_the_card_keeps_nobody() -> None:
    machine = left_with_the_card_there()
    machine.journey.handle(CardUnwatched())
    assert machine.step is S.ATTRACT


def test_the_next_one_is_asked_to_take_the_forgotten_card_away_first() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.journey.handle(CardLeft())
    assert (machine.view.state, machine.title) == (CardState.TROUBLE, "请先取走读卡处的证件。")
    machine.journey.handle(CardLifted())
    assert machine.view.state is CardState.WAITING
    machine.lay_card()
    assert machine.view.state is CardState.READ


def test_the_newest_address_of_the_chip_takes_the_place_of_the_printed_one() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.lay_card()
    machine.journey.handle(CardAddress("四川省攀枝花市东区新样例路九号".ljust(35).encode("utf-16-le")))
    assert machine.journey.inside._personal.identity.address == "四川省攀枝花市东区新样例路九号"


@pytest.mark.parametrize("units", [b"short", "".ljust(35).encode("utf-16-le")])
def test_a_newest_address_of_no_use_leaves_the_printed_one(units: bytes) -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.lay_card()
    machine.journey.handle(CardAddress(units))
    assert machine.journey.inside._personal.identity.address == WANG.address


def test_a_card_not_read_yet_is_not_waited_for_any_more_elsewhere() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.back()
    assert (machine.step, machine.reader.awake) == (S.CONSENT, False)


def test_an_empty_place_before_the_camera_ends_by_idling() -> None:
    machine = Machine()
    machine.to_face("online-one")
    machine.faces.tries[-1].script[:] = [progress(Stage.LOOK, FaceAdvice.NOBODY) for _ in range(2)]
    machine.after(119)
    machine.turn()
    machine.after(45)
    assert machine.step is S.FACE
    machine.turn()
    machine.after(2)
    assert machine.step is S.ATTRACT
    assert machine.journey.inside.visits_ended == 1


def test_somebody_before_the_camera_is_not_idle() -> None:
    machine = Machine()
    machine.to_face("online-one")
    machine.faces.tries[-1].script[:] = [replace(progress(), box=(0.3, 0.3, 0.4, 0.4))]
    machine.after(119)
    machine.turn()
    machine.after(100)
    assert machine.journey.scene.overlay is None


def test_a_reader_that_cannot_say_shows_neither() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    machine.journey.handle(CardUnwatched())
    assert (machine.view.card_on_reader, machine.view.card_taken) == (False, False)
