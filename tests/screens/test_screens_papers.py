"""Screens of papers: what is looked at has room, all there is to choose is seen, and marks say what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from screen_things import Bench

from kiosk.journey.views_papers import PaperQuestionView, SourcesView
from kiosk.sandbox.album_b import SAMPLES
from kiosk.screens.look import Look
from kiosk.screens.widgets.page_strip import PageTile
from kiosk.screens.widgets.pager import Pager
from kiosk.screens.widgets.scan import ScanView
from kiosk.screens.widgets.sheet import SheetView
from kiosk.screens.widgets.tiles import OptionRow

PANELS = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
ANOTHER = SAMPLES["submit"]


@pytest.fixture(params=sorted(PANELS))
def bench(request: pytest.FixtureRequest, make_look: Callable[..., Look]) -> Iterator[Bench]:
    width, height = PANELS[request.param]
    made = Bench(make_look(width_px=width, height_px=height))
    made.actions.paper_page = lambda number: np.full((80, 60, 3), number, np.uint8)
    yield made
    made.show(ANOTHER)


@pytest.fixture
def wide(make_look: Callable[..., Look]) -> Iterator[Bench]:
    made = Bench(make_look(width_px=1920, height_px=1080))
    yield made
    made.show(ANOTHER)


def of_kind(bench: Bench, kind: type) -> list[Any]:
    return [one for one in bench.pieces() if isinstance(one, kind)]


@pytest.mark.parametrize("sample", ["papers-live", "papers-glare", "papers-kept", "papers-live-by-hand"])
def test_in_landscape_the_desk_has_its_column_and_the_buttons_stand_below_the_question(
    wide: Bench, sample: str
) -> None:
    wide.show(SAMPLES[sample])
    (desk,) = of_kind(wide, ScanView)
    buttons = [one for one in wide.touchables() if one.spoken in ("手动框边", "重拍这一页", "改这一页")]
    assert desk.height / wide.look.unit > 600
    assert buttons
    assert all(one.right <= desk.x for one in buttons)


def test_all_places_pages_can_come_from_stand_on_one_page(bench: Bench) -> None:
    view = SAMPLES["papers-sources"].view
    assert isinstance(view, SourcesView)
    bench.show(replace(view, ways=tuple(replace(one, enabled=True) for one in view.ways)))
    assert (len(of_kind(bench, OptionRow)), of_kind(bench, Pager)) == (5, [])


def test_a_place_that_is_away_says_so_wherever_it_stands(bench: Bench) -> None:
    bench.show(SAMPLES["papers-sources"])
    away = [one for one in of_kind(bench, OptionRow) if one.reason]
    assert [(one.reason, one.leads_on) for one in away] == [("现在用不了", False)]


@pytest.mark.parametrize(
    ("sample", "marks"),
    [
        ("papers-live", ["good", "watched"]),
        ("papers-kept-poor", [*["good"] * 6, "poor"]),
        ("papers-picks", ["good", "good", "left", "good", "left"]),
    ],
)
def test_a_triangle_stands_only_for_a_page_that_is_not_clear(bench: Bench, sample: str, marks: list[str]) -> None:
    bench.show(SAMPLES[sample])
    tiles = sorted(of_kind(bench, PageTile), key=lambda one: one.title)
    assert [one.mark for one in tiles] == marks
    assert all(one.spoken == f"{one.title} {one.state}" for one in tiles), "who does not see hears the state too"


def test_the_page_that_is_asked_about_is_shown_and_renewed_in_place(bench: Bench) -> None:
    view = SAMPLES["papers-other-kind"].view
    assert isinstance(view, PaperQuestionView)
    bench.show(view)
    (sheet,) = of_kind(bench, SheetView)
    before, picture = list(bench.pieces()), sheet.picture
    assert picture is not None
    bench.show(replace(view, shown=view.shown + 1))
    assert list(bench.pieces()) == before


def test_a_question_about_no_page_shows_none(bench: Bench) -> None:
    bench.show(SAMPLES["papers-licence-ask"])
    assert of_kind(bench, SheetView) == []


def test_no_answer_gives_way_to_the_picture(bench: Bench) -> None:
    view = SAMPLES["papers-other-person"].view
    assert isinstance(view, PaperQuestionView)
    bench.show(view)
    rows, pagers = of_kind(bench, OptionRow), of_kind(bench, Pager)
    bench.show(replace(view, page=0, key="papers/residence/question/nobody"))
    assert (len(rows), len(pagers)) == (len(of_kind(bench, OptionRow)), len(of_kind(bench, Pager)))
