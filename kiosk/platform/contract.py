"""What terminal and hub say to each other: the models of ``docs/hub.md``, shared by both sides.

An application travels as the plaintext of an envelope: a ZIP archive with ``application.json`` (``Application``)
and one file per part named in it. Parts that were saved while somebody scanned follow the envelope instead, sealed
each by itself; ``sealed-parts.json`` (``SealedParts``) in the archive has their keys. Times are UTC, ISO 8601.
Codes of divisions are GB/T 2260.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import math
import secrets
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kiosk.platform.results import MAX_RESULTS, ResultPaper

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
RegionCode = Annotated[str, Field(pattern=r"^\d{6}$")]
Mode = Literal["online", "forwarded", "joint"]
SuiteName = Literal["hpke-x25519-hkdf-sha256-aes-256-gcm", "sm2-sm3-sm4-gcm"]
"""What envelopes are sealed with (``kiosk/offline/suites.py``)."""
LivenessLayer = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,23}$")]
"""What judged that a head lives: ``active`` (movements asked for), ``passive`` (nets), ``infrared``, ``depth``."""

MARK_HEADER, MARK = "Tongban-Hub", "1"
"""Every answer of the hub carries this header; an answer without it is somebody else's (captive portal)."""
TUS_VERSION = "1.0.0"
APPLICATION_PART, SEALED_PARTS = "application.json", "sealed-parts.json"
MAX_ENVELOPE_BYTES = 64 * 2**20
CASE_QUERY_HEADER = b"tongban case query 1"
"""The header a sealed ID number is bound to, so that it can pass for nothing else."""
CODE_QUESTION_HEADER = b"tongban identity code 1"
FACE_QUESTION_HEADER = b"tongban identity face 1"
IDENTITY_ANSWER_HEADER = b"tongban identity answer 1"
"""What sealed questions about a person and their answers are bound to."""
MAX_TOKEN_CHARS = 4096
MAX_FACE_JPEG_BYTES = 128 * 2**10
"""Sealed and in base64 twice this stays below the hub's limit of a body (256 KB)."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Person(_Model):
    """Somebody as their document names them."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    number: Annotated[str, Field(min_length=15, max_length=18)]
    document: Literal["resident", "foreigner_2017", "foreigner_2023", "hmt"]
    sex: str = ""
    ethnic_group: str = ""
    birth: str = ""
    address: str = ""


class IdentityCheck(_Model):
    """How the terminal came to believe who stands there. No picture, no template, no exact score."""

    method: Literal[
        "card_and_face",
        "card_and_staff",
        "card_and_code",
        "card",
        "code_and_face",
        "code_and_staff",
        "code",
        "typed_and_face",
        "typed_and_staff",
        "typed",
        "staff",
    ]
    """What the person was known by, and what then showed that it is theirs. ``card_and_code``: a phone's code
    named the same person as the card, and no face was compared; ``staff``: a helper saw the document and typed
    what it says; ``typed``: a child's number as its guardian wrote it. Worth: ``docs/identity.md``."""
    at: datetime
    compared_by: Literal["terminal", "hub", "nobody"] = "nobody"
    """Who compared the faces: the terminal with the card's photo, or the hub's verifier with its own record."""
    issuer: str = ""
    """Of the code, such as ``tianfu``."""
    model: str = ""
    """The net of the terminal's own comparison and its version; empty where it made none."""
    score_band: Literal["accept", "retry", "refuse", "none"] = "none"
    """Of the terminal's own comparison. Beside ``compared_by`` hub, ``retry`` or ``refuse`` says that it was not
    enough, and that the hub's verifier was asked after it."""
    liveness: Literal["passed", "not_done"] = "not_done"
    layers: tuple[LivenessLayer, ...] = ()
    """What judged that the head lives."""
    tries: Annotated[int, Field(ge=0, le=99)] = 0
    """How often the camera was looked into until somebody's word was enough; 0 where none was."""
    staff_code: str = ""


