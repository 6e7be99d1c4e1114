"""Questions about a person go through the hub once, sealed both ways, and leave nothing there."""

import base64
import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from houses import Door
from verifiers import FACE, WANG, a_service, configure, question

from hub.guard import BODY_LIMIT_BYTES, Rate
from hub.identity import AT_ONCE, REMEMBERED_S, Asked, Identity
from hub.keys import load_or_make
from hub.problems import Kind, Refusal
from kiosk.assembly.hub_keys import HubSealer
from kiosk.assembly.identity_ways import IdentityWaysDesk
from kiosk.errors import HubRefused, VerifierAway
from kiosk.offline.events import LinkState
from kiosk.offline.seal import generate_key_pair, open_envelope
from kiosk.platform.client import HubClient
from kiosk.platform.contract import (
    CASE_QUERY_HEADER,
    CODE_QUESTION_HEADER,
    FACE_QUESTION_HEADER,
    IDENTITY_ANSWER_HEADER,
    MAX_FACE_JPEG_BYTES,
    CodeAnswer,
    CodeQuestion,
    FaceAnswer,
    IdentityQuestion,
    IdentityWays,
)
from kiosk.sandbox.verifier import ISSUERS, SandboxVerifier, VerifierFault, person_of

REPLY = generate_key_pair()
REPLY_KEY = base64.b64encode(REPLY.public_key).decode()


@pytest.fixture
def service(door: Door) -> Iterator[SandboxVerifier]:
    """A verifier that this hub is set up with."""
    with a_service() as service:
        configure(door.data, service.url)
        yield service


@pytest.fixture
def desk(door: Door, door_client: HubClient) -> IdentityWaysDesk:
    """The terminal's side."""
    return IdentityWaysDesk(door_client, HubSealer(door.enrolment), lambda: LinkState.UP)


def a_code_question(door: Door, token: str, issuer: str = "tianfu") -> IdentityQuestion:
    words = CodeQuestion(reply_key=REPLY_KEY, issuer=issuer, token=token)
    return question(door, words.model_dump_json().encode(), CODE_QUESTION_HEADER)


def asked(door: Door, path: str, sealed: IdentityQuestion) -> tuple[int, str]:
    """Status and problem word of the hub's answer."""
    answer = door.call("POST", f"/v1/identity/{path}", json=sealed.model_dump())
    return answer.status_code, answer.json().get("type", "").removeprefix("urn:tongban:")


# What there is


def test_without_a_verifier_nothing_is_offered_and_nothing_taken(
    door: Door, door_client: HubClient, desk: IdentityWaysDesk
) -> None:
    assert door_client.identity_ways() == IdentityWays()
    assert asked(door, "code", a_code_question(door, "SANDBOX-TF.1")) == (404, "no-verifier")
    with pytest.raises(VerifierAway):
        desk.compare(WANG.name, WANG.number, FACE)


def test_what_the_verifier_can_do_is_offered(door_client: HubClient, service: SandboxVerifier) -> None:
    assert door_client.identity_ways() == IdentityWays(issuers=ISSUERS, faces=True)


def test_a_verifier_of_codes_alone_is_asked_about_no_face(
    door: Door, service: SandboxVerifier, desk: IdentityWaysDesk
) -> None:
    configure(door.data, service.url, faces=False)
    with pytest.raises(VerifierAway, match="no-verifier"):
        desk.compare(WANG.name, WANG.number, FACE)
    assert service.asked == []


@pytest.mark.parametrize("path", ["", "/code", "/face"])
def test_without_a_token_nobody_is_asked(door: Door, service: SandboxVerifier, path: str) -> None:
    body = a_code_question(door, "x").model_dump()
    method = "POST" if path else "GET"
    assert door.call(method, f"/v1/identity{path}", json=body, token="").status_code == 401


