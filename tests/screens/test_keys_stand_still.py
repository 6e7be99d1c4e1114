"""While somebody writes, what a search finds comes and goes, and the keys stay under the fingers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from screen_things import Bench

from kiosk.journey.views import ItemsView
from kiosk.sandbox.album_a import SAMPLES
from kiosk.screens.look import Look
from kiosk.wording import Phrase


def _found(count: int) -> ItemsView:
    view = SAMPLES["items-typing"].view
    assert isinstance(view, ItemsView)
    found = replace(view, query="c" * (4 - count), rows=view.rows[:count], pages=7 if count == 3 else 1)
    if count:
        return found
    return replace(found, title=Phrase("journey.items_none"), lead=Phrase("journey.items_none_more"))


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=["portrait", "landscape"])
def test_the_keys_stand_still_whatever_is_found(
    make_look: Callable[..., Look], size: tuple[int, int], scale: float
) -> None:
    bench = Bench(make_look(width_px=size[0], height_px=size[1], scale=scale))
    places = set()
    for count in (0, 3, 1, 2, 0):
        bench.show(_found(count))
        places.add(tuple(bench.find("key:j").pos))
    bench.show(SAMPLES["attract"])
    assert len(places) == 1
