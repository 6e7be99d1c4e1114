"""A finished draft becomes an application, its archive, and a sealed envelope with a stub that names nobody.

The papers were sealed while they were scanned (``safekeeping``): the archive holds only their keys.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from PIL import Image, ImageDraw

from kiosk.catalogue.model import Answer
from kiosk.errors import JourneyError
from kiosk.identity.card_text import showable
from kiosk.journey import asked
from kiosk.journey.draft import Stroke
from kiosk.journey.ports import Sealer
from kiosk.journey.safekeeping import Sealed
from kiosk.offline.outbox import OutboxStub, Part
from kiosk.platform.archive import pack
from kiosk.platform.contract import (
    SEALED_PARTS,
    Actor,
    Application,
    Delivery,
    EnvelopeHeader,
    IdentityCheck,
    Material,
    Person,
    Remark,
    SealedPart,
    SealedParts,
)
from kiosk.visit import Known, Personal

SIGNATURE_PX = (1008, 370)
"""The sign pad of the design language, part 15."""
PEN_PX = 15
SIGNATURE_PART = "signature.png"


@dataclass(frozen=True)
class Stamp:
    """What the terminal adds to a draft."""

    application_id: UUID
    receipt_number: str
    terminal_id: str
    created_at: datetime
    catalogue_version: str
    region_name: str


@dataclass(frozen=True, repr=False)
class Parcel:
    """Ready for the outbox."""

    stub: OutboxStub
    envelope: bytes
    parts: tuple[Part, ...]
    """What follows the envelope when it is sent."""

    @property
    def size(self) -> int:
        """Bytes that will be sent."""
        return len(self.envelope) + sum(part.size for part in self.parts)


def parcel(personal: Personal, stamp: Stamp, scans: Mapping[str, Sealed], sealer: Sealer, today: date) -> Parcel:
    """Packs and seals; takes long enough for a worker thread. ``scans``: the sealed papers by material.

    Raises ``JourneyError`` for a draft that is not whole and ``SealBroken``.
    """
    application = _application(personal, stamp, scans, today)
    named = [scans[one.material_id] for one in application.materials if one.part]
    parts = {SIGNATURE_PART: signature_png(personal.draft.strokes)}
    if named:
        parts[SEALED_PARTS] = _keys(named)
    plaintext = pack(application, parts)
    key = sealer.key()
    header = EnvelopeHeader(
        key_id=key.key_id,
        suite=key.suite,
        application_id=stamp.application_id,
        plaintext_sha256=hashlib.sha256(plaintext).hexdigest(),
        plaintext_size=len(plaintext),
    )
    stub = OutboxStub(
        application_id=stamp.application_id,
        receipt_number=stamp.receipt_number,
        item_name=application.item_name,
        region_name=stamp.region_name,
        mode=application.mode,
        created_at=stamp.created_at,
    )
    following = tuple(Part(one.key.sealed_sha256, one.key.sealed_size, one.unsaved) for one in named)
    parts_bytes = sum(part.size for part in following)
    return Parcel(stub, key.seal(plaintext, header.model_dump_json().encode(), parts_bytes), following)


def _keys(scans: list[Sealed]) -> bytes:
    """What opens the parts that follow, for the hub alone."""
    rows = (
        SealedPart(
            name=one.key.facts.name,
            key=base64.b64encode(one.key.key).decode(),
            sha256=one.key.facts.sha256,
            size_bytes=one.key.facts.size,
            sealed_bytes=one.key.sealed_size,
        )
        for one in scans
    )
    return SealedParts(parts=tuple(rows)).model_dump_json().encode()


def _application(personal: Personal, stamp: Stamp, scans: Mapping[str, Sealed], today: date) -> Application:
    draft, item = personal.draft, personal.draft.chosen
    applicant, check = _person(personal.applicant)
    if not draft.strokes:
        raise JourneyError("the draft is not whole")
    fields = asked.questions(personal, today)
    return Application(
        application_id=stamp.application_id,
        receipt_number=stamp.receipt_number,
        terminal_id=stamp.terminal_id,
        created_at=stamp.created_at,
        item_id=item.id,
        item_name=item.name,
        catalogue_version=stamp.catalogue_version,
        mode=item.mode,
        region_code=draft.region,
        situation=draft.situation,
        applicant=applicant,
        helper=personal.helper,
        actor=_actor(personal),
        identity_check=check,
        consents=tuple(personal.consents.values()),
        answers={one.id: draft.answers[one.id] for one in fields if one.id in draft.answers},
        materials=_materials(personal, scans, today),
        delivery=_delivery(personal),
        signature_part=SIGNATURE_PART,
    )


def _person(known: Known) -> tuple[Person, IdentityCheck]:
    person, check = known.identity, known.check
    if person is None or check is None:
        raise JourneyError("the draft is not whole")
    words = Person(
        name=showable(person.name),
        number=person.number,
        document=person.kind.value,
        sex=person.sex,
        ethnic_group=person.ethnic_group,
        birth=person.birth.isoformat(),
        address=person.address,
    )
    return words, check


def _actor(personal: Personal) -> Actor | None:
    if personal.role == "":
        return None
    person, check = _person(personal.actor)
    return Actor(role=personal.role, person=person, identity_check=check)


def _materials(personal: Personal, scans: Mapping[str, Sealed], today: date) -> tuple[Material, ...]:
    rows = []
    for one in asked.materials(personal, today):
        scan = scans.get(one.id)
        if one.original_travels:
            rows.append(Material(material_id=one.id, state="original_travels"))
        elif scan is None:
            rows.append(Material(material_id=one.id, state="later"))
        else:
            facts = scan.key.facts
            rows.append(
                Material(
                    material_id=one.id,
                    state="scanned",
                    part=facts.name,
                    sha256=facts.sha256,
                    size_bytes=facts.size,
                    pages=len(scan.pages),
                    remarks=_remarks(personal, one.id),
                )
            )
    return tuple(rows)


def _remarks(personal: Personal, material_id: str) -> tuple[Remark, ...]:
    paper = personal.draft.papers.get(material_id)
    return tuple(Remark(about=about, reason=why) for about, why in sorted(paper.remarks.items())) if paper else ()


def _delivery(personal: Personal) -> Delivery:
    """A precheck or an appointment brings nothing to deliver; its outcome is told at the counter."""
    way = personal.draft.way or "pickup"
    answers: Mapping[str, Answer] = personal.draft.delivery if way == "mail" else {}
    return Delivery(
        way=way,
        address=str(answers.get("delivery_address", "")),
        receiver=str(answers.get("delivery_receiver", "")),
        phone=str(answers.get("delivery_phone", "")),
    )


def signature_png(strokes: list[Stroke]) -> bytes:
    """The signature, black on white, 1008x370 grey PNG; points are fractions of the pad."""
    width, height = SIGNATURE_PX
    pad = Image.new("L", SIGNATURE_PX, 255)
    pen = ImageDraw.Draw(pad)
    for stroke in strokes:
        points = [(x * width, y * height) for x, y in stroke]
        if len(points) > 1:
            pen.line(points, fill=0, width=PEN_PX, joint="curve")
        for x, y in points:
            pen.ellipse([x - PEN_PX / 2, y - PEN_PX / 2, x + PEN_PX / 2, y + PEN_PX / 2], fill=0)
    out = io.BytesIO()
    pad.save(out, "PNG")
    return out.getvalue()
