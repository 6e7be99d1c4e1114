"""Questions about a person: opened, passed to the verifier once, answered under seal, and forgotten.

Nothing here is written to a disk or to the log: neither token, name and number, picture nor answer. What is
remembered of a question is a hash of its sealed bytes, which tells nothing of what is in them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from hub.guard import Rate
from hub.keys import HubKeys
from hub.problems import Kind, Refusal
from hub.verifier import HttpsVerifier, Trouble, Verifier, VerifierFailed, load
from kiosk.errors import SealBroken, SettingsError
from kiosk.offline.seal import seal
from kiosk.platform.contract import (
    CODE_QUESTION_HEADER,
    FACE_QUESTION_HEADER,
    IDENTITY_ANSWER_HEADER,
    CodeQuestion,
    FaceQuestion,
    IdentityAnswer,
    IdentityQuestion,
    IdentityWays,
)
from kiosk.platform.licences import LicenceFetchQuestion, LicenceListQuestion
from kiosk.platform.results import ResultFetchQuestion

LOG = logging.getLogger("hub")
AT_ONCE = 16
"""Questions waiting for the verifier; a slow one must not take every thread of the hub."""
PER_S, BURST = 0.5, 60
"""Questions a terminal. A hall's visitors ask a few a minute; whoever stole a token and tries numbers or codes
would ask many."""
REMEMBERED_S = 900.0
"""Three times the life of a code (300 s)."""
REMEMBERED = 100_000
PADDED_TO = 1024
JPEG = b"\xff\xd8\xff"


class SealedQuestion(Protocol):
    """A question as it comes."""

    @property
    def key_id(self) -> str:
        """Which key of the hub it is sealed to."""

    @property
    def sealed(self) -> str:
        """HPKE, base64."""


Question = TypeVar(
    "Question", CodeQuestion, FaceQuestion, LicenceListQuestion, LicenceFetchQuestion, ResultFetchQuestion
)


class Asked:
    """Which questions came already.

    In memory is enough. Whoever replays a question has not the terminal's reply key and cannot read its answer;
    what is saved is the verifier's work and a code's one use, and a code is over after 300 s at its issuer, which
    also takes it once. Only a restart of the hub within that time, or another process of a hub that has several,
    lets a replay through to the issuer's own refusal.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, room: int = REMEMBERED) -> None:
        self._clock, self._room = clock, room
        self._seen: OrderedDict[bytes, float] = OrderedDict()
        self._one = threading.Lock()

    def first(self, sealed: bytes) -> bool:
        """Notes a question; false when it came before. Raises ``Refusal`` (503) rather than forget one early."""
        digest, now = hashlib.sha256(sealed).digest(), self._clock()
        with self._one:
            while self._seen and next(iter(self._seen.values())) + REMEMBERED_S < now:
                self._seen.popitem(last=False)
            if digest in self._seen:
                return False
            if len(self._seen) >= self._room:
                raise Refusal(Kind.VERIFIER_UNAVAILABLE, "busy", retry_after_s=60)
            self._seen[digest] = now
            return True


