"""Which steps an item takes, as data, and where a person is among them."""

from __future__ import annotations

from datetime import date

from kiosk.catalogue.model import ServiceItem
from kiosk.journey.asked import questions, to_scan
from kiosk.journey.views import Progress, StepKind
from kiosk.visit import Personal
from kiosk.wording import Phrase

S = StepKind

BEFORE = (S.REGION, S.GUIDE)
ONLY_READING = (S.GUIDE,)
AFTER = (S.REVIEW, S.SUBMIT, S.RECEIPT, S.RATING)
COUNTED = (S.CARD, S.APPLICANT, S.FACE, S.FORM, S.PAPERS, S.DELIVERY, S.REVIEW, S.RECEIPT)
"""Steps of the counter 第 2 步 共 6 步; what comes before them is only looking, what comes after is thanks."""

MIDDLE: dict[str, tuple[StepKind, ...]] = {
    "apply": (S.CONSENT, S.CARD, S.APPLICANT, S.FACE, S.FORM, S.PAPERS, S.DELIVERY),
    "precheck": (S.CONSENT, S.CARD, S.APPLICANT, S.FACE, S.FORM, S.PAPERS),
    "appointment": (S.CONSENT, S.CARD, S.APPLICANT, S.FACE, S.FORM),
}
"""Between guide and review, by kiosk level. A precheck looks at papers and brings no result; an appointment only
needs to know who comes, and the papers are seen at the counter."""


def plan(personal: Personal, today: date) -> tuple[StepKind, ...]:
    """Every step for what is known of item and person now; a guide is the same wherever the matter belongs."""
    item = personal.draft.chosen
    if item.kiosk_level == "guide":
        return ONLY_READING
    middle = tuple(step for step in MIDDLE[item.kiosk_level] if _needed(step, item, personal, today))
    return BEFORE + middle + AFTER


def _needed(step: StepKind, item: ServiceItem, personal: Personal, today: date) -> bool:
    match step:
        case StepKind.APPLICANT:
            return personal.role != ""
        case StepKind.FACE:
            return _face_needed(item, personal)
        case StepKind.FORM:
            return bool(questions(personal, today))
        case StepKind.PAPERS:
            return bool(to_scan(personal, today))
        case StepKind.DELIVERY:
            return bool(item.delivery)
        case _:
            return True


def _face_needed(item: ServiceItem, personal: Personal) -> bool:
    """Typed words alone never show who stands here; a document that staff have seen does, without the camera."""
    if personal.here.source == "staff":
        return False
    return item.identity == "card_and_face" or personal.here.source == "typed"


def progress(step: StepKind, steps: tuple[StepKind, ...]) -> Progress | None:
    """第 number 步 共 count 步; ``None`` for steps not counted. Submitting counts as the receipt."""
    counted = [one for one in steps if one in COUNTED]
    shown = StepKind.RECEIPT if step is StepKind.SUBMIT else step
    if shown not in counted:
        return None
    return Progress(counted.index(shown) + 1, len(counted), Phrase(f"journey.step_{shown.value}"))


def after(step: StepKind, steps: tuple[StepKind, ...]) -> StepKind | None:
    """The step that follows, or ``None`` at the end; one that fell out of the plan goes on from its place."""
    order = list(StepKind)
    later = [one for one in steps if order.index(one) > order.index(step)]
    return later[0] if later else None