class Consent(_Model):
    """One consent: what for, which wording, when."""

    kind: Literal["identity", "face", "face_sent", "licences"]
    """``face_sent``: the camera's picture may go to the hub's verifier, to be compared with its own record;
    ``licences``: the hub's issuer may be asked which electronic licences the person has, and for those chosen."""
    text_version: str
    at: datetime


class Remark(_Model):
    """What the terminal found odd about a paper, and why the person went on with it all the same."""

    about: Literal["kind", "person"]
    """kind: it looked like another paper than asked for; person: somebody else's name or number stood on it."""
    reason: Literal["family", "renamed", "misread", "other"]
    """family: it is a relative's paper; renamed: the name was changed; misread: the terminal read it wrong."""


class Material(_Model):
    """One material of the application: a part in the archive, or the word that it comes later."""

    material_id: str
    state: Literal["scanned", "original_travels", "later"]
    part: str = ""
    sha256: Sha256 | None = None
    size_bytes: int = 0
    pages: int = 0
    remarks: tuple[Remark, ...] = ()
    """For whoever checks the papers; empty where nothing was odd, or nothing could be read."""


class Delivery(_Model):
    """How the person gets the result."""

    way: Literal["pickup", "mail", "electronic"]
    address: str = ""
    receiver: str = ""
    phone: str = ""


class Helper(_Model):
    """The helper (帮办员) who applied on somebody's behalf."""

    staff_code: str
    name: str


class Actor(_Model):
    """Who stood at the terminal and signed for somebody else: a child's guardian, or an agent with a letter."""

    role: Literal["guardian", "agent"]
    person: Person
    identity_check: IdentityCheck


class Application(_Model):
    """A submitted draft; immutable. ``application_id`` is a UUIDv7 (RFC 9562) made on the terminal."""

    schema_version: Literal[1] = 1
    application_id: UUID
    receipt_number: str
    terminal_id: str
    created_at: datetime
    item_id: str
    item_name: str
    catalogue_version: str
    mode: Mode
    region_code: RegionCode
    situation: str = ""
    applicant: Person
    """Whose business it is."""
    helper: Helper | None = None
    actor: Actor | None = None
    """Who signed, when it was not the applicant; its own check says how the face was compared."""
    identity_check: IdentityCheck
    """Of the applicant; with an actor, how the applicant's document was seen."""
    consents: tuple[Consent, ...]
    answers: dict[str, str | bool]
    materials: tuple[Material, ...]
    delivery: Delivery
    signature_part: str = "signature.png"


class EnvelopeHeader(_Model):
    """What is known of an envelope without opening it; authenticated as associated data of the seal."""

    version: Literal[1] = 1
    suite: SuiteName = "hpke-x25519-hkdf-sha256-aes-256-gcm"
    key_id: str
    application_id: UUID
    plaintext_sha256: Sha256
    plaintext_size: int


class SealedPart(_Model):
    """A part that follows the envelope, and what opens it (``kiosk/offline/parts.py``)."""

    name: str
    key: str
    """Base64; 32 bytes of AES-256, or 16 of SM4."""
    sha256: Sha256
    """Of the plaintext, as ``size_bytes``."""
    size_bytes: Annotated[int, Field(ge=0)]
    sealed_bytes: Annotated[int, Field(ge=1)]


class SealedParts(_Model):
    """The parts after the envelope's sealed plaintext, in their order, nothing between and nothing behind them."""

    parts: Annotated[tuple[SealedPart, ...], Field(min_length=1)]


class Acknowledgement(_Model):
    """The hub has the application, durably. Success of an upload is this answer, signed, and nothing else."""

    application_id: UUID
    sha256: Sha256
    case_number: str
    received_at: datetime
    again: bool = False
    signature: str = ""
    """Ed25519 by the hub's signing key over the four other facts (``signed.receipt_bytes``), base64."""


CaseState = Literal["received", "accepted", "correction", "reviewing", "done", "refused"]


class CaseEvent(_Model):
    """One step of a case."""

    state: CaseState
    at: datetime
    note: str = ""


