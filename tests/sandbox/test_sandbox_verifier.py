"""The emulated verification service speaks the wire of the hub's page; its codes live as short as real ones."""

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.platform.contract import CodeAnswer, FaceAnswer, IdentityWays
from kiosk.platform.issuers import issuer_of
from kiosk.sandbox import people
from kiosk.sandbox.camera import as_jpeg
from kiosk.sandbox.face_record import FaceRecord
from kiosk.sandbox.face_scenes import FaceScenes, Scene
from kiosk.sandbox.verifier import CODE_LIFE_S, ISSUERS, TOKEN, SandboxVerifier, person_of
from provisioning.models import default_folder

WANG = people.YOUNG_WOMAN


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(clock: Clock) -> Iterator[SandboxVerifier]:
    made = SandboxVerifier({"wang": WANG}, lambda who, picture: FaceAnswer(result="same"), clock)
    made.start()
    yield made
    made.stop()


def ask(service: SandboxVerifier, path: str, body: bytes, token: str = TOKEN) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(service.url + path, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, None


def code_body(token: str, issuer: str = "tianfu") -> bytes:
    return json.dumps({"issuer": issuer, "token": token}).encode()


@pytest.mark.parametrize("issuer", [one.id for one in ISSUERS])
def test_a_code_is_told_by_its_prefix_and_names_its_person(service: SandboxVerifier, issuer: str) -> None:
    code = service.make_code(issuer, "wang")
    found = issuer_of(code, IdentityWays(issuers=ISSUERS))
    assert found is not None
    assert found.id == issuer
    status, said = ask(service, "/codes", code_body(code, issuer))
    assert (status, CodeAnswer.model_validate(said)) == (200, CodeAnswer(result="known", person=person_of(WANG)))


def test_a_code_is_good_once(service: SandboxVerifier) -> None:
    code = service.make_code("tianfu", "wang")
    said = [ask(service, "/codes", code_body(code))[1]["result"] for _ in range(3)]
    assert said == ["known", "expired", "expired"]


@pytest.mark.parametrize(("age_s", "result"), [(CODE_LIFE_S, "known"), (CODE_LIFE_S + 1, "expired")])
def test_a_code_is_good_for_its_time(service: SandboxVerifier, clock: Clock, age_s: float, result: str) -> None:
    code = service.make_code("tianfu", "wang")
    clock.now_s = age_s
    assert ask(service, "/codes", code_body(code))[1]["result"] == result


def test_no_two_codes_are_the_same(service: SandboxVerifier) -> None:
    assert len({service.make_code("tianfu", "wang") for _ in range(50)}) == 50


def test_a_code_for_nobody_or_of_no_issuer_cannot_be_made(service: SandboxVerifier) -> None:
    with pytest.raises(KeyError):
        service.make_code("tianfu", "nobody")
    with pytest.raises(KeyError):
        service.make_code("nowhere", "wang")


@pytest.mark.parametrize(
    ("path", "body", "token", "status"),
    [
        ("/codes", code_body("x"), "wrong", 401),
        ("/codes", b"", TOKEN, 400),
        ("/codes", b"[]", TOKEN, 400),
        ("/codes", b'{"issuer": "tianfu"}', TOKEN, 400),
        ("/faces", b'{"name": "x", "number": "y", "face_jpeg": "no base64"}', TOKEN, 400),
        ("/elsewhere", b"{}", TOKEN, 400),
    ],
)
def test_what_is_outside_the_wire_is_refused(
    service: SandboxVerifier, path: str, body: bytes, token: str, status: int
) -> None:
    assert ask(service, path, body, token) == (status, None)


def test_name_and_number_must_both_fit(service: SandboxVerifier) -> None:
    picture = base64.b64encode(b"x").decode()
    for name, number, result in (
        (WANG.name, WANG.number, "same"),
        ("测试无", WANG.number, "no_record"),
        (WANG.name, people.OLDER_MAN.number, "no_record"),
    ):
        body = json.dumps({"name": name, "number": number, "face_jpeg": picture}).encode()
        assert ask(service, "/faces", body) == (200, {"result": result})


# The record of faces


@pytest.fixture(scope="module")
def scenes() -> FaceScenes:
    return FaceScenes(default_folder())


@pytest.fixture(scope="module")
def record(scenes: FaceScenes) -> FaceRecord:
    made = FaceRecord(default_folder(), {"wang": scenes.resident.portrait()})
    made.prepare()
    return made


@pytest.mark.parametrize(
    ("scene", "result"),
    [(Scene.RESIDENT, "same"), (Scene.SOMEBODY_ELSE, "different"), (Scene.NOBODY, "unclear")],
)
def test_the_products_own_engine_tells_who_it_is(
    record: FaceRecord, scenes: FaceScenes, scene: Scene, result: str
) -> None:
    picture = as_jpeg(scenes.frame(scene, 0.0))
    assert record.same_face("wang", picture).result == result


def test_bytes_that_are_no_picture_are_unclear_and_strangers_have_no_record(record: FaceRecord) -> None:
    assert record.same_face("wang", b"\xff\xd8\xff none").result == "unclear"
    assert record.same_face("nobody", b"").result == "no_record"
