"""The catalogue as one file: a folder packed so that the same content is always the same bytes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Bundle:
    """A ZIP archive; its version is its sha256."""

    content: bytes
    version: str


def pack_folder(folder: Path) -> Bundle:
    """Every file under ``folder`` but hidden ones, by sorted path, with one fixed date."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as files:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if not path.is_file() or any(part.startswith((".", "__")) for part in name.split("/")):
                continue
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            files.writestr(member, path.read_bytes())
    content = archive.getvalue()
    return Bundle(content, hashlib.sha256(content).hexdigest())
