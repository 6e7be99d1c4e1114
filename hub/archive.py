"""Takes an envelope's plaintext apart and believes nothing in it before it is checked."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from uuid import UUID

from pydantic import ValidationError

from kiosk.errors import SealBroken
from kiosk.offline.parts import PartFacts, open_part
from kiosk.platform.contract import (
    APPLICATION_PART,
    SEALED_PARTS,
    Application,
    EnvelopeHeader,
    Material,
    SealedPart,
    SealedParts,
)

PART_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
MAX_PARTS = 200


class BadArchive(Exception):
    """The plaintext breaks the contract; the message names parts and fields, never values."""


@dataclass(frozen=True)
class Unpacked:
    """An application and its parts by name."""

    application: Application
    parts: dict[str, bytes]

    def __repr__(self) -> str:
        return f"Unpacked({self.application.application_id}, {len(self.parts)} parts)"


def unpack(plaintext: bytes, header: EnvelopeHeader, terminal_id: str, following: bytes = b"") -> Unpacked:
    """The application that ``terminal_id`` sealed under ``header``; ``following``: its parts that follow the
    envelope, sealed still. Raises ``BadArchive``.
    """
    if (header.plaintext_size, header.plaintext_sha256) != (len(plaintext), hashlib.sha256(plaintext).hexdigest()):
        raise BadArchive("header names another plaintext")
    parts = _parts(plaintext)
    _add_following(parts, following, header.application_id)
    application = _application(parts.pop(APPLICATION_PART, b""))
    _same("application_id", application.application_id, header.application_id)
    _same("terminal_id", application.terminal_id, terminal_id)
    for material in application.materials:
        if material.part:
            _check_part(material, parts)
    named = {material.part for material in application.materials if material.part} | {application.signature_part}
    if named != set(parts):
        raise BadArchive("the parts are not those that the application names")
    return Unpacked(application, parts)


def _parts(plaintext: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(plaintext)) as files:
            members = files.infolist()
            names = [member.filename for member in members]
            if len(set(names)) != len(names) or len(names) > MAX_PARTS:
                raise BadArchive("parts doubled or too many")
            if not all(PART_NAME.fullmatch(name) for name in names):
                raise BadArchive("a part's name")
            # Stored members cannot grow on reading, so no archive is larger inside than the envelope was.
            if any(member.compress_type != zipfile.ZIP_STORED for member in members):
                raise BadArchive("a compressed part")
            return {name: files.read(name) for name in names}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, OSError):
        raise BadArchive("not a whole ZIP archive") from None


def _add_following(parts: dict[str, bytes], following: bytes, application_id: UUID) -> None:
    """Opens what follows with the keys that lie among ``parts``, and puts it there instead of them."""
    named = parts.pop(SEALED_PARTS, None)
    if named is None:
        if following:
            raise BadArchive("parts without keys")
        return
    at = 0
    for one in _sealed_parts(named):
        facts = PartFacts(application_id, one.name, one.sha256, one.size_bytes)
        if one.name in parts or not PART_NAME.fullmatch(one.name) or len(parts) >= MAX_PARTS:
            raise BadArchive("parts doubled or too many, or a part's name")
        try:
            key = base64.b64decode(one.key, validate=True)
            parts[one.name] = open_part(following[at : at + one.sealed_bytes], key, facts)
        except (SealBroken, ValueError):
            raise BadArchive(f"part does not open: {one.name}") from None
        at += one.sealed_bytes
    if at != len(following):
        raise BadArchive("bytes behind the last part")


def _sealed_parts(named: bytes) -> tuple[SealedPart, ...]:
    try:
        return SealedParts.model_validate_json(named).parts
    except ValidationError:
        raise BadArchive(SEALED_PARTS) from None


def _application(content: bytes) -> Application:
    try:
        return Application.model_validate_json(content)
    except ValidationError as error:
        fields = (".".join(map(str, found["loc"])) for found in error.errors(include_input=False))
        raise BadArchive(f"application.json: {', '.join(fields)}") from None


def _check_part(material: Material, parts: dict[str, bytes]) -> None:
    content = parts.get(material.part)
    if content is None:
        raise BadArchive(f"part missing: {material.part}")
    if (material.size_bytes, material.sha256) != (len(content), hashlib.sha256(content).hexdigest()):
        raise BadArchive(f"part changed: {material.part}")


def _same(field: str, found: UUID | str, wanted: UUID | str) -> None:
    if found != wanted:
        raise BadArchive(f"{field} is another")
