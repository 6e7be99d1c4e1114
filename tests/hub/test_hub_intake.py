"""The upload door: tus 1.0 by its own words, and what becomes of bytes that are wrong."""

import base64
import hashlib
import socket
import threading
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import pytest
import requests
from applications import ADDRESS, NAME, NUMBER, PHONE, an_application, sealed, sealed_bytes
from houses import Door

from kiosk.offline.ids import new_application_id
from kiosk.offline.seal import generate_key_pair, seal
from kiosk.platform.archive import pack

pytestmark = pytest.mark.usefixtures("database")
"""Every test runs on SQLite and on PostgreSQL."""
TUS = {"Tus-Resumable": "1.0.0"}
PATCH = TUS | {"Content-Type": "application/offset+octet-stream"}


def metadata(application_id: UUID, envelope: bytes) -> str:
    values = {"application_id": str(application_id), "sha256": hashlib.sha256(envelope).hexdigest()}
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


def begun(door: Door, application_id: UUID, envelope: bytes, **headers: str) -> requests.Response:
    named = {"Upload-Length": str(len(envelope)), "Upload-Metadata": metadata(application_id, envelope)}
    return door.call("POST", "/v1/uploads", headers=TUS | named | headers)


def sent(door: Door, application_id: UUID, envelope: bytes) -> requests.Response:
    """The whole way; the answer of ``finish``."""
    place = begun(door, application_id, envelope).headers["Location"]
    assert door.call("PATCH", place, headers=PATCH | {"Upload-Offset": "0"}, data=envelope).status_code == 204
    return door.call("POST", f"{place}/finish")


def problem(answer: requests.Response) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Tongban-Hub"] == "1"
    return answer.status_code, answer.json()["type"].removeprefix("urn:tongban:")


def test_options_says_what_of_tus_is_spoken(door: Door) -> None:
    answer = door.call("OPTIONS", "/v1/uploads", token="")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,termination,expiration"


def test_a_new_upload_stands_at_nothing(door: Door) -> None:
    answer = begun(door, new_application_id(), b"0123456789")
    assert answer.status_code == 201
    head = door.call("HEAD", answer.headers["Location"], headers=TUS)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("0", "10")
    assert head.headers["Cache-Control"] == "no-store"


def test_bytes_sent_in_pieces_move_the_offset(door: Door) -> None:
    application_id = new_application_id()
    place = begun(door, application_id, b"0123456789").headers["Location"]
    first = door.call("PATCH", place, headers=PATCH | {"Upload-Offset": "0"}, data=b"0123")
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "4")
    second = door.call("PATCH", place, headers=PATCH | {"Upload-Offset": "4"}, data=b"456789")
    assert second.headers["Upload-Offset"] == "10"


def test_beginning_again_finds_the_same_upload_where_it_stood(door: Door) -> None:
    application_id = new_application_id()
    place = begun(door, application_id, b"0123456789").headers["Location"]
    door.call("PATCH", place, headers=PATCH | {"Upload-Offset": "0"}, data=b"0123")
    assert begun(door, application_id, b"0123456789").headers["Location"] == place
    assert door.call("HEAD", place, headers=TUS).headers["Upload-Offset"] == "4"


def half_sent(door: Door, place: str, content: bytes, announced: int) -> socket.socket:
    """A PATCH that stops in the middle, once the hub has written what came."""
    host, port = door.url.removeprefix("http://").split(":")
    half = socket.create_connection((host, int(port)))
    lines = [f"PATCH {place} HTTP/1.1", "Host: hub", f"Authorization: Bearer {door.enrolment.token}"]
    lines += [f"{name}: {value}" for name, value in PATCH.items()]
    lines += ["Upload-Offset: 0", f"Content-Length: {announced}", "", ""]
    half.sendall("\r\n".join(lines).encode() + content)
    deadline, tick = time.monotonic() + 10, threading.Event()
    while door.call("HEAD", place, headers=TUS).headers["Upload-Offset"] != str(len(content)):
        assert time.monotonic() < deadline
        tick.wait(0.01)
    return half


def test_bytes_of_a_connection_that_broke_are_kept(door: Door) -> None:
    place = begun(door, new_application_id(), bytes(100_000)).headers["Location"]
    half_sent(door, place, bytes(40_000), 100_000).close()
    answer = None
    while answer is None or answer.status_code == 423:
        answer = door.call("PATCH", place, headers=PATCH | {"Upload-Offset": "40000"}, data=bytes(60_000))
    assert answer.headers["Upload-Offset"] == "100000"


