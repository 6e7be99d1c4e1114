"""Pages of a paper: taken by themselves or by a touch, framed by hand, asked for by their names."""

from __future__ import annotations

import numpy as np
import pytest
from fake_parts import CORNERS, GOOD_LOOK, NO_LOOK
from hall_of_fakes import Machine
from paper_things import OUTLINE, at_papers, left, paper, waits
from small_catalogue import ABSENT, _paper, item

from kiosk.devices.base import DeviceKind
from kiosk.errors import VisionError
from kiosk.journey.rooms.paper_corners import BEGIN, encloses
from kiosk.journey.rooms.paper_live import SHOT_S, lies_elsewhere
from kiosk.journey.views_papers import CornersView
from kiosk.vision.pages.desk import PageLook
from kiosk.vision.pages.judge import Verdict

# by itself ------------------------------------------------------------------------------------------------------


def test_a_page_that_lies_well_for_a_while_is_taken_by_itself() -> None:
    machine = at_papers()
    machine.turn()
    assert (machine.view.shooting, machine.reads(machine.view.verdict)) == (True, "看得清，马上拍，请别动。")
    waits(machine, SHOT_S)
    assert (machine.view.stage, len(machine.view.thumbs)) == ("kept", 1)


def test_a_page_that_moves_again_is_not_taken_by_itself() -> None:
    machine = at_papers()
    machine.turn()
    machine.papers.look = PageLook(Verdict.MOVING, CORNERS, 0.9)
    machine.turn()
    assert machine.view.shooting is False
    waits(machine, SHOT_S * 2)
    assert machine.view.stage == "live"


def test_whoever_says_no_to_it_takes_every_page_by_a_touch() -> None:
    machine = at_papers("forwarded-one")
    machine.journey.set_auto_shot(False)
    machine.turn()
    waits(machine, SHOT_S * 2)
    assert (machine.view.stage, machine.view.auto, machine.onward) == ("live", False, "用这一页")
    machine.on()
    machine.journey.add_page()
    assert machine.view.auto is False


def test_a_shot_that_came_out_worse_than_it_looked_is_not_kept_by_itself() -> None:
    machine = at_papers()
    machine.papers.verdict = Verdict.GLARE
    machine.turn()
    waits(machine, SHOT_S)
    assert (machine.view.stage, machine.reads(machine.view.verdict)) == ("live", "有反光，请挪一挪。")


def test_the_page_that_was_just_taken_is_not_taken_again_while_it_lies_there() -> None:
    machine = at_papers("forwarded-one")
    machine.turn()
    waits(machine, SHOT_S)
    machine.journey.add_page()
    machine.turn()
    waits(machine, SHOT_S * 2)
    assert (machine.view.stage, machine.view.shooting) == ("live", False)
    machine.papers.look = NO_LOOK
    machine.turn()
    machine.papers.look = GOOD_LOOK
    machine.turn()
    waits(machine, SHOT_S)
    assert len(machine.view.thumbs) == 2


@pytest.mark.parametrize(
    ("outline", "elsewhere"),
    [((), True), (OUTLINE, False), (tuple((x + 0.05, y) for x, y in OUTLINE), True)],
)
def test_a_page_lies_elsewhere_when_it_is_gone_or_a_corner_is(outline, elsewhere: bool) -> None:
    assert lies_elsewhere(outline, OUTLINE) is elsewhere


def test_a_camera_that_goes_in_the_middle_of_the_shot_loses_no_page() -> None:
    machine = at_papers("forwarded-one")
    machine.scan()
    machine.journey.add_page()
    machine.turn()
    machine.runner.holding = True
    machine.on()
    machine.device(DeviceKind.SCANNER, ABSENT)
    assert (machine.view.stage, machine.onward) == ("no_scanner", "正在拍这一页")
    machine.runner.let_go()
    machine.drain()
    assert (machine.view.stage, len(machine.view.thumbs)) == ("kept", 2)


# by hand --------------------------------------------------------------------------------------------------------


