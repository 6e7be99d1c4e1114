"""A person's electronic licences, asked of the hub: sealed to it, answered to a key made for the question.

Name and number live in the question alone, which is gone when the answer has come; freed memory is overwritten
(``main.py``).
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kiosk.assembly.hub_keys import HubSealer
from kiosk.errors import FileGone, HubNonsense, PlatformError, SealBroken
from kiosk.offline.events import LinkState
from kiosk.offline.seal import generate_key_pair, open_envelope
from kiosk.platform.client import HubClient
from kiosk.platform.licences import (
    FETCH_QUESTION_HEADER,
    LICENCE_ANSWER_HEADER,
    LIST_QUESTION_HEADER,
    LicenceAnswer,
    LicenceFetchQuestion,
    LicenceFile,
    LicenceList,
    LicenceListQuestion,
    LicenceQuestion,
    LicenceWays,
)

Asks = TypeVar("Asks", bound=BaseModel)
Reply = TypeVar("Reply", bound=BaseModel)
NONE = LicenceWays()


@dataclass(frozen=True)
class Holder:
    """Whose licences they are, and the consent to ask for them."""

    name: str = field(repr=False)
    number: str = field(repr=False)
    consent_version: str
    consent_at: datetime


class LicenceDesk:
    """Asks the hub's issuer; one question at a time, on worker threads."""

    def __init__(self, client: HubClient, sealer: HubSealer, link: Callable[[], LinkState]) -> None:
        """``client`` is this desk's own; ``link`` says how the way to the hub is, without waiting."""
        self._client, self._sealer, self._link = client, sealer, link
        self._ways = NONE
        self._one = threading.Lock()

    @property
    def ways(self) -> LicenceWays:
        """What the hub has, as last heard. Never waits."""
        return self._ways

    @property
    def up(self) -> bool:
        """Is the hub there now? Never waits."""
        return self._link() is LinkState.UP

    def renew(self, ways: LicenceWays) -> None:
        """The fleet round heard what there is; kept in memory only."""
        self._ways = ways

    def licences_of(self, holder: Holder) -> LicenceList:
        """Which licences the person has. May block; raises ``PlatformError``."""
        return self._ask(
            self._client.licences_of, LIST_QUESTION_HEADER, LicenceListQuestion, LicenceList, **vars(holder)
        )

    def file_of(self, holder: Holder, licence: str) -> bytearray:
        """The file of one of them. May block; raises ``PlatformError``, and ``FileGone`` when it is not there."""
        found = self._ask(
            self._client.licence_file,
            FETCH_QUESTION_HEADER,
            LicenceFetchQuestion,
            LicenceFile,
            licence=licence,
            **vars(holder),
        )
        if found.result == "gone":
            raise FileGone("the issuer has it no more")
        try:
            return bytearray(base64.b64decode(found.content, validate=True))
        except ValueError:
            raise HubNonsense("a licence that is no base64") from None

    def _ask(
        self,
        put: Callable[[LicenceQuestion], LicenceAnswer],
        header: bytes,
        asks: type[Asks],
        answers: type[Reply],
        **words: Any,
    ) -> Reply:
        keys = generate_key_pair()
        try:
            question = asks(reply_key=base64.b64encode(keys.public_key).decode(), **words)
        except ValidationError:  # pydantic's own error would repeat the words
            raise PlatformError(f"what was asked makes no {asks.__name__}") from None
        key = self._sealer.key()
        sealed = base64.b64encode(key.seal(question.model_dump_json().encode(), header)).decode()
        del question, words
        with self._one:
            answer = put(LicenceQuestion(key_id=key.key_id, sealed=sealed))
        return _opened(answer, keys.private_key, answers)


def _opened(answer: LicenceAnswer, private_key: bytes, model: type[Reply]) -> Reply:
    """Raises ``HubNonsense`` for anything but an answer to this question."""
    try:
        opened = open_envelope(base64.b64decode(answer.sealed, validate=True), private_key)
        if opened.header == LICENCE_ANSWER_HEADER:
            return model.model_validate_json(opened.plaintext)
    except (SealBroken, ValueError):  # the base64, or the model
        pass
    raise HubNonsense(f"an answer that is no {model.__name__}")
