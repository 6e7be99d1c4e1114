"""What can be done with a page that was kept: turned, framed anew, moved, taken out; and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fake_parts import GOOD_LOOK, NO_LOOK
from hall_of_fakes import Machine
from paper_things import CARD, OUTLINE, at_papers, order, paper, three_pages, ways

from kiosk.journey.rooms.paper_kept import POOR
from kiosk.journey.rooms.paper_page import RIM
from kiosk.journey.views_papers import CornersView, PageView
from kiosk.vision.pages.desk import PageLook
from kiosk.vision.pages.judge import Verdict
from kiosk.wording import Wording


def test_a_page_offers_only_what_can_be_done_with_it() -> None:
    machine = three_pages()
    machine.journey.change_page(1)
    assert isinstance(machine.view, PageView)
    assert ways(machine) == ["page_turn", "page_corners", "page_later", "page_delete"]
    machine.on()
    machine.journey.change_page(3)
    assert ways(machine) == ["page_turn", "page_corners", "page_earlier", "page_delete"]


def test_a_page_is_turned_a_quarter_a_touch_and_shown_so() -> None:
    machine = three_pages()
    machine.journey.change_page(2)
    machine.journey.paper_page(2)
    machine.drain()
    tall, wide, _ = machine.journey.paper_page(2).shape
    shown = machine.view.shown
    machine.journey.pick_way("page_turn")
    assert machine.journey.paper_page(2).shape == (wide, tall, 3)
    assert machine.view.shown != shown
    for _ in range(3):
        machine.journey.pick_way("page_turn")
    assert paper(machine).pages[1].quarter_turns == 0


def test_pages_change_places() -> None:
    machine = three_pages()
    machine.journey.change_page(1)
    machine.journey.pick_way("page_later")
    machine.journey.pick_way("page_later")
    assert (order(machine), machine.view.number) == ([2, 3, 1], 3)
    machine.journey.pick_way("page_earlier")
    machine.on()
    assert order(machine) == [2, 1, 3]
    assert [one.chosen for one in machine.view.thumbs] == [False, True, False]


def test_the_corners_go_with_their_page_to_its_new_place() -> None:
    machine = three_pages()
    machine.journey.change_page(3)
    machine.journey.pick_way("page_earlier")
    assert paper(machine).shot.page == 2
    shot = paper(machine).shot
    machine.journey.pick_way("page_corners")
    assert (isinstance(machine.view, CornersView), paper(machine).shot) == (True, shot)


def reframing(look: PageLook) -> Machine:
    """The corners of the first of three pages, whose picture is no more held."""
    machine = three_pages()
    machine.papers.look = look
    machine.journey.change_page(1)
    machine.journey.pick_way("page_corners")
    machine.drain()
    assert isinstance(machine.view, CornersView)
    return machine


def test_a_page_whose_picture_is_gone_is_framed_anew_on_itself() -> None:
    machine = reframing(GOOD_LOOK)
    assert machine.view.corners == OUTLINE
    old = paper(machine).pages[0].jpeg
    machine.journey.move_corner(0, (0.02, 0.02))
    machine.on()
    assert machine.papers.corners.tolist()[0] == pytest.approx([0.02, 0.02])
    assert (machine.view.stage, len(machine.view.thumbs), bytes(old).strip(b"\0")) == ("kept", 3, b"")
    assert [one.chosen for one in machine.view.thumbs] == [True, False, False]


@pytest.mark.parametrize("look", [NO_LOOK, replace(GOOD_LOOK, score=0.5)])
def test_where_no_smaller_page_is_surely_seen_the_corners_begin_at_the_rim(look: PageLook) -> None:
    assert reframing(look).view.corners == RIM


def test_back_from_the_corners_leaves_the_page_as_it_was() -> None:
    machine = reframing(GOOD_LOOK)
    pages = list(paper(machine).pages)
    machine.back()
    assert (isinstance(machine.view, PageView), machine.view.number) == (True, 1)
    assert all(one is other for one, other in zip(paper(machine).pages, pages, strict=True))


def test_a_picture_unpacked_after_the_page_was_left_is_dropped() -> None:
    machine = three_pages()
    machine.journey.change_page(1)
    machine.runner.holding = True
    machine.journey.pick_way("page_corners")
    machine.journey.inside.go_on()
    machine.runner.let_go()
    machine.drain()
    assert (machine.view.stage, paper(machine).shot.page) == ("kept", 3)


def test_a_turned_page_is_framed_as_it_stands() -> None:
    machine = three_pages()
    machine.journey.change_page(1)
    machine.journey.pick_way("page_turn")
    machine.journey.pick_way("page_corners")
    machine.drain()
    _, shown = machine.journey.paper_frame()
    assert shown.shape[1] > shown.shape[0], "the upright sample lies now"
    machine.on()
    assert paper(machine).pages[0].quarter_turns == 0


def test_a_card_of_two_sides_is_framed_anew_without_asking_for_another_side() -> None:
    machine = Machine(CARD)
    machine.past_face("card-one")
    for _ in range(2):
        machine.turn()
        machine.on()
    machine.journey.change_page(1)
    machine.journey.pick_way("page_corners")
    machine.drain()
    machine.on()
    assert (machine.view.stage, len(machine.view.thumbs), paper(machine, "card").front) == ("kept", 1, None)


def test_a_page_touched_at_the_live_desk_is_shown_and_nothing_is_taken() -> None:
    machine = at_papers("forwarded-one")
    machine.scan(2)
    machine.journey.add_page()
    machine.journey.show_page(3)
    assert machine.view.stage == "live", "there is no third page yet"
    machine.journey.show_page(1)
    assert (machine.view.stage, [one.chosen for one in machine.view.thumbs]) == ("kept", [True, False])


def test_a_page_touched_while_the_other_side_is_waited_for_lets_go_of_the_first_side() -> None:
    machine = Machine(CARD)
    machine.past_face("card-one")
    for _ in range(2):
        machine.turn()
        machine.on()
    machine.journey.add_page()
    machine.turn()
    machine.on()
    jpeg = paper(machine, "card").front.jpeg
    machine.journey.show_page(1)
    assert (machine.view.stage, paper(machine, "card").front, bytes(jpeg).strip(b"\0")) == ("kept", None, b"")


def test_a_page_is_taken_out_after_one_question_and_overwritten() -> None:
    machine = three_pages()
    gone = paper(machine).pages[1]
    jpeg, small = gone.jpeg, gone.small_bgr
    machine.journey.change_page(2)
    machine.journey.pick_way("page_delete")
    assert (machine.title, machine.ways()) == ("要删掉这一页吗？", ["page_keep", "page_delete"])
    machine.take_way("page_delete")
    assert (order(machine), bytes(jpeg).strip(b"\0"), small.any()) == ([1, 3], b"", np.False_)


def test_a_page_that_is_to_stay_stays() -> None:
    machine = three_pages()
    machine.journey.change_page(2)
    machine.journey.pick_way("page_delete")
    machine.take_way("page_keep")
    assert (order(machine), machine.view.number) == ([1, 2, 3], 2)


def test_after_the_last_page_is_taken_out_the_desk_is_live_again() -> None:
    machine = at_papers()
    machine.scan()
    machine.journey.change_page(1)
    machine.journey.pick_way("page_delete")
    machine.take_way("page_delete")
    assert (machine.view.stage, machine.view.thumbs) == ("live", ())


def test_a_kept_page_is_shown_large_enough_to_be_read() -> None:
    machine = at_papers()
    machine.scan()
    assert machine.journey.paper_page(1).shape == (40, 30, 3)
    machine.drain()
    assert (machine.view.shown, machine.journey.paper_page(1).shape) == (1, (200, 150, 3))


def test_no_large_picture_stays_when_the_page_is_left() -> None:
    machine = at_papers()
    machine.scan()
    machine.journey.paper_page(1)
    machine.drain()
    large = machine.journey.paper_page(1)
    machine.on()
    assert not large.any()


def test_a_page_that_can_no_more_be_unpacked_is_shown_small() -> None:
    machine = at_papers()
    machine.scan()
    paper(machine).pages[0].jpeg[:] = bytes(len(paper(machine).pages[0].jpeg))
    machine.journey.paper_page(1)
    machine.drain()
    assert machine.journey.paper_page(1).shape == (40, 30, 3)


@pytest.mark.parametrize("verdict", sorted(POOR))
def test_a_page_kept_with_a_fault_says_which(verdict: Verdict) -> None:
    machine = at_papers()
    machine.papers.verdict = verdict
    machine.scan()
    said = machine.reads(machine.view.verdict)
    assert said == Wording("zh").say(f"journey.kept_{verdict}")
    assert machine.view.thumbs[0].good is False


def test_a_reason_given_for_a_page_goes_with_it() -> None:
    machine = three_pages()
    paper(machine).remarks["person"] = "family"
    machine.journey.change_page(1)
    machine.journey.pick_way("page_delete")
    machine.take_way("page_delete")
    assert (len(paper(machine).pages), paper(machine).remarks) == (2, {})


def test_before_the_first_look_nobody_is_told_that_there_is_no_paper() -> None:
    machine = at_papers()
    assert machine.reads(machine.view.verdict) == "正在看，请把纸放平。"
    machine.papers.look = NO_LOOK
    machine.turn()
    assert machine.reads(machine.view.verdict) == "没看到纸，请放到中间。"
