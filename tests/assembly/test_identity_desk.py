"""The desk believes an answer sealed to this very question, offers nothing it cannot ask, and keeps nothing."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.assembly.hub_keys import HubSealer
from kiosk.assembly.identity_ways import IdentityWaysDesk
from kiosk.errors import HubNonsense, HubRefused, HubSick, HubUnreachable, PlatformError, VerifierAway
from kiosk.offline.events import LinkState
from kiosk.offline.seal import generate_key_pair, open_envelope, seal
from kiosk.platform.client import HubClient
from kiosk.platform.contract import (
    CODE_QUESTION_HEADER,
    FACE_QUESTION_HEADER,
    IDENTITY_ANSWER_HEADER,
    MAX_FACE_JPEG_BYTES,
    MAX_TOKEN_CHARS,
    CodeAnswer,
    Enrolment,
    FaceAnswer,
    IdentityAnswer,
    IdentityQuestion,
    IdentityWays,
    Person,
)
from tests.traces import traces

HUB = generate_key_pair()
SOMEBODY = generate_key_pair()
ENROLMENT = Enrolment(
    terminal_id="T-0009",
    token="t",
    hub_key_id="k",
    hub_public_key=base64.b64encode(HUB.public_key).decode(),
    signing_key="",
)
PERSON = Person(name="测试甲", number="11010519491231002X", document="resident")
KNOWN = CodeAnswer(result="known", person=PERSON)
WAYS = IdentityWays(faces=True)


class Hub:
    """Opens what it is asked and answers as told."""

    def __init__(self) -> None:
        self.answer: bytes = b'{"result": "unknown"}'
        self.header = IDENTITY_ANSWER_HEADER
        self.sealed_to = b""
        """Another key than the question's."""
        self.raw: str | None = None
        self.error: PlatformError | None = None
        self.heard: list[tuple[bytes, dict[str, str]]] = []

    def whose_code(self, question: IdentityQuestion) -> IdentityAnswer:
        if self.error:
            raise self.error
        opened = open_envelope(base64.b64decode(question.sealed), HUB.private_key)
        words = json.loads(opened.plaintext)
        self.heard.append((opened.header, words))
        key = self.sealed_to or base64.b64decode(words["reply_key"])
        sealed = base64.b64encode(seal(self.answer, self.header, key)).decode()
        return IdentityAnswer(sealed=sealed if self.raw is None else self.raw)

    whose_face = whose_code


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def desk(hub: Hub) -> IdentityWaysDesk:
    client: Any = hub
    return IdentityWaysDesk(client, HubSealer(ENROLMENT), lambda: LinkState.UP)


def test_a_code_goes_out_sealed_and_its_person_comes_back(hub: Hub, desk: IdentityWaysDesk) -> None:
    hub.answer = KNOWN.model_dump_json().encode() + b" " * 700
    assert desk.resolve("tianfu", "TF.1") == KNOWN
    ((header, words),) = hub.heard
    assert (header, words["issuer"], words["token"]) == (CODE_QUESTION_HEADER, "tianfu", "TF.1")


def test_a_face_goes_out_sealed_and_the_word_comes_back(hub: Hub, desk: IdentityWaysDesk) -> None:
    hub.answer = b'{"result": "same"}'
    assert desk.compare("测试甲", PERSON.number, b"\xff\xd8\xff picture") == FaceAnswer(result="same")
    ((header, words),) = hub.heard
    assert (header, words["name"], words["number"]) == (FACE_QUESTION_HEADER, "测试甲", PERSON.number)
    assert base64.b64decode(words["face_jpeg"]) == b"\xff\xd8\xff picture"


def test_every_question_has_a_key_of_its_own(hub: Hub, desk: IdentityWaysDesk) -> None:
    for _ in range(3):
        desk.resolve("tianfu", "TF.1")
    assert len({words["reply_key"] for _, words in hub.heard}) == 3


