"""Every complete item of the shipped catalogue goes from the first touch to the receipt without a network, and the
envelope opens again at the hub."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hall_of_fakes import Machine, opened

from kiosk.catalogue.loader import Catalogue
from kiosk.errors import HubUnreachable
from kiosk.journey.views import StepKind
from kiosk.offline.events import LinkState

FOLDER = Path(__file__).parents[2] / "assets" / "catalogue"


@cache
def shipped() -> Catalogue:
    return Catalogue.load(FOLDER)


COMPLETE = [one.id for one in shipped().items if one.complete]


def walk_to_consent(machine: Machine, item_id: str) -> None:
    machine.on()
    machine.journey.pick_item(item_id)
    while machine.step is StepKind.REGION:
        ours = [one.id for one in machine.view.options if one.id in ("510000", "510400", "510411")]
        machine.journey.pick_region((ours or [one.id for one in machine.view.options])[0])
        machine.on()
    if machine.view.situations:
        machine.journey.pick_situation(machine.view.situations[-1].id)
    machine.on()


def walk_to_review(machine: Machine) -> None:
    for _ in range(150):
        match machine.step:
            case StepKind.REVIEW:
                return
            case StepKind.PAPERS:
                machine.answer_papers()
            case StepKind.DELIVERY if not hasattr(machine.view, "field_id"):
                machine.journey.pick_delivery(machine.view.options[0].id)
                machine.on()
            case _:
                machine.answer_question()
                if getattr(machine.view, "error", None) is not None:
                    machine.journey.answer("20300101")
    raise AssertionError(f"stuck at {machine.view}")


@pytest.mark.parametrize("item_id", COMPLETE)
def test_a_shipped_item_goes_the_whole_way_without_a_network(item_id: str) -> None:
    machine = Machine(catalogue=shipped())
    machine.link, machine.hub.error = LinkState.DOWN, HubUnreachable("x")
    walk_to_consent(machine, item_id)
    for one in machine.view.consents:
        machine.journey.set_consent(one.id, one.id != "no_face")
    machine.on()
    machine.lay_card()
    machine.on()
    machine.pass_face()
    walk_to_review(machine)
    machine.sign_all()
    machine.on()
    assert machine.step is StepKind.RECEIPT
    application, archive = opened(machine)
    assert (item_id, machine.outbox.saved[0][0].application_id) == (
        application.item_id,
        application.application_id,
    )
    parts = {one.part for one in application.materials if one.part} | {"signature.png", "application.json"}
    assert parts == set(archive.namelist())
