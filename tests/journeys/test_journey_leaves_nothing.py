"""After a visit nobody can find out who was there: no live object, no slip in memory, no journal line."""

from __future__ import annotations

import dataclasses
import gc
import json
import random

import numpy as np
import pytest
from hall_of_fakes import Machine
from small_catalogue import PHONE, WANG

from kiosk.devices.id_reader.events import CardLifted, CardRead
from kiosk.identity.numbers import check_digit
from kiosk.journey.views import StepKind
from kiosk.sandbox.cards import text_block

Signs = tuple[int, ...]
"""A text as code points: the test knows it without holding the text itself."""


def text_of(signs: Signs) -> str:
    return "".join(map(chr, signs))


class Stranger:
    """Somebody new each time, whose words are nowhere in this program but where the journey puts them."""

    def __init__(self) -> None:
        chance = random.Random()
        self.name: Signs = tuple(chance.randrange(0x4E00, 0x9F00) for _ in range(4))
        self.address: Signs = tuple(chance.randrange(0x4E00, 0x9F00) for _ in range(12))
        self.phone: Signs = tuple(map(ord, f"138{chance.randrange(10**8):08d}"))
        first_17 = f"51041119920315{chance.randrange(500) * 2:03d}"
        self.number: Signs = tuple(map(ord, first_17 + check_digit(first_17)))

    @property
    def words(self) -> tuple[Signs, ...]:
        return self.name, self.address, self.phone, self.number

    def card(self) -> bytes:
        person = dataclasses.replace(
            WANG, name=text_of(self.name), address=text_of(self.address), number=text_of(self.number)
        )
        return text_block(person)


def texts_alive() -> list[str | bytes]:
    """Every text and every bytes object that any tracked object refers to, each once."""
    gc.collect()
    gc.unfreeze()  # what the collector was told to leave alone is looked through as well
    found: dict[int, str | bytes] = {}
    for holder in gc.get_objects():
        for part in gc.get_referents(holder):
            kind = type(part)  # a weak proxy of other tests would answer for what it stands for, which is gone
            if issubclass(kind, str) or (issubclass(kind, bytes | bytearray) and len(part) < 100_000):
                found[id(part)] = part
    return list(found.values())


def remembered(stranger: Stranger) -> int:
    """How many texts alive hold a word of the stranger, in whatever way of writing it down."""
    alive = texts_alive()
    found = 0
    for word in map(text_of, stranger.words):
        coded = [word.encode(coding) for coding in ("utf-8", "utf-16-le")]
        found += sum(word in one if isinstance(one, str) else any(code in one for code in coded) for one in alive)
    return found


def through(machine: Machine, stranger: Stranger, ending: str) -> None:
    """A visit of the stranger, ended in one of the ways there are."""
    machine.to_card("forwarded-one")
    machine.journey.handle(CardRead(stranger.card(), bytes(1024), 0.5))
    machine.on()
    machine.pass_face()
    machine.type(text_of(stranger.phone))
    machine.on(2)
    if ending == "idle":
        machine.after(121)
        machine.after(46)
    elif ending == "left":
        machine.journey.ask_leave()
        machine.journey.leave()
    elif ending == "fault":
        machine.journey.skip_paper()
        machine.take_way("end")
    else:
        finish(machine, ending)
    machine.journey.handle(CardLifted())
    assert machine.step in (StepKind.ATTRACT, StepKind.HOME)
    machine.printer.slips.clear()


def finish(machine: Machine, ending: str) -> None:
    while machine.step is StepKind.PAPERS:
        machine.answer_papers()
    machine.journey.pick_delivery("mail")
    machine.on(2)
    machine.type(PHONE)
    machine.on(2)
    assert machine.step is StepKind.REVIEW
    machine.journey.show_row("name")
    machine.sign_all()
    machine.on()
    machine.printed()
    if ending == "again":
        machine.back()
    else:
        machine.on(2)


@pytest.mark.parametrize("ending", ["finished", "again", "left", "idle", "fault"])
def test_no_live_object_holds_the_visitor(ending: str) -> None:
    machine, stranger = Machine(), Stranger()
    through(machine, stranger, ending)
    assert remembered(stranger) == 0


def test_the_search_itself_finds_a_visitor_who_is_still_there() -> None:
    machine, stranger = Machine(), Stranger()
    machine.to_card("forwarded-one")
    machine.journey.handle(CardRead(stranger.card(), bytes(1024), 0.5))
    assert remembered(stranger) >= 3


def test_pictures_and_strokes_are_overwritten_not_only_dropped() -> None:
    machine = Machine()
    machine.to_review("forwarded-one")
    machine.sign_all()
    personal = machine.journey.inside._personal
    paper = personal.draft.papers["permit"].pages[0]
    jpeg, small, strokes = paper.jpeg, paper.small_bgr, personal.draft.strokes
    assert any(jpeg)
    machine.journey.ask_leave()
    machine.journey.leave()
    assert (any(jpeg), bool(np.any(small)), strokes) == (False, False, [])


def test_the_cards_picture_is_overwritten_as_soon_as_the_face_is_known() -> None:
    machine = Machine()
    machine.to_face("forwarded-one")
    photo = machine.journey.inside._personal.applicant.card_photo
    assert photo.any()
    machine.pass_face()
    assert not photo.any()
    assert machine.journey.inside._personal.applicant.card_photo is None


def test_the_scene_after_the_wipe_is_the_invitation_alone() -> None:
    machine, stranger = Machine(), Stranger()
    through(machine, stranger, "finished")
    shown = str(machine.journey.scene)
    assert [signs for signs in stranger.words if text_of(signs) in shown] == []


def test_the_journal_of_a_whole_visit_names_nobody() -> None:
    machine, stranger = Machine(), Stranger()
    through(machine, stranger, "finished")
    lines = json.dumps(
        [dataclasses.asdict(one) for one in machine.journal.entries], default=str, ensure_ascii=False
    )
    assert [signs for signs in stranger.words if text_of(signs) in lines] == []


def test_work_that_ends_after_the_visit_is_dropped_unseen() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.runner.holding = True
    machine.lay_card()
    machine.journey.ask_leave()
    machine.journey.leave()
    machine.runner.let_go()
    machine.drain()
    assert machine.step is StepKind.ATTRACT
    assert machine.journey.inside._personal.applicant.card_photo is None


def test_the_next_person_begins_with_an_empty_form() -> None:
    machine = Machine()
    through(machine, Stranger(), "left")
    machine.to_consent("online-one")
    assert [one.chosen for one in machine.view.consents] == [False, False, False]
    assert machine.journey.inside._personal.draft.answers == {}
