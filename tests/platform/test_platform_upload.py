"""A hub that breaks its own contract: each way has its name, and none of them is success."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.errors import HubNonsense, HubRefused, HubSick
from kiosk.offline.ids import new_application_id
from kiosk.platform.client import HubClient
from kiosk.platform.contract import Enrolment

ENVELOPE, ID = b"0123456789" * 60_000, new_application_id()
SHA256 = hashlib.sha256(ENVELOPE).hexdigest()
PLACE = f"/v1/uploads/{ID}/{SHA256}"
SIGNING = Ed25519PrivateKey.generate()
SIGNING_KEY = base64.b64encode(SIGNING.public_key().public_bytes_raw()).decode()
Answer = tuple[int, dict[str, str], bytes]


class ScriptedHub:
    """A real HTTP server that gives out answers as told: by method, in order, the last one again and again."""

    def __init__(self, **script: list[Answer]) -> None:
        self.script, self.asked = script, list[tuple[str, str]]()

    def answer(self, method: str, path: str) -> Answer:
        name = "FINISH" if path.endswith("/finish") else method
        self.asked.append((name, path))
        answers = self.script[name]
        return answers.pop(0) if len(answers) > 1 else answers[0]


@contextmanager
def serving(hub: ScriptedHub) -> Iterator[HubClient]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, body = hub.answer(self.command, self.path)
            self.send_response(status)
            for name, value in ({"Tongban-Hub": "1", "Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_HEAD = do_PATCH = _answer  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    enrolment = Enrolment(
        terminal_id="T-0001", token="t", hub_key_id="k", hub_public_key="", signing_key=SIGNING_KEY
    )
    client = HubClient(f"http://127.0.0.1:{server.server_port}", enrolment, timeout_s=5)
    try:
        yield client
    finally:
        client.close()
        server.shutdown()
        thread.join()
        server.server_close()


CREATED: Answer = (201, {"Location": PLACE}, b"")


def stands(offset: int, length: int = len(ENVELOPE)) -> Answer:
    return 200, {"Upload-Offset": str(offset), "Upload-Length": str(length)}, b""


def moved(offset: int) -> Answer:
    return 204, {"Upload-Offset": str(offset)}, b""


def acknowledged(**changes: Any) -> Answer:
    fields = {
        "application_id": str(ID),
        "sha256": SHA256,
        "case_number": "510402-20261123-000001",
        "received_at": "2026-11-23T02:00:00Z",
    }
    said = fields | changes
    if "signature" not in said:
        received = datetime.fromisoformat(said["received_at"]).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        facts = ["tongban receipt 1", said["application_id"], said["sha256"], said["case_number"], received]
        said["signature"] = base64.b64encode(SIGNING.sign("\n".join(facts).encode())).decode()
    return 201, {"Content-Type": "application/json"}, json.dumps(said).encode()


def problem(status: int, word: str) -> Answer:
    body = {"type": f"urn:tongban:{word}", "title": "No", "status": status}
    return status, {"Content-Type": "application/problem+json"}, json.dumps(body).encode()


CHUNKS = [moved(262_144), moved(600_000)]


def good(**changes: list[Answer]) -> ScriptedHub:
    script = {"POST": [CREATED], "HEAD": [stands(0)], "PATCH": list(CHUNKS), "FINISH": [acknowledged()]}
    return ScriptedHub(**(script | changes))


def test_the_way_of_an_upload_is_create_ask_send_finish() -> None:
    hub = good()
    with serving(hub) as client:
        acknowledgement = client.deliver(ID, ENVELOPE)
    assert acknowledgement.case_number == "510402-20261123-000001"
    assert [name for name, _ in hub.asked] == ["POST", "HEAD", "PATCH", "PATCH", "FINISH"]


def test_what_the_hub_has_already_is_not_sent_again() -> None:
    hub = good(HEAD=[stands(524_288)], PATCH=[moved(600_000)])
    with serving(hub) as client:
        client.deliver(ID, ENVELOPE)
    assert [name for name, _ in hub.asked] == ["POST", "HEAD", "PATCH", "FINISH"]


def test_a_hub_at_another_offset_is_asked_and_followed() -> None:
    hub = good(
        HEAD=[stands(0), stands(500_000)],
        PATCH=[problem(409, "wrong-offset"), moved(600_000)],
    )
    with serving(hub) as client:
        # Smaller after the conflict, and still enough for the 100,000 bytes that were left.
        client.deliver(ID, ENVELOPE)
    assert [name for name, _ in hub.asked] == ["POST", "HEAD", "PATCH", "HEAD", "PATCH", "FINISH"]


def test_a_piece_of_which_the_hub_kept_nothing_is_sent_once_more() -> None:
    slow = problem(408, "too-slow")
    hub = good(
        HEAD=[stands(0), stands(0), stands(131_072)],
        PATCH=[slow, moved(131_072), slow, moved(262_144), moved(524_288), moved(600_000)],
    )
    with serving(hub) as client:
        client.deliver(ID, ENVELOPE)
    assert [name for name, _ in hub.asked].count("PATCH") == 6


def test_a_hub_that_stays_at_another_offset_ends_the_attempt() -> None:
    hub = good(PATCH=[problem(409, "wrong-offset")])
    with serving(hub) as client, pytest.raises(HubRefused):
        client.deliver(ID, ENVELOPE)
    assert [name for name, _ in hub.asked] == ["POST", "HEAD", "PATCH", "HEAD", "PATCH", "HEAD"]


def test_an_attempt_that_is_made_again_ends_again() -> None:
    hub = good(PATCH=[problem(409, "wrong-offset")])
    with serving(hub) as client:
        for _ in range(2):
            with pytest.raises(HubRefused):
                client.deliver(ID, ENVELOPE)
    assert [name for name, _ in hub.asked].count("PATCH") == 4


SIGNED = json.loads(acknowledged()[2])["signature"]
BREACHES: dict[str, dict[str, list[Answer]]] = {
    "204 with a wrong offset": {"PATCH": [moved(1)]},
    "204 with no offset": {"PATCH": [(204, {}, b"")]},
    "204 with an offset that is no number": {"PATCH": [(204, {"Upload-Offset": "²"}, b"")]},
    "200 where 204 is due": {"PATCH": [(200, {"Upload-Offset": "262144"}, b"")]},
    "an upload without a place": {"POST": [(201, {}, b"")]},
    "an upload in another place": {"POST": [(201, {"Location": "http://elsewhere.invalid/x"}, b"")]},
    "an upload of another length": {"HEAD": [stands(0, length=5)]},
    "more bytes than there are": {"HEAD": [stands(700_000)]},
    "an acknowledgement of another id": {"FINISH": [acknowledged(application_id=str(new_application_id()))]},
    "an acknowledgement of other bytes": {"FINISH": [acknowledged(sha256="0" * 64)]},
    "an acknowledgement without a number": {"FINISH": [(201, {}, b'{"application_id": 1}')]},
    "an acknowledgement with a word too many": {"FINISH": [acknowledged(colour="red")]},
    "an acknowledgement that nobody signed": {"FINISH": [acknowledged(signature="")]},
    "an acknowledgement with a signature that is none": {"FINISH": [acknowledged(signature="²")]},
    "an acknowledgement signed for another number": {
        "FINISH": [acknowledged(case_number="510402-20261123-000002", signature=SIGNED)]
    },
    "202 where 201 is due": {"FINISH": [(202, *acknowledged()[1:])]},
    "problem details that are none": {"POST": [(409, {"Content-Type": "application/problem+json"}, b"{}")]},
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_of_the_contract_is_nonsense(breach: str) -> None:
    with serving(good(**BREACHES[breach])) as client, pytest.raises(HubNonsense):
        client.deliver(ID, ENVELOPE)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 415, 422, 423, 425, 460])
def test_a_refusal_carries_its_status_and_type(status: int) -> None:
    with serving(good(FINISH=[problem(status, "word")])) as client, pytest.raises(HubRefused) as refused:
        client.deliver(ID, ENVELOPE)
    assert (refused.value.status, refused.value.problem) == (status, "urn:tongban:word")


@pytest.mark.parametrize("status", [429, 500, 503])
@pytest.mark.parametrize(("wish", "seconds"), [("7", 7.0), ("", None), ("Wed, 21 Oct 2026 07:28:00 GMT", None)])
def test_a_hub_that_cannot_work_now_may_say_when(status: int, wish: str, seconds: float | None) -> None:
    answer = (status, {"Retry-After": wish} if wish else {}, b"")
    with serving(good(POST=[answer])) as client, pytest.raises(HubSick) as sick:
        client.deliver(ID, ENVELOPE)
    assert sick.value.retry_after_s == seconds


def test_a_refusal_of_head_needs_no_words() -> None:
    with serving(good(HEAD=[(403, {}, b"")])) as client, pytest.raises(HubRefused) as refused:
        client.deliver(ID, ENVELOPE)
    assert refused.value.status == 403