def test_a_broken_settings_file_offers_nothing_and_says_so_without_its_words(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    (door.data / "verifier.json").write_text('{"url": "http://far.example", "token": "hush-hush"}')
    answer = door.call("GET", "/v1/identity")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:tongban:verifier-unavailable")
    assert "must be https" in caplog.text
    assert "hush-hush" not in caplog.text + answer.text


# Codes


def test_a_code_names_its_person_once(service: SandboxVerifier, desk: IdentityWaysDesk) -> None:
    code = service.make_code("tianfu", "wang")
    assert desk.resolve("tianfu", code) == CodeAnswer(result="known", person=person_of(WANG))
    assert desk.resolve("tianfu", code) == CodeAnswer(result="expired")


def test_a_code_taken_to_another_issuer_is_unknown_there(service: SandboxVerifier, desk: IdentityWaysDesk) -> None:
    code = service.make_code("tianfu", "wang")
    assert desk.resolve("shebao", code) == CodeAnswer(result="unknown")


def test_an_issuer_nobody_verifies_for_is_refused(service: SandboxVerifier, desk: IdentityWaysDesk) -> None:
    with pytest.raises(HubRefused, match="unknown-issuer"):
        desk.resolve("elsewhere", "SANDBOX-TF.1")
    assert service.asked == []


# Faces


@pytest.mark.parametrize(
    ("number", "picture", "result"),
    [
        (WANG.number, FACE, "same"),
        (WANG.number, FACE + b"other", "different"),
        ("510402199603124691", FACE, "no_record"),
    ],
)
def test_a_face_is_compared_with_the_record_of_name_and_number(
    service: SandboxVerifier, desk: IdentityWaysDesk, number: str, picture: bytes, result: str
) -> None:
    assert desk.compare(WANG.name, number, picture) == FaceAnswer.model_validate({"result": result})


def test_the_largest_picture_fits(service: SandboxVerifier, desk: IdentityWaysDesk) -> None:
    picture = FACE[:3] + bytes(MAX_FACE_JPEG_BYTES - 3)
    assert desk.compare("测" * 60, WANG.number, picture) == FaceAnswer(result="no_record")


def test_a_picture_too_large_for_the_contract_still_fits_the_hubs_limit_by_a_margin(door: Door) -> None:
    largest = json.dumps({"face_jpeg": base64.b64encode(bytes(MAX_FACE_JPEG_BYTES)).decode()})
    sealed = question(door, largest.encode() + b" " * 1000, FACE_QUESTION_HEADER)
    assert len(sealed.model_dump_json()) < BODY_LIMIT_BYTES * 0.95


# Seals


def test_a_question_sealed_to_another_key_does_not_open(door: Door, service: SandboxVerifier) -> None:
    sealed = a_code_question(door, "SANDBOX-TF.1")
    other = sealed.model_copy(update={"key_id": "0" * 16})
    assert asked(door, "code", other) == (422, "envelope-unreadable")
    strange = door.enrolment.model_copy(update={"hub_public_key": REPLY_KEY})
    assert asked(door, "code", a_code_question(Door(door.parts, strange, door.url, door.data), "x")) == (
        422,
        "envelope-unreadable",
    )


@pytest.mark.parametrize("header", [CASE_QUERY_HEADER, FACE_QUESTION_HEADER, IDENTITY_ANSWER_HEADER, b""])
def test_what_was_sealed_for_something_else_is_no_question_about_a_code(
    door: Door, service: SandboxVerifier, header: bytes
) -> None:
    words = CodeQuestion(reply_key=REPLY_KEY, issuer="tianfu", token=service.make_code("tianfu", "wang"))
    sealed = question(door, words.model_dump_json().encode(), header)
    assert asked(door, "code", sealed) == (422, "envelope-unreadable")
    assert service.asked == []


@pytest.mark.parametrize("sealed", ["", "no base64!", "身份", base64.b64encode(b"TBEV").decode()])
def test_bytes_that_are_no_envelope_are_refused(door: Door, service: SandboxVerifier, sealed: str) -> None:
    whole = IdentityQuestion(key_id=door.enrolment.hub_key_id, sealed=sealed)
    assert asked(door, "code", whole) == (422, "envelope-unreadable")


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"{}",
        b'{"reply_key": "", "issuer": "tianfu", "token": "t"}',
        b'{"reply_key": "%s", "issuer": "tianfu", "token": "t"}' % base64.b64encode(bytes(32)),
        b'{"reply_key": "no base64", "issuer": "tianfu", "token": "t"}',
        b'{"reply_key": "GOOD KEY", "issuer": "tianfu", "token": ""}',
    ],
)
def test_a_question_outside_the_contract_reaches_no_verifier(
    door: Door, service: SandboxVerifier, words: bytes
) -> None:
    filled = words.replace(b"GOOD KEY", REPLY_KEY.encode())
    assert asked(door, "code", question(door, filled, CODE_QUESTION_HEADER)) == (422, "question-invalid")
    assert service.asked == []


