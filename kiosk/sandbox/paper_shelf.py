"""Every paper that can be laid down in the sandbox, by its name there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from kiosk.sandbox import specimens
from kiosk.sandbox.papers import drawn
from kiosk.sandbox.specimens import Specimen


@cache
def known(name: str) -> Specimen:
    """One of ``kiosk.sandbox.papers``, always the same; somebody invented stands on it."""
    paper = drawn(name, 1)
    return Specimen(name, paper.image_bgr, paper.width_mm, paper.height_mm)


PAPERS: Mapping[str, Callable[[], Specimen]] = {
    "residence_permit": specimens.residence_permit,
    "household": specimens.household_page,
    "household_own_first": specimens.household_first_page,
    "certificate": specimens.certificate,
    "card_front": lambda: known("id_front"),
    "card_back": lambda: known("id_back"),
    "household_first": lambda: known("household_page"),
    "stranger_page": lambda: known("member_page"),
    "marriage": lambda: known("marriage"),
}
