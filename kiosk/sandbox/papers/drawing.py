"""Every specimen by name and lot: the same number always draws the same paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from kiosk.sandbox.papers import books, cards, certificates
from kiosk.sandbox.papers.sheet import PaperSpecimen

KINDS: Mapping[str, Callable[[Random], PaperSpecimen]] = {
    "id_front": cards.id_front,
    "id_back": cards.id_back,
    "id_copy": cards.id_copy,
    "household_page": books.household_page,
    "member_page": books.member_page,
    "marriage": books.marriage,
    "birth": certificates.birth,
    "business": certificates.business,
    "driving": cards.driving,
    "bank_card": cards.bank,
    "property": books.property_page,
}
"""Name of a specimen → how it is drawn; its ``kind`` is the field map it belongs to."""


def drawn(name: str, seed: int) -> PaperSpecimen:
    """One variant of a specimen."""
    return KINDS[name](Random(f"{name} {seed}"))