def test_a_face_that_is_no_jpeg_reaches_no_verifier(
    door: Door, service: SandboxVerifier, desk: IdentityWaysDesk
) -> None:
    with pytest.raises(HubRefused, match="question-invalid"):
        desk.compare(WANG.name, WANG.number, b"\x89PNG")
    words = {"reply_key": REPLY_KEY, "name": WANG.name, "number": WANG.number, "face_jpeg": "no base64"}
    sealed = question(door, json.dumps(words).encode(), FACE_QUESTION_HEADER)
    assert asked(door, "face", sealed) == (422, "question-invalid")
    assert service.asked == []


def test_the_answers_length_does_not_tell_what_it_says(door: Door, service: SandboxVerifier) -> None:
    lengths = set()
    for token in (service.make_code("tianfu", "wang"), "SANDBOX-TF.unknown"):
        body = a_code_question(door, token).model_dump()
        sealed = door.call("POST", "/v1/identity/code", json=body).json()["sealed"]
        opened = open_envelope(base64.b64decode(sealed), REPLY.private_key)
        assert opened.header == IDENTITY_ANSWER_HEADER
        lengths.add(len(sealed))
    assert len(lengths) == 1


# Replays


def test_a_question_that_comes_again_is_passed_on_once(door: Door, service: SandboxVerifier) -> None:
    sealed = a_code_question(door, service.make_code("tianfu", "wang"))
    assert [asked(door, "code", sealed) for _ in range(2)] == [(200, ""), (409, "question-repeated")]
    assert service.asked == ["/codes"]


def test_the_same_bytes_in_other_base64_are_the_same_question(door: Door, service: SandboxVerifier) -> None:
    sealed = next(
        made
        for padding in range(3)
        if (made := a_code_question(door, "SANDBOX-TF." + "x" * padding)).sealed.endswith("==")
    )
    last = sealed.sealed[-3]
    twin = sealed.sealed[:-3] + chr(ord(last) + 1) + "=="
    assert base64.b64decode(twin) == base64.b64decode(sealed.sealed)
    assert asked(door, "code", sealed) == (200, "")
    assert asked(door, "code", IdentityQuestion(key_id=sealed.key_id, sealed=twin)) == (409, "question-repeated")


def test_a_question_whose_answer_did_not_come_is_not_passed_on_again(door: Door, service: SandboxVerifier) -> None:
    service.spoil(VerifierFault.DOWN)
    sealed = a_code_question(door, service.make_code("tianfu", "wang"))
    assert asked(door, "code", sealed) == (503, "verifier-unavailable")
    service.mend()
    assert asked(door, "code", sealed) == (409, "question-repeated")
    assert service.asked == ["/codes"]


