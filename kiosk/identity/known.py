"""A person known without a card: by a name and a number that a code, a clerk or the person gave."""

from __future__ import annotations

from kiosk.errors import DocumentUnreadable, NumberInvalid
from kiosk.identity.card_text import is_rare, name_text
from kiosk.identity.document import DocumentKind, IdentityDocument
from kiosk.identity.numbers import check

_KINDS = {"81": DocumentKind.HMT, "82": DocumentKind.HMT, "83": DocumentKind.HMT}
_UNSTATED = "未说明"


def known_by_number(name: str, number: str) -> IdentityDocument:
    """The document words that a name and a number tell: kind, birth and sex; neither validity nor address.

    A leading 9 is a foreigner's number of 2023, which does not, as far as is published, tell the sex; 81, 82 and
    83 are Hong Kong, Macao and Taiwan; any other is a resident's. An old 15-digit number is kept as given, for
    showing; ``numbers.same_number`` compares it. The foreigners' number of 2017 does not hold the century of
    birth, so its owner is known by the card only.

    Raises ``NumberInvalid`` for a number that is none, ``DocumentUnreadable`` for a name that is empty or has
    control characters. Messages tell neither.
    """
    given = number.strip().upper()
    found = check(given)
    if not found.ok or found.birth is None:
        raise NumberInvalid(", ".join(found.problems))
    words = name_text(name)
    if not words:
        raise DocumentUnreadable("name: empty")
    kind = kind_of(given)
    sex = _UNSTATED if kind is DocumentKind.FOREIGNER_2023 else found.sex
    return IdentityDocument(
        kind=kind, name=words, number=given, sex=sex, birth=found.birth, rare_name=is_rare(words)
    )


def kind_of(number: str) -> DocumentKind:
    """The kind of document that carries a right number of 18 signs or 15 digits, by its first digits."""
    if number[0] == "9":
        return DocumentKind.FOREIGNER_2023
    return _KINDS.get(number[:2], DocumentKind.RESIDENT)
