"""Other ways to say who one is, as the journey needs them: questions about a person, put to the hub's verifiers.

A question is sealed to the hub's key and carries a key made for it alone, to which the answer is sealed. So
nobody on the line, now or later, can read who was asked about or what was said, and when the question is over the
key that opens its answer is gone. Python's texts cannot be overwritten; they are held by nothing here when a call
returns, and the terminal's memory is overwritten when it is freed (``main.py``).
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kiosk.assembly.hub_keys import HubSealer
from kiosk.errors import HubNonsense, PlatformError, SealBroken
from kiosk.offline.events import LinkState
from kiosk.offline.seal import generate_key_pair, open_envelope
from kiosk.platform.client import HubClient
from kiosk.platform.contract import (
    CODE_QUESTION_HEADER,
    FACE_QUESTION_HEADER,
    IDENTITY_ANSWER_HEADER,
    CodeAnswer,
    CodeQuestion,
    FaceAnswer,
    FaceQuestion,
    IdentityAnswer,
    IdentityQuestion,
    IdentityWays,
)

Question = TypeVar("Question", bound=BaseModel)
Reply = TypeVar("Reply", bound=BaseModel)
NONE = IdentityWays()


class IdentityWaysDesk:
    """Asks the hub's verifiers; one question at a time, on worker threads."""

    def __init__(self, client: HubClient, sealer: HubSealer, link: Callable[[], LinkState]) -> None:
        """``client`` is this desk's own; ``link`` says how the way to the hub is, without waiting."""
        self._client, self._sealer, self._link = client, sealer, link
        self._ways = NONE
        self._one = threading.Lock()

    def ways(self) -> IdentityWays:
        """What the hub can have verified, as last heard; nothing while the link is not up. Never waits."""
        return self._ways if self._link() is LinkState.UP else NONE

    def renew(self, ways: IdentityWays) -> None:
        """The fleet round heard what there is; kept in memory only."""
        self._ways = ways

    def resolve(self, issuer: str, token: str) -> CodeAnswer:
        """Whose code it is. May block; raises ``PlatformError``. The token is kept nowhere."""
        return self._ask(
            self._client.whose_code, CODE_QUESTION_HEADER, CodeQuestion, CodeAnswer, issuer=issuer, token=token
        )

    def compare(self, name: str, number: str, face_jpeg: bytes) -> FaceAnswer:
        """Is this the face of that person? May block; raises ``PlatformError``. The picture is kept nowhere.

        ``face_jpeg``: at most ``MAX_FACE_JPEG_BYTES``.
        """
        return self._ask(
            self._client.whose_face,
            FACE_QUESTION_HEADER,
            FaceQuestion,
            FaceAnswer,
            name=name,
            number=number,
            face_jpeg=_text(face_jpeg),
        )

    def _ask(
        self,
        put: Callable[[IdentityQuestion], IdentityAnswer],
        header: bytes,
        asks: type[Question],
        answers: type[Reply],
        **words: str,
    ) -> Reply:
        keys = generate_key_pair()
        question = _made(asks, reply_key=_text(keys.public_key), **words)
        key = self._sealer.key()
        sealed = key.seal(question.model_dump_json().encode(), header)
        del question, words
        with self._one:
            answer = put(IdentityQuestion(key_id=key.key_id, sealed=_text(sealed)))
        return _opened(answer, keys.private_key, answers)


def _made(model: type[Question], **words: str) -> Question:
    """A question of the contract; pydantic's own error would repeat the words."""
    try:
        return model(**words)
    except ValidationError:
        raise PlatformError(f"what was asked makes no {model.__name__}") from None


def _opened(answer: IdentityAnswer, private_key: bytes, model: type[Reply]) -> Reply:
    """Raises ``HubNonsense`` for anything but an answer to this question."""
    try:
        opened = open_envelope(base64.b64decode(answer.sealed, validate=True), private_key)
        if opened.header == IDENTITY_ANSWER_HEADER:
            return model.model_validate_json(opened.plaintext)
    except (SealBroken, ValueError):  # the base64, or the model
        pass
    raise HubNonsense(f"an answer that is no {model.__name__}")


def _text(content: Any) -> str:
    return base64.b64encode(content).decode()
