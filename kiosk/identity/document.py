"""What a document says about its owner, whichever document it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class DocumentKind(StrEnum):
    """The documents the state issues that a reader can read."""

    RESIDENT = "resident"
    FOREIGNER_2017 = "foreigner_2017"
    FOREIGNER_2023 = "foreigner_2023"
    HMT = "hmt"


@dataclass(frozen=True, repr=False)
class IdentityDocument:
    """One document's words. Belongs to a visit and ends with it.

    A card's ``valid_to`` is ``None`` for 长期. Who is known without a card (a scanned code, a typed number) has
    neither date: ``dates_known`` tells the two apart.

    Its ``repr`` tells the kind only, so that no log line or traceback can show whose it is.
    """

    kind: DocumentKind
    name: str
    """The name in Chinese; a foreigner's Latin name when the card has no Chinese one."""
    number: str
    sex: str
    """男 or 女; GB/T 2261.1's 未知 and 未说明 as they are."""
    birth: date
    valid_from: date | None = None
    valid_to: date | None = None
    ethnic_group: str = ""
    """GB/T 3304 name without 族; empty when the card has none or an unknown code."""
    address: str = ""
    authority: str = ""
    rare_name: bool = False
    """The name holds signs that cannot be relied on (private use, half of a pair, newer than GB 18030-2022): shown
    as far as it can be with a note that the card is what counts, matched by number, never replaced by ``?``."""
    latin_name: str = ""
    nationality: str = ""
    """Foreigners: GB/T 2659 country as on the chip, letters or digits."""
    permit_number: str = ""
    """Hong Kong, Macao, Taiwan: number of the travel permit (通行证号码)."""

    @property
    def dates_known(self) -> bool:
        """Whether the dates of validity are known: every card has a first day."""
        return self.valid_from is not None

    def living_at(self, address: str) -> IdentityDocument:
        """The same document with the newest address of its chip."""
        return replace(self, address=address)

    def __repr__(self) -> str:
        return f"IdentityDocument(kind={self.kind.value})"
