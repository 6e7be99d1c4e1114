"""Chinese from the letters of its sound: what the rest of the terminal asks of a pinyin engine, and what it gets.

The letters are the whole question, each time: an engine remembers nothing of what was asked or chosen before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

LETTERS = "abcdefghijklmnopqrstuvwxyz'"
"""What may be spelled with; the apostrophe divides syllables (xi'an)."""
LONGEST = 40
"""So many letters at most: no name and no place is longer, and the answer stays quick."""


@dataclass(frozen=True, repr=False)
class Found:
    """What the letters can mean, best first, from the candidate that was asked for on."""

    divided: str
    """The letters with a space between syllables."""
    words: tuple[str, ...]
    more: bool
    """Are there candidates after these?"""


@dataclass(frozen=True, repr=False)
class Chosen:
    """What a candidate writes, and the letters it leaves over."""

    text: str
    rest: str


class PinyinEngine(Protocol):
    """Any method may block for as long as the engine's time limit: never call one on the main thread."""

    def wake(self) -> None:
        """Makes ready, so that the first answer comes as quickly as the others. Raises ``EntryError``."""

    def find(self, letters: str, first: int, count: int) -> Found:
        """Candidates ``first`` (0-based) to ``first + count`` of ``letters``. Raises ``EntryError``."""

    def choose(self, letters: str, number: int) -> Chosen:
        """Takes candidate ``number`` (0-based) of ``letters``. Raises ``EntryError``, also if there is none."""

    def forget(self) -> None:
        """Nothing of what was asked is left anywhere, not even in another process."""


def spells(letters: str) -> bool:
    """May an engine be asked this? Syllables are divided once, and there is one before the first division."""
    return (
        0 < len(letters) <= LONGEST
        and all(sign in LETTERS for sign in letters)
        and letters[0] != "'"
        and "''" not in letters
    )
