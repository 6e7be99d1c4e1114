"""Choosing: the items and their groups, the search, the region, the guide."""

from __future__ import annotations

import pytest
from hall_of_fakes import Machine
from small_catalogue import item

from kiosk.journey.views import StepKind as S

# Finding an item ------------------------------------------------------------------------------------------------


def test_a_group_shows_its_items_and_a_scope_narrows_them() -> None:
    machine = Machine()
    machine.on()
    machine.journey.pick_scope("sichuan_chongqing")
    machine.journey.pick_group("event-one")
    assert [row.id for row in machine.view.rows] == ["joint-one"]
    machine.journey.pick_scope("sichuan_chongqing")
    machine.journey.turn_page(+1)
    assert (machine.view.page, machine.view.pages, len(machine.view.rows)) == (1, 2, 3)


def test_departments_without_items_are_not_shown() -> None:
    machine = Machine()
    machine.on()
    machine.journey.pick_grouping("department")
    assert [one.id for one in machine.view.groups] == ["dep-one"]
    machine.journey.turn_page(+1)
    machine.journey.pick_group("dep-one")
    assert machine.title == "医保局"


@pytest.mark.parametrize("touch", [("pick_scope", "nowhere"), ("pick_grouping", "colour"), ("pick_group", "none")])
def test_what_is_not_there_cannot_be_chosen_at_home(touch: tuple[str, str]) -> None:
    machine = Machine()
    machine.on()
    before = machine.journey.scene
    getattr(machine.journey, touch[0])(touch[1])
    machine.on()
    machine.journey.pick_item("no-such-item")
    assert before == machine.journey.scene


def test_search_finds_while_typing_and_keeps_the_words_on_the_way_back() -> None:
    machine = Machine()
    machine.on()
    machine.journey.open_search()
    assert (machine.view.typing, machine.title) == (True, "请写您想办的事")
    machine.type("guide")
    machine.journey.search("只看")
    assert [row.id for row in machine.view.rows] == ["guide-one"]
    machine.on()
    assert not machine.view.typing
    machine.type("x")
    assert machine.view.query == "只看"
    machine.back()
    assert (machine.step, machine.view.query) == (S.HOME, "只看")


def test_search_from_home_goes_straight_to_what_was_found() -> None:
    machine = Machine()
    machine.on()
    machine.journey.search("样例")
    machine.journey.pick_scope("sichuan_chongqing")
    machine.journey.pick_scope("not-a-scope")
    assert [row.id for row in machine.view.rows] == ["joint-one"]
    machine.journey.pick_item("joint-one")
    assert machine.step is S.REGION


def test_nothing_found_is_said_with_a_way_on() -> None:
    machine = Machine()
    machine.on()
    machine.journey.search("zzzz")
    assert (machine.title, machine.reads(machine.view.lead)) == ("没有找到这件事。", "换个说法，或找人帮忙。")
    machine.journey.search("")
    assert machine.title == "请写您想办的事"
    machine.journey.open_search()
    machine.journey.type_key("backspace")
    machine.journey.type_key("clear")
    assert machine.view.query == ""


def test_an_answer_to_an_older_search_is_not_shown() -> None:
    machine = Machine()
    machine.on()
    machine.journey.open_search()
    machine.runner.holding = True
    machine.journey.search("只看")
    machine.journey.search("样例")
    machine.runner.let_go()
    machine.drain()
    assert "guide-one" not in [row.id for row in machine.view.rows]


# Region ---------------------------------------------------------------------------------------------------------


def test_regions_come_partners_first_and_narrow_down() -> None:
    machine = Machine()
    machine.to_region("online-one")
    assert machine.view.options[0].id == "500000"
    assert machine.onward == "请选一个省"
    machine.pick_renhe()
    assert (machine.onward, machine.view.level) == ("选定仁和区", 2)


def test_a_municipality_has_two_levels() -> None:
    machine = Machine()
    machine.to_region("online-one")
    machine.journey.pick_region("500000")
    machine.journey.pick_region("500101")
    assert (machine.onward, len(machine.view.path)) == ("选定万州区", 2)


def test_an_item_of_partners_only_offers_partners() -> None:
    machine = Machine()
    machine.to_region("precheck-one")
    assert [one.id for one in machine.view.options] == ["500000"]
    machine.journey.pick_region("510000")
    machine.journey.pick_region("500000")
    assert [one.id for one in machine.view.options] == ["500101"]


def test_a_level_can_be_changed_and_the_rest_is_chosen_again() -> None:
    machine = Machine()
    machine.to_region("online-one")
    machine.pick_renhe()
    machine.journey.pick_level(1)
    assert machine.onward == "选定仁和区"
    machine.journey.pick_region("510100")
    assert machine.onward == "请选一个区县"
    machine.on()
    assert machine.step is S.REGION
    machine.journey.pick_level(7)
    machine.journey.turn_page(+1)
    machine.journey.pick_region("510104")
    assert machine.onward == "选定锦江区"


def test_a_region_that_does_not_fit_the_next_item_is_asked_again() -> None:
    machine = Machine()
    machine.to_region("online-one")
    machine.pick_renhe()
    machine.back()
    machine.journey.pick_item("precheck-one")
    assert machine.onward == "请选一个省"


def test_after_the_card_its_address_can_be_taken() -> None:
    machine = Machine()
    machine.to_review("online-one")
    machine.journey.edit_row("region")
    machine.journey.pick_level(0)
    machine.journey.pick_region("110000")
    assert machine.view.card_address_option.id == "510411"
    machine.journey.pick_region("510411")
    assert machine.onward == "选定仁和区"


# Guide ----------------------------------------------------------------------------------------------------------


def test_the_guide_shows_sourced_facts_and_that_they_are_not_fresh() -> None:
    machine = Machine()
    machine.to_guide("forwarded-one")
    view = machine.view
    assert (view.time_limit, view.fee, view.result) == ("2 个工作日", "不收费", "备案回执")
    assert view.stale
    assert [one.need for one in view.materials] == ["must", "depends", "must"]


def test_the_situation_has_to_be_chosen_first() -> None:
    machine = Machine()
    machine.to_guide("forwarded-one")
    machine.on()
    assert (machine.step, machine.onward) == (S.GUIDE, "请选一种情形")
    machine.journey.pick_situation("nonsense")
    machine.journey.pick_situation("renewal")
    machine.journey.open_whole_guide()
    assert (machine.onward, machine.view.whole) == ("开始办理", True)


def test_a_paper_that_hangs_on_age_or_an_answer_depends() -> None:
    from kiosk.catalogue.model import Condition
    from kiosk.journey.rooms.guide import listed

    paper = item("x-one").materials[0]
    papers = (
        paper.model_copy(update={"only_if": Condition(age_from=60)}),
        paper.model_copy(update={"only_if": Condition(answers={"child": True})}),
        paper.model_copy(update={"only_if": Condition(situation="renewal")}),
    )
    several = item("x-one").model_copy(update={"materials": papers})
    assert [one.need for one in listed(several, "first-time")] == ["depends", "depends"]
