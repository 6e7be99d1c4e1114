"""Letters on their way to become Chinese: personal data, so they live in the visit."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Composition:
    """What was spelled and not yet chosen for, and what it could be."""

    letters: list[str] = field(default_factory=list)
    divided: str = ""
    """``spelled`` with a space between syllables."""
    spelled: str = ""
    """The letters that ``words`` belong to; others while an answer is on its way."""
    words: list[str] = field(default_factory=list)
    more: bool = False
    """Has the engine further words?"""
    starts: list[int] = field(default_factory=list)
    """Where each page begins that was turned to; the last is shown."""
    waiting: list[str] = field(default_factory=list)
    """Keys that came while an answer was on its way."""

    @property
    def text(self) -> str:
        """The letters as one text."""
        return "".join(self.letters)

    @property
    def settled(self) -> bool:
        """Do the words belong to the letters?"""
        return self.spelled == self.text

    @property
    def start(self) -> int:
        """The first word shown."""
        return self.starts[-1] if self.starts else 0

    def take_in(self, divided: str, words: tuple[str, ...], *, more: bool) -> None:
        """Words for the letters as they are now, shown from the first."""
        self.divided, self.spelled, self.more = divided, self.text, more
        self.words[:] = words
        self.starts.clear()

    def clear(self) -> None:
        """Nothing is being spelled."""
        self.letters.clear()
        self.take_in("", (), more=False)
