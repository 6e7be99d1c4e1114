"""People find what they need by their own words, by pinyin and by first letters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.search import Search, plain

SHIPPED = Path(__file__).resolve().parents[2] / "assets" / "catalogue"
SEARCH = Search(Catalogue.load(SHIPPED))


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("异地就医备案", "medical-remote-record"),
        ("ydjy", "medical-remote-record"),
        ("异地看病报销", "medical-remote-record"),
        ("外地住院怎么报销", "medical-remote-record"),
        ("身份证丢了", "id-card-renewal"),
        ("wfzjl", "no-crime-certificate"),
        ("案底", "no-crime-certificate"),
        ("养老", "pension-transfer"),
        ("shebaoka", "social-card-apply"),
        ("失业", "unemployment-registration"),
        ("买房", "fund-purchase-withdrawal"),
        ("结婚", "marriage-appointment"),
        ("jiehun", "marriage-appointment"),
        ("残疾补贴", "disability-subsidy"),
        ("护照", "passport"),
        ("passport", "passport"),
        ("ＳＨＩＹＥＤＥＮＧＪＩ", "unemployment-registration"),
        ("我妈妈的残疾补贴怎么领", "disability-subsidy"),
    ],
)
def test_the_first_hit_is_what_was_meant(query: str, first: str) -> None:
    assert SEARCH.find(query)[0].item.id == first


def test_first_letters_of_medical_insurance_find_it() -> None:
    assert {one.item.life_event for one in SEARCH.find("yb")[:3]} == {"medical"}


def test_what_can_be_done_here_comes_before_what_can_only_be_read() -> None:
    levels = [one.item.kiosk_level for one in SEARCH.find("户籍")]
    assert levels[0] != "guide"


@pytest.mark.parametrize("query", ["", "   ", "，。", "zzzz", "火星移民"])
def test_nothing_is_found_for_nothing(query: str) -> None:
    assert SEARCH.find(query) == []


def test_a_scope_keeps_the_others_out() -> None:
    found = SEARCH.find("公积金", scope="sichuan_chongqing")
    assert found
    assert all("sichuan_chongqing" in one.item.scopes for one in found)


def test_no_more_hits_than_asked_for() -> None:
    assert len(SEARCH.find("登记", limit=3)) == 3


def test_hits_are_in_falling_order() -> None:
    scores = [one.score for one in SEARCH.find("社保")]
    assert scores == sorted(scores, reverse=True)


def test_a_hit_says_which_words_it_was_found_by() -> None:
    assert SEARCH.find("落户")[0].by in {"户口迁移", "新生儿落户", "新生儿入户", "上户口"}


def test_the_middle_of_a_syllable_is_no_beginning() -> None:
    assert all("iehun" not in one.by for one in SEARCH.find("iehun"))
    assert SEARCH.find("iehun") == []


def test_a_text_without_pinyin_is_still_found_by_its_characters(
    written: Callable[[dict[str, Any]], Path], files: dict[str, Any]
) -> None:
    files["pinyin.json"] = {}
    search = Search(Catalogue.load(written(files)))
    assert [len(search.find(one)) for one in ("出门", "cmt")] == [1, 0]


def test_an_everyday_word_of_the_catalogue_leads_to_the_item(
    written: Callable[[dict[str, Any]], Path], files: dict[str, Any]
) -> None:
    assert Search(Catalogue.load(written(files))).find("放行")[0].item.id == "travel-permit"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=20))
def test_no_query_whatever_breaks_the_search(query: str) -> None:
    assert all(one.score > 0 for one in SEARCH.find(query))


@given(st.text(max_size=20))
def test_comparing_texts_a_second_time_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)
