"""The verdict's bench on layouts of one's own choice, and its counts on either side of a threshold."""

from __future__ import annotations

import pytest

from benchmarks.documents_verdict import layouts
from benchmarks.verdict_pages.leaves import leaf
from benchmarks.verdict_pages.shots import Scene, Spoil
from benchmarks.verdict_pages.tables import Looked, below, flat_grey, look_at


def test_layouts_are_a_span_or_a_single_one() -> None:
    assert (layouts("0-1"), layouts("7"), layouts("2000-2002")) == ((0, 1), (7,), (2000, 2001, 2002))


@pytest.mark.parametrize("text", ["", "many", "5-4", "1,2"])
def test_what_names_no_layout_ends_the_run(text: str) -> None:
    with pytest.raises(ValueError, match="no layouts"):
        layouts(text)


def test_pages_below_a_threshold_are_counted_by_step() -> None:
    scene = Scene(leaf("card_back", 0), 0)
    steps = {"sound": Spoil(), "light 0.35": Spoil(light=0.35)}
    rows: list[Looked] = [look_at(flat_grey(scene, spoil), step, "card_back") for step, spoil in steps.items()]
    assert [below(rows, [step], lambda row: row.exposure, 92) for step in steps] == [(0, 1), (1, 1)]
