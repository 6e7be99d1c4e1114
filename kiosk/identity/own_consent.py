"""May somebody agree on their own that their face is compared?

The national rule on face recognition (in force 2025-06-01, ``docs/faces.md`` part 7) asks a parent's or guardian's
consent for the face of a child under 14. No child of that age stands here alone: under 16 the guardian acts, is
known by a document of their own, and it is the guardian's face that is compared.
"""

from __future__ import annotations

from datetime import date

from kiosk.identity.document import IdentityDocument
from kiosk.identity.validity import age

AGE_OF_OWN_CONSENT = 14
"""Whole years (周岁)."""


def agrees_alone(document: IdentityDocument, today: date) -> bool:
    """Old enough to agree without a guardian?"""
    return age(document.birth, today) >= AGE_OF_OWN_CONSENT