def test_of_many_at_once_with_the_same_question_one_is_passed_on(door: Door, service: SandboxVerifier) -> None:
    sealed = a_code_question(door, service.make_code("tianfu", "wang"))
    outcomes: list[int] = []
    threads = [threading.Thread(target=lambda: outcomes.append(asked(door, "code", sealed)[0])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == [200] + [409] * 7
    assert service.asked == ["/codes"]


def test_a_question_is_remembered_for_its_time_and_then_forgotten() -> None:
    now = [0.0]
    seen = Asked(clock=lambda: now[0])
    assert seen.first(b"one")
    now[0] = REMEMBERED_S
    assert not seen.first(b"one")
    now[0] = REMEMBERED_S + 1
    assert seen.first(b"one")


def test_a_full_memory_refuses_rather_than_forget() -> None:
    now = [0.0]
    seen = Asked(clock=lambda: now[0], room=2)
    assert seen.first(b"one")
    assert seen.first(b"two")
    with pytest.raises(Refusal) as refused:
        seen.first(b"three")
    assert (refused.value.kind, refused.value.retry_after_s) == (Kind.VERIFIER_UNAVAILABLE, 60)
    now[0] = REMEMBERED_S + 1
    assert seen.first(b"three")


# A verifier in trouble


@pytest.mark.parametrize("fault", list(VerifierFault))
def test_a_verifier_in_trouble_is_told_from_a_hub_in_trouble(
    door: Door, service: SandboxVerifier, desk: IdentityWaysDesk, fault: VerifierFault
) -> None:
    service.spoil(fault)
    with pytest.raises(VerifierAway, match="verifier-unavailable"):
        desk.compare(WANG.name, WANG.number, FACE)
    answer = door.call("POST", "/v1/identity/code", json=a_code_question(door, "SANDBOX-TF.1").model_dump())
    assert (answer.status_code, answer.json()["detail"]) == (503, fault.value)


def test_the_log_says_once_that_it_is_lost_and_once_that_it_is_back(
    service: SandboxVerifier, desk: IdentityWaysDesk, caplog: pytest.LogCaptureFixture
) -> None:
    service.spoil(VerifierFault.DOWN)
    for _ in range(2):
        with pytest.raises(VerifierAway):
            desk.resolve("tianfu", "SANDBOX-TF.1")
    service.mend()
    for _ in range(2):
        desk.resolve("tianfu", "SANDBOX-TF.1")
    said = [record.getMessage() for record in caplog.records if record.name == "hub"]
    assert said == ["the verifier gives no answer: down", "the verifier answers again"]


class Stuck:
    """A verifier that thinks until it is let go."""

    ways = IdentityWays(issuers=ISSUERS)

    def __init__(self) -> None:
        self.taken, self.let_go = threading.Semaphore(0), threading.Event()

    def whose(self, issuer: str, token: str) -> CodeAnswer:
        self.taken.release()
        assert self.let_go.wait(20)
        return CodeAnswer(result="unknown")

    def compare(self, name: str, number: str, face_jpeg: str) -> FaceAnswer:
        raise AssertionError("no face is asked about")


def test_a_verifier_that_is_stuck_does_not_take_every_thread_of_the_hub(door: Door) -> None:
    stuck = Stuck()
    identity = Identity(load_or_make(door.data), door.data / "none", verifier=lambda _settings: stuck)
    threads = [
        threading.Thread(target=identity.code, args=(a_code_question(door, f"SANDBOX-TF.{number}"), "T-0001"))
        for number in range(AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    try:
        assert all(stuck.taken.acquire(timeout=20) for _ in threads)
        with pytest.raises(Refusal) as refused:
            identity.code(a_code_question(door, "SANDBOX-TF.one-more"), "T-0001")
    finally:
        stuck.let_go.set()
        for thread in threads:
            thread.join(20)
    assert (refused.value.kind, refused.value.detail) == (Kind.VERIFIER_UNAVAILABLE, "busy")


def test_a_terminal_that_asks_about_too_many_people_is_slowed_and_no_other(door: Door) -> None:
    let_through = Stuck()
    let_through.let_go.set()
    rate = Rate(per_s=0.001, burst=2)
    identity = Identity(load_or_make(door.data), door.data / "none", verifier=lambda _: let_through, rate=rate)
    for number in range(2):
        identity.code(a_code_question(door, f"SANDBOX-TF.{number}"), "T-0001")
    with pytest.raises(Refusal) as refused:
        identity.face(a_code_question(door, "SANDBOX-TF.2"), "T-0001")
    assert (refused.value.kind, refused.value.retry_after_s) == (Kind.TOO_MANY, 2)
    identity.code(a_code_question(door, "SANDBOX-TF.3"), "T-0002")


# Nothing stays


def traces_in(folder: Path, words: list[str]) -> list[str]:
    """Files that hold any of the words, in the codings they could lie in."""
    needles = [word.encode(coding) for word in words for coding in ("utf-8", "utf-16-le", "gb18030")]
    needles += [base64.b64encode(word.encode())[:-4] for word in words]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files, "there is a data folder to look into"
    return [path.name for path in files if any(needle in path.read_bytes() for needle in needles)]


def test_nothing_of_a_question_is_kept_on_disk_or_in_the_log(
    door: Door, service: SandboxVerifier, desk: IdentityWaysDesk, caplog: pytest.LogCaptureFixture
) -> None:
    code = service.make_code("tianfu", "wang")
    picture = base64.b64encode(FACE).decode()
    with caplog.at_level(logging.DEBUG):
        assert desk.resolve("tianfu", code).result == "known"
        assert desk.compare(WANG.name, WANG.number, FACE).result == "same"
        for fault in VerifierFault:
            service.spoil(fault)
            for asks in (lambda: desk.resolve("tianfu", code), lambda: desk.compare(WANG.name, WANG.number, FACE)):
                with pytest.raises(VerifierAway):
                    asks()
            service.mend()
        bad = question(door, json.dumps({"token": code, "name": WANG.name}).encode(), CODE_QUESTION_HEADER)
        assert asked(door, "code", bad) == (422, "question-invalid")
    words = [code, WANG.name, WANG.number, WANG.address, picture[40:120]]
    assert traces_in(door.data, words) == []
    assert [word for word in words if word in caplog.text] == []
