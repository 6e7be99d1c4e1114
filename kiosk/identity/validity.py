"""What speaks against a document today: its dates, its owner's age, its number against its own fields."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from kiosk.identity.document import DocumentKind, IdentityDocument
from kiosk.identity.numbers import check

FULL_AGE_FOR_ALONE = 16
"""Below 16 a guardian applies for the card and for most business (Resident Identity Card Law, article 7)."""


class Finding(StrEnum):
    """One thing to act on. What follows from it is the journey's to decide."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    UNDER_16 = "under_16"
    NUMBER_INVALID = "number_invalid"
    BIRTH_DIFFERS = "birth_differs"
    SEX_DIFFERS = "sex_differs"


def findings(document: IdentityDocument, today: date) -> tuple[Finding, ...]:
    """Everything that speaks against the document on ``today``, in the order of ``Finding``; empty when none.

    Only what is known is judged: without dates of validity nothing is said about them. A card is valid through its
    last day. The old foreigners' number (15 letters and digits) has no check digit and no fields to compare; the
    new one holds the birth but not, as far as is published, the sex.
    """
    found = {
        Finding.EXPIRED: document.valid_to is not None and document.valid_to < today,
        Finding.NOT_YET_VALID: document.valid_from is not None and document.valid_from > today,
        Finding.UNDER_16: age(document.birth, today) < FULL_AGE_FOR_ALONE,
    } | _number_findings(document)
    return tuple(finding for finding in Finding if found.get(finding, False))


def age(birth: date, today: date) -> int:
    """Whole years (周岁) on ``today``; a birthday on 29 February counts on 1 March in common years."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _number_findings(document: IdentityDocument) -> dict[Finding, bool]:
    if document.kind is DocumentKind.FOREIGNER_2017:
        return {}
    number = check(document.number)
    told_sex = document.sex if document.sex in ("男", "女") else ""
    comparable = number.ok and document.kind is not DocumentKind.FOREIGNER_2023
    return {
        Finding.NUMBER_INVALID: not number.ok,
        Finding.BIRTH_DIFFERS: number.birth is not None and number.birth != document.birth,
        Finding.SEX_DIFFERS: comparable and told_sex != "" and told_sex != number.sex,
    }
