"""What the terminal says: short phrases by key, in Chinese first and English beside it.

The texts lie in ``assets/locale/<language>/<room>.toml``; a phrase's key is ``<room>.<name>``. Lower rooms hand up
``Phrase`` values (key and numbers to fill in), and whoever shows or prints them asks a ``Wording`` for the words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kiosk.errors import SettingsError

LOCALE = Path(__file__).resolve().parent.parent / "assets" / "locale"


@dataclass(frozen=True)
class Phrase:
    """A sentence by key, with the values it needs. ``verbatim`` phrases carry catalogue text as it is."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    @staticmethod
    def verbatim(text: str, *, en: str | None = None) -> Phrase:
        """Text of the catalogue or the person, shown unchanged; ``en`` where it has an English of its own."""
        return Phrase("", {"text": text, "en": en} if en else {"text": text})


class Wording:
    """The phrases of one language; a phrase missing there is taken from Chinese."""

    def __init__(self, language: str, folder: Path = LOCALE) -> None:
        """Raises ``SettingsError`` when a file of phrases cannot be read."""
        self.language = language
        self._texts = _texts(folder / "zh") | (_texts(folder / language) if language != "zh" else {})

    def say(self, phrase: Phrase | str, **values: object) -> str:
        """The words of a phrase, or of a key with values. Raises ``KeyError`` for a key nobody wrote."""
        if isinstance(phrase, str):
            phrase = Phrase(phrase, values)
        if not phrase.key:
            return str(phrase.values.get(self.language) or phrase.values["text"])
        filled = {name: self.say(v) if isinstance(v, Phrase) else v for name, v in phrase.values.items()}
        return self._texts[phrase.key].format_map(filled)

    def __contains__(self, key: str) -> bool:
        return key in self._texts


@cache
def _texts(folder: Path) -> dict[str, str]:
    """Read once: files of phrases do not change under a terminal that runs."""
    texts: dict[str, str] = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            room = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(str(error), file=str(file)) from error
        texts |= {f"{file.stem}.{name}": str(text) for name, text in room.items()}
    return texts
