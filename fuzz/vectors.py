"""Whole replies of a reader, from the stored test vectors (invented people)."""

from __future__ import annotations

import json
from pathlib import Path

_FILE = Path(__file__).resolve().parent.parent / "tests" / "data" / "id_card_vectors.json"


def frames() -> list[bytes]:
    """Every reply of the vectors, preamble to checksum."""
    return [bytes.fromhex(text) for text in json.loads(_FILE.read_text(encoding="utf-8")).values()]


def texts() -> list[bytes]:
    """The text block of each reply that has one: 256 bytes."""
    stored = json.loads(_FILE.read_text(encoding="utf-8"))
    return [bytes.fromhex(text)[14:270] for name, text in stored.items() if name.endswith("_3001")]
