"""Takes an envelope's plaintext apart and believes nothing in it before it is checked."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from uuid import UUID

from pydantic import ValidationError

from kiosk.platform.contract import APPLICATION_PART, Application, EnvelopeHeader, Material

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


def unpack(plaintext: bytes, header: EnvelopeHeader, terminal_id: str) -> Unpacked:
    """The application that ``terminal_id`` sealed under ``header``. Raises ``BadArchive``."""
    if (header.plaintext_size, header.plaintext_sha256) != (len(plaintext), hashlib.sha256(plaintext).hexdigest()):
        raise BadArchive("header names another plaintext")
    parts = _parts(plaintext)
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
