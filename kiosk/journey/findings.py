"""What is to be asked about a paper that was read: another paper, another person, an answer that stands on it.

Nothing is changed by what was read: the person is asked once, and goes on with a reason or an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.catalogue.model import FormField, Material
from kiosk.journey import asked
from kiosk.journey.belongs import Belonging, belongs, other_paper
from kiosk.journey.draft import Paper, Reading
from kiosk.journey.validation import fault
from kiosk.vision.reading.fields import OFFERED_FROM
from kiosk.vision.reading.pieces import plain
from kiosk.visit import Personal


@dataclass(frozen=True)
class OtherKind:
    """The page looks like ``seen`` (a kind of ``assets/papers``), not like what was asked for. ``page`` from 1."""

    seen: str
    page: int


@dataclass(frozen=True, repr=False)
class OtherPerson:
    """``name``, as read, stands on the paper; empty where only a number was read."""

    name: str
    page: int


@dataclass(frozen=True, repr=False)
class Offer:
    """``value`` stands on ``page`` (from 1) and may answer ``field``; ``instead`` is what was answered so far."""

    field: FormField
    value: str
    instead: str
    page: int


Finding = OtherKind | OtherPerson | Offer


def findings(personal: Personal, material: Material, today: date) -> tuple[Finding, ...]:
    """What is still to be asked about this paper, in order."""
    paper = personal.draft.papers.get(material.id)
    if paper is None or not material.kind:
        return ()
    read = [(number, page.reading) for number, page in enumerate(paper.pages, start=1) if page.reading is not None]
    kind = _other_kind(material, paper, read)
    if kind is not None:
        return (kind,)
    person = _other_person(personal, material, paper, read)
    return (*((person,) if person is not None else ()), *_offers(personal, material, read, today))


def _other_kind(material: Material, paper: Paper, read: list[tuple[int, Reading]]) -> OtherKind | None:
    """One page that is the right one is enough: others may be its back or something that belongs to it."""
    if "kind" in paper.remarks:
        return None
    seen = [(number, one.seen) for number, one in read if one.seen is not None]
    if any(one.kind == material.kind for _, one in seen):
        return None
    for number, one in seen:
        other = other_paper(material.kind, one)
        if other is not None:
            return OtherKind(other.seen, number)
    return None


def _other_person(
    personal: Personal, material: Material, paper: Paper, read: list[tuple[int, Reading]]
) -> OtherPerson | None:
    person = personal.identity
    if person is None or material.whose != "applicant" or "person" in paper.remarks:
        return None
    people = [(number, one) for number, page in read for one in page.people]
    if belongs(person.name, person.number, [one for _, one in people]) is not Belonging.DIFFERENT:
        return None
    number, other = next((number, one) for number, one in people if not one.others)
    return OtherPerson(other.name.value if other.name is not None else "", number)


def _offers(
    personal: Personal, material: Material, read: list[tuple[int, Reading]], today: date
) -> tuple[Offer, ...]:
    draft, offers = personal.draft, []
    for field in asked.questions(personal, today):
        kind, _, name = field.from_paper.partition(".")
        if kind != material.kind or field.id in draft.declined:
            continue
        value, page = _value(field, name, read, today)
        answered = draft.answers.get(field.id, "")
        if value and plain(str(answered)) != plain(value):
            offers.append(Offer(field, value, str(answered), page))
    return tuple(offers)


def _value(field: FormField, name: str, read: list[tuple[int, Reading]], today: date) -> tuple[str, int]:
    """The surest good answer and its page; empty where nothing was read clearly enough."""
    found = [
        (one, number)
        for number, page in read
        for one in page.fields
        if one.name == name and one.confidence >= OFFERED_FROM
    ]
    good = [
        (one, number)
        for one, number in found
        if len(one.value) <= field.max_length and fault(field, one.value, today) is None
    ]
    if not good:
        return "", 0
    surest, number = max(good, key=lambda one: one[0].confidence)
    return surest.value, number
