"""A card that is not read, a reader that goes: each has a sentence and a way on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hall_of_fakes import Machine
from small_catalogue import ABSENT, LI, READY, WANG

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus
from kiosk.devices.id_reader.events import (
    CardAppeared,
    CardRead,
    CardReason,
    CardTrouble,
)
from kiosk.journey.views import StepKind as S
from kiosk.journey.views_identity import CardState, FaceState

STARTING = DeviceStatus(DeviceState.STARTING)


@pytest.mark.parametrize("reason", list(CardReason))
def test_every_reason_a_card_is_not_read_has_a_sentence_and_a_way(reason: CardReason) -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.journey.handle(CardAppeared())
    machine.journey.handle(CardTrouble(reason))
    assert machine.view.state is CardState.TROUBLE
    assert machine.title
    assert "counter" in machine.ways()
    machine.lay_card()
    assert machine.view.state is CardState.READ


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"valid_to": date(2026, 11, 22)}, "身份证过期了，这里办不了。"),
        ({"valid_from": date(2026, 11, 24)}, "身份证还没到生效的日子。"),
        ({"birth": date(2011, 1, 1), "number": "510411201101010025"}, "不满 16 岁，要监护人来办。"),
        ({"number": "510411199203150027"}, "证上的号码不对，请到窗口核对。"),
        ({"birth": date(1992, 3, 16)}, "号码和出生日期对不上，请到窗口核对。"),
        ({"sex": "男"}, "号码和性别对不上，请到窗口核对。"),
    ],
)
def test_a_card_of_no_use_says_why_and_looks_for_another(change: dict[str, object], sentence: str) -> None:
    machine = Machine()
    machine.to_card("online-one")
    woken = machine.reader.woken
    machine.lay_card(replace(WANG, **change))
    assert (machine.title, machine.view.name, machine.reader.woken) == (sentence, "", woken + 1)
    machine.on()
    assert machine.step is S.CARD
    machine.lay_card()
    machine.on()
    assert machine.step is S.FACE


def test_a_card_of_unreadable_words_is_asked_for_again() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.journey.handle(CardRead(" ".encode("utf-16-le") * 128, bytes(1024), 0.5))
    assert (machine.view.state, machine.title) == (CardState.TROUBLE, "证里的字读不出来。")
    machine.journey.pick_way("again")
    assert machine.view.state is CardState.WAITING


def test_an_unknown_document_is_never_guessed() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.journey.handle(CardRead(bytes(248) + b"Q\0" + bytes(6), bytes(1024), 0.5))
    assert machine.title == "这种证件这里读不了。"


def test_no_reader_leads_to_the_counter_and_a_reader_plugged_in_goes_on() -> None:
    machine = Machine()
    machine.reader.status = ABSENT
    machine.to_card("online-one")
    assert (machine.view.state, machine.ways()) == (CardState.NO_READER, ["other_means", "counter", "end"])
    machine.device(DeviceKind.ID_READER, READY)
    assert (machine.view.state, machine.reader.awake) == (CardState.WAITING, True)


def test_a_reader_pulled_out_while_waiting_says_so() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.device(DeviceKind.ID_READER, ABSENT)
    assert machine.view.state is CardState.NO_READER
    machine.journey.pick_way("nonsense")
    machine.journey.pick_way("counter")
    assert machine.title == "请拿清单到人工窗口。"


def test_a_reader_pulled_out_after_reading_changes_nothing() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.lay_card()
    machine.device(DeviceKind.ID_READER, ABSENT)
    machine.journey.handle(CardTrouble(CardReason.LIFTED))
    machine.journey.handle(CardAppeared())
    assert (machine.view.state, machine.view.name, machine.view.number) == (
        CardState.READ,
        "王**",
        "510411********0028",
    )


def test_without_a_card_there_is_still_a_way() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.journey.pick_way("no_card")
    assert machine.ways() == ["staff_seen", "counter", "end"]
    machine.back()
    assert (machine.step, machine.view.state) == (S.CARD, CardState.WAITING)
    assert machine.reader.awake


def test_another_card_takes_the_place_of_the_first_ones_words() -> None:
    machine = Machine()
    machine.past_face("forwarded-one")
    for _ in range(2):
        machine.back()
    assert machine.step is S.CARD
    machine.journey.pick_way("other_card")
    machine.lay_card(LI)
    machine.on()
    assert machine.view.state is FaceState.LOOKING
    machine.pass_face()
    assert "李样例" not in machine.view.value
    assert machine.journey.inside._personal.identity == LI


def test_the_way_on_waits_for_the_picture() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.runner.holding = True
    machine.lay_card()
    machine.on()
    assert (machine.step, machine.onward) == (S.CARD, "正在读身份证")
    machine.runner.let_go()
    machine.drain()
    machine.on()
    assert machine.step is S.FACE