@pytest.mark.parametrize("offset", [3, 5, 11])
def test_another_offset_is_a_conflict(door: Door, offset: int) -> None:
    place = begun(door, new_application_id(), b"0123456789").headers["Location"]
    door.call("PATCH", place, headers=PATCH | {"Upload-Offset": "0"}, data=b"0123")
    answer = door.call("PATCH", place, headers=PATCH | {"Upload-Offset": str(offset)}, data=b"4")
    assert problem(answer) == (409, "wrong-offset")


def test_bytes_beyond_the_length_leave_the_offset_where_it_was(door: Door) -> None:
    place = begun(door, new_application_id(), b"0123456789").headers["Location"]
    answer = door.call("PATCH", place, headers=PATCH | {"Upload-Offset": "0"}, data=bytes(11))
    assert problem(answer) == (413, "too-large")
    assert door.call("HEAD", place, headers=TUS).headers["Upload-Offset"] == "0"


def test_finishing_too_early_asks_for_the_rest(door: Door) -> None:
    place = begun(door, new_application_id(), b"0123456789").headers["Location"]
    door.call("PATCH", place, headers=PATCH | {"Upload-Offset": "0"}, data=b"0123")
    assert problem(door.call("POST", f"{place}/finish")) == (425, "upload-unfinished")


def test_bytes_that_arrived_changed_begin_again_and_are_not_refused_for_good(door: Door) -> None:
    application = an_application()
    envelope = sealed(application, door.enrolment)
    place = begun(door, application.application_id, envelope).headers["Location"]
    door.call("PATCH", place, headers=PATCH | {"Upload-Offset": "0"}, data=envelope[:-1] + b"?")
    assert problem(door.call("POST", f"{place}/finish")) == (460, "upload-damaged")
    assert sent(door, application.application_id, envelope).status_code == 201