class Identity:
    """What the API asks. The settings are read anew for each question, so ``set-verifier`` works at once."""

    def __init__(
        self,
        keys: HubKeys,
        settings: Path,
        asked: Asked | None = None,
        verifier: Callable[[Path], Verifier | None] | None = None,
        rate: Rate | None = None,
    ) -> None:
        """``verifier`` makes one of the settings file; the HTTPS client when not given."""
        self._keys, self._settings = keys, settings
        self._rate = rate or Rate(per_s=PER_S, burst=BURST)
        self._asked, self._verifier = asked or Asked(), verifier or _configured
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._trouble: Trouble | None = None

    def ways(self) -> IdentityWays:
        """What the verifier can be asked; nothing without one. Raises ``Refusal`` (503) for a broken file."""
        verifier = self._load()
        return IdentityWays() if verifier is None else verifier.ways

    def code(self, question: IdentityQuestion, terminal_id: str) -> IdentityAnswer:
        """Whose code is it? Raises ``Refusal``."""
        self._not_too_often(terminal_id)
        verifier = self._load()
        if verifier is None or not verifier.ways.issuers:
            raise Refusal(Kind.NO_VERIFIER)
        opened, asked = opened_question(self._keys, question, CODE_QUESTION_HEADER, CodeQuestion)
        if opened.issuer not in {issuer.id for issuer in verifier.ways.issuers}:
            raise Refusal(Kind.UNKNOWN_ISSUER)
        self._once(asked)
        return self._answered(opened.reply_key, lambda: verifier.whose(opened.issuer, opened.token))

    def face(self, question: IdentityQuestion, terminal_id: str) -> IdentityAnswer:
        """Is it the face of that person? Raises ``Refusal``."""
        self._not_too_often(terminal_id)
        verifier = self._load()
        if verifier is None or not verifier.ways.faces:
            raise Refusal(Kind.NO_VERIFIER)
        opened, asked = opened_question(self._keys, question, FACE_QUESTION_HEADER, FaceQuestion)
        if not _is_jpeg(opened.face_jpeg):
            raise Refusal(Kind.QUESTION_INVALID, "face_jpeg")
        self._once(asked)
        return self._answered(
            opened.reply_key, lambda: verifier.compare(opened.name, opened.number, opened.face_jpeg)
        )

    def _not_too_often(self, terminal_id: str) -> None:
        if not self._rate.allows(terminal_id):
            raise Refusal(Kind.TOO_MANY, retry_after_s=round(1 / PER_S))

    def _load(self) -> Verifier | None:
        try:
            return self._verifier(self._settings)
        except SettingsError as error:
            LOG.error("verifier: %s", error)
            raise Refusal(Kind.VERIFIER_UNAVAILABLE) from None

    def _once(self, sealed: bytes) -> None:
        if not self._asked.first(sealed):
            raise Refusal(Kind.QUESTION_REPEATED)

    def _answered(self, reply_key: str, ask: Callable[[], BaseModel]) -> IdentityAnswer:
        if not self._slots.acquire(blocking=False):
            raise Refusal(Kind.VERIFIER_UNAVAILABLE, "busy", retry_after_s=1)
        try:
            answer = ask()
        except VerifierFailed as failure:
            self._note(failure.trouble)
            raise Refusal(Kind.VERIFIER_UNAVAILABLE, failure.trouble.value) from None
        finally:
            self._slots.release()
        self._note(None)
        return IdentityAnswer(sealed=sealed_answer(answer.model_dump_json().encode(), reply_key))

    def _note(self, trouble: Trouble | None) -> None:
        """One line in the log when the verifier is lost, one when it is back."""
        if trouble is not self._trouble:
            self._trouble = trouble
            LOG.warning("the verifier %s", f"gives no answer: {trouble.value}" if trouble else "answers again")


def _configured(settings: Path) -> Verifier | None:
    found = load(settings)
    return None if found is None else HttpsVerifier(found)


def opened_question(
    keys: HubKeys, question: SealedQuestion, header: bytes, model: type[Question]
) -> tuple[Question, bytes]:
    """The question and its sealed bytes. Raises ``Refusal`` (422)."""
    try:
        sealed = base64.b64decode(question.sealed, validate=True)
        opened = keys.open(sealed, question.key_id)
    except (SealBroken, binascii.Error, ValueError):
        raise Refusal(Kind.UNREADABLE) from None
    if opened.header != header:
        raise Refusal(Kind.UNREADABLE)
    try:
        asked = model.model_validate_json(opened.plaintext)
        # A key nothing can be sealed to is found out before the person's code is used up.
        sealed_answer(b"", asked.reply_key)
    except (ValidationError, SealBroken, binascii.Error, ValueError):
        raise Refusal(Kind.QUESTION_INVALID) from None
    return asked, sealed


def sealed_answer(answer: bytes, reply_key: str, header: bytes = IDENTITY_ANSWER_HEADER) -> str:
    """Padded, so that its length does not tell yes from no. Raises ``SealBroken`` or ``ValueError``."""
    padded = answer + b" " * (-len(answer) % PADDED_TO)
    return base64.b64encode(seal(padded, header, base64.b64decode(reply_key, validate=True))).decode()


def _is_jpeg(text: str) -> bool:
    try:
        return base64.b64decode(text, validate=True).startswith(JPEG)
    except (binascii.Error, ValueError):
        return False