@pytest.mark.parametrize(
    "spoil",
    [
        lambda hub: setattr(hub, "sealed_to", SOMEBODY.public_key),
        lambda hub: setattr(hub, "header", CODE_QUESTION_HEADER),
        lambda hub: setattr(hub, "raw", "no base64!"),
        lambda hub: setattr(hub, "raw", "身份"),
        lambda hub: setattr(hub, "raw", ""),
        lambda hub: setattr(hub, "answer", b""),
        lambda hub: setattr(hub, "answer", b'{"result": "same"}'),
        lambda hub: setattr(hub, "answer", b'{"result": "known"}'),
        lambda hub: setattr(hub, "answer", KNOWN.model_dump_json().replace("known", "expired").encode()),
    ],
)
def test_anything_but_an_answer_to_this_question_is_nonsense(
    hub: Hub, desk: IdentityWaysDesk, spoil: Callable[[Hub], None]
) -> None:
    spoil(hub)
    with pytest.raises(HubNonsense) as nonsense:
        desk.resolve("tianfu", "TF.1")
    assert str(nonsense.value) == "an answer that is no CodeAnswer"


def test_an_answer_to_an_earlier_question_answers_no_later_one(hub: Hub, desk: IdentityWaysDesk) -> None:
    kept: list[str] = []
    ask = hub.whose_code

    def record(question: IdentityQuestion) -> IdentityAnswer:
        answer = ask(question)
        kept.append(answer.sealed)
        return answer

    hub.whose_code = record  # type: ignore[method-assign]
    hub.answer = KNOWN.model_dump_json().encode()
    desk.resolve("tianfu", "TF.1")
    hub.raw = kept[0]
    with pytest.raises(HubNonsense):
        desk.resolve("tianfu", "TF.2")


@pytest.mark.parametrize(
    "error", [HubUnreachable("x"), HubSick("x"), HubRefused("x", status=409), VerifierAway("x")]
)
def test_what_the_client_raises_passes_through(hub: Hub, desk: IdentityWaysDesk, error: PlatformError) -> None:
    hub.error = error
    with pytest.raises(type(error)):
        desk.resolve("tianfu", "TF.1")


@pytest.mark.parametrize(
    "asks",
    [
        lambda desk: desk.resolve("tianfu", ""),
        lambda desk: desk.resolve("tianfu", "T" * (MAX_TOKEN_CHARS + 1)),
        lambda desk: desk.compare("", "11010519491231002X", b"x"),
        lambda desk: desk.compare("测试甲", "1101051949", b"x"),
        lambda desk: desk.compare("测试甲", "11010519491231002X", bytes(MAX_FACE_JPEG_BYTES + 3)),
    ],
)
def test_what_no_question_can_hold_is_not_sent_and_its_words_are_not_in_the_error(
    hub: Hub, desk: IdentityWaysDesk, asks: Callable[[IdentityWaysDesk], object]
) -> None:
    with pytest.raises(PlatformError, match=r"^what was asked makes no (Code|Face)Question$") as error:
        asks(desk)
    assert error.value.__suppress_context__
    assert hub.heard == []


def test_nothing_is_offered_before_the_hub_was_heard(desk: IdentityWaysDesk) -> None:
    assert desk.ways() == IdentityWays()


@pytest.mark.parametrize("state", list(LinkState))
def test_what_was_heard_is_offered_while_the_link_is_up(hub: Hub, state: LinkState) -> None:
    client: Any = hub
    desk = IdentityWaysDesk(client, HubSealer(ENROLMENT), lambda: state)
    desk.renew(WAYS)
    assert desk.ways() == (WAYS if state is LinkState.UP else IdentityWays())


def test_nothing_of_a_question_is_held_when_it_is_over(tmp_path: Path, hub: Hub, desk: IdentityWaysDesk) -> None:
    def ask() -> None:
        desk.resolve("tianfu", "-".join(["TF", "token", str(48151623)]))

    ask()
    hub.heard.clear()
    assert traces(["-".join(["token", str(48151623)])], [tmp_path]) == []


def test_a_hub_that_is_not_there_is_unreachable_for_every_question() -> None:
    client = HubClient("http://127.0.0.1:1", ENROLMENT, timeout_s=1)
    question = IdentityQuestion(key_id="k", sealed="")
    for asks in (client.identity_ways, lambda: client.whose_code(question), lambda: client.whose_face(question)):
        with pytest.raises(HubUnreachable):
            asks()
    client.close()
