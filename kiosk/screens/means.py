"""What every screen is made with: the look, the words, the journey's actions, and the voice that reads aloud."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from kivy.clock import Clock

from kiosk.journey.actions import Actions
from kiosk.screens.look import Look
from kiosk.wording import Phrase, Wording

SECONDS_A_SIGN = {"zh": 0.24, "en": 0.075}
"""How long a voice takes for one character: Mandarin about 4.2 syllables a second, English about 13 letters."""


class Voice:
    """Reads sentences aloud, one text at a time, and knows for about how long.

    ``speak`` takes the text and an empty text to fall silent; without it there is no voice on this machine.
    """

    def __init__(self, speak: Callable[[str], None] | None) -> None:
        self._speak = speak
        self._ends = None
        self._told: Callable[[bool], None] = _nobody
        self.speaking = False
        self.wanted = False
        """The person has had something read to them: new instructions are read, too, until they stop it."""

    @property
    def here(self) -> bool:
        """Can anything be read aloud?"""
        return self._speak is not None

    def tell(self, listener: Callable[[bool], None]) -> None:
        """``listener(speaking)`` hears of every beginning and end; only the last one that asked."""
        self._told = listener

    def say(self, text: str, language: str) -> None:
        """Reads ``text``; what was being read stops."""
        if self._speak is None or not text:
            return
        self._speak(text)
        self._set(True)
        self._ends = Clock.schedule_once(lambda _: self._set(False), 1 + len(text) * SECONDS_A_SIGN[language])

    def toggle(self, text: str, language: str) -> None:
        """Reads, or stops while it reads."""
        self.wanted = not self.speaking
        if self.speaking:
            self.stop()
        else:
            self.say(text, language)

    def stop(self) -> None:
        """Falls silent."""
        if self._speak is not None and self.speaking:
            self._speak("")
        self._set(False)

    def _set(self, speaking: bool) -> None:
        if self._ends is not None:
            self._ends.cancel()
            self._ends = None
        if speaking != self.speaking:
            self.speaking = speaking
            self._told(speaking)


@dataclass
class Turning:
    """Which way the last page was turned: a page reached backwards opens at its end."""

    backwards: bool = False

    def take(self) -> bool:
        """Was it backwards? Asked once."""
        was, self.backwards = self.backwards, False
        return was


@dataclass(frozen=True)
class Means:
    """Handed by the host to each screen it builds."""

    look: Look
    words: Wording
    actions: Actions
    hall_name: str
    clock: Callable[[], datetime]
    voice: Voice
    switch_language: Callable[[], None]
    turning: Turning = field(default_factory=Turning)

    def say(self, phrase: Phrase | None) -> str:
        """The words of a phrase of the journey; nothing for ``None``."""
        return self.words.say(phrase) if phrase is not None else ""

    def word(self, name: str, /, **values: object) -> str:
        """A word of the screens' own (``assets/locale/*/screens.toml``; ``room.name`` for another file)."""
        return self.words.say(name if "." in name else f"screens.{name}", **values)

    @property
    def key_words(self) -> dict[str, str]:
        """Labels of the on-screen keys that are words."""
        return {key: self.word(f"key_{key}") for key in ("backspace", "clear", "space", "shift")}

    @property
    def time(self) -> str:
        """The hall's time as shown, for example 9:41."""
        now = self.clock()
        return f"{now.hour}:{now.minute:02}"


def _nobody(_: bool) -> None:
    """Hears nothing."""
