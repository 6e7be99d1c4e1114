"""Applications whose papers were sealed while they were scanned: taken in whole, or refused with a word."""

import base64
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from applications import NOW, an_application, sealed, sealed_bytes
from houses import Door
from test_hub_intake import problem, sent

from kiosk.offline.ids import new_application_id
from kiosk.offline.outbox import Outbox, OutboxStub, Part
from kiosk.offline.parts import PartFacts, seal_part
from kiosk.platform.archive import pack
from kiosk.platform.client import HubClient
from kiosk.platform.contract import SEALED_PARTS, Application, SealedPart, SealedParts

SCAN, SIGNATURE = b"%PDF-1.7 scan", b"\x89PNG signature"


class Scanned:
    """An application as a terminal hands it in; a test changes what it likes before ``head`` is made."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.application = an_application()
        self.facts = PartFacts.of(self.application.application_id, "id_copy.pdf", SCAN)
        self.key, self.following = seal_part(self.facts, SCAN, 1)
        self.parts = {"signature.png": SIGNATURE}
        self.named = [self.row()]

    def row(self, **other: Any) -> SealedPart:
        fields = {
            "name": self.facts.name,
            "key": base64.b64encode(self.key.key).decode(),
            "sha256": self.facts.sha256,
            "size_bytes": self.facts.size,
            "sealed_bytes": len(self.following),
        }
        return SealedPart(**(fields | other))

    def head(self) -> bytes:
        named = (
            {SEALED_PARTS: SealedParts(parts=tuple(self.named)).model_dump_json().encode()} if self.named else {}
        )
        plaintext = pack(self.application, self.parts | named)
        follows = len(self.following)
        return sealed_bytes(plaintext, self.application.application_id, self.door.enrolment, parts_bytes=follows)

    def hand_in(self) -> tuple[int, str]:
        """Status and problem, or status and case number."""
        answer = sent(self.door, self.application.application_id, self.head() + self.following)
        return problem(answer) if answer.status_code >= 400 else (answer.status_code, answer.json()["case_number"])


def held(door: Door, application: Application) -> dict[str, bytes]:
    return door.parts.cases.read(application.application_id).parts


def test_parts_that_follow_become_parts_of_the_case_like_any_other(door: Door) -> None:
    scanned = Scanned(door)
    assert scanned.hand_in()[0] == 201
    assert held(door, scanned.application) == {"id_copy.pdf": SCAN, "signature.png": SIGNATURE}


def test_envelopes_of_the_first_format_are_taken_as_before(door: Door) -> None:
    application = an_application()
    assert sent(door, application.application_id, sealed(application, door.enrolment)).status_code == 201
    assert held(door, application) == {"id_copy.pdf": SCAN, "signature.png": SIGNATURE}


def a_byte_changed(scanned: Scanned) -> None:
    scanned.following = scanned.following[:-1] + bytes([scanned.following[-1] ^ 1])


def of_another_application(scanned: Scanned) -> None:
    facts = replace(scanned.facts, application_id=new_application_id())
    scanned.key, scanned.following = seal_part(facts, SCAN, 1)
    scanned.named = [scanned.row()]


def under_another_name(scanned: Scanned) -> None:
    scanned.key, scanned.following = seal_part(replace(scanned.facts, name="other.pdf"), SCAN, 1)
    scanned.named = [scanned.row()]


def with_another_key(scanned: Scanned) -> None:
    scanned.named = [scanned.row(key=base64.b64encode(bytes(32)).decode())]


def a_key_that_is_none(scanned: Scanned) -> None:
    scanned.named = [scanned.row(key="not base64")]


def bytes_behind(scanned: Scanned) -> None:
    scanned.following += b"more"


def longer_than_it_is(scanned: Scanned) -> None:
    scanned.named = [scanned.row(sealed_bytes=len(scanned.following) + 1)]


def twice_the_same(scanned: Scanned) -> None:
    scanned.named, scanned.following = [scanned.row()] * 2, scanned.following * 2


def a_name_in_the_archive_too(scanned: Scanned) -> None:
    scanned.parts["id_copy.pdf"] = SCAN


def without_keys(scanned: Scanned) -> None:
    scanned.named, scanned.parts["id_copy.pdf"] = [], SCAN


def a_name_that_climbs(scanned: Scanned) -> None:
    scanned.named = [scanned.row(name="../id_copy.pdf")]


def not_what_the_application_says(scanned: Scanned) -> None:
    other = b"%PDF-1.7 another"
    scanned.facts = PartFacts.of(scanned.application.application_id, "id_copy.pdf", other)
    scanned.key, scanned.following = seal_part(scanned.facts, other, 1)
    scanned.named = [scanned.row()]


@pytest.mark.parametrize(
    "wrong",
    [
        a_byte_changed,
        of_another_application,
        under_another_name,
        with_another_key,
        a_key_that_is_none,
        bytes_behind,
        longer_than_it_is,
        twice_the_same,
        a_name_in_the_archive_too,
        without_keys,
        a_name_that_climbs,
        not_what_the_application_says,
    ],
)
def test_parts_that_are_not_right_make_no_case(door: Door, wrong: Callable[[Scanned], None]) -> None:
    scanned = Scanned(door)
    wrong(scanned)
    assert scanned.hand_in() == (422, "application-invalid")
    assert door.parts.store.admitted(scanned.application.application_id) is None


def test_the_outbox_sends_head_and_parts_as_one_body(door: Door, tmp_path: Path) -> None:
    scanned = Scanned(door)
    outbox = Outbox(tmp_path / "outbox", floor_mb=1, reserve_bytes=4096)
    key = scanned.application.application_id
    part = Part(outbox.keep_part(key, scanned.following), len(scanned.following))
    outbox.submit(
        OutboxStub(key, "T-0001-261123-001", "社保", "四川", "online", NOW), scanned.head(), parts=[part]
    )
    client = HubClient(door.url, door.enrolment)
    assert client.deliver(key, outbox.envelope(key)).application_id == key
    assert held(door, scanned.application) == {"id_copy.pdf": SCAN, "signature.png": SIGNATURE}
    client.close()
    outbox.close()
