"""A person as an issuer's verifier names them becomes a document without dates of validity."""

from __future__ import annotations

from dataclasses import replace

from kiosk.identity.card_text import showable
from kiosk.identity.document import IdentityDocument
from kiosk.identity.known import known_by_number


def document_of(
    name: str, number: str, sex: str = "", ethnic_group: str = "", address: str = "", **_: object
) -> IdentityDocument:
    """The document of a record. Kind and birth are what the number says, whatever else the record claims.

    Raises ``NumberInvalid`` and ``DocumentUnreadable`` as ``known_by_number`` does.
    """
    person = known_by_number(name, number)
    return replace(person, sex=sex or person.sex, ethnic_group=showable(ethnic_group), address=showable(address))
