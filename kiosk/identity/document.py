"""What a document says about its owner, whichever document it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DocumentKind(StrEnum):
    """The documents the state issues that a reader can read."""

    RESIDENT = "resident"
    FOREIGNER_2017 = "foreigner_2017"
    FOREIGNER_2023 = "foreigner_2023"
    HMT = "hmt"


@dataclass(frozen=True)
class IdentityDocument:
    """One document's words. ``valid_to`` is ``None`` for 长期. Belongs to a visit and ends with it."""

    kind: DocumentKind
    name: str
    number: str
    sex: str
    birth: date
    valid_from: date
    valid_to: date | None
    ethnic_group: str = ""
    address: str = ""
    authority: str = ""
    rare_name: bool = False
    """The name holds private-use characters or lone surrogates: shown as it is, matched by number."""
