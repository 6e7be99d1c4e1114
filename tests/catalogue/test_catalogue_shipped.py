"""What the product ships: complete where it says so, sourced everywhere, official only where a list was seen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from kiosk.catalogue import schema
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import ServiceItem
from kiosk.wording import Wording

SHIPPED = Path(__file__).resolve().parents[2] / "assets" / "catalogue"
LONGEST_SENTENCE = 18
"""Characters in a spoken sentence."""


def complete(shipped: Catalogue) -> list[ServiceItem]:
    return [one for one in shipped.items if one.complete]


def sentences(text: str) -> list[str]:
    return [one for one in re.split(r"[。？！；]", text) if one]


def test_at_least_sixteen_items_are_complete(shipped: Catalogue) -> None:
    assert len(complete(shipped)) >= 16


@pytest.mark.parametrize("mode", ["online", "forwarded", "joint"])
def test_each_mode_has_two_items_to_apply_for(shipped: Catalogue, mode: str) -> None:
    assert sum(one.mode == mode and one.kiosk_level == "apply" for one in complete(shipped)) >= 2


@pytest.mark.parametrize("mode", ["forwarded", "joint"])
def test_originals_travel_in_each_mode_with_a_hand_over_slip(shipped: Catalogue, mode: str) -> None:
    found = [one for one in complete(shipped) if one.mode == mode and one.kiosk_level == "apply"]
    assert any(paper.original_travels for one in found for paper in one.materials)


@pytest.mark.parametrize("level", ["apply", "precheck", "appointment", "guide"])
def test_each_kiosk_level_is_there(shipped: Catalogue, level: str) -> None:
    assert any(one.kiosk_level == level for one in shipped.items)


@pytest.mark.parametrize("scope", ["cross_province", "sichuan_chongqing", "in_province"])
def test_each_scope_has_complete_items(shipped: Catalogue, scope: str) -> None:
    assert any(scope in one.scopes for one in complete(shipped))


def test_one_form_holds_every_kind_of_question(shipped: Catalogue) -> None:
    kinds = {one.kind for one in shipped.item("spouse-hukou-move").form}
    assert kinds == {"text", "id_number", "phone", "date", "choice", "region", "yes_no"}


def test_one_item_needs_no_papers(shipped: Catalogue) -> None:
    item = shipped.item("medical-transfer")
    assert (item.complete, item.papers_needed) == (True, False)


def test_every_item_has_a_source_and_says_how_well_it_is_known(shipped: Catalogue) -> None:
    assert [one.id for one in shipped.items if not (shipped.sources_of(one) and one.listings)] == []


def sourced_lists(shipped: Catalogue, item: ServiceItem) -> set[str]:
    named = {one.list for one in item.listings if one.verification == "sourced"}
    return {one for one in named if shipped.lists[one].official and shipped.lists[one].scope}


def test_nothing_is_called_official_without_a_sourced_row_of_an_official_list(shipped: Catalogue) -> None:
    claimed = [one for one in shipped.items if one.listed_as_official]
    assert [one.id for one in claimed if not sourced_lists(shipped, one)] == []


def test_no_official_row_stands_on_memory(shipped: Catalogue) -> None:
    for item in shipped.items:
        for listing in item.listings:
            if listing.verification == "sourced":
                assert "recall" not in listing.source_ids, item.id


def test_a_bare_row_from_memory_or_a_menu_says_so(shipped: Catalogue) -> None:
    bare = [one for one in shipped.items if not one.guide.source_ids and not one.listed_as_official]
    weak = [one for one in bare if any(entry.verification != "sourced" for entry in one.listings)]
    assert weak
    assert [one.id for one in weak if one.verification == "sourced"] == []


def test_facts_of_another_place_carry_a_caution(shipped: Catalogue) -> None:
    at_home = ("全国", "攀枝花")
    for item in complete(shipped):
        guide = item.guide
        facts = [guide.time_limit, guide.fee, guide.result, *guide.conditions, *guide.flow]
        if any(fact and not fact.place.startswith(at_home) for fact in facts):
            assert guide.cautions, item.id


def test_totals_stay_below_what_was_announced(shipped: Catalogue) -> None:
    assert {one.scope: one.announced for one in shipped.totals()} == {
        "cross_province": 148,
        "sichuan_chongqing": 311,
        "in_province": 229,
    }


def test_no_row_of_the_229_is_claimed(shipped: Catalogue) -> None:
    assert shipped.totals()[2].sourced == 0


@pytest.mark.parametrize("total", range(3))
def test_fewer_items_are_sourced_than_announced(shipped: Catalogue, total: int) -> None:
    one = shipped.totals()[total]
    assert one.sourced < one.announced


def spoken(item: ServiceItem) -> Iterator[tuple[str, str]]:
    yield "summary", item.summary
    for question in item.form:
        yield question.id, question.question
        yield question.id, question.hint
    for paper in item.materials:
        yield paper.id, paper.detail


def test_sentences_put_to_people_are_short(shipped: Catalogue) -> None:
    long = [
        (item.id, where, one)
        for item in shipped.items
        for where, text in spoken(item)
        for one in sentences(text)
        if len(one) > LONGEST_SENTENCE
    ]
    assert long == []


def test_every_question_has_an_english_side(shipped: Catalogue) -> None:
    assert [(item.id, one.id) for item in shipped.items for one in item.form if not one.question_en] == []


def test_the_eight_tiles_of_the_home_page_each_hold_an_item(shipped: Catalogue) -> None:
    tiles = [one for one in shipped.categories if one.on_home]
    assert (len(tiles), all(shipped.by_category(one.id) for one in tiles)) == (8, True)


def test_every_department_answers_for_something(shipped: Catalogue) -> None:
    assert all(shipped.by_department(one.id) for one in shipped.departments)


def test_the_schema_file_is_what_the_models_say() -> None:
    assert json.loads((SHIPPED / "schema.json").read_text(encoding="utf-8")) == schema.document()


def described() -> list[str]:
    names = ["sources", "categories", "departments", "lists", "partners", "regions", "pinyin", "synonyms", "rows"]
    return [f"{one}.json" for one in names] + [
        f"items/{one.name}" for one in sorted((SHIPPED / "items").iterdir())
    ]


@pytest.mark.parametrize("name", described())
def test_every_shipped_file_fits_the_schema(name: str) -> None:
    document = schema.document()
    key = "items/*.json" if name.startswith("items/") else name
    part = {"$ref": f"#/$defs/{key.replace('/', '~1')}", "$defs": document["$defs"]}
    content = json.loads((SHIPPED / name).read_text(encoding="utf-8"))
    assert [one.message for one in Draft202012Validator(part).iter_errors(content)] == []


def codes() -> list[str]:
    return [
        *(f"scope_{one}" for one in ("cross_province", "sichuan_chongqing", "in_province")),
        *(f"mode_{one}" for one in ("online", "forwarded", "joint")),
        *(f"level_{one}" for one in ("apply", "precheck", "appointment", "guide")),
        *(f"need_{one}" for one in ("must", "may", "depends")),
        *(f"delivery_{one}" for one in ("pickup", "mail", "electronic")),
        *(f"verification_{one}" for one in ("sourced", "local_menu", "recalled")),
        *(f"grade_{one}" for one in ("official_page", "press", "second_hand", "derived")),
        *(f"unsaid_{one}" for one in ("time_limit", "fee", "result", "materials")),
        *(
            f"fault_{one}"
            for one in ("missing", "oneOf", "format", "pattern", "maxLength", "type", "past", "future")
        ),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", codes())
def test_every_code_has_words(language: str, code: str) -> None:
    assert Wording(language).say(f"catalogue.{code}")


def test_both_languages_have_the_same_phrases() -> None:
    folder = SHIPPED.parent / "locale"
    names = [
        re.findall(r"^(\w+) =", (folder / one / "catalogue.toml").read_text("utf-8"), re.M) for one in ("zh", "en")
    ]
    assert names[0] == names[1]