class Case(_Model):
    """A case as a terminal may show it: no personal data."""

    application_id: UUID
    case_number: str
    item_id: str
    item_name: str
    region_code: RegionCode
    state: CaseState
    events: tuple[CaseEvent, ...]
    todo: str = ""
    results: Annotated[tuple[ResultPaper, ...], Field(max_length=MAX_RESULTS)] = ()
    """Papers of a finished case, earliest first; named to the person it is of, never for a receipt's code."""


class CaseQuery(_Model):
    """Asks for the cases of the person whose card lies on the reader; ``sealed_number`` is HPKE, base64."""

    key_id: str
    sealed_number: str


class Rating(_Model):
    """好差评: five levels, 5 is best; ``reasons`` are codes and are asked below 3."""

    application_id: UUID
    level: Annotated[int, Field(ge=1, le=5)]
    reasons: tuple[str, ...] = ()
    at: datetime


class DeviceReport(_Model):
    """One device in a heartbeat."""

    kind: str
    state: str
    reason: str = ""


class Heartbeat(_Model):
    """A terminal says it is alive and how it is."""

    terminal_id: str
    version: str
    at: datetime
    waiting: int
    parked: int
    help_called: bool = False
    """Somebody at the machine has asked for a member of staff."""
    keys_serial: int = 0
    """Of the key list the terminal seals by; 0 while it has only its enrolment's key."""
    bundles_serial: int = 0
    """Of the bundles it stands by; 0 while it has none of the hub."""
    bundles_refused: int = 0
    """Of the newest bundles that do not fit it; 0 for none."""
    devices: tuple[DeviceReport, ...] = ()


class Enrolment(_Model):
    """What a terminal gets once, at enrolment; kept in a file only the terminal may read."""

    terminal_id: str
    token: str = ""
    """For a plain hub behind a proxy that ends TLS; otherwise the terminal's certificate lies beside this file."""
    authority: str = ""
    """PEM certificate of the hub's authority: whom the terminal believes, and nobody else."""
    hub_key_id: str
    hub_public_key: str
    """The key to seal to until a key list comes; raw, base64."""
    hub_suite: SuiteName = "hpke-x25519-hkdf-sha256-aes-256-gcm"
    signing_key: str
    """Ed25519 public key of the hub, raw, base64: its receipts and key lists are good by it alone."""

    def public_key(self) -> bytes:
        """The hub's key as its suite takes it."""
        return base64.b64decode(self.hub_public_key)


class HubKey(_Model):
    """A key that envelopes may be sealed to."""

    key_id: str
    suite: SuiteName
    public_key: str
    """Raw, base64: 32 bytes of X25519, or 65 of SM2."""
    since: datetime


class KeyList(_Model):
    """The keys that open at the hub now, newest first; a list with a higher serial replaces one with a lower."""

    serial: Annotated[int, Field(ge=1)]
    issued_at: datetime
    keys: Annotated[tuple[HubKey, ...], Field(min_length=1)]


class SignedKeys(_Model):
    """A key list that can be kept, and checked again when it is read back."""

    keys: str
    """The JSON of a ``KeyList``, byte for byte as it was signed."""
    signature: str
    """Ed25519 by the hub's signing key (``signed.keys_bytes``), base64."""


class Bundles(_Model):
    """What terminals are to stand by, signed as one; a set with a higher serial replaces one with a lower."""

    serial: Annotated[int, Field(ge=1)]
    issued_at: datetime
    catalogue: Sha256 | None = None
    """Of the archive that ``/v1/catalogue`` serves; ``None``: the terminals' own."""
    settings: dict[str, dict[str, bool | int | float | str]] = {}
    """Section → key → value, of those that are the hub's to set (``kiosk/settings_from_hub.py``)."""


class SignedBundles(_Model):
    """A set that can be kept, and checked again whenever it is read back."""

    bundles: str
    """The JSON of a ``Bundles``, byte for byte as it was signed."""
    signature: str
    """Ed25519 by the hub's signing key (``signed.bundles_bytes``), base64."""


