"""A material's rules at a scanner's glass and feeder: both sides, pages with a name, sides without print."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from paper_source_fakes import Sources
from small_catalogue import _paper, item

from kiosk.errors import FeederEmpty, VisionError
from kiosk.journey.views import PapersView
from kiosk.journey.views_papers import SheetsView, SourcesView
from kiosk.vision.pages.judge import Verdict

CARD = item("card-one", form=(), materials=(_paper("card", both_sides=True, pages_max=2),), delivery=("pickup",))
BOOK = item(
    "book-one",
    form=(),
    materials=(_paper("book", page_names=[{"name": "首页"}, {"name": "本人页"}]),),
    delivery=("pickup",),
)


def on_glass(item_id: str = "card-one") -> Sources:
    hall = Sources(item_id, items=(CARD, BOOK))
    hall.pick("flatbed")
    return hall


def scan(hall: Sources, verdict: Verdict = Verdict.GOOD) -> None:
    hall.machine.papers.verdict = verdict
    hall.machine.on()
    hall.page(hall.flatbed, 1)


def title(hall: Sources) -> str:
    return hall.machine.reads(hall.view.title)


def draft(hall: Sources):
    return hall.machine.journey.inside._personal.draft.papers["card"]


# both sides on the glass ----------------------------------------------------------------------------------------


def test_both_sides_of_a_card_on_the_glass_make_one_page() -> None:
    hall = on_glass()
    assert title(hall) == "把card 样张放在玻璃上，先扫一面"
    scan(hall)
    assert (isinstance(hall.view, SheetsView), title(hall)) == (True, "请翻过来，扫另一面")
    assert (hall.ways, hall.view.can_skip) == (["one_side"], False)
    scan(hall)
    assert isinstance(hall.view, PapersView)
    assert (hall.view.stage, len(hall.view.thumbs)) == ("kept", 1)
    assert (len(hall.machine.papers.sheets_joined), hall.machine.papers.joined) == (1, [])
    assert draft(hall).front is None


def test_the_same_side_on_the_glass_once_more_is_told_and_not_joined() -> None:
    hall = on_glass()
    scan(hall)
    scan(hall, Verdict.WRONG_SIDE)
    assert (title(hall), hall.machine.papers.sheets_joined) == ("这面扫过了，请翻过来", [])
    scan(hall)
    assert (hall.view.stage, len(hall.machine.papers.sheets_joined)) == ("kept", 1)


def test_a_card_with_one_side_on_the_glass_goes_on_with_it() -> None:
    hall = on_glass()
    scan(hall)
    hall.pick("one_side")
    assert (hall.view.stage, len(hall.view.thumbs), hall.machine.papers.sheets_joined) == ("kept", 1, [])


def test_back_from_the_second_side_on_the_glass_takes_the_first_anew_and_overwrites_it() -> None:
    hall = on_glass()
    scan(hall)
    jpeg = draft(hall).front.jpeg
    hall.machine.back()
    assert (title(hall), bytes(jpeg).strip(b"\0")) == ("把card 样张放在玻璃上，先扫一面", b"")


def test_nothing_is_scanned_or_left_while_two_sides_are_joined() -> None:
    hall = on_glass()
    scan(hall)
    hall.machine.on()
    hall.machine.runner.holding = True
    hall.page(hall.flatbed, 1)
    hall.machine.runner.let_go()
    hall.machine.runner.holding = True
    hall.machine.drain()
    assert hall.view.onward.enabled is False
    begun = len(hall.flatbed.begun)
    hall.machine.on()
    hall.pick("one_side")
    assert (len(hall.flatbed.begun), draft(hall).pages) == (begun, [])
    hall.machine.runner.let_go()
    hall.machine.drain()
    assert (hall.view.stage, len(draft(hall).pages)) == ("kept", 1)


def test_sides_on_the_glass_that_cannot_be_joined_are_asked_for_again() -> None:
    hall = on_glass()
    scan(hall)
    hall.machine.papers.sheets_error = VisionError("a")
    scan(hall)
    assert (title(hall), draft(hall).pages) == ("把card 样张放在玻璃上，先扫一面", [])


def test_another_source_begins_a_card_anew() -> None:
    hall = on_glass()
    scan(hall)
    hall.machine.back()
    hall.pick("other_source")
    assert isinstance(hall.view, SourcesView)
    hall.pick("desk")
    assert title(hall) == "请放card 样张，先拍一面"


# both sides as they come ----------------------------------------------------------------------------------------


def of_file(pages: int) -> Sources:
    hall = Sources("card-one", items=(CARD, BOOK))
    hall.pick("stick")
    hall.listed()
    hall.pick("file:0")
    for number in range(1, pages + 1):
        hall.page(hall.stick, number)
    hall.end(hall.stick, pages)
    hall.machine.on()
    return hall


def fed(pages: int) -> Sources:
    hall = Sources("card-one", items=(CARD, BOOK))
    hall.pick("feeder")
    hall.machine.on()
    for number in range(1, pages + 1):
        hall.page(hall.feeder, number)
    hall.end(hall.feeder, pages)
    return hall


@pytest.mark.parametrize("source", [of_file, fed])
def test_one_page_of_a_card_from_elsewhere_is_taken_and_its_other_side_asked_for(
    source: Callable[[int], Sources],
) -> None:
    hall = source(1)
    assert (hall.view.stage, hall.machine.reads(hall.view.notice.phrase)) == (
        "kept",
        "正反两面都要，缺的请再加一页。",
    )
    assert hall.view.can_add
    assert hall.view.onward.enabled, "both sides may stand on one page of a file"


@pytest.mark.parametrize(("source", "said"), [(of_file, None), (fed, "sheets_full")])
def test_two_pages_of_a_card_ask_for_nothing_more(source: Callable[[int], Sources], said: str | None) -> None:
    notice = source(2).view.notice
    assert said == (None if notice is None else notice.phrase.key.removeprefix("journey."))


# pages with a name ----------------------------------------------------------------------------------------------


def test_the_glass_asks_for_a_page_by_its_name() -> None:
    hall = on_glass("book-one")
    assert hall.machine.reads(hall.view.lead) == "第 1 页放首页，字朝下，对齐角，盖好"
    scan(hall)
    hall.machine.journey.add_page()
    assert hall.machine.reads(hall.view.lead) == "第 2 页放本人页，字朝下，对齐角，盖好"


# the feeder -----------------------------------------------------------------------------------------------------


def test_a_stack_fed_the_wrong_way_round_is_told_and_not_called_missing() -> None:
    hall = Sources()
    hall.pick("feeder")
    hall.machine.papers.verdict = Verdict.EMPTY
    hall.machine.on()
    hall.page(hall.feeder, 1)
    hall.end(hall.feeder, 1)
    assert (hall.view.stage, title(hall)) == ("trouble", "扫到的都是白的，没有字。")
    assert hall.machine.reads(hall.view.lead) == "请翻个面放好，再点“接着扫”"
    hall.machine.on()
    hall.end(hall.feeder, 0, FeederEmpty("a"))
    assert title(hall) == "进纸口没有纸。"
    hall.machine.papers.verdict = Verdict.GOOD
    hall.machine.on()
    hall.page(hall.feeder, 1)
    hall.end(hall.feeder, 1)
    assert (hall.view.stage, hall.view.notice) == ("kept", None)
