"""A machine that stands before its papers, and what its tests look at."""

from __future__ import annotations

import numpy as np
from fake_parts import CORNERS
from hall_of_fakes import Machine
from small_catalogue import _paper, item

from kiosk.journey.views import StepKind
from kiosk.vision.pages.desk import PageLook
from kiosk.vision.pages.judge import Verdict

OUTLINE = tuple((float(x), float(y)) for x, y in CORNERS)
ELSEWHERE = PageLook(Verdict.GOOD, CORNERS + np.float32(0.05), 0.9)


def at_papers(item_id: str = "needy-one") -> Machine:
    machine = Machine()
    machine.past_face(item_id)
    while machine.step is StepKind.FORM:
        machine.answer_question()
    assert machine.step is StepKind.PAPERS
    return machine


def paper(machine: Machine, name: str = "permit"):
    return machine.journey.inside._personal.draft.papers[name]


def waits(machine: Machine, seconds: float) -> None:
    machine.after(seconds)
    machine.drain()


def left(machine: Machine) -> None:
    machine.journey.ask_leave()
    machine.journey.leave()


def ways(machine: Machine) -> list[str]:
    return [one.id for one in machine.view.ways]


def three_pages() -> Machine:
    machine = at_papers("forwarded-one")
    machine.scan(3)
    for number, page in enumerate(paper(machine).pages, start=1):
        page.small_bgr[0] = number
    return machine


def order(machine: Machine) -> list[int]:
    return [int(page.small_bgr[0, 0, 0]) for page in paper(machine).pages]


CARD = item(
    "card-one",
    form=(),
    materials=(_paper("card", both_sides=True, pages_max=2), _paper("photo", colour=True)),
    delivery=("pickup",),
)
