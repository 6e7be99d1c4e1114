"""Checks of identity that no machine made: a document that was only seen, a face that staff compared."""

from __future__ import annotations

from datetime import datetime

from kiosk.platform.contract import IdentityCheck
from kiosk.visit import Known, Personal


def believe_seen(personal: Personal, at: datetime, *, without_face: bool) -> None:
    """Of those whose documents were only seen: of the absent one, and of the one here if no face is needed."""
    seen = [personal.here] if without_face else []
    for one in [*seen, personal.applicant] if personal.role else seen:
        if one.identity is not None and one.check is None:
            one.check = IdentityCheck(method=one.source or "card", at=at, issuer=one.issuer)


def compared_by_staff(one: Known, staff_code: str, at: datetime) -> IdentityCheck:
    """A member of staff saw that the face is the document's."""
    return IdentityCheck(
        method="card_and_staff" if one.source == "card" else f"{one.source}_and_staff",  # type: ignore[arg-type]
        at=at,
        issuer=one.issuer,
        staff_code=staff_code,
    )
