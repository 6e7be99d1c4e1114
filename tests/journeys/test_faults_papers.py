"""A paper that is no good, a desk without its camera: each has a sentence and a way on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_parts import BLURRED_LOOK, GOOD_LOOK, NO_LOOK
from hall_of_fakes import Machine
from small_catalogue import ABSENT, READY

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus
from kiosk.errors import NotAnImage, VisionError
from kiosk.journey.views import StepKind as S
from kiosk.vision.pages.judge import Verdict

STARTING = DeviceStatus(DeviceState.STARTING)


def to_papers(machine: Machine, item_id: str = "needy-one") -> None:
    machine.past_face(item_id)
    if machine.step is S.FORM:
        machine.answer_question()
    if machine.step is S.FORM:
        machine.answer_question()
    assert machine.step is S.PAPERS


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_desk_says_one_thing_at_a_time(verdict: Verdict) -> None:
    machine = Machine()
    to_papers(machine)
    machine.papers.look = replace(GOOD_LOOK, verdict=verdict)
    machine.turn()
    assert machine.reads(machine.view.verdict)
    person_knows = verdict in (Verdict.GOOD, Verdict.EMPTY, Verdict.WRONG_SIDE, Verdict.DUPLICATE)
    assert person_knows == machine.view.onward.enabled
    assert len(machine.view.outline) == 4


def test_no_paper_cannot_be_used_however_long_it_is_not_there() -> None:
    machine = Machine()
    to_papers(machine)
    machine.papers.look = NO_LOOK
    machine.turn()
    machine.after(60)
    machine.on()
    assert (machine.view.stage, machine.onward) == ("live", "请放好纸")


def test_a_page_that_never_gets_good_may_be_used_after_a_while() -> None:
    machine = Machine()
    to_papers(machine)
    machine.papers.look, machine.papers.verdict = BLURRED_LOOK, Verdict.BLURRED
    machine.turn()
    machine.after(10)
    machine.turn()
    machine.after(11)
    assert machine.onward == "就用这一页"
    machine.on()
    assert (machine.view.stage, machine.view.thumbs[0].good) == ("kept", False)
    assert machine.reads(machine.view.verdict) == "字有点虚，可以重拍。"


def test_pages_are_added_up_to_the_limit_and_retaken() -> None:
    machine = Machine()
    to_papers(machine, "forwarded-one")
    machine.scan()
    assert machine.onward == "还差 1 页"
    machine.on()
    machine.journey.add_page()
    machine.scan()
    machine.journey.add_page()
    machine.scan()
    assert (len(machine.view.thumbs), machine.view.can_add) == (3, False)
    machine.journey.add_page()
    machine.journey.retake_page(9)
    assert machine.view.stage == "kept"
    machine.journey.retake_page(2)
    machine.scan()
    assert [one.chosen for one in machine.view.thumbs] == [False, True, False]
    machine.on()
    assert machine.view.material_id == "extra"


def test_back_out_of_a_retake_keeps_the_old_page_and_then_the_paper_before() -> None:
    machine = Machine()
    to_papers(machine, "forwarded-one")
    machine.scan(2)
    machine.on()
    machine.scan()
    machine.journey.retake_page(1)
    machine.back()
    assert (machine.view.material_id, machine.view.stage) == ("extra", "kept")
    machine.back()
    assert (machine.view.material_id, len(machine.view.thumbs)) == ("permit", 2)
    assert machine.journey.paper_page(2).shape == (40, 30, 3)
    assert machine.journey.paper_page(3) is None
    machine.back()
    assert machine.step is S.FORM


def test_a_paper_that_must_be_there_asks_how_to_go_on() -> None:
    machine = Machine()
    to_papers(machine)
    machine.journey.skip_paper()
    assert (machine.title, machine.ways()) == ("这份材料必须有。", ["again", "counter", "end"])
    machine.take_way("again")
    assert machine.view.material_id == "permit"
    machine.scan()
    machine.journey.skip_paper()
    assert machine.view.stage == "kept"


def test_a_paper_that_may_be_left_out_comes_later() -> None:
    machine = Machine()
    to_papers(machine)
    machine.scan()
    machine.on()
    machine.journey.skip_paper()
    assert machine.step is S.DELIVERY
    machine.back()
    assert machine.view.material_id == "spare"


def test_a_page_that_is_not_taken_is_taken_again() -> None:
    machine = Machine()
    to_papers(machine)
    machine.papers.error = VisionError("too small")
    machine.turn()
    machine.on()
    assert (machine.view.stage, machine.reads(machine.view.verdict)) == ("live", "没拍到，请再点一次。")
    machine.papers.error = None
    machine.scan()
    assert machine.view.stage == "kept"


def test_a_second_touch_while_a_page_is_taken_does_nothing() -> None:
    machine = Machine()
    to_papers(machine)
    machine.turn()
    machine.runner.holding = True
    machine.on(2)
    assert (machine.view.working, machine.onward) == (True, "正在拍这一页")
    machine.runner.let_go()
    machine.drain()
    assert len(machine.view.thumbs) == 1


def test_a_page_taken_after_the_step_was_left_is_dropped() -> None:
    machine = Machine()
    to_papers(machine)
    machine.turn()
    machine.runner.holding = True
    machine.on()
    machine.back()
    machine.runner.let_go()
    machine.drain()
    assert machine.journey.inside._personal.draft.papers["permit"].pages == []


def test_a_desk_camera_that_is_not_there_has_ways_and_comes_back() -> None:
    machine = Machine()
    machine.scanner.status = ABSENT
    to_papers(machine)
    assert machine.view.stage == "no_scanner"
    machine.on()
    assert machine.ways() == ["again", "counter", "end"]
    machine.back()
    machine.device(DeviceKind.SCANNER, READY)
    assert machine.view.stage == "live"
    machine.device(DeviceKind.SCANNER, ABSENT)
    assert machine.view.stage == "no_scanner"


def test_without_a_desk_camera_a_paper_that_may_come_later_does() -> None:
    machine = Machine()
    to_papers(machine)
    machine.scan()
    machine.on()
    machine.device(DeviceKind.SCANNER, ABSENT)
    machine.on()
    machine.take_way("later")
    assert machine.step is S.DELIVERY


def test_a_desk_that_breaks_while_looking_offers_ways() -> None:
    machine = Machine()
    to_papers(machine)
    machine.papers.look = NotAnImage("frame")
    machine.turn()
    assert (machine.step, machine.title) == (S.WAYS, "没有拍到图。")
    machine.on()
    assert machine.view.stage == "no_scanner"


def test_the_live_desk_is_shown_only_while_it_is_live() -> None:
    machine = Machine()
    to_papers(machine)
    assert machine.journey.paper_frame() is None
    machine.runner.loops[-2].turn()
    assert machine.journey.paper_frame() is not None
    machine.scan()
    assert machine.journey.paper_frame() is None
    machine.runner.loops[-1].turn()
