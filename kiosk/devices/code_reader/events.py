"""What the code reader tells the terminal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, repr=False)
class CodeScanned:
    """A code was held to the reader. ``text`` is what it says; it may name a person and is not shown in a log."""

    text: str
