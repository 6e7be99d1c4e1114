"""Result papers: put to a finished case by its office, kept sealed to the hub's own key, handed out under seal.

Nothing of a paper is readable on the disk or in the log. Who asks must name the person's number; a receipt's code
alone neither lists nor fetches a paper.
"""

from __future__ import annotations

import base64
import hashlib
import io
import threading
from uuid import UUID, uuid4

import pikepdf
from pydantic import ValidationError

from hub.guard import Rate
from hub.identity import opened_question, sealed_answer
from hub.keys import HubKeys
from hub.objects import Objects
from hub.problems import Kind, Refusal
from hub.result_rows import Kept
from hub.store import Store
from kiosk.errors import SealBroken
from kiosk.offline.seal import seal
from kiosk.offline.suites import suite_named
from kiosk.platform.results import (
    MAX_RESULT_BYTES,
    MAX_RESULT_PAGES,
    RESULT_ANSWER_HEADER,
    RESULT_QUESTION_HEADER,
    ResultAnswer,
    ResultFetchQuestion,
    ResultFile,
    ResultPaper,
    ResultQuestion,
)

AT_ONCE = 4
"""Papers being opened and sealed anew; of each some 30 MB are in memory meanwhile."""
PER_S, BURST = 0.5, 60
"""Questions a terminal, as with licences."""


class Results:
    """What commands and the API ask."""

    def __init__(self, keys: HubKeys, store: Store, objects: Objects, rate: Rate | None = None) -> None:
        self._keys, self._store, self._objects = keys, store, objects
        self._rate = rate or Rate(per_s=PER_S, burst=BURST)
        self._slots = threading.BoundedSemaphore(AT_ONCE)

    def put(self, application_id: UUID, title: str, pdf: bytes) -> ResultPaper:
        """Puts a PDF to a finished case; durable when it returns.

        Raises ``Refusal``: 404 no such case, 409 not finished or full, 413 too large, 422 no paper of this kind;
        its detail names what is wrong.
        """
        if len(pdf) > MAX_RESULT_BYTES:
            raise Refusal(Kind.TOO_LARGE, f"at most {MAX_RESULT_BYTES >> 20} MB")
        paper = _paper(title, pdf, _pages(pdf))
        self._store.results.may_have(application_id, paper.pages)
        key = self._keys.current
        public_key = base64.b64decode(key.public_key)
        sealed = seal(pdf, _kept_header(application_id, paper.id), public_key, suite_named(key.suite))
        kept = Kept(self._objects.keep(sealed), key.key_id)
        try:
            self._store.results.add(application_id, paper, kept)
        except Refusal:
            self._objects.drop(kept.sealed_sha256)
            raise
        return paper

    def of(self, application_id: UUID) -> tuple[ResultPaper, ...]:
        """The papers of a case, earliest first."""
        return self._store.results.of(application_id)

    def drop(self, paper_id: UUID) -> None:
        """Takes a paper back: nobody can fetch it any more, and its bytes go. Raises ``Refusal`` (404)."""
        self._objects.drop(self._store.results.drop(paper_id).sealed_sha256)

    def fetch(self, question: ResultQuestion, terminal_id: str) -> ResultAnswer:
        """One paper. Raises ``Refusal`` (404 for another person's as for none, 422, 429).

        The same question again is answered again: to a key that only the asking terminal has.
        """
        if not self._rate.allows(terminal_id):
            raise Refusal(Kind.TOO_MANY, retry_after_s=round(1 / PER_S))
        asked, _ = opened_question(self._keys, question, RESULT_QUESTION_HEADER, ResultFetchQuestion)
        index = self._keys.person_index(asked.number)
        kept = self._store.results.kept(asked.paper, asked.application_id, index)
        if kept is None:
            raise Refusal(Kind.UNKNOWN_RESULT)
        with self._slots:
            pdf = self._opened(kept, _kept_header(asked.application_id, asked.paper))
            answer = ResultFile(content=base64.b64encode(pdf).decode()).model_dump_json().encode()
            return ResultAnswer(sealed=sealed_answer(answer, asked.reply_key, RESULT_ANSWER_HEADER))

    def _opened(self, kept: Kept, header: bytes) -> bytes:
        opened = self._keys.open(self._objects.read(kept.sealed_sha256), kept.key_id, kept=True)
        if opened.header != header:
            raise SealBroken("another paper lies in this one's place")
        return opened.plaintext


def _kept_header(application_id: UUID, paper_id: UUID) -> bytes:
    """Binds a kept paper to its case, so that none can lie in another's place."""
    return f"tongban result kept 1\n{application_id}\n{paper_id}".encode()


def _pages(pdf: bytes) -> int:
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            if document.is_encrypted:
                raise Refusal(Kind.RESULT_INVALID, "the file is encrypted")
            return len(document.pages)
    except pikepdf.PasswordError:
        raise Refusal(Kind.RESULT_INVALID, "the file is encrypted") from None
    except pikepdf.PdfError:
        raise Refusal(Kind.RESULT_INVALID, "the file is no whole PDF") from None


def _paper(title: str, pdf: bytes, pages: int) -> ResultPaper:
    if not 1 <= pages <= MAX_RESULT_PAGES:
        raise Refusal(Kind.RESULT_INVALID, f"the file has {pages} pages; 1 to {MAX_RESULT_PAGES} may be")
    try:
        return ResultPaper(
            id=uuid4(),
            title=title,
            pages=pages,
            size_bytes=len(pdf),
            sha256=hashlib.sha256(pdf).hexdigest(),
        )
    except ValidationError:
        raise Refusal(Kind.RESULT_INVALID, "the title has 1 to 40 characters") from None