def test_two_writers_of_one_upload_do_not_mix(door: Door) -> None:
    place = begun(door, new_application_id(), bytes(100_000)).headers["Location"]
    with half_sent(door, place, b"x" * 10, 100_000):
        answer = door.call("PATCH", place, headers=PATCH | {"Upload-Offset": "10"}, data=b"y")
    assert problem(answer) == (423, "upload-busy")
    assert answer.headers["Retry-After"] == "1"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Tus-Resumable": "0.2.2"}, (412, "tus-version")),
        ({"Upload-Length": "0"}, (413, "too-large")),
        ({"Upload-Length": str(64 * 2**20 + 1)}, (413, "too-large")),
        ({"Upload-Length": "many"}, (422, "bad-request")),
        ({"Upload-Metadata": "application_id"}, (422, "bad-request")),
        ({"Upload-Metadata": "application_id eA==,sha256 eA=="}, (422, "bad-request")),
    ],
)
def test_a_beginning_that_breaks_the_contract_is_named(
    door: Door, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    assert problem(begun(door, new_application_id(), b"0123456789", **headers)) == expected


def test_a_patch_of_another_content_type_is_refused(door: Door) -> None:
    place = begun(door, new_application_id(), b"0123456789").headers["Location"]
    answer = door.call("PATCH", place, headers=TUS | {"Upload-Offset": "0"}, data=b"0123")
    assert problem(answer) == (415, "wrong-content-type")


def test_another_terminals_upload_is_not_there(door: Door) -> None:
    application_id = new_application_id()
    place = begun(door, application_id, b"0123456789").headers["Location"]
    other = door.parts.fleet.enrol("T-0002").token
    assert door.call("HEAD", place, headers=TUS, token=other).status_code == 404


def test_an_upload_nobody_began_is_not_there(door: Door) -> None:
    place = f"/v1/uploads/{new_application_id()}/{'0' * 64}"
    assert problem(door.call("POST", f"{place}/finish")) == (404, "unknown-upload")


# What is in the envelope


def test_new_is_201_the_same_again_is_200_and_other_bytes_are_409(door: Door) -> None:
    application = an_application()
    envelope = sealed(application, door.enrolment)
    first = sent(door, application.application_id, envelope)
    assert first.status_code == 201
    place = begun(door, application.application_id, envelope).headers["Location"]
    head = door.call("HEAD", place, headers=TUS)
    assert head.headers["Upload-Offset"] == str(len(envelope))
    again = door.call("POST", f"{place}/finish")
    assert (again.status_code, again.json()["case_number"]) == (200, first.json()["case_number"])
    other = begun(door, application.application_id, sealed(application, door.enrolment))
    assert problem(other) == (409, "envelope-changed")


def test_the_acknowledgement_names_what_the_hub_really_stored(door: Door) -> None:
    application = an_application()
    envelope = sealed(application, door.enrolment)
    sha256 = sent(door, application.application_id, envelope).json()["sha256"]
    stored = door.data / "objects" / sha256[:2] / sha256
    assert stored.read_bytes() == envelope
    assert list((door.data / "uploads").iterdir()) == []


def test_case_numbers_of_a_division_count_up(door: Door) -> None:
    numbers = []
    for region in ("510402", "510402", "510411"):
        application = an_application(region_code=region)
        numbers.append(
            sent(door, application.application_id, sealed(application, door.enrolment)).json()["case_number"]
        )
    assert [number[:6] + number[-7:] for number in numbers] == ["510402-000001", "510402-000002", "510411-000001"]


def archive(**members: bytes) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as files:
        for name, part in members.items():
            files.writestr(name.replace("__", "."), part)
    return content.getvalue()


def bomb() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("application.json", bytes(1_000_000))
    return content.getvalue()


def climbing() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as files:
        files.writestr("../../outside", b"x")
    return content.getvalue()


BROKEN: dict[str, Callable[[], bytes]] = {
    "no archive": lambda: b"hello",
    "an archive cut short": lambda: pack(an_application(), {})[:-30],
    "no application in it": lambda: archive(other=b"x"),
    "an application that is no JSON": lambda: archive(application__json=b"hello"),
    "a compressed part": bomb,
    "a part that climbs out": climbing,
}


@pytest.mark.parametrize("kind", BROKEN)
def test_an_envelope_without_a_valid_application_is_refused(door: Door, kind: str) -> None:
    application_id = new_application_id()
    answer = sent(door, application_id, sealed_bytes(BROKEN[kind](), application_id, door.enrolment))
    assert problem(answer) == (422, "application-invalid")


def test_a_missing_part_is_named(door: Door) -> None:
    application = an_application()
    envelope = sealed(application, door.enrolment, {"signature.png": b"x"})
    answer = sent(door, application.application_id, envelope)
    assert answer.json()["detail"] == "part missing: id_copy.pdf"


@pytest.mark.parametrize(
    "parts",
    [
        {"id_copy.pdf": b"another scan", "signature.png": b"x"},
        {"id_copy.pdf": b"%PDF-1.7 scan"},
        {"id_copy.pdf": b"%PDF-1.7 scan", "signature.png": b"x", "extra.bin": b"x"},
    ],
    ids=["a changed scan", "no signature", "a part that nobody named"],
)
def test_parts_that_are_not_those_named_are_refused(door: Door, parts: dict[str, bytes]) -> None:
    application = an_application()
    answer = sent(door, application.application_id, sealed(application, door.enrolment, parts))
    assert problem(answer) == (422, "application-invalid")


def test_a_terminal_cannot_send_in_anothers_name(door: Door) -> None:
    application = an_application(terminal_id="T-0002")
    answer = sent(door, application.application_id, sealed(application, door.enrolment))
    assert answer.json()["detail"] == "terminal_id is another"


def test_an_envelope_cannot_come_in_under_another_id(door: Door) -> None:
    application, other = an_application(), new_application_id()
    answer = sent(door, other, sealed(application, door.enrolment))
    assert problem(answer) == (422, "application-invalid")


@pytest.mark.parametrize("field", ["plaintext_size", "plaintext_sha256", "application_id"])
def test_a_header_that_does_not_fit_its_plaintext_is_refused(door: Door, field: str) -> None:
    application = an_application()
    wrong = {"plaintext_size": 1, "plaintext_sha256": "0" * 64, "application_id": new_application_id()}[field]
    answer = sent(door, application.application_id, sealed(application, door.enrolment, **{field: wrong}))
    assert problem(answer) == (422, "application-invalid")


def test_an_envelope_sealed_to_somebody_else_does_not_open(door: Door) -> None:
    application_id = new_application_id()
    right = sealed(an_application(application_id), door.enrolment)
    header = right[10 : 10 + int.from_bytes(right[6:10], "big")]
    wrong = seal(b"x", header, generate_key_pair().public_key)
    assert problem(sent(door, application_id, wrong)) == (422, "envelope-unreadable")


def test_a_refusal_repeats_nothing_of_the_person(door: Door) -> None:
    application = an_application()
    broken = application.model_dump_json().replace('"mode":"online"', f'"mode":"{NUMBER}"').encode()
    plaintext = archive(application__json=broken)
    answer = sent(
        door, application.application_id, sealed_bytes(plaintext, application.application_id, door.enrolment)
    )
    assert answer.json()["detail"] == "application.json: mode"
    assert not any(word in answer.text for word in (NAME, NUMBER, PHONE, ADDRESS))


def test_nothing_readable_of_the_person_lies_in_store_uploads_or_objects(door: Door) -> None:
    application = an_application()
    sent(door, application.application_id, sealed(application, door.enrolment))
    for path in [*door.data.glob("hub.sqlite3*"), *door.data.glob("objects/*/*"), *door.data.glob("uploads/*")]:
        content = path.read_bytes()
        for word in (NAME, NUMBER, PHONE, ADDRESS):
            assert word.encode() not in content, path.name
