"""The hub's contract about electronic licences (电子证照): what is asked about a person's licences, and answered.

Question and answer are sealed both ways as those about identity are: whoever stands between sees lengths alone.
"""

from __future__ import annotations

import math
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

LIST_QUESTION_HEADER = b"tongban licence list 1"
FETCH_QUESTION_HEADER = b"tongban licence fetch 1"
LICENCE_ANSWER_HEADER = b"tongban licence answer 1"
"""What stands readable and signed before a question or an answer, so that none passes for another."""
MAX_FILE_BYTES = 5 * 2**20
MAX_LICENCES = 50


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class LicenceWays(_Model):
    """Whether this hub can be asked for licences, and where they come from, as residents know it."""

    offered: bool = False
    issuer: Annotated[str, Field(max_length=24)] = ""


class LicenceQuestion(_Model):
    """Asks about a person's licences; ``sealed`` is HPKE, base64, of a list or a fetch question."""

    key_id: str
    sealed: str


class LicenceListQuestion(_Model):
    """Which licences does this person have? Asked only with the person's consent, which it names."""

    reply_key: str
    """X25519 public key made for this question, raw, base64: the answer is sealed to it."""
    name: Annotated[str, Field(min_length=1, max_length=60)]
    number: Annotated[str, Field(min_length=15, max_length=18)]
    consent_version: str
    """Version of the words that were agreed to."""
    consent_at: datetime


class LicenceFetchQuestion(LicenceListQuestion):
    """The file of one of them."""

    licence: Annotated[str, Field(min_length=1, max_length=128)]


class Licence(_Model):
    """One licence of a person."""

    id: Annotated[str, Field(min_length=1, max_length=128)]
    kind: Annotated[str, Field(min_length=1, max_length=40)]
    """Its type, such as 结婚证."""
    title: Annotated[str, Field(min_length=1, max_length=60)]
    """As it is told apart from others of its type, such as its number's end or its year."""


class LicenceList(_Model):
    """What the person has at the issuer; none is an answer too."""

    licences: Annotated[tuple[Licence, ...], Field(max_length=MAX_LICENCES)] = ()


class LicenceFile(_Model):
    """One licence as PDF or picture; the terminal opens it as it opens any file from outside."""

    result: Literal["found", "gone"]
    content: Annotated[str, Field(max_length=4 * math.ceil(MAX_FILE_BYTES / 3))] = ""
    """base64; empty with ``gone``."""


class LicenceAnswer(_Model):
    """``sealed`` is HPKE to the question's ``reply_key``, base64, of a ``LicenceList`` or ``LicenceFile``."""

    sealed: str
