"""Weights this terminal trusts are pinned by SHA-256; a file that differs in one bit is not used."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import ModelMissing


@dataclass(frozen=True)
class Pinned:
    """A file by name, with the content it must have."""

    name: str
    sha256: str
    size: int
    """In bytes."""


def is_pinned(file: Path, pinned: Pinned) -> bool:
    """Does ``file`` hold exactly the pinned bytes? ``False`` for a file that cannot be read."""
    try:
        if file.stat().st_size != pinned.size:
            return False
        return hashlib.sha256(file.read_bytes()).hexdigest() == pinned.sha256
    except OSError:
        return False


def trusted(folder: Path, pinned: Pinned) -> bytes:
    """The pinned bytes themselves, so that what was checked is what is loaded.

    Raises ``ModelMissing`` when the file is not there, cannot be read or holds anything else.
    """
    try:
        content = (folder / pinned.name).read_bytes()
    except OSError:
        raise ModelMissing(f"{pinned.name}: not in the models folder") from None
    if hashlib.sha256(content).hexdigest() != pinned.sha256:
        raise ModelMissing(f"{pinned.name}: not the pinned file (SHA-256 differs)")
    return content
