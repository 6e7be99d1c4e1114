"""When a question or a paper concerns somebody."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Condition


@pytest.mark.parametrize(
    ("condition", "known", "holds"),
    [
        ({}, {}, True),
        ({"situation": "new"}, {"situation": "new"}, True),
        ({"situation": ["new", "again"]}, {"situation": "again"}, True),
        ({"situation": "new"}, {"situation": "again"}, False),
        ({"answers": {"sure": True}}, {"answers": {"sure": True}}, True),
        ({"answers": {"sure": False}}, {"answers": {}}, False),
        ({"answers": {"why": ["work", "visit"]}}, {"answers": {"why": "visit"}}, True),
        ({"answers": {"why": "work", "sure": True}}, {"answers": {"why": "work", "sure": False}}, False),
        ({"age_from": 16}, {"age": 16}, True),
        ({"age_from": 16}, {"age": 15}, False),
        ({"age_to": 15}, {"age": 15}, True),
        ({"age_to": 15}, {"age": 16}, False),
        ({"age_to": 0}, {"age": 1}, False),
        ({"age_from": 16}, {"age": None}, True),
        ({"sex": "女"}, {"sex": "男"}, False),
        ({"sex": "女"}, {"sex": ""}, True),
        ({"situation": "new", "age_from": 16}, {"situation": "new", "age": 3}, False),
        (
            {"any_of": [{"sex": "男", "age_from": 50}, {"sex": "女", "age_from": 40}]},
            {"sex": "女", "age": 40},
            True,
        ),
        (
            {"any_of": [{"sex": "男", "age_from": 50}, {"sex": "女", "age_from": 40}]},
            {"sex": "男", "age": 40},
            False,
        ),
    ],
)
def test_a_condition_holds_when_all_its_parts_do(
    condition: dict[str, Any], known: dict[str, Any], holds: bool
) -> None:
    assert Condition.model_validate(condition).holds(**known) is holds


@pytest.mark.parametrize(
    ("sex", "age", "wanted"), [("男", 49, False), ("男", 50, True), ("女", 39, False), ("女", 40, True)]
)
def test_the_pension_transfer_asks_for_the_household_book_by_age_and_sex(
    shipped: Catalogue, sex: str, age: int, wanted: bool
) -> None:
    papers = shipped.item("pension-transfer").materials_for("moved", {}, age, sex)
    assert ("household_book" in {one.id for one in papers}) is wanted


def test_the_pension_transfer_asks_a_posted_person_for_the_approval(shipped: Catalogue) -> None:
    papers = shipped.item("pension-transfer").materials_for("posted", {}, 30, "男")
    assert [one.id for one in papers] == ["id_card", "posting_paper"]


def test_a_pledge_takes_the_place_of_the_residence_permit(shipped: Catalogue) -> None:
    item = shipped.item("medical-remote-record")
    papers = [{one.id for one in item.materials_for("living", {"pledge": pledge})} for pledge in (False, True)]
    assert [("residence_permit" in one) for one in papers] == [True, False]


def test_a_question_is_asked_only_in_its_situation(shipped: Catalogue) -> None:
    item = shipped.item("fund-purchase-withdrawal")
    asked = {one.id for one in item.questions_for("deed")}
    assert ("deed_number" in asked, "contract_number" in asked) == (True, False)


def test_a_child_is_asked_for_its_guardian(shipped: Catalogue) -> None:
    item = shipped.item("social-card-apply")
    asked = [{one.id for one in item.questions_for("", {}, age)} for age in (15, 16)]
    assert ["guardian_name" in one for one in asked] == [True, False]
