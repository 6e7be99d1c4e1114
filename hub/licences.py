"""Questions about a person's licences: opened, put to the issuer once, answered under seal, and forgotten.

Nothing here is written to a disk or to the log: neither name, number, licence nor file. What is remembered of a
question is a hash of its sealed bytes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel

from hub.guard import Rate
from hub.identity import Asked, opened_question, sealed_answer
from hub.keys import HubKeys
from hub.licence_issuer import HttpsIssuer, LicenceIssuer, load
from hub.problems import Kind, Refusal
from hub.verifier import Trouble, VerifierFailed
from kiosk.errors import SettingsError
from kiosk.platform.licences import (
    FETCH_QUESTION_HEADER,
    LICENCE_ANSWER_HEADER,
    LIST_QUESTION_HEADER,
    LicenceAnswer,
    LicenceFetchQuestion,
    LicenceListQuestion,
    LicenceQuestion,
    LicenceWays,
)

LOG = logging.getLogger("hub")
AT_ONCE = 8
"""Questions waiting for the issuer; files of 5 MB are held in memory meanwhile."""
PER_S, BURST = 0.5, 60
"""Questions a terminal, as with those about identity."""


class Licences:
    """What the API asks. The settings are read anew for each question, so ``set-licence-issuer`` works at once."""

    def __init__(
        self,
        keys: HubKeys,
        settings: Path,
        issuer: Callable[[Path], LicenceIssuer | None] | None = None,
        rate: Rate | None = None,
    ) -> None:
        """``issuer`` makes one of the settings file; the HTTPS client when not given."""
        self._keys, self._settings, self._issuer = keys, settings, issuer or _configured
        self._rate, self._asked = rate or Rate(per_s=PER_S, burst=BURST), Asked()
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._trouble: Trouble | None = None

    def ways(self) -> LicenceWays:
        """Whether there is an issuer. Raises ``Refusal`` (503) for a broken file."""
        issuer = self._load()
        return LicenceWays() if issuer is None else LicenceWays(offered=True, issuer=issuer.name)

    def list(self, question: LicenceQuestion, terminal_id: str) -> LicenceAnswer:
        """Which licences are there? Raises ``Refusal``."""
        issuer = self._ready(terminal_id)
        opened, sealed = opened_question(self._keys, question, LIST_QUESTION_HEADER, LicenceListQuestion)
        self._once(sealed)
        return self._answered(opened.reply_key, lambda: issuer.licences_of(opened.name, opened.number))

    def fetch(self, question: LicenceQuestion, terminal_id: str) -> LicenceAnswer:
        """One of them. Raises ``Refusal``."""
        issuer = self._ready(terminal_id)
        opened, sealed = opened_question(self._keys, question, FETCH_QUESTION_HEADER, LicenceFetchQuestion)
        self._once(sealed)
        return self._answered(opened.reply_key, lambda: issuer.file_of(opened.name, opened.number, opened.licence))

    def _ready(self, terminal_id: str) -> LicenceIssuer:
        if not self._rate.allows(terminal_id):
            raise Refusal(Kind.TOO_MANY, retry_after_s=round(1 / PER_S))
        issuer = self._load()
        if issuer is None:
            raise Refusal(Kind.NO_LICENCES)
        return issuer

    def _load(self) -> LicenceIssuer | None:
        try:
            return self._issuer(self._settings)
        except SettingsError as error:
            LOG.error("licence issuer: %s", error)
            raise Refusal(Kind.LICENCES_UNAVAILABLE) from None

    def _once(self, sealed: bytes) -> None:
        if not self._asked.first(sealed):
            raise Refusal(Kind.QUESTION_REPEATED)

    def _answered(self, reply_key: str, ask: Callable[[], BaseModel]) -> LicenceAnswer:
        if not self._slots.acquire(blocking=False):
            raise Refusal(Kind.LICENCES_UNAVAILABLE, "busy", retry_after_s=1)
        try:
            answer = ask()
        except VerifierFailed as failure:
            self._note(failure.trouble)
            raise Refusal(Kind.LICENCES_UNAVAILABLE, failure.trouble.value) from None
        finally:
            self._slots.release()
        self._note(None)
        return LicenceAnswer(
            sealed=sealed_answer(answer.model_dump_json().encode(), reply_key, LICENCE_ANSWER_HEADER)
        )

    def _note(self, trouble: Trouble | None) -> None:
        """One line in the log when the issuer is lost, one when it is back."""
        if trouble is not self._trouble:
            self._trouble = trouble
            said = f"gives no answer: {trouble.value}" if trouble else "answers again"
            LOG.warning("the issuer of licences %s", said)


def _configured(settings: Path) -> LicenceIssuer | None:
    found = load(settings)
    return None if found is None else HttpsIssuer(found)
