"""The same page once more is known, whichever way round it lies; the next page of the same form is another."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from benchmarks.verdict_pages.leaves import leaf
from benchmarks.verdict_pages.shots import SOUND, Scene, Spoil
from kiosk.errors import NotAnImage
from kiosk.vision.pages.flatten import even_light, rectify
from kiosk.vision.pages.sameness import Fingerprint, fingerprint, is_same
from kiosk.vision.pages.upright import turned

FORMS = ["form", "card_front", "bank_card", "receipt", "table"]


@cache
def known(kind: str, *, fill: int = 0, seed: int = 1, light: float = 1.0) -> Fingerprint:
    shot = Scene(leaf(kind, 4, fill), seed).close(Spoil(light=light))
    return fingerprint(even_light(rectify(shot.image_bgr, shot.corners)))


@pytest.mark.parametrize("kind", FORMS)
def test_a_page_laid_anew_in_other_light_is_the_same(kind: str) -> None:
    assert is_same(known(kind), known(kind, seed=2, light=0.75))


@pytest.mark.parametrize("kind", FORMS)
def test_the_same_form_filled_in_otherwise_is_another_page(kind: str) -> None:
    assert not is_same(known(kind), known(kind, fill=1, seed=2))


def test_cards_that_differ_in_a_few_signs_are_two_and_one_softer_and_dimmer_is_the_same() -> None:
    def card(fill: int, seed: int, spoil: Spoil = SOUND) -> Fingerprint:
        shot = Scene(leaf("card_back", 1, fill), seed).close(spoil)
        return fingerprint(even_light(rectify(shot.image_bgr, shot.corners)))

    first = card(0, 1)
    again = (card(0, 41, Spoil(blur=1.0)), card(0, 41, Spoil(light=0.6)))
    assert [is_same(first, other) for other in (card(2, 61), *again)] == [False, True, True]


def test_a_page_that_lies_the_other_way_round_is_the_same() -> None:
    shot = Scene(leaf("form", 4), 2).close()
    lying = turned(even_light(rectify(shot.image_bgr, shot.corners)), 2)
    assert is_same(known("form"), fingerprint(lying))


def test_pages_of_other_shapes_are_not_the_same() -> None:
    assert not is_same(known("form"), known("card_front"))


def test_what_is_no_picture_has_no_fingerprint() -> None:
    with pytest.raises(NotAnImage):
        fingerprint(np.zeros((4, 4), np.uint8))


def test_a_fingerprint_does_not_show_itself() -> None:
    assert "array" not in repr(known("form"))
