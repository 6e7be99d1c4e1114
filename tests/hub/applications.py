"""Invented applications, sealed as a terminal seals them."""

import base64
import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from kiosk.offline.ids import new_application_id
from kiosk.offline.parts import PartFacts, seal_part
from kiosk.offline.seal import seal
from kiosk.platform.archive import pack
from kiosk.platform.contract import (
    CASE_QUERY_HEADER,
    SEALED_PARTS,
    Application,
    CaseQuery,
    Consent,
    Delivery,
    Enrolment,
    EnvelopeHeader,
    IdentityCheck,
    Material,
    Person,
    SealedPart,
    SealedParts,
)

NAME, NUMBER, PHONE, ADDRESS = "测试甲", "510402199003072815", "13900000001", "四川省攀枝花市东区测试路1号"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def an_application(application_id: UUID | None = None, scan: bytes = b"%PDF-1.7 scan", **more: Any) -> Application:
    """A whole application of terminal T-0001 with one scanned material and a signature."""
    material = Material(
        material_id="id_copy",
        state="scanned",
        part="id_copy.pdf",
        sha256=hashlib.sha256(scan).hexdigest(),
        size_bytes=len(scan),
        pages=1,
    )
    fields: dict[str, Any] = {
        "application_id": application_id or new_application_id(),
        "receipt_number": "T-0001-261123-001",
        "terminal_id": "T-0001",
        "created_at": NOW,
        "item_id": "social.pension_transfer",
        "item_name": "养老保险关系转移接续",
        "catalogue_version": "1",
        "mode": "online",
        "region_code": "510402",
        "applicant": Person(name=NAME, number=NUMBER, document="resident", address=ADDRESS),
        "identity_check": IdentityCheck(method="card_and_face", at=NOW, score_band="accept", liveness="passed"),
        "consents": (Consent(kind="identity", text_version="1", at=NOW),),
        "answers": {"phone": PHONE, "urgent": False},
        "materials": (material,),
        "delivery": Delivery(way="mail", address=ADDRESS, receiver=NAME, phone=PHONE),
    }
    return Application(**(fields | more))


def sealed(
    application: Application, enrolment: Enrolment, parts: dict[str, bytes] | None = None, **header: Any
) -> bytes:
    """The envelope of an application, as the journey makes it; ``header`` overrides fields of the header."""
    if parts is None:
        parts = {"id_copy.pdf": b"%PDF-1.7 scan", "signature.png": b"\x89PNG signature"}
    return sealed_bytes(pack(application, parts), application.application_id, enrolment, **header)


def sealed_bytes(
    plaintext: bytes, envelope_id: UUID, enrolment: Enrolment, parts_bytes: int = 0, **header: Any
) -> bytes:
    """An envelope of any plaintext; with ``parts_bytes`` the head that parts follow."""
    fields = {
        "key_id": enrolment.hub_key_id,
        "application_id": envelope_id,
        "plaintext_sha256": hashlib.sha256(plaintext).hexdigest(),
        "plaintext_size": len(plaintext),
    }
    named = EnvelopeHeader(**(fields | header)).model_dump_json().encode()
    return seal(plaintext, named, enrolment.public_key(), parts_bytes=parts_bytes)


def sealed_while_scanned(application: Application, scan: bytes, enrolment: Enrolment) -> tuple[bytes, bytes]:
    """Envelope and the part that follows it, of an application whose only paper was sealed as it was scanned."""
    facts = PartFacts.of(application.application_id, "id_copy.pdf", scan)
    key, part = seal_part(facts, scan, 1)
    named = SealedPart(
        name=facts.name,
        key=base64.b64encode(key.key).decode(),
        sha256=facts.sha256,
        size_bytes=facts.size,
        sealed_bytes=len(part),
    )
    parts = {
        "signature.png": b"\x89PNG signature",
        SEALED_PARTS: SealedParts(parts=(named,)).model_dump_json().encode(),
    }
    plaintext = pack(application, parts)
    return sealed_bytes(plaintext, application.application_id, enrolment, parts_bytes=len(part)), part


def a_query(number: str, enrolment: Enrolment, header: bytes = CASE_QUERY_HEADER) -> CaseQuery:
    """Asks for the cases of a number."""
    envelope = seal(number.encode(), header, enrolment.public_key())
    return CaseQuery(key_id=enrolment.hub_key_id, sealed_number=base64.b64encode(envelope).decode())
