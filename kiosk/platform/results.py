"""The hub's contract about results: the finished papers of a case, told to its person and fetched one by one.

The question names the person and is sealed to the hub; the answer is sealed to a key made for the question, as
with licences: whoever stands between sees lengths alone.
"""

from __future__ import annotations

import math
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

RESULT_QUESTION_HEADER = b"tongban result fetch 1"
RESULT_ANSWER_HEADER = b"tongban result answer 1"
"""What stands readable and signed before a question or an answer, so that none passes for another."""
MAX_RESULT_BYTES = 5 * 2**20
MAX_RESULTS = 8
"""Papers of one case."""
MAX_RESULT_PAGES = 20
"""Of all papers of one case together."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class ResultPaper(_Model):
    """A result paper of a case, as the hub has it: a PDF of at most 5 MB."""

    id: UUID
    title: Annotated[str, Field(min_length=1, max_length=40)]
    """What paper it is, such as 异地就医备案凭证; without personal data."""
    pages: Annotated[int, Field(ge=1, le=MAX_RESULT_PAGES)]
    size_bytes: Annotated[int, Field(ge=1, le=MAX_RESULT_BYTES)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ResultQuestion(_Model):
    """Asks for one result paper; ``sealed`` is HPKE, base64, of a ``ResultFetchQuestion``."""

    key_id: str
    sealed: str


class ResultFetchQuestion(_Model):
    """One paper of a case of the person with this document number, and of nobody else's."""

    reply_key: str
    """X25519 public key made for this question, raw, base64: the answer is sealed to it."""
    number: Annotated[str, Field(min_length=15, max_length=18)]
    application_id: UUID
    paper: UUID


class ResultFile(_Model):
    """The paper; the terminal checks its sha256 and opens it as it opens any file from outside."""

    content: Annotated[str, Field(max_length=4 * math.ceil(MAX_RESULT_BYTES / 3))]
    """PDF, base64."""


class ResultAnswer(_Model):
    """``sealed`` is HPKE to the question's ``reply_key``, base64, of a ``ResultFile``."""

    sealed: str
