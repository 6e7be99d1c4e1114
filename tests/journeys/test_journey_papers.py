"""Pages of a paper: taken by themselves or by a touch, framed by hand, turned, moved and taken out."""

from __future__ import annotations

import numpy as np
import pytest
from fake_parts import CORNERS, GOOD_LOOK, NO_LOOK
from hall_of_fakes import Machine
from small_catalogue import ABSENT, _paper, item

from kiosk.devices.base import DeviceKind
from kiosk.errors import VisionError
from kiosk.journey.rooms.paper_corners import BEGIN, encloses
from kiosk.journey.rooms.paper_kept import POOR
from kiosk.journey.rooms.paper_live import SHOT_S, lies_elsewhere
from kiosk.journey.views import StepKind
from kiosk.journey.views_papers import CornersView, PageView
from kiosk.vision.pages.desk import PageLook
from kiosk.vision.pages.judge import Verdict
from kiosk.vision.pages.sameness import Fingerprint
from kiosk.wording import Wording

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
    machine.back()
    machine.journey.change_page(1)
    assert "page_corners" not in ways(machine)


def test_the_whole_picture_goes_with_the_step_and_with_the_visit() -> None:
    for leave in (lambda machine: machine.on(), left):
        machine = at_papers()
        machine.scan()
        whole = paper(machine).shot.image_bgr
        leave(machine)
        assert not whole.any()


# one page -------------------------------------------------------------------------------------------------------


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


def test_a_page_offers_only_what_can_be_done_with_it() -> None:
    machine = three_pages()
    machine.journey.change_page(1)
    assert isinstance(machine.view, PageView)
    assert ways(machine) == ["page_turn", "page_later", "page_delete"]
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
    assert "page_corners" in ways(machine)
    machine.on()
    machine.journey.change_page(3)
    assert "page_corners" not in ways(machine)


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


# both sides of a card -------------------------------------------------------------------------------------------

CARD = item(
    "card-one",
    form=(),
    materials=(_paper("card", both_sides=True, pages_max=2), _paper("photo", colour=True)),
    delivery=("pickup",),
)


def at_card() -> Machine:
    machine = Machine(CARD)
    machine.past_face("card-one")
    assert machine.reads(machine.view.title) == "请放card 样张，先拍一面"
    machine.turn()
    machine.on()
    return machine


def test_both_sides_of_a_card_make_one_page() -> None:
    machine = at_card()
    assert (machine.title, machine.view.stage, machine.view.thumbs) == ("请翻过来，拍另一面", "live", ())
    machine.turn()
    machine.on()
    assert (machine.view.stage, len(machine.view.thumbs), len(machine.papers.joined)) == ("kept", 1, 1)
    assert paper(machine, "card").front is None


@pytest.mark.parametrize(
    ("front", "back", "said", "good"),
    [
        (Verdict.GOOD, Verdict.GOOD, "看得清，四个角都在。", True),
        (Verdict.GOOD, Verdict.TURNED, "请看看，字是不是正的。", True),
        (Verdict.BLURRED, Verdict.TURNED, "字有点虚，可以重拍。", False),
        (Verdict.GOOD, Verdict.WRONG_SIDE, "两面是一样的，可以重拍。", False),
    ],
)
def test_a_page_of_two_sides_is_as_good_as_its_sides_and_not_as_the_sheet_around_them(
    front: Verdict, back: Verdict, said: str, good: bool
) -> None:
    machine = Machine(CARD)
    machine.past_face("card-one")
    for verdict in (front, back):
        machine.papers.verdict = verdict
        machine.turn()
        machine.papers.join_verdict = Verdict.BLURRED
        machine.on()
    assert (machine.reads(machine.view.verdict), machine.view.thumbs[0].good) == (said, good)


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


def test_the_other_side_is_known_from_the_first_again() -> None:
    machine = at_card()
    machine.papers.known = Fingerprint(np.ones((4, 4), np.uint8))
    machine.back()
    machine.turn()
    machine.on()
    assert machine.papers.watched[-1].front is machine.papers.known


def test_the_side_that_was_taken_already_is_said() -> None:
    machine = at_card()
    machine.papers.look = PageLook(Verdict.WRONG_SIDE, CORNERS, 0.9)
    machine.turn()
    assert machine.reads(machine.view.verdict) == "这面拍过了，请翻过来。"


def test_a_card_with_one_side_only_goes_on_with_it() -> None:
    machine = at_card()
    assert ways(machine) == ["one_side"]
    machine.journey.pick_way("one_side")
    assert (machine.view.stage, len(machine.view.thumbs), machine.papers.joined) == ("kept", 1, [])


def test_back_from_the_second_side_takes_the_first_anew_and_overwrites_it() -> None:
    machine = at_card()
    jpeg = paper(machine, "card").front.jpeg
    machine.back()
    assert (machine.reads(machine.view.title), bytes(jpeg).strip(b"\0")) == ("请放card 样张，先拍一面", b"")


def test_the_first_side_goes_with_the_visit() -> None:
    machine = at_card()
    jpeg = paper(machine, "card").front.jpeg
    left(machine)
    assert bytes(jpeg).strip(b"\0") == b""


def test_the_second_side_framed_by_hand_is_joined_too() -> None:
    machine = at_card()
    machine.turn()
    machine.journey.frame_by_hand()
    machine.on()
    assert (machine.view.stage, len(machine.papers.joined)) == ("kept", 1)


def test_sides_that_cannot_be_joined_are_asked_for_again() -> None:
    machine = at_card()
    machine.turn()
    machine.papers.join_error = VisionError("no card")
    machine.on()
    assert (machine.view.stage, machine.view.thumbs) == ("live", ())
    assert machine.reads(machine.view.title) == "请放card 样张，先拍一面"


def test_a_grey_copy_of_what_must_be_in_colour_is_told() -> None:
    machine = at_card()
    machine.journey.pick_way("one_side")
    machine.on()
    machine.papers.coloured = False
    machine.scan()
    assert machine.view.thumbs[0].good is False
    assert machine.reads(machine.view.verdict) == "要彩色的，这页看着是黑白的。"


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
