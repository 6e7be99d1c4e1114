"""What this item asks of this person now: questions, papers and delivery, live as answers change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.catalogue.model import Answer, FormField, Material
from kiosk.identity.card_text import showable
from kiosk.identity.document import IdentityDocument
from kiosk.identity.validity import age
from kiosk.journey.draft import Draft
from kiosk.journey.validation import fault
from kiosk.journey.views import StepKind
from kiosk.visit import Personal

DELIVERY_QUESTIONS: tuple[FormField, ...] = (
    FormField(
        id="delivery_receiver",
        kind="text",
        label="收件人",
        question="寄给谁收？",
        label_en="Receiver",
        question_en="Who will receive it?",
        max_length=30,
        prefill="name",
    ),
    FormField(
        id="delivery_phone",
        kind="phone",
        label="收件电话",
        question="收件人的手机号？",
        label_en="Receiver's phone",
        question_en="What is the receiver's phone number?",
    ),
    FormField(
        id="delivery_address",
        kind="text",
        label="收件地址",
        question="寄到哪里？请写到门牌号。",
        label_en="Postal address",
        question_en="Where to? Down to the door, please.",
        max_length=100,
        prefill="address",
    ),
)


ACTING_PAPERS: dict[str, tuple[Material, ...]] = {
    "guardian": (
        Material(
            id="guardianship_proof",
            name="户口簿或出生医学证明",
            name_en="Household book or birth certificate",
            detail="能看出谁是监护人",
            source_ids=("civil-code",),
        ),
    ),
    "agent": (
        Material(
            id="authorisation_letter",
            name="授权委托书",
            name_en="Letter of authorisation",
            detail="写明代理人、事项、权限和期限，委托人签名",
            source_ids=("civil-code",),
        ),
    ),
}
"""What somebody who acts for another lays down besides the item's own papers (Civil Code, articles 27 and 165)."""


@dataclass(frozen=True)
class Gap:
    """Something that still has to be answered before the application is whole."""

    step: StepKind
    focus: str


def _situation(personal: Personal, today: date) -> tuple[str, Mapping[str, Answer], int | None, str]:
    person = personal.identity
    years = age(person.birth, today) if person else None
    return personal.draft.situation, personal.draft.answers, years, person.sex if person else ""


def questions(personal: Personal, today: date) -> tuple[FormField, ...]:
    """The form's questions for this person, in order."""
    return personal.draft.chosen.questions_for(*_situation(personal, today))


def materials(personal: Personal, today: date) -> tuple[Material, ...]:
    """The papers that concern this person; the ID card is none, for the reader has taken it."""
    asked = personal.draft.chosen.materials_for(*_situation(personal, today))
    acting = ACTING_PAPERS.get(personal.role, ())
    return (*acting, *(one for one in asked if not one.by_card))


def to_scan(personal: Personal, today: date) -> tuple[Material, ...]:
    """Papers to lay under the document camera; originals that travel need no scan."""
    return tuple(one for one in materials(personal, today) if not one.original_travels)


def travelling(personal: Personal, today: date) -> tuple[Material, ...]:
    """Originals that go to the other region with the hand-over slip."""
    return tuple(one for one in materials(personal, today) if one.original_travels)


def prefilled(field: FormField, person: IdentityDocument) -> Answer | None:
    """What the card says for this field; ``None`` when it says nothing that fits."""
    if field.prefill is None:
        return None
    value = showable(person.birth.isoformat() if field.prefill == "birth" else str(getattr(person, field.prefill)))
    if field.kind == "choice" and value not in {one.value for one in field.choices}:
        return None
    return value[: field.max_length] or None if field.kind == "text" else value or None


def prefill(draft: Draft, person: IdentityDocument) -> None:
    """Fills what the card says where nothing was answered yet."""
    for field in draft.chosen.form:
        value = prefilled(field, person)
        if value is not None and field.id not in draft.answers:
            draft.answers[field.id] = value
            draft.from_card.add(field.id)
    for field in DELIVERY_QUESTIONS:
        value = prefilled(field, person)
        if value is not None and field.id not in draft.delivery:
            draft.delivery[field.id] = value
            draft.from_card.add(field.id)


def forget_card(draft: Draft) -> None:
    """Another card lies on the reader: what the first one filled in goes."""
    for field_id in draft.from_card:
        draft.answers.pop(field_id, None)
        draft.delivery.pop(field_id, None)
    draft.from_card.clear()


def gaps(personal: Personal, today: date) -> tuple[Gap, ...]:
    """What is still missing, in the order of the steps."""
    draft, missing = personal.draft, []
    for field in questions(personal, today):
        if fault(field, draft.answers.get(field.id), today) is not None:
            missing.append(Gap(StepKind.FORM, field.id))
    for material in to_scan(personal, today) if draft.chosen.kiosk_level in ("apply", "precheck") else ():
        if not enough(draft, material):
            missing.append(Gap(StepKind.PAPERS, material.id))
    if draft.way == "mail":
        for field in DELIVERY_QUESTIONS:
            if fault(field, draft.delivery.get(field.id), today) is not None:
                missing.append(Gap(StepKind.DELIVERY, field.id))
    return tuple(missing)


def enough(draft: Draft, material: Material) -> bool:
    """Is this paper settled: enough pages, or said to come later?"""
    paper = draft.papers.get(material.id)
    return paper is not None and (paper.later or len(paper.pages) >= material.pages_min)
