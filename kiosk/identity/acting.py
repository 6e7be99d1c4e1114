"""May this person act for that one at the terminal? A guardian for a child, an agent with a letter.

Civil Code of 2020: a person of 18 acts alone (articles 17, 18), parents are guardians of a child (27), an agent
acts by a written letter (165). Who the guardian is and what the letter says is for the office to check; the
terminal sees to it that both are known, and that the papers are there.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from kiosk.identity.document import IdentityDocument
from kiosk.identity.numbers import same_number
from kiosk.identity.validity import FULL_AGE_FOR_ALONE, age

FULL_AGE = 18

Role = Literal["", "guardian", "agent"]
"""For whom the person at the machine acts: themselves, a child, or somebody who gave them a letter."""


class ActingProblem(StrEnum):
    """Why one may not act for the other here."""

    ACTOR_TOO_YOUNG = "actor_too_young"
    CHILD_GROWN = "child_grown"
    """18 or older: they act themselves, or send an agent."""
    CHILD_NEEDS_GUARDIAN = "child_needs_guardian"
    """Under 16: a guardian acts, not an agent."""
    SAME_PERSON = "same_person"
    """The same card twice."""


def against_actor(document: IdentityDocument, today: date) -> ActingProblem | None:
    """What speaks against somebody acting for another."""
    return ActingProblem.ACTOR_TOO_YOUNG if age(document.birth, today) < FULL_AGE else None


def against_applicant(
    role: Role, document: IdentityDocument, actor: IdentityDocument | None, today: date
) -> ActingProblem | None:
    """What speaks against acting for the document's owner."""
    years = age(document.birth, today)
    if actor is not None and same_number(actor.number, document.number):
        return ActingProblem.SAME_PERSON
    if role == "guardian" and years >= FULL_AGE:
        return ActingProblem.CHILD_GROWN
    if role == "agent" and years < FULL_AGE_FOR_ALONE:
        return ActingProblem.CHILD_NEEDS_GUARDIAN
    return None