class Cases(_Model):
    """The cases of one person, newest first."""

    cases: tuple[Case, ...]


class Hello(_Model):
    """The hub is there and well."""

    contract: Literal[1] = 1
    at: datetime


class HelperRecord(_Model):
    """A helper in the staff list the hub serves: the PIN only as a scrypt hash, so that sign-in works offline."""

    staff_code: str
    name: str
    pin_salt: str
    """16 random bytes, hex."""
    pin_scrypt: str
    """scrypt (RFC 7914) of the PIN with N 2^15, r 8, p 1, 32 bytes, hex."""

    @staticmethod
    def of(staff_code: str, name: str, pin: str) -> HelperRecord:
        """A record with a fresh salt."""
        salt = secrets.token_hex(16)
        return HelperRecord(staff_code=staff_code, name=name, pin_salt=salt, pin_scrypt=_scrypt(pin, salt))

    def accepts(self, pin: str) -> bool:
        """Is this the helper's PIN? Takes about a tenth of a second on purpose."""
        return hmac.compare_digest(_scrypt(pin, self.pin_salt), self.pin_scrypt)


class Helpers(_Model):
    """The staff list of the hub."""

    helpers: tuple[HelperRecord, ...]


class CodeIssuer(_Model):
    """A phone app whose identity code the hub can have resolved."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,24}$")]
    name: Annotated[str, Field(min_length=2, max_length=24)]
    """As residents know it, such as 电子社保卡."""
    prefixes: tuple[str, ...] = ()
    """How the text of its codes begins; a code that fits no issuer is none of ours."""


class IdentityWays(_Model):
    """Which ways besides the card this hub has a verifier for; none by default."""

    issuers: tuple[CodeIssuer, ...] = ()
    faces: bool = False
    """Can a living face be compared with the record of a name and number?"""


class IdentityQuestion(_Model):
    """Asks about a person; ``sealed`` is HPKE, base64, of a ``CodeQuestion`` or ``FaceQuestion``."""

    key_id: str
    sealed: str


class CodeQuestion(_Model):
    """Whose code is this? The token goes to its issuer's verifier once and is kept nowhere."""

    reply_key: str
    """X25519 public key made for this question, raw, base64: the answer is sealed to it."""
    issuer: str
    token: Annotated[str, Field(min_length=1, max_length=MAX_TOKEN_CHARS)]


class CodeAnswer(_Model):
    """Who the issuer says it is."""

    result: Literal["known", "expired", "unknown"]
    person: Person | None = None
    """Given with ``known``, and with nothing else."""

    @model_validator(mode="after")
    def _person_when_known(self) -> CodeAnswer:
        if (self.result == "known") != (self.person is not None):
            raise ValueError("a person belongs to known, and to nothing else")
        return self


class FaceQuestion(_Model):
    """Is this the face of the person with this name and number? Nobody keeps the picture."""

    reply_key: str
    name: Annotated[str, Field(min_length=1, max_length=60)]
    number: Annotated[str, Field(min_length=15, max_length=18)]
    face_jpeg: Annotated[str, Field(max_length=4 * math.ceil(MAX_FACE_JPEG_BYTES / 3))]
    """Head and shoulders from the terminal's camera, JPEG, base64, at most 128 KB."""


class FaceAnswer(_Model):
    """What the verifier says; no score leaves it."""

    result: Literal["same", "different", "no_record", "unclear"]


class IdentityAnswer(_Model):
    """``sealed`` is HPKE to the question's ``reply_key``, base64, of a ``CodeAnswer`` or ``FaceAnswer``."""

    sealed: str


class Problem(_Model):
    """RFC 9457 problem details; ``type`` is ``urn:tongban:`` and a word of ``docs/hub.md``, or ``about:blank``."""

    type: str
    title: str
    status: int
    detail: str = ""


def _scrypt(pin: str, salt: str) -> str:
    return hashlib.scrypt(pin.encode(), salt=bytes.fromhex(salt), n=2**15, r=8, p=1, maxmem=2**26, dklen=32).hex()