def test_a_page_the_terminal_does_not_see_is_framed_by_hand() -> None:
    machine = at_papers()
    machine.papers.look = NO_LOOK
    machine.turn()
    machine.journey.frame_by_hand()
    assert isinstance(machine.view, CornersView)
    assert machine.view.corners == BEGIN
    machine.journey.move_corner(0, (0.05, 0.07))
    machine.on()
    assert (machine.view.stage, len(machine.view.thumbs)) == ("kept", 1)
    assert machine.papers.corners.tolist()[0] == pytest.approx([0.05, 0.07])


def test_framing_by_hand_begins_at_the_outline_and_back_takes_nothing() -> None:
    machine = at_papers()
    machine.turn()
    machine.journey.frame_by_hand()
    assert machine.view.corners == OUTLINE
    machine.back()
    assert (machine.view.stage, machine.view.thumbs, paper(machine).shot) == ("live", (), None)


@pytest.mark.parametrize("point", [(0.9, 0.11), (0.95, 0.95), (0.5, 0.6)])
def test_a_corner_stays_where_the_four_would_go_around_no_page(point: tuple[float, float]) -> None:
    machine = at_papers()
    machine.turn()
    machine.journey.frame_by_hand()
    machine.journey.move_corner(0, point)
    assert machine.view.corners == OUTLINE


def test_a_corner_dragged_off_the_picture_stays_at_its_rim() -> None:
    machine = at_papers()
    machine.turn()
    machine.journey.frame_by_hand()
    machine.journey.move_corner(0, (-0.4, -3.0))
    assert machine.view.corners[0] == (0.0, 0.0)


def test_corners_that_run_the_wrong_way_round_enclose_nothing() -> None:
    assert (encloses(list(OUTLINE)), encloses(list(reversed(OUTLINE)))) == (True, False)


def test_corners_that_give_no_page_say_so_and_can_be_dragged_again() -> None:
    machine = at_papers()
    machine.turn()
    machine.journey.frame_by_hand()
    machine.papers.error = VisionError("encloses nothing")
    machine.on()
    assert machine.reads(machine.view.notice.phrase) == "这样框不出一页，请再拖一拖。"
    machine.papers.error = None
    machine.on()
    assert machine.view.stage == "kept"


def test_corners_of_a_kept_page_are_laid_anew_on_the_picture_it_was_cut_from() -> None:
    machine = at_papers()
    machine.scan()
    machine.journey.change_page(1)
    machine.journey.pick_way("page_corners")
    machine.journey.move_corner(2, (0.8, 0.85))
    machine.on()
    assert (machine.view.stage, len(machine.view.thumbs)) == ("kept", 1)
    assert machine.papers.corners.tolist()[2] == pytest.approx([0.8, 0.85])


def test_the_whole_picture_goes_once_the_page_is_accepted() -> None:
    machine = at_papers("forwarded-one")
    machine.scan()
    whole = paper(machine).shot.image_bgr
    assert whole.any()
    machine.journey.add_page()
    assert (paper(machine).shot, whole.any()) == (None, np.False_)


def test_the_whole_picture_goes_with_the_step_and_with_the_visit() -> None:
    for leave in (lambda machine: machine.on(), left):
        machine = at_papers()
        machine.scan()
        whole = paper(machine).shot.image_bgr
        leave(machine)
        assert not whole.any()


# pages that have a name -----------------------------------------------------------------------------------------

BOOK = item(
    "book-one",
    form=(),
    materials=(_paper("book", pages_max=4, page_names=[{"name": "首页"}, {"name": "本人页"}]),),
    delivery=("pickup",),
)


def test_pages_are_asked_for_by_their_names_and_further_ones_by_none() -> None:
    machine = Machine(BOOK)
    machine.past_face("book-one")
    told = [machine.reads(machine.view.lead)]
    for _ in range(2):
        machine.scan()
        machine.journey.add_page()
        told.append(machine.reads(machine.view.lead))
    assert told == ["第 1 页放首页", "第 2 页放本人页", "第 1 份材料，共 1 份"]
    machine.back()
    machine.journey.retake_page(1)
    assert machine.reads(machine.view.lead) == "第 1 页放首页"
